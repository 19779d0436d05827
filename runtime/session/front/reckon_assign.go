package front

import (
	"go/ast"
	"go/types"
	"strings"

	"talbot/runtime/session/reckon"
)

func (p *reckoner) assign(st *ast.AssignStmt) []*reckon.Node {
	if op, ok := assignOps[st.Tok]; ok {
		to := p.target(st.Lhs[0])
		if to.Kind <= reckon.Bool || to.Kind == reckon.Slice {
			giveUp()
		}
		out := p.holdCalls(to)
		v := p.value(st.Rhs[0])
		if op == reckon.Shl || op == reckon.Shr {
			if to.Op != reckon.Local {
				giveUp()
			}
			if v.Op == reckon.Const && v.Kind != reckon.Uint64 && v.N < 0 {
				giveUp()
			}
		} else if v.Kind != to.Kind {
			giveUp()
		}
		return append(out, &reckon.Node{Op: reckon.Change, Of: uint8(op), Kids: []*reckon.Node{to, v}})
	}
	if len(st.Lhs) == len(st.Rhs) {
		return p.assignEach(st)
	}
	call, ok := ast.Unparen(st.Rhs[0]).(*ast.CallExpr)
	if !ok {
		giveUp()
	}
	return p.assignCall(st, call)
}

// assignEach translates an assignment of as many values as there are targets.
func (p *reckoner) assignEach(st *ast.AssignStmt) []*reckon.Node {
	if len(st.Lhs) == 1 {
		return p.assignOne(st.Lhs[0], st.Rhs[0])
	}
	var values, out []*reckon.Node
	targets := make([]*reckon.Node, len(st.Lhs))
	for i, l := range st.Lhs {
		if isBlank(l) {
			giveUp()
		}
		targets[i] = p.fresh(l)
		out = append(out, p.holdCalls(targets[i])...)
	}
	for i, r := range st.Rhs {
		t := p.lw.typeOf(st.Lhs[i])
		if reckonKind(t) == reckon.None {
			giveUp()
		}
		v := p.value(r)
		if v.Op != reckon.Const {
			n := p.temp(v.Kind, t)
			out = append(out, set(n, v))
			v = n
		}
		values = append(values, v)
	}
	// The operands of the targets are evaluated before any of them is set.
	var sets []*reckon.Node
	for i, to := range targets {
		for j, k := range to.Kids {
			if stable(k, targets) {
				continue
			}
			held := p.temp(k.Kind, heldType(k.Kind))
			out = append(out, set(held, k))
			to.Kids[j] = held
		}
		sets = append(sets, set(to, values[i]))
	}
	return append(out, sets...)
}

// holdCalls has the calls in a target's operands made before the value is found.
func (p *reckoner) holdCalls(to *reckon.Node) (out []*reckon.Node) {
	if to.Op == reckon.Local {
		return nil
	}
	for i, k := range to.Kids {
		if calls(k) {
			held := p.temp(k.Kind, heldType(k.Kind))
			out = append(out, set(held, k))
			to.Kids[i] = held
		}
	}
	return out
}

// heldType gives some type of a kind, to make room for an operand.
func heldType(k reckon.Kind) types.Type {
	if k == reckon.Slice {
		return types.NewSlice(types.Typ[types.Int])
	}
	return types.Typ[types.Int]
}

// stable reports whether an operand stays the same while the targets are set.
func stable(n *reckon.Node, targets []*reckon.Node) bool {
	for _, t := range targets {
		same := t.Kind == n.Kind
		if n.Op == reckon.Local && t.Op == reckon.Local && same && t.N == n.N {
			return false
		}
		if (n.Op == reckon.Elem || n.Op == reckon.Global) && same && t.Op != reckon.Local {
			return false
		}
	}
	for _, k := range n.Kids {
		if !stable(k, targets) {
			return false
		}
	}
	return true
}

// calls reports whether evaluating a node calls what may have effects.
func calls(n *reckon.Node) bool {
	if n.Op == reckon.Call || n.Op == reckon.Native && !strings.HasPrefix(n.Name, "math.") || n.Op == reckon.Copy {
		return true
	}
	for _, k := range n.Kids {
		if calls(k) {
			return true
		}
	}
	return false
}

// fresh gives a target, which for a name that := declares is a new variable.
func (p *reckoner) fresh(l ast.Expr) *reckon.Node {
	if id, ok := l.(*ast.Ident); ok {
		if o := p.lw.info.Defs[id]; o != nil {
			n := p.room(o.Type())
			p.vars[o] = n
			c := *n
			return &c
		}
	}
	return p.target(l)
}

func (p *reckoner) assignOne(l, r ast.Expr) []*reckon.Node {
	if isBlank(l) {
		v := p.value(r)
		if v.Kind == reckon.None {
			giveUp()
		}
		return []*reckon.Node{{Op: reckon.Do, Kids: []*reckon.Node{v}}}
	}
	var t types.Type
	if id, ok := l.(*ast.Ident); ok && p.lw.info.Defs[id] != nil {
		t = p.lw.info.Defs[id].Type()
	} else {
		t = p.lw.typeOf(l)
	}
	if a := arrayOf(t); a != nil {
		return p.copyArray(l, r, a)
	}
	if reckonKind(t) == reckon.None {
		from := p.aggregate(r)
		return []*reckon.Node{{Op: reckon.Move, N: sizeOf(t), Kids: []*reckon.Node{p.fresh(l), from}}}
	}
	// What is held lies below the frames of what the value calls.
	to := p.fresh(l)
	out := p.holdCalls(to)
	v := p.value(r)
	if v.Kind != reckonKind(t) {
		giveUp()
	}
	return append(out, set(to, v))
}

// copyArray translates an assignment of arrays.
func (p *reckoner) copyArray(l, r ast.Expr, a *types.Array) []*reckon.Node {
	if lit, ok := ast.Unparen(r).(*ast.CompositeLit); ok {
		from := p.literal(lit)
		if id, ok := l.(*ast.Ident); ok && p.lw.info.Defs[id] != nil {
			return []*reckon.Node{set(p.fresh(l), from)}
		}
		return []*reckon.Node{arrayCopy(p.setWhole(l), from, a)}
	}
	from := p.whole(r)
	if id, ok := l.(*ast.Ident); ok && p.lw.info.Defs[id] != nil {
		to := p.fresh(l)
		return []*reckon.Node{set(to, makeOf(a.Elem(), a.Len())), arrayCopy(to, from, a)}
	}
	return []*reckon.Node{arrayCopy(p.setWhole(l), from, a)}
}

func (p *reckoner) setWhole(l ast.Expr) *reckon.Node {
	p.target(l)
	return p.whole(l)
}

func arrayCopy(to, from *reckon.Node, a *types.Array) *reckon.Node {
	c := &reckon.Node{Op: reckon.Copy, Kind: reckon.Int64, N: sizeOf(a.Elem()), Kids: []*reckon.Node{to, from}}
	return &reckon.Node{Op: reckon.Do, Kids: []*reckon.Node{c}}
}

// assignCall translates a, b = f().
func (p *reckoner) assignCall(st *ast.AssignStmt, call *ast.CallExpr) []*reckon.Node {
	if tv := p.lw.info.Types[call.Fun]; tv.IsType() || tv.IsBuiltin() {
		giveUp()
	}
	fn := p.callee(call)
	if fn.Pkg().Path() != "main" {
		giveUp()
	}
	n := p.cellCall(fn, call, reckon.None)
	out := []*reckon.Node{{Op: reckon.Do, Kids: []*reckon.Node{n}}}
	// New variables lie above the results, which are still to be read.
	nf := p.lw.c.reckoned(n.Name)
	for _, v := range nf.fn.Results {
		if v.Kind == reckon.Slice {
			p.slices = max(p.slices, int(n.M)+v.At+1)
		} else {
			p.bytes = max(p.bytes, int(n.N)+v.At+(v.Size+7)&^7)
		}
	}
	p.temps++
	for i, l := range st.Lhs {
		if isBlank(l) {
			continue
		}
		from := nodeOf(nf.fn.Results[i])
		if from.Kind == reckon.Slice {
			from.N += n.M
		} else {
			from.N += n.N
		}
		to := p.fresh(l)
		if calls(to) {
			giveUp()
		}
		if from.Kind == reckon.None {
			out = append(out, &reckon.Node{Op: reckon.Move, N: int64(nf.fn.Results[i].Size), Kids: []*reckon.Node{to, from}})
			continue
		}
		out = append(out, set(to, from))
	}
	return out
}

// target translates what is assigned to.
func (p *reckoner) target(e ast.Expr) *reckon.Node {
	if id, ok := rootOf(e).(*ast.Ident); ok {
		if o, ok := p.lw.info.ObjectOf(id).(*types.Var); ok && p.lw.session(o) {
			p.fn.writes[p.lw.nameOf(o)] = true
		}
	}
	n := p.place(e)
	if n.Kind == reckon.None {
		n.Kind = reckonKind(p.lw.typeOf(e))
	}
	return n
}

// rootOf gives the variable of which e is a part that lies in it.
func rootOf(e ast.Expr) ast.Expr {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		default:
			return e
		}
	}
}
