package front

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A generic is a generic function or type with what its source may name.
type generic struct {
	fn      *ast.FuncDecl   // of a function
	methods []*ast.FuncDecl // of a type
	env     map[string]types.Object
	imports map[string]string
	lib     *library // where it comes from, nil for cells
}

// declareGenerics records the generic functions and types that the cell declares.
func (c *compiler) declareGenerics() {
	for _, u := range c.units {
		if fd, ok := u.decl.(*ast.FuncDecl); ok && fd.Recv == nil && fd.Type.TypeParams != nil {
			c.addGeneric(u, fd.Name.Name).fn = fd
		}
		if ts := typeSpec(u); ts != nil && ts.TypeParams != nil {
			c.addGeneric(u, ts.Name.Name)
		}
	}
	for _, u := range c.units {
		if name := receiver(u); name != "" {
			if obj := c.pkg.Scope().Lookup(name); obj != nil && c.generics[obj] != nil {
				g := c.generics[obj]
				g.methods = append(g.methods, u.decl.(*ast.FuncDecl))
				c.envOf(u, g)
			}
		}
	}
}

func typeSpec(u *unit) *ast.TypeSpec {
	if g, ok := u.decl.(*ast.GenDecl); ok && u.kind == token.TYPE && len(g.Specs) == 1 {
		return g.Specs[0].(*ast.TypeSpec)
	}
	return nil
}

func (c *compiler) addGeneric(u *unit, name string) *generic {
	g := &generic{env: map[string]types.Object{}, imports: map[string]string{}}
	c.envOf(u, g)
	if obj := c.pkg.Scope().Lookup(name); obj != nil {
		c.generics[obj] = g
	}
	return g
}

// envOf adds what a unit mentions to a generic's environment.
func (c *compiler) envOf(u *unit, g *generic) {
	uses := map[string]bool{}
	mentions(u, uses)
	for n := range uses {
		if obj := c.pkg.Scope().Lookup(n); obj != nil {
			g.env[n] = obj
		} else if p := c.imports[n]; p != "" {
			g.imports[n] = p
		} else if p := c.s.imports[n]; p != "" {
			g.imports[n] = p
		}
	}
}

func (lw *lowerer) generic(obj types.Object) *generic {
	if first := lw.c.earlier[obj]; first != nil {
		obj = first
	}
	if g := lw.c.generics[obj]; g != nil {
		return g
	}
	if g := lw.c.s.generics[obj]; g != nil {
		return g
	}
	return lw.libraryGeneric(obj)
}

// instantiated gives the copy of a generic function that e names with its type arguments, or nil.
func (lw *lowerer) instantiated(e ast.Expr) ast.Expr {
	var id *ast.Ident
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	default:
		return nil
	}
	inst, ok := lw.info.Instances[id]
	if !ok {
		return nil
	}
	fn, ok := lw.info.Uses[id].(*types.Func)
	if !ok {
		return nil
	}
	fn = fn.Origin()
	g := lw.generic(fn)
	if g == nil || g.fn == nil {
		lw.fail(id.Pos(), "the generic function "+fn.FullName()+" cannot be used in a cell: its source is not in the kernel")
		return ident(id.Name, id.Pos())
	}
	key := "func/" + lw.origin(fn) + "[" + lw.keys(inst.TypeArgs) + "]"
	name := lw.sharedName(key, func(name string) ast.Decl {
		fd := *g.fn
		ft := *fd.Type
		params := typeParamNames(ft.TypeParams)
		ft.TypeParams = nil
		fd.Type = &ft
		fd.Name = ident(name, g.fn.Name.Pos())
		return lw.copyOf(g, &fd, nil, params, inst.TypeArgs)
	})
	return ident(name, id.Pos())
}

// origin tells a generic from others of its name.
func (lw *lowerer) origin(obj types.Object) string {
	if obj.Pkg().Path() == "main" {
		return lw.nameOf(obj)
	}
	return obj.Pkg().Path() + "." + obj.Name()
}

func (lw *lowerer) keys(list *types.TypeList) string {
	var out []string
	for i := range list.Len() {
		out = append(out, lw.key(list.At(i)))
	}
	return strings.Join(out, ",")
}

func typeParamNames(fl *ast.FieldList) []string {
	var out []string
	for _, f := range fl.List {
		for _, n := range f.Names {
			out = append(out, n.Name)
		}
	}
	return out
}

// copyOf lowers a function or method (recv set) of a generic with its type parameters standing for args.
func (lw *lowerer) copyOf(g *generic, fd *ast.FuncDecl, recv *ast.FuncDecl, params []string, args *types.TypeList) ast.Decl {
	path := "main"
	if g.lib != nil {
		path = g.lib.pkg.Path()
	}
	pkg := types.NewPackage(path, "main")
	for i, p := range params {
		if p != "_" && i < args.Len() {
			tn := types.NewTypeName(token.NoPos, pkg, p, nil)
			types.NewAlias(tn, args.At(i))
			pkg.Scope().Insert(tn)
		}
	}
	for n, obj := range g.env {
		if obj.Name() == n {
			pkg.Scope().Insert(obj)
		}
	}
	file := &ast.File{Name: ast.NewIdent("main")}
	for _, n := range slices.Sorted(maps.Keys(g.imports)) {
		if pkg.Scope().Lookup(n) == nil {
			file.Decls = append(file.Decls, importDecl(n, g.imports[n]))
		}
	}
	file.Decls = append(file.Decls, fd)
	info := newInfo()
	var missing string
	runChecker(lw.c.s, pkg, []*ast.File{file}, info, func(err error) {
		var te types.Error
		if errors.As(err, &te) && missing == "" && g.lib != nil && strings.Contains(te.Msg, "undefined") {
			missing = te.Msg
		}
	})
	if missing != "" {
		lw.fail(fd.Pos(), "the generic "+g.lib.pkg.Name()+"."+fd.Name.Name+" cannot be used in a cell: it needs what only compiled code can reach ("+missing+")")
		return &ast.FuncDecl{Name: fd.Name, Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: block(fd.Pos())}
	}

	sub := *lw
	sub.info, sub.lib, sub.fn, sub.decls = info, g.lib, nil, nil
	var out *ast.FuncDecl
	if fn, ok := info.Defs[fd.Name].(*types.Func); ok {
		out = sub.funcDecl(fd, recv, fn.Signature())
	}
	lw.temps = sub.temps
	lw.decls = append(lw.decls, sub.decls...)
	lw.failed = append(lw.failed, sub.failed[len(lw.failed):]...)
	if out == nil {
		lw.fail(fd.Pos(), "the generic "+fd.Name.Name+" cannot be copied for these types")
		return &ast.FuncDecl{Name: fd.Name, Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: block(fd.Pos())}
	}
	return out
}

// funcDecl lowers a function. A method is checked as a function whose first parameter is the
// receiver; recv is then the method as it was written.
func (lw *lowerer) funcDecl(fd, recv *ast.FuncDecl, sig *types.Signature) *ast.FuncDecl {
	out := &ast.FuncDecl{Name: ident(fd.Name.Name, fd.Name.Pos())}
	head, body := lw.function(fd.Type, sig, fd.Body)
	if recv != nil {
		out.Name = ident(recv.Name.Name, recv.Name.Pos())
		out.Recv = &ast.FieldList{Opening: recv.Pos(), List: head.Params.List[:1]}
		head.Params = &ast.FieldList{Opening: head.Params.Opening, List: head.Params.List[1:]}
	}
	out.Type, out.Body = head, body
	return out
}

// method lowers a method that was checked as one.
func (lw *lowerer) method(fd *ast.FuncDecl, sig *types.Signature) *ast.FuncDecl {
	out := lw.funcDecl(&ast.FuncDecl{Name: fd.Name, Type: fd.Type, Body: fd.Body}, nil, sig)
	recv := &ast.Field{Type: lw.typ(sig.Recv().Type(), fd.Recv.Pos())}
	if names := fd.Recv.List[0].Names; len(names) > 0 {
		recv.Names = []*ast.Ident{ident(names[0].Name, names[0].Pos())}
	}
	out.Recv = &ast.FieldList{Opening: fd.Recv.Pos(), List: []*ast.Field{recv}}
	return out
}

// instanceType names the copy of a generic type for its type arguments.
func (lw *lowerer) instanceType(t *types.Named, pos token.Pos) ast.Expr {
	obj := t.Origin().Obj()
	g := lw.generic(obj)
	if plain := t.NumMethods() == 0 && !selfNaming(t); g == nil || obj.Pkg().Path() != "main" && plain {
		// Of a type without methods of its own its form is all there is.
		if !plain {
			lw.fail(pos, "the generic type "+t.Obj().Pkg().Name()+"."+t.Obj().Name()+" cannot be used in a cell: its source is not in the kernel")
			return ident("any", pos)
		}
		return lw.typ(t.Underlying(), pos)
	}
	key := "type/" + lw.origin(obj) + "[" + lw.keys(t.TypeArgs()) + "]"
	if n, ok := lw.c.s.instances[key]; ok {
		return ident(n, pos)
	}
	if n, ok := lw.c.instances[key]; ok {
		return ident(n, pos)
	}
	if g.lib == nil && holdsItself(t) && !selfFunc(t) {
		lw.refuseCyclic(types.NewTypeName(obj.Pos(), obj.Pkg(), obj.Name(), t), ident(obj.Name(), pos))
		return ident(obj.Name(), pos)
	}
	name := lw.c.s.fresh(obj.Name() + mark + "of")
	lw.c.instances[key] = name
	spec := &ast.TypeSpec{Name: ident(name, pos)}
	decl := &ast.GenDecl{TokPos: pos, Tok: token.TYPE, Specs: []ast.Spec{spec}}
	lw.decls = append(lw.decls, decl)
	saved := lw.lib
	lw.lib = g.lib
	form := t.Underlying()
	if g.lib != nil {
		// The compiled package's own form may hold what only its source can name.
		if own, err := types.Instantiate(nil, g.lib.pkg.Scope().Lookup(obj.Name()).Type(), typeList(t.TypeArgs()), false); err == nil {
			form = own.Underlying()
		}
	}
	if selfFunc(t) {
		spec.Type = anyForm(pos)
	} else if st, ok := form.(*types.Struct); ok && st.NumFields() > 0 && g.lib == nil {
		spec.Type = lw.tagged(st, name, pos)
	} else {
		spec.Type = lw.typ(form, pos)
	}
	lw.lib = saved
	if g.lib == nil {
		lw.born(t)
	}
	for _, m := range g.methods {
		m = nameBlanks(m)
		params := receiverParams(m)
		fn := asFunction(m)
		decls, failed := len(lw.decls), len(lw.failed)
		method := lw.copyOf(g, fn, m, params, t.TypeArgs())
		if g.lib != nil && len(lw.failed) > failed {
			// One of many that nobody may want: it says so when it is called.
			lw.decls, lw.failed = lw.decls[:decls], lw.failed[:failed]
			fn.Body = block(fn.Pos(), parseStmts("panic("+strconv.Quote(g.lib.pkg.Name()+"."+obj.Name()+"."+m.Name.Name+" cannot be used in a cell: it needs what only compiled code can reach")+")", fn.Pos())...)
			if method = lw.copyOf(g, fn, m, params, t.TypeArgs()); len(lw.failed) > failed {
				lw.decls, lw.failed = lw.decls[:decls], lw.failed[:failed]
				continue
			}
		}
		lw.decls = append(lw.decls, method)
	}
	return ident(name, pos)
}

// selfNaming reports whether the form of a generic type's instance names the type again, so that
// it cannot be written without the name.
func selfNaming(t *types.Named) bool {
	origin, seen := t.Origin(), map[types.Type]bool{}
	var names func(u types.Type) bool
	tuple := func(l *types.Tuple) bool {
		for v := range l.Variables() {
			if names(v.Type()) {
				return true
			}
		}
		return false
	}
	names = func(u types.Type) bool {
		u = types.Unalias(u)
		if seen[u] {
			return false
		}
		seen[u] = true
		switch u := u.(type) {
		case *types.Named:
			return u.Origin() == origin || u.TypeArgs().Len() > 0 && u.NumMethods() == 0 && names(u.Underlying())
		case *types.Pointer:
			return names(u.Elem())
		case *types.Slice:
			return names(u.Elem())
		case *types.Array:
			return names(u.Elem())
		case *types.Chan:
			return names(u.Elem())
		case *types.Map:
			return names(u.Key()) || names(u.Elem())
		case *types.Signature:
			return tuple(u.Params()) || tuple(u.Results())
		case *types.Struct:
			for f := range u.Fields() {
				if names(f.Type()) {
					return true
				}
			}
		case *types.Interface:
			for m := range u.Methods() {
				if names(m.Type()) {
					return true
				}
			}
		}
		return false
	}
	return names(t.Underlying())
}

func typeList(l *types.TypeList) []types.Type {
	out := make([]types.Type, l.Len())
	for i := range out {
		out[i] = l.At(i)
	}
	return out
}

// receiverParams gives the names that a method of a generic type has for its type parameters.
func receiverParams(fd *ast.FuncDecl) []string {
	t := fd.Recv.List[0].Type
	if p, ok := ast.Unparen(t).(*ast.StarExpr); ok {
		t = p.X
	}
	var out []string
	add := func(e ast.Expr) {
		if id, ok := e.(*ast.Ident); ok {
			out = append(out, id.Name)
		}
	}
	switch t := ast.Unparen(t).(type) {
	case *ast.IndexExpr:
		add(t.Index)
	case *ast.IndexListExpr:
		for _, e := range t.Indices {
			add(e)
		}
	}
	return out
}

// nameBlanks gives names to a receiver's type parameters that are written _.
func nameBlanks(fd *ast.FuncDecl) *ast.FuncDecl {
	if !slices.Contains(receiverParams(fd), "_") {
		return fd
	}
	i := 0
	named := func(e ast.Expr) ast.Expr {
		i++
		if id, ok := e.(*ast.Ident); ok && id.Name == "_" {
			return ident("P"+mark+strconv.Itoa(i), id.Pos())
		}
		return e
	}
	field := *fd.Recv.List[0]
	t, star := field.Type, token.NoPos
	if p, ok := ast.Unparen(t).(*ast.StarExpr); ok {
		t, star = p.X, p.Star
	}
	switch x := ast.Unparen(t).(type) {
	case *ast.IndexExpr:
		y := *x
		y.Index = named(x.Index)
		t = &y
	case *ast.IndexListExpr:
		y := *x
		y.Indices = nil
		for _, e := range x.Indices {
			y.Indices = append(y.Indices, named(e))
		}
		t = &y
	}
	if star.IsValid() {
		t = &ast.StarExpr{Star: star, X: t}
	}
	field.Type = t
	out := *fd
	out.Recv = &ast.FieldList{Opening: fd.Recv.Opening, List: []*ast.Field{&field}, Closing: fd.Recv.Closing}
	return &out
}
