package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// hostPath is the import path of what the interpreter's process gives to lowered code.
const hostPath = "talbot/cell"

// Names below that the interpreter's process declares before the first cell.
const (
	stopName = "stop" + mark // a bool, true after an interrupt
)

// Prelude is the source that the interpreter runs before the first cell and after each interrupt.
const (
	Prelude = `package main
import cellʹp "talbot/cell"
var stopʹ bool
var watchedʹ = cellʹp.Watch(&stopʹ)
var ctxʹ = cellʹp.Context()
var atʹ int
var noteAtʹ = cellʹp.NoteAt(&atʹ)
func renewʹ() { ctxʹ = cellʹp.Context() }
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
	return &ast.IfStmt{If: pos, Cond: ident(stopName, pos), Body: block(pos, &ast.ExprStmt{X: lw.hostCall("Halt", pos)})}
}

// receive gives a channel receive that an interrupt ends; with both it gives the value and ok.
// The host waits, since the interpreter's own select keeps its cases in one place for all
// goroutines, which then receive each other's values.
func (lw *lowerer) receive(e *ast.UnaryExpr, both bool) ast.Expr {
	pos := e.Pos()
	raw := &ast.UnaryExpr{OpPos: e.OpPos, Op: token.ARROW, X: lw.expr(e.X)}
	t := lw.typeOf(e.X)
	ch, ok := t.Underlying().(*types.Chan)
	if !ok || !lw.nameable(t) || !lw.nameable(ch.Elem()) {
		return raw
	}
	ct, et := lw.key(t), lw.key(ch.Elem())
	kind, src := "receive/", "func(cʹ "+ct+") "+et+" { var vʹ "+et+"; "+lw.host("Receive", pos)+"(cʹ, &vʹ); return vʹ }"
	if both {
		kind = "receive2/"
		src = "func(cʹ " + ct + ") (" + et + ", bool) { var vʹ " + et + "; okʹ := " + lw.host("Receive", pos) + "(cʹ, &vʹ); return vʹ, okʹ }"
	}
	fn := lw.shared(kind+ct, src)
	return &ast.CallExpr{Fun: fn(pos), Lparen: pos, Args: []ast.Expr{raw.X}}
}

// send gives a channel send that an interrupt ends.
func (lw *lowerer) send(st *ast.SendStmt) ast.Stmt {
	pos := st.Pos()
	t := lw.typeOf(st.Chan)
	ch, ok := t.Underlying().(*types.Chan)
	if !ok || !lw.nameable(t) || !lw.nameable(ch.Elem()) {
		var before []ast.Stmt
		c, v := lw.sending(st, &before)
		return block(pos, append(before, &ast.ExprStmt{X: lw.hostCall("Send", pos, c, v)})...)
	}
	fn := lw.shared("send/"+lw.key(t), "func(cʹ "+lw.key(t)+", vʹ "+lw.key(ch.Elem())+") { "+lw.host("Send", pos)+"(cʹ, &vʹ) }")
	value := lw.held(lw.expr(st.Value), lw.typeOf(st.Value), ch.Elem())
	return &ast.ExprStmt{X: &ast.CallExpr{Fun: fn(pos), Lparen: pos, Args: []ast.Expr{lw.expr(st.Chan), value}}}
}

// sending evaluates a send's channel and value before; it gives the channel, and the address of
// the value, which has the channel's type.
func (lw *lowerer) sending(st *ast.SendStmt, before *[]ast.Stmt) (c, v ast.Expr) {
	pos := st.Value.Pos()
	c = lw.keep(lw.expr(st.Chan), before)
	ch, ok := lw.typeOf(st.Chan).Underlying().(*types.Chan)
	value := lw.expr(st.Value)
	if !ok || !lw.nameable(ch.Elem()) {
		return c, &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: lw.keep(value, before)}
	}
	name := lw.temp()
	*before = append(*before, lw.declared(name, ch.Elem(), lw.held(value, lw.typeOf(st.Value), ch.Elem()), pos))
	return c, &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: ident(name, pos)}
}

// declared gives the declaration of a variable of type t, with a value or nil.
func (lw *lowerer) declared(name string, t types.Type, value ast.Expr, pos token.Pos) ast.Stmt {
	vs := &ast.ValueSpec{Names: []*ast.Ident{ident(name, pos)}, Type: lw.typ(t, pos)}
	if value != nil {
		vs.Values = []ast.Expr{value}
	}
	return &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: pos, Tok: token.VAR, Specs: []ast.Spec{vs}}}
}

// selectStmt gives a select that an interrupt ends: the host chooses, and a switch goes on from
// there. Channels and what is sent are evaluated first, in their order.
func (lw *lowerer) selectStmt(st *ast.SelectStmt) []ast.Stmt {
	pos := st.Pos()
	out := &ast.SwitchStmt{Switch: st.Select, Body: &ast.BlockStmt{Lbrace: st.Body.Lbrace, Rbrace: st.Body.Rbrace}}
	var before []ast.Stmt
	var kinds string // one letter a case, as the host's Select reads them
	args := []ast.Expr{nil}
	for i, c := range st.Body.List {
		cc := c.(*ast.CommClause)
		clause := &ast.CaseClause{Case: cc.Case, Colon: cc.Colon, List: []ast.Expr{intLit(int64(i), pos)}}
		var first []ast.Stmt
		switch comm := cc.Comm.(type) {
		case nil:
			kinds += "d"
		case *ast.SendStmt:
			kinds += "s"
			c, v := lw.sending(comm, &before)
			args = append(args, c, v)
		case *ast.ExprStmt:
			kinds += "r"
			args = append(args, lw.received(comm.X, &before))
		case *ast.AssignStmt:
			recv := ast.Unparen(comm.Rhs[0]).(*ast.UnaryExpr)
			args = append(args, lw.received(recv, &before))
			kinds += string("vo"[len(comm.Lhs)-1])
			ch, _ := lw.typeOf(recv.X).Underlying().(*types.Chan)
			for i, l := range comm.Lhs {
				name := lw.temp()
				t := []types.Type{ch.Elem(), types.Typ[types.Bool]}[i]
				before = append(before, lw.declared(name, t, nil, pos))
				args = append(args, &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: ident(name, pos)})
				if !isBlank(l) {
					first = append(first, &ast.AssignStmt{Lhs: []ast.Expr{lw.expr(l)}, TokPos: comm.TokPos, Tok: comm.Tok,
						Rhs: []ast.Expr{lw.held(ident(name, pos), t, lw.typeOf(l))}})
				}
			}
		}
		clause.Body = scoped(append(first, lw.stmts(cc.Body)...))
		out.Body.List = append(out.Body.List, clause)
	}
	args[0] = &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: strconv.Quote(kinds)}
	wait := lw.hostCall("Select", pos, args...)
	if len(kinds) == 0 {
		return []ast.Stmt{&ast.ExprStmt{X: wait}}
	}
	out.Tag = wait
	return append(before, out)
}

// received evaluates the channel of a receive before.
func (lw *lowerer) received(e ast.Expr, before *[]ast.Stmt) ast.Expr {
	return lw.keep(lw.expr(ast.Unparen(e).(*ast.UnaryExpr).X), before)
}

// waits are functions of std that block, with their forms that an interrupt ends.
var waits = map[string]string{
	"time.Sleep":             "Sleep",
	"(*sync.WaitGroup).Wait": "Wait",
	"(*sync.Mutex).Lock":     "Lock",
	"(*sync.RWMutex).Lock":   "RWLock",
	"(*sync.RWMutex).RLock":  "RLock",
	"(sync.Locker).Lock":     "LockAny",
	"(*sync.Cond).Wait":      "CondWait",
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
	_, ptr := lw.receiverType(sel).Underlying().(*types.Pointer)
	if !ptr && !types.IsInterface(lw.receiverType(sel)) {
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
