package plotting

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"

	"talbot/runtime/display"
)

// density is how many device pixels of a PNG stand on one CSS pixel, so that text is
// sharp on the screens of today.
const density = 2

// MIMEBundle shows the figure as PNG with its size in CSS pixels, and as text.
func (f *Figure) MIMEBundle() (display.Bundle, error) { return bundle(f) }

// MIMEBundle shows the picture as PNG with its size in CSS pixels, and as text.
func (p *Picture) MIMEBundle() (display.Bundle, error) { return bundle(p) }

// Save writes the figure to a .png, .svg or .pdf file, as the path's ending says.
func (f *Figure) Save(path string) error { return save(f, path) }

// Save writes the picture to a .png, .svg or .pdf file, as the path's ending says.
func (p *Picture) Save(path string) error { return save(p, path) }

// SVG gives the figure as scalable graphics, to be shown or saved.
func (f *Figure) SVG() *SVG { return &SVG{panel: f} }

// SVG gives the picture as scalable graphics, to be shown or saved.
func (p *Picture) SVG() *SVG { return &SVG{panel: p} }

// An SVG shows a figure as scalable graphics, with the PNG beside it for readers that
// draw no SVG.
type SVG struct{ panel panel }

// MIMEBundle shows the figure as SVG, as PNG and as text.
func (s *SVG) MIMEBundle() (display.Bundle, error) {
	b, err := bundle(s.panel)
	if err != nil {
		return b, err
	}
	svg, err := vector(s.panel, ".svg")
	if err != nil {
		return display.Bundle{}, err
	}
	b.Data["image/svg+xml"] = string(svg)
	return b, nil
}

// Source gives the SVG document.
func (s *SVG) Source() (string, error) {
	svg, err := vector(s.panel, ".svg")
	return string(svg), err
}

func bundle(p panel) (display.Bundle, error) {
	png, w, h, err := raster(p)
	if err != nil {
		return display.Bundle{}, err
	}
	b := display.Text(p.describe())
	b.Data["image/png"] = png
	b.Metadata = map[string]any{"image/png": map[string]any{"width": w, "height": h}}
	return b, nil
}

// measured gives a panel's sketch at its natural size.
func measured(p panel) (s sketch, w, h vg.Length, err error) {
	if isNil(p) {
		return nil, 0, 0, errors.New("plotting: the figure is nil; make one with NewFigure, Image or Grid")
	}
	if err := p.Err(); err != nil {
		return nil, 0, 0, err
	}
	if w, h, err = p.natural(); err != nil {
		return nil, 0, 0, err
	}
	// whole CSS pixels, so that the device pixels are whole too
	w = vg.Length(math.Ceil(float64(w/px)-1e-6)) * px
	h = vg.Length(math.Ceil(float64(h/px)-1e-6)) * px
	s, err = p.sketch(w, h)
	return s, w, h, err
}

func isNil(p panel) bool {
	switch v := p.(type) {
	case *Figure:
		return v == nil
	case *Picture:
		return v == nil
	case *Panels:
		return v == nil
	case *GonumPlot:
		return v == nil
	}
	return p == nil
}

// raster draws a panel as PNG; w and h are its size in CSS pixels.
func raster(p panel) (png []byte, w, h int, err error) {
	defer caught(&err)
	s, vw, vh, err := measured(p)
	if err != nil {
		return nil, 0, 0, err
	}
	w, h = int(math.Round(float64(vw/px))), int(math.Round(float64(vh/px)))
	c := vgimg.NewWith(vgimg.UseWH(vw, vh), vgimg.UseDPI(96*density))
	var pixels []blit
	s.draw(&pen{Canvas: c, dot: px / density, pixels: &pixels, high: c.Image().Bounds().Dy()}, vg.Rectangle{Max: vg.Point{X: vw, Y: vh}}, s.margins())
	img, ok := c.Image().(*image.RGBA)
	if !ok {
		return nil, 0, 0, fmt.Errorf("plotting: the canvas is a %T, not RGBA", c.Image())
	}
	png, err = encode(img, pixels)
	return png, w, h, err
}

// caught makes an error of a panic in the drawing libraries, so that a cell with a strange
// figure fails and the session goes on.
func caught(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("plotting: the figure cannot be drawn: %v", r)
	}
}

// vector draws a panel as .svg or .pdf.
func vector(p panel, format string) (out []byte, err error) {
	defer caught(&err)
	s, w, h, err := measured(p)
	if err != nil {
		return nil, err
	}
	var c vg.CanvasWriterTo
	ink := &pen{}
	var widths []vg.Length
	if format == ".svg" {
		c = vgsvg.New(w, h)
		ink.words = &widths
	} else {
		c = pdfCanvas{vgpdf.New(w, h)}
	}
	ink.Canvas = c
	page := vg.Rectangle{Max: vg.Point{X: w, Y: h}}
	ink.SetColor(white)
	ink.Fill(page.Path())
	s.draw(ink, page, s.margins())
	var buf bytes.Buffer
	if _, err := c.WriteTo(&buf); err != nil {
		return nil, fmt.Errorf("plotting: %w", err)
	}
	if format != ".svg" {
		return buf.Bytes(), nil
	}
	return []byte(finishSVG(buf.String(), widths)), nil
}

// finishSVG makes text and pictures look the same in every reader: text has the width that
// it was measured with, whichever of the typefaces is there, and pixels keep their edges.
func finishSVG(s string, widths []vg.Length) string {
	s = strings.NewReplacer(
		"font-family:Liberation Sans", "font-family:Liberation Sans,Arial,Helvetica,sans-serif",
		"data:image/jpg;", "data:image/png;",
		"<image ", `<image preserveAspectRatio="none" style="image-rendering:pixelated" `).Replace(s)
	var b strings.Builder
	if strings.Count(s, "<text ") != len(widths) {
		return s // a gonum plot writes its own text
	}
	for _, w := range widths {
		before, after, ok := strings.Cut(s, "<text ")
		if !ok {
			break
		}
		fmt.Fprintf(&b, `%s<text xml:space="preserve" textLength="%.2f" lengthAdjust="spacingAndGlyphs" `, before, w.Points())
		s = after
	}
	return b.String() + s
}

func save(p panel, path string) error {
	var data []byte
	var err error
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".png":
		data, _, _, err = raster(p)
	case ".svg", ".pdf":
		data, err = vector(p, ext)
	default:
		return fmt.Errorf("plotting: cannot save as %q; the name must end in .png, .svg or .pdf", filepath.Base(path))
	}
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o666)
}
