package plotting

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
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

func (b blit) copyTo(page *image.RGBA) {
	r := b.at.Intersect(page.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from := b.index[(y-b.at.Min.Y)*b.at.Dx()+r.Min.X-b.at.Min.X:]
		to := page.Pix[page.PixOffset(r.Min.X, y):]
		for x := range r.Dx() {
			c := b.table[from[x]]
			to[4*x], to[4*x+1], to[4*x+2], to[4*x+3] = c.R, c.G, c.B, 0xff
		}
	}
}

// image gives the block as a picture for canvases without device pixels.
func (b blit) image() image.Image {
	palette := make(color.Palette, len(b.table))
	for i, c := range b.table {
		palette[i] = color.RGBA(c) // opaque
	}
	return &image.Paletted{Pix: b.index, Stride: b.at.Dx(), Rect: image.Rect(0, 0, b.at.Dx(), b.at.Dy()), Palette: palette}
}

// encode writes a page with its pictures' pixels as PNG.
func encode(page *image.RGBA, pixels []blit) ([]byte, error) {
	for _, b := range pixels {
		b.copyTo(page)
	}
	trades := forLines
	if len(pixels) > 0 {
		trades = forPictures
	}
	if m, ok := reduce(page, trades); ok {
		return m.png()
	}
	var buf bytes.Buffer
	err := png.Encode(&buf, page)
	return buf.Bytes(), err
}

// png writes the page after the PNG specification (ISO/IEC 15948). image/png never filters
// the rows of a palette; here a row like the one above costs next to nothing, which is
// what enlarged pictures and figures have most.
func (m indexed) png() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")
	head := make([]byte, 13)
	binary.BigEndian.PutUint32(head, uint32(m.w))
	binary.BigEndian.PutUint32(head[4:], uint32(m.h))
	head[8], head[9] = 8, 3 // bits, palette
	chunk(&out, "IHDR", head)
	var table []byte
	for _, c := range m.table {
		table = append(table, c[:]...)
	}
	chunk(&out, "PLTE", table)
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	line := make([]byte, m.w+1)
	for y := range m.h {
		row := m.pix[y*m.w : (y+1)*m.w]
		switch {
		case y > 0 && bytes.Equal(row, m.pix[(y-1)*m.w:y*m.w]):
			line[0] = 2 // the difference to the row above
			clear(line[1:])
		case steps(row):
			line[0] = 1 // the difference to the pixel before
			line[1] = row[0]
			for x := 1; x < len(row); x++ {
				line[x+1] = row[x] - row[x-1]
			}
		default:
			line[0] = 0
			copy(line[1:], row)
		}
		if _, err := z.Write(line); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	chunk(&out, "IDAT", data.Bytes())
	chunk(&out, "IEND", nil)
	return out.Bytes(), nil
}

// steps reports whether the differences between neighbours are smaller than the numbers
// themselves, as in the rows of a picture.
func steps(row []uint8) bool {
	size := func(v uint8) int { return int(min(v, -v)) }
	plain, diff := size(row[0]), size(row[0])
	for x := 1; x < len(row); x++ {
		plain += size(row[x])
		diff += size(row[x] - row[x-1])
	}
	return diff < plain/2
}

func chunk(out *bytes.Buffer, name string, data []byte) {
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(data)))
	out.Write(n[:])
	sum := crc32.NewIEEE()
	sum.Write([]byte(name))
	sum.Write(data)
	out.WriteString(name)
	out.Write(data)
	binary.BigEndian.PutUint32(n[:], sum.Sum32())
	out.Write(n[:])
}
