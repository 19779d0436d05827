package front

import (
	"go/ast"
	"go/token"
)

// parallel lowers an assignment of several values to several variables. The interpreter loses
// what a call gave when another value is made after it, so each value goes to a variable of
// its own first.
func (lw *lowerer) parallel(st *ast.AssignStmt) (before []ast.Stmt, out *ast.AssignStmt) {
	out = lw.assign(st).(*ast.AssignStmt)
	if len(st.Rhs) < 2 || !lw.calls(st.Rhs) {
		return nil, out
	}
	for _, l := range st.Lhs {
		if _, ok := l.(*ast.Ident); !ok {
			return nil, out // what stands in an index is to be evaluated before the values
		}
	}
	for i, e := range st.Rhs {
		if tv := lw.info.Types[e]; tv.IsNil() || tv.Value != nil {
			continue
		}
		name, pos := lw.temp(), e.Pos()
		before = append(before, &ast.AssignStmt{Lhs: []ast.Expr{ident(name, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{out.Rhs[i]}})
		out.Rhs[i] = ident(name, pos)
	}
	return before, out
}

// calls reports whether a call of a function stands among expressions.
func (lw *lowerer) calls(list []ast.Expr) bool {
	found := false
	for _, e := range list {
		ast.Inspect(e, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				tv := lw.info.Types[call.Fun]
				found = found || !tv.IsBuiltin() && !tv.IsType()
			}
			return !found
		})
	}
	return found
}

// initial lowers the statement before an if's or switch's condition.
func (lw *lowerer) initial(st ast.Stmt) (before []ast.Stmt, out ast.Stmt) {
	if as, ok := st.(*ast.AssignStmt); ok {
		before, as = lw.parallel(as)
		return before, as
	}
	return nil, lw.one(st)
}
