package front

import (
	"go/ast"
	"go/token"
	"go/types"
)

// selfFunc reports whether t is a type of functions that names itself, as
// type state func(*lexer) state. The interpreter has no form for it: below, its values stand in
// interfaces, and a call asserts what they hold.
func selfFunc(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.NumMethods() > 0 || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "main" {
		return false
	}
	_, ok = n.Underlying().(*types.Signature)
	return ok && holdsItself(n)
}

// anyForm is what a selfFunc type is declared as.
func anyForm(pos token.Pos) ast.Expr {
	return &ast.InterfaceType{Interface: pos, Methods: &ast.FieldList{}}
}

// callee gives what is called where e, of type t, is.
func (lw *lowerer) callee(e ast.Expr, t types.Type) ast.Expr {
	if !selfFunc(t) {
		return e
	}
	return &ast.TypeAssertExpr{X: &ast.ParenExpr{X: e}, Type: lw.typ(t.Underlying(), e.Pos())}
}

// funcValue gives the function x where its name stands for a value that may become one of a
// selfFunc type: in an interface the interpreter's named functions are none that can be called.
func (lw *lowerer) funcValue(id *ast.Ident, obj types.Object, x ast.Expr) ast.Expr {
	fn, ok := obj.(*types.Func)
	if !ok || lw.called[id] {
		return x
	}
	sig := fn.Signature()
	for _, list := range []*types.Tuple{sig.Params(), sig.Results()} {
		for v := range list.Variables() {
			if selfFunc(v.Type()) {
				return lw.forward(sig, func(args []ast.Expr) *ast.CallExpr { return &ast.CallExpr{Fun: x, Lparen: id.Pos(), Args: args} }, id.Pos())
			}
		}
	}
	return x
}

// refuseCyclic fails for another type that holds itself without a struct or an interface between.
func (lw *lowerer) refuseCyclic(obj types.Object, id *ast.Ident) {
	if !holdsItself(obj.Type()) || selfFunc(obj.Type()) {
		return
	}
	lw.fail(id.Pos(), "the type "+obj.Name()+" holds itself, which cells take through a struct only: write type "+
		obj.Name()+" struct { … } around what it is made of")
}

func holdsItself(t types.Type) bool {
	seen := map[types.Type]bool{}
	var reaches func(u types.Type) bool
	tuple := func(list *types.Tuple) bool {
		for v := range list.Variables() {
			if reaches(v.Type()) {
				return true
			}
		}
		return false
	}
	reaches = func(u types.Type) bool {
		switch u := types.Unalias(u).(type) {
		case *types.Named:
			if types.Identical(u, t) && len(seen) > 0 {
				return true
			}
			if seen[u] || u.Obj().Pkg() == nil || u.Obj().Pkg().Path() != "main" {
				return false
			}
			seen[u] = true
			return reaches(u.Underlying())
		case *types.Map:
			return reaches(u.Key()) || reaches(u.Elem())
		case *types.Signature:
			return tuple(u.Params()) || tuple(u.Results())
		case interface{ Elem() types.Type }:
			return reaches(u.Elem())
		}
		return false
	}
	return reaches(t)
}
