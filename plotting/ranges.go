package plotting

import (
	"errors"
	"fmt"
	"math"
)

// An extent collects the values that an axis has to show.
type extent struct {
	log      bool
	lo, hi   float64
	lost     int  // not finite
	negative int  // not positive, on a logarithmic axis
	base     bool // bars stand on zero, which needs no room beyond it
}

func newExtent(log bool) extent { return extent{log: log, lo: math.Inf(1), hi: math.Inf(-1)} }

func (e *extent) ok(v float64) bool { return drawable(v) && (!e.log || v >= minLog) }

func (e *extent) add(v float64) {
	if e.ok(v) {
		e.lo, e.hi = min(e.lo, v), max(e.hi, v)
	}
}

// note counts v if it cannot be drawn.
func (e *extent) note(v float64) bool {
	switch {
	case !drawable(v):
		e.lost++
	case e.log && v < minLog:
		e.negative++
	default:
		return true
	}
	return false
}

// axis gives the axis for the values, with room at both ends, or as set says.
func (e *extent) axis(name string, set [2]float64) (axis, error) {
	a := axis{log: e.log, min: e.lo, max: e.hi}
	if a.min > a.max { // there are none
		a.min, a.max = 0, 1
		if a.log {
			a.min = 0.1
		}
	}
	if a.log {
		lo, hi := math.Log(a.min), math.Log(a.max)
		if hi-lo < 1e-3 {
			lo, hi = lo-math.Ln2, hi+math.Ln2
		}
		d := 0.04 * (hi - lo)
		a.min, a.max = max(math.Exp(lo-d), minLog), min(math.Exp(hi+d), maxDrawable)
	} else {
		if d := a.max - a.min; d <= 1e-12*max(math.Abs(a.min), math.Abs(a.max)) || d < 1e-290 {
			d = max(math.Abs(a.min)*0.05, 1e-280)
			if a.min == 0 {
				d = 1
			}
			a.min, a.max = a.min-d, a.max+d
		}
		d := 0.04 * (a.max - a.min)
		if !e.base || e.lo != 0 {
			a.min -= d
		}
		if !e.base || e.hi != 0 {
			a.max += d
		}
	}
	if set == [2]float64{} {
		return a, nil
	}
	for i, to := range []*float64{&a.min, &a.max} {
		if v := set[i]; !math.IsNaN(v) {
			*to = v
		}
		if !drawable(*to) {
			return a, fmt.Errorf("plotting: %s is %v; its ends must be finite, or NaN to take them from the data", name, set)
		}
	}
	if a.log && (a.min < minLog || a.max < minLog) {
		return a, fmt.Errorf("plotting: %s is %v; a logarithmic axis needs positive ends", name, set)
	}
	if d := math.Abs(a.max - a.min); d < 1e-290 || d <= 1e-13*max(math.Abs(a.min), math.Abs(a.max)) {
		return a, fmt.Errorf("plotting: %s is %v to %v; its ends must differ", name, a.min, a.max)
	}
	return a, nil
}

// plan gives the axes for the figure's data and what was left out.
func (f *Figure) plan() (x, y axis, left []string, err error) {
	if err := f.Err(); err != nil {
		return x, y, nil, err
	}
	ex, ey := newExtent(f.XLog), newExtent(f.YLog)
	lost := 0
	any := false
	for _, t := range f.traces {
		lost += t.lost
		any = t.extend(&ex, &ey) || any
	}
	if len(f.traces) == 0 {
		return x, y, nil, errors.New("plotting: the figure is empty; add data with Line, Scatter, ErrorBars, Bars or Histogram")
	}
	if !any {
		switch {
		case ex.negative+ey.negative > 0:
			return x, y, nil, errors.New("plotting: no point can be drawn; the logarithmic axis needs positive values")
		default:
			return x, y, nil, errors.New("plotting: no point can be drawn; the series are empty or hold no finite values")
		}
	}
	if x, err = ex.axis("XRange", f.XRange); err != nil {
		return x, y, nil, err
	}
	if y, err = ey.axis("YRange", f.YRange); err != nil {
		return x, y, nil, err
	}
	if n := lost + ex.lost + ey.lost; n > 0 {
		left = append(left, fmt.Sprintf("%s not finite", count(n, "value")))
	}
	if n := ex.negative; n > 0 {
		left = append(left, fmt.Sprintf("%s not positive on the logarithmic x axis", count(n, "value")))
	}
	if n := ey.negative; n > 0 {
		left = append(left, fmt.Sprintf("%s not positive on the logarithmic y axis", count(n, "value")))
	}
	return x, y, left, nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// extend adds what a trace needs of both axes, and reports whether any of it can be drawn.
func (t *trace) extend(ex, ey *extent) (any bool) {
	switch t.kind {
	case hline:
		if ey.note(t.y[0]) {
			ey.add(t.y[0])
			return true
		}
		return false
	case vline:
		if ex.note(t.x[0]) {
			ex.add(t.x[0])
			return true
		}
		return false
	}
	for i := range t.x {
		okx, oky := ex.note(t.x[i]), ey.note(t.y[i])
		if t.kind == band {
			oky = ey.note(t.y2[i]) && oky
		}
		if !okx || !oky {
			continue
		}
		any = true
		ex.add(t.x[i])
		ey.add(t.y[i])
		switch t.kind {
		case band:
			ey.add(t.y2[i])
		case bars:
			ex.add(t.x2[i])
			ey.add(0)
			ey.base = true
		}
		if t.yerr != nil && drawable(t.yerr[i]) {
			ey.add(t.y[i] - t.yerr[i])
			ey.add(t.y[i] + t.yerr[i])
		}
		if t.xerr != nil && drawable(t.xerr[i]) {
			ex.add(t.x[i] - t.xerr[i])
			ex.add(t.x[i] + t.xerr[i])
		}
	}
	return any
}
