package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

func (lw *lowerer) block(b *ast.BlockStmt) *ast.BlockStmt {
	if b == nil {
		return nil
	}
	return &ast.BlockStmt{Lbrace: b.Lbrace, List: lw.stmts(b.List), Rbrace: b.Rbrace}
}

func (lw *lowerer) stmts(list []ast.Stmt) []ast.Stmt {
	out := make([]ast.Stmt, 0, len(list))
	for _, st := range list {
		out = append(out, lw.marked(st, "")...)
	}
	return out
}

// one lowers a statement that must stay a single one.
func (lw *lowerer) one(st ast.Stmt) ast.Stmt {
	if st == nil {
		return nil
	}
	if as, ok := st.(*ast.AssignStmt); ok {
		return lw.assign(as)
	}
	out := lw.stmt(st, "")
	if len(out) == 1 {
		return out[0]
	}
	return block(st.Pos(), out...)
}

// stmt lowers a statement that stands under label, or "".
func (lw *lowerer) stmt(st ast.Stmt, label string) []ast.Stmt {
	switch st := st.(type) {
	case *ast.AssignStmt:
		before, set := lw.parallel(st)
		return append(before, set)
	case *ast.BlockStmt:
		return []ast.Stmt{lw.block(st)}
	case *ast.BranchStmt:
		return lw.branch(st)
	case *ast.DeclStmt:
		return lw.localDecl(st)
	case *ast.DeferStmt:
		return lw.later(st.Call, func(fn ast.Expr) ast.Stmt {
			how := "Push"
			if body := lw.bodyOf(st.Call.Fun); body != nil && !lw.recovers(body) {
				how = "PushDeaf"
			}
			push := &ast.SelectorExpr{X: ident(lw.fn.defers, st.Pos()), Sel: ident(how, st.Pos())}
			return &ast.ExprStmt{X: &ast.CallExpr{Fun: push, Lparen: st.Pos(), Args: []ast.Expr{fn}}}
		})
	case *ast.ExprStmt:
		return []ast.Stmt{&ast.ExprStmt{X: lw.expr(st.X)}}
	case *ast.ForStmt:
		if run := lw.reckonLoop(st, label); run != nil {
			return run
		}
		return lw.inside(true, func() []ast.Stmt { return lw.forLoop(st, label) })
	case *ast.GoStmt:
		return lw.later(st.Call, func(fn ast.Expr) ast.Stmt {
			return &ast.GoStmt{Go: st.Go, Call: lw.hostCall("Go", st.Pos(), fn)}
		})
	case *ast.IfStmt:
		before, init := lw.initial(st.Init)
		out := &ast.IfStmt{If: st.If, Init: init, Cond: lw.expr(st.Cond), Body: lw.block(st.Body)}
		if st.Else != nil {
			out.Else = lw.one(st.Else)
			switch out.Else.(type) {
			case *ast.IfStmt, *ast.BlockStmt:
			default:
				out.Else = block(st.Else.Pos(), out.Else)
			}
		}
		return append(before, out)
	case *ast.IncDecStmt:
		return []ast.Stmt{&ast.IncDecStmt{X: lw.expr(st.X), TokPos: st.TokPos, Tok: st.Tok}}
	case *ast.LabeledStmt:
		return lw.labeled(st)
	case *ast.RangeStmt:
		if sig, ok := lw.typeOf(st.X).Underlying().(*types.Signature); ok {
			return lw.rangeOverFunc(st, sig, label)
		}
		if run := lw.reckonLoop(st, label); run != nil {
			return run
		}
		return lw.inside(true, func() []ast.Stmt { return lw.rangeLoop(st) })
	case *ast.ReturnStmt:
		return lw.returnStmt(st)
	case *ast.SelectStmt:
		return lw.inside(false, func() []ast.Stmt { return lw.selectStmt(st) })
	case *ast.SendStmt:
		return []ast.Stmt{lw.send(st)}
	case *ast.SwitchStmt:
		return lw.inside(false, func() []ast.Stmt {
			before, init := lw.initial(st.Init)
			if sw := lw.switchByConditions(st); sw != nil {
				if init != nil {
					before = append(before, init)
				}
				return []ast.Stmt{block(st.Pos(), append(before, sw...)...)}
			}
			out := &ast.SwitchStmt{Switch: st.Switch, Init: init, Tag: lw.expr(st.Tag), Body: lw.clauses(st.Body)}
			if as, ok := init.(*ast.AssignStmt); ok && len(as.Lhs) > 1 {
				// The interpreter reads the tag before it has set two variables.
				out.Init = nil
				return []ast.Stmt{block(st.Pos(), append(before, init, out)...)}
			}
			return append(before, out)
		})
	case *ast.TypeSwitchStmt:
		return lw.inside(false, func() []ast.Stmt {
			return lw.typeSwitch(st)
		})
	}
	return []ast.Stmt{st}
}

func (lw *lowerer) assign(st *ast.AssignStmt) ast.Stmt {
	out := &ast.AssignStmt{TokPos: st.TokPos, Tok: st.Tok, Lhs: lw.exprs(st.Lhs)}
	if len(st.Lhs) == 2 && len(st.Rhs) == 1 {
		if u, ok := ast.Unparen(st.Rhs[0]).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
			out.Rhs = []ast.Expr{lw.receive(u, true)}
			return out
		}
		if x := lw.asserted(st.Rhs[0]); x != nil {
			out.Rhs = []ast.Expr{x}
			return out
		}
	}
	out.Rhs = lw.exprs(st.Rhs)
	lw.holdAll(st.Lhs, st.Rhs, out.Rhs)
	return out
}

func (lw *lowerer) clauses(b *ast.BlockStmt) *ast.BlockStmt {
	out := &ast.BlockStmt{Lbrace: b.Lbrace, Rbrace: b.Rbrace}
	for _, c := range b.List {
		cc := c.(*ast.CaseClause)
		out.List = append(out.List, &ast.CaseClause{Case: cc.Case, List: lw.exprs(cc.List), Colon: cc.Colon, Body: scoped(lw.stmts(cc.Body))})
	}
	return out
}

// scoped puts a clause's statements into a block where one has a label, which the interpreter
// finds in blocks only. A fallthrough stays last.
func scoped(body []ast.Stmt) []ast.Stmt {
	if !slices.ContainsFunc(body, func(st ast.Stmt) bool { _, is := st.(*ast.LabeledStmt); return is }) {
		return body
	}
	last := len(body) - 1
	if br, ok := body[last].(*ast.BranchStmt); ok && br.Tok == token.FALLTHROUGH {
		return []ast.Stmt{block(body[0].Pos(), body[:last]...), br}
	}
	return []ast.Stmt{block(body[0].Pos(), body...)}
}

// dropRepeated takes out of a type switch the types that are nil, and those that stand further
// up too, as they do in a copy of a generic function for some type arguments.
func dropRepeated(b *ast.BlockStmt) {
	seen := map[string]bool{}
	var list []ast.Stmt
	for _, c := range b.List {
		cc := c.(*ast.CaseClause)
		var types []ast.Expr
		for _, t := range cc.List {
			if t == nil {
				continue
			}
			if s := exprString(t); !seen[s] {
				seen[s] = true
				types = append(types, t)
			}
		}
		if len(types) == 0 && len(cc.List) > 0 {
			continue
		}
		cc.List = types
		list = append(list, cc)
	}
	b.List = list
}

func (lw *lowerer) typeSwitchGuard(st ast.Stmt) ast.Stmt {
	guard := func(e ast.Expr) ast.Expr {
		ta := ast.Unparen(e).(*ast.TypeAssertExpr)
		return &ast.TypeAssertExpr{X: lw.expr(ta.X), Lparen: ta.Lparen, Rparen: ta.Rparen}
	}
	if as, ok := st.(*ast.AssignStmt); ok {
		return &ast.AssignStmt{Lhs: as.Lhs, TokPos: as.TokPos, Tok: as.Tok, Rhs: []ast.Expr{guard(as.Rhs[0])}}
	}
	return &ast.ExprStmt{X: guard(st.(*ast.ExprStmt).X)}
}

// localDecl lowers a declaration inside a function. Constants and aliases are written out where they are used.
func (lw *lowerer) localDecl(st *ast.DeclStmt) []ast.Stmt {
	g := st.Decl.(*ast.GenDecl)
	var out []ast.Stmt
	for _, spec := range g.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Assign.IsValid() {
				continue
			}
			lw.hoist(spec)
		case *ast.ValueSpec:
			if g.Tok == token.CONST {
				continue
			}
			vs := &ast.ValueSpec{Names: spec.Names}
			if spec.Type != nil {
				vs.Type = lw.expr(spec.Type)
			}
			if len(spec.Names) == 2 && len(spec.Values) == 1 {
				if u, ok := ast.Unparen(spec.Values[0]).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
					vs.Values = []ast.Expr{lw.receive(u, true)}
				} else if x := lw.asserted(spec.Values[0]); x != nil {
					vs.Values = []ast.Expr{x}
				}
			}
			if vs.Values == nil {
				vs.Values = lw.exprs(spec.Values)
				if spec.Type != nil && len(spec.Values) == len(spec.Names) {
					for i, v := range spec.Values {
						vs.Values[i] = lw.held(vs.Values[i], lw.typeOf(v), lw.typeOf(spec.Type))
					}
				}
			}
			out = append(out, &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: spec.Pos(), Tok: token.VAR, Specs: []ast.Spec{vs}}})
		}
	}
	return out
}

// hoist declares a function's own type outside it, under a name of its own, so that what the
// front end adds to the session can name it too.
func (lw *lowerer) hoist(spec *ast.TypeSpec) {
	obj := lw.info.Defs[spec.Name]
	if obj == nil {
		return
	}
	if i, ok := obj.Type().Underlying().(*types.Interface); ok && !i.IsMethodSet() {
		return
	}
	lw.refuseCyclic(obj, spec.Name)
	name := lw.c.s.fresh(spec.Name.Name + mark + "in")
	lw.c.out[obj] = name
	t := &ast.TypeSpec{Name: ident(name, spec.Name.Pos()), Type: lw.form(obj.Type(), name, spec.Type)}
	lw.decls = append(lw.decls, &ast.GenDecl{TokPos: spec.Pos(), Tok: token.TYPE, Specs: []ast.Spec{t}})
	lw.born(obj.Type())
	lw.forwards(obj.Type(), spec.Pos())
}

func (lw *lowerer) labeled(st *ast.LabeledStmt) []ast.Stmt {
	if lw.fn != nil {
		for _, rf := range lw.fn.rangeFns {
			rf.labels[st.Label.Name] = true
		}
	}
	list := lw.marked(st.Stmt, st.Label.Name)
	if r, ok := st.Stmt.(*ast.RangeStmt); ok {
		if _, isFunc := lw.typeOf(r.X).Underlying().(*types.Signature); isFunc {
			return list // its breaks and continues have become returns
		}
	}
	if len(list) == 0 {
		list = []ast.Stmt{&ast.EmptyStmt{Semicolon: st.Colon, Implicit: true}}
	}
	// The label belongs to the loop, which lowering puts last.
	last := len(list) - 1
	if b, ok := list[last].(*ast.BlockStmt); ok && len(b.List) > 0 {
		if _, isSwitch := st.Stmt.(*ast.SwitchStmt); isSwitch {
			list, last = b.List, len(b.List)-1
			list[last] = &ast.LabeledStmt{Label: st.Label, Colon: st.Colon, Stmt: list[last]}
			return []ast.Stmt{b}
		}
	}
	list[last] = &ast.LabeledStmt{Label: st.Label, Colon: st.Colon, Stmt: list[last]}
	return list
}
