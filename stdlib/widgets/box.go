package widgets

import "strings"

// HBox puts widgets side by side.
func HBox(parts ...Widget) *Box { return newBox("HBox", "  ", parts) }

// VBox puts widgets below one another.
func VBox(parts ...Widget) *Box { return newBox("VBox", "\n", parts) }

// A Box holds widgets.
type Box struct{ *model }

func newBox(name, between string, parts []Widget) *Box {
	m := newModel(control(name), nil)
	children := make([]string, len(parts))
	for i, p := range parts {
		children[i] = reference(p.base())
	}
	m.parts = parts
	m.state = map[string]any{"children": children}
	m.text = func() string {
		texts := make([]string, len(parts))
		for i, p := range parts {
			texts[i] = p.base().text()
		}
		return strings.Join(texts, between)
	}
	return &Box{m}
}
