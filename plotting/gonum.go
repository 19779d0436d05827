package plotting

import (
	"errors"
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"talbot/runtime/display"
)

// A GonumPlot shows a plot that was made with gonum.org/v1/plot itself.
type GonumPlot struct {
	plot          *plot.Plot
	width, height float64
}

// Gonum wraps a plot of gonum.org/v1/plot so that it shows itself, alone or in a Grid; width
// and height are CSS pixels, 0 is 640 and 400.
func Gonum(p *plot.Plot, width, height float64) *GonumPlot {
	return &GonumPlot{plot: p, width: width, height: height}
}

// MIMEBundle shows the plot as PNG with its size in CSS pixels, and as text.
func (g *GonumPlot) MIMEBundle() (display.Bundle, error) { return bundle(g) }

// Save writes the plot to a .png, .svg or .pdf file, as the path's ending says.
func (g *GonumPlot) Save(path string) error { return save(g, path) }

// SVG gives the plot as scalable graphics, to be shown or saved.
func (g *GonumPlot) SVG() *SVG { return &SVG{panel: g} }

// Err tells whether there is a plot.
func (g *GonumPlot) Err() error {
	if g.plot == nil {
		return errors.New("plotting: the gonum plot is nil; make one with plot.New")
	}
	return nil
}

func (g *GonumPlot) natural() (w, h vg.Length, err error) {
	return (&Figure{Width: g.width, Height: g.height}).natural()
}

func (g *GonumPlot) heightFor(w vg.Length) (vg.Length, error) {
	return (&Figure{Width: g.width, Height: g.height}).heightFor(w)
}

func (g *GonumPlot) sketch(w, h vg.Length) (sketch, error) { return gonumSketch{g.plot}, nil }

type gonumSketch struct{ plot *plot.Plot }

func (gonumSketch) margins() margins { return margins{} }

// draw leaves the margins to the plot, which finds its own.
func (s gonumSketch) draw(p *pen, cell vg.Rectangle, _ margins) {
	d := vg.Point{X: edge, Y: edge}
	cell.Min, cell.Max = cell.Min.Add(d), cell.Max.Sub(d)
	s.plot.Draw(draw.Canvas{Canvas: p.Canvas, Rectangle: cell})
}

func (g *GonumPlot) describe() string {
	if t := g.plot.Title.Text; t != "" {
		return fmt.Sprintf("gonum plot “%s”", t)
	}
	return "gonum plot"
}
