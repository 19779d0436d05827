package reckon

import (
	"fmt"
	"unsafe"
)

// What a tree becomes. A ctl is how a statement ends: 0 goes on.
type (
	get[T any] func(*env) T
	act        func(*env)
	flow       func(*env) ctl
	ctl        int32
)

const (
	next  ctl = iota
	leave     // the function
)

func breakOf(loop int64) ctl    { return 2 + ctl(2*loop) }
func continueOf(loop int64) ctl { return 3 + ctl(2*loop) }

// Sets of types that share operations.
type (
	integer interface {
		int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
	}
	float  interface{ float32 | float64 }
	number interface{ integer | float }
)

// A builder makes a function's closures.
type builder struct {
	program *Program
	fn      *function
}

func unknown(n *Node) string { return fmt.Sprintf("operation %d on kind %d", n.Op, n.Kind) }

// A typed tree for one statement or operand is built by the function for its kind.

func (b *builder) integers(n *Node) get[int64] {
	if n.Kind == Int64 {
		return intExpr[int64](b, n)
	}
	return convertTo[int64](b, n)
}

// common builds what all kinds share; nil means that n is none of it.
func common[T any](b *builder, n *Node) get[T] {
	switch n.Op {
	case Const:
		bits := n.N
		c := *(*T)(unsafe.Pointer(&bits))
		return func(*env) T { return c }
	case Local:
		off := uintptr(n.N)
		return func(e *env) T { return *local[T](e, off) }
	case Global:
		p, off := &b.fn.globals[n.N], n.M
		return func(*env) T { return *(*T)(unsafe.Add(*p, off)) }
	case Elem:
		return elem[T](b, n)
	case Call:
		run, at := b.call(n)
		return func(e *env) T { run(e); return *local[T](e, at) }
	}
	return nil
}

// call gives what runs a called function, and where in the caller's frame its result then lies.
func (b *builder) call(n *Node) (run act, result uintptr) {
	fn := b.program.names[n.Name]
	if fn == nil {
		panic("no function " + n.Name)
	}
	step, up := uintptr(n.N), uintptr(n.M)*sliceSize
	var args []act
	for i, p := range fn.Params {
		at := n.N + int64(p.At)
		if p.Kind == Slice {
			at = n.M + int64(p.At)
		}
		if p.Kind == None {
			args = append(args, b.move(&Node{Op: Move, N: int64(p.Size), Kids: []*Node{{Op: Local, N: at}, n.Kids[i]}}))
			continue
		}
		args = append(args, b.set(&Node{Op: Local, Kind: p.Kind, N: at}, n.Kids[i]))
	}
	if len(fn.Results) > 0 {
		result = step + uintptr(fn.Results[0].At)
		if fn.Results[0].Kind == Slice {
			result = up + uintptr(fn.Results[0].At)*sliceSize
		}
	}
	switch len(args) {
	case 0:
		return func(e *env) { e.call(fn, step, up) }, result
	case 1:
		a := args[0]
		return func(e *env) { a(e); e.call(fn, step, up) }, result
	case 2:
		a, c := args[0], args[1]
		return func(e *env) { a(e); c(e); e.call(fn, step, up) }, result
	}
	return func(e *env) {
		for _, a := range args {
			a(e)
		}
		e.call(fn, step, up)
	}, result
}

func boolExpr(b *builder, n *Node) get[bool] {
	switch n.Op {
	case Eq, Ne, Lt, Le, Gt, Ge:
		return b.comparison(n)
	case Not:
		x := boolExpr(b, n.Kids[0])
		return func(e *env) bool { return !x(e) }
	case Both:
		x, y := boolExpr(b, n.Kids[0]), boolExpr(b, n.Kids[1])
		return func(e *env) bool { return x(e) && y(e) }
	case Either:
		x, y := boolExpr(b, n.Kids[0]), boolExpr(b, n.Kids[1])
		return func(e *env) bool { return x(e) || y(e) }
	case Native:
		return predicate(b, n)
	}
	if g := common[bool](b, n); g != nil {
		return g
	}
	panic(unknown(n))
}

func intExpr[T integer](b *builder, n *Node) get[T] {
	if g := common[T](b, n); g != nil {
		return g
	}
	switch n.Op {
	case Add, Sub, Mul, Min, Max:
		return arithmetic(n.Op, operandsOf(b, n, intExpr[T]))
	case Quo, Rem, And, Or, Xor, AndNot:
		return integral(n.Op, operandsOf(b, n, intExpr[T]))
	case Shl, Shr:
		return shift[T](b, n)
	case Neg:
		x := intExpr[T](b, n.Kids[0])
		return func(e *env) T { return -x(e) }
	case Com:
		x := intExpr[T](b, n.Kids[0])
		return func(e *env) T { return ^x(e) }
	case Convert:
		return convertTo[T](b, n.Kids[0])
	case Len, Cap, Copy:
		x := b.extent(n)
		return func(e *env) T { return T(x(e)) }
	case Native:
		return integerNative[T](b, n)
	}
	panic(unknown(n))
}

func floatExpr[T float](b *builder, n *Node) get[T] {
	if g := common[T](b, n); g != nil {
		return g
	}
	switch n.Op {
	case Add, Sub, Mul, Min, Max:
		return arithmetic(n.Op, operandsOf(b, n, floatExpr[T]))
	case Quo:
		return quotient(operandsOf(b, n, floatExpr[T]))
	case Neg:
		x := floatExpr[T](b, n.Kids[0])
		return func(e *env) T { return -x(e) }
	case Convert:
		return convertTo[T](b, n.Kids[0])
	case Native:
		return floatNative[T](b, n)
	}
	panic(unknown(n))
}

// convertTo builds n and converts it to T as Go does.
func convertTo[T number](b *builder, n *Node) get[T] {
	switch n.Kind {
	case Int8:
		return converted[T](intExpr[int8](b, n))
	case Int16:
		return converted[T](intExpr[int16](b, n))
	case Int32:
		return converted[T](intExpr[int32](b, n))
	case Int64:
		return converted[T](intExpr[int64](b, n))
	case Uint8:
		return converted[T](intExpr[uint8](b, n))
	case Uint16:
		return converted[T](intExpr[uint16](b, n))
	case Uint32:
		return converted[T](intExpr[uint32](b, n))
	case Uint64:
		return converted[T](intExpr[uint64](b, n))
	case Float32:
		return converted[T](floatExpr[float32](b, n))
	case Float64:
		return converted[T](floatExpr[float64](b, n))
	}
	panic(unknown(n))
}

func converted[T, F number](x get[F]) get[T] { return func(e *env) T { return T(x(e)) } }

// isLocal and isConst tell the operands for which closures of their own are worth while.
func isLocal(n *Node) bool { return n.Op == Local }
func isConst(n *Node) bool { return n.Op == Const }

// index takes an index apart: a local variable plus a constant, or else ok is false.
func index(n *Node) (off uintptr, plus int64, ok bool) {
	if n.Kind != Int64 {
		return 0, 0, false
	}
	if isLocal(n) {
		return uintptr(n.N), 0, true
	}
	if (n.Op == Add || n.Op == Sub) && isLocal(n.Kids[0]) && isConst(n.Kids[1]) {
		plus = n.Kids[1].N
		if n.Op == Sub {
			plus = -plus
		}
		return uintptr(n.Kids[0].N), plus, true
	}
	return 0, 0, false
}
