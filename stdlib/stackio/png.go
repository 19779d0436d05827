package stackio

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"

	"talbot/stdlib/stack"
)

// A pngFile is one frame.
type pngFile struct {
	path   string
	src    io.ReaderAt
	size   int64
	closer io.Closer
	pixels pixels
	head   stack.Info
}

// Colour types of a PNG's header.
const (
	pngGray      = 0
	pngRGB       = 2
	pngPalette   = 3
	pngGrayAlpha = 4
	pngRGBA      = 6
)

func openPNG(path string, src io.ReaderAt, size int64, closer io.Closer, o Options) (*pngFile, error) {
	f := &pngFile{path: path, src: src, size: size, closer: closer}
	if err := f.header(o); err != nil {
		return nil, fmt.Errorf("stackio: %s: %w", path, err)
	}
	return f, nil
}

// header reads the IHDR chunk, which the standard demands first: signature, length, "IHDR", width, height,
// bit depth, colour type.
func (f *pngFile) header(o Options) error {
	var h [26]byte
	if err := readFull(f.src, h[:], 0); err != nil {
		return err
	}
	if string(h[12:16]) != "IHDR" {
		return errors.New("a PNG without its header chunk")
	}
	width, height := binary.BigEndian.Uint32(h[16:]), binary.BigEndian.Uint32(h[20:])
	depth, kind := int(h[24]), int(h[25])
	samples, known := map[int]int{pngGray: 1, pngRGB: 3, pngPalette: 1, pngGrayAlpha: 2, pngRGBA: 4}[kind]
	if !known {
		return fmt.Errorf("a PNG of the unknown colour type %d", kind)
	}
	if bytes := (uint64(width)*uint64(samples*depth) + 7) / 8 * uint64(height); width == 0 || height == 0 ||
		width > 1<<31-1 || height > 1<<31-1 || bytes/maxRatio(packDeflate) > uint64(f.size) {
		return fmt.Errorf("a PNG that claims %d x %d pixels of %d bits in a file of %d bytes, which cannot hold them", height, width, samples*depth, f.size)
	}
	if kind != pngGray && !o.Gray {
		what := map[int]string{pngRGB: "RGB colour", pngPalette: "palette colour", pngGrayAlpha: "gray with transparency", pngRGBA: "RGBA colour"}[kind]
		return fmt.Errorf("%s; Options.Gray takes the luminance and leaves transparency out", what)
	}
	if kind == pngGray && depth < 8 {
		return fmt.Errorf("%d-bit gray; allowed are 8 and 16 bits", depth)
	}
	f.pixels = pixels{sample: sample{'u', 1}, samples: 1, float: o.Float32}
	if depth == 16 {
		f.pixels.sample.size = 2
	}
	dtype, err := f.pixels.sample.dtype(o.Float32)
	f.head = stack.Info{Frames: 1, Height: int(height), Width: int(width), DType: dtype, Meta: stack.Meta{Source: f.path}}
	return err
}

func (f *pngFile) info() stack.Info { return f.head }
func (f *pngFile) Close() error     { return f.closer.Close() }

// scratch counts the decoder's picture, of up to four samples a pixel.
func (f *pngFile) scratch() int64 {
	return 4*int64(f.head.Height)*int64(f.head.Width)*int64(f.pixels.sample.size) + 64<<10
}

func (f *pngFile) read(ctx context.Context, b block) error {
	return eachFrame(ctx, b, func(_ int, dst []byte, s *scratch) error {
		img, err := png.Decode(bufio.NewReaderSize(io.NewSectionReader(f.src, 0, f.size), 64<<10))
		var bad png.FormatError // holds the text of an end met within the packed data
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &bad) && string(bad) == io.ErrUnexpectedEOF.Error() {
			err = errors.New("the file ends before its pixels do: it is truncated")
		}
		if err == nil {
			err = f.copy(dst, img, b.crop, s)
		}
		if err != nil {
			return fmt.Errorf("stackio: %s: %w", f.path, err)
		}
		return nil
	})
}

// copy takes a part of a decoded picture as gray.
func (f *pngFile) copy(dst []byte, img image.Image, crop Rect, s *scratch) error {
	size := f.pixels.sample.size
	lut := paletteGray(img)
	row := grow(&s.segment, crop.Width*size)
	for y := range crop.Height {
		for x := range row {
			row[x] = 0
		}
		y0, x0, n := crop.Y+y, crop.X, crop.Width
		switch img := img.(type) {
		case *image.Gray:
			copy(row, img.Pix[y0*img.Stride+x0:][:n])
		case *image.Paletted:
			for i, v := range img.Pix[y0*img.Stride+x0:][:n] {
				row[i] = lut[v]
			}
		case *image.RGBA:
			luminance(row, img.Pix[y0*img.Stride+4*x0:][:4*n], f.pixels.sample, 4, n)
		case *image.NRGBA:
			luminance(row, img.Pix[y0*img.Stride+4*x0:][:4*n], f.pixels.sample, 4, n)
		case *image.Gray16:
			copy(row, img.Pix[y0*img.Stride+2*x0:][:2*n])
			swapBig(row)
		case *image.RGBA64:
			f.luminance16(row, img.Pix[y0*img.Stride+8*x0:][:8*n], n, s)
		case *image.NRGBA64:
			f.luminance16(row, img.Pix[y0*img.Stride+8*x0:][:8*n], n, s)
		default:
			return fmt.Errorf("a PNG decoded as %T is not read", img)
		}
		if err := f.pixels.place(dst[y*n*f.pixels.outSize():], row, n, s); err != nil {
			return err
		}
	}
	return nil
}

func (f *pngFile) luminance16(row, rgba []byte, n int, s *scratch) {
	native := grow(&s.plane, len(rgba))
	copy(native, rgba)
	swapBig(native)
	luminance(row, native, f.pixels.sample, 4, n)
}

// swapBig turns 16-bit samples as PNG has them, highest byte first, into the machine's.
func swapBig(b []byte) {
	if foreign(binary.BigEndian) {
		swap(b, 2)
	}
}

// paletteGray gives the luminance of each colour of a picture with a palette, nil for others.
func paletteGray(img image.Image) []uint8 {
	p, ok := img.(*image.Paletted)
	if !ok {
		return nil
	}
	lut := make([]uint8, 256)
	for i, c := range p.Palette {
		v := color.NRGBAModel.Convert(c).(color.NRGBA)
		luminance(lut[i:], []byte{v.R, v.G, v.B}, sample{'u', 1}, 3, 1)
	}
	return lut
}
