// Package value writes Go values for people: as text, and as an HTML table where a table says
// more. It looks at values by reflection, takes milliseconds whatever their size, always ends
// (on cyclic values too) and survives methods that panic.
package value

import (
	"fmt"
	"reflect"
	"unicode/utf8"
)

// A Type tells of a Go type what reflection does not know of it: the interpreter's types have
// neither names nor methods there. A nil *Type tells nothing.
type Type struct {
	Name   string  // "" if the type has none
	Source string  // of a function type: as in Go source
	Elem   *Type   // of a pointer, slice, array, map or channel
	Key    *Type   // of a map
	Fields []Field // of a struct
	// Interface is set where a value of the type holds another, though reflection may see a
	// struct of the interpreter's there.
	Interface bool
	// Text gives a value as its String, Error or Format method does, and PointerText a pointer;
	// nil where there is no such method.
	Text, PointerText func(v any) string
	Error             bool                       // that method is Error
	Format            func(any, fmt.State, rune) // that method itself if it is Format, else nil
}

// A Field of a struct.
type Field struct {
	Name string
	Type *Type
}

// A Viewer shows values. Its zero value knows what reflection knows.
type Viewer struct {
	// Dynamic gives the value that an interface holds in a form that reflection can walk, and
	// its type; nil leaves it as it is.
	Dynamic func(reflect.Value) (reflect.Value, *Type)
}

// Format gives a value as text that a person can read: single numbers exactly as %v has
// them, sequences of floats to six digits, long sequences and maps abridged, numeric tables
// and matrices as aligned rows, structs with their fields' names, pointers followed.
func Format(v any) string {
	text, _ := Viewer{}.show(reflect.ValueOf(v), nil, false)
	return text
}

// Show gives a value as text and, where a table says more, as HTML; else html is "".
func Show(v any) (text, html string) { return Viewer{}.Show(reflect.ValueOf(v), nil) }

// Show is the function of that name for a value whose type is t.
func (w Viewer) Show(v reflect.Value, t *Type) (text, html string) { return w.show(v, t, true) }

func (w Viewer) show(v reflect.Value, t *Type, rich bool) (text, html string) {
	defer func() {
		if r := recover(); r != nil {
			name := "value"
			if v.IsValid() {
				name = typeName(v, t)
			}
			text, html = cut(fmt.Sprintf("%s (cannot be shown: %v)", name, r), formatBytes), ""
		}
	}()
	p := w.printer()
	if v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if t != nil && t.Interface {
		t = nil
	}
	v, t = p.dynamic(v, t)
	if s, ok := whole(v, t); ok {
		return cut(s, formatBytes), ""
	}
	p.value(v, t, 0)
	text = cut(string(p.buf), formatBytes)
	g := w.grid(v, t)
	if g == nil {
		return text, ""
	}
	if !g.numeric && (len(g.rows) > 1 && !g.pairs || !oneLine(text)) {
		text = g.text()
	}
	if rich {
		html = g.html()
	}
	return text, html
}

// whole gives what is shown of a value that stands alone otherwise than inside another: a
// string as it is, and the type of what is nil.
func whole(v reflect.Value, t *Type) (string, bool) {
	if !v.IsValid() {
		return "<nil>", true
	}
	switch v.Kind() {
	case reflect.Int32:
		if t != nil && t.Name == "rune" {
			return fmt.Sprintf("%d %q", v.Int(), rune(v.Int())), true
		}
	case reflect.String:
		if v.NumMethod() == 0 && (t == nil || t.Text == nil) {
			return v.String(), true
		}
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Chan, reflect.Func:
		if v.IsNil() {
			name := typeName(v, t)
			switch v.Kind() {
			case reflect.Pointer, reflect.Func, reflect.Chan:
				name = "(" + name + ")"
			}
			return name + "(nil)", true
		}
	}
	return "", false
}

// textLine is the longest text of a struct or map that stands on one line.
const textLine = 80

func oneLine(s string) bool {
	if len(s) > 4*textLine || utf8.RuneCountInString(s) > textLine {
		return false
	}
	for _, r := range s {
		if r == '\n' {
			return false
		}
	}
	return true
}

// typeName words a type as Go source does, by the names that t knows.
func typeName(v reflect.Value, t *Type) string { return nameOf(v.Type(), t) }

func nameOf(r reflect.Type, t *Type) string {
	if t == nil {
		if r.Kind() == reflect.Struct && r.Name() == "" && r.NumField() > 0 {
			return "struct{…}"
		}
		return cut(r.String(), 200)
	}
	if t.Name != "" {
		return t.Name
	}
	if t.Source != "" {
		return t.Source
	}
	switch r.Kind() {
	case reflect.Pointer:
		return "*" + nameOf(r.Elem(), t.Elem)
	case reflect.Slice:
		return "[]" + nameOf(r.Elem(), t.Elem)
	case reflect.Array:
		return fmt.Sprintf("[%d]%s", r.Len(), nameOf(r.Elem(), t.Elem))
	case reflect.Map:
		return "map[" + nameOf(r.Key(), t.Key) + "]" + nameOf(r.Elem(), t.Elem)
	case reflect.Chan:
		arrow := map[reflect.ChanDir]string{reflect.BothDir: "chan ", reflect.SendDir: "chan<- ", reflect.RecvDir: "<-chan "}[r.ChanDir()]
		return arrow + nameOf(r.Elem(), t.Elem)
	}
	return nameOf(r, nil)
}

func elem(t *Type) *Type {
	if t == nil {
		return nil
	}
	return t.Elem
}

func key(t *Type) *Type {
	if t == nil {
		return nil
	}
	return t.Key
}

// field gives the name and type of a struct's field.
func field(r reflect.Type, t *Type, i int) (string, *Type) {
	if t != nil && len(t.Fields) == r.NumField() {
		return t.Fields[i].Name, t.Fields[i].Type
	}
	return r.Field(i).Name, nil
}
