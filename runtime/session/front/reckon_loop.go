package front

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"talbot/runtime/session/reckon"
)

var oneValue = constant.MakeInt64(1)

// enter opens a loop, or a switch, which break may leave, and gives its number.
func (p *reckoner) enter(label string, loop bool) int64 {
	p.loops++
	p.targets = append(p.targets, target{label: label, n: p.loops, loop: loop})
	return p.loops
}

func (p *reckoner) leave() { p.targets = p.targets[:len(p.targets)-1] }

func (p *reckoner) jump(st *ast.BranchStmt) *reckon.Node {
	op := reckon.Break
	switch st.Tok {
	case token.BREAK:
	case token.CONTINUE:
		op = reckon.Continue
	default:
		giveUp()
	}
	for i := len(p.targets) - 1; i >= 0; i-- {
		t := p.targets[i]
		if st.Label != nil && st.Label.Name == t.label || st.Label == nil && (t.loop || op == reckon.Break) {
			return &reckon.Node{Op: op, N: t.n}
		}
	}
	giveUp()
	return nil
}

// steady translates an expression that is evaluated again and again.
func (p *reckoner) steady(e ast.Expr) *reckon.Node {
	fixed := p.fixed
	p.fixed = true
	n := p.value(e)
	p.fixed = fixed
	return n
}

func (p *reckoner) forLoop(st *ast.ForStmt, label string) []*reckon.Node {
	var out []*reckon.Node
	if st.Init != nil {
		out = append(out, p.one(st.Init))
	}
	n := p.enter(label, true)
	defer p.leave()
	cond := &reckon.Node{Op: reckon.Nothing}
	if st.Cond != nil {
		cond = p.steady(st.Cond)
	}
	body := p.block(st.Body.List)
	post := p.one(st.Post)
	return append(out, &reckon.Node{Op: reckon.For, N: n, Kids: []*reckon.Node{cond, post, body}})
}

// rangeLoop writes a range over an int, a slice or an array as a loop that counts.
func (p *reckoner) rangeLoop(st *ast.RangeStmt, label string) []*reckon.Node {
	t := p.lw.typeOf(st.X)
	var out []*reckon.Node
	var limit, list *reckon.Node
	counter := types.Type(types.Typ[types.Int])
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsInteger == 0 {
			giveUp()
		}
		limit = p.value(st.X)
		counter = types.Default(t)
		if id, ok := st.Key.(*ast.Ident); ok && id.Name != "_" {
			counter = p.lw.typeOf(id)
			if o := p.lw.info.Defs[id]; o != nil {
				counter = o.Type()
			}
		}
		k := reckonKind(counter)
		if tv := p.lw.info.Types[st.X]; tv.Value != nil {
			limit = constantNode(k, tv.Value)
		} else if limit.Kind != k {
			giveUp()
		}
	case *types.Slice, *types.Array:
		var from *reckon.Node
		a := arrayOf(t)
		if a != nil && isBlankOrNil(st.Value) {
			if callsAny(st.X) {
				giveUp() // the array is evaluated though only its length is wanted
			}
			limit = constInt(a.Len())
			break
		}
		from = p.whole(st.X)
		list = p.temp(reckon.Slice, types.NewSlice(elemOf(t)))
		if a != nil {
			out = append(out, set(list, makeOf(a.Elem(), a.Len())), arrayCopy(list, from, a))
		} else {
			out = append(out, set(list, from))
		}
		limit = &reckon.Node{Op: reckon.Len, Kind: reckon.Int64, Kids: []*reckon.Node{list}}
	default:
		giveUp()
	}
	if limit.Op != reckon.Const {
		n := p.temp(limit.Kind, counter)
		out = append(out, set(n, limit))
		limit = n
	}
	// The person's own variable counts where the body leaves it alone.
	var i *reckon.Node
	var first []*reckon.Node
	id, isIdent := st.Key.(*ast.Ident)
	own := isIdent && id.Name != "_" && st.Tok == token.DEFINE && !assigned(p.lw.info, st.Body, p.lw.info.Defs[id])
	if own {
		i = p.fresh(id)
	} else {
		i = p.temp(limit.Kind, counter)
	}
	out = append(out, set(i, &reckon.Node{Op: reckon.Const, Kind: i.Kind}))
	if !own && st.Key != nil && !isBlank(st.Key) {
		first = append(first, set(p.fresh(st.Key), i))
	}
	if st.Value != nil && !isBlank(st.Value) {
		elem := elemOf(t)
		v := &reckon.Node{Op: reckon.Elem, Kind: reckonKind(elem), N: sizeOf(elem), Kids: []*reckon.Node{list, i}}
		if arrayOf(elem) != nil {
			giveUp()
		}
		to := p.fresh(st.Value)
		if v.Kind == reckon.None {
			first = append(first, &reckon.Node{Op: reckon.Move, N: v.N, Kids: []*reckon.Node{to, v}})
		} else {
			first = append(first, set(to, v))
		}
	}
	n := p.enter(label, true)
	defer p.leave()
	body := p.block(st.Body.List)
	body.Kids = append(first, body.Kids...)
	one := constantNode(i.Kind, oneValue)
	return append(out, &reckon.Node{Op: reckon.For, N: n, Kids: []*reckon.Node{
		{Op: reckon.Lt, Kind: reckon.Bool, Of: uint8(i.Kind), Kids: []*reckon.Node{i, limit}},
		{Op: reckon.Change, Of: uint8(reckon.Add), Kids: []*reckon.Node{i, one}},
		body}})
}

func callsAny(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		_, is := n.(*ast.CallExpr)
		found = found || is
		return !found
	})
	return found
}

func isBlankOrNil(e ast.Expr) bool { return e == nil || isBlank(e) }

// switchStmt writes a switch as a chain of ifs.
func (p *reckoner) switchStmt(st *ast.SwitchStmt, label string) []*reckon.Node {
	var out []*reckon.Node
	if st.Init != nil {
		out = append(out, p.one(st.Init))
	}
	var tag *reckon.Node
	if st.Tag != nil {
		v := p.steady(st.Tag)
		if v.Kind <= reckon.None || v.Kind == reckon.Slice {
			giveUp()
		}
		tag = p.temp(v.Kind, p.lw.typeOf(st.Tag))
		out = append(out, set(tag, v))
	}
	n := p.enter(label, false)
	defer p.leave()
	var last *ast.CaseClause
	chain := &reckon.Node{Op: reckon.Block}
	end := chain
	for _, c := range st.Body.List {
		cc := c.(*ast.CaseClause)
		if len(cc.Body) > 0 {
			if b, ok := cc.Body[len(cc.Body)-1].(*ast.BranchStmt); ok && b.Tok == token.FALLTHROUGH {
				giveUp()
			}
		}
		if cc.List == nil {
			last = cc
			continue
		}
		var cond *reckon.Node
		for _, e := range cc.List {
			v := p.steady(e)
			if tag != nil {
				if v.Kind != tag.Kind {
					giveUp()
				}
				v = &reckon.Node{Op: reckon.Eq, Kind: reckon.Bool, Of: uint8(tag.Kind), Kids: []*reckon.Node{tag, v}}
			}
			if cond == nil {
				cond = v
			} else {
				cond = &reckon.Node{Op: reckon.Either, Kind: reckon.Bool, Kids: []*reckon.Node{cond, v}}
			}
		}
		next := &reckon.Node{Op: reckon.Block}
		end.Kids = []*reckon.Node{{Op: reckon.If, Kids: []*reckon.Node{cond, p.block(cc.Body), next}}}
		if canFail(cond) {
			end.Kids[0].At = int32(p.lw.c.s.fset.Position(cc.Pos()).Line)
		}
		end = next
	}
	if last != nil {
		end.Kids = p.block(last.Body).Kids
	}
	return append(out, &reckon.Node{Op: reckon.Once, N: n, Kids: []*reckon.Node{chain}})
}
