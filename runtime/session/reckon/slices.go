package reckon

import "unsafe"

// elem gives the value of an element or of a field of one.
func elem[T any](b *builder, n *Node) get[T] {
	var zero T
	if n.N != int64(unsafe.Sizeof(zero)) || n.M != 0 {
		p := b.place(n)
		return func(e *env) T { return *(*T)(p(e)) }
	}
	base := n.Kids[0]
	i, plus, simple := index(n.Kids[1])
	if isLocal(base) {
		s := uintptr(base.N) * sliceSize
		if simple {
			if plus == 0 {
				return func(e *env) T { return list[T](e, s)[*local[int64](e, i)] }
			}
			return func(e *env) T { return list[T](e, s)[*local[int64](e, i)+plus] }
		}
		at := b.integers(n.Kids[1])
		return func(e *env) T { i := at(e); return list[T](e, s)[i] }
	}
	if j, add, ok := index2(base); ok && simple {
		s := uintptr(base.Kids[0].N) * sliceSize
		return func(e *env) T {
			return list[[]T](e, s)[*local[int64](e, j)+add][*local[int64](e, i)+plus]
		}
	}
	row, at := b.slice(base), b.integers(n.Kids[1])
	if simple {
		return func(e *env) T { return of[T](row(e))[*local[int64](e, i)+plus] }
	}
	return func(e *env) T { s := row(e); i := at(e); return of[T](s)[i] }
}

// index2 takes apart a row of a slice of slices whose own index is simple.
func index2(n *Node) (off uintptr, plus int64, ok bool) {
	if n.Op != Elem || n.M != 0 || n.N != int64(sliceSize) || !isLocal(n.Kids[0]) {
		return 0, 0, false
	}
	return index(n.Kids[1])
}

// put stores into an element or a field of one.
func put[T any](b *builder, n *Node, v get[T]) act {
	var zero T
	base := n.Kids[0]
	i, plus, simple := index(n.Kids[1])
	if n.N != int64(unsafe.Sizeof(zero)) || n.M != 0 || !simple {
		p := b.place(n)
		return func(e *env) { x := v(e); *(*T)(p(e)) = x }
	}
	if isLocal(base) {
		s := uintptr(base.N) * sliceSize
		return func(e *env) { x := v(e); list[T](e, s)[*local[int64](e, i)+plus] = x }
	}
	if j, add, ok := index2(base); ok {
		s := uintptr(base.Kids[0].N) * sliceSize
		return func(e *env) {
			x := v(e)
			list[[]T](e, s)[*local[int64](e, j)+add][*local[int64](e, i)+plus] = x
		}
	}
	row := b.slice(base)
	return func(e *env) { x := v(e); of[T](row(e))[*local[int64](e, i)+plus] = x }
}

// place gives the address of a variable. It must be used before anything else runs: frames move.
func (b *builder) place(n *Node) get[unsafe.Pointer] {
	switch n.Op {
	case Local:
		off := uintptr(n.N)
		return func(e *env) unsafe.Pointer { return unsafe.Add(e.frame, off) }
	case Global:
		p, off := &b.fn.globals[n.N], n.M
		return func(*env) unsafe.Pointer { return unsafe.Add(*p, off) }
	case Elem, View:
		size, off, base := n.N, n.M, n.Kids[0]
		at := b.integers(n.Kids[1])
		if isLocal(base) {
			s := uintptr(base.N) * sliceSize
			return func(e *env) unsafe.Pointer {
				i := at(e)
				l := (*slice)(unsafe.Add(e.slices, s))
				within(i, l.n)
				return unsafe.Add(l.p, i*size+off)
			}
		}
		row := b.slice(base)
		return func(e *env) unsafe.Pointer {
			l := row(e)
			i := at(e)
			within(i, l.n)
			return unsafe.Add(l.p, i*size+off)
		}
	}
	panic(unknown(n))
}

// slice builds an expression that gives a slice.
func (b *builder) slice(n *Node) get[slice] {
	switch n.Op {
	case Const:
		return func(*env) slice { return slice{} }
	case Local:
		s := uintptr(n.N) * sliceSize
		return func(e *env) slice { return *(*slice)(unsafe.Add(e.slices, s)) }
	case Global:
		p, off, length := &b.fn.globals[n.N], n.M, int(n.Len)
		if length > 0 {
			return func(*env) slice { return slice{unsafe.Add(*p, off), length, length} }
		}
		return func(*env) slice { return *(*slice)(unsafe.Add(*p, off)) }
	case Elem:
		return elem[slice](b, n)
	case View:
		p, length := b.place(n), int(n.Len)
		return func(e *env) slice { return slice{p(e), length, length} }
	case Cut:
		return b.cut(n)
	case Make:
		return b.make(n)
	case Append:
		return b.append(n)
	case Spread:
		return b.spread(n)
	case Call:
		run, at := b.call(n)
		return func(e *env) slice { run(e); return *(*slice)(unsafe.Add(e.slices, at)) }
	}
	panic(unknown(n))
}

// extent gives len, cap or copy.
func (b *builder) extent(n *Node) get[int] {
	switch n.Op {
	case Len:
		if isLocal(n.Kids[0]) {
			s := uintptr(n.Kids[0].N) * sliceSize
			return func(e *env) int { return (*slice)(unsafe.Add(e.slices, s)).n }
		}
		x := b.slice(n.Kids[0])
		return func(e *env) int { return x(e).n }
	case Cap:
		x := b.slice(n.Kids[0])
		return func(e *env) int { return x(e).c }
	}
	to, from, size := b.slice(n.Kids[0]), b.slice(n.Kids[1]), int(n.N)
	if size == 0 {
		return func(e *env) int { t := to(e); return copy(of[slice](t), of[slice](from(e))) }
	}
	return func(e *env) int {
		t := to(e)
		f := from(e)
		k := min(t.n, f.n)
		if k > 0 {
			copy(unsafe.Slice((*byte)(t.p), k*size), unsafe.Slice((*byte)(f.p), k*size))
		}
		return k
	}
}

// cut gives s[low:high:max]. Go itself checks the bounds and finds what is left, on elements
// that take no room.
func (b *builder) cut(n *Node) get[slice] {
	base, size := b.slice(n.Kids[0]), n.N
	part := func(i int) get[int64] {
		if n.Kids[i].Op == Nothing {
			return nil
		}
		return b.integers(n.Kids[i])
	}
	low, high, most := part(1), part(2), part(3)
	return func(e *env) slice {
		s := base(e)
		z := make([]struct{}, s.n, s.c)
		lo, hi := int64(0), int64(s.n)
		if low != nil {
			lo = low(e)
		}
		if high != nil {
			hi = high(e)
		}
		if most != nil {
			z = z[lo:hi:most(e)]
		} else {
			z = z[lo:hi]
		}
		if cap(z) > 0 {
			s.p = unsafe.Add(s.p, lo*size)
		}
		return slice{s.p, len(z), cap(z)}
	}
}

// make gives a new slice. That of plain values is one of words, since no pointer lies in it.
func (b *builder) make(n *Node) get[slice] {
	length := b.integers(n.Kids[0])
	bounds := func(e *env) (int64, int64) { l := length(e); return l, l }
	if len(n.Kids) > 1 {
		capacity := b.integers(n.Kids[1])
		bounds = func(e *env) (int64, int64) { l := length(e); return l, capacity(e) }
	}
	switch n.N {
	case 0:
		return func(e *env) slice { l, c := bounds(e); return sliceOf(make([]slice, l, c)) }
	case 1:
		return func(e *env) slice { l, c := bounds(e); return sliceOf(make([]uint8, l, c)) }
	case 2:
		return func(e *env) slice { l, c := bounds(e); return sliceOf(make([]uint16, l, c)) }
	case 4:
		return func(e *env) slice { l, c := bounds(e); return sliceOf(make([]uint32, l, c)) }
	case 8:
		return func(e *env) slice { l, c := bounds(e); return sliceOf(make([]uint64, l, c)) }
	}
	size := n.N
	return func(e *env) slice {
		l, c := bounds(e)
		if l < 0 || c < l || c > 1<<40/size {
			_ = make([]uint64, l, c) // which Go refuses in its own words
		}
		return slice{sliceOf(make([]uint64, (c*size+7)/8)).p, int(l), int(c)}
	}
}

func (b *builder) append(n *Node) get[slice] {
	switch Kind(n.Of) {
	case Bool:
		return appended(b, n, boolExpr)
	case Int8:
		return appended(b, n, intExpr[int8])
	case Int16:
		return appended(b, n, intExpr[int16])
	case Int32:
		return appended(b, n, intExpr[int32])
	case Int64:
		return appended(b, n, intExpr[int64])
	case Uint8:
		return appended(b, n, intExpr[uint8])
	case Uint16:
		return appended(b, n, intExpr[uint16])
	case Uint32:
		return appended(b, n, intExpr[uint32])
	case Uint64:
		return appended(b, n, intExpr[uint64])
	case Float32:
		return appended(b, n, floatExpr[float32])
	case Float64:
		return appended(b, n, floatExpr[float64])
	case Slice:
		return appended(b, n, (*builder).slice)
	}
	panic(unknown(n))
}

func appended[T any](b *builder, n *Node, expr func(*builder, *Node) get[T]) get[slice] {
	base := b.slice(n.Kids[0])
	if len(n.Kids) == 2 {
		x := expr(b, n.Kids[1])
		return func(e *env) slice { s := of[T](base(e)); return sliceOf(append(s, x(e))) }
	}
	var values []get[T]
	for _, k := range n.Kids[1:] {
		values = append(values, expr(b, k))
	}
	return func(e *env) slice {
		s := of[T](base(e))
		more := make([]T, len(values))
		for i, v := range values {
			more[i] = v(e)
		}
		return sliceOf(append(s, more...))
	}
}

// spread gives append(a, b...).
func (b *builder) spread(n *Node) get[slice] {
	x, y := b.slice(n.Kids[0]), b.slice(n.Kids[1])
	switch Kind(n.Of) {
	case Bool, Int8, Uint8:
		return spreadOf[uint8](x, y)
	case Int16, Uint16:
		return spreadOf[uint16](x, y)
	case Int32, Uint32, Float32:
		return spreadOf[uint32](x, y)
	case Int64, Uint64, Float64:
		return spreadOf[uint64](x, y)
	case Slice:
		return spreadOf[slice](x, y)
	}
	panic(unknown(n))
}

func spreadOf[T any](x, y get[slice]) get[slice] {
	return func(e *env) slice { s := x(e); return sliceOf(append(of[T](s), of[T](y(e))...)) }
}
