package plotting

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"
)

// A kind is a way to draw a trace.
type kind uint8

const (
	curve kind = iota // line, markers and error bars
	band              // between y and y2
	bars              // from x to x2, up to y
	hline
	vline
)

// A trace is data that have been checked, with every setting resolved.
type trace struct {
	kind       kind
	x, y       []float64
	x2, y2     []float64
	xerr, yerr []float64
	label      string
	color      color.NRGBA
	takes      bool   // a colour of the cycle
	line       string // "" is none
	marker     string // "" is none
	width      float64
	size       float64
	lost       int // values left out before drawing
}

var (
	lineNames   = []string{"solid", "dashed", "dotted", "dashdot", "none"}
	markerNames = []string{"circle", "square", "triangle", "diamond", "cross", "plus", "ring", "none"}
)

// maxDrawable bounds what can be drawn: differences of two such values stay finite.
const maxDrawable = 1e300

// minLog is the least value on a logarithmic axis or scale; below it are zero and what is
// as good as zero.
const minLog = 1e-300

func drawable(v float64) bool { return math.Abs(v) <= maxDrawable } // false for NaN

// trace checks a series; taken counts the colours used before it.
func (s Series) trace(what string, taken int) (trace, error) {
	fail := func(err error) (trace, error) { return trace{}, named(what, s.Label, err) }
	x := orIndices(s.X, len(s.Y))
	if err := sameLengths(what, s.Label, len(x), "y", len(s.Y)); err != nil {
		return trace{}, err
	}
	for _, e := range []struct {
		name string
		v    []float64
	}{{"XErr", s.XErr}, {"YErr", s.YErr}} {
		if e.v != nil && len(e.v) != len(x) {
			return fail(fmt.Errorf("%s has %d values for %d points; it needs one for each", e.name, len(e.v), len(x)))
		}
		for i, v := range e.v {
			if v < 0 {
				return fail(fmt.Errorf("%s[%d] is %v; half-lengths of error bars cannot be negative", e.name, i, v))
			}
		}
	}
	t := trace{kind: curve, x: slices.Clone(x), y: slices.Clone(s.Y), xerr: slices.Clone(s.XErr), yerr: slices.Clone(s.YErr),
		label: s.Label, line: s.Line, marker: s.Marker, width: s.Width, size: s.Size}
	if t.marker != "" && !slices.Contains(markerNames, t.marker) {
		return fail(fmt.Errorf("the marker %q is unknown; there are %s", t.marker, strings.Join(markerNames, ", ")))
	}
	if t.line != "" && !slices.Contains(lineNames, t.line) {
		return fail(fmt.Errorf("the line style %q is unknown; there are %s", t.line, strings.Join(lineNames, ", ")))
	}
	if t.marker == "none" {
		t.marker = ""
	}
	if t.line == "" && t.marker == "" {
		t.line = "solid"
	}
	if t.line == "none" {
		t.line = ""
	}
	if t.width != 0 && !(t.width >= 0.1 && t.width <= 100) {
		return fail(fmt.Errorf("the Width is %v; allowed are 0.1 to 100 CSS pixels, or 0 for 2", s.Width))
	}
	if t.size != 0 && !(t.size >= 0.1 && t.size <= 200) {
		return fail(fmt.Errorf("the Size is %v; allowed are 0.1 to 200 CSS pixels, or 0 for 6", s.Size))
	}
	if t.width == 0 {
		t.width = 2
	}
	if t.size == 0 {
		t.size = 6
	}
	if s.Color == "" {
		t.color, t.takes = cycleColor(taken), true
		if s.Line == "" && t.line != "" { // past the last colour the next round differs in its lines
			t.line = lineNames[min(taken/len(cycle), 3)]
		}
		return t, nil
	}
	c, err := parseColor(s.Color)
	if err != nil {
		return fail(err)
	}
	t.color = c
	return t, nil
}

// histogram counts values in equal bins. The last bin includes its upper edge.
func histogram(values []float64, bins int) (edges, counts []float64, lost int, err error) {
	if bins < 0 || bins > 100_000 {
		return nil, nil, 0, fmt.Errorf("bins is %d; allowed are 0 (chosen from the data) to 100000", bins)
	}
	v := make([]float64, 0, len(values))
	for _, x := range values {
		if drawable(x) {
			v = append(v, x)
		}
	}
	lost = len(values) - len(v)
	if len(v) == 0 {
		return nil, nil, lost, errors.New("there is no finite value to count")
	}
	slices.Sort(v)
	lo, hi := v[0], v[len(v)-1]
	if lo == hi {
		d := max(math.Abs(lo)*1e-3, 0.5)
		lo, hi = lo-d, hi+d
		bins = max(bins, 1)
	}
	if bins == 0 {
		n := len(v)
		width := 2 * (v[n*3/4] - v[n/4]) / math.Cbrt(float64(n))
		bins = 10
		if r := (hi - lo) / width; width > 0 && r < 1000 {
			bins = max(int(math.Ceil(r)), 1)
		}
	}
	edges = make([]float64, bins+1)
	for i := range edges {
		edges[i] = lo + (hi-lo)*float64(i)/float64(bins)
	}
	counts = make([]float64, bins)
	for _, x := range v {
		counts[min(max(int((x-lo)/(hi-lo)*float64(bins)), 0), bins-1)]++
	}
	return edges, counts, lost, nil
}
