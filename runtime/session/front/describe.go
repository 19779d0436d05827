package front

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// The interpreter's values carry neither the names of cells' types nor their methods. What
// shows a value is told its type's source, from which it finds the declarations that it was
// given before, and the methods by which values of a type show themselves.

// describe gives a type's source where it tells what the interpreter's value does not; else "".
func (lw *lowerer) describe(t types.Type) string {
	if !tells(t, 0) || !lw.nameable(t) {
		return ""
	}
	x := lw.typ(t, token.NoPos)
	if sig, ok := types.Unalias(t).(*types.Signature); ok {
		nameParams(x.(*ast.FuncType), sig)
	}
	return strings.ReplaceAll(exprString(x), "interface {\n}", "any")
}

// tells reports whether source says more of a type than reflection: a name, a field that is not
// exported, bytes rather than small numbers, the parameters of a function.
func tells(t types.Type, depth int) bool {
	if depth > 10 {
		return false
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return t.Name() == "byte" || t.Name() == "rune" || t.Kind() == types.UntypedRune
	case *types.Named:
		return t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == "main"
	case *types.Struct, *types.Signature:
		return true
	case *types.Map:
		return tells(t.Key(), depth+1) || tells(t.Elem(), depth+1)
	case *types.Tuple:
		for v := range t.Variables() {
			if tells(v.Type(), depth+1) {
				return true
			}
		}
	case interface{ Elem() types.Type }:
		return tells(t.Elem(), depth+1)
	}
	return false
}

func nameParams(ft *ast.FuncType, sig *types.Signature) {
	name := func(fl *ast.FieldList, vars *types.Tuple) {
		for i := range vars.Len() {
			if n := vars.At(i).Name(); n != "" {
				fl.List[i].Names = []*ast.Ident{ident(n, token.NoPos)}
			}
		}
	}
	name(ft.Params, sig.Params())
	if ft.Results != nil {
		name(ft.Results, sig.Results())
	}
}

// describeResults gives the source of the types that an expression has, several as a
// function's results.
func (lw *lowerer) describeResults(t types.Type) string {
	tuple, ok := t.(*types.Tuple)
	if !ok {
		return lw.describe(t)
	}
	if !tells(t, 0) {
		return ""
	}
	sig := types.NewSignatureType(nil, nil, nil, nil, tuple, false)
	if !lw.nameable(sig) {
		return ""
	}
	return exprString(lw.funcType(sig, token.NoPos))
}

// printed gives an argument of package fmt or log in a form that prints as the compiled value
// would.
func (lw *lowerer) printed(x ast.Expr, t types.Type) ast.Expr {
	pos := x.Pos()
	switch u := t.Underlying().(type) {
	case *types.Interface:
		if u.NumMethods() > 0 && compiled(t) {
			return x // the interpreter hands over its methods
		}
		list := &ast.CompositeLit{Type: parseExpr("[]interface{}", pos), Lbrace: pos, Elts: []ast.Expr{x}, Rbrace: pos}
		return &ast.IndexExpr{X: lw.hostCall("Held", pos, list), Lbrack: pos, Index: intLit(0, pos), Rbrack: pos}
	case *types.Basic:
		if !ofCell(t) || u.Info()&types.IsString != 0 && lw.shownBy(t) == "" {
			return x
		}
	case *types.Signature, *types.Chan, *types.Tuple:
		return x
	}
	if !prints(t, 0) || !lw.nameable(t) {
		return x
	}
	return lw.hostCall("Printed", pos, stringLit(lw.key(t), pos), x)
}

// prints reports whether values of a type print otherwise than the interpreter's: by a cell's
// type or an interface in them.
func prints(t types.Type, depth int) bool {
	if depth > 10 {
		return false
	}
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == "main"
	case *types.Struct:
		for f := range t.Fields() {
			if !f.Exported() || prints(f.Type(), depth+1) {
				return true
			}
		}
	case *types.Interface:
		return t.NumMethods() == 0
	case *types.Map:
		return prints(t.Key(), depth+1) || prints(t.Elem(), depth+1)
	case interface{ Elem() types.Type }:
		return prints(t.Elem(), depth+1)
	}
	return false
}

// described gives an argument of a function that shows values, such as display.Show, with its
// type; nil where the type tells nothing.
func (lw *lowerer) described(x ast.Expr, t types.Type) ast.Expr {
	d := lw.describe(t)
	if d == "" {
		return nil
	}
	return lw.hostCall("Described", x.Pos(), stringLit(d, x.Pos()), x)
}

func stringLit(s string, pos token.Pos) ast.Expr {
	return &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: strconv.Quote(s)}
}

// sayings gives statements that tell how values of a cell's type say what they are: its
// methods Error, Format or String, whichever package fmt would call.
func (em *emitter) sayings(t types.Type) []ast.Stmt {
	if !em.nameable(t) || types.IsInterface(t) {
		return nil
	}
	name := em.key(t)
	for _, form := range []struct {
		typ     types.Type
		source  string
		pointer bool
	}{{t, name, false}, {types.NewPointer(t), "*" + name, true}} {
		var body string
		isError := hasStringMethod(form.typ, "Error")
		switch {
		case isError:
			body = "return vʹ.(" + form.source + ").Error()"
		case hasFormat(form.typ):
			fmtName := em.packageAt("fmt", token.NoPos).Name
			return parseStmts(fmt.Sprintf("%s(%q, %v, func(vʹ interface{}, sʹ %s.State, rʹ rune) { vʹ.(%s).Format(sʹ, rʹ) })",
				em.host("Formats", token.NoPos), name, form.pointer, fmtName, form.source), token.NoPos)
		case hasStringMethod(form.typ, "String"):
			body = "return vʹ.(" + form.source + ").String()"
		default:
			continue
		}
		return parseStmts(fmt.Sprintf("%s(%q, %v, %v, func(vʹ interface{}) string { %s })", em.host("Says", token.NoPos), name, form.pointer, isError, body), token.NoPos)
	}
	return nil
}

// hasFormat reports whether a type is a fmt.Formatter.
func hasFormat(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, false, nil, "Format")
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	p := fn.Signature().Params()
	if p.Len() != 2 || fn.Signature().Results().Len() != 0 || p.At(0).Type().String() != "fmt.State" {
		return false
	}
	b, ok := p.At(1).Type().Underlying().(*types.Basic)
	return ok && b.Kind() == types.Int32
}
