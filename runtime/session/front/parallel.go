package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// parallel lowers an assignment. Where it sets several variables the interpreter sets one while
// the rest is still to be evaluated, and loses what a call gave when another value is made
// after it. So where that can be seen, what stands on the left and then each value goes to a
// variable of its own first, as Go's order has it.
func (lw *lowerer) parallel(st *ast.AssignStmt) (before []ast.Stmt, out *ast.AssignStmt) {
	if len(st.Lhs) == 1 && len(st.Rhs) == 1 && isBlank(st.Lhs[0]) && (st.Tok == token.ASSIGN || st.Tok == token.DEFINE) {
		return lw.discard(st)
	}
	if len(st.Lhs) < 2 || len(st.Rhs) < 2 && (st.Tok == token.DEFINE || !lw.splits(st)) || len(st.Rhs) > 1 && !lw.meets(st) {
		return nil, lw.assign(st).(*ast.AssignStmt)
	}
	var places []ast.Expr
	if st.Tok == token.ASSIGN {
		for _, l := range st.Lhs {
			places = append(places, lw.place(l, &before))
		}
	}
	if len(st.Rhs) == 1 {
		return lw.spread(st, before, places)
	}
	names := make([]ast.Expr, len(st.Rhs))
	for i, e := range st.Rhs {
		if tv := lw.info.Types[e]; tv.IsNil() || tv.Value != nil {
			names[i] = lw.expr(e)
			continue
		}
		names[i] = lw.keep(lw.held(lw.expr(e), lw.typeOf(e), lw.typeOf(st.Lhs[i])), &before)
	}
	if st.Tok == token.DEFINE {
		return before, &ast.AssignStmt{Lhs: lw.exprs(st.Lhs), TokPos: st.TokPos, Tok: st.Tok, Rhs: names}
	}
	return lw.oneByOne(st, before, places, names)
}

// oneByOne sets places to values that are all evaluated.
func (lw *lowerer) oneByOne(st *ast.AssignStmt, before []ast.Stmt, places, values []ast.Expr) ([]ast.Stmt, *ast.AssignStmt) {
	var out *ast.AssignStmt
	for i, p := range places {
		if isBlank(p) {
			continue
		}
		if out != nil {
			before = append(before, out)
		}
		out = &ast.AssignStmt{Lhs: []ast.Expr{p}, TokPos: st.TokPos, Tok: token.ASSIGN, Rhs: []ast.Expr{values[i]}}
	}
	if out == nil {
		out = &ast.AssignStmt{Lhs: []ast.Expr{ident("_", st.TokPos)}, TokPos: st.TokPos, Tok: token.ASSIGN, Rhs: values[:1]}
	}
	return before, out
}

// spread lowers an assignment of one call's values, or of a value and whether there is one.
func (lw *lowerer) spread(st *ast.AssignStmt, before []ast.Stmt, places []ast.Expr) ([]ast.Stmt, *ast.AssignStmt) {
	pos := st.TokPos
	values := make([]ast.Expr, len(places))
	set := &ast.AssignStmt{TokPos: pos, Tok: token.DEFINE}
	for i, p := range places {
		name := "_"
		if !isBlank(p) {
			name = lw.temp()
			values[i] = ident(name, pos)
		}
		set.Lhs = append(set.Lhs, ident(name, pos))
	}
	plain := lw.assign(&ast.AssignStmt{Lhs: []ast.Expr{ident("_", pos), ident("_", pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: st.Rhs}).(*ast.AssignStmt)
	set.Rhs = plain.Rhs
	from := lw.components(st.Rhs[0], len(places))
	for i := range places {
		if values[i] != nil {
			values[i] = lw.held(values[i], from[i], lw.typeOf(st.Lhs[i]))
		}
	}
	return lw.oneByOne(st, append(before, set), places, values)
}

// components gives the types of the n values that e gives in an assignment.
func (lw *lowerer) components(e ast.Expr, n int) []types.Type {
	t := lw.typeOf(e)
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() == n {
		var out []types.Type
		for i := range n {
			out = append(out, tuple.At(i).Type())
		}
		return out
	}
	return []types.Type{t, types.Typ[types.Bool]}
}

// splits reports whether the values of one expression go to places that the interpreter would
// find amiss: elements, fields, and variables of another type.
func (lw *lowerer) splits(st *ast.AssignStmt) bool {
	from := lw.components(st.Rhs[0], len(st.Lhs))
	for i, l := range st.Lhs {
		if isBlank(l) {
			continue
		}
		if _, ok := ast.Unparen(l).(*ast.Ident); !ok || !types.Identical(from[i], lw.typeOf(l)) {
			return true
		}
	}
	return false
}

// meets reports whether it can be seen in which order the parts of a parallel assignment are
// evaluated and set.
func (lw *lowerer) meets(st *ast.AssignStmt) bool {
	calls := lw.calls(st.Rhs)
	if slices.ContainsFunc(st.Rhs, lw.converts) {
		return true
	}
	if st.Tok == token.DEFINE {
		return calls
	}
	for i, l := range st.Lhs {
		if t := lw.typeOf(l); lw.info.Types[st.Rhs[i]].IsNil() || !isBlank(l) && types.IsInterface(t) && !types.Identical(t, lw.typeOf(st.Rhs[i])) {
			return true
		}
	}
	set := map[types.Object]bool{}
	places := false
	for i, l := range st.Lhs {
		switch id, ok := ast.Unparen(l).(*ast.Ident); {
		case !ok:
			places = true
		case id.Name == "_":
			if !lw.harmless(st.Rhs[i]) {
				return true
			}
		default:
			set[lw.info.ObjectOf(id)] = true
		}
	}
	if calls || places && lw.calls(st.Lhs) {
		return true
	}
	if !places {
		return false
	}
	// i, a[i] = …, and p, p.x = …
	for _, l := range st.Lhs {
		if _, ok := ast.Unparen(l).(*ast.Ident); ok {
			continue
		}
		if lw.mentionsAnyOf(l, set) {
			return true
		}
	}
	// What may fail on the right is to leave the left as it was.
	for _, r := range st.Rhs {
		if !lw.harmless(r) {
			return true
		}
	}
	return false
}

func (lw *lowerer) mentionsAnyOf(e ast.Expr, objs map[types.Object]bool) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && objs[lw.info.ObjectOf(id)] {
			found = true
		}
		return !found
	})
	return found
}

// harmless reports whether evaluating e can neither fail nor do anything.
func (lw *lowerer) harmless(e ast.Expr) bool {
	if tv := lw.info.Types[e]; tv.IsNil() || tv.Value != nil || tv.IsType() {
		return true
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.FuncLit, *ast.BasicLit:
		return true
	case *ast.UnaryExpr:
		return e.Op != token.ARROW && lw.harmless(e.X)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.ADD, token.SUB, token.MUL, token.AND, token.OR, token.XOR:
			return lw.harmless(e.X) && lw.harmless(e.Y)
		}
	case *ast.IndexExpr:
		// Swapping elements is so common, and so plainly within bounds, that it stays as it is.
		_, isMap := lw.typeOf(e.X).Underlying().(*types.Map)
		return !isMap && lw.harmless(e.X) && lw.harmless(e.Index)
	}
	return false
}

// place lowers what is to be assigned to, with all that it depends on evaluated before.
func (lw *lowerer) place(e ast.Expr, before *[]ast.Stmt) ast.Expr {
	switch e := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		var x ast.Expr
		if _, isArray := lw.typeOf(e.X).Underlying().(*types.Array); isArray {
			x = lw.place(e.X, before)
		} else {
			x = lw.keep(lw.expr(e.X), before)
		}
		index := lw.index(e)
		if lw.info.Types[e.Index].Value == nil {
			index = lw.keep(index, before)
		}
		return &ast.IndexExpr{X: x, Lbrack: e.Lbrack, Index: index, Rbrack: e.Rbrack}
	case *ast.StarExpr:
		return &ast.StarExpr{Star: e.Star, X: lw.keep(lw.expr(e.X), before)}
	case *ast.SelectorExpr:
		sel := lw.info.Selections[e]
		v, ok := (types.Object)(nil), false
		if sel != nil {
			v, ok = sel.Obj(), true
		}
		if !ok {
			return lw.expr(e)
		}
		var x ast.Expr
		if _, ptr := sel.Recv().Underlying().(*types.Pointer); ptr {
			x = lw.keep(lw.expr(e.X), before)
		} else {
			x = lw.place(e.X, before)
		}
		x = lw.promote(x, sel)
		return &ast.SelectorExpr{X: x, Sel: ident(lw.fieldName(v.(*types.Var)), e.Sel.Pos())}
	}
	return lw.expr(e)
}

// keep puts a value into a variable of its own.
func (lw *lowerer) keep(x ast.Expr, before *[]ast.Stmt) ast.Expr {
	if id, ok := x.(*ast.BasicLit); ok {
		return id
	}
	name, pos := lw.temp(), x.Pos()
	*before = append(*before, &ast.AssignStmt{Lhs: []ast.Expr{ident(name, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{x}})
	return ident(name, pos)
}

// discard lowers _ = e. The interpreter would not evaluate e, which may fail.
func (lw *lowerer) discard(st *ast.AssignStmt) ([]ast.Stmt, *ast.AssignStmt) {
	e, out := st.Rhs[0], lw.assign(st).(*ast.AssignStmt)
	if lw.harmless(e) && !lw.indexes(e) {
		return nil, out
	}
	var before []ast.Stmt
	out.Rhs[0] = lw.keep(out.Rhs[0], &before)
	return before, out
}

func (lw *lowerer) indexes(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		_, is := n.(*ast.IndexExpr)
		found = found || is
		return !found
	})
	return found
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
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

// converts reports whether e makes a value in a way that the interpreter has no place for in a
// parallel assignment: by a conversion, as a literal or as an address.
func (lw *lowerer) converts(e ast.Expr) bool {
	if tv := lw.info.Types[e]; tv.Value != nil {
		b, ok := tv.Type.(*types.Basic)
		return !ok || b.Info()&types.IsUntyped == 0 && b.Kind() != types.Int && b.Kind() != types.Float64 && b.Kind() != types.String && b.Kind() != types.Bool
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr, *ast.CompositeLit, *ast.FuncLit:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.AND
	}
	return false
}
