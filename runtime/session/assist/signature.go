package assist

import (
	"fmt"
	"go/types"
	"strings"
)

// kindOf gives an object's kind in the words of display.Match.
func kindOf(o types.Object) string {
	switch o := o.(type) {
	case *types.Func:
		if o.Signature().Recv() != nil {
			return "method"
		}
		return "function"
	case *types.Builtin:
		return "function"
	case *types.Var:
		if o.IsField() {
			return "field"
		}
		return "variable"
	case *types.Const, *types.Nil:
		return "constant"
	case *types.TypeName:
		return "type"
	case *types.PkgName:
		return "package"
	}
	return "variable"
}

// qualifier names packages as a cell in pkg does.
func qualifier(pkg *types.Package) types.Qualifier {
	return func(p *types.Package) string {
		if pkg != nil && p.Path() == pkg.Path() {
			return ""
		}
		return p.Name()
	}
}

func typeString(t types.Type, pkg *types.Package) string {
	return plain(types.TypeString(t, qualifier(pkg)))
}

// signature gives an object on one line, as in Go source, under the name that a cell uses.
func signature(o types.Object, name string, pkg *types.Package) string {
	switch o := o.(type) {
	case *types.Func:
		var b strings.Builder
		b.WriteString("func ")
		if r := o.Signature().Recv(); r != nil {
			b.WriteString("(" + typeString(r.Type(), pkg) + ") ")
		}
		// Without its own name a signature begins with "func".
		return b.String() + name + strings.TrimPrefix(typeString(o.Signature(), pkg), "func")
	case *types.Var:
		if o.IsField() {
			return name + " " + typeString(o.Type(), pkg)
		}
		return "var " + name + " " + typeString(o.Type(), pkg)
	case *types.Const:
		s := "const " + name
		if b, ok := o.Type().(*types.Basic); !ok || b.Info()&types.IsUntyped == 0 {
			s += " " + typeString(o.Type(), pkg)
		}
		return s + " = " + o.Val().String()
	case *types.TypeName:
		return strings.TrimSpace("type " + name + typeParams(o.Type(), pkg) + " " + shape(o, pkg))
	case *types.PkgName:
		return fmt.Sprintf("import %q", o.Imported().Path())
	case *types.Builtin:
		return builtins[name]
	case *types.Nil:
		return "nil"
	}
	return ""
}

// shape gives a type's definition in short.
func shape(o *types.TypeName, pkg *types.Package) string {
	u := o.Type().Underlying()
	switch u := u.(type) {
	case *types.Struct:
		if u.NumFields() == 0 {
			return "struct{}"
		}
		return "struct{ … }"
	case *types.Interface:
		if o.Pkg() == nil {
			return "interface"
		}
		if u.Empty() {
			return "interface{}"
		}
		return "interface{ … }"
	case *types.Basic:
		if o.Pkg() == nil {
			return ""
		}
	}
	return typeString(u, pkg)
}

func typeParams(t types.Type, pkg *types.Package) string {
	n, ok := t.(*types.Named)
	if !ok || n.TypeParams().Len() == 0 || n.TypeArgs().Len() > 0 {
		return ""
	}
	var out []string
	for i := range n.TypeParams().Len() {
		p := n.TypeParams().At(i)
		out = append(out, p.Obj().Name()+" "+typeString(p.Constraint(), pkg))
	}
	return "[" + strings.Join(out, ", ") + "]"
}

var builtins = map[string]string{
	"append":  "func append(slice []T, elems ...T) []T",
	"cap":     "func cap(v T) int",
	"clear":   "func clear(mapOrSlice T)",
	"close":   "func close(c chan<- T)",
	"complex": "func compchunk.Lex(r, i float) complex",
	"copy":    "func copy(dst, src []T) int",
	"delete":  "func delete(m map[K]V, key K)",
	"imag":    "func imag(c complex) float",
	"len":     "func len(v T) int",
	"make":    "func make(t T, size ...int) T",
	"max":     "func max(x T, y ...T) T",
	"min":     "func min(x T, y ...T) T",
	"new":     "func new(T) *T",
	"panic":   "func panic(v any)",
	"print":   "func print(args ...T)",
	"println": "func println(args ...T)",
	"real":    "func real(c complex) float",
	"recover": "func recover() any",
}
