package plotting

import (
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"talbot/runtime/display"
)

func TestGonumPlot(t *testing.T) {
	p := plot.New()
	p.Title.Text = "mine"
	l, err := plotter.NewLine(plotter.XYs{{X: 1, Y: 1}, {X: 2, Y: 4}})
	if err != nil {
		t.Fatal(err)
	}
	l.Color = cycle[1]
	p.Add(l)
	m, w, h, text := shown(t, Gonum(p, 300, 200))
	if w != 300 || h != 200 || text != "gonum plot “mine”" || pixelsLike(m, cycle[1], 2, 0, 0, 1, 1) < 100 {
		t.Errorf("size %d × %d, text %q, or no line", w, h, text)
	}
	if m, _, _, _ = shown(t, Grid(1, 2, Gonum(p, 0, 0), NewFigure().Line(nil, []float64{1, 2}, ""))); pixelsLike(m, cycle[1], 2, 0, 0, 0.5, 1) < 100 {
		t.Errorf("no line in the grid's first panel")
	}
	p.X.Scale = plot.LogScale{} // with a range from below zero this panics in gonum/plot
	p.X.Min = -1
	for v, want := range map[display.Bundler]string{Gonum(p, 0, 0): "cannot be drawn", Gonum(nil, 0, 0): "is nil"} {
		if _, err := display.Of(v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}
