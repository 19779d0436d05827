package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func newInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Instances: map[*ast.Ident]types.Instance{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
}

// check type-checks the cell as a package of its own.
func (c *compiler) check() Errors {
	c.pkg = types.NewPackage("main", "main")
	c.info = newInfo()
	c.earlier = map[types.Object]types.Object{}
	c.asFunc = map[*unit]*ast.FuncDecl{}
	c.shown = nil
	c.defined = map[string]*unit{}
	uses := map[string]bool{}
	for _, u := range c.units {
		mentions(u, uses)
		for _, n := range u.names {
			if c.defined[n] == nil {
				c.defined[n] = u
			}
		}
	}

	file := &ast.File{Name: ast.NewIdent("main")}
	c.bringIn(file, uses)
	errs := c.addMethods()
	c.shown = c.last()
	for _, u := range c.units {
		file.Decls = append(file.Decls, c.checked(u)...)
	}

	passed := false
	onError := func(err error) {
		te := err.(types.Error)
		if more, ok := strings.CutPrefix(te.Msg, "\t"); ok { // it goes on about the last
			if n := len(errs); n > 0 && !passed {
				errs[n-1].Msg += "\n\t" + c.s.errorAt(te.Pos, more).Error()
			}
			return
		}
		if passed = c.tolerated(te); !passed {
			errs = append(errs, c.s.errorAt(c.asCompiler(te.Pos, te.Msg)))
		}
	}
	errs = append(errs, runChecker(c.s, c.pkg, []*ast.File{file}, c.info, onError)...)
	for _, u := range c.units {
		for _, m := range c.misplaced(u) {
			// One fault is enough for a return that should not be there.
			errs = slices.DeleteFunc(errs, func(e *Error) bool {
				return e.Cell == m.Cell && e.Line == m.Line && strings.HasPrefix(e.Msg, "too many return values")
			})
			errs = append(errs, m)
		}
	}
	return errs
}

func runChecker(s *State, pkg *types.Package, files []*ast.File, info *types.Info, onError func(error)) (errs Errors) {
	defer func() {
		if r := recover(); r != nil {
			errs = Errors{{Msg: "the type checker failed on this cell; please report it"}}
		}
	}()
	conf := &types.Config{Importer: s.imp, GoVersion: "go1.26", Error: onError}
	types.NewChecker(conf, s.fset, pkg, info).Files(files) //nolint:errcheck // onError has them
	return nil
}

// tolerated tells which of the checker's errors are none in a notebook.
func (c *compiler) tolerated(te types.Error) bool {
	m := te.Msg
	switch {
	case te.Soft && (strings.Contains(m, "declared and not used") || strings.Contains(m, "imported and not used") || strings.Contains(m, "imported as")):
		return true
	case strings.HasPrefix(m, "label ") && strings.Contains(m, "not used"):
		return true
	case strings.Contains(m, "is not used") && c.shown != nil && te.Pos >= c.shown.stmt.Pos() && te.Pos <= c.shown.stmt.End():
		// The last expression is shown.
		return te.Pos == c.shown.stmt.Pos() || !insideFuncLit(c.shown.stmt, te.Pos)
	case strings.Contains(m, "is not used") && c.repeats(te.Pos):
		return true
	case strings.Contains(m, "initialization cycle"):
		// Cells run top to bottom: a function may use a variable that is set by calling it.
		return true
	}
	return false
}

// last gives the unit whose value the cell shows, or nil.
func (c *compiler) last() *unit {
	for _, u := range slices.Backward(c.units) {
		if u.call != nil && u.call.behind {
			continue
		}
		if _, ok := u.stmt.(*ast.ExprStmt); ok {
			return u
		}
		break
	}
	return nil
}

// repeats reports whether the expression at pos is one that a call of the session repeats.
func (c *compiler) repeats(pos token.Pos) bool {
	for _, u := range c.units {
		if u.call == nil || u.call.fn != "Repeat" {
			continue
		}
		for _, st := range u.stmt.(*ast.BlockStmt).List {
			if x, ok := st.(*ast.ExprStmt); ok && x.Pos() <= pos && pos <= x.End() && !insideFuncLit(x, pos) {
				return true
			}
		}
	}
	return false
}

func insideFuncLit(n ast.Node, pos token.Pos) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncLit); ok && f.Body.Pos() <= pos && pos <= f.Body.End() {
			found = true
		}
		return !found
	})
	return found
}

// bringIn puts the earlier objects that the cell mentions into its scope, and its imports into the file.
func (c *compiler) bringIn(file *ast.File, uses map[string]bool) {
	scope := c.pkg.Scope()
	imported := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		plain, early := strings.CutSuffix(name, earlierMark)
		if !early && c.defined[plain] != nil {
			continue
		}
		path := c.imports[plain]
		if path == "" {
			if e := c.s.names[plain]; e != nil {
				c.insert(scope, e.obj, name)
				continue
			}
			path = c.s.imports[plain]
		}
		if path == "" {
			c.insertDot(scope, plain)
			continue
		}
		if !imported[name] {
			imported[name] = true
			file.Decls = append(file.Decls, importDecl(name, path))
		}
	}
}

func importDecl(name, path string) *ast.GenDecl {
	return &ast.GenDecl{Tok: token.IMPORT, Specs: []ast.Spec{&ast.ImportSpec{
		Name: ast.NewIdent(name), Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(path)}}}}
}

// insert makes obj visible as name.
func (c *compiler) insert(scope *types.Scope, obj types.Object, name string) {
	if obj.Name() == name {
		scope.Insert(obj)
		return
	}
	var alias types.Object
	switch o := obj.(type) {
	case *types.Var:
		alias = types.NewVar(token.NoPos, c.pkg, name, o.Type())
	case *types.Const:
		alias = types.NewConst(token.NoPos, c.pkg, name, o.Type(), o.Val())
	case *types.Func:
		alias = types.NewFunc(token.NoPos, c.pkg, name, o.Type().(*types.Signature))
	case *types.TypeName:
		tn := types.NewTypeName(token.NoPos, c.pkg, name, nil)
		types.NewAlias(tn, o.Type())
		alias = tn
	default:
		return
	}
	c.earlier[alias] = obj
	scope.Insert(alias)
}

func (c *compiler) insertDot(scope *types.Scope, name string) {
	if !token.IsExported(name) {
		return
	}
	dots := slices.Clone(c.dots)
	for local, path := range c.s.imports {
		if strings.HasPrefix(local, ".") {
			dots = append(dots, path)
		}
	}
	for _, path := range dots {
		if p, err := c.s.imp.Import(path); err == nil {
			if obj := p.Scope().Lookup(name); obj != nil {
				scope.Insert(obj)
				return
			}
		}
	}
}

// addMethods gives methods that this cell declares for earlier types to those types, and
// prepares their bodies to be checked as functions.
func (c *compiler) addMethods() (errs Errors) {
	for _, u := range c.units {
		name := receiver(u)
		if name == "" || c.defined[name] != nil {
			continue
		}
		e := c.s.names[name]
		if e == nil || e.kind != token.TYPE {
			continue // the checker says what is wrong
		}
		named, ok := types.Unalias(e.obj.Type()).(*types.Named)
		if !ok {
			continue
		}
		fd := u.decl.(*ast.FuncDecl)
		c.asFunc[u] = asFunction(fd)
		var typ types.Type = named
		if _, ptr := fd.Recv.List[0].Type.(*ast.StarExpr); ptr {
			typ = types.NewPointer(named)
		}
		sig := c.signature(fd, typ)
		if sig == nil {
			continue // the checker reports the faults of the function's form
		}
		if hasMethod(named, fd.Name.Name) {
			continue // left by a cell that failed
		}
		if field, _, _ := types.LookupFieldOrMethod(named, true, c.pkg, fd.Name.Name); field != nil {
			if _, isField := field.(*types.Var); isField && len(fd.Name.Name) > 0 {
				errs = append(errs, c.s.errorAt(fd.Name.Pos(), "field and method with the same name "+fd.Name.Name))
				continue
			}
		}
		named.AddMethod(types.NewFunc(fd.Name.Pos(), c.pkg, fd.Name.Name, sig))
	}
	return errs
}

// signature gives a method's type by checking a copy of its head alone.
func (c *compiler) signature(fd *ast.FuncDecl, recv types.Type) *types.Signature {
	pkg := types.NewPackage("main", "main")
	for _, n := range c.pkg.Scope().Names() {
		pkg.Scope().Insert(c.pkg.Scope().Lookup(n))
	}
	var decls []ast.Decl
	for name, path := range c.s.imports {
		if !strings.HasPrefix(name, ".") && pkg.Scope().Lookup(name) == nil && c.imports[name] == "" {
			decls = append(decls, importDecl(name, path))
		}
	}
	for name, path := range c.imports {
		decls = append(decls, importDecl(name, path))
	}
	head := &ast.FuncDecl{Name: ast.NewIdent("f" + mark), Type: fd.Type}
	decls = append(decls, head)
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}}
	runChecker(c.s, pkg, []*ast.File{{Name: ast.NewIdent("main"), Decls: decls}}, info, func(error) {})
	fn, ok := info.Defs[head.Name].(*types.Func)
	if !ok {
		return nil
	}
	sig := fn.Type().(*types.Signature)
	r := types.NewVar(fd.Recv.Pos(), c.pkg, "", recv)
	return types.NewSignatureType(r, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
}

// asFunction gives a method as a function whose first parameter is the receiver; the two share their nodes.
func asFunction(fd *ast.FuncDecl) *ast.FuncDecl {
	named := func(f *ast.Field) *ast.Field {
		if len(f.Names) > 0 {
			return f
		}
		return &ast.Field{Names: []*ast.Ident{ast.NewIdent("_")}, Type: f.Type}
	}
	params := &ast.FieldList{List: []*ast.Field{named(fd.Recv.List[0])}}
	if fd.Type.Params != nil {
		for _, f := range fd.Type.Params.List {
			params.List = append(params.List, named(f))
		}
	}
	return &ast.FuncDecl{
		Name: &ast.Ident{NamePos: fd.Name.Pos(), Name: fd.Name.Name + mark + "m" + strconv.Itoa(int(fd.Pos()))},
		Type: &ast.FuncType{Func: fd.Type.Func, Params: params, Results: fd.Type.Results}, Body: fd.Body,
	}
}

// checked gives the declarations as which a unit is checked.
func (c *compiler) checked(u *unit) []ast.Decl {
	if fd := c.asFunc[u]; fd != nil {
		return []ast.Decl{fd}
	}
	if u.decl != nil {
		return []ast.Decl{u.decl}
	}
	as := u.defines()
	if as == nil {
		return []ast.Decl{wrap(u.stmt)}
	}
	vs := &ast.ValueSpec{Values: as.Rhs}
	var also []ast.Stmt
	for _, l := range as.Lhs {
		id, ok := l.(*ast.Ident)
		if !ok {
			return []ast.Decl{wrap(u.stmt)} // "non-name … on left side of :="
		}
		if id.Name == "_" || slices.Contains(u.names, id.Name) {
			vs.Names = append(vs.Names, id)
			continue
		}
		// Declared above in this cell: an assignment to it, which the checker sees as one.
		tmp := &ast.Ident{NamePos: id.Pos(), Name: id.Name + mark + "a" + strconv.Itoa(int(id.Pos()))}
		vs.Names = append(vs.Names, tmp)
		also = append(also, &ast.AssignStmt{Lhs: []ast.Expr{id}, TokPos: as.TokPos, Tok: token.ASSIGN, Rhs: []ast.Expr{&ast.Ident{NamePos: id.Pos(), Name: tmp.Name}}})
	}
	out := []ast.Decl{&ast.GenDecl{Tok: token.VAR, TokPos: as.Pos(), Specs: []ast.Spec{vs}}}
	for _, st := range also {
		out = append(out, wrap(st))
	}
	return out
}

func wrap(st ast.Stmt) *ast.FuncDecl {
	return &ast.FuncDecl{Name: ast.NewIdent("_"), Type: &ast.FuncType{Params: &ast.FieldList{}},
		Body: &ast.BlockStmt{Lbrace: st.Pos(), List: []ast.Stmt{st}, Rbrace: st.End()}}
}

// misplaced reports what the forms above would let through.
func (c *compiler) misplaced(u *unit) (errs Errors) {
	if as := u.defines(); as != nil && len(u.names) == 0 {
		for _, l := range as.Lhs {
			if id, ok := l.(*ast.Ident); !ok || id.Name == "_" {
				continue
			}
			errs = append(errs, c.s.errorAt(as.TokPos, "no new variables on left side of :="))
			break
		}
	}
	if u.stmt == nil {
		return errs
	}
	ast.Inspect(u.stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			errs = append(errs, c.s.errorAt(n.Pos(), "return stands outside a function: a cell runs to its end"))
		}
		return true
	})
	return errs
}
