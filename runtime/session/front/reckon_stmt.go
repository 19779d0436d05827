package front

import (
	"go/ast"
	"go/token"
	"go/types"

	"talbot/runtime/session/reckon"
)

func (p *reckoner) block(list []ast.Stmt) *reckon.Node {
	out := &reckon.Node{Op: reckon.Block}
	for _, st := range list {
		before := p.before
		p.before = nil
		p.pending = false
		nodes := p.statement(st, "")
		nodes = append(p.before, nodes...)
		p.before = before
		line := int32(p.lw.c.s.fset.Position(st.Pos()).Line)
		for _, n := range nodes {
			if n.At == 0 && canFail(n) {
				n.At = line
			}
			out.Kids = append(out.Kids, n)
		}
	}
	return out
}

// canFail reports whether what a statement does itself, not what stands in it, may panic.
func canFail(n *reckon.Node) bool {
	if n == nil {
		return false
	}
	switch n.Op {
	case reckon.Elem, reckon.View, reckon.Cut, reckon.Make, reckon.Rem, reckon.Call, reckon.Native:
		return true
	case reckon.Quo:
		return n.Kind < reckon.Float32
	case reckon.Change:
		if op := reckon.Op(n.Of); op == reckon.Quo || op == reckon.Rem || op == reckon.Shl || op == reckon.Shr {
			return true
		}
	case reckon.Shl, reckon.Shr:
		return n.Kids[1].Op != reckon.Const
	case reckon.If:
		return canFail(n.Kids[0])
	case reckon.For:
		return canFail(n.Kids[0]) || canFail(n.Kids[1])
	case reckon.Block, reckon.Once:
		return false
	}
	for _, k := range n.Kids {
		if canFail(k) {
			return true
		}
	}
	return false
}

// one translates statements as a single one.
func (p *reckoner) one(st ast.Stmt) *reckon.Node {
	if st == nil {
		return &reckon.Node{Op: reckon.Nothing}
	}
	b := p.block([]ast.Stmt{st})
	if len(b.Kids) == 1 {
		return b.Kids[0]
	}
	return b
}

// statement translates a statement that stands under label, or "".
func (p *reckoner) statement(st ast.Stmt, label string) []*reckon.Node {
	switch st := st.(type) {
	case *ast.AssignStmt:
		return p.assign(st)
	case *ast.BlockStmt:
		return []*reckon.Node{p.block(st.List)}
	case *ast.BranchStmt:
		return []*reckon.Node{p.jump(st)}
	case *ast.DeclStmt:
		return p.declare(st)
	case *ast.EmptyStmt:
		return nil
	case *ast.ExprStmt:
		return p.do(st.X)
	case *ast.ForStmt:
		return p.forLoop(st, label)
	case *ast.IfStmt:
		return p.ifStmt(st)
	case *ast.IncDecStmt:
		op := reckon.Add
		if st.Tok == token.DEC {
			op = reckon.Sub
		}
		to := p.target(st.X)
		one := &reckon.Node{Op: reckon.Const, Kind: to.Kind, N: 1}
		if to.Kind >= reckon.Float32 {
			one = constantNode(to.Kind, oneValue)
		}
		return []*reckon.Node{{Op: reckon.Change, Of: uint8(op), Kids: []*reckon.Node{to, one}}}
	case *ast.LabeledStmt:
		return p.statement(st.Stmt, st.Label.Name)
	case *ast.RangeStmt:
		return p.rangeLoop(st, label)
	case *ast.ReturnStmt:
		return p.returnStmt(st)
	case *ast.SwitchStmt:
		return p.switchStmt(st, label)
	}
	giveUp()
	return nil
}

// do translates a call that stands alone.
func (p *reckoner) do(e ast.Expr) []*reckon.Node {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || p.lw.info.Types[call.Fun].IsType() {
		giveUp()
	}
	if p.lw.info.Types[call.Fun].IsBuiltin() {
		if ast.Unparen(call.Fun).(*ast.Ident).Name != "copy" {
			giveUp()
		}
		return []*reckon.Node{{Op: reckon.Do, Kids: []*reckon.Node{p.value(call)}}}
	}
	fn := p.callee(call)
	if fn.Pkg().Path() != "main" {
		return []*reckon.Node{{Op: reckon.Do, Kids: []*reckon.Node{p.value(call)}}}
	}
	return []*reckon.Node{{Op: reckon.Do, Kids: []*reckon.Node{p.cellCall(fn, call, reckon.None)}}}
}

// zero sets a variable to its zero value.
func (p *reckoner) zero(n *reckon.Node, t types.Type) *reckon.Node {
	if a := arrayOf(t); a != nil {
		return set(n, makeOf(a.Elem(), a.Len()))
	}
	if n.Kind == reckon.None {
		return &reckon.Node{Op: reckon.Clear, N: sizeOf(t), M: n.N}
	}
	return set(n, &reckon.Node{Op: reckon.Const, Kind: n.Kind})
}

func (p *reckoner) declare(st *ast.DeclStmt) (out []*reckon.Node) {
	g := st.Decl.(*ast.GenDecl)
	if g.Tok == token.CONST {
		return nil
	}
	if g.Tok != token.VAR {
		giveUp()
	}
	for _, spec := range g.Specs {
		vs := spec.(*ast.ValueSpec)
		if len(vs.Values) > 0 && len(vs.Values) != len(vs.Names) {
			giveUp()
		}
		if len(vs.Names) > 1 && len(vs.Values) > 0 {
			as := &ast.AssignStmt{TokPos: vs.Pos(), Tok: token.DEFINE, Rhs: vs.Values}
			for _, n := range vs.Names {
				as.Lhs = append(as.Lhs, n)
			}
			out = append(out, p.assignEach(as)...)
			continue
		}
		for i, id := range vs.Names {
			if len(vs.Values) > 0 {
				out = append(out, p.assignOne(id, vs.Values[i])...)
				continue
			}
			if id.Name == "_" {
				continue
			}
			t := p.lw.info.Defs[id].Type()
			out = append(out, p.zero(p.fresh(id), t))
		}
	}
	return out
}

func (p *reckoner) ifStmt(st *ast.IfStmt) []*reckon.Node {
	var out []*reckon.Node
	if st.Init != nil {
		out = append(out, p.one(st.Init))
	}
	n := &reckon.Node{Op: reckon.If, Kids: []*reckon.Node{p.steady(st.Cond), p.block(st.Body.List)}}
	if st.Else != nil {
		n.Kids = append(n.Kids, p.one(st.Else))
	}
	return append(out, n)
}

func (p *reckoner) returnStmt(st *ast.ReturnStmt) []*reckon.Node {
	if p.region {
		giveUp()
	}
	leave := &reckon.Node{Op: reckon.Return}
	if len(st.Results) == 0 {
		return []*reckon.Node{leave}
	}
	if len(st.Results) != len(p.results) {
		giveUp()
	}
	var out, sets []*reckon.Node
	for i, r := range st.Results {
		to := p.results[i]
		t := p.fn.sig.Results().At(i).Type()
		if to.Kind == reckon.None {
			from := p.aggregate(r)
			sets = append(sets, &reckon.Node{Op: reckon.Move, N: sizeOf(t), Kids: []*reckon.Node{to, from}})
			if len(st.Results) > 1 {
				held := p.temp(reckon.None, t)
				out = append(out, &reckon.Node{Op: reckon.Move, N: sizeOf(t), Kids: []*reckon.Node{held, from}})
				sets[i].Kids[1] = held
			}
			continue
		}
		v := p.value(r)
		if v.Kind != to.Kind {
			giveUp()
		}
		if len(st.Results) > 1 && v.Op != reckon.Const {
			held := p.temp(v.Kind, t)
			out = append(out, set(held, v))
			v = held
		}
		sets = append(sets, set(to, v))
	}
	return append(append(out, sets...), leave)
}
