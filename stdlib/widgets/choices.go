package widgets

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

// A Text describes a field for a line of text.
type Text struct {
	Value       string
	Description string
	Placeholder string // shown while the field is empty
	WhenDone    bool   // report a change only once Enter is pressed or the field is left
	Layout      Layout
}

// New makes the field.
func (s Text) New() *TextControl {
	m := newControl("Text", s.Description, s.Layout)
	m.state["placeholder"], m.state["continuous_update"] = s.Placeholder, !s.WhenDone
	h := hold(m, s.Value)
	m.text = func() string { return m.labelled(h.get()) }
	return &TextControl{h}
}

// A Label describes a piece of text that Set changes.
type Label struct {
	Value  string
	Layout Layout
}

// New makes the label.
func (s Label) New() *TextControl {
	m := newControl("Label", "", s.Layout)
	h := hold(m, s.Value)
	m.text = h.get
	return &TextControl{h}
}

// An HTML describes a piece of HTML that Set changes.
type HTML struct {
	Value  string
	Layout Layout
}

var tag = regexp.MustCompile(`<[^<>]*>`)

// New makes the piece of HTML.
func (s HTML) New() *TextControl {
	m := newControl("HTML", "", s.Layout)
	h := hold(m, s.Value)
	m.text = func() string { return html.UnescapeString(tag.ReplaceAllString(h.get(), "")) }
	return &TextControl{h}
}

// A Checkbox describes a box to check.
type Checkbox struct {
	Value       bool
	Description string
	Layout      Layout
}

// New makes the box.
func (s Checkbox) New() *BoolControl {
	m := newControl("Checkbox", s.Description, s.Layout)
	h := hold(m, s.Value)
	m.text = func() string {
		if h.get() {
			return m.labelled("yes")
		}
		return m.labelled("no")
	}
	return &BoolControl{h}
}

// A Dropdown describes a list to choose from.
type Dropdown struct {
	Options     []string
	Value       string // chosen at first; "" means the first option
	Description string
	Layout      Layout
}

// New makes the list.
func (s Dropdown) New() *ChoiceControl {
	m := newControl("Dropdown", s.Description, s.Layout)
	delete(m.state, "value")
	options := slices.Clone(s.Options)
	if options == nil {
		options = []string{}
	}
	first := 0
	m.check(len(options) > 0, "a Dropdown", "no Options")
	if s.Value != "" {
		first = slices.Index(options, s.Value)
		m.check(first >= 0, "a Dropdown", "Value %q, which is none of its Options %q", s.Value, options)
	}
	h := &value[int]{
		model: m, key: "index", v: first,
		fit:    func(i int) int { return max(min(i, len(options)-1), 0) },
		encode: func(i int) any { return i },
		decode: func(raw json.RawMessage) (i int, err error) { return i, json.Unmarshal(raw, &i) },
	}
	m.take = h.takes
	h.bound(h.fit)
	m.state["_options_labels"] = options
	c := &ChoiceControl{h, options}
	m.text = func() string { return m.labelled(fmt.Sprintf("%s (of %s)", c.Value(), strings.Join(options, ", "))) }
	return c
}

// A ChoiceControl holds one of several texts: a list to choose from.
type ChoiceControl struct {
	*value[int]
	options []string
}

// Value gives the text that is chosen.
func (c *ChoiceControl) Value() string {
	if i := c.get(); i < len(c.options) {
		return c.options[i]
	}
	return ""
}

// Index gives the number of what is chosen, from 0.
func (c *ChoiceControl) Index() int { return c.get() }

// Set chooses, here and in the notebook. A text that is no option is an error and changes nothing.
func (c *ChoiceControl) Set(option string) error {
	i := slices.Index(c.options, option)
	if i < 0 {
		return fmt.Errorf("widgets: %q is none of the options %q", option, c.options)
	}
	c.set(i)
	return nil
}

// OnChange has f called when another text is chosen.
func (c *ChoiceControl) OnChange(f func(option string)) {
	c.onChange(func(i int) { f(c.options[i]) })
}

// A Button describes a button.
type Button struct {
	Description string // what stands on it
	Tooltip     string // what appears over it
	Icon        string // of Font Awesome 4, as "play"
	Style       string // "", "primary", "success", "info", "warning" or "danger"
	Layout      Layout
}

// New makes the button.
func (s Button) New() *ButtonControl {
	m := newModel(control("Button"), map[string]any{"description": s.Description, "tooltip": s.Tooltip, "icon": s.Icon})
	m.state["button_style"] = m.style("Button", s.Style)
	m.layOut(s.Layout)
	m.text = func() string { return "[" + s.Description + "]" }
	c := &ButtonControl{m}
	m.custom = func(content json.RawMessage) {
		var d struct{ Event string }
		if json.Unmarshal(content, &d) == nil && d.Event == "click" {
			c.Click()
		}
	}
	return c
}

// A ButtonControl is a button.
type ButtonControl struct{ *model }

// OnClick has f called for each click.
func (c *ButtonControl) OnClick(f func()) { c.listen(nil, f) }

// Click does what a click does.
func (c *ButtonControl) Click() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.listeners {
		calls.put(call{key: new(int), comm: c.id, f: l.f})
	}
}
