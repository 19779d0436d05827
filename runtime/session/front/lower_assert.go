package front

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A value that the interpreter keeps in an any has lost the methods that a cell gave its type:
// v.(I) fails for it. But the front end knows all types of cells. So such an assertion calls a
// function that looks for those that have I's methods, and each cell with new ones puts a
// longer function in its place, for older code too.

// A cast is the variable below that holds the function for one interface type.
type cast struct {
	name string
	to   types.Type
	box  bool // it goes the other way: from an interface of a cell to any
}

// boxed lowers the conversion of a value of a cell's interface type to any: the numbers, strings
// and bools in it get their carriers.
func (lw *lowerer) boxed(x ast.Expr, from types.Type) ast.Expr {
	if !lw.nameable(from) {
		return x
	}
	key := "box/" + lw.key(from)
	c := lw.c.s.casts[key]
	if c == nil {
		c = lw.c.casts[key]
	}
	if c == nil {
		c = &cast{name: "box" + mark + strconv.Itoa(lw.c.cell) + "_" + strconv.Itoa(len(lw.c.casts)), to: from, box: true}
		lw.c.casts[key] = c
		base := parseExpr(fmt.Sprintf("func(vʹ %s) interface{} { if vʹ == nil { return nil }; return %s(vʹ) }", lw.key(from), lw.host("Any", token.NoPos)), token.NoPos)
		spec := &ast.ValueSpec{Names: []*ast.Ident{ident(c.name, token.NoPos)}, Values: []ast.Expr{base}}
		lw.decls = append(lw.decls, &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{spec}})
	}
	return &ast.CallExpr{Fun: ident(c.name, x.Pos()), Lparen: x.Pos(), Args: []ast.Expr{lw.settled(x, from)}}
}

// castTo gives the cast to an interface type, or nil if x.(t) needs none.
func (lw *lowerer) castTo(x ast.Expr, t types.Type) *cast {
	to, isIface := t.Underlying().(*types.Interface)
	if from := lw.typeOf(x); !isIface || !open(from) && compiled(from) || to.NumMethods() == 0 || lw.lib != nil || !lw.nameable(t) {
		return nil
	}
	key := lw.key(t)
	if c := lw.c.s.casts[key]; c != nil {
		return c
	}
	if c := lw.c.casts[key]; c != nil {
		return c
	}
	c := &cast{name: "cast" + mark + strconv.Itoa(lw.c.cell) + "_" + strconv.Itoa(len(lw.c.casts)), to: t}
	lw.c.casts[key] = c
	src := "func(vʹ interface{}) (%[1]s, bool) { return nil, false }"
	if compiled(t) {
		src = "func(vʹ interface{}) (%[1]s, bool) { if vʹ == nil { return nil, false }; rʹ, okʹ := vʹ.(%[1]s); return rʹ, okʹ }"
	}
	base := parseExpr(fmt.Sprintf(src, key), token.NoPos)
	spec := &ast.ValueSpec{Names: []*ast.Ident{ident(c.name, token.NoPos)}, Values: []ast.Expr{base}}
	lw.decls = append(lw.decls, &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{spec}})
	return c
}

// open reports whether t is an interface whose values are to be asked for their types through the
// host: any, and those for which it has wrappers.
func open(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && (i.NumMethods() == 0 || isSpoken(t))
}

// compiled reports whether an interface type is declared outside cells; such a one the
// interpreter can ask compiled values for.
func compiled(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && (n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "main")
}

// assertion lowers x.(T); with both it gives the value and ok.
func (lw *lowerer) assertion(e *ast.TypeAssertExpr, both bool) ast.Expr {
	plain := &ast.TypeAssertExpr{X: lw.expr(e.X), Lparen: e.Lparen, Type: lw.expr(e.Type), Rparen: e.Rparen}
	if e.Type == nil {
		return plain
	}
	pos, t := e.Pos(), lw.typeOf(e.Type)
	if lw.impossible(e.X, t) {
		plain.X = &ast.CallExpr{Fun: ident("any", pos), Lparen: pos, Args: []ast.Expr{plain.X}}
		return plain
	}
	from := lw.typeOf(e.X)
	if open(from) && (speaks(t) || isSpoken(from)) && lw.nameable(t) {
		plain.X = lw.hostCall("Bare", pos, plain.X)
	}
	if x := lw.uncarried(plain.X, from, t, both); x != nil {
		return x
	}
	c := lw.castTo(e.X, t)
	if c == nil {
		return plain
	}
	fun := ast.Expr(ident(c.name, pos))
	if !open(from) {
		return lw.between(plain.X, from, t, c, both)
	}
	if !both {
		key := lw.key(t)
		fun = lw.shared("assert/"+key, "func(v"+mark+" interface{}) "+key+" { if r"+mark+", ok"+mark+" := "+c.name+"(v"+mark+"); ok"+mark+" { return r"+mark+" }; return v"+mark+".("+key+") }")(pos)
	}
	return &ast.CallExpr{Fun: fun, Lparen: pos, Args: []ast.Expr{plain.X}}
}

// between lowers the assertion of one cell's interface as another: the interpreter, which knows
// what is in it, finds most types that have the methods, and the cast those that it misses.
func (lw *lowerer) between(x ast.Expr, from, t types.Type, c *cast, both bool) ast.Expr {
	pos := x.Pos()
	f, key := lw.key(from), lw.key(t)
	boxed := exprString(lw.boxed(ident("vʹ", token.NoPos), from))
	find := fmt.Sprintf("if rʹ, okʹ := vʹ.(%s); okʹ { return rʹ, true }; if vʹ == nil { return nil, false }; return %s(%s)", key, c.name, boxed)
	fn := lw.shared("between2/"+f+"/"+key, fmt.Sprintf("func(vʹ %s) (%s, bool) { %s }", f, key, find))
	if !both {
		two := exprString(fn(token.NoPos))
		fn = lw.shared("between/"+f+"/"+key, fmt.Sprintf("func(vʹ %s) %s { rʹ, okʹ := %s(vʹ); if !okʹ { %s(%s, %q) }; return rʹ }", f, key, two, lw.host("NotOf", token.NoPos), boxed, key))
	}
	return &ast.CallExpr{Fun: fn(pos), Lparen: pos, Args: []ast.Expr{lw.settled(x, from)}}
}

// impossible reports whether no value of x can be of type t, as in some copies of generic
// functions; the interpreter would refuse to compile such an assertion.
func (lw *lowerer) impossible(x ast.Expr, t types.Type) bool {
	from, ok := lw.typeOf(x).Underlying().(*types.Interface)
	return ok && !types.IsInterface(t) && from.NumMethods() > 0 && !types.Implements(t, from)
}

// asserted gives the right-hand side of v, ok = x.(T), or nil if e is none.
func (lw *lowerer) asserted(e ast.Expr) ast.Expr {
	if ta, ok := ast.Unparen(e).(*ast.TypeAssertExpr); ok && ta.Type != nil {
		return lw.assertion(ta, true)
	}
	return nil
}

// typeSwitch lowers a type switch. The interpreter compares types by how they are written, so
// one over an any becomes a chain of assertions; over another interface it stays.
func (lw *lowerer) typeSwitch(st *ast.TypeSwitchStmt) []ast.Stmt {
	subject, bound := guarded(st.Assign)
	if open(lw.typeOf(subject)) || !compiled(lw.typeOf(subject)) && lw.lib == nil && lw.asksInterface(st) {
		return lw.assertions(st, subject, bound)
	}
	out := &ast.TypeSwitchStmt{Switch: st.Switch, Init: lw.one(st.Init), Assign: lw.typeSwitchGuard(st.Assign), Body: lw.clauses(st.Body)}
	for i, c := range st.Body.List {
		cc := out.Body.List[i].(*ast.CaseClause)
		for j, t := range c.(*ast.CaseClause).List {
			if tv := lw.info.Types[t]; tv.IsType() && lw.impossible(subject, tv.Type) {
				cc.List[j] = nil
			}
		}
	}
	dropRepeated(out.Body)
	return []ast.Stmt{out}
}

// asksInterface reports whether a case of a type switch is an interface, of which the
// interpreter looks at the methods' names alone.
func (lw *lowerer) asksInterface(st *ast.TypeSwitchStmt) bool {
	return slices.ContainsFunc(st.Body.List, func(c ast.Stmt) bool {
		return slices.ContainsFunc(c.(*ast.CaseClause).List, func(t ast.Expr) bool { return types.IsInterface(lw.typeOf(t)) })
	})
}

// assertions lowers a type switch over an any.
func (lw *lowerer) assertions(st *ast.TypeSwitchStmt, subject ast.Expr, bound string) []ast.Stmt {
	pos := st.Pos()
	var before []ast.Stmt
	if st.Init != nil {
		first, init := lw.initial(st.Init)
		before = append(first, init)
	}
	held := lw.keep(lw.expr(subject), &before).(*ast.Ident).Name
	bare := held
	if from := lw.typeOf(subject); !open(from) {
		bare = lw.keep(lw.boxed(ident(held, pos), from), &before).(*ast.Ident).Name
	} else if isSpoken(lw.typeOf(subject)) || slices.ContainsFunc(st.Body.List, func(c ast.Stmt) bool {
		return slices.ContainsFunc(c.(*ast.CaseClause).List, func(t ast.Expr) bool { return speaks(lw.typeOf(t)) })
	}) {
		bare = lw.keep(lw.hostCall("Bare", pos, ident(held, pos)), &before).(*ast.Ident).Name
	}
	bind := func(value string, body []ast.Stmt) []ast.Stmt {
		if bound == "" {
			return body
		}
		return append(parseStmts(bound+" := "+value+"; _ = "+bound, pos), body...)
	}
	var chain []ast.Stmt
	for _, c := range st.Body.List {
		if cc := c.(*ast.CaseClause); cc.List == nil {
			chain = bind(held, lw.stmts(cc.Body))
		}
	}
	for i := len(st.Body.List) - 1; i >= 0; i-- {
		cc := st.Body.List[i].(*ast.CaseClause)
		if cc.List == nil {
			continue
		}
		at := &ast.IfStmt{If: cc.Pos()}
		value := held
		if len(cc.List) == 1 && !lw.info.Types[cc.List[0]].IsNil() {
			name, ok := lw.temp(), lw.temp()
			var asked string
			asked, value = lw.asked(subject, lw.typeOf(cc.List[0]), bare, name)
			at.Init = parseStmts(name+", "+ok+" := "+asked, cc.Pos())[0]
			at.Cond = ident(ok, cc.Pos())
			if bound == "" {
				at.Init.(*ast.AssignStmt).Lhs[0] = ident("_", cc.Pos())
			}
		} else {
			var any []string
			for _, t := range cc.List {
				if lw.info.Types[t].IsNil() {
					any = append(any, held+" == nil")
					continue
				}
				asked, _ := lw.asked(subject, lw.typeOf(t), "xʹ", "")
				is := lw.shared("is/"+lw.key(lw.typeOf(t)), "func(xʹ interface{}) bool { _, okʹ := "+asked+"; return okʹ }")
				any = append(any, exprString(is(token.NoPos))+"("+bare+")")
			}
			at.Cond = parseExpr(strings.Join(any, " || "), cc.Pos())
		}
		at.Body = block(cc.Pos(), bind(value, lw.stmts(cc.Body))...)
		if len(chain) > 0 {
			at.Else = block(cc.Pos(), chain...)
		}
		chain = []ast.Stmt{at}
	}
	// Breaks leave this switch.
	whole := &ast.SwitchStmt{Switch: pos, Body: block(pos, &ast.CaseClause{Case: pos, Body: chain})}
	if st.Init != nil {
		return []ast.Stmt{block(pos, append(before, whole)...)}
	}
	return append(before, whole)
}

// asked gives the source of x.(t) with its ok for an x in an any, and what its first value name
// is then to be read as.
func (lw *lowerer) asked(subject ast.Expr, t types.Type, x, name string) (src, value string) {
	if c := lw.carrier(t); c != "" {
		return x + ".(" + c + ")", lw.key(t) + "(" + name + ")"
	}
	if c := lw.castTo(subject, t); c != nil {
		return c.name + "(" + x + ")", name
	}
	return x + ".(" + lw.key(t) + ")", name
}

// guarded gives the x of switch v := x.(type), and v or "".
func guarded(st ast.Stmt) (x ast.Expr, name string) {
	e := ast.Expr(nil)
	switch st := st.(type) {
	case *ast.AssignStmt:
		e = st.Rhs[0]
		if id, ok := st.Lhs[0].(*ast.Ident); ok && id.Name != "_" {
			name = id.Name
		}
	case *ast.ExprStmt:
		e = st.X
	}
	return ast.Unparen(e).(*ast.TypeAssertExpr).X, name
}

// born notes a type that source below declares.
func (lw *lowerer) born(t types.Type) {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.NumMethods() == 0 && !embeds(n) {
		return
	}
	lw.c.born = append(lw.c.born, n)
}

// isStruct reports whether t is a struct of its own name or a pointer to one.
func isStruct(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

func embeds(n *types.Named) bool {
	st, ok := n.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range st.NumFields() {
		if st.Field(i).Embedded() {
			return true
		}
	}
	return false
}

// lengthenCasts gives the statements that teach casts the types that are new to them.
func (lw *lowerer) lengthenCasts() []ast.Stmt {
	var out []ast.Stmt
	lengthen := func(c *cast, all []*types.Named) {
		to := c.to.Underlying().(*types.Interface)
		var cases []string
		key, before := lw.key(c.to), lw.temp()
		seen := map[string]bool{}
		add := func(t types.Type) {
			k := lw.key(t)
			if seen[k] || !types.Implements(t, to) {
				return
			}
			seen[k] = true
			ask := fmt.Sprintf("if vʹ, okʹ := xʹ.(%s); okʹ { return vʹ, true }", k)
			if c := lw.carrier(t); c != "" {
				ask = fmt.Sprintf("if vʹ, okʹ := xʹ.(%s); okʹ { return %s(vʹ), true }", c, k)
			} else if !isStruct(t) {
				// In an any this may look like a plain number or so: the interpreter knows, if only that.
				ask = fmt.Sprintf("if _, isʹ := xʹ.(%s); isʹ { %s }", key, ask)
			}
			cases = append(cases, ask)
		}
		for _, n := range all {
			if !lw.nameable(n) {
				continue
			}
			if c.box {
				if carrier := lw.carrier(n); carrier != "" && types.Implements(n, to) {
					cases = append(cases, fmt.Sprintf("if vʹ, okʹ := xʹ.(%s); okʹ { return %s(vʹ) }", lw.key(n), carrier))
				}
				continue
			}
			add(n)
			add(types.NewPointer(n))
		}
		if len(cases) == 0 {
			return
		}
		if c.box {
			out = append(out, parseStmts(fmt.Sprintf("%[1]s := %[2]s; %[2]s = func(xʹ %[3]s) interface{} { if xʹ == nil { return nil }; %[4]s; return %[1]s(xʹ) }", before, c.name, key, strings.Join(cases, "; ")), token.NoPos)...)
			return
		}
		out = append(out, parseStmts(fmt.Sprintf("%[1]s := %[2]s; %[2]s = func(xʹ interface{}) (%[3]s, bool) { if xʹ == nil { return nil, false }; %[4]s; return %[1]s(xʹ) }", before, c.name, key, strings.Join(cases, "; ")), token.NoPos)...)
	}
	for _, k := range sortedKeys(lw.c.s.casts) {
		lengthen(lw.c.s.casts[k], lw.c.born)
	}
	for _, k := range sortedKeys(lw.c.casts) {
		lengthen(lw.c.casts[k], append(slices.Clone(lw.c.s.born), lw.c.born...))
	}
	return out
}
