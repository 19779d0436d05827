package front

import (
	"go/ast"
	"go/token"
	"go/types"
)

// comparison lowers == and != where an interface stands on a side: the interpreter compares
// what it keeps for interfaces of cells, not the values in them, and converts the other side
// amiss. It gives nil for what the interpreter compares right.
func (lw *lowerer) comparison(e *ast.BinaryExpr) ast.Expr {
	if e.Op != token.EQL && e.Op != token.NEQ || lw.info.Types[e.X].IsNil() || lw.info.Types[e.Y].IsNil() {
		return nil
	}
	x, y := lw.typeOf(e.X), lw.typeOf(e.Y)
	if lw.renames(y, x) {
		return &ast.BinaryExpr{X: lw.expr(e.X), OpPos: e.OpPos, Op: e.Op, Y: lw.held(lw.expr(e.Y), y, x)}
	}
	if !types.IsInterface(x) && !types.IsInterface(y) {
		return nil
	}
	eq := lw.equal(lw.expr(e.X), lw.expr(e.Y), x, y, e.OpPos)
	if e.Op == token.EQL {
		return eq
	}
	return &ast.UnaryExpr{OpPos: e.Pos(), Op: token.NOT, X: eq}
}

func (lw *lowerer) equal(x, y ast.Expr, xt, yt types.Type, pos token.Pos) ast.Expr {
	return lw.hostCall("Equal", pos, lw.bared(x, xt), lw.bared(y, yt))
}

// bared gives a value as it is compared in an any.
func (lw *lowerer) bared(x ast.Expr, t types.Type) ast.Expr {
	if types.IsInterface(t) && !compiled(t) && !open(t) {
		return lw.boxed(x, t)
	}
	if c := lw.carried(x, t); c != nil {
		return c
	}
	return x
}

// switchByConditions lowers a switch to one of conditions where the interpreter would go amiss:
// an interface is the tag or a case, nil is a case, or several cases that are no constants
// stand in a list, of which it takes the first alone. It gives nil for others.
func (lw *lowerer) switchByConditions(st *ast.SwitchStmt) []ast.Stmt {
	var tag types.Type
	if st.Tag != nil {
		tag = types.Default(lw.typeOf(st.Tag))
	}
	needed := false
	for _, c := range st.Body.List {
		list := c.(*ast.CaseClause).List
		for _, e := range list {
			tv := lw.info.Types[e]
			needed = needed || tv.IsNil() || tag != nil && (types.IsInterface(tag) || types.IsInterface(tv.Type)) || len(list) > 1 && tv.Value == nil
		}
	}
	if !needed {
		return nil
	}
	var before []ast.Stmt
	var held ast.Expr
	if tag != nil {
		held = lw.keep(lw.expr(st.Tag), &before)
	}
	out := &ast.SwitchStmt{Switch: st.Switch, Body: lw.clauses(st.Body)}
	for i, c := range st.Body.List {
		cc := out.Body.List[i].(*ast.CaseClause)
		var cond ast.Expr
		for j, e := range c.(*ast.CaseClause).List {
			is := cc.List[j]
			switch t := lw.typeOf(e); {
			case tag == nil:
			case !lw.info.Types[e].IsNil() && (types.IsInterface(tag) || types.IsInterface(t)):
				is = lw.equal(held, is, tag, types.Default(t), e.Pos())
			default:
				is = &ast.BinaryExpr{X: held, OpPos: e.Pos(), Op: token.EQL, Y: is}
			}
			if cond != nil {
				is = &ast.BinaryExpr{X: cond, OpPos: e.Pos(), Op: token.LOR, Y: &ast.ParenExpr{X: is}}
			} else {
				is = &ast.ParenExpr{X: is}
			}
			cond = is
		}
		if cond != nil {
			cc.List = []ast.Expr{cond}
		}
	}
	return append(before, out)
}
