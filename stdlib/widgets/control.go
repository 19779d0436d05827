package widgets

import (
	"fmt"
	"slices"
)

// newControl gives the model of a control with a label before it.
func newControl(name, description string, l Layout) *model {
	m := newModel(control(name), map[string]any{"description": description})
	m.label = description
	m.layOut(l)
	// A label is given 80 pixels and cut beyond that, unless its style says otherwise.
	if len([]rune(description)) > 10 {
		style := newModel(kind{
			module: "@jupyter-widgets/controls", version: "2.0.0", model: "DescriptionStyleModel",
			viewModule: "@jupyter-widgets/base", view: "StyleView",
		}, map[string]any{"description_width": "initial"})
		m.refer("style", style)
	}
	return m
}

// A Layout says how large a widget is, in CSS's units: "400px", "50%".
type Layout struct {
	Width, Height string // "" leaves it to the widget
}

func (m *model) layOut(l Layout) {
	if l == (Layout{}) {
		return
	}
	size := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	m.refer("layout", newModel(kind{
		module: "@jupyter-widgets/base", version: "2.0.0", model: "LayoutModel", view: "LayoutView",
	}, map[string]any{"width": size(l.Width), "height": size(l.Height)}))
}

// refer makes another model part of the state.
func (m *model) refer(key string, part *model) {
	m.parts = append(m.parts, part)
	m.state[key] = reference(part)
}

// reference names a model in another's state.
func reference(m *model) string { return "IPY_MODEL_" + m.id }

// check keeps what is wrong with the settings, to be told when the widget is shown.
func (m *model) check(ok bool, what, format string, a ...any) {
	if !ok && m.fault == nil {
		if m.label != "" {
			what += fmt.Sprintf(" (%s)", m.label)
		}
		m.fault = fmt.Errorf("widgets: %s has "+format, append([]any{what}, a...)...)
	}
}

// style checks the colour of a bar or a button.
func (m *model) style(what, style string) string {
	known := []string{"", "primary", "success", "info", "warning", "danger"}
	m.check(slices.Contains(known, style), "the "+what, "Style %q; it may be %q", style, known)
	return style
}

// labelled puts the control's label before text.
func (m *model) labelled(text string) string {
	if m.label != "" {
		return m.label + ": " + text
	}
	return text
}

// An IntControl holds a whole number: a slider, a field or a bar.
type IntControl struct{ *value[int] }

// Value gives the number.
func (c *IntControl) Value() int { return c.get() }

// Set changes the number, here and in the notebook.
func (c *IntControl) Set(v int) { c.set(v) }

// OnChange has f called when the number changes.
func (c *IntControl) OnChange(f func(v int)) { c.onChange(f) }

// A FloatControl holds a number: a slider, a field or a bar.
type FloatControl struct{ *value[float64] }

// Value gives the number.
func (c *FloatControl) Value() float64 { return c.get() }

// Set changes the number, here and in the notebook.
func (c *FloatControl) Set(v float64) { c.set(v) }

// OnChange has f called when the number changes.
func (c *FloatControl) OnChange(f func(v float64)) { c.onChange(f) }

// An IntRangeControl holds two whole numbers, the first not above the second.
type IntRangeControl struct{ *value[[2]int] }

// Value gives the two numbers.
func (c *IntRangeControl) Value() (low, high int) { v := c.get(); return v[0], v[1] }

// Set changes the two numbers, here and in the notebook.
func (c *IntRangeControl) Set(low, high int) { c.set([2]int{low, high}) }

// OnChange has f called when one of the numbers changes.
func (c *IntRangeControl) OnChange(f func(low, high int)) {
	c.onChange(func(v [2]int) { f(v[0], v[1]) })
}

// A FloatRangeControl holds two numbers, the first not above the second.
type FloatRangeControl struct{ *value[[2]float64] }

// Value gives the two numbers.
func (c *FloatRangeControl) Value() (low, high float64) { v := c.get(); return v[0], v[1] }

// Set changes the two numbers, here and in the notebook.
func (c *FloatRangeControl) Set(low, high float64) { c.set([2]float64{low, high}) }

// OnChange has f called when one of the numbers changes.
func (c *FloatRangeControl) OnChange(f func(low, high float64)) {
	c.onChange(func(v [2]float64) { f(v[0], v[1]) })
}

// A BoolControl holds yes or no: a checkbox.
type BoolControl struct{ *value[bool] }

// Value tells whether the box is checked.
func (c *BoolControl) Value() bool { return c.get() }

// Set checks the box or clears it, here and in the notebook.
func (c *BoolControl) Set(v bool) { c.set(v) }

// OnChange has f called when the box is checked or cleared.
func (c *BoolControl) OnChange(f func(v bool)) { c.onChange(f) }

// A TextControl holds text: a field, a label or a piece of HTML.
type TextControl struct{ *value[string] }

// Value gives the text.
func (c *TextControl) Value() string { return c.get() }

// Set changes the text, here and in the notebook.
func (c *TextControl) Set(v string) { c.set(v) }

// OnChange has f called when the text changes.
func (c *TextControl) OnChange(f func(v string)) { c.onChange(f) }
