package reckon

// Operands of a binary operation, with what is known of them.
type operands[T any] struct {
	x, y           get[T]
	xo, yo         uintptr // where a local one lies
	xLocal, yLocal bool
	yConst         bool
	c              T // the constant y
}

func operandsOf[T any](b *builder, n *Node, expr func(*builder, *Node) get[T]) operands[T] {
	x, y := n.Kids[0], n.Kids[1]
	if (n.Op == Add || n.Op == Mul) && isConst(x) {
		x, y = y, x
	}
	o := operands[T]{x: expr(b, x), y: expr(b, y), xLocal: isLocal(x), yLocal: isLocal(y), yConst: isConst(y)}
	o.xo, o.yo = uintptr(x.N), uintptr(y.N)
	if o.yConst {
		o.c = o.y(nil)
	}
	return o
}

// arithmetic gives +, - and *, of which a loop's turn mostly consists.
func arithmetic[T number](op Op, o operands[T]) get[T] {
	x, y, xo, yo, c := o.x, o.y, o.xo, o.yo, o.c
	switch op {
	case Add:
		switch {
		case o.xLocal && o.yLocal:
			return func(e *env) T { return *local[T](e, xo) + *local[T](e, yo) }
		case o.xLocal && o.yConst:
			return func(e *env) T { return *local[T](e, xo) + c }
		case o.yConst:
			return func(e *env) T { return x(e) + c }
		case o.yLocal:
			return func(e *env) T { return x(e) + *local[T](e, yo) }
		case o.xLocal:
			return func(e *env) T { v := y(e); return *local[T](e, xo) + v }
		}
		return func(e *env) T { return x(e) + y(e) }
	case Sub:
		switch {
		case o.xLocal && o.yLocal:
			return func(e *env) T { return *local[T](e, xo) - *local[T](e, yo) }
		case o.xLocal && o.yConst:
			return func(e *env) T { return *local[T](e, xo) - c }
		case o.yConst:
			return func(e *env) T { return x(e) - c }
		case o.yLocal:
			return func(e *env) T { return x(e) - *local[T](e, yo) }
		case o.xLocal:
			return func(e *env) T { v := y(e); return *local[T](e, xo) - v }
		}
		return func(e *env) T { return x(e) - y(e) }
	case Mul:
		switch {
		case o.xLocal && o.yLocal:
			return func(e *env) T { return *local[T](e, xo) * *local[T](e, yo) }
		case o.xLocal && o.yConst:
			return func(e *env) T { return *local[T](e, xo) * c }
		case o.yConst:
			return func(e *env) T { return x(e) * c }
		case o.yLocal:
			return func(e *env) T { return x(e) * *local[T](e, yo) }
		case o.xLocal:
			return func(e *env) T { v := y(e); return *local[T](e, xo) * v }
		}
		return func(e *env) T { return x(e) * y(e) }
	case Min:
		return func(e *env) T { v := x(e); return min(v, y(e)) }
	}
	return func(e *env) T { v := x(e); return max(v, y(e)) }
}

func quotient[T float](o operands[T]) get[T] {
	x, y, c := o.x, o.y, o.c
	if o.yConst {
		return func(e *env) T { return x(e) / c }
	}
	return func(e *env) T { return x(e) / y(e) }
}

// integral gives what only integers have.
func integral[T integer](op Op, o operands[T]) get[T] {
	x, y, xo, c := o.x, o.y, o.xo, o.c
	switch op {
	case Quo:
		if o.yConst && c != 0 {
			return func(e *env) T { return x(e) / c }
		}
		return func(e *env) T { return x(e) / y(e) }
	case Rem:
		switch {
		case o.yConst && o.xLocal && c != 0:
			return func(e *env) T { return *local[T](e, xo) % c }
		case o.yConst && c != 0:
			return func(e *env) T { return x(e) % c }
		}
		return func(e *env) T { return x(e) % y(e) }
	case And:
		if o.yConst {
			return func(e *env) T { return x(e) & c }
		}
		return func(e *env) T { return x(e) & y(e) }
	case Or:
		return func(e *env) T { return x(e) | y(e) }
	case Xor:
		return func(e *env) T { return x(e) ^ y(e) }
	}
	return func(e *env) T { return x(e) &^ y(e) }
}

// shift gives << and >>. A negative count panics in Go's words.
func shift[T integer](b *builder, n *Node) get[T] {
	x := intExpr[T](b, n.Kids[0])
	left := n.Op == Shl
	if count := n.Kids[1]; isConst(count) {
		c := uint64(count.N)
		if left {
			return func(e *env) T { return x(e) << c }
		}
		return func(e *env) T { return x(e) >> c }
	}
	if k := n.Kids[1].Kind; k >= Uint8 && k <= Uint64 {
		y := convertTo[uint64](b, n.Kids[1])
		if left {
			return func(e *env) T { return x(e) << y(e) }
		}
		return func(e *env) T { return x(e) >> y(e) }
	}
	y := convertTo[int64](b, n.Kids[1])
	if left {
		return func(e *env) T { return x(e) << y(e) }
	}
	return func(e *env) T { return x(e) >> y(e) }
}

func (b *builder) comparison(n *Node) get[bool] {
	switch Kind(n.Of) {
	case Bool:
		x, y := boolExpr(b, n.Kids[0]), boolExpr(b, n.Kids[1])
		if n.Op == Eq {
			return func(e *env) bool { return x(e) == y(e) }
		}
		return func(e *env) bool { return x(e) != y(e) }
	case Int8:
		return compared(n.Op, operandsOf(b, n, intExpr[int8]))
	case Int16:
		return compared(n.Op, operandsOf(b, n, intExpr[int16]))
	case Int32:
		return compared(n.Op, operandsOf(b, n, intExpr[int32]))
	case Int64:
		return compared(n.Op, operandsOf(b, n, intExpr[int64]))
	case Uint8:
		return compared(n.Op, operandsOf(b, n, intExpr[uint8]))
	case Uint16:
		return compared(n.Op, operandsOf(b, n, intExpr[uint16]))
	case Uint32:
		return compared(n.Op, operandsOf(b, n, intExpr[uint32]))
	case Uint64:
		return compared(n.Op, operandsOf(b, n, intExpr[uint64]))
	case Float32:
		return compared(n.Op, operandsOf(b, n, floatExpr[float32]))
	case Float64:
		return compared(n.Op, operandsOf(b, n, floatExpr[float64]))
	case Slice: // with nil
		x := b.slice(n.Kids[0])
		if n.Op == Eq {
			return func(e *env) bool { return x(e).p == nil }
		}
		return func(e *env) bool { return x(e).p != nil }
	}
	panic(unknown(n))
}

func compared[T number](op Op, o operands[T]) get[bool] {
	x, y, xo, yo, c := o.x, o.y, o.xo, o.yo, o.c
	both, fixed := o.xLocal && o.yLocal, o.xLocal && o.yConst
	switch op {
	case Eq:
		if fixed {
			return func(e *env) bool { return *local[T](e, xo) == c }
		}
		if o.yConst {
			return func(e *env) bool { return x(e) == c }
		}
		return func(e *env) bool { return x(e) == y(e) }
	case Ne:
		if fixed {
			return func(e *env) bool { return *local[T](e, xo) != c }
		}
		if o.yConst {
			return func(e *env) bool { return x(e) != c }
		}
		return func(e *env) bool { return x(e) != y(e) }
	case Lt:
		switch {
		case both:
			return func(e *env) bool { return *local[T](e, xo) < *local[T](e, yo) }
		case fixed:
			return func(e *env) bool { return *local[T](e, xo) < c }
		case o.yConst:
			return func(e *env) bool { return x(e) < c }
		}
		return func(e *env) bool { return x(e) < y(e) }
	case Le:
		switch {
		case both:
			return func(e *env) bool { return *local[T](e, xo) <= *local[T](e, yo) }
		case fixed:
			return func(e *env) bool { return *local[T](e, xo) <= c }
		case o.yConst:
			return func(e *env) bool { return x(e) <= c }
		}
		return func(e *env) bool { return x(e) <= y(e) }
	case Gt:
		switch {
		case both:
			return func(e *env) bool { return *local[T](e, xo) > *local[T](e, yo) }
		case fixed:
			return func(e *env) bool { return *local[T](e, xo) > c }
		case o.yConst:
			return func(e *env) bool { return x(e) > c }
		}
		return func(e *env) bool { return x(e) > y(e) }
	}
	switch {
	case both:
		return func(e *env) bool { return *local[T](e, xo) >= *local[T](e, yo) }
	case fixed:
		return func(e *env) bool { return *local[T](e, xo) >= c }
	case o.yConst:
		return func(e *env) bool { return x(e) >= c }
	}
	return func(e *env) bool { return x(e) >= y(e) }
}

// binary gives an operation as a function of its two values.
func binaryInt[T integer](op Op) func(x, y T) T {
	switch op {
	case Add:
		return func(x, y T) T { return x + y }
	case Sub:
		return func(x, y T) T { return x - y }
	case Mul:
		return func(x, y T) T { return x * y }
	case Quo:
		return func(x, y T) T { return x / y }
	case Rem:
		return func(x, y T) T { return x % y }
	case And:
		return func(x, y T) T { return x & y }
	case Or:
		return func(x, y T) T { return x | y }
	case Xor:
		return func(x, y T) T { return x ^ y }
	}
	return func(x, y T) T { return x &^ y }
}
