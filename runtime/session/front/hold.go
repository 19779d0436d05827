package front

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// held lowers the conversion of a cell's value to a compiled interface, such as fmt.Stringer
// or error. The interpreter makes one that looks at the variable x again whenever a method is
// called, so that in a loop all would show the last x; a function's parameter holds it.
func (lw *lowerer) held(x ast.Expr, from, to types.Type) ast.Expr {
	if to == nil || from == nil || !types.IsInterface(to) || !compiled(to) || types.IsInterface(from) || !ofCell(from) || !lw.nameable(from) || !lw.nameable(to) {
		return x
	}
	if to.Underlying().(*types.Interface).NumMethods() == 0 {
		return x
	}
	f, t := lw.key(from), lw.key(to)
	fn := lw.shared("hold/"+t+"/"+f, fmt.Sprintf("func(vʹ %s) %s { return vʹ }", f, t))
	return &ast.CallExpr{Fun: fn(x.Pos()), Lparen: x.Pos(), Args: []ast.Expr{x}}
}

// ofCell reports whether t is a type of a cell or a pointer to one.
func ofCell(t types.Type) bool {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "main"
}

// holdAll holds the values of an assignment that have one target each.
func (lw *lowerer) holdAll(lhs []ast.Expr, rhs []ast.Expr, out []ast.Expr) {
	if len(lhs) != len(rhs) {
		return
	}
	for i, l := range lhs {
		if id, ok := l.(*ast.Ident); ok && id.Name == "_" {
			continue
		}
		out[i] = lw.held(out[i], lw.typeOf(rhs[i]), lw.typeOf(l))
	}
}

// holdArgs holds the arguments of a call of a function.
func (lw *lowerer) holdArgs(e, out *ast.CallExpr) {
	sig, ok := lw.typeOf(e.Fun).Underlying().(*types.Signature)
	if !ok || len(e.Args) != len(out.Args) {
		return
	}
	for i, a := range e.Args {
		if e.Ellipsis.IsValid() && i == len(e.Args)-1 {
			break
		}
		out.Args[i] = lw.held(out.Args[i], lw.typeOf(a), paramType(sig, i))
	}
}

// shown gives a number or string whose type a cell gave a String or Error method in a form
// that compiled code prints by that method, or, as with %d, as what it is.
func (lw *lowerer) shown(x ast.Expr, t types.Type) ast.Expr {
	b, ok := t.Underlying().(*types.Basic)
	if !ok || !ofCell(t) || lw.shownBy(t) == "" || !lw.nameable(t) {
		return nil
	}
	method := "String"
	if hasStringMethod(t, "Error") {
		method = "Error"
	}
	key := lw.key(t)
	src := fmt.Sprintf("func(vʹ %s) interface{} { return %s(func() string { return vʹ.%s() }, %s(vʹ)) }", key, lw.host("Shown", token.NoPos), method, b.Name())
	return &ast.CallExpr{Fun: lw.shared("shown/"+key, src)(x.Pos()), Lparen: x.Pos(), Args: []ast.Expr{x}}
}
