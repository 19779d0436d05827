package front

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// An emitter lays out a checked cell as steps. One step is the rule: types, variables and
// functions first, then one function with the statements. A variable whose type source cannot
// name gets its type from its value, so it starts a step of its own.
type emitter struct {
	*lowerer
	steps   []Step
	body    []ast.Stmt // of the current step's function
	waiting []*unit    // functions that use variables which have no step yet
	late    map[string]bool
	binds   []ast.Stmt // that tell package reckon where the session's variables are

	deferred bool            // a statement of the current step defers
	labels   map[string]bool // of the statements so far
	said     int             // types born whose methods the steps so far tell
}

func (c *compiler) emit() ([]Step, error) {
	c.out = map[types.Object]string{}
	c.generics = map[types.Object]*generic{}
	c.instances = map[string]string{}
	c.reused = map[types.Object]bool{}
	c.casts = map[string]*cast{}
	c.carriers, c.carried = map[string]string{}, map[string]int{}
	c.nameAll()
	c.declareGenerics()
	lw := &lowerer{c: c, info: c.info, usedPackages: map[string]string{}, called: map[ast.Expr]bool{}}
	em := &emitter{lowerer: lw, late: map[string]bool{}, labels: map[string]bool{}}
	em.begin()
	em.reckonFuncs()
	if err := em.run(); err != nil {
		return nil, err
	}
	if len(lw.failed) > 0 {
		return nil, sorted(lw.failed)
	}
	if n := len(em.steps); n > 0 {
		for _, name := range c.retired() {
			em.steps[n-1].Retired = append(em.steps[n-1].Retired, name)
		}
	}
	return em.steps, nil
}

// nameAll gives everything that the cell declares its name below. A variable declared again
// with the same type keeps its place, so that functions and closures see the new value.
func (c *compiler) nameAll() {
	for _, u := range c.units {
		for _, n := range u.names {
			obj := c.pkg.Scope().Lookup(n)
			if obj == nil {
				continue
			}
			e := c.s.names[n]
			if _, isVar := obj.(*types.Var); isVar && e != nil && e.kind == token.VAR && types.Identical(e.obj.Type(), obj.Type()) {
				c.out[obj] = c.s.out[e.obj]
				c.reused[obj] = true
				continue
			}
			c.out[obj] = c.s.fresh(n)
		}
	}
}

func (em *emitter) run() (err error) {
	defer func() {
		if r := recover(); r != nil {
			u, ok := r.(unnameable)
			if !ok {
				panic(r)
			}
			err = Errors{{Cell: em.c.cell, Line: 1, Col: 1, Msg: fmt.Sprintf("the type %s cannot be used in this way in a cell: its package keeps it to itself", u.t)}}
		}
	}()
	c := em.c
	for _, u := range c.units {
		for _, n := range u.names {
			if obj, ok := c.pkg.Scope().Lookup(n).(*types.Var); ok && !em.nameable(obj.Type()) {
				em.late[n] = true
			}
		}
	}
	var inits []string
	hasMain, hasStmts := false, false
	for _, u := range c.units {
		switch u.kind {
		case token.TYPE:
			em.typeDecl(u)
		case token.FUNC:
			fd := u.decl.(*ast.FuncDecl)
			if fd.Recv == nil && fd.Name.Name == "init" {
				name := c.s.fresh("init")
				inits = append(inits, name)
				em.initFunc(u, name)
				continue
			}
			hasMain = hasMain || fd.Recv == nil && fd.Name.Name == "main" && !u.carried
			em.waiting = append(em.waiting, u)
		case token.ILLEGAL:
			hasStmts = hasStmts || u.call == nil
		}
	}
	em.declareVars()
	em.release(map[string]bool{})
	set := map[string]bool{}
	for _, u := range c.units {
		if u.kind != token.VAR && u.kind != token.ILLEGAL {
			continue
		}
		if slices.ContainsFunc(u.names, func(n string) bool { return em.late[n] }) {
			if err := em.lateVar(u); err != nil {
				return err
			}
			for _, n := range u.names {
				set[n] = true
			}
			em.release(set)
			continue
		}
		if u.call != nil && u.call.behind && !hasStmts {
			continue // comes behind main
		}
		em.body = append(em.body, em.statement(u)...)
	}
	for _, n := range inits {
		em.body = append(em.body, parseStmts(n+"()", token.NoPos)...)
	}
	if hasMain && !hasStmts {
		em.body = append(em.body, parseStmts(c.out[c.pkg.Scope().Lookup("main")]+"()", token.NoPos)...)
	}
	for _, u := range c.units {
		if u.call != nil && u.call.behind && !hasStmts {
			em.body = append(em.body, em.statement(u)...)
		}
	}
	em.body = append(em.body, em.unread()...)
	return em.flush()
}

// flush closes the current step.
func (em *emitter) flush() error {
	var step Step
	em.body = append(append(em.lengthenCasts(), em.descriptions()...), em.body...)
	for _, t := range em.c.born[em.said:] {
		em.body = append(em.sayings(t), em.body...)
	}
	em.said = len(em.c.born)
	em.body = append(em.binds, em.body...)
	if len(em.body) > 0 {
		step.Call = callName(em.c.cell, len(em.steps))
		body := &ast.BlockStmt{List: em.body}
		if em.deferred {
			body = &ast.BlockStmt{List: em.deferring(em.fn, body, token.NoPos)}
		}
		fd := &ast.FuncDecl{Name: ident(step.Call, token.NoPos), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: body}
		em.decls = append(em.decls, fd)
	}
	src, err := em.c.s.source(typesFirst(em.decls))
	if err != nil {
		return Errors{{Cell: em.c.cell, Line: 1, Col: 1, Msg: "this cell cannot be written out for the interpreter: " + err.Error()}}
	}
	step.Source, step.Imports, step.Reckon = src, maps.Clone(em.usedPackages), em.c.reckonNow
	if src != "" {
		em.steps = append(em.steps, step)
	}
	em.decls, em.body, em.binds, em.c.reckonNow = nil, nil, nil, nil
	em.begin()
	return nil
}

// begin readies the lowerer for the statements of a step's function.
func (em *emitter) begin() {
	em.fn = &function{results: types.NewTuple(), defers: em.temp()}
	em.deferred = false
}

func (em *emitter) typeDecl(u *unit) {
	for _, spec := range u.decl.(*ast.GenDecl).Specs {
		ts := spec.(*ast.TypeSpec)
		obj := em.c.pkg.Scope().Lookup(ts.Name.Name)
		if obj == nil || ts.TypeParams != nil || ts.Assign.IsValid() {
			continue // copied or written out where it is used
		}
		if i, ok := obj.Type().Underlying().(*types.Interface); ok && !i.IsMethodSet() {
			continue // a constraint: no value has its type
		}
		em.refuseCyclic(obj, ts.Name)
		em.born(obj.Type())
		t := &ast.TypeSpec{Name: ident(em.c.out[obj], ts.Name.Pos()), Type: em.form(obj.Type(), em.c.out[obj], ts.Type)}
		em.decls = append(em.decls, &ast.GenDecl{TokPos: ts.Pos(), Tok: token.TYPE, Specs: []ast.Spec{t}})
		em.forwards(obj.Type(), ts.Pos())
	}
}

func (em *emitter) initFunc(u *unit, name string) {
	fd := u.decl.(*ast.FuncDecl)
	sig := types.NewSignatureType(nil, nil, nil, nil, nil, false)
	out := em.funcDecl(fd, nil, sig)
	out.Name = ident(name, fd.Name.Pos())
	em.decls = append(em.decls, out)
}

// release writes the functions whose variables are all there; set are the late ones that are.
func (em *emitter) release(set map[string]bool) {
	missing := map[string]bool{}
	for n := range em.late {
		if !set[n] {
			missing[n] = true
		}
	}
	uses := map[*unit]map[string]bool{}
	for _, u := range em.waiting {
		uses[u] = map[string]bool{}
		mentions(u, uses[u])
	}
	blocked := map[*unit]bool{}
	for again := true; again; {
		again = false
		for _, u := range em.waiting {
			if !blocked[u] && intersects(uses[u], missing) {
				blocked[u], again = true, true
				for _, n := range u.names {
					missing[n] = true
				}
			}
		}
	}
	var rest []*unit
	for _, u := range em.waiting {
		if blocked[u] {
			rest = append(rest, u)
			continue
		}
		em.function(u)
	}
	em.waiting = rest
}

func (em *emitter) function(u *unit) {
	fd := u.decl.(*ast.FuncDecl)
	if as := em.c.asFunc[u]; as != nil {
		em.born(em.c.s.names[receiver(u)].obj.Type())
		if fn, ok := em.info.Defs[as.Name].(*types.Func); ok {
			em.decls = append(em.decls, em.funcDecl(as, fd, fn.Signature()))
		}
		return
	}
	fn, ok := em.info.Defs[fd.Name].(*types.Func)
	if !ok || fd.Type.TypeParams != nil || fn.Signature().RecvTypeParams().Len() > 0 {
		return // copied where it is used
	}
	if fd.Recv != nil {
		em.decls = append(em.decls, em.method(fd, fn.Signature()))
		return
	}
	if stub := em.reckonFunction(fd, em.nameOf(fn)); stub != nil {
		em.decls = append(em.decls, stub)
		return
	}
	out := em.funcDecl(fd, nil, fn.Signature())
	out.Name = ident(em.nameOf(fn), fd.Name.Pos())
	em.decls = append(em.decls, out)
}

// declareVars declares the cell's variables whose type can be named.
func (em *emitter) declareVars() {
	for _, u := range em.c.units {
		if u.kind != token.VAR && u.kind != token.ILLEGAL {
			continue
		}
		for _, n := range u.names {
			obj, ok := em.c.pkg.Scope().Lookup(n).(*types.Var)
			if !ok || em.late[n] || em.c.reused[obj] {
				continue
			}
			vs := &ast.ValueSpec{Names: []*ast.Ident{ident(em.c.out[obj], obj.Pos())}, Type: em.typ(obj.Type(), obj.Pos())}
			em.decls = append(em.decls, &ast.GenDecl{TokPos: obj.Pos(), Tok: token.VAR, Specs: []ast.Spec{vs}})
		}
	}
}

// statement lowers a statement or the setting of a declared variable.
func (em *emitter) statement(u *unit) []ast.Stmt {
	if u.call != nil {
		return append([]ast.Stmt{em.note(u.stmt.Pos())}, em.sessionCall(u)...)
	}
	if u == em.c.shown {
		return em.noted(u.stmt, em.show(u.stmt.(*ast.ExprStmt))...)
	}
	if as := u.defines(); as != nil {
		before, set := em.parallel(&ast.AssignStmt{Lhs: as.Lhs, TokPos: as.TokPos, Tok: token.ASSIGN, Rhs: as.Rhs})
		return em.noted(as, append(before, set)...)
	}
	if u.stmt != nil {
		em.nameLabels(u)
		deferring, _ := scan(em.lowerer, u.stmt)
		em.deferred = em.deferred || deferring
		return em.marked(u.stmt, "")
	}
	var out []ast.Stmt
	for _, spec := range u.decl.(*ast.GenDecl).Specs {
		vs := spec.(*ast.ValueSpec)
		set := &ast.AssignStmt{TokPos: vs.Pos(), Tok: token.ASSIGN}
		for _, n := range vs.Names {
			set.Lhs = append(set.Lhs, n)
		}
		if len(vs.Values) > 0 {
			set.Rhs = vs.Values
			before, lowered := em.parallel(set)
			out = append(out, em.noted(set, append(before, lowered)...)...)
			continue
		}
		for _, n := range vs.Names {
			obj := em.info.Defs[n]
			if obj == nil || !em.c.reused[obj] {
				continue
			}
			// Declared again without a value: zero again.
			zero := ident(em.temp(), n.Pos())
			zs := &ast.ValueSpec{Names: []*ast.Ident{zero}, Type: em.typ(obj.Type(), n.Pos())}
			out = append(out, block(n.Pos(),
				&ast.DeclStmt{Decl: &ast.GenDecl{TokPos: n.Pos(), Tok: token.VAR, Specs: []ast.Spec{zs}}},
				&ast.AssignStmt{Lhs: []ast.Expr{ident(em.nameOf(obj), n.Pos())}, TokPos: n.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{zero}}))
		}
	}
	return out
}

// nameLabels gives a statement's labels names of their own where an earlier one of the cell has
// the same: in the cell each statement stands alone, below all stand in one function.
func (em *emitter) nameLabels(u *unit) {
	again := map[string]string{}
	ast.Inspect(u.stmt, func(n ast.Node) bool {
		if l, ok := n.(*ast.LabeledStmt); ok {
			if em.labels[l.Label.Name] {
				again[l.Label.Name] = em.temp()
			}
			em.labels[l.Label.Name] = true
		}
		_, inner := n.(*ast.FuncLit)
		return !inner
	})
	ast.Inspect(u.stmt, func(n ast.Node) bool {
		var label *ast.Ident
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.LabeledStmt:
			label = n.Label
		case *ast.BranchStmt:
			label = n.Label
		}
		if label != nil && again[label.Name] != "" {
			label.Name = again[label.Name]
		}
		return true
	})
}

// noted puts a note of its line before a statement that can fail.
func (em *emitter) noted(st ast.Stmt, lowered ...ast.Stmt) []ast.Stmt {
	if f := em.faults(st); len(f.lines) > 0 {
		return append([]ast.Stmt{em.note(st.Pos())}, lowered...)
	}
	return lowered
}

// lateVar ends the current step, and begins the next with variables that take their types from their values.
func (em *emitter) lateVar(u *unit) error {
	if err := em.flush(); err != nil {
		return err
	}
	var names []*ast.Ident
	var values []ast.Expr
	if as := u.defines(); as != nil {
		values = as.Rhs
		for _, l := range as.Lhs {
			names = append(names, l.(*ast.Ident))
		}
	} else {
		vs := u.decl.(*ast.GenDecl).Specs[0].(*ast.ValueSpec)
		names, values = vs.Names, vs.Values
	}
	out := &ast.ValueSpec{Values: em.exprs(values)}
	for _, n := range names {
		name := n.Name
		if n.Name != "_" {
			obj := em.info.Defs[n]
			switch {
			case obj == nil: // declared above in this cell: assigned after
				name = em.temp()
				em.body = append(em.body, &ast.AssignStmt{Lhs: []ast.Expr{em.expr(n)}, TokPos: n.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{ident(name, n.Pos())}})
			case em.c.reused[obj]:
				// Its place below has the type that the value has.
				name = em.temp()
				em.body = append(em.body, &ast.AssignStmt{Lhs: []ast.Expr{ident(em.nameOf(obj), n.Pos())}, TokPos: n.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{ident(name, n.Pos())}})
			default:
				name = em.nameOf(obj)
			}
		}
		out.Names = append(out.Names, ident(name, n.Pos()))
	}
	em.decls = append(em.decls, &ast.GenDecl{TokPos: names[0].Pos(), Tok: token.VAR, Specs: []ast.Spec{out}})
	return nil
}
