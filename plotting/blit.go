package plotting

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// A blit is a block of device pixels, each an index into a table of colours.
type blit struct {
	at    image.Rectangle // y downwards from the page's top
	index []uint8
	table []color.NRGBA
}

// levels is how many colours of a map a picture uses; the last entry of a blit's table is
// for values that cannot be shown. The rest of a palette is left to the greys of text.
const (
	levels = 224
	greys  = 256 - levels - 1
)

var missingColor = color.NRGBA{0xc8, 0xc8, 0xc8, 0xff}

// encode writes a page as PNG. A page of text and of pictures in one colour map has a
// palette, which takes a third of the time and of the bytes.
func encode(page *image.RGBA, pixels []blit) ([]byte, error) {
	var img image.Image = page
	if table, ok := oneTable(pixels); ok && isGrey(page) {
		img = withPalette(page, pixels, table)
	} else {
		for _, b := range pixels {
			b.copyTo(page)
		}
	}
	var buf bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := enc.Encode(&buf, img); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func oneTable(pixels []blit) ([]color.NRGBA, bool) {
	if len(pixels) == 0 {
		return nil, false
	}
	first := pixels[0].table
	for _, b := range pixels[1:] {
		if len(b.table) != len(first) {
			return nil, false
		}
		for i := range first {
			if b.table[i] != first[i] {
				return nil, false
			}
		}
	}
	return first, true
}

func isGrey(m *image.RGBA) bool {
	for i := 0; i+3 < len(m.Pix); i += 4 {
		if m.Pix[i] != m.Pix[i+1] || m.Pix[i] != m.Pix[i+2] {
			return false
		}
	}
	return true
}

func withPalette(page *image.RGBA, pixels []blit, table []color.NRGBA) *image.Paletted {
	palette := make(color.Palette, 0, 256)
	for _, c := range table {
		palette = append(palette, color.RGBA(c)) // opaque
	}
	for i := range greys {
		v := uint8(i * 255 / (greys - 1))
		palette = append(palette, color.RGBA{v, v, v, 0xff})
	}
	var toGrey [256]uint8
	for v := range toGrey {
		toGrey[v] = uint8(len(table) + (v*(greys-1)+127)/255)
	}
	out := image.NewPaletted(page.Bounds(), palette)
	for i := range out.Pix {
		out.Pix[i] = toGrey[page.Pix[4*i]]
	}
	for _, b := range pixels {
		r := b.at.Intersect(out.Rect)
		for y := r.Min.Y; y < r.Max.Y; y++ {
			from := (y-b.at.Min.Y)*b.at.Dx() + r.Min.X - b.at.Min.X
			copy(out.Pix[y*out.Stride+r.Min.X:y*out.Stride+r.Max.X], b.index[from:])
		}
	}
	return out
}

func (b blit) copyTo(page *image.RGBA) {
	r := b.at.Intersect(page.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			c := b.table[b.index[(y-b.at.Min.Y)*b.at.Dx()+x-b.at.Min.X]]
			copy(page.Pix[page.PixOffset(x, y):], []uint8{c.R, c.G, c.B, 0xff})
		}
	}
}

// image gives the block as a picture for canvases without device pixels.
func (b blit) image() image.Image {
	palette := make(color.Palette, len(b.table))
	for i, c := range b.table {
		palette[i] = color.RGBA(c)
	}
	return &image.Paletted{Pix: b.index, Stride: b.at.Dx(), Rect: image.Rect(0, 0, b.at.Dx(), b.at.Dy()), Palette: palette}
}
