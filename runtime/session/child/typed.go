package child

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"sync"
	"unsafe"

	"talbot/runtime/display"
	"talbot/runtime/display/value"
	"talbot/runtime/session/front"
)

// typeTable knows the types that cells declared, by their names below. The interpreter makes
// structs without names of them.
type typeTable struct {
	mu     sync.Mutex
	named  map[string]*value.Type
	byForm map[string][]string // names by the names of a struct's fields
}

func newTypeTable() *typeTable {
	return &typeTable{named: map[string]*value.Type{}, byForm: map[string][]string{}}
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
			n.Name, n.Text, n.PointerText = said.Name, said.Text, said.PointerText
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
	e, err := parser.ParseExpr(source)
	if err != nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
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
		if token.IsExported(e.Name) || types[e.Name] == nil {
			return t.name(e.Name)
		}
		return types[e.Name]
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

// types are the predeclared ones of which reflection does not tell all.
var types = map[string]*value.Type{"byte": {Name: "byte"}, "rune": {Name: "rune"}}

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
func (t *typeTable) says(name string, pointer bool, text func(any) string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.name(name)
	n.Text, n.PointerText = nil, nil
	if pointer {
		n.PointerText = text
	} else {
		n.Text = text
	}
}

// dynamic unwraps a value that the interpreter keeps in an interface, and finds its type: by
// the interpreter's note of it or, of a struct, by its fields where only one type has those.
func (t *typeTable) dynamic(v reflect.Value) (reflect.Value, *value.Type) {
	v, name := unwrap(v)
	if v.IsValid() && v.CanInterface() {
		if in := bare(v.Interface()); in != nil {
			v = reflect.ValueOf(in)
		}
		if by, ok := carriedBy.Load(v.Type()); ok {
			name = by.(carried).name
		}
	}
	if name != "" {
		t.mu.Lock()
		defer t.mu.Unlock()
		stars := strings.Count(name, "*")
		typ := t.named[name[stars:]]
		for r := v; stars > 0 && typ != nil; stars-- {
			if r.Kind() != reflect.Pointer {
				return v, nil
			}
			typ = &value.Type{Elem: typ}
		}
		return v, typ
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
// stays as it is. name is that of the value's type, behind a star for each pointer.
func unwrap(v reflect.Value) (out reflect.Value, name string) {
	for range 4 {
		if v.Kind() == reflect.Interface && !v.IsNil() {
			v = v.Elem()
			continue
		}
		r := v.Type()
		if r.Name() != "valueInterface" || r.PkgPath() != "github.com/traefik/yaegi/interp" {
			return v, name
		}
		held := reflect.New(r).Elem()
		held.Set(v)
		in, node := held.FieldByName("value"), held.FieldByName("node")
		if !in.IsValid() || in.Type() != reflect.TypeFor[reflect.Value]() {
			return v, name
		}
		v = *(*reflect.Value)(unsafe.Pointer(in.UnsafeAddr()))
		if !v.IsValid() {
			return v, ""
		}
		name = typeOfNode(node)
	}
	return v, name
}

func typeOfNode(node reflect.Value) string {
	if !node.IsValid() || node.Kind() != reflect.Pointer || node.IsNil() {
		return ""
	}
	typ := node.Elem().FieldByName("typ")
	stars := ""
	for range 4 {
		if !typ.IsValid() || typ.Kind() != reflect.Pointer || typ.IsNil() {
			return ""
		}
		name, of := typ.Elem().FieldByName("name"), typ.Elem().FieldByName("val")
		if !name.IsValid() || name.Kind() != reflect.String {
			return ""
		}
		if s := name.String(); s != "" {
			return stars + s
		}
		stars += "*"
		typ = of
	}
	return ""
}

// A described value knows the type that it has in cells. Compiled code that shows values
// takes it for one that shows itself.
type described struct {
	value any
	typ   *value.Type
	view  value.Viewer
}

func (h *host) described(source string, v any) any {
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

// formatted gives what a Format method writes for %v.
func formatted(format func(fmt.State, rune)) string { return fmt.Sprintf("%v", formatter(format)) }

type formatter func(fmt.State, rune)

func (f formatter) Format(s fmt.State, verb rune) { f(s, verb) }
