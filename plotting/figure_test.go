package plotting

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talbot/runtime/display"
)

// shown gives what a figure shows: its picture, its size in CSS pixels and its text.
func shown(t *testing.T, v display.Bundler) (m image.Image, w, h int, text string) {
	t.Helper()
	b, err := display.Of(v)
	if err != nil {
		t.Fatal(err)
	}
	data, ok := b.Data["image/png"].([]byte)
	if !ok {
		t.Fatalf("no PNG in %v", b.Data)
	}
	if m, err = png.Decode(bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	size := b.Metadata["image/png"].(map[string]any)
	w, h = size["width"].(int), size["height"].(int)
	if r := m.Bounds(); r.Dx() != 2*w || r.Dy() != 2*h {
		t.Errorf("PNG of %d × %d pixels for %d × %d CSS pixels, want twice the size", r.Dx(), r.Dy(), w, h)
	}
	return m, w, h, b.PlainText()
}

// pixelsLike counts pixels within tol of a colour in each channel, in a part of the picture
// given by fractions of its sides.
func pixelsLike(m image.Image, c color.NRGBA, tol int, x0, y0, x1, y1 float64) int {
	r := m.Bounds()
	n := 0
	for y := int(y0 * float64(r.Dy())); y < int(y1*float64(r.Dy())); y++ {
		for x := int(x0 * float64(r.Dx())); x < int(x1*float64(r.Dx())); x++ {
			g := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
			if apart([3]uint8{g.R, g.G, g.B}, [3]uint8{c.R, c.G, c.B}) <= tol {
				n++
			}
		}
	}
	return n
}

func TestFigureShowsItself(t *testing.T) {
	f := NewFigure().Line([]float64{0, 1, 2}, []float64{0, 1, 4}, "squares").ErrorBars(nil, []float64{0, 1, 2}, []float64{0.1, 0.2, 0.3}, "points")
	f.Title, f.XLabel, f.YLabel = "T", `$\tau$ (s)`, "$x^2$ (µm²)"
	m, w, h, text := shown(t, f)
	if w != 640 || h != 400 {
		t.Errorf("size %d × %d, want 640 × 400", w, h)
	}
	for i := range 2 {
		if n := pixelsLike(m, cycle[i], 2, 0, 0, 1, 1); n < 300 {
			t.Errorf("series %d has %d pixels of its colour, want hundreds", i, n)
		}
	}
	want := "figure “T”: x² (µm²) from -0.264 to 4.164 over τ (s) from -0.08 to 2.08\n  squares: line through 3 points\n  points: 3 points with error bars"
	if text != want {
		t.Errorf("text\n%s\nwant\n%s", text, want)
	}
}

// The line y = x goes from the lower left to the upper right, on linear and on log axes.
func TestLineDirection(t *testing.T) {
	for _, log := range []bool{false, true} {
		f := NewFigure().Line([]float64{1, 10, 100}, []float64{1, 10, 100}, "")
		f.XLog, f.YLog = log, log
		m, _, _, _ := shown(t, f)
		upLeft := pixelsLike(m, cycle[0], 2, 0, 0, 0.4, 0.4)
		lowLeft := pixelsLike(m, cycle[0], 2, 0, 0.6, 0.4, 1)
		upRight := pixelsLike(m, cycle[0], 2, 0.6, 0, 1, 0.4)
		if upLeft != 0 || lowLeft < 100 || upRight < 100 {
			t.Errorf("log %v: pixels upper left %d, lower left %d, upper right %d", log, upLeft, lowLeft, upRight)
		}
		f.XRange = [2]float64{100, 1} // turned round
		m, _, _, _ = shown(t, f)
		if n := pixelsLike(m, cycle[0], 2, 0, 0, 0.4, 0.4); n < 100 {
			t.Errorf("log %v, turned: %d pixels in the upper left", log, n)
		}
	}
}

func TestFigureErrors(t *testing.T) {
	nan := math.NaN()
	x := []float64{1, 2}
	logFig := func(f *Figure) *Figure { f.YLog = true; return f }
	tests := []struct {
		f    display.Bundler
		want string
	}{
		{NewFigure(), "the figure is empty"},
		{(*Figure)(nil), "the figure is nil"},
		{NewFigure().Line(x, []float64{1}, "a"), `Line "a": x has 2 values and y has 1; both need the same number`},
		{NewFigure().Line(nil, nil, "a"), "no point can be drawn"},
		{NewFigure().Line(x, []float64{nan, math.Inf(1)}, "a"), "hold no finite values"},
		{logFig(NewFigure().Line(x, []float64{0, -1}, "a")), "needs positive values"},
		{NewFigure().ErrorBars(x, x, []float64{1}, "a"), "YErr has 1 values for 2 points"},
		{NewFigure().ErrorBars(x, x, []float64{1, -2}, ""), "YErr[1] is -2"},
		{NewFigure().Add(Series{Y: x, Marker: "star"}), `the marker "star" is unknown; there are circle, square`},
		{NewFigure().Add(Series{Y: x, Line: "wavy"}), `the line style "wavy" is unknown`},
		{NewFigure().Add(Series{Y: x, Color: "reddish"}), `the colour "reddish" is unknown; there are black`},
		{NewFigure().Add(Series{Y: x, Width: nan}), "Width is NaN; allowed are 0.1 to 100"},
		{NewFigure().Histogram([]float64{nan}, 0, "h"), "no finite value to count"},
		{NewFigure().Histogram(x, -1, "h"), "bins is -1; allowed are 0"},
		{NewFigure().Band(x, x, []float64{1}, "b"), "high has 1"},
		{NewFigure().Bars(x, []float64{1}, "b"), "heights has 1"},
		{&Figure{Width: 10, traces: NewFigure().Line(x, x, "").traces}, "Width is 10; allowed are 80 to 4000"},
		{&Figure{Legend: "left", traces: NewFigure().Line(x, x, "").traces}, `Legend is "left"; allowed are`},
		{&Figure{XRange: [2]float64{3, 3}, traces: NewFigure().Line(x, x, "").traces}, "its ends must differ"},
		{&Figure{XRange: [2]float64{0, math.Inf(1)}, traces: NewFigure().Line(x, x, "").traces}, "must be finite"},
		{&Figure{XLog: true, XRange: [2]float64{0, 3}, traces: NewFigure().Line(x, x, "").traces}, "needs positive ends"},
		{Grid(1, 1, NewFigure().Line(x, nil, "c")), `panel 1: plotting: Line "c"`},
		{Grid(0, 1), "0 rows and 1 columns"},
		{Grid(1, 1, nil, nil), "1 places but got 2"},
		{Grid(1, 1, (*Figure)(nil)), "nil *plotting.Figure"},
	}
	for _, tt := range tests {
		_, err := tt.f.MIMEBundle()
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want an error with %q", err, tt.want)
		}
	}
}

func TestLeftOutIsSaid(t *testing.T) {
	f := NewFigure().Line([]float64{1, 2, 3, 4, 5}, []float64{1, math.NaN(), 3, 0, -2}, "a")
	f.YLog = true
	_, _, _, text := shown(t, f)
	if want := "left out: 1 value not finite, 2 values not positive on the logarithmic y axis"; !strings.Contains(text, want) {
		t.Errorf("text %q, want it to say %q", text, want)
	}
	h := NewFigure().Histogram([]float64{1, 2, 3, math.Inf(1)}, 3, "h")
	if _, _, _, text = shown(t, h); !strings.Contains(text, "left out: 1 value not finite") {
		t.Errorf("text %q, want it to say what is left out", text)
	}
}

// Series past the last colour can still be told from the first.
func TestRoundsOfColoursDifferInLines(t *testing.T) {
	f := NewFigure()
	for range 4*len(cycle) + 1 {
		f.Line(nil, []float64{1, 2}, "")
	}
	f.Add(Series{Y: []float64{1}, Marker: "ring"}).Add(Series{Y: []float64{1}, Line: "solid"})
	for i, want := range map[int]string{0: "solid", 6: "solid", 7: "dashed", 14: "dotted", 21: "dashdot", 28: "dashdot", 29: "", 30: "solid"} {
		if f.traces[i].line != want {
			t.Errorf("series %d has the line %q, want %q", i, f.traces[i].line, want)
		}
	}
}

// A gap in the data is a gap in the line.
func TestGap(t *testing.T) {
	var x, y []float64
	for i := range 101 {
		x, y = append(x, float64(i)), append(y, 1)
	}
	f := NewFigure().Line(x, y, "")
	whole, _, _, _ := shown(t, f)
	for i := 40; i <= 60; i++ {
		y[i] = math.NaN()
	}
	if n := pixelsLike(whole, cycle[0], 2, 0.45, 0, 0.55, 1); n == 0 {
		t.Errorf("the whole line has no pixels in the middle")
	}
	cut, _, _, _ := shown(t, NewFigure().Line(x, y, ""))
	if n := pixelsLike(cut, cycle[0], 2, 0.45, 0, 0.58, 1); n != 0 {
		t.Errorf("%d pixels of the line in its gap", n)
	}
}

// Data that are changed after they were given do not change the figure.
func TestFigureCopies(t *testing.T) {
	y := []float64{1, 2, 3}
	f := NewFigure().Line(nil, y, "")
	y[1] = math.NaN()
	if _, _, _, text := shown(t, f); strings.Contains(text, "left out") {
		t.Errorf("the figure shares its data with the caller: %s", text)
	}
}

func TestHistogramCounts(t *testing.T) {
	edges, counts, lost, err := histogram([]float64{0, 0.5, 1, 1.5, 2, 3.9, 4, math.NaN()}, 4)
	if err != nil || lost != 1 || len(edges) != 5 {
		t.Fatal(edges, counts, lost, err)
	}
	for i, want := range []float64{2, 2, 1, 2} {
		if counts[i] != want {
			t.Errorf("bin %d holds %v, want %v", i, counts[i], want)
		}
	}
	for _, v := range [][]float64{{5}, {5, 5, 5}, {1e300, -1e300}, {1e-320, 2e-320}, {0, 1e-300, 1}} {
		edges, counts, _, err := histogram(v, 0)
		sum := 0.0
		for _, c := range counts {
			sum += c
		}
		if err != nil || sum != float64(len(v)) || !(edges[0] <= v[0]) {
			t.Errorf("histogram(%v) = %v, %v, %v", v, edges, counts, err)
		}
	}
}

func TestLegendKeepsOffData(t *testing.T) {
	rise, fall := make([]float64, 100), make([]float64, 100)
	for i := range rise {
		rise[i], fall[i] = float64(i), float64(-i)
	}
	for _, tt := range []struct {
		y    []float64
		want string
	}{{rise, "top left"}, {fall, "top right"}} {
		s, err := NewFigure().Line(nil, tt.y, "a").sketch(480, 300)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.(*figureSketch).place; got != tt.want {
			t.Errorf("legend stands %s, want %s", got, tt.want)
		}
	}
	f := NewFigure()
	for k := range 8 {
		y := make([]float64, 200)
		for i := range y {
			y[i] = math.Sin(float64(i)/8 + float64(k))
		}
		f.Line(nil, y, "phase")
	}
	s, err := f.sketch(480, 300)
	if err != nil || s.(*figureSketch).place != "outside" {
		t.Errorf("legend of a full figure stands %q, want outside (%v)", s.(*figureSketch).place, err)
	}
}

func TestSaveAndSVG(t *testing.T) {
	dir := t.TempDir()
	f := NewFigure().Band(nil, []float64{0, 1}, []float64{1, 2}, "band").Line(nil, []float64{1, 2}, "a <b> & $q^2$").HLine(1, "h").VLine(0.5, "v")
	img := Image([][]float64{{1, 2}, {3, 4}}, ImageSettings{BarLabel: "b"})
	for name, begin := range map[string]string{"a.png": "\x89PNG", "a.svg": "<?xml", "a.PDF": "%PDF"} {
		for _, s := range []interface{ Save(string) error }{f, img, Grid(1, 2, f, img)} {
			path := filepath.Join(dir, name)
			if err := s.Save(path); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(path)
			if err != nil || !strings.HasPrefix(string(data), begin) {
				t.Errorf("%s begins %.8q, want %q (%v)", name, data, begin, err)
			}
		}
	}
	if err := f.Save(filepath.Join(dir, "a.jpg")); err == nil || !strings.Contains(err.Error(), "must end in .png, .svg or .pdf") {
		t.Errorf("saving as .jpg gives %v", err)
	}
	b, err := f.SVG().MIMEBundle()
	if err != nil {
		t.Fatal(err)
	}
	svg := b.Data["image/svg+xml"].(string)
	if !strings.Contains(svg, "a &lt;b&gt; &amp; ") || b.Data["image/png"] == nil || b.PlainText() == "" {
		t.Errorf("the SVG bundle lacks its escaped label, its PNG or its text")
	}
	if n := strings.Count(svg, "<text "); n == 0 || n != strings.Count(svg, "textLength=") {
		t.Errorf("%d texts, %d with their width", n, strings.Count(svg, "textLength="))
	}
}

// Strange numbers and settings give a figure or an error, and neither panic nor hang.
func FuzzFigure(f *testing.F) {
	f.Add(0.0, 1.0, 2.0, 0.0, 0.0, 640.0, true, "$x$", "C1", uint8(0))
	f.Add(1e300, -1e300, 5e-324, -1.0, 1.0, 80.0, false, "\n\n", "viridis:2", uint8(3))
	f.Add(math.Inf(1), math.NaN(), 1e308, 1e-300, 1e300, 0.0, true, "", "", uint8(9))
	f.Fuzz(func(t *testing.T, a, b, c, lo, hi, w float64, log bool, text, col string, what uint8) {
		g := &Figure{Title: text, XLabel: text, YLabel: text, XLog: log, YLog: what&1 == 1, XRange: [2]float64{lo, hi}, Width: min(w, 300), Height: 200}
		v := []float64{a, b, c, a, 1}
		g.Add(Series{X: v, Y: []float64{c, a, b, 2, a}, XErr: []float64{1, 2, math.Abs(a), math.Abs(b), 0}, Label: text, Color: col, Marker: "circle", Line: "dashed", Width: math.Mod(c, 90)})
		switch what % 5 {
		case 0:
			g.Band(v, v, []float64{b, b, b, c, a}, text)
		case 1:
			g.Histogram(v, int(what)%20, text)
		case 2:
			g.Bars(v, v, text)
		case 3:
			g.HLine(a, text).VLine(b, text)
		}
		if _, err := display.Of(g); err != nil && strings.Contains(err.Error(), "cannot be drawn:") {
			t.Errorf("a panic was caught: %v", err)
		}
		p := Image([][]float64{{a, b}, {c, 1}}, ImageSettings{Title: text, Log: log, Range: [2]float64{lo, hi}, PixelSize: w, Size: 100, Offset: [2]float64{a, b}, Unit: text, ScaleBar: c})
		if _, err := display.Of(p); err != nil && strings.Contains(err.Error(), "cannot be drawn:") {
			t.Errorf("a panic was caught: %v", err)
		}
	})
}
