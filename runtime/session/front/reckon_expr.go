package front

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"talbot/runtime/session/reckon"
)

var binaryOps = map[token.Token]reckon.Op{
	token.ADD: reckon.Add, token.SUB: reckon.Sub, token.MUL: reckon.Mul, token.QUO: reckon.Quo, token.REM: reckon.Rem,
	token.AND: reckon.And, token.OR: reckon.Or, token.XOR: reckon.Xor, token.AND_NOT: reckon.AndNot, token.SHL: reckon.Shl, token.SHR: reckon.Shr,
	token.EQL: reckon.Eq, token.NEQ: reckon.Ne, token.LSS: reckon.Lt, token.LEQ: reckon.Le, token.GTR: reckon.Gt, token.GEQ: reckon.Ge,
	token.LAND: reckon.Both, token.LOR: reckon.Either,
}

var assignOps = map[token.Token]reckon.Op{
	token.ADD_ASSIGN: reckon.Add, token.SUB_ASSIGN: reckon.Sub, token.MUL_ASSIGN: reckon.Mul, token.QUO_ASSIGN: reckon.Quo,
	token.REM_ASSIGN: reckon.Rem, token.AND_ASSIGN: reckon.And, token.OR_ASSIGN: reckon.Or, token.XOR_ASSIGN: reckon.Xor,
	token.AND_NOT_ASSIGN: reckon.AndNot, token.SHL_ASSIGN: reckon.Shl, token.SHR_ASSIGN: reckon.Shr,
}

// value translates an expression of one word or a slice.
func (p *reckoner) value(e ast.Expr) *reckon.Node {
	tv := p.lw.info.Types[e]
	if tv.Type == nil {
		if id, ok := e.(*ast.Ident); ok {
			if o := p.lw.info.ObjectOf(id); o != nil {
				tv.Type = o.Type()
			}
		}
		if tv.Type == nil {
			giveUp()
		}
	}
	if tv.IsNil() {
		return &reckon.Node{Op: reckon.Const, Kind: reckon.Slice}
	}
	if tv.Value != nil {
		return constantNode(reckonKind(types.Default(tv.Type)), tv.Value)
	}
	k := reckonKind(tv.Type)
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.value(e.X)
	case *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr:
		n := p.place(e)
		if n.Kind == reckon.None {
			n.Kind = k
		}
		return n
	case *ast.UnaryExpr:
		x := p.value(e.X)
		switch e.Op {
		case token.ADD:
			return x
		case token.SUB:
			return &reckon.Node{Op: reckon.Neg, Kind: k, Kids: []*reckon.Node{x}}
		case token.XOR:
			return &reckon.Node{Op: reckon.Com, Kind: k, Kids: []*reckon.Node{x}}
		case token.NOT:
			return &reckon.Node{Op: reckon.Not, Kind: reckon.Bool, Kids: []*reckon.Node{x}}
		}
	case *ast.BinaryExpr:
		return p.binary(e, k)
	case *ast.CallExpr:
		return p.call(e, k)
	case *ast.SliceExpr:
		return p.cut(e)
	case *ast.CompositeLit:
		return p.literal(e)
	}
	giveUp()
	return nil
}

func (p *reckoner) binary(e *ast.BinaryExpr, k reckon.Kind) *reckon.Node {
	n := &reckon.Node{Op: binaryOps[e.Op], Kind: k}
	x := p.value(e.X)
	fixed := p.fixed
	if n.Op == reckon.Both || n.Op == reckon.Either {
		p.fixed = true
	}
	y := p.value(e.Y)
	p.fixed = fixed
	n.Kids = []*reckon.Node{x, y}
	switch n.Op {
	case reckon.Shl, reckon.Shr:
		n.Of = uint8(y.Kind)
		if y.Op == reckon.Const && y.Kind != reckon.Uint64 && y.N < 0 || y.Kind >= reckon.Float32 {
			giveUp()
		}
	case reckon.Eq, reckon.Ne, reckon.Lt, reckon.Le, reckon.Gt, reckon.Ge:
		n.Of = uint8(x.Kind)
		if x.Kind != y.Kind || x.Kind == reckon.None {
			giveUp()
		}
		if x.Kind == reckon.Slice {
			if x.Op == reckon.Const {
				n.Kids[0] = y
			} else if y.Op != reckon.Const {
				giveUp()
			}
		}
	default:
		if x.Kind != k || y.Kind != k {
			giveUp()
		}
	}
	return n
}

// place translates what has an address: its Kind is set for variables, and None for parts.
func (p *reckoner) place(e ast.Expr) *reckon.Node {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.place(e.X)
	case *ast.Ident:
		return p.variable(e)
	case *ast.SelectorExpr:
		sel := p.lw.info.Selections[e]
		if sel == nil || sel.Kind() != types.FieldVal || len(sel.Index()) != 1 {
			giveUp()
		}
		st, ok := p.lw.typeOf(e.X).Underlying().(*types.Struct)
		if !ok {
			giveUp()
		}
		n := p.place(e.X)
		var fields []*types.Var
		for f := range st.Fields() {
			fields = append(fields, f)
		}
		off := layout.Offsetsof(fields)[sel.Index()[0]]
		out := *n
		out.Kind = reckon.None
		switch n.Op {
		case reckon.Local:
			if n.Kind != reckon.None || arrayOf(st.Field(sel.Index()[0]).Type()) != nil {
				giveUp()
			}
			out.N += off
		case reckon.Global, reckon.Elem:
			out.M += off
		default:
			giveUp()
		}
		return &out
	case *ast.IndexExpr:
		t := p.lw.typeOf(e.X)
		elem := elemOf(t)
		reckonKind(elem)
		return &reckon.Node{Op: reckon.Elem, N: sizeOf(elem), Kids: []*reckon.Node{p.whole(e.X), p.index(e.Index)}}
	}
	giveUp()
	return nil
}

// whole translates a slice, or an array as a slice of its whole.
func (p *reckoner) whole(e ast.Expr) *reckon.Node {
	a := arrayOf(p.lw.typeOf(e))
	if a == nil {
		if _, ok := p.lw.typeOf(e).Underlying().(*types.Slice); !ok {
			giveUp()
		}
		return p.value(e)
	}
	n := p.place(e)
	switch n.Op {
	case reckon.Local:
		if n.Kind != reckon.Slice {
			giveUp()
		}
		return n
	case reckon.Elem:
		n.Op = reckon.View
	}
	n.Kind, n.Len = reckon.Slice, a.Len()
	return n
}

// index translates an index or a length.
func (p *reckoner) index(e ast.Expr) *reckon.Node {
	n := p.value(e)
	if n.Kind == reckon.Int64 {
		return n
	}
	if n.Kind < reckon.Int8 || n.Kind >= reckon.Float32 {
		giveUp()
	}
	return &reckon.Node{Op: reckon.Convert, Kind: reckon.Int64, Of: uint8(n.Kind), Kids: []*reckon.Node{n}}
}

// variable translates the name of a variable.
func (p *reckoner) variable(id *ast.Ident) *reckon.Node {
	o, ok := p.lw.info.ObjectOf(id).(*types.Var)
	if !ok {
		giveUp()
	}
	if p.lw.session(o) {
		p.fn.reads[p.lw.nameOf(o)] = true
	}
	if n := p.vars[o]; n != nil {
		c := *n
		return &c
	}
	if p.region || !p.lw.session(o) {
		giveUp()
	}
	k := reckonKind(o.Type())
	i := 0
	for i < len(p.fn.globals) && p.fn.globals[i] != types.Object(o) {
		i++
	}
	if i == len(p.fn.globals) {
		p.fn.globals = append(p.fn.globals, o)
	}
	return &reckon.Node{Op: reckon.Global, Kind: k, N: int64(i)}
}

func (p *reckoner) cut(e *ast.SliceExpr) *reckon.Node {
	n := &reckon.Node{Op: reckon.Cut, Kind: reckon.Slice, N: sizeOf(elemOf(p.lw.typeOf(e.X))), Kids: []*reckon.Node{p.whole(e.X)}}
	for _, b := range []ast.Expr{e.Low, e.High, e.Max} {
		if b == nil {
			n.Kids = append(n.Kids, &reckon.Node{Op: reckon.Nothing})
			continue
		}
		n.Kids = append(n.Kids, p.index(b))
	}
	return n
}

// literal makes a slice or array of values in a variable of its own.
func (p *reckoner) literal(e *ast.CompositeLit) *reckon.Node {
	if p.fixed || p.pending {
		giveUp()
	}
	t := p.lw.typeOf(e)
	elem := elemOf(t)
	length, at := int64(0), int64(0)
	var sets []*reckon.Node
	out := p.temp(reckon.Slice, t)
	for _, x := range e.Elts {
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			v, ok := intValue(p.lw.info.Types[kv.Key].Value)
			if !ok {
				giveUp()
			}
			at, x = v, kv.Value
		}
		to := &reckon.Node{Op: reckon.Elem, N: sizeOf(elem), Kids: []*reckon.Node{out, {Op: reckon.Const, Kind: reckon.Int64, N: at}}}
		if _, ok := x.(*ast.CompositeLit); ok && reckonKind(elem) != reckon.Slice {
			giveUp()
		}
		if reckonKind(elem) == reckon.None {
			giveUp()
		}
		to.Kind = reckonKind(elem)
		sets = append(sets, &reckon.Node{Op: reckon.Set, Kids: []*reckon.Node{to, p.value(x)}})
		at++
		length = max(length, at)
	}
	if a := arrayOf(t); a != nil {
		length = a.Len()
	}
	p.before = append(p.before, set(out, makeOf(elem, length)))
	p.before = append(p.before, sets...)
	p.pending = false
	return out
}

func makeOf(elem types.Type, length int64) *reckon.Node {
	return &reckon.Node{Op: reckon.Make, Kind: reckon.Slice, N: elemSize(elem),
		Kids: []*reckon.Node{{Op: reckon.Const, Kind: reckon.Int64, N: length}}}
}

func set(to, value *reckon.Node) *reckon.Node {
	return &reckon.Node{Op: reckon.Set, Kids: []*reckon.Node{to, value}}
}

// temp gives a new variable of a kind.
func (p *reckoner) temp(k reckon.Kind, t types.Type) *reckon.Node {
	p.temps++
	n := p.room(t)
	n.Kind = k
	return n
}

// aggregate translates a struct that is to be copied, as the place where it lies.
func (p *reckoner) aggregate(e ast.Expr) *reckon.Node {
	switch x := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		if p.fixed || p.pending {
			giveUp()
		}
		t := p.lw.typeOf(e)
		out := p.temp(reckon.None, t)
		p.before = append(p.before, p.fields(out, x)...)
		p.pending = false
		return out
	case *ast.CallExpr:
		if tv := p.lw.info.Types[x.Fun]; tv.IsType() {
			return p.aggregate(x.Args[0])
		}
		fn := p.callee(x)
		if fn.Pkg().Path() != "main" || p.fixed || p.pending {
			giveUp()
		}
		t := p.lw.typeOf(e)
		out := p.temp(reckon.None, t)
		defer func() { p.pending = false }()
		p.before = append(p.before, &reckon.Node{Op: reckon.Move, N: sizeOf(t), Kids: []*reckon.Node{out, p.cellCall(fn, x, reckon.None)}})
		return out
	}
	return p.place(e)
}

// fields gives the statements that set a struct to a literal.
func (p *reckoner) fields(out *reckon.Node, e *ast.CompositeLit) []*reckon.Node {
	t := p.lw.typeOf(e)
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		giveUp()
	}
	var vars []*types.Var
	for f := range st.Fields() {
		vars = append(vars, f)
	}
	offs := layout.Offsetsof(vars)
	list := []*reckon.Node{{Op: reckon.Clear, N: sizeOf(t), M: out.N}}
	for i, x := range e.Elts {
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			i = -1
			for j, f := range vars {
				if f.Name() == kv.Key.(*ast.Ident).Name {
					i = j
				}
			}
			x = kv.Value
		}
		if i < 0 {
			giveUp()
		}
		k := reckonKind(vars[i].Type())
		to := &reckon.Node{Op: reckon.Local, Kind: k, N: out.N + offs[i]}
		if k == reckon.None {
			list = append(list, &reckon.Node{Op: reckon.Move, N: sizeOf(vars[i].Type()), Kids: []*reckon.Node{to, p.aggregate(x)}})
			continue
		}
		list = append(list, set(to, p.value(x)))
	}
	return list
}

// constInt gives an int constant.
func constInt(v int64) *reckon.Node {
	return constantNode(reckon.Int64, constant.MakeInt64(v))
}
