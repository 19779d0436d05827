package front

import (
	"go/ast"
	"go/token"
	"go/types"
)

// unread gives statements that tell of the errors which the cell got from calls and looks at
// nowhere: film, err := stackio.Read(…) alone would fail without a word, and what is done with
// film afterwards would fail in words that lead nowhere. An error that is nil is not told.
func (em *emitter) unread() []ast.Stmt {
	if em.c.program {
		return nil // a whole file is a program, which says what it has to say
	}
	var order []types.Object
	open := map[types.Object]*ast.Ident{}
	for _, u := range em.c.units {
		as, names := em.setsFromCall(u)
		if as == nil {
			em.dropMentioned(open, u.node())
			continue
		}
		for _, x := range as.Rhs {
			em.dropMentioned(open, x)
		}
		for _, id := range names {
			obj := em.info.ObjectOf(id)
			if open[obj] == nil {
				order = append(order, obj)
			}
			open[obj] = id
		}
	}
	// A function may look at the error whenever it is called.
	for _, u := range em.c.units {
		if u.kind == token.FUNC {
			em.dropMentioned(open, u.node())
		}
	}
	var out []ast.Stmt
	for _, obj := range order {
		if id := open[obj]; id != nil {
			delete(open, obj)
			out = append(out, &ast.ExprStmt{X: em.hostCall("Unread", id.Pos(), stringLit(id.Name, id.Pos()), ident(em.nameOf(obj), id.Pos()))})
		}
	}
	return out
}

// setsFromCall gives the assignment of a call's results that u is, with the session's variables
// of type error that it sets; nil if it is none.
func (em *emitter) setsFromCall(u *unit) (*ast.AssignStmt, []*ast.Ident) {
	as, ok := u.stmt.(*ast.AssignStmt)
	if !ok || len(as.Rhs) != 1 || u.carried {
		return nil, nil
	}
	call, ok := ast.Unparen(as.Rhs[0]).(*ast.CallExpr)
	if !ok || em.makesError(call) {
		return nil, nil
	}
	var names []*ast.Ident
	for _, l := range as.Lhs {
		id, ok := l.(*ast.Ident)
		if !ok || id.Name == "_" {
			continue
		}
		obj := em.info.ObjectOf(id)
		if v, ok := obj.(*types.Var); ok && types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
			names = append(names, id)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	return as, names
}

// makesError reports whether a call makes an error that is meant to be one.
func (em *emitter) makesError(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	fn, ok := em.info.Uses[sel.Sel].(*types.Func)
	if !ok {
		return false
	}
	switch fn.FullName() {
	case "errors.New", "errors.Join", "fmt.Errorf":
		return true
	}
	return false
}

// dropMentioned takes out what n mentions.
func (em *emitter) dropMentioned(open map[types.Object]*ast.Ident, n ast.Node) {
	if n == nil {
		return
	}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			delete(open, em.info.ObjectOf(id))
		}
		return true
	})
}
