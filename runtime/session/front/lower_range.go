package front

import (
	"go/ast"
	"go/token"
	"go/types"
)

// captured reports whether a loop's body may keep its variables beyond the turn: in a closure
// or by address.
func captured(b *ast.BlockStmt) bool {
	found := false
	ast.Inspect(b, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND
		case *ast.SelectorExpr, *ast.SliceExpr: // a pointer method or a[:] takes an address too
			found = found || isSlice(n)
		}
		return !found
	})
	return found
}

func isSlice(n ast.Node) bool { _, ok := n.(*ast.SliceExpr); return ok }

// forLoop gives each turn its own copies of the loop's variables, as Go has since 1.22, where
// the body may keep them.
func (lw *lowerer) forLoop(st *ast.ForStmt, label string) []ast.Stmt {
	pos := st.Pos()
	as, ok := st.Init.(*ast.AssignStmt)
	if !ok || as.Tok != token.DEFINE || !captured(st.Body) {
		out := &ast.ForStmt{For: st.For, Init: lw.one(st.Init), Cond: lw.expr(st.Cond), Post: lw.one(st.Post), Body: lw.block(st.Body)}
		out.Body.List = append([]ast.Stmt{lw.haltCheck(pos)}, out.Body.List...)
		return []ast.Stmt{out}
	}
	// for i := 0; c; p { b }  becomes
	// { iʹ := 0; firstʹ := true; for { i := iʹ; if !firstʹ { p }; firstʹ = false; if !c { break }; b; iʹ = i } }
	// with iʹ = i before every continue of this loop too.
	init := lw.assign(as).(*ast.AssignStmt)
	first := lw.temp()
	var copyIn, copyOut []ast.Stmt
	for i, l := range init.Lhs {
		id := l.(*ast.Ident)
		if id.Name == "_" {
			continue
		}
		outer := ident(lw.temp(), pos)
		copyIn = append(copyIn, &ast.AssignStmt{Lhs: []ast.Expr{ident(id.Name, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{outer}})
		copyOut = append(copyOut, &ast.AssignStmt{Lhs: []ast.Expr{outer}, TokPos: pos, Tok: token.ASSIGN, Rhs: []ast.Expr{ident(id.Name, pos)}})
		init.Lhs[i] = outer
	}
	body := append([]ast.Stmt{lw.haltCheck(pos)}, copyIn...)
	if st.Post != nil {
		body = append(body, &ast.IfStmt{If: pos, Cond: &ast.UnaryExpr{OpPos: pos, Op: token.NOT, X: ident(first, pos)}, Body: block(pos, lw.one(st.Post))},
			&ast.AssignStmt{Lhs: []ast.Expr{ident(first, pos)}, TokPos: pos, Tok: token.ASSIGN, Rhs: []ast.Expr{ident("false", pos)}})
	}
	if st.Cond != nil {
		body = append(body, &ast.IfStmt{If: pos, Cond: &ast.UnaryExpr{OpPos: pos, Op: token.NOT, X: &ast.ParenExpr{X: lw.expr(st.Cond)}},
			Body: block(pos, &ast.BranchStmt{TokPos: pos, Tok: token.BREAK})})
	}
	inner := lw.block(st.Body)
	beforeContinue(inner, label, copyOut)
	body = append(body, inner.List...)
	body = append(body, copyOut...)
	out := []ast.Stmt{init}
	if st.Post != nil {
		out = append(out, &ast.AssignStmt{Lhs: []ast.Expr{ident(first, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{ident("true", pos)}})
	}
	return append(out, &ast.ForStmt{For: st.For, Body: block(pos, body...)})
}

// beforeContinue puts stmts before every continue of the loop whose lowered body is b.
func beforeContinue(b *ast.BlockStmt, label string, stmts []ast.Stmt) {
	var walk func(list []ast.Stmt, inner bool)
	var visit func(st ast.Stmt, inner bool)
	walk = func(list []ast.Stmt, inner bool) {
		for i, st := range list {
			if br, ok := st.(*ast.BranchStmt); ok && br.Tok == token.CONTINUE {
				mine := br.Label == nil && !inner || br.Label != nil && label != "" && br.Label.Name == label
				if mine {
					list[i] = block(br.Pos(), append(append([]ast.Stmt{}, stmts...), br)...)
				}
				continue
			}
			visit(st, inner)
		}
	}
	visit = func(st ast.Stmt, inner bool) {
		switch st := st.(type) {
		case *ast.BlockStmt:
			walk(st.List, inner)
		case *ast.IfStmt:
			walk(st.Body.List, inner)
			if st.Else != nil {
				visit(st.Else, inner)
			}
		case *ast.ForStmt:
			walk(st.Body.List, true)
		case *ast.RangeStmt:
			walk(st.Body.List, true)
		case *ast.LabeledStmt:
			visit(st.Stmt, inner)
		case *ast.SwitchStmt:
			walk(st.Body.List, inner)
		case *ast.TypeSwitchStmt:
			walk(st.Body.List, inner)
		case *ast.SelectStmt:
			walk(st.Body.List, inner)
		case *ast.CaseClause:
			walk(st.Body, inner)
		case *ast.CommClause:
			walk(st.Body, inner)
		}
	}
	walk(b.List, false)
}

func (lw *lowerer) rangeLoop(st *ast.RangeStmt) []ast.Stmt {
	switch u := lw.typeOf(st.X).Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsInteger != 0 {
			return lw.rangeInt(st)
		}
		if u.Info()&types.IsString != 0 && st.Value != nil && !isBlank(st.Value) {
			return lw.rangeString(st)
		}
		if u.Info()&types.IsString != 0 && st.Key != nil {
			return lw.rangeString(st)
		}
	case *types.Pointer:
		if a, ok := u.Elem().Underlying().(*types.Array); ok && (st.Value == nil || isBlank(st.Value)) {
			return lw.rangeCount(st, a.Len())
		}
	case *types.Array:
		if st.Value == nil || isBlank(st.Value) {
			return lw.rangeCount(st, u.Len())
		}
	case *types.Chan:
		return lw.rangeChan(st)
	}
	pos := st.Pos()
	out := &ast.RangeStmt{For: st.For, TokPos: st.TokPos, Tok: st.Tok, Range: st.Range, X: lw.expr(st.X)}
	body := lw.block(st.Body)
	var copies []ast.Stmt
	keep := captured(st.Body)
	target := func(e ast.Expr) ast.Expr {
		if e == nil {
			return nil
		}
		id, ok := e.(*ast.Ident)
		if st.Tok == token.DEFINE && (!keep || ok && id.Name == "_") {
			return e
		}
		if ok && id.Name == "_" {
			return e
		}
		name := ident(lw.temp(), pos)
		copies = append(copies, &ast.AssignStmt{Lhs: []ast.Expr{lw.expr(e)}, TokPos: pos, Tok: st.Tok, Rhs: []ast.Expr{name}})
		return name
	}
	out.Key, out.Value = target(st.Key), target(st.Value)
	if len(copies) > 0 {
		out.Tok = token.DEFINE
	}
	out.Body = block(st.Body.Pos(), append(append([]ast.Stmt{lw.haltCheck(pos)}, copies...), body.List...)...)
	return []ast.Stmt{out}
}

// rangeInt lowers for i := range n.
func (lw *lowerer) rangeInt(st *ast.RangeStmt) []ast.Stmt {
	t := types.Default(lw.typeOf(st.X))
	id, hasKey := st.Key.(*ast.Ident)
	if st.Key != nil && (!hasKey || id.Name != "_") {
		if kt := lw.typeOf(st.Key); kt != types.Typ[types.Invalid] {
			t = kt
		} else if hasKey {
			if o := lw.info.Defs[id]; o != nil {
				t = o.Type()
			}
		}
	}
	return lw.count(st, t, lw.expr(st.X))
}

// rangeCount lowers a range over an array of which only the length is wanted, and which a nil
// pointer may stand for.
func (lw *lowerer) rangeCount(st *ast.RangeStmt, n int64) []ast.Stmt {
	pos := st.Pos()
	loop := lw.count(st, types.Typ[types.Int], intLit(n, pos))
	if !lw.calls([]ast.Expr{st.X}) {
		return loop
	}
	var before []ast.Stmt
	lw.keep(lw.expr(st.X), &before)
	before = append(before, &ast.AssignStmt{Lhs: []ast.Expr{ident("_", pos)}, TokPos: pos, Tok: token.ASSIGN, Rhs: before[0].(*ast.AssignStmt).Lhs})
	return append(before, loop...)
}

// count lowers a range of so many turns.
func (lw *lowerer) count(st *ast.RangeStmt, t types.Type, x ast.Expr) []ast.Stmt {
	pos := st.Pos()
	id, hasKey := st.Key.(*ast.Ident)
	i, n := lw.temp(), lw.temp()
	conv := func(x ast.Expr) ast.Expr {
		return &ast.CallExpr{Fun: lw.typ(t, pos), Lparen: pos, Args: []ast.Expr{x}}
	}
	loop := &ast.ForStmt{For: st.For,
		Init: &ast.AssignStmt{Lhs: []ast.Expr{ident(i, pos), ident(n, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{conv(intLit(0, pos)), conv(x)}},
		Cond: &ast.BinaryExpr{X: ident(i, pos), OpPos: pos, Op: token.LSS, Y: ident(n, pos)},
		Post: &ast.IncDecStmt{X: ident(i, pos), TokPos: pos, Tok: token.INC},
	}
	body := []ast.Stmt{lw.haltCheck(pos)}
	if st.Key != nil && !(hasKey && id.Name == "_") {
		body = append(body, &ast.AssignStmt{Lhs: []ast.Expr{lw.expr(st.Key)}, TokPos: pos, Tok: st.Tok, Rhs: []ast.Expr{ident(i, pos)}})
	}
	loop.Body = block(st.Body.Pos(), append(body, lw.block(st.Body).List...)...)
	return []ast.Stmt{loop}
}

// rangeString lowers a range over a string: the interpreter counts characters where Go counts bytes.
func (lw *lowerer) rangeString(st *ast.RangeStmt) []ast.Stmt {
	pos := st.Pos()
	text, next, at, r := lw.temp(), lw.temp(), lw.temp(), lw.temp()
	head := parseStmts(text+" := string(x); for "+next+", "+at+", "+r+" := 0, 0, rune(0); "+next+" < len("+text+"); { "+
		at+" = "+next+"; if b"+mark+" := "+text+"["+at+"]; b"+mark+" < 0x80 { "+r+" = rune(b"+mark+"); "+next+"++ } else { "+
		r+", "+next+" = "+lw.host("NextRune", pos)+"("+text+", "+at+") }; _ = "+r+" }", pos)
	head[0].(*ast.AssignStmt).Rhs[0].(*ast.CallExpr).Args[0] = lw.expr(st.X)
	loop := head[1].(*ast.ForStmt)
	loop.For = st.For
	body := append([]ast.Stmt{lw.haltCheck(pos)}, loop.Body.List...)
	for _, v := range []struct {
		to   ast.Expr
		from string
	}{{st.Key, at}, {st.Value, r}} {
		if v.to != nil && !isBlank(v.to) {
			body = append(body, &ast.AssignStmt{Lhs: []ast.Expr{lw.expr(v.to)}, TokPos: pos, Tok: st.Tok, Rhs: []ast.Expr{ident(v.from, pos)}})
		}
	}
	loop.Body = block(st.Body.Pos(), append(body, lw.block(st.Body).List...)...)
	return head
}

// rangeChan lowers for v := range c to receives that an interrupt ends.
func (lw *lowerer) rangeChan(st *ast.RangeStmt) []ast.Stmt {
	pos := st.Pos()
	t := lw.typeOf(st.X)
	c, v := lw.temp(), lw.temp()
	elem := t.Underlying().(*types.Chan).Elem()
	cond := lw.hostCall("Receive", pos, ident(c, pos), &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: ident(v, pos)})
	body := []ast.Stmt{lw.haltCheck(pos)}
	if st.Key != nil && !isBlank(st.Key) {
		body = append(body, &ast.AssignStmt{Lhs: []ast.Expr{lw.expr(st.Key)}, TokPos: pos, Tok: st.Tok, Rhs: []ast.Expr{lw.held(ident(v, pos), elem, lw.typeOf(st.Key))}})
	}
	return []ast.Stmt{
		&ast.AssignStmt{Lhs: []ast.Expr{ident(c, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{lw.expr(st.X)}},
		lw.declared(v, elem, nil, pos),
		&ast.ForStmt{For: st.For, Cond: cond, Body: block(st.Body.Pos(), append(body, lw.block(st.Body).List...)...)},
	}
}
