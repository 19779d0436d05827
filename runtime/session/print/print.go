// Package print writes values of cells' types as package fmt writes those of compiled types:
// with the names of types and fields, and by the methods String, Error and Format wherever they
// are, which package fmt cannot see in the interpreter's values.
package print

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"talbot/runtime/display/value"
)

// A Value is a value for package fmt to print.
type Value struct {
	V    reflect.Value
	T    *value.Type
	View value.Viewer
}

// An Error is a Value whose type is an error.
type Error struct{ Value }

func (e Error) Error() string { return fmt.Sprintf("%v", e.Value) }

// Says gives the method by which values of a type say what they are, or nil.
func Says(v reflect.Value, t *value.Type) func(any) string {
	switch {
	case t == nil || !v.IsValid():
		return nil
	case t.Text != nil:
		return t.Text
	case v.Kind() != reflect.Pointer || t.Elem == nil || t.Name != "" || v.IsNil():
		return nil
	case t.Elem.PointerText != nil:
		return t.Elem.PointerText
	case t.Elem.Text != nil:
		return func(any) string { return t.Elem.Text(v.Elem().Interface()) }
	}
	return nil
}

// formats gives the Format method of a value, or nil.
func formats(v reflect.Value, t *value.Type) func(fmt.State, rune) {
	say, pointer := Says(v, t), v.Kind() == reflect.Pointer
	switch {
	case say == nil:
		return nil
	case t.Format != nil && !(pointer && t.Elem != nil):
		return func(s fmt.State, verb rune) { t.Format(v.Interface(), s, verb) }
	case pointer && t.Elem != nil && t.Elem.Format != nil:
		if t.Elem.PointerText != nil {
			return func(s fmt.State, verb rune) { t.Elem.Format(v.Interface(), s, verb) }
		}
		return func(s fmt.State, verb rune) { t.Elem.Format(v.Elem().Interface(), s, verb) }
	}
	return nil
}

// Format implements fmt.Formatter.
func (x Value) Format(s fmt.State, verb rune) {
	p := printer{State: s, verb: verb, view: x.View, sharp: verb == 'v' && s.Flag('#'), plus: verb == 'v' && s.Flag('+')}
	v, t := p.dynamic(x.V, x.T)
	if !p.method(v, t) {
		p.value(v, t, 0)
	}
}

// A printer writes one value. The rules are those of fmt's printValue.
type printer struct {
	fmt.State
	verb        rune
	view        value.Viewer
	sharp, plus bool
}

func (p *printer) text(s string) { p.Write([]byte(s)) } //nolint:errcheck // fmt's own buffer takes all

// plain has package fmt write a value whose type it knows.
func (p *printer) plain(v any) { fmt.Fprintf(p, fmt.FormatString(p, p.verb), v) }

// dynamic unwraps what an interface holds.
func (p *printer) dynamic(v reflect.Value, t *value.Type) (reflect.Value, *value.Type) {
	if v.IsValid() && v.Kind() == reflect.Interface {
		v, t = v.Elem(), nil
	}
	if t != nil && t.Interface {
		t = nil
	}
	if t == nil && p.view.Dynamic != nil && v.IsValid() && v.CanInterface() {
		return p.view.Dynamic(v)
	}
	return v, t
}

// method writes a value by what it says of itself, and reports whether it did.
func (p *printer) method(v reflect.Value, t *value.Type) (done bool) {
	say := Says(v, t)
	if format := formats(v, t); format != nil {
		format(p.State, p.verb)
		return true
	}
	if say == nil || p.sharp || !strings.ContainsRune("vsxXq", p.verb) {
		return false
	}
	defer func() {
		if r := recover(); r != nil {
			if done = true; v.Kind() == reflect.Pointer && v.IsNil() {
				p.text("<nil>")
				return
			}
			p.text(fmt.Sprintf("%%!%c(PANIC=String method: %v)", p.verb, r))
		}
	}()
	s := say(v.Interface())
	fmt.Fprintf(p, fmt.FormatString(p, p.verb), s)
	return true
}

func (p *printer) value(v reflect.Value, t *value.Type, depth int) {
	if !v.IsValid() {
		if depth == 0 && p.verb != 'v' {
			p.plain(nil)
			return
		}
		p.text("<nil>")
		return
	}
	if depth > 0 && p.method(v, t) {
		return
	}
	if depth > 100 {
		p.text("…") // a value that holds itself, of which package fmt would never end
		return
	}
	switch k := v.Kind(); {
	case t == nil && !holds(v.Type(), 0) && (depth == 0 || k != reflect.Pointer || v.Type().NumMethod() > 0):
		p.plain(v.Interface())
	case k == reflect.Map:
		p.mapping(v, t, depth)
	case k == reflect.Struct:
		p.structure(v, t, depth)
	case k == reflect.Slice || k == reflect.Array:
		p.list(v, t, depth)
	case k == reflect.Pointer:
		p.pointer(v, t, depth)
	case k == reflect.Interface:
		in, it := p.dynamic(v, t)
		if !in.IsValid() {
			if p.sharp {
				p.text(name(v.Type(), t) + "(nil)")
			} else {
				p.text("<nil>")
			}
			return
		}
		p.value(in, it, depth+1)
	case p.sharp && (k == reflect.Func || k == reflect.Chan):
		if v.IsNil() {
			p.text("(" + name(v.Type(), t) + ")(nil)")
			return
		}
		p.text(fmt.Sprintf("(%s)(%#x)", name(v.Type(), t), v.Pointer()))
	default:
		p.plain(v.Interface())
	}
}

// Holds reports whether values of a type that has no name and no methods may hold others in
// interfaces, of which package fmt cannot tell.
func Holds(r reflect.Type) bool { return r.Kind() != reflect.Interface && holds(r, 0) }

func holds(r reflect.Type, depth int) bool {
	if r.Kind() == reflect.Interface {
		return r.NumMethod() == 0
	}
	if r.Name() != "" || depth > 6 {
		return false
	}
	switch r.Kind() {
	case reflect.Slice, reflect.Array, reflect.Pointer:
		return holds(r.Elem(), depth+1)
	case reflect.Map:
		return holds(r.Elem(), depth+1) || holds(r.Key(), depth+1)
	case reflect.Struct:
		for i := range r.NumField() {
			if holds(r.Field(i).Type, depth+1) {
				return true
			}
		}
	}
	return false
}

// element writes what stands inside another value.
func (p *printer) element(v reflect.Value, t *value.Type, depth int) {
	in, it := v, t
	if v.Kind() == reflect.Interface && v.IsNil() {
		p.value(v, t, depth)
		return
	}
	if v.Kind() == reflect.Interface || t != nil && t.Interface {
		in, it = p.dynamic(v, t)
	}
	p.value(in, it, depth)
}

func (p *printer) mapping(v reflect.Value, t *value.Type, depth int) {
	open, sep, end := "map[", " ", "]"
	if p.sharp {
		if open = name(v.Type(), t); v.IsNil() {
			p.text(open + "(nil)")
			return
		}
		open, sep, end = open+"{", ", ", "}"
	}
	p.text(open)
	keys := v.MapKeys()
	slices.SortStableFunc(keys, compare)
	for i, k := range keys {
		if i > 0 {
			p.text(sep)
		}
		p.element(k, part(t, true), depth+1)
		p.text(":")
		p.element(v.MapIndex(k), part(t, false), depth+1)
	}
	p.text(end)
}

func part(t *value.Type, key bool) *value.Type {
	switch {
	case t == nil:
		return nil
	case key:
		return t.Key
	}
	return t.Elem
}

// compare orders the keys of a map as package fmt does.
func compare(a, b reflect.Value) int {
	switch {
	case a.Kind() != b.Kind():
		return cmp.Compare(a.Kind(), b.Kind())
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	}
	switch a.Kind() {
	case reflect.String:
		return strings.Compare(a.String(), b.String())
	case reflect.Bool:
		return cmp.Compare(strconv.FormatBool(a.Bool()), strconv.FormatBool(b.Bool()))
	case reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return cmp.Compare(strconv.FormatBool(b.IsNil()), strconv.FormatBool(a.IsNil()))
		}
		return compare(a.Elem(), b.Elem())
	case reflect.Struct:
		for i := range a.NumField() {
			if c := compare(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	case reflect.Array:
		for i := range a.Len() {
			if c := compare(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
	case reflect.Pointer, reflect.Chan:
		return cmp.Compare(a.Pointer(), b.Pointer())
	}
	return 0
}

func (p *printer) structure(v reflect.Value, t *value.Type, depth int) {
	sep := " "
	if p.sharp {
		p.text(name(v.Type(), t))
		sep = ", "
	}
	p.text("{")
	for i := range v.NumField() {
		if i > 0 {
			p.text(sep)
		}
		field := v.Type().Field(i).Name
		var ft *value.Type
		if t != nil && len(t.Fields) == v.NumField() {
			field, ft = t.Fields[i].Name, t.Fields[i].Type
		}
		if p.sharp || p.plus {
			p.text(field + ":")
		}
		if first := field[0]; t != nil && (first == '_' || first >= 'a' && first <= 'z') {
			ft = silent(ft) // package fmt calls no methods of fields that are not exported
		}
		p.element(v.Field(i), ft, depth+1)
	}
	p.text("}")
}

// silent is a type without its methods.
func silent(t *value.Type) *value.Type {
	if t == nil || t.Text == nil && t.PointerText == nil && (t.Elem == nil || t.Elem.Text == nil && t.Elem.PointerText == nil) {
		return t
	}
	out := *t
	out.Text, out.PointerText = nil, nil
	out.Elem = silent(out.Elem)
	return &out
}

func (p *printer) list(v reflect.Value, t *value.Type, depth int) {
	if v.Type().Elem().Kind() == reflect.Uint8 && strings.ContainsRune("sqxX", p.verb) {
		p.plain(v.Interface())
		return
	}
	open, sep, end := "[", " ", "]"
	if p.sharp {
		open = name(v.Type(), t)
		if v.Kind() == reflect.Slice && v.IsNil() {
			p.text(open + "(nil)")
			return
		}
		open, sep, end = open+"{", ", ", "}"
	}
	p.text(open)
	for i := range v.Len() {
		if i > 0 {
			p.text(sep)
		}
		p.element(v.Index(i), part(t, false), depth+1)
	}
	p.text(end)
}

func (p *printer) pointer(v reflect.Value, t *value.Type, depth int) {
	if v.IsNil() {
		if p.sharp {
			p.text("(" + name(v.Type(), t) + ")(nil)")
		} else {
			p.text("<nil>")
		}
		return
	}
	if depth == 0 {
		switch v.Elem().Kind() {
		case reflect.Array, reflect.Slice, reflect.Struct, reflect.Map:
			p.text("&")
			p.value(v.Elem(), part(t, false), depth+1)
			return
		}
	}
	if p.sharp {
		p.text(fmt.Sprintf("(%s)(%#x)", name(v.Type(), t), v.Pointer()))
		return
	}
	p.text(fmt.Sprintf("%#x", v.Pointer()))
}
