package front

import (
	"go/ast"
	"go/types"
)

// refuseCyclic fails for a type that holds itself without a struct or an interface between: the
// interpreter has no form for it.
func (lw *lowerer) refuseCyclic(obj types.Object, id *ast.Ident) {
	if !holdsItself(obj.Type()) {
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
