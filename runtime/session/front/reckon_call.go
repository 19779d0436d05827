package front

import (
	"go/ast"
	"go/types"

	"talbot/runtime/session/reckon"
)

// call translates a conversion, a built-in or a call of a function that reckon knows.
func (p *reckoner) call(e *ast.CallExpr, k reckon.Kind) *reckon.Node {
	tv := p.lw.info.Types[e.Fun]
	switch {
	case tv.IsType():
		x := p.value(e.Args[0])
		if x.Kind == k {
			// float64(x*y) is a conversion that rounds; here every operation does.
			return x
		}
		if x.Kind <= reckon.Bool || x.Kind == reckon.Slice || k <= reckon.Bool || k == reckon.Slice {
			giveUp()
		}
		return &reckon.Node{Op: reckon.Convert, Kind: k, Of: uint8(x.Kind), Kids: []*reckon.Node{x}}
	case tv.IsBuiltin():
		return p.builtin(ast.Unparen(e.Fun).(*ast.Ident).Name, e, k)
	case e.Ellipsis.IsValid():
		giveUp()
	}
	fn := p.callee(e)
	if fn.Pkg().Path() != "main" {
		name := fn.Pkg().Path() + "." + fn.Name()
		if fn.Signature().Recv() != nil || !reckon.HasNative(name) {
			giveUp()
		}
		p.pending = p.pending || fn.Pkg().Path() != "math"
		n := &reckon.Node{Op: reckon.Native, Kind: k, Name: name}
		for _, a := range e.Args {
			n.Kids = append(n.Kids, p.value(a))
		}
		return n
	}
	n := p.cellCall(fn, e, k)
	p.pending = true
	return n
}

func (p *reckoner) callee(e *ast.CallExpr) *types.Func {
	var id *ast.Ident
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		giveUp()
	}
	fn, ok := p.lw.info.Uses[id].(*types.Func)
	if !ok || fn.Pkg() == nil {
		giveUp()
	}
	return fn
}

// cellCall translates the call of a cell's function, whose frame lies above all that is in use.
func (p *reckoner) cellCall(fn *types.Func, e *ast.CallExpr, k reckon.Kind) *reckon.Node {
	name := p.lw.nameOf(fn)
	nf := p.lw.c.reckoned(name)
	if nf == nil || fn.Signature().Recv() != nil || len(e.Args) != len(nf.fn.Params) {
		giveUp()
	}
	p.fn.calls = append(p.fn.calls, name)
	bytes, slots, temps := p.bytes, p.slices, p.temps
	n := &reckon.Node{Op: reckon.Call, Kind: k, Name: name, N: int64(p.bytes + reckon.NoteSize), M: int64(p.slices)}
	p.bytes, p.slices = int(n.N), int(n.M)
	for _, list := range [][]reckon.Var{nf.fn.Results, nf.fn.Params} {
		for _, v := range list {
			if v.Kind == reckon.Slice {
				p.slices = max(p.slices, int(n.M)+v.At+1)
			} else {
				p.bytes = max(p.bytes, int(n.N)+v.At+(v.Size+7)&^7)
			}
		}
	}
	p.fn.fn.Bytes, p.fn.fn.Slices = max(p.fn.fn.Bytes, p.bytes), max(p.fn.fn.Slices, p.slices)
	for i, a := range e.Args {
		if nf.fn.Params[i].Kind == reckon.None {
			n.Kids = append(n.Kids, p.aggregate(a))
		} else {
			n.Kids = append(n.Kids, p.value(a))
		}
	}
	if p.temps == temps {
		p.bytes, p.slices = bytes, slots
	}
	return n
}

func (p *reckoner) builtin(name string, e *ast.CallExpr, k reckon.Kind) *reckon.Node {
	n := &reckon.Node{Kind: k}
	switch name {
	case "len", "cap":
		n.Op = reckon.Len
		if name == "cap" {
			n.Op = reckon.Cap
		}
		n.Kids = []*reckon.Node{p.whole(e.Args[0])}
	case "min", "max":
		op := reckon.Min
		if name == "max" {
			op = reckon.Max
		}
		out := p.value(e.Args[0])
		for _, a := range e.Args[1:] {
			out = &reckon.Node{Op: op, Kind: k, Kids: []*reckon.Node{out, p.value(a)}}
		}
		return out
	case "make":
		elem := elemOf(p.lw.typeOf(e))
		n.Op, n.N = reckon.Make, elemSize(elem)
		for _, a := range e.Args[1:] {
			n.Kids = append(n.Kids, p.index(a))
		}
	case "copy":
		elem := elemOf(p.lw.typeOf(e.Args[0]))
		n.Op, n.N = reckon.Copy, elemSize(elem)
		n.Kids = []*reckon.Node{p.value(e.Args[0]), p.value(e.Args[1])}
	case "append":
		of := reckonKind(elemOf(p.lw.typeOf(e)))
		if of == reckon.None {
			giveUp()
		}
		n.Op, n.Of = reckon.Append, uint8(of)
		if e.Ellipsis.IsValid() {
			n.Op = reckon.Spread
		}
		for _, a := range e.Args {
			n.Kids = append(n.Kids, p.value(a))
		}
		if len(n.Kids) == 1 {
			return n.Kids[0]
		}
	default:
		giveUp()
	}
	return n
}

// elemSize gives the size of a slice's elements as Make and Copy want it: 0 for slices.
func elemSize(t types.Type) int64 {
	if reckonKind(t) == reckon.Slice {
		return 0
	}
	return sizeOf(t)
}
