package widgets

import (
	"fmt"
	"math"
	"strconv"
)

// An IntSlider describes a slider over whole numbers. Without Min and Max it goes from 0 to 100.
type IntSlider struct {
	Min, Max    int
	Value       int // at first; moved into the range
	Step        int // 0 means 1
	Description string
	WhenDone    bool // report a change only once the slider is let go
	Layout      Layout
}

// New makes the slider.
func (s IntSlider) New() *IntControl {
	if s.Min == 0 && s.Max == 0 {
		s.Max = 100
	}
	m := newControl("IntSlider", s.Description, s.Layout)
	m.check(s.Min <= s.Max && s.Step >= 0, "an IntSlider", "Min %d, Max %d, Step %d; Min may not be above Max, nor Step below 0", s.Min, s.Max, s.Step)
	m.state["min"], m.state["max"], m.state["step"] = s.Min, s.Max, max(s.Step, 1)
	m.state["continuous_update"] = !s.WhenDone
	h := hold(m, s.Value)
	h.bound(func(v int) int { return max(min(v, s.Max), s.Min) })
	m.text = func() string { return m.labelled(fmt.Sprintf("%d (%d to %d)", h.get(), s.Min, s.Max)) }
	return &IntControl{h}
}

// A FloatSlider describes a slider over numbers. Without Min and Max it goes from 0 to 1.
type FloatSlider struct {
	Min, Max    float64
	Value       float64 // at first; moved into the range
	Step        float64 // 0 means a hundredth of the range
	Log         bool    // move over powers of ten; Min must be above 0, and Step is ignored
	Description string
	Format      string // of the number beside the slider, as ".2f" or ".1e"; "" chooses one
	WhenDone    bool   // report a change only once the slider is let go
	Layout      Layout
}

// New makes the slider.
func (s FloatSlider) New() *FloatControl {
	if s.Min == 0 && s.Max == 0 {
		s.Max = 1
	}
	name := "FloatSlider"
	if s.Log {
		name = "FloatLogSlider"
	}
	m := newControl(name, s.Description, s.Layout)
	m.checkRange("a FloatSlider", s.Min, s.Max, s.Step)
	m.check(!s.Log || s.Min > 0, "a FloatSlider", "Log and Min %g; powers of ten are above 0", s.Min)
	m.floats(s.Min, s.Max, s.Step, s.Format)
	if s.Log {
		low, high := exponent(s.Min), exponent(s.Max)
		m.state["min"], m.state["max"], m.state["step"], m.state["base"] = finite(low), finite(high), finite((high-low)/200), 10
		if s.Format == "" {
			m.state["readout_format"] = ".3g"
		}
	}
	m.state["continuous_update"] = !s.WhenDone
	h := hold(m, s.Value)
	h.bound(within(s.Min, s.Max))
	m.text = func() string { return m.labelled(fmt.Sprintf("%.4g (%g to %g)", h.get(), s.Min, s.Max)) }
	return &FloatControl{h}
}

// exponent gives the power of ten; that of 0.1 is -1, which math.Log10 misses by its last bit.
func exponent(v float64) float64 { return math.Round(math.Log10(v)*1e12) / 1e12 }

// within keeps numbers between two, and what is none at the lower one.
func within(low, high float64) func(float64) float64 {
	return func(v float64) float64 {
		if math.IsNaN(v) {
			return finite(low)
		}
		return max(min(v, finite(high)), finite(low))
	}
}

// finite gives what JSON can say in place of a number that it cannot; check has told of it.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

func (m *model) checkRange(what string, low, high, step float64) {
	ok := !math.IsNaN(low-high) && !math.IsInf(low, 0) && !math.IsInf(high, 0) && low <= high && step >= 0 && !math.IsInf(step, 0)
	m.check(ok, what, "Min %g, Max %g, Step %g; they must be numbers, Min not above Max, Step not below 0", low, high, step)
}

// floats sets what sliders over numbers have in common.
func (m *model) floats(low, high, step float64, format string) {
	if step == 0 {
		step = (high - low) / 100
	}
	if format == "" {
		format = ".2f"
		if span := high - low; span < 0.5 || span >= 1e5 {
			format = ".3g"
		}
	}
	m.state["min"], m.state["max"], m.state["step"], m.state["readout_format"] = finite(low), finite(high), finite(step), format
}

// An IntRangeSlider describes a slider with two handles. Without Min and Max it goes from 0 to 100,
// without Value over all of that.
type IntRangeSlider struct {
	Min, Max    int
	Value       [2]int // low and high, at first
	Step        int    // 0 means 1
	Description string
	WhenDone    bool // report a change only once a handle is let go
	Layout      Layout
}

// New makes the slider.
func (s IntRangeSlider) New() *IntRangeControl {
	if s.Min == 0 && s.Max == 0 {
		s.Max = 100
	}
	if s.Value == [2]int{} {
		s.Value = [2]int{s.Min, s.Max}
	}
	m := newControl("IntRangeSlider", s.Description, s.Layout)
	m.check(s.Min <= s.Max && s.Step >= 0, "an IntRangeSlider", "Min %d, Max %d, Step %d; Min may not be above Max, nor Step below 0", s.Min, s.Max, s.Step)
	m.check(s.Value[0] <= s.Value[1], "an IntRangeSlider", "Value %d; the first may not be above the second", s.Value)
	m.state["min"], m.state["max"], m.state["step"] = s.Min, s.Max, max(s.Step, 1)
	m.state["continuous_update"] = !s.WhenDone
	h := hold(m, s.Value)
	h.bound(func(v [2]int) [2]int {
		low := max(min(v[0], s.Max), s.Min)
		return [2]int{low, max(min(v[1], s.Max), low)}
	})
	m.text = func() string {
		v := h.get()
		return m.labelled(fmt.Sprintf("%d to %d (of %d to %d)", v[0], v[1], s.Min, s.Max))
	}
	return &IntRangeControl{h}
}

// A FloatRangeSlider describes a slider with two handles. Without Min and Max it goes from 0 to
// 1, without Value over all of that.
type FloatRangeSlider struct {
	Min, Max    float64
	Value       [2]float64 // low and high, at first
	Step        float64    // 0 means a hundredth of the range
	Description string
	Format      string // of the numbers beside the slider, as ".2f" or ".1e"; "" chooses one
	WhenDone    bool   // report a change only once a handle is let go
	Layout      Layout
}

// New makes the slider.
func (s FloatRangeSlider) New() *FloatRangeControl {
	if s.Min == 0 && s.Max == 0 {
		s.Max = 1
	}
	if s.Value == [2]float64{} {
		s.Value = [2]float64{s.Min, s.Max}
	}
	m := newControl("FloatRangeSlider", s.Description, s.Layout)
	m.checkRange("a FloatRangeSlider", s.Min, s.Max, s.Step)
	m.check(s.Value[0] <= s.Value[1], "a FloatRangeSlider", "Value %g; the first may not be above the second", s.Value)
	m.floats(s.Min, s.Max, s.Step, s.Format)
	m.state["continuous_update"] = !s.WhenDone
	fit := within(s.Min, s.Max)
	h := hold(m, s.Value)
	h.bound(func(v [2]float64) [2]float64 {
		low := fit(v[0])
		return [2]float64{low, max(fit(v[1]), low)}
	})
	m.text = func() string {
		v := h.get()
		return m.labelled(fmt.Sprintf("%.4g to %.4g (of %g to %g)", v[0], v[1], s.Min, s.Max))
	}
	return &FloatRangeControl{h}
}

// An IntText describes a field for a whole number.
type IntText struct {
	Value       int
	Description string
	Layout      Layout
}

// New makes the field.
func (s IntText) New() *IntControl {
	m := newControl("IntText", s.Description, s.Layout)
	h := hold(m, s.Value)
	m.text = func() string { return m.labelled(strconv.Itoa(h.get())) }
	return &IntControl{h}
}

// A FloatText describes a field for a number.
type FloatText struct {
	Value       float64
	Description string
	Layout      Layout
}

// New makes the field.
func (s FloatText) New() *FloatControl {
	m := newControl("FloatText", s.Description, s.Layout)
	m.check(finite(s.Value) == s.Value, "a FloatText", "Value %g; it must be a number", s.Value)
	h := hold(m, finite(s.Value))
	h.bound(within(-math.MaxFloat64, math.MaxFloat64))
	m.text = func() string { return m.labelled(fmt.Sprintf("%g", h.get())) }
	return &FloatControl{h}
}

// An IntProgress describes a bar that Set fills. For the progress of long work see
// display.NewProgress, which needs no widgets.
type IntProgress struct {
	Min, Max    int // 0 and 0 mean 0 to 100
	Value       int
	Description string
	Style       string // "", "success", "info", "warning" or "danger"
	Layout      Layout
}

// New makes the bar.
func (s IntProgress) New() *IntControl {
	c := IntSlider{Min: s.Min, Max: s.Max, Value: s.Value, Description: s.Description, Layout: s.Layout}.New()
	c.bar("IntProgress", s.Style)
	return c
}

// A FloatProgress describes a bar that Set fills.
type FloatProgress struct {
	Min, Max    float64 // 0 and 0 mean 0 to 1
	Value       float64
	Description string
	Style       string // "", "success", "info", "warning" or "danger"
	Layout      Layout
}

// New makes the bar.
func (s FloatProgress) New() *FloatControl {
	c := FloatSlider{Min: s.Min, Max: s.Max, Value: s.Value, Description: s.Description, Layout: s.Layout}.New()
	c.bar("FloatProgress", s.Style)
	return c
}

// bar makes a slider a bar.
func (m *model) bar(name, style string) {
	m.kind = control(name)
	m.kind.view = "ProgressView"
	for _, key := range []string{"step", "continuous_update", "readout_format"} {
		delete(m.state, key)
	}
	m.state["bar_style"] = m.style(name, style)
}
