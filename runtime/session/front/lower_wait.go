package front

import (
	"go/ast"
	"go/token"
	"go/types"
)

// hostPath is the import path of what the interpreter's process gives to lowered code.
const hostPath = "talbot/cell"

// Names below that the interpreter's process declares before the first cell.
const (
	stopName = "stop" + mark // *uint32, not 0 after an interrupt
	doneName = "done" + mark // closed by an interrupt
)

// Prelude is the source that the interpreter runs before the first cell and after each interrupt.
const (
	Prelude = `package main
import cellʹp "talbot/cell"
var stopʹ = cellʹp.StopFlag()
var doneʹ = cellʹp.Done()
var ctxʹ = cellʹp.Context()
var atʹ int
var noteAtʹ = cellʹp.NoteAt(&atʹ)
func renewʹ() { doneʹ = cellʹp.Done(); ctxʹ = cellʹp.Context() }
`
	Renew = "renew" + mark
)

// host gives the text that names a function of the host package.
func (lw *lowerer) host(name string, pos token.Pos) string {
	return lw.packageAt(hostPath, pos).Name + "." + name
}

// hostCall gives a call of a function of the host package.
func (lw *lowerer) hostCall(name string, pos token.Pos, args ...ast.Expr) *ast.CallExpr {
	fun := &ast.SelectorExpr{X: lw.packageAt(hostPath, pos), Sel: ident(name, pos)}
	return &ast.CallExpr{Fun: fun, Lparen: pos, Args: args, Rparen: pos}
}

// haltCheck is what loops and functions do first: look whether the person has interrupted.
func (lw *lowerer) haltCheck(pos token.Pos) ast.Stmt {
	return parseStmts("if *"+stopName+" != 0 { "+lw.host("Halt", pos)+"() }", pos)[0]
}

func (lw *lowerer) doneCase(pos token.Pos) ast.Stmt {
	sel := parseStmts("select { case <-"+doneName+": "+lw.host("Halt", pos)+"() }", pos)[0].(*ast.SelectStmt)
	return sel.Body.List[0]
}

// receive gives a channel receive that an interrupt ends; with both it gives the value and ok.
func (lw *lowerer) receive(e *ast.UnaryExpr, both bool) ast.Expr {
	pos := e.Pos()
	raw := &ast.UnaryExpr{OpPos: e.OpPos, Op: token.ARROW, X: lw.expr(e.X)}
	t := lw.typeOf(e.X)
	ch, ok := t.Underlying().(*types.Chan)
	if !ok || !lw.nameable(t) || !lw.nameable(ch.Elem()) {
		return raw
	}
	ct, et := lw.key(t), lw.key(ch.Elem())
	halt := "case <-" + doneName + ": " + lw.host("Halt", pos) + "() }; var zʹ " + et
	kind, src := "receive/", "func(cʹ "+ct+") "+et+" { select { case vʹ := <-cʹ: return vʹ; "+halt+"; return zʹ }"
	if both {
		kind = "receive2/"
		src = "func(cʹ " + ct + ") (" + et + ", bool) { var vʹ " + et + "; var okʹ bool; select { case vʹ, okʹ = <-cʹ: return vʹ, okʹ; " + halt + "; return zʹ, false }"
	}
	fn := lw.shared(kind+ct, src)
	return &ast.CallExpr{Fun: fn(pos), Lparen: pos, Args: []ast.Expr{raw.X}}
}

// send gives a channel send that an interrupt ends.
func (lw *lowerer) send(st *ast.SendStmt) ast.Stmt {
	var before []ast.Stmt
	out := lw.sending(st, true, &before)
	clause := &ast.CommClause{Case: st.Pos(), Comm: out}
	sel := &ast.SelectStmt{Select: st.Pos(), Body: block(st.Pos(), clause, lw.doneCase(st.Pos()))}
	if len(before) == 0 {
		return sel
	}
	return block(st.Pos(), append(before, sel)...)
}

// sending evaluates a send's channel and value, which then has the channel's type: the
// interpreter would send what it keeps for nil or for a value of a cell. What stands alone needs no such
// care where it is plain.
func (lw *lowerer) sending(st *ast.SendStmt, alone bool, before *[]ast.Stmt) *ast.SendStmt {
	out := &ast.SendStmt{Chan: lw.expr(st.Chan), Arrow: st.Arrow}
	if !alone || !lw.harmless(st.Chan) {
		out.Chan = lw.keep(out.Chan, before)
	}
	value, pos := lw.expr(st.Value), st.Value.Pos()
	ch, ok := lw.typeOf(st.Chan).Underlying().(*types.Chan)
	if alone && len(*before) == 0 && ok && lw.harmless(st.Value) && types.Identical(lw.typeOf(st.Value), ch.Elem()) {
		out.Value = value
		return out
	}
	if !ok || !lw.nameable(ch.Elem()) {
		out.Value = lw.keep(value, before)
		return out
	}
	name := lw.temp()
	vs := &ast.ValueSpec{Names: []*ast.Ident{ident(name, pos)}, Type: lw.typ(ch.Elem(), pos), Values: []ast.Expr{lw.held(value, lw.typeOf(st.Value), ch.Elem())}}
	*before = append(*before, &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: pos, Tok: token.VAR, Specs: []ast.Spec{vs}}})
	out.Value = ident(name, pos)
	return out
}

// selectStmt gives a select that an interrupt ends. Channels and what is sent are evaluated
// first, in their order. What it receives goes to variables declared before it, since the
// interpreter wants them declared and takes no other targets.
func (lw *lowerer) selectStmt(st *ast.SelectStmt) []ast.Stmt {
	pos := st.Pos()
	sel := &ast.SelectStmt{Select: st.Select, Body: &ast.BlockStmt{Lbrace: st.Body.Lbrace, Rbrace: st.Body.Rbrace}}
	var before []ast.Stmt
	hasDefault := false
	for _, c := range st.Body.List {
		cc := c.(*ast.CommClause)
		clause := &ast.CommClause{Case: cc.Case, Colon: cc.Colon}
		var first []ast.Stmt
		switch comm := cc.Comm.(type) {
		case nil:
			hasDefault = true
		case *ast.SendStmt:
			clause.Comm = lw.sending(comm, len(st.Body.List) == 1, &before)
		case *ast.ExprStmt:
			clause.Comm = &ast.ExprStmt{X: lw.rawReceive(comm.X, &before)}
		case *ast.AssignStmt:
			ch, _ := lw.typeOf(ast.Unparen(comm.Rhs[0]).(*ast.UnaryExpr).X).Underlying().(*types.Chan)
			recv := lw.rawReceive(comm.Rhs[0], &before)
			as := &ast.AssignStmt{TokPos: comm.TokPos, Tok: token.ASSIGN, Rhs: []ast.Expr{recv}}
			for i, l := range comm.Lhs {
				name := lw.temp()
				var t types.Type = types.Typ[types.Bool]
				if i == 0 {
					t = ch.Elem()
				}
				vs := &ast.ValueSpec{Names: []*ast.Ident{ident(name, pos)}, Type: lw.typ(t, pos)}
				before = append(before, &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: pos, Tok: token.VAR, Specs: []ast.Spec{vs}}})
				as.Lhs = append(as.Lhs, ident(name, pos))
				if isBlank(l) {
					continue
				}
				first = append(first, &ast.AssignStmt{Lhs: []ast.Expr{lw.expr(l)}, TokPos: comm.TokPos, Tok: comm.Tok,
					Rhs: []ast.Expr{lw.held(ident(name, pos), t, lw.typeOf(l))}})
			}
			clause.Comm = as
		}
		clause.Body = append(first, lw.stmts(cc.Body)...)
		sel.Body.List = append(sel.Body.List, clause)
	}
	if !hasDefault {
		sel.Body.List = append(sel.Body.List, lw.doneCase(pos))
	}
	return append(before, sel)
}

func (lw *lowerer) rawReceive(e ast.Expr, before *[]ast.Stmt) ast.Expr {
	u, ok := ast.Unparen(e).(*ast.UnaryExpr)
	if !ok {
		return lw.expr(e)
	}
	return &ast.UnaryExpr{OpPos: u.OpPos, Op: u.Op, X: lw.keep(lw.expr(u.X), before)}
}

// waits are functions of std that block, with their forms that an interrupt ends.
var waits = map[string]string{
	"time.Sleep":             "Sleep",
	"(*sync.WaitGroup).Wait": "Wait",
	"(*sync.Mutex).Lock":     "Lock",
	"(*sync.RWMutex).Lock":   "RWLock",
	"(*sync.RWMutex).RLock":  "RLock",
}

// waiting lowers a call of a blocking function of std; nil means that e is none.
func (lw *lowerer) waiting(e *ast.CallExpr) ast.Expr {
	se, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	fn, ok := lw.info.Uses[se.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil {
		return nil
	}
	name, ok := waits[fn.FullName()]
	if !ok {
		return nil
	}
	pos := e.Pos()
	out := lw.hostCall(name, pos, lw.exprs(e.Args)...)
	sel := lw.info.Selections[se]
	if sel == nil {
		return out
	}
	recv := lw.promote(lw.expr(se.X), sel)
	// The method's receiver is a pointer: take the address of what is none.
	if _, ptr := lw.receiverType(sel).Underlying().(*types.Pointer); !ptr {
		recv = &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: recv}
	}
	out.Args = append([]ast.Expr{recv}, out.Args...)
	return out
}

// receiverType gives the type of x in x.Method once embedded fields are written out.
func (lw *lowerer) receiverType(sel *types.Selection) types.Type {
	t := sel.Recv()
	for _, i := range sel.Index()[:len(sel.Index())-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		t = t.Underlying().(*types.Struct).Field(i).Type()
	}
	return t
}
