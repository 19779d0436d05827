package symbols

import (
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"testing"
)

// keys gives the tables that stand for packages of the importer.
func keys(m *Importer) map[string]string {
	out := map[string]string{} // import path → key
	for k := range Packages {
		path := k[:max(strings.LastIndexByte(k, '/'), 0)]
		if k != "." && !strings.HasPrefix(k, "github.com/traefik/yaegi") {
			out[path] = k
		}
	}
	return out
}

func TestEveryTableHasTypesAndBack(t *testing.T) {
	m := NewImporter(token.NewFileSet(), Types)
	tables := keys(m)
	for path, key := range tables {
		pkg, err := m.Import(path)
		if err != nil {
			t.Errorf("table %s: %v", key, err)
			continue
		}
		if want := path + "/" + pkg.Name(); key != want || m.Name(path) != pkg.Name() {
			t.Errorf("table %q, want %q; listed as %q", key, want, m.Name(path))
		}
	}
	for _, path := range m.Paths() {
		if tables[path] == "" {
			t.Errorf("%s can be imported but has no table", path)
		}
	}
	for _, path := range []string{"fmt", "unsafe", "syscall", "gonum.org/v1/gonum/mat", "gonum.org/v1/gonum/stat/distuv", "gonum.org/v1/gonum/dsp/fourier", "gonum.org/v1/plot/vg/vgimg", "talbot/runtime/display", "talbot/runtime/array"} {
		if tables[path] == "" {
			t.Errorf("no table of %s", path)
		}
	}
}

// TestEntriesHaveTheirTypes compares every entry's reflect.Type with what the type checker
// will believe, and every constant's value.
func TestEntriesHaveTheirTypes(t *testing.T) {
	m := NewImporter(token.NewFileSet(), Types)
	n := 0
	for path, key := range keys(m) {
		if path == "unsafe" {
			continue
		}
		pkg, err := m.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		table := Packages[key]()
		for name, v := range table {
			if name[0] == '_' {
				checkWrapper(t, pkg, name, v, table)
				continue
			}
			n++
			checkEntry(t, pkg.Scope().Lookup(name), path+"."+name, v)
		}
		for _, name := range pkg.Scope().Names() {
			if o := pkg.Scope().Lookup(name); o.Exported() && !table[name].IsValid() && !isGeneric(o) {
				t.Errorf("%s.%s has a type, but is not in the table", path, name)
			}
		}
	}
	if n < 5000 {
		t.Errorf("only %d entries", n)
	}
}

func checkEntry(t *testing.T, o types.Object, full string, v reflect.Value) {
	t.Helper()
	switch o := o.(type) {
	case *types.Const:
		c, untyped := v.Interface().(constant.Value)
		if !untyped {
			if !same(v.Type(), types.Default(o.Type())) {
				t.Errorf("%s is a %v, the types say %v", full, v.Type(), o.Type())
			}
			return
		}
		if !sameConstant(c, o.Val()) {
			t.Errorf("%s is %s (%v), the types say %s (%v)", full, c, c.Kind(), o.Val(), o.Val().Kind())
		}
	case *types.TypeName:
		if !same(v.Type().Elem(), o.Type()) {
			t.Errorf("%s is %v, the types say %v", full, v.Type().Elem(), o.Type())
		}
	case *types.Func, *types.Var:
		if !same(v.Type(), o.Type()) {
			t.Errorf("%s is %v, the types say %v", full, v.Type(), o.Type())
		}
		if _, isVar := o.(*types.Var); isVar && !v.CanSet() {
			t.Errorf("%s cannot be set", full)
		}
	default:
		t.Errorf("%s is in the table, but not in the types", full)
	}
}

// sameConstant compares exactly, but for floats: export data keep 512 bits of those.
func sameConstant(a, b constant.Value) bool {
	if a.Kind() != constant.Float {
		return a.Kind() == b.Kind() && a.ExactString() == b.ExactString()
	}
	difference := constant.BinaryOp(a, token.SUB, b)
	tolerance := constant.Shift(constant.MakeInt64(1), token.SHL, 500)
	scaled := constant.BinaryOp(difference, token.MUL, tolerance)
	limit := constant.BinaryOp(a, token.MUL, constant.MakeInt64(int64(constant.Sign(a))))
	return b.Kind() == constant.Float && constant.Compare(constant.BinaryOp(scaled, token.MUL, constant.MakeInt64(int64(constant.Sign(scaled)))), token.LEQ, limit)
}

// checkWrapper holds a wrapper to the interpreter's shape, and to its interface.
func checkWrapper(t *testing.T, pkg *types.Package, name string, v reflect.Value, table map[string]reflect.Value) {
	t.Helper()
	w := v.Type().Elem()
	if w.Field(0).Name != "IValue" {
		t.Errorf("%s.%s: first field %s", pkg.Path(), name, w.Field(0).Name)
	}
	iface := pkg.Scope().Lookup(name[1:]).Type().Underlying().(*types.Interface)
	for i := range iface.NumMethods() {
		if !iface.Method(i).Exported() {
			return // no other package can implement it
		}
	}
	if w.NumField()-1 == iface.NumMethods() && !w.Implements(table[name[1:]].Type().Elem()) {
		t.Errorf("%s.%s does not implement %s", pkg.Path(), name, name[1:])
	}
}

func isGeneric(o types.Object) bool {
	switch o := o.(type) {
	case *types.Func:
		return o.Signature().TypeParams().Len() > 0
	case *types.TypeName:
		if n, ok := o.Type().(*types.Named); ok && n.TypeParams().Len() > 0 {
			return true
		}
		iface, ok := o.Type().Underlying().(*types.Interface)
		return ok && !iface.IsMethodSet()
	}
	return false
}

// same compares a compiled type with the checker's. A named type is compared by its name.
func same(r reflect.Type, t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		o := t.Obj()
		name, _, _ := strings.Cut(r.Name(), "[")
		return name == o.Name() && (o.Pkg() == nil || r.PkgPath() == o.Pkg().Path())
	case *types.Basic:
		return r.Kind() == reflect.UnsafePointer && t.Kind() == types.UnsafePointer || r.PkgPath() == "" && (r.Name() == t.Name() ||
			t.Name() == "byte" && r.Kind() == reflect.Uint8 || t.Name() == "rune" && r.Kind() == reflect.Int32)
	case *types.Pointer:
		return r.Kind() == reflect.Pointer && same(r.Elem(), t.Elem())
	case *types.Slice:
		return r.Kind() == reflect.Slice && same(r.Elem(), t.Elem())
	case *types.Array:
		return r.Kind() == reflect.Array && int64(r.Len()) == t.Len() && same(r.Elem(), t.Elem())
	case *types.Chan:
		return r.Kind() == reflect.Chan && same(r.Elem(), t.Elem())
	case *types.Map:
		return r.Kind() == reflect.Map && same(r.Key(), t.Key()) && same(r.Elem(), t.Elem())
	case *types.Struct:
		if r.Kind() != reflect.Struct || r.NumField() != t.NumFields() {
			return false
		}
		for i := range t.NumFields() {
			if r.Field(i).Name != t.Field(i).Name() || !same(r.Field(i).Type, t.Field(i).Type()) {
				return false
			}
		}
		return true
	case *types.Interface:
		return r.Kind() == reflect.Interface && r.NumMethod() == t.NumMethods()
	case *types.Signature:
		if r.Kind() != reflect.Func || r.NumIn() != t.Params().Len() || r.NumOut() != t.Results().Len() || r.IsVariadic() != t.Variadic() {
			return false
		}
		for i := range r.NumIn() {
			if !same(r.In(i), t.Params().At(i).Type()) {
				return false
			}
		}
		for i := range r.NumOut() {
			if !same(r.Out(i), t.Results().At(i).Type()) {
				return false
			}
		}
		return true
	}
	return false
}

func BenchmarkAllTables(b *testing.B) {
	for b.Loop() {
		for _, f := range Packages {
			f()
		}
	}
}
