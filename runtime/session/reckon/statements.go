package reckon

import (
	"slices"
	"unsafe"
)

// flow builds a statement that may end otherwise than by going on.
func (b *builder) flow(n *Node) flow {
	switch n.Op {
	case Block:
		return b.block(n)
	case If:
		return b.branch(n)
	case For:
		return b.loop(n)
	case Once:
		body, out := b.flow(n.Kids[0]), breakOf(n.N)
		return func(e *env) ctl {
			if c := body(e); c != out {
				return c
			}
			return next
		}
	case Break:
		c := breakOf(n.N)
		return func(*env) ctl { return c }
	case Continue:
		c := continueOf(n.N)
		return func(*env) ctl { return c }
	case Return:
		return func(*env) ctl { return leave }
	}
	a := b.act(n)
	return func(e *env) ctl { a(e); return next }
}

func asAct(f flow) act { return func(e *env) { f(e) } }

// plain reports whether a statement always goes on with the next.
func plain(n *Node) bool { return !escapes(n, nil) }

// escapes reports whether a statement may end in a return, or in a break or continue of a loop
// that is none of inner.
func escapes(n *Node, inner []int64) bool {
	switch n.Op {
	case Return:
		return true
	case Break, Continue:
		return !slices.Contains(inner, n.N)
	case For, Once:
		inner = append(slices.Clip(inner), n.N)
	case Block, If:
	default:
		return false
	}
	return slices.ContainsFunc(n.Kids, func(k *Node) bool { return escapes(k, inner) })
}

// act builds a statement that always goes on.
func (b *builder) act(n *Node) act {
	switch n.Op {
	case Set:
		return b.set(n.Kids[0], n.Kids[1])
	case Change:
		return b.change(n)
	case Move:
		return b.move(n)
	case Clear:
		off, size := uintptr(n.M), int(n.N)
		if size == 8 {
			return func(e *env) { *local[uint64](e, off) = 0 }
		}
		return func(e *env) { clear(unsafe.Slice((*byte)(unsafe.Add(e.frame, off)), size)) }
	case Do:
		if n.Kids[0].Op == Call {
			run, _ := b.call(n.Kids[0])
			return run
		}
		return b.discard(n.Kids[0])
	case Nothing:
		return func(*env) {}
	case Block:
		return b.sequence(n)
	case If:
		cond, then := boolExpr(b, n.Kids[0]), b.act(n.Kids[1])
		if len(n.Kids) == 3 {
			other := b.act(n.Kids[2])
			return func(e *env) {
				if cond(e) {
					then(e)
				} else {
					other(e)
				}
			}
		}
		return func(e *env) {
			if cond(e) {
				then(e)
			}
		}
	case For:
		return asAct(b.loop(n))
	case Once:
		return asAct(b.flow(n))
	}
	panic(unknown(n))
}

// discard runs an expression for what it does.
func (b *builder) discard(n *Node) act {
	if n.Kind == Slice {
		x := b.slice(n)
		return func(e *env) { x(e) }
	}
	if n.Kind == Bool {
		x := boolExpr(b, n)
		return func(e *env) { x(e) }
	}
	x := convertTo[float64](b, n)
	return func(e *env) { x(e) }
}

// noting puts the note of its line before a statement.
func noting(n *Node, a act) act {
	if n.At == 0 {
		return a
	}
	at := n.At
	return func(e *env) { e.at = at; a(e) }
}

// sequence runs statements that all go on.
func (b *builder) sequence(n *Node) act {
	acts := make([]act, len(n.Kids))
	quiet := true
	for i, k := range n.Kids {
		acts[i] = b.act(k)
		quiet = quiet && k.At == 0
	}
	if quiet {
		return inOrder(acts)
	}
	if len(acts) == 2 && n.Kids[0].At != 0 && n.Kids[1].At != 0 {
		x, y, atX, atY := acts[0], acts[1], n.Kids[0].At, n.Kids[1].At
		return func(e *env) { e.at = atX; x(e); e.at = atY; y(e) }
	}
	for i, k := range n.Kids {
		acts[i] = noting(k, acts[i])
	}
	return inOrder(acts)
}

func inOrder(acts []act) act {
	switch len(acts) {
	case 0:
		return func(*env) {}
	case 1:
		return acts[0]
	case 2:
		x, y := acts[0], acts[1]
		return func(e *env) { x(e); y(e) }
	case 3:
		x, y, z := acts[0], acts[1], acts[2]
		return func(e *env) { x(e); y(e); z(e) }
	case 4:
		x, y, z, w := acts[0], acts[1], acts[2], acts[3]
		return func(e *env) { x(e); y(e); z(e); w(e) }
	}
	first, rest := inOrder(acts[:4]), inOrder(acts[4:])
	return func(e *env) { first(e); rest(e) }
}

// block runs statements until one ends otherwise than by going on.
func (b *builder) block(n *Node) flow {
	if plain(n) {
		a := b.sequence(n)
		return func(e *env) ctl { a(e); return next }
	}
	// What always goes on is run in one piece.
	var parts []flow
	for i := 0; i < len(n.Kids); {
		j := i
		for j < len(n.Kids) && plain(n.Kids[j]) {
			j++
		}
		if j > i {
			a := b.sequence(&Node{Op: Block, Kids: n.Kids[i:j]})
			if j < len(n.Kids) {
				parts = append(parts, after(a, b.noted(n.Kids[j])))
				i = j + 1
				continue
			}
			parts = append(parts, func(e *env) ctl { a(e); return next })
			break
		}
		parts = append(parts, b.noted(n.Kids[i]))
		i++
	}
	return inTurn(parts)
}

func after(a act, f flow) flow { return func(e *env) ctl { a(e); return f(e) } }

func (b *builder) noted(n *Node) flow {
	f := b.flow(n)
	if n.At == 0 {
		return f
	}
	at := n.At
	return func(e *env) ctl { e.at = at; return f(e) }
}

func inTurn(parts []flow) flow {
	switch len(parts) {
	case 1:
		return parts[0]
	case 2:
		x, y := parts[0], parts[1]
		return func(e *env) ctl {
			if c := x(e); c != next {
				return c
			}
			return y(e)
		}
	}
	first, rest := inTurn(parts[:len(parts)/2]), inTurn(parts[len(parts)/2:])
	return func(e *env) ctl {
		if c := first(e); c != next {
			return c
		}
		return rest(e)
	}
}

func (b *builder) branch(n *Node) flow {
	cond, then := boolExpr(b, n.Kids[0]), b.flow(n.Kids[1])
	if len(n.Kids) == 3 {
		other := b.flow(n.Kids[2])
		return func(e *env) ctl {
			if cond(e) {
				return then(e)
			}
			return other(e)
		}
	}
	return func(e *env) ctl {
		if cond(e) {
			return then(e)
		}
		return next
	}
}

// set builds an assignment by the kind of its value.
func (b *builder) set(to, value *Node) act {
	switch to.Kind {
	case Bool:
		return stored(b, to, value, boolExpr(b, value))
	case Int8:
		return stored(b, to, value, intExpr[int8](b, value))
	case Int16:
		return stored(b, to, value, intExpr[int16](b, value))
	case Int32:
		return stored(b, to, value, intExpr[int32](b, value))
	case Int64:
		return stored(b, to, value, intExpr[int64](b, value))
	case Uint8:
		return stored(b, to, value, intExpr[uint8](b, value))
	case Uint16:
		return stored(b, to, value, intExpr[uint16](b, value))
	case Uint32:
		return stored(b, to, value, intExpr[uint32](b, value))
	case Uint64:
		return stored(b, to, value, intExpr[uint64](b, value))
	case Float32:
		return stored(b, to, value, floatExpr[float32](b, value))
	case Float64:
		return stored(b, to, value, floatExpr[float64](b, value))
	case Slice:
		v := b.slice(value)
		if to.Op == Local {
			s := uintptr(to.N) * sliceSize
			return func(e *env) { x := v(e); *(*slice)(unsafe.Add(e.slices, s)) = x }
		}
		p := b.place(to)
		return func(e *env) { x := v(e); *(*slice)(p(e)) = x }
	}
	panic(unknown(to))
}

func stored[T any](b *builder, to, value *Node, v get[T]) act {
	switch to.Op {
	case Local:
		off := uintptr(to.N)
		if isConst(value) {
			c := v(nil)
			return func(e *env) { *local[T](e, off) = c }
		}
		if isLocal(value) {
			from := uintptr(value.N)
			return func(e *env) { *local[T](e, off) = *local[T](e, from) }
		}
		return func(e *env) { x := v(e); *local[T](e, off) = x }
	case Elem:
		return put(b, to, v)
	}
	p := b.place(to)
	return func(e *env) { x := v(e); *(*T)(p(e)) = x }
}

// change builds x op= y by its kind.
func (b *builder) change(n *Node) act {
	op, to, value := Op(n.Of), n.Kids[0], n.Kids[1]
	if to.Op == Local && op != Add && op != Sub && op != Mul {
		return b.set(to, &Node{Op: op, Kind: to.Kind, Kids: []*Node{to, value}, Of: uint8(value.Kind)})
	}
	switch to.Kind {
	case Int8:
		return changed(b, op, to, value, intExpr[int8], binaryInt[int8])
	case Int16:
		return changed(b, op, to, value, intExpr[int16], binaryInt[int16])
	case Int32:
		return changed(b, op, to, value, intExpr[int32], binaryInt[int32])
	case Int64:
		return changed(b, op, to, value, intExpr[int64], binaryInt[int64])
	case Uint8:
		return changed(b, op, to, value, intExpr[uint8], binaryInt[uint8])
	case Uint16:
		return changed(b, op, to, value, intExpr[uint16], binaryInt[uint16])
	case Uint32:
		return changed(b, op, to, value, intExpr[uint32], binaryInt[uint32])
	case Uint64:
		return changed(b, op, to, value, intExpr[uint64], binaryInt[uint64])
	case Float32:
		return changed(b, op, to, value, floatExpr[float32], binaryFloat[float32])
	case Float64:
		return changed(b, op, to, value, floatExpr[float64], binaryFloat[float64])
	}
	panic(unknown(to))
}

func changed[T number](b *builder, op Op, to, value *Node, expr func(*builder, *Node) get[T], binary func(Op) func(x, y T) T) act {
	v := expr(b, value)
	if to.Op == Local {
		off := uintptr(to.N)
		switch {
		case op == Mul:
			return func(e *env) { x := v(e); *local[T](e, off) *= x }
		case op == Sub:
			return func(e *env) { x := v(e); *local[T](e, off) -= x }
		case isConst(value):
			c := v(nil)
			return func(e *env) { *local[T](e, off) += c }
		case isLocal(value):
			from := uintptr(value.N)
			return func(e *env) { *local[T](e, off) += *local[T](e, from) }
		}
		return func(e *env) { x := v(e); *local[T](e, off) += x }
	}
	p := b.place(to)
	switch op {
	case Add:
		if i, plus, ok := elementOf[T](to); ok {
			s := uintptr(to.Kids[0].N) * sliceSize
			return func(e *env) { x := v(e); list[T](e, s)[*local[int64](e, i)+plus] += x }
		}
		return func(e *env) { x := v(e); *(*T)(p(e)) += x }
	case Sub:
		return func(e *env) { x := v(e); *(*T)(p(e)) -= x }
	case Mul:
		return func(e *env) { x := v(e); *(*T)(p(e)) *= x }
	}
	f := binary(op)
	return func(e *env) { x := v(e); q := (*T)(p(e)); *q = f(*q, x) }
}

// elementOf takes apart an element of a local slice whose index is simple.
func elementOf[T any](n *Node) (off uintptr, plus int64, ok bool) {
	var zero T
	if n.Op != Elem || n.N != int64(unsafe.Sizeof(zero)) || n.M != 0 || !isLocal(n.Kids[0]) {
		return 0, 0, false
	}
	return index(n.Kids[1])
}

func binaryFloat[T float](op Op) func(x, y T) T {
	if op != Quo {
		panic(unknown(&Node{Op: op}))
	}
	return func(x, y T) T { return x / y }
}

// move copies bytes from place to place.
func (b *builder) move(n *Node) act {
	size := int(n.N)
	to := b.place(n.Kids[0])
	if n.Kids[1].Op == Call {
		run, at := b.call(n.Kids[1])
		return func(e *env) {
			run(e)
			from := unsafe.Add(e.frame, at)
			copy(unsafe.Slice((*byte)(to(e)), size), unsafe.Slice((*byte)(from), size))
		}
	}
	from := b.place(n.Kids[1])
	return func(e *env) {
		f := from(e)
		t := to(e)
		copy(unsafe.Slice((*byte)(t), size), unsafe.Slice((*byte)(f), size))
	}
}
