package assist

import (
	"go/ast"
	"go/token"
	"go/types"
)

// suggestMembers proposes what may follow the dot before the cursor.
func (c *checked) suggestMembers(s *suggestions, path []ast.Node) {
	sel := selector(path)
	if sel == nil {
		return
	}
	if id, ok := sel.X.(*ast.Ident); ok {
		if pkg := c.packageOf(id); pkg != nil {
			c.suggestPackage(s, pkg)
			return
		}
	}
	tv, ok := c.info.Types[sel.X]
	if !ok || tv.Type == nil || tv.Type == types.Typ[types.Invalid] {
		tv, ok = c.evaluate(sel.X)
	}
	if ok && tv.Type != nil {
		c.suggestOf(s, tv.Type, tv.IsType())
	}
}

// selector gives the selector expression at whose end the cursor stands.
func selector(path []ast.Node) *ast.SelectorExpr {
	for i := len(path) - 1; i >= 0; i-- {
		if sel, ok := path[i].(*ast.SelectorExpr); ok {
			return sel
		}
	}
	return nil
}

// packageOf gives the package that a name stands for, or nil.
func (c *checked) packageOf(id *ast.Ident) *types.Package {
	o := c.info.Uses[id]
	if o == nil {
		_, o = c.scope().LookupParent(id.Name, c.pos)
	}
	if p, ok := o.(*types.PkgName); ok {
		return p.Imported()
	}
	return nil
}

// evaluate types an expression that the checker did not reach, such as one in a statement
// too broken to check.
func (c *checked) evaluate(e ast.Expr) (types.TypeAndValue, bool) {
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	scope := c.scope()
	pkg := types.NewPackage(c.pkg.Path(), c.pkg.Name())
	for ; scope != nil && scope != types.Universe; scope = scope.Parent() {
		for _, n := range scope.Names() {
			if o := scope.Lookup(n); pkg.Scope().Lookup(n) == nil {
				if o = visible(pkg, o, n); o != nil {
					pkg.Scope().Insert(o)
				}
			}
		}
	}
	err := types.CheckExpr(c.fset, pkg, token.NoPos, e, info)
	tv, ok := info.Types[e]
	return tv, ok && (err == nil || tv.Type != types.Typ[types.Invalid])
}

func (c *checked) suggestPackage(s *suggestions, pkg *types.Package) {
	for _, n := range pkg.Scope().Names() {
		if o := pkg.Scope().Lookup(n); o.Exported() {
			s.object(n, o, 0)
		}
	}
}

// suggestOf proposes the fields and methods of a type, those reached through embedding
// after its own. A type in the place of a value has method expressions only.
func (c *checked) suggestOf(s *suggestions, t types.Type, isType bool) {
	if tuple, ok := t.(*types.Tuple); ok {
		if tuple.Len() != 1 {
			return
		}
		t = tuple.At(0).Type()
	}
	c.suggestAdded(s, t)
	candidates := map[string]int{} // name → depth
	if !isType {
		fields(t, 0, candidates, map[types.Type]bool{})
	}
	recv := t
	if _, ptr := t.Underlying().(*types.Pointer); !ptr && !types.IsInterface(t) && !isType {
		recv = types.NewPointer(t)
	}
	methods := types.NewMethodSet(recv)
	for i := range methods.Len() {
		m := methods.At(i)
		candidates[m.Obj().Name()] = len(m.Index()) - 1
	}
	for name, depth := range candidates {
		// The lookup settles what is hidden or ambiguous.
		o, _, _ := types.LookupFieldOrMethod(recv, true, c.pkg, name)
		if o != nil && c.accessible(o) {
			s.object(name, o, depth)
		}
	}
}

// suggestAdded proposes methods that this cell declares for a type of an earlier one.
func (c *checked) suggestAdded(s *suggestions, t types.Type) {
	for _, a := range c.added {
		f, ok := c.info.Defs[a.id].(*types.Func)
		if !ok || f.Signature().Params().Len() == 0 {
			continue
		}
		sig := f.Signature()
		recv := sig.Params().At(0)
		if !types.Identical(deref(recv.Type()), deref(t)) {
			continue
		}
		var params []*types.Var
		for i := 1; i < sig.Params().Len(); i++ {
			params = append(params, sig.Params().At(i))
		}
		m := types.NewSignatureType(recv, nil, nil, types.NewTuple(params...), sig.Results(), sig.Variadic())
		s.object(a.name, types.NewFunc(f.Pos(), c.pkg, a.name, m), 0)
	}
}

// fields notes the names of a struct's fields, with the depth of embedding.
func fields(t types.Type, depth int, into map[string]int, seen map[types.Type]bool) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || seen[t] || depth > 8 {
		return
	}
	seen[t] = true
	for f := range st.Fields() {
		if d, ok := into[f.Name()]; !ok || depth < d {
			into[f.Name()] = depth
		}
		if f.Embedded() {
			fields(f.Type(), depth+1, into, seen)
		}
	}
}
