package front

import (
	"go/ast"
	"go/types"
)

// show lowers the last expression so that its value is shown, if it has one worth showing.
func (em *emitter) show(st *ast.ExprStmt) []ast.Stmt {
	plain := []ast.Stmt{&ast.ExprStmt{X: em.expr(st.X)}}
	tv, ok := em.info.Types[st.X]
	if !ok || tv.IsVoid() || tv.IsType() || tv.Type == nil || em.prints(st.X) {
		return plain
	}
	if t, ok := tv.Type.(*types.Tuple); ok && t.Len() == 0 {
		return plain
	}
	pos := st.Pos()
	x := plain[0].(*ast.ExprStmt).X
	if em.ownMethod(tv.Type, "MIMEBundle") {
		return []ast.Stmt{&ast.ExprStmt{X: em.hostCall("ShowBundle", pos, methodCall(x, "MIMEBundle"))}}
	}
	show := []ast.Stmt{&ast.ExprStmt{X: em.hostCall("Show", pos, x)}}
	if d := em.describeResults(tv.Type); d != "" {
		describe := &ast.ExprStmt{X: em.hostCall("Describe", pos, stringLit(d, pos))}
		return append([]ast.Stmt{describe}, show...)
	}
	return show
}

func methodCall(x ast.Expr, name string) ast.Expr {
	return &ast.CallExpr{Fun: &ast.SelectorExpr{X: &ast.ParenExpr{Lparen: x.Pos(), X: x}, Sel: ident(name, x.Pos())}, Lparen: x.Pos()}
}

// ownMethod reports whether a cell gave t's type the method.
func (em *emitter) ownMethod(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, false, nil, name)
	fn, ok := obj.(*types.Func)
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == "main" && fn.Signature().Params().Len() == 0
}

// prints reports whether e is a call of fmt's Print family, whose count of bytes nobody wants to see.
func (em *emitter) prints(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	var id *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	}
	fn, ok := em.info.Uses[id].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "fmt" {
		return false
	}
	switch fn.Name() {
	case "Print", "Printf", "Println", "Fprint", "Fprintf", "Fprintln":
		return true
	}
	return false
}
