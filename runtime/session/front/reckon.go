package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"talbot/runtime/session/reckon"
)

// Loops and functions that only compute with numbers are handed to package reckon, which runs
// them many times faster than the interpreter does. What cannot be handed over is lowered like
// everything else.

// A reckoned is a function that package reckon has, as later code needs to know it.
type reckoned struct {
	fn      *reckon.Func
	sig     *types.Signature
	loops   bool            // a loop or a recursion: worth to be entered from outside
	calls   []string        // other such functions
	reads   map[string]bool // session variables, by their names below
	writes  map[string]bool // those of reads that it sets
	globals []types.Object  // in the order of Bind
}

// notReckoned ends the translation of what reckon does not run.
type notReckoned struct{}

// A reckoner is the translation of one function or loop.
type reckoner struct {
	lw     *lowerer
	vars   map[types.Object]*reckon.Node
	fn     *reckoned
	region bool // a loop, whose outer variables come through ports
	ports  []types.Object

	bytes, slices int // of the frame, used so far
	temps         int // made so far
	loops         int64
	targets       []target
	results       []*reckon.Node
	before        []*reckon.Node // statements that the one being translated needs first
	pending       bool           // it has called what stays in it, so that no call can be put before
	fixed         bool           // nothing can be put before, since it runs under a condition
}

// A target is what break and continue may mean.
type target struct {
	label string
	n     int64
	loop  bool
}

// try runs a translation and reports whether it came through.
func try(f func()) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, not := r.(notReckoned); !not {
				panic(r)
			}
		}
	}()
	f()
	return true
}

func giveUp() { panic(notReckoned{}) }

// reckonFuncs translates the functions of the cell that can be, and takes out those that call
// what cannot.
func (em *emitter) reckonFuncs() {
	c := em.c
	c.reckon = map[string]*reckoned{}
	decls := map[string]*ast.FuncDecl{}
	for _, u := range c.units {
		fd, ok := u.decl.(*ast.FuncDecl)
		if !ok || fd.Recv != nil || fd.Type.TypeParams != nil || fd.Body == nil || fd.Name.Name == "_" || fd.Name.Name == "init" {
			continue
		}
		fn, ok := em.info.Defs[fd.Name].(*types.Func)
		if !ok || fn.Signature().Variadic() {
			continue
		}
		name := em.nameOf(fn)
		nf := &reckoned{sig: fn.Signature(), fn: &reckon.Func{Name: name, Called: fd.Name.Name}}
		if try(func() { em.reckonHead(nf) }) {
			c.reckon[name], decls[name] = nf, fd
		}
	}
	for _, name := range sortedKeys(decls) {
		if !try(func() { em.reckonBody(c.reckon[name], decls[name]) }) {
			delete(c.reckon, name)
		}
	}
	for again := true; again; {
		again = false
		for name, nf := range c.reckon {
			if slices.ContainsFunc(nf.calls, func(n string) bool { return c.reckoned(n) == nil }) {
				delete(c.reckon, name)
				again = true
			}
		}
	}
	for _, name := range sortedKeys(c.reckon) {
		nf := c.reckon[name]
		nf.loops = nf.loops || c.recurs(name)
		c.reckonNow = append(c.reckonNow, nf.fn)
	}
}

func (c *compiler) reckoned(name string) *reckoned {
	if nf := c.reckon[name]; nf != nil {
		return nf
	}
	return c.s.reckon[name]
}

// recurs reports whether a function may come to call itself.
func (c *compiler) recurs(name string) bool {
	found := false
	c.eachCalled(name, func(nf *reckoned) { found = found || slices.Contains(nf.calls, name) })
	return found
}

// eachCalled visits a function and all that it may come to call.
func (c *compiler) eachCalled(name string, visit func(*reckoned)) {
	seen := map[string]bool{}
	var walk func(string)
	walk = func(n string) {
		nf := c.reckoned(n)
		if nf == nil || seen[n] {
			return
		}
		seen[n] = true
		visit(nf)
		for _, callee := range nf.calls {
			walk(callee)
		}
	}
	walk(name)
}

// session reports whether a variable is one of the session's.
func (lw *lowerer) session(o types.Object) bool {
	if first := lw.c.earlier[o]; first != nil {
		o = first
	}
	_, now := lw.c.out[o]
	_, before := lw.c.s.out[o]
	return now || before
}

// reckonHead lays out a function's results and parameters, which begin its frame.
func (lw *lowerer) reckonHead(nf *reckoned) {
	p := &reckoner{lw: lw, fn: nf}
	for _, t := range []*types.Tuple{nf.sig.Results(), nf.sig.Params()} {
		for i := range t.Len() {
			n := p.room(t.At(i).Type())
			v := p.varOf(n, t.At(i).Type())
			if t == nf.sig.Results() {
				nf.fn.Results = append(nf.fn.Results, v)
			} else {
				nf.fn.Params = append(nf.fn.Params, v)
			}
		}
	}
	nf.fn.Bytes, nf.fn.Slices = p.bytes, p.slices
}

func (lw *lowerer) reckonBody(nf *reckoned, fd *ast.FuncDecl) {
	p := &reckoner{lw: lw, fn: nf, vars: map[types.Object]*reckon.Node{}}
	nf.reads, nf.writes = map[string]bool{}, map[string]bool{}
	p.bytes, p.slices = nf.fn.Bytes, nf.fn.Slices
	var first []*reckon.Node
	for i, v := range nf.fn.Results {
		n := nodeOf(v)
		p.results = append(p.results, n)
		r := nf.sig.Results().At(i)
		p.vars[r] = n
		if r.Name() != "" {
			first = append(first, p.zero(n, r.Type()))
		}
	}
	for i, v := range nf.fn.Params {
		p.vars[nf.sig.Params().At(i)] = nodeOf(v)
	}
	at := lw.c.s.fset.Position(fd.Pos())
	nf.fn.Cell, nf.fn.Line = cellOf(at.Filename), at.Line
	body := p.block(fd.Body.List)
	body.Kids = append(first, body.Kids...)
	nf.fn.Body = body
	nf.fn.Globals = len(nf.globals)
	nf.loops = p.loops > 0
}

// nodeOf gives the node of a variable of the frame.
func nodeOf(v reckon.Var) *reckon.Node {
	return &reckon.Node{Op: reckon.Local, Kind: v.Kind, N: int64(v.At)}
}

// stub gives a function that has package reckon run it: a part of its own whose ports are the
// parameters and the results.
func (em *emitter) stub(nf *reckoned, fd *ast.FuncDecl) ast.Decl {
	pos := fd.Pos()
	head := em.funcType(nf.sig, pos)
	entry := &reckon.Func{Name: nf.fn.Name + reckon.Entry, Called: nf.fn.Called, Cell: nf.fn.Cell, Line: nf.fn.Line, Bytes: nf.fn.Bytes, Slices: nf.fn.Slices}
	call := &reckon.Node{Op: reckon.Call, Name: nf.fn.Name, N: int64(entry.Bytes + reckon.NoteSize), M: int64(entry.Slices)}
	var args []ast.Expr
	name := func(fl *ast.FieldList, i int, prefix string) {
		n := ident(prefix+mark+strconv.Itoa(i), pos)
		fl.List[i].Names = []*ast.Ident{n}
		args = append(args, &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: n})
	}
	for i, v := range nf.fn.Params {
		name(head.Params, i, "p")
		entry.Ports = append(entry.Ports, reckon.Port{Var: v})
		call.Kids = append(call.Kids, nodeOf(v))
	}
	entry.Body = &reckon.Node{Op: reckon.Block}
	for i, v := range nf.fn.Results {
		name(head.Results, i, "r")
		entry.Ports = append(entry.Ports, reckon.Port{Var: v, Out: true})
		from := nodeOf(v)
		if v.Kind == reckon.Slice {
			from.N += call.M
		} else {
			from.N += call.N
		}
		set := &reckon.Node{Op: reckon.Set, Kids: []*reckon.Node{nodeOf(v), from}}
		if v.Kind == reckon.None {
			set = &reckon.Node{Op: reckon.Move, N: int64(v.Size), Kids: set.Kids}
		}
		entry.Body.Kids = append(entry.Body.Kids, set)
	}
	do := &reckon.Node{Op: reckon.Do, Kids: []*reckon.Node{call}}
	entry.Body.Kids = append([]*reckon.Node{do}, entry.Body.Kids...)
	entry.Bytes = int(call.N) + nf.fn.Bytes
	entry.Slices = int(call.M) + nf.fn.Slices
	em.c.reckonNow = append(em.c.reckonNow, entry)

	body := block(pos, &ast.ExprStmt{X: em.hostCall("Run", pos, append([]ast.Expr{stringLit(entry.Name, pos)}, args...)...)})
	if nf.sig.Results().Len() > 0 {
		body.List = append(body.List, &ast.ReturnStmt{Return: pos})
	}
	return &ast.FuncDecl{Name: ident(nf.fn.Name, fd.Name.Pos()), Type: head, Body: body}
}

// reckonFunction hands a function over if it can be, and gives its stub if it is worth one.
func (em *emitter) reckonFunction(fd *ast.FuncDecl, name string) ast.Decl {
	nf := em.c.reckon[name]
	if nf == nil {
		return nil
	}
	if len(nf.globals) > 0 {
		pos := fd.Pos()
		args := []ast.Expr{stringLit(name, pos)}
		for _, g := range nf.globals {
			args = append(args, &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: ident(em.nameOf(g), pos)})
		}
		em.binds = append(em.binds, &ast.ExprStmt{X: em.hostCall("Bind", pos, args...)})
	}
	if !nf.loops {
		return nil
	}
	return em.stub(nf, fd)
}

// reckonLoop hands a loop over if it can be, and gives the call that runs it.
func (lw *lowerer) reckonLoop(st ast.Stmt, label string) []ast.Stmt {
	if lw.lib != nil || lw.c.reckon == nil || !worthwhile(lw, st) {
		return nil
	}
	pos := st.Pos()
	at := lw.c.s.fset.Position(pos)
	nf := &reckoned{fn: &reckon.Func{Cell: cellOf(at.Filename), Line: at.Line}, reads: map[string]bool{}, writes: map[string]bool{}}
	p := &reckoner{lw: lw, fn: nf, vars: map[types.Object]*reckon.Node{}, region: true}
	ok := try(func() {
		p.takePorts(st)
		nf.fn.Body = p.block([]ast.Stmt{labelled(st, label)})
	})
	if !ok {
		return nil
	}
	set := map[types.Object]bool{}
	for _, o := range p.ports {
		set[o] = assigned(lw.info, st, o)
	}
	// A variable of the session that a called function sets, or reads while the loop sets it,
	// must not be held by the loop.
	for _, name := range nf.calls {
		if lw.c.reckoned(name) == nil {
			return nil
		}
		clash := false
		lw.c.eachCalled(name, func(callee *reckoned) {
			for _, o := range p.ports {
				n := lw.nameOf(o)
				clash = clash || callee.writes[n] || set[o] && callee.reads[n]
			}
		})
		if clash {
			return nil
		}
	}
	nf.fn.Name = lw.temp()
	args := []ast.Expr{stringLit(nf.fn.Name, pos)}
	for _, o := range p.ports {
		port := reckon.Port{Var: p.varOf(p.vars[o], o.Type()), Out: set[o]}
		if a, ok := o.Type().Underlying().(*types.Array); ok {
			port.Len = int(a.Len())
		}
		nf.fn.Ports = append(nf.fn.Ports, port)
		args = append(args, &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: ident(lw.nameOf(o), pos)})
	}
	lw.c.reckonNow = append(lw.c.reckonNow, nf.fn)
	return []ast.Stmt{&ast.ExprStmt{X: lw.hostCall("Run", pos, args...)}}
}

// takePorts makes room for the variables that a loop uses and does not declare. They live as long
// as it turns, so they lie below the frames of all that it calls.
func (p *reckoner) takePorts(st ast.Stmt) {
	ast.Inspect(st, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if o, ok := p.lw.info.Uses[id].(*types.Var); ok && !o.IsField() && (o.Pos() < st.Pos() || o.Pos() >= st.End() || p.lw.session(o)) && p.vars[o] == nil {
			if len(p.ports) == maxPorts || o.Pkg() == nil || o.Pkg().Path() != "main" {
				giveUp()
			}
			p.vars[o] = p.room(o.Type())
			p.ports = append(p.ports, o)
		}
		return true
	})
}

const maxPorts = 12

func labelled(st ast.Stmt, label string) ast.Stmt {
	if label == "" {
		return st
	}
	return &ast.LabeledStmt{Label: ident(label, st.Pos()), Colon: st.Pos(), Stmt: st}
}

// assigned reports whether a statement sets a variable, or an array's element.
func assigned(info *types.Info, st ast.Node, obj types.Object) bool {
	found := false
	target := func(e ast.Expr) {
		for {
			switch x := ast.Unparen(e).(type) {
			case *ast.Ident:
				found = found || info.Uses[x] == obj || info.Defs[x] == obj
				return
			case *ast.SelectorExpr:
				e = x.X
			case *ast.IndexExpr:
				e = x.X
			default:
				return
			}
		}
	}
	ast.Inspect(st, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				target(l)
			}
		case *ast.IncDecStmt:
			target(n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				target(n.Key)
				target(n.Value)
			}
		}
		return !found
	})
	return found
}

// worthwhile reports whether a loop turns often enough to be worth entering: one that counts to
// a small constant, and holds no other, is not.
func worthwhile(lw *lowerer, st ast.Stmt) bool {
	var limit ast.Expr
	var body *ast.BlockStmt
	switch st := st.(type) {
	case *ast.ForStmt:
		if b, ok := st.Cond.(*ast.BinaryExpr); ok {
			limit = b.Y
		}
		body = st.Body
	case *ast.RangeStmt:
		limit, body = st.X, st.Body
	}
	if limit == nil {
		return true
	}
	n := int64(1 << 30)
	if tv := lw.info.Types[limit]; tv.Value != nil {
		if v, ok := intValue(tv.Value); ok {
			n = v
		}
	} else if a, ok := lw.typeOf(limit).Underlying().(*types.Array); ok {
		n = a.Len()
	}
	if n >= 16 {
		return true
	}
	inner := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			inner = true
		}
		return !inner
	})
	return inner
}
