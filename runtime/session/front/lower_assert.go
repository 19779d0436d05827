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
}

// castTo gives the cast to an interface type, or nil if x.(t) needs none.
func (lw *lowerer) castTo(x ast.Expr, t types.Type) *cast {
	from, ok := lw.typeOf(x).Underlying().(*types.Interface)
	to, isIface := t.Underlying().(*types.Interface)
	if !ok || !isIface || from.NumMethods() > 0 || to.NumMethods() == 0 || lw.lib != nil || !lw.nameable(t) {
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
		src = "func(vʹ interface{}) (%[1]s, bool) { rʹ, okʹ := vʹ.(%[1]s); return rʹ, okʹ }"
	}
	base := parseExpr(fmt.Sprintf(src, key), token.NoPos)
	spec := &ast.ValueSpec{Names: []*ast.Ident{ident(c.name, token.NoPos)}, Values: []ast.Expr{base}}
	lw.decls = append(lw.decls, &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{spec}})
	return c
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
	c := lw.castTo(e.X, t)
	if c == nil {
		return plain
	}
	fun := ast.Expr(ident(c.name, pos))
	if !both {
		key := lw.key(t)
		fun = lw.shared("assert/"+key, "func(v"+mark+" interface{}) "+key+" { if r"+mark+", ok"+mark+" := "+c.name+"(v"+mark+"); ok"+mark+" { return r"+mark+" }; return v"+mark+".("+key+") }")(pos)
	}
	return &ast.CallExpr{Fun: fun, Lparen: pos, Args: []ast.Expr{plain.X}}
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

// typeSwitch lowers a type switch. Where cases need casts it becomes a chain: a switch over
// what stands before the first of them, in whose default that case is asked for, and so on.
func (lw *lowerer) typeSwitch(st *ast.TypeSwitchStmt) []ast.Stmt {
	out := &ast.TypeSwitchStmt{Switch: st.Switch, Init: lw.one(st.Init), Assign: lw.typeSwitchGuard(st.Assign), Body: lw.clauses(st.Body)}
	subject, bound := guarded(st.Assign)
	for i, c := range st.Body.List {
		cc := out.Body.List[i].(*ast.CaseClause)
		for j, t := range c.(*ast.CaseClause).List {
			if tv := lw.info.Types[t]; tv.IsType() && lw.impossible(subject, tv.Type) {
				cc.List[j] = nil
			}
		}
	}
	dropRepeated(out.Body)
	needs := func(cc *ast.CaseClause) bool {
		return slices.ContainsFunc(cc.List, func(t ast.Expr) bool {
			return !lw.info.Types[t].IsNil() && lw.castTo(subject, lw.typeOf(t)) != nil
		})
	}
	if !slices.ContainsFunc(st.Body.List, func(c ast.Stmt) bool { return needs(c.(*ast.CaseClause)) }) || len(out.Body.List) != len(st.Body.List) {
		return []ast.Stmt{out}
	}
	pos := st.Pos()
	held := lw.temp()
	lowered, _ := guarded(out.Assign)
	var fallback []ast.Stmt
	var cases []int
	for i, c := range st.Body.List {
		if c.(*ast.CaseClause).List == nil {
			fallback = out.Body.List[i].(*ast.CaseClause).Body
			if bound != "" {
				fallback = append(parseStmts(bound+" := "+held+"; _ = "+bound, pos), fallback...)
			}
			continue
		}
		cases = append(cases, i)
	}
	chain := fallback
	for j := len(cases) - 1; j >= 0; j-- {
		from, to := st.Body.List[cases[j]].(*ast.CaseClause), out.Body.List[cases[j]].(*ast.CaseClause)
		if !needs(from) {
			sw := &ast.TypeSwitchStmt{Switch: from.Pos(), Body: block(from.Pos(), to, &ast.CaseClause{Case: from.Pos(), Body: chain})}
			guard := &ast.TypeAssertExpr{X: ident(held, from.Pos())}
			sw.Assign = &ast.ExprStmt{X: guard}
			if bound != "" {
				sw.Assign = &ast.AssignStmt{Lhs: []ast.Expr{ident(bound, from.Pos())}, TokPos: from.Pos(), Tok: token.DEFINE, Rhs: []ast.Expr{guard}}
			}
			chain = []ast.Stmt{sw}
			continue
		}
		chain = []ast.Stmt{lw.castCase(subject, from, to, held, bound, chain)}
	}
	// Breaks leave this switch.
	whole := &ast.SwitchStmt{Switch: pos, Body: block(pos, &ast.CaseClause{Case: pos, Body: chain})}
	hold := &ast.AssignStmt{Lhs: []ast.Expr{ident(held, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{lowered}}
	if out.Init != nil {
		return []ast.Stmt{block(pos, out.Init, hold, whole)}
	}
	return []ast.Stmt{hold, whole}
}

// castCase gives one case of a type switch as an if with the rest in its else.
func (lw *lowerer) castCase(subject ast.Expr, from, to *ast.CaseClause, held, bound string, rest []ast.Stmt) ast.Stmt {
	pos := from.Pos()
	name, ok := lw.temp(), lw.temp()
	var init string
	if len(from.List) == 1 {
		init = name + ", " + ok + " := " + lw.castTo(subject, lw.typeOf(from.List[0])).name + "(" + held + ")"
	} else {
		var any []string
		for i, t := range from.List {
			c := lw.castTo(subject, lw.typeOf(t))
			switch {
			case lw.info.Types[t].IsNil():
				any = append(any, "if "+held+" == nil { return v"+mark+", true }")
			case c != nil:
				any = append(any, "if _, ok"+mark+" := "+c.name+"(v"+mark+"); ok"+mark+" { return v"+mark+", true }")
			default:
				any = append(any, "if _, ok"+mark+" := v"+mark+".("+exprString(to.List[i])+"); ok"+mark+" { return v"+mark+", true }")
			}
		}
		init = name + ", " + ok + " := func(v" + mark + " interface{}) (interface{}, bool) { " + strings.Join(any, "; ") + "; return v" + mark + ", false }(" + held + ")"
	}
	body := to.Body
	if bound != "" {
		body = append(parseStmts(bound+" := "+name+"; _ = "+bound, pos), body...)
	} else {
		body = append(parseStmts("_ = "+name, pos), body...)
	}
	return &ast.IfStmt{If: pos, Init: parseStmts(init, pos)[0], Cond: ident(ok, pos), Body: block(pos, body...), Else: block(pos, rest...)}
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
			if !isStruct(t) {
				// In an any this may look like a plain number or so: the interpreter knows, if only that.
				ask = fmt.Sprintf("if _, isʹ := xʹ.(%s); isʹ { %s }", key, ask)
			}
			cases = append(cases, ask)
		}
		for _, n := range all {
			if lw.nameable(n) {
				add(n)
				add(types.NewPointer(n))
			}
		}
		if len(cases) == 0 {
			return
		}
		out = append(out, parseStmts(fmt.Sprintf("%[1]s := %[2]s; %[2]s = func(xʹ interface{}) (%[3]s, bool) { %[4]s; return %[1]s(xʹ) }", before, c.name, key, strings.Join(cases, "; ")), token.NoPos)...)
	}
	for _, k := range sortedKeys(lw.c.s.casts) {
		lengthen(lw.c.s.casts[k], lw.c.born)
	}
	for _, k := range sortedKeys(lw.c.casts) {
		lengthen(lw.c.casts[k], append(slices.Clone(lw.c.s.born), lw.c.born...))
	}
	return out
}
