package child

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"reflect"
	"strings"
	"sync"
	"unsafe"

	"talbot/runtime/display"
	"talbot/runtime/display/value"
	"talbot/runtime/session/front"
	"talbot/runtime/session/print"
)

// typeTable knows the types that cells declared, by their names below. The interpreter makes
// structs without names of them.
type typeTable struct {
	mu     sync.Mutex
	named  map[string]*value.Type
	byForm map[string][]string    // names by the names of a struct's fields
	parsed map[string]*value.Type // by source
}

func newTypeTable() *typeTable {
	return &typeTable{named: map[string]*value.Type{}, byForm: map[string][]string{}, parsed: map[string]*value.Type{}}
}

// declare notes the types that a file declares.
func (t *typeTable) declare(f *ast.File) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		for _, s := range g.Specs {
			ts := s.(*ast.TypeSpec)
			n := t.name(ts.Name.Name)
			said := *n
			if u := t.typ(ts.Type); u != nil {
				*n = *u
			}
			n.Name, n.Text, n.PointerText, n.Error, n.Format = said.Name, said.Text, said.PointerText, said.Error, said.Format
			if _, ok := ts.Type.(*ast.StructType); ok && len(n.Fields) > 0 {
				form := formOf(len(n.Fields), func(i int) string { return exported(n.Fields[i].Name) })
				t.byForm[form] = append(t.byForm[form], ts.Name.Name)
			}
		}
	}
}

func formOf(n int, name func(int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(name(i) + ",")
	}
	return b.String()
}

// name gives the type of a name, which may be declared later.
func (t *typeTable) name(below string) *value.Type {
	n := t.named[below]
	if n == nil {
		n = &value.Type{Name: front.Plain(below)}
		t.named[below] = n
	}
	return n
}

// parse reads a type's source.
func (t *typeTable) parse(source string) *value.Type {
	if source == "" {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if known, ok := t.parsed[source]; ok {
		return known
	}
	out := t.read(source)
	t.parsed[source] = out
	return out
}

func (t *typeTable) read(source string) *value.Type {
	e, err := parser.ParseExpr(source)
	if err != nil {
		return nil
	}
	if _, ok := e.(*ast.FuncType); ok {
		return &value.Type{Source: front.Plain(source)}
	}
	return t.typ(e)
}

// results reads the source of one type or, as a function's results, of several.
func (t *typeTable) results(source string, n int) []*value.Type {
	out := make([]*value.Type, n)
	if n < 2 {
		if n == 1 {
			out[0] = t.parse(source)
		}
		return out
	}
	e, err := parser.ParseExpr(source)
	if ft, ok := e.(*ast.FuncType); ok && err == nil && ft.Results != nil && len(ft.Results.List) == n {
		t.mu.Lock()
		defer t.mu.Unlock()
		for i, f := range ft.Results.List {
			out[i] = t.typ(f.Type)
		}
	}
	return out
}

func (t *typeTable) typ(e ast.Expr) *value.Type {
	switch e := e.(type) {
	case *ast.Ident:
		if types.Universe.Lookup(e.Name) != nil {
			return predeclared[e.Name]
		}
		return t.name(e.Name)
	case *ast.ParenExpr:
		return t.typ(e.X)
	case *ast.StarExpr:
		return &value.Type{Elem: t.typ(e.X)}
	case *ast.ArrayType:
		return &value.Type{Elem: t.typ(e.Elt)}
	case *ast.ChanType:
		return &value.Type{Elem: t.typ(e.Value)}
	case *ast.InterfaceType:
		return &value.Type{Interface: true}
	case *ast.MapType:
		return &value.Type{Key: t.typ(e.Key), Elem: t.typ(e.Value)}
	case *ast.StructType:
		out := &value.Type{}
		for _, f := range e.Fields.List {
			ft := t.typ(f.Type)
			for _, n := range f.Names {
				out.Fields = append(out.Fields, value.Field{Name: n.Name, Type: ft})
			}
			if len(f.Names) == 0 {
				out.Fields = append(out.Fields, value.Field{Name: embedded(f.Type), Type: ft})
			}
		}
		return out
	}
	return nil // a compiled type
}

// predeclared are the types of the language of which reflection does not tell all.
var predeclared = map[string]*value.Type{"byte": {Name: "byte"}, "rune": {Name: "rune"}}

func embedded(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return embedded(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return front.Plain(e.Name)
	}
	return ""
}

// says notes how values of a type say what they are.
func (t *typeTable) says(name string, pointer, isError bool, text func(any) string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.name(name)
	n.Text, n.PointerText, n.Error, n.Format = nil, nil, isError, nil
	if pointer {
		n.PointerText = text
	} else {
		n.Text = text
	}
}

// formats notes the Format method of a type's values, or of pointers to them.
func (t *typeTable) formats(name string, pointer bool, format func(any, fmt.State, rune)) {
	t.says(name, pointer, false, func(v any) string { return fmt.Sprintf("%v", formatter{v, format}) })
	t.mu.Lock()
	defer t.mu.Unlock()
	t.name(name).Format = format
}

// A formatter has a value formatted by its own method.
type formatter struct {
	value  any
	format func(any, fmt.State, rune)
}

func (f formatter) Format(s fmt.State, verb rune) { f.format(f.value, s, verb) }

// dynamic unwraps a value that the interpreter keeps in an interface, and finds its type: by
// the interpreter's note of it or, of a struct, by its fields where only one type has those.
func (t *typeTable) dynamic(v reflect.Value) (reflect.Value, *value.Type) {
	v, source := unwrap(v)
	if v.IsValid() && v.CanInterface() {
		if in := bare(v.Interface()); in != nil {
			v = reflect.ValueOf(in)
		}
		if by, ok := carriedBy.Load(v.Type()); ok {
			v, source = uncarried(v), by.(carried).name
		}
	}
	if source != "" {
		return v, t.parse(source)
	}
	r := v
	if r.Kind() == reflect.Pointer && !r.IsNil() {
		r = r.Elem()
	}
	if r.Kind() != reflect.Struct || r.Type().Name() != "" || r.NumField() == 0 {
		return v, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	names := t.byForm[formOf(r.NumField(), func(i int) string { return r.Type().Field(i).Name })]
	if len(names) == 0 || front.Plain(names[0]) != front.Plain(names[len(names)-1]) {
		return v, nil
	}
	typ := t.named[names[len(names)-1]]
	if v.Kind() == reflect.Pointer {
		typ = &value.Type{Elem: typ}
	}
	return v, typ
}

// exported gives the interpreter's name of a field: it exports all, since reflection could not
// set them otherwise.
func exported(name string) string {
	if token.IsExported(name) {
		return name
	}
	return "X" + name
}

// unwrap takes a value out of the interpreter's own form of an interface's value. That form is
// not exported: the fields are found by their names, and where they are not there, the value
// stays as it is. source is that of the value's type, "" where it tells nothing.
func unwrap(v reflect.Value) (out reflect.Value, source string) {
	for range 4 {
		if v.Kind() == reflect.Interface && !v.IsNil() {
			v = v.Elem()
			continue
		}
		r := v.Type()
		if r.Name() != "valueInterface" || r.PkgPath() != "github.com/traefik/yaegi/interp" {
			return v, source
		}
		held := reflect.New(r).Elem()
		held.Set(v)
		in, node := held.FieldByName("value"), held.FieldByName("node")
		if !in.IsValid() || in.Type() != reflect.TypeFor[reflect.Value]() {
			return v, source
		}
		v = *(*reflect.Value)(unsafe.Pointer(in.UnsafeAddr()))
		if !v.IsValid() {
			return v, ""
		}
		source = ""
		if node.IsValid() && node.Kind() == reflect.Pointer && !node.IsNil() && v.Kind() != reflect.Interface {
			source, _ = sourceOf(node.Elem().FieldByName("typ"), v.Type(), 0)
		}
	}
	return v, source
}

// sourceOf gives the source of a type from the interpreter's note of it; named tells that a
// name of a cell is in it.
func sourceOf(typ reflect.Value, r reflect.Type, depth int) (source string, named bool) {
	if !typ.IsValid() || typ.Kind() != reflect.Pointer || typ.IsNil() || depth > 6 {
		return "", false
	}
	name, elem, key := typ.Elem().FieldByName("name"), typ.Elem().FieldByName("val"), typ.Elem().FieldByName("key")
	if !name.IsValid() || name.Kind() != reflect.String {
		return "", false
	}
	if s := name.String(); s != "" {
		return s, types.Universe.Lookup(s) == nil
	}
	switch r.Kind() {
	case reflect.Pointer, reflect.Slice:
		if s, named := sourceOf(elem, r.Elem(), depth+1); named {
			return map[reflect.Kind]string{reflect.Pointer: "*", reflect.Slice: "[]"}[r.Kind()] + s, true
		}
	case reflect.Map:
		k, named := sourceOf(key, r.Key(), depth+1)
		e, also := sourceOf(elem, r.Elem(), depth+1)
		if (named || also) && k != "" && e != "" {
			return "map[" + k + "]" + e, true
		}
	}
	return "", false
}

// A described value knows the type that it has in cells. Compiled code that shows values
// takes it for one that shows itself.
type described struct {
	value any
	typ   *value.Type
	view  value.Viewer
}

func (h *host) described(source string, v any) any {
	if r := reflect.ValueOf(v); r.IsValid() && isCarrier(r.Type()) {
		v = uncarried(r).Interface()
	}
	if _, ok := v.(display.Bundler); ok {
		return v
	}
	return described{v, h.types.parse(source), value.Viewer{Dynamic: h.types.dynamic}}
}

// MIMEBundle implements display.Bundler.
func (d described) MIMEBundle() (display.Bundle, error) {
	return display.TextAndHTML(d.view.Show(reflect.ValueOf(d.value), d.typ)), nil
}

func (d described) String() string {
	text, _ := d.view.Show(reflect.ValueOf(d.value), d.typ)
	return text
}

// printed gives a value in the form in which package fmt prints it as a compiled one.
func (h *host) printed(source string, v any) any {
	r := reflect.ValueOf(v)
	if r.IsValid() && isCarrier(r.Type()) {
		r = uncarried(r)
	}
	return h.carrier(r, h.types.parse(source))
}

// uncarried gives a value in a carrier as it is below.
func uncarried(v reflect.Value) reflect.Value { return v.Convert(plainTypes[v.Kind()]) }

var plainTypes = func() map[reflect.Kind]reflect.Type {
	out := map[reflect.Kind]reflect.Type{}
	for _, v := range []any{false, 0, int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0), uintptr(0), float32(0), 0.0, complex64(0), 0i, ""} {
		out[reflect.TypeOf(v).Kind()] = reflect.TypeOf(v)
	}
	return out
}()

// printedHeld gives the values of a list, which it keeps as the interpreter has them, likewise.
func (h *host) printedHeld(list []any) []any {
	out := make([]any, len(list))
	for i := range list {
		if v, t := h.types.dynamic(reflect.ValueOf(list).Index(i)); v.IsValid() {
			out[i] = h.carrier(v, t)
		}
	}
	return out
}

func (h *host) carrier(v reflect.Value, t *value.Type) any {
	if !v.IsValid() {
		return nil
	}
	if t == nil && !print.Holds(v.Type()) || v.Kind() == reflect.String && print.Says(v, t) == nil {
		return v.Interface()
	}
	if _, ok := v.Interface().(fmt.Formatter); ok {
		return v.Interface()
	}
	x := print.Value{V: v, T: t, View: value.Viewer{Dynamic: h.types.dynamic}}
	if t != nil && (t.Error && t.Text != nil || v.Kind() == reflect.Pointer && t.Elem != nil && t.Elem.Error) {
		return print.Error{Value: x}
	}
	return x
}

// The functions of package fmt that take a format, for arguments in that form.

func printf(format string, a ...any) (int, error) {
	return fprintf(display.Stdout(), format, a...)
}

func sprintf(format string, a ...any) string {
	format, a = print.Arguments(format, a)
	return fmt.Sprintf(format, a...)
}

func fprintf(w io.Writer, format string, a ...any) (int, error) {
	format, a = print.Arguments(format, a)
	return fmt.Fprintf(w, format, a...)
}

func errorf(format string, a ...any) error {
	format, a = print.Arguments(format, a)
	return fmt.Errorf(format, a...)
}
