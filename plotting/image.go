package plotting

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// ImageSettings says how numbers become a picture. Its zero value maps the whole range of
// finite values linearly onto viridis, with a colour bar and axes that count pixels.
type ImageSettings struct {
	Title          string
	XLabel, YLabel string // "" is "x (unit)" and "y (unit)" where there is a Unit

	Map string // colour map; "" is "viridis"; microscopists may want "gray"
	Log bool   // logarithmic scale; values that are not positive are left out

	// Range holds the values at the two ends of the colour map; zero takes them from the
	// data, and so does a NaN for its end. Values beyond take the end's colour.
	Range [2]float64
	// Percentiles takes Range from the data's percentiles, as in {1, 99.5}, where Range is zero.
	Percentiles [2]float64

	PixelSize float64    // side of a pixel in Unit; 0 is 1
	Unit      string     // of the axes and the scale bar, as in "µm"; "" is pixels
	Offset    [2]float64 // x and y of the first pixel's centre, in Unit
	FromBelow bool       // the first row stands at the bottom; otherwise at the top

	BarLabel string  // of the colour bar, with its unit
	NoBar    bool    // no colour bar
	NoAxes   bool    // no ticks and labels
	ScaleBar float64 // length in Unit of a bar below the picture; 0 is none

	Size float64 // longer side of the picture, CSS pixels; 0 is about 400
}

// A Picture is a two-dimensional array shown in colours.
type Picture struct {
	set  ImageSettings
	data field
	cmap colorMap
	lo   float64
	hi   float64
	err  error
}

// Image shows data as a picture with square pixels. Data may be a 2-D *array.Array, [][]float64,
// [][]float32, [][]uint8, [][]uint16, [][]int, a gonum mat.Matrix, or an image.Image, whose
// brightness is taken. What is wrong with them or the settings is said when it is shown.
func Image(data any, s ImageSettings) *Picture {
	p := &Picture{set: s}
	p.err = p.prepare(data)
	if p.err != nil {
		p.err = named("Image", s.Title, p.err)
	}
	return p
}

// Err tells what is wrong with the data or the settings, or nil.
func (p *Picture) Err() error { return p.err }

// Limits gives the values at the two ends of the colour map.
func (p *Picture) Limits() (low, high float64) { return p.lo, p.hi }

func (p *Picture) prepare(data any) (err error) {
	s := &p.set
	if s.Map == "" {
		s.Map = "viridis"
	}
	if p.cmap, err = lookMap(s.Map); err != nil {
		return err
	}
	if s.PixelSize == 0 {
		s.PixelSize = 1
	}
	if !(s.PixelSize > 0 && s.PixelSize <= maxDrawable) {
		return fmt.Errorf("the PixelSize is %v; it must be a positive length", s.PixelSize)
	}
	if !drawable(s.Offset[0]) || !drawable(s.Offset[1]) {
		return fmt.Errorf("the Offset is %v; it must be finite", s.Offset)
	}
	if !(s.Size == 0 || s.Size >= 16 && s.Size <= 4000) {
		return fmt.Errorf("the Size is %v; allowed are 16 to 4000 CSS pixels, or 0 for about 400", s.Size)
	}
	if !(s.ScaleBar >= 0 && s.ScaleBar <= maxDrawable) {
		return fmt.Errorf("the ScaleBar is %v; it must be a length in the axes' unit, or 0 for none", s.ScaleBar)
	}
	if p.data, err = fieldOf(data); err != nil {
		return err
	}
	if w := float64(p.data.cols) * s.PixelSize; s.ScaleBar > w {
		return fmt.Errorf("the ScaleBar is %v but the picture is only %v wide (%d pixels of %v)", s.ScaleBar, w, p.data.cols, s.PixelSize)
	}
	return p.limits()
}

// limits finds what the ends of the colour map stand for.
func (p *Picture) limits() error {
	s := p.set
	lo, hi := s.Range[0], s.Range[1]
	if lo == 0 && hi == 0 {
		lo, hi = math.NaN(), math.NaN()
	}
	if math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		return fmt.Errorf("the Range is %v; its ends must be finite, or NaN to take them from the data", s.Range)
	}
	if q := s.Percentiles; q != [2]float64{} {
		if !(q[0] >= 0 && q[0] < q[1] && q[1] <= 100) {
			return fmt.Errorf("the Percentiles are %v; allowed are two rising numbers from 0 to 100, as in {1, 99.5}", q)
		}
		if math.IsNaN(lo) && math.IsNaN(hi) {
			v := p.data.usable(s.Log)
			if len(v) > 0 {
				slices.Sort(v)
				at := func(pc float64) float64 { return v[int(math.Round(pc/100*float64(len(v)-1)))] }
				lo, hi = at(q[0]), at(q[1])
			}
		}
	}
	if math.IsNaN(lo) || math.IsNaN(hi) {
		a, b, ok := p.data.extremes(s.Log)
		switch {
		case !ok && s.Log:
			return errors.New("there is no positive value for a logarithmic scale")
		case !ok:
			return errors.New("there is no finite value")
		}
		if math.IsNaN(lo) {
			lo = a
		}
		if math.IsNaN(hi) {
			hi = b
		}
	}
	if s.Log && lo < minLog {
		return fmt.Errorf("the Range begins at %v; a logarithmic scale needs positive ends", lo)
	}
	if lo > hi || s.Range != [2]float64{} && lo == hi {
		return fmt.Errorf("the Range is %v to %v; it must rise (a map runs backwards as in \"gray_r\")", lo, hi)
	}
	if lo == hi { // one value everywhere
		if s.Log {
			lo, hi = lo/2, hi*2
		} else {
			d := max(math.Abs(lo)*1e-3, 0.5)
			lo, hi = lo-d, hi+d
		}
	}
	p.lo, p.hi = lo, hi
	return nil
}
