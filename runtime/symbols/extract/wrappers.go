package extract

import (
	"fmt"
	"go/types"
	"strings"
)

// wrapper writes the struct through which yaegi passes an interpreted value as a compiled
// interface: one function per method, called by a method of that name. yaegi fixes the names:
// the first field is IValue, the others are W and the method's name.
// Methods that no other package can spell are left out; a wrapper without them is still
// needed, since yaegi dereferences whatever it finds under "_Name".
func (w *writer) wrapper(typeName, importPath, name string, iface *types.Interface) {
	var fields, methods strings.Builder
	qualify := func(p *types.Package) string {
		w.imports[p.Path()] = true
		return alias(p.Path())
	}
	for i := range iface.NumMethods() {
		m := iface.Method(i)
		sig := m.Signature()
		if !m.Exported() || !spellable(sig) {
			continue
		}
		var params, args, results []string
		for j := range sig.Params().Len() {
			t := sig.Params().At(j).Type()
			if sig.Variadic() && j == sig.Params().Len()-1 {
				elem := types.TypeString(t.(*types.Slice).Elem(), qualify)
				params = append(params, fmt.Sprintf("a%d ...%s", j, elem))
				args = append(args, fmt.Sprintf("a%d...", j))
				continue
			}
			params = append(params, fmt.Sprintf("a%d %s", j, types.TypeString(t, qualify)))
			args = append(args, fmt.Sprintf("a%d", j))
		}
		for j := range sig.Results().Len() {
			results = append(results, types.TypeString(sig.Results().At(j).Type(), qualify))
		}
		signature := "(" + strings.Join(params, ", ") + ") (" + strings.Join(results, ", ") + ")"
		ret := ""
		if len(results) > 0 {
			ret = "return "
		}
		fmt.Fprintf(&fields, "\tW%s func%s\n", m.Name(), signature)
		fmt.Fprintf(&methods, "func (w %s) %s%s {\n", typeName, m.Name(), signature)
		if m.Name() == "String" {
			// fmt may print a wrapper that nobody filled.
			methods.WriteString("\tif w.WString == nil {\n\t\treturn \"\"\n\t}\n")
		}
		fmt.Fprintf(&methods, "\t%sw.W%s(%s)\n}\n\n", ret, m.Name(), strings.Join(args, ", "))
	}
	fmt.Fprintf(&w.tail, "// %s carries an interpreted %s.%s.\ntype %s struct {\n\tIValue any\n%s}\n\n%s", typeName, importPath, name, typeName, fields.String(), methods.String())
}

// spellable tells whether a generated file can name all of a type's parts.
func spellable(t types.Type) bool {
	tuple := func(t *types.Tuple) bool {
		for i := range t.Len() {
			if !spellable(t.At(i).Type()) {
				return false
			}
		}
		return true
	}
	named := func(o *types.TypeName, args *types.TypeList) bool {
		if o.Pkg() != nil && (!o.Exported() || skipped(o.Pkg().Path(), nil)) {
			return false
		}
		for i := range args.Len() {
			if !spellable(args.At(i)) {
				return false
			}
		}
		return true
	}
	switch t := t.(type) {
	case *types.Named:
		return named(t.Obj(), t.TypeArgs())
	case *types.Alias:
		return named(t.Obj(), t.TypeArgs())
	case *types.Pointer:
		return spellable(t.Elem())
	case *types.Slice:
		return spellable(t.Elem())
	case *types.Array:
		return spellable(t.Elem())
	case *types.Chan:
		return spellable(t.Elem())
	case *types.Map:
		return spellable(t.Key()) && spellable(t.Elem())
	case *types.Signature:
		return tuple(t.Params()) && tuple(t.Results())
	case *types.Struct:
		for i := range t.NumFields() {
			if f := t.Field(i); !f.Exported() || !spellable(f.Type()) {
				return false
			}
		}
	case *types.Interface:
		for i := range t.NumMethods() {
			if m := t.Method(i); !m.Exported() || !spellable(m.Type()) {
				return false
			}
		}
	}
	return true
}
