package plotting

import (
	"bytes"
	"image/png"
	"math"
	"math/rand"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette/moreland"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"talbot/runtime/array"
	"talbot/runtime/display"
)

func walk(n int) (x, y []float64) {
	r := rand.New(rand.NewSource(1))
	s := 0.0
	for i := range n {
		s += r.NormFloat64()
		x, y = append(x, float64(i)), append(y, s)
	}
	return x, y
}

func noise(n int) []float64 {
	r := rand.New(rand.NewSource(1))
	v := make([]float64, n*n)
	for i := range v {
		v[i] = 100 + 60*math.Sin(float64(i/n)/30) + 8*r.NormFloat64()
	}
	return v
}

func show(b *testing.B, v display.Bundler) {
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		m, err := v.MIMEBundle()
		if err != nil {
			b.Fatal(err)
		}
		size = len(m.Data["image/png"].([]byte))
	}
	b.ReportMetric(float64(size), "png-bytes")
}

func BenchmarkLine100k(b *testing.B) {
	x, y := walk(100_000)
	show(b, NewFigure().Line(x, y, "walk"))
}

func BenchmarkPhasePlot100k(b *testing.B) { // neither x nor y rises
	_, y := walk(100_000)
	r := rand.New(rand.NewSource(2))
	x := make([]float64, len(y))
	for i := range x[1:] {
		x[i+1] = x[i] + r.NormFloat64()
	}
	show(b, NewFigure().Line(x, y, "walk"))
}

func BenchmarkScatter10k(b *testing.B) {
	x, y := walk(10_000)
	show(b, NewFigure().Scatter(x, y, "walk"))
}

func BenchmarkErrorBars30(b *testing.B) {
	x, y := walk(30)
	show(b, NewFigure().ErrorBars(x, y, x, "$q^2$"))
}

func BenchmarkImage512(b *testing.B) {
	a, err := array.Of(noise(512), 512, 512)
	if err != nil {
		b.Fatal(err)
	}
	show(b, Image(a, ImageSettings{BarLabel: "counts"}))
}

// BenchmarkPixels512 is the pixels alone: values to colours to PNG.
func BenchmarkPixels512(b *testing.B) {
	a, err := array.Of(noise(512), 512, 512)
	if err != nil {
		b.Fatal(err)
	}
	p := Image(a, ImageSettings{})
	b.Run("colours", func(b *testing.B) {
		for b.Loop() {
			p.indices(512, 512)
		}
	})
	index := p.indices(1024, 1024)
	b.Run("enlarge", func(b *testing.B) {
		for b.Loop() {
			p.indices(1024, 1024)
		}
	})
	_ = index
}

type heat struct{ m *mat.Dense }

func (h heat) Dims() (c, r int)   { r, c = h.m.Dims(); return c, r }
func (h heat) Z(c, r int) float64 { return h.m.At(r, c) }
func (h heat) X(c int) float64    { return float64(c) }
func (h heat) Y(r int) float64    { return float64(r) }

func BenchmarkGonumHeatMap512(b *testing.B) {
	h := plotter.NewHeatMap(heat{mat.NewDense(512, 512, noise(512))}, moreland.SmoothBlueRed().Palette(224))
	gonum(b, h)
}

func BenchmarkGonumHeatMapRasterized512(b *testing.B) {
	h := plotter.NewHeatMap(heat{mat.NewDense(512, 512, noise(512))}, moreland.SmoothBlueRed().Palette(224))
	h.Rasterized = true
	gonum(b, h)
}

func gonum(b *testing.B, add ...plot.Plotter) {
	for b.Loop() {
		p := plot.New()
		p.Add(add...)
		c := vgimg.NewWith(vgimg.UseWH(480, 440), vgimg.UseDPI(192))
		p.Draw(draw.New(c))
		var buf bytes.Buffer
		if err := png.Encode(&buf, c.Image()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGonumLine100k(b *testing.B) {
	x, y := walk(100_000)
	xy := make(plotter.XYs, len(x))
	for i := range x {
		xy[i].X, xy[i].Y = x[i], y[i]
	}
	l, err := plotter.NewLine(xy)
	if err != nil {
		b.Fatal(err)
	}
	l.Width = vg.Points(1.5)
	gonum(b, l)
}
