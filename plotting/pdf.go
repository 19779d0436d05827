package plotting

import (
	"image"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// pdfCanvas mends what vgpdf of gonum/plot 0.17 does otherwise than its other canvases: it
// takes colours for not multiplied by their opacity, and pictures from the bottom row.
type pdfCanvas struct{ *vgpdf.Canvas }

// straight gives its channels as they are beside its opacity.
type straight color.NRGBA

func (s straight) RGBA() (r, g, b, a uint32) {
	return uint32(s.R) * 0x101, uint32(s.G) * 0x101, uint32(s.B) * 0x101, uint32(s.A) * 0x101
}

func (c pdfCanvas) SetColor(k color.Color) {
	if n, ok := k.(color.NRGBA); ok {
		k = straight(n)
	}
	c.Canvas.SetColor(k)
}

func (c pdfCanvas) DrawImage(r vg.Rectangle, m image.Image) {
	if p, ok := m.(*image.Paletted); ok {
		f := image.NewPaletted(p.Rect, p.Palette)
		for y, h := 0, p.Rect.Dy(); y < h; y++ {
			copy(f.Pix[y*f.Stride:(y+1)*f.Stride], p.Pix[(h-1-y)*p.Stride:])
		}
		m = f
	}
	c.Canvas.DrawImage(r, m)
}
