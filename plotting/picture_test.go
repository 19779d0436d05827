package plotting

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"talbot/runtime/array"
	"talbot/runtime/display"
)

func frameOf(t *testing.T, data any, shape ...int) *array.Array {
	t.Helper()
	a, err := array.Of(data, shape...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// All kinds of data with the same numbers give the same picture.
func TestImageData(t *testing.T) {
	rows64 := [][]float64{{0, 50, 100}, {150, 200, 250}}
	gray := image.NewGray(image.Rect(5, 5, 8, 7))
	copy(gray.Pix, []uint8{0, 50, 100, 150, 200, 250})
	rgba := image.NewRGBA(image.Rect(0, 0, 3, 2))
	for i, v := range gray.Pix {
		rgba.Set(i%3, i/3, color.Gray{v})
	}
	for _, data := range []any{
		rows64,
		[][]float32{{0, 50, 100}, {150, 200, 250}},
		[][]uint8{{0, 50, 100}, {150, 200, 250}},
		[][]uint16{{0, 50, 100}, {150, 200, 250}},
		[][]int{{0, 50, 100}, {150, 200, 250}},
		frameOf(t, []uint8{0, 50, 100, 150, 200, 250}, 2, 3),
		frameOf(t, []uint16{0, 50, 100, 150, 200, 250}, 2, 3),
		frameOf(t, []float32{0, 50, 100, 150, 200, 250}, 2, 3),
		frameOf(t, []float64{0, 50, 100, 150, 200, 250}, 2, 3),
		mat.NewDense(2, 3, []float64{0, 50, 100, 150, 200, 250}),
		gray, rgba,
	} {
		p := Image(data, ImageSettings{})
		if p.Err() != nil {
			t.Errorf("%T: %v", data, p.Err())
			continue
		}
		if lo, hi := p.Limits(); lo != 0 || math.Abs(hi-250) > 1e-3 { // brightness of RGBA is rounded
			t.Errorf("%T: limits %v … %v, want 0 … 250", data, lo, hi)
		}
		got := p.indices(3, 2)
		for i, want := range []uint8{0, 44, 89, 134, 179, 223} {
			if d := int(got[i]) - int(want); d < -1 || d > 1 {
				t.Errorf("%T: pixel %d has colour %d, want %d", data, i, got[i], want)
			}
		}
	}
}

// movie has the methods by which a stack of frames is known.
type movie struct{}

func (movie) Frames() int                     { return 7 }
func (movie) Frame(int) (*array.Array, error) { return nil, nil }

func TestImageErrors(t *testing.T) {
	ok := [][]float64{{1, 2}, {3, 4}}
	nan := math.NaN()
	tests := []struct {
		data any
		set  ImageSettings
		want string
	}{
		{nil, ImageSettings{}, "data is nil"},
		{"x", ImageSettings{Title: "T"}, `plotting: Image "T": data is a string`},
		{[][]float64{}, ImageSettings{}, "data has no rows"},
		{[][]float64{{}}, ImageSettings{}, "no pixels (1 rows, 0 columns)"},
		{[][]float64{{1, 2}, {3}}, ImageSettings{}, "row 1 has 1 values and row 0 has 2"},
		{frameOf(t, make([]uint8, 8), 2, 2, 2), ImageSettings{}, "shape [2 2 2]; a picture needs two sides"},
		{(*array.Array)(nil), ImageSettings{}, "data is nil"},
		{movie{}, ImageSettings{}, "data is a stack of 7 frames; show one of them"},
		{&mat.Dense{}, ImageSettings{}, "no pixels"},
		{image.NewUniform(color.Black), ImageSettings{}, "at most"},
		{[][]float64{{nan}}, ImageSettings{}, "no finite value"},
		{[][]float64{{0, -1}}, ImageSettings{Log: true}, "no positive value for a logarithmic scale"},
		{ok, ImageSettings{Map: "jet"}, `the colour map "jet" is unknown; there are viridis`},
		{ok, ImageSettings{Range: [2]float64{3, 1}}, "must rise"},
		{ok, ImageSettings{Range: [2]float64{0, math.Inf(1)}}, "must be finite"},
		{ok, ImageSettings{Range: [2]float64{-1, 1}, Log: true}, "needs positive ends"},
		{ok, ImageSettings{Percentiles: [2]float64{99, 1}}, "two rising numbers from 0 to 100"},
		{ok, ImageSettings{PixelSize: -1}, "PixelSize is -1"},
		{ok, ImageSettings{Size: 5}, "Size is 5; allowed are 16 to 4000"},
		{ok, ImageSettings{ScaleBar: 5}, "ScaleBar is 5 but the picture is only 2 wide"},
		{ok, ImageSettings{Offset: [2]float64{nan, 0}}, "Offset is [NaN 0]"},
	}
	for _, tt := range tests {
		_, err := display.Of(Image(tt.data, tt.set))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%T, %+v: got %v, want an error with %q", tt.data, tt.set, err, tt.want)
		}
	}
	if _, err := (*Picture)(nil).MIMEBundle(); err == nil || !strings.Contains(err.Error(), "nil") {
		t.Errorf("a nil picture gives %v", err)
	}
}

func TestLimits(t *testing.T) {
	var row []float64
	for i := range 101 {
		row = append(row, float64(i))
	}
	tests := []struct {
		set    ImageSettings
		lo, hi float64
	}{
		{ImageSettings{}, 0, 100},
		{ImageSettings{Percentiles: [2]float64{1, 95}}, 1, 95},
		{ImageSettings{Range: [2]float64{-5, 5}}, -5, 5},
		{ImageSettings{Range: [2]float64{math.NaN(), 50}}, 0, 50},
		{ImageSettings{Range: [2]float64{10, math.NaN()}}, 10, 100},
		{ImageSettings{Log: true}, 1, 100},
	}
	for _, tt := range tests {
		p := Image([][]float64{row}, tt.set)
		if lo, hi := p.Limits(); p.Err() != nil || lo != tt.lo || hi != tt.hi {
			t.Errorf("%+v: %v … %v (%v), want %v … %v", tt.set, lo, hi, p.Err(), tt.lo, tt.hi)
		}
	}
}

// The pixels stand where the data say, the right way up, each enlarged to a block.
func TestPicturePixels(t *testing.T) {
	for _, below := range []bool{false, true} {
		p := Image([][]float64{{0, 100}, {100, math.NaN()}}, ImageSettings{NoBar: true, FromBelow: below, Size: 100})
		m, _, _, text := shown(t, p)
		dark, bright := p.cmap.at(0), p.cmap.at(1)
		y0, y1 := 0.0, 0.5
		if below {
			y0, y1 = 0.5, 1
		}
		// a quarter of a square of 200 device pixels, less what the margins push over the middle;
		// a palette may change a channel by 16 at most
		if n := pixelsLike(m, dark, 16, 0, y0, 0.65, y1); n < 8000 {
			t.Errorf("from below %v: %d dark pixels at the first row, want 8000 to 10000", below, n)
		}
		if n := pixelsLike(m, bright, 16, 0, 0, 1, 1); n < 19000 || n > 20500 {
			t.Errorf("from below %v: %d bright pixels, want 20000", below, n)
		}
		if n := pixelsLike(m, missingColor("viridis"), 4, 0, 0, 1, 1); n < 9500 {
			t.Errorf("from below %v: %d pixels for the missing value, want 10000", below, n)
		}
		if !strings.Contains(text, "left out: 1 value not finite") {
			t.Errorf("text %q does not say what is left out", text)
		}
	}
}

func TestLogNorm(t *testing.T) {
	p := Image([][]float64{{1, 10, 100, 1000, 0}}, ImageSettings{Log: true})
	got := p.indices(5, 1)
	for i, want := range []uint8{0, levels / 3, 2 * levels / 3, levels - 1, levels} {
		if d := int(got[i]) - int(want); d < -1 || d > 1 {
			t.Errorf("pixel %d has colour %d, want %d", i, got[i], want)
		}
	}
}

// A large picture is reduced by means, so that the total brightness stays.
func TestReducedByMean(t *testing.T) {
	v := make([]float32, 100*100)
	for i := range v {
		v[i] = float32((i + i/100) % 2 * 100) // a chess board
	}
	p := Image(frameOf(t, v, 100, 100), ImageSettings{})
	for i, k := range p.indices(50, 50) {
		if k != levels/2 {
			t.Fatalf("pixel %d has colour %d, want the mean %d", i, k, levels/2)
		}
	}
	for i, k := range p.indices(33, 7) {
		if k < levels/2-10 || k > levels/2+10 {
			t.Fatalf("33 × 7: pixel %d has colour %d, want about %d", i, k, levels/2)
		}
	}
}

func TestNaturalSizeKeepsWholePixels(t *testing.T) {
	for _, n := range []int{1, 7, 16, 100, 256, 333, 512, 1000, 1100, 1500, 2048} {
		p := Image(frameOf(t, make([]uint8, n*n), n, n), ImageSettings{})
		w, h, err := p.natural()
		if err != nil {
			t.Fatal(err)
		}
		s := p.measure(w, h)
		r := s.place(s.m.inside(rectangle(w, h)), px/density)
		dots := (&pen{dot: px / density}).pixelRect(r).Dx()
		if n <= 1100 && dots%n != 0 {
			t.Errorf("%d pixels on %d device pixels", n, dots)
		}
		if dots > 1100 || n >= 7 && dots < 540 {
			t.Errorf("%d pixels take %d device pixels", n, dots)
		}
	}
}

func TestGridAligns(t *testing.T) {
	f := NewFigure().Line(nil, []float64{1e5, 2e5}, "")
	f.YLabel = "a label"
	g := NewFigure().Line(nil, []float64{1, 2}, "")
	s, err := Grid(2, 1, f, g).sketch(400, 600)
	if err != nil {
		t.Fatal(err)
	}
	k := s.(*gridSketch)
	if want := max(k.cells[0].margins().left, k.cells[1].margins().left); k.left[0] != want {
		t.Errorf("left margin %v, want the larger %v", k.left[0], want)
	}
	p := Image([][]float64{{1, 2}}, ImageSettings{})
	m, w, _, text := shown(t, Grid(2, 2, f, nil, p, Grid(1, 2, g, p)))
	if w > 960 || pixelsLike(m, cycle[0], 2, 0, 0, 0.5, 0.5) < 100 || pixelsLike(m, cycle[0], 2, 0.5, 0, 1, 0.4) != 0 {
		t.Errorf("a grid %d wide, or with panels in the wrong places", w)
	}
	if !strings.Contains(text, "4. 1 × 2 panels") {
		t.Errorf("text %q does not describe the panels", text)
	}
}

func TestColorMaps(t *testing.T) {
	// known ends of the published tables, exactly
	for name, want := range map[string][2]color.NRGBA{
		"viridis": {{0x44, 0x01, 0x54, 0xff}, {0xfd, 0xe7, 0x25, 0xff}},
		"inferno": {{0x00, 0x00, 0x04, 0xff}, {0xfc, 0xff, 0xa4, 0xff}},
		"plasma":  {{0x0d, 0x08, 0x87, 0xff}, {0xf0, 0xf9, 0x21, 0xff}},
		"gray":    {{0, 0, 0, 0xff}, {0xff, 0xff, 0xff, 0xff}},
		"gray_r":  {{0xff, 0xff, 0xff, 0xff}, {0, 0, 0, 0xff}},
	} {
		m, err := lookMap(name)
		if err != nil {
			t.Fatal(err)
		}
		if m.at(0) != want[0] || m.at(1) != want[1] || m.at(-3) != want[0] || m.at(7) != want[1] || m.at(math.NaN()) != want[0] {
			t.Errorf("%s runs from %v to %v, want %v", name, m.at(0), m.at(1), want)
		}
	}
	// the sequential maps grow brighter all along, twilight ends where it begins
	for _, name := range ColorMaps() {
		m, err := lookMap(name)
		if err != nil {
			t.Fatal(err)
		}
		table := m.table(levels)
		if name == "twilight" {
			if table[0] != table[levels-1] {
				t.Errorf("twilight runs from %v to %v", table[0], table[levels-1])
			}
			continue
		}
		for i := 1; i < levels; i++ {
			a, b := table[i-1], table[i]
			// one step of rounding in each channel is below 1000 of these units
			if brightness([3]uint8{b.R, b.G, b.B}) < brightness([3]uint8{a.R, a.G, a.B})-1000 {
				t.Errorf("%s grows darker from %v to %v", name, a, b)
			}
		}
		miss := missingColor(name)
		for _, c := range table {
			if apart([3]uint8{c.R, c.G, c.B}, [3]uint8{miss.R, miss.G, miss.B}) < 32 {
				t.Errorf("%s: the colour of missing values is like %v", name, c)
				break
			}
		}
	}
}
