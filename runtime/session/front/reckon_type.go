package front

import (
	"go/constant"
	"go/types"
	"math"
	"runtime"

	"talbot/runtime/session/reckon"
)

// layout is how Go lays values out in memory here, where the interpreter runs too.
var layout = types.SizesFor("gc", runtime.GOARCH)

var basicKinds = map[types.BasicKind]reckon.Kind{
	types.Bool: reckon.Bool, types.UntypedBool: reckon.Bool,
	types.Int: reckon.Int64, types.Int8: reckon.Int8, types.Int16: reckon.Int16, types.Int32: reckon.Int32, types.Int64: reckon.Int64,
	types.Uint: reckon.Uint64, types.Uint8: reckon.Uint8, types.Uint16: reckon.Uint16, types.Uint32: reckon.Uint32, types.Uint64: reckon.Uint64,
	types.Uintptr: reckon.Uint64, types.Float32: reckon.Float32, types.Float64: reckon.Float64,
}

// reckonKind gives a type's kind: None for a struct or array of plain values.
func reckonKind(t types.Type) reckon.Kind {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if k, ok := basicKinds[u.Kind()]; ok {
			return k
		}
	case *types.Slice:
		if reckonKind(u.Elem()) == reckon.Slice || isPlain(u.Elem()) {
			return reckon.Slice
		}
	case *types.Struct, *types.Array:
		if isPlain(t) {
			return reckon.None
		}
	}
	giveUp()
	return 0
}

// isPlain reports whether values of a type are numbers and bools alone.
func isPlain(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		_, ok := basicKinds[u.Kind()]
		return ok
	case *types.Array:
		return u.Len() > 0 && isPlain(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if !isPlain(f.Type()) || f.Embedded() || f.Name() == "_" {
				return false
			}
		}
		return u.NumFields() > 0
	}
	return false
}

func sizeOf(t types.Type) int64 { return layout.Sizeof(t) }

// arrayOf gives t as an array, or nil.
func arrayOf(t types.Type) *types.Array {
	a, _ := t.Underlying().(*types.Array)
	return a
}

// elemOf gives the type of a slice's or array's elements.
func elemOf(t types.Type) types.Type {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	}
	giveUp()
	return nil
}

// maxStruct is the size of the structs that may be local variables.
const maxStruct = 256

// room takes room in the frame for a variable. Arrays are kept as slices of their whole.
func (p *reckoner) room(t types.Type) *reckon.Node {
	k := reckonKind(t)
	if a := arrayOf(t); a != nil {
		if p.vars == nil {
			giveUp() // a parameter or a result is a copy
		}
		k = reckon.Slice
	}
	n := &reckon.Node{Op: reckon.Local, Kind: k}
	if k == reckon.Slice {
		n.N = int64(p.slices)
		p.slices++
		p.fn.fn.Slices = max(p.fn.fn.Slices, p.slices)
		return n
	}
	size := sizeOf(t)
	if size > maxStruct {
		giveUp()
	}
	n.N = int64(p.bytes)
	p.bytes += int(size+7) &^ 7
	p.fn.fn.Bytes = max(p.fn.fn.Bytes, p.bytes)
	return n
}

// varOf describes a variable of the frame.
func (p *reckoner) varOf(n *reckon.Node, t types.Type) reckon.Var {
	v := reckon.Var{Kind: n.Kind, At: int(n.N)}
	if n.Kind != reckon.Slice {
		v.Size = int(sizeOf(t))
	}
	return v
}

// constantNode gives a constant of a kind.
func constantNode(k reckon.Kind, v constant.Value) *reckon.Node {
	n := &reckon.Node{Op: reckon.Const, Kind: k}
	switch k {
	case reckon.Bool:
		if constant.BoolVal(v) {
			n.N = 1
		}
	case reckon.Float32:
		f, _ := constant.Float32Val(constant.ToFloat(v))
		n.N = int64(math.Float32bits(f))
	case reckon.Float64:
		f, _ := constant.Float64Val(constant.ToFloat(v))
		n.N = int64(math.Float64bits(f))
	case reckon.Uint64:
		u, ok := constant.Uint64Val(constant.ToInt(v))
		if !ok {
			giveUp()
		}
		n.N = int64(u)
	case reckon.None, reckon.Slice:
		giveUp()
	default:
		i, ok := intValue(v)
		if !ok {
			giveUp()
		}
		n.N = i
	}
	return n
}

func intValue(v constant.Value) (int64, bool) {
	if v = constant.ToInt(v); v.Kind() != constant.Int {
		return 0, false
	}
	return constant.Int64Val(v)
}
