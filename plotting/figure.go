package plotting

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Figure is a pair of axes with data. Its zero value is an empty figure with linear axes.
type Figure struct {
	Title  string
	XLabel string // with its unit, as in "$\\tau$ (s)"
	YLabel string

	XLog, YLog bool // logarithmic axes

	// XRange and YRange are the first and last value of an axis; zero takes them from the
	// data, and so does a NaN for its end. A first value above the last turns the axis round.
	XRange, YRange [2]float64

	Width, Height float64 // CSS pixels; 0 is 640 and 400

	// Legend is where the labels stand: "top right", "top left", "bottom right",
	// "bottom left", "outside" or "none"; "" finds the corner with the fewest data.
	Legend string

	GridLines bool // fine lines across the axes at each labelled tick

	traces []trace
	errs   []error
}

// A Series is data with all that can be said of how they are drawn. Zero values are useful.
type Series struct {
	X, Y       []float64 // X nil is 0, 1, 2 …
	XErr, YErr []float64 // half-lengths of the error bars; nil is none
	Label      string    // in the legend; "" keeps it out

	// Color is a name ("red"), "#rrggbb", "C0" … "C6" of the default cycle, or a place on a
	// colour map from 0 to 1 as in "viridis:0.3"; "" is the next of the cycle.
	Color string

	// Line is "solid", "dashed", "dotted", "dashdot" or "none"; "" is none where there is a
	// Marker, else solid, and the next of these for each round of the colours.
	Line string

	// Marker is "circle", "square", "triangle", "diamond", "cross", "plus", "ring" or "none";
	// "" is none.
	Marker string

	Width float64 // of the line, CSS pixels; 0 is 2
	Size  float64 // of the marker, CSS pixels; 0 is 6
}

// NewFigure gives an empty figure.
func NewFigure() *Figure { return &Figure{} }

// Line adds a line through points; x nil is 0, 1, 2 …. NaN in x or y leaves a gap.
func (f *Figure) Line(x, y []float64, label string) *Figure {
	return f.add("Line", Series{X: x, Y: y, Label: label})
}

// Scatter adds points without a line, with the next marker of circle, square, triangle, diamond.
func (f *Figure) Scatter(x, y []float64, label string) *Figure {
	return f.add("Scatter", Series{X: x, Y: y, Label: label, Marker: f.nextMarker()})
}

// ErrorBars adds points with bars from y-yerr to y+yerr; yerr nil draws none.
func (f *Figure) ErrorBars(x, y, yerr []float64, label string) *Figure {
	return f.add("ErrorBars", Series{X: x, Y: y, YErr: yerr, Label: label, Marker: f.nextMarker()})
}

// Add adds a series with settings of its own.
func (f *Figure) Add(s Series) *Figure { return f.add("Add", s) }

// Band fills between two curves, as for the confidence of a fit, in the colour that the
// next series will take.
func (f *Figure) Band(x, low, high []float64, label string) *Figure {
	x = orIndices(x, len(low))
	if err := sameLengths("Band", label, len(x), "low", len(low), "high", len(high)); err != nil {
		return f.fail(err)
	}
	f.traces = append(f.traces, trace{kind: band, x: slices.Clone(x), y: slices.Clone(low), y2: slices.Clone(high),
		label: label, color: cycleColor(f.colors())})
	return f
}

// Bars adds a bar of each height over its x; x nil is 0, 1, 2 ….
func (f *Figure) Bars(x, heights []float64, label string) *Figure {
	x = orIndices(x, len(heights))
	if err := sameLengths("Bars", label, len(x), "heights", len(heights)); err != nil {
		return f.fail(err)
	}
	half := 0.4 * smallestStep(x)
	t := trace{kind: bars, y: slices.Clone(heights), label: label, color: cycleColor(f.colors()), takes: true}
	for _, v := range x {
		t.x, t.x2 = append(t.x, v-half), append(t.x2, v+half)
	}
	f.traces = append(f.traces, t)
	return f
}

// Histogram counts values in equal bins between the smallest and the largest; bins 0 takes
// the width of Freedman and Diaconis (doi:10.1007/BF01025868), 2·IQR·n^(-1/3).
func (f *Figure) Histogram(values []float64, bins int, label string) *Figure {
	edges, counts, lost, err := histogram(values, bins)
	if err != nil {
		return f.fail(named("Histogram", label, err))
	}
	f.traces = append(f.traces, trace{kind: bars, x: edges[:len(counts)], x2: edges[1:], y: counts,
		label: label, color: cycleColor(f.colors()), takes: true, lost: lost})
	return f
}

// HLine draws a thin dashed line across the figure at y, VLine one at x.
func (f *Figure) HLine(y float64, label string) *Figure {
	f.traces = append(f.traces, trace{kind: hline, x: []float64{0}, y: []float64{y}, label: label, color: ink, line: "dashed", width: 1})
	return f
}

// VLine draws a thin dashed line up the figure at x.
func (f *Figure) VLine(x float64, label string) *Figure {
	f.traces = append(f.traces, trace{kind: vline, x: []float64{x}, y: []float64{0}, label: label, color: ink, line: "dashed", width: 1})
	return f
}

// Err tells what is wrong with what the figure was given so far, or nil.
func (f *Figure) Err() error { return errors.Join(f.errs...) }

func (f *Figure) fail(err error) *Figure {
	f.errs = append(f.errs, err)
	return f
}

// add checks and copies a series, so that slices used again in a loop keep what they showed.
func (f *Figure) add(what string, s Series) *Figure {
	t, err := s.trace(what, f.colors())
	if err != nil {
		return f.fail(err)
	}
	f.traces = append(f.traces, t)
	return f
}

// colors counts the traces that have taken a colour of the cycle.
func (f *Figure) colors() int {
	n := 0
	for _, t := range f.traces {
		if t.takes {
			n++
		}
	}
	return n
}

var markerCycle = []string{"circle", "square", "triangle", "diamond"}

func (f *Figure) nextMarker() string {
	n := 0
	for _, t := range f.traces {
		if t.marker != "" {
			n++
		}
	}
	return markerCycle[n%len(markerCycle)]
}

func orIndices(x []float64, n int) []float64 {
	if x != nil {
		return x
	}
	x = make([]float64, n)
	for i := range x {
		x[i] = float64(i)
	}
	return x
}

// smallestStep gives the smallest distance between two neighbours of x, or 1.
func smallestStep(x []float64) float64 {
	s := make([]float64, 0, len(x))
	for _, v := range x {
		if drawable(v) {
			s = append(s, v)
		}
	}
	slices.Sort(s)
	step := math.Inf(1)
	for i := 1; i < len(s); i++ {
		if d := s[i] - s[i-1]; d > 0 {
			step = min(step, d)
		}
	}
	if math.IsInf(step, 1) {
		return 1
	}
	return step
}

// named puts the method and the label before an error.
func named(what, label string, err error) error {
	if label != "" {
		return fmt.Errorf("plotting: %s %q: %w", what, label, err)
	}
	return fmt.Errorf("plotting: %s: %w", what, err)
}

// sameLengths compares the length of x with those that follow as name, length pairs.
func sameLengths(what, label string, n int, others ...any) error {
	for i := 0; i+1 < len(others); i += 2 {
		if m := others[i+1].(int); m != n {
			return named(what, label, fmt.Errorf("x has %d values and %s has %d; both need the same number", n, others[i], m))
		}
	}
	return nil
}
