package reckon

import "unsafe"

// loop builds a loop. What counts a local variable up to a limit has forms of its own.
func (b *builder) loop(n *Node) flow {
	if f := b.counting(n); f != nil {
		return f
	}
	cond, post, body := n.Kids[0], n.Kids[1], n.Kids[2]
	test := func(*env) bool { return true }
	if cond.Op != Nothing {
		test = boolExpr(b, cond)
	}
	step := b.act(post)
	if n.At != 0 {
		// What the body noted is no longer where the condition stands.
		at, inner := n.At, test
		if post.Op != Nothing {
			step = noting(post, step)
		}
		test = func(e *env) bool { e.at = at; return inner(e) }
	}
	if plain(body) {
		turn := b.act(body)
		return func(e *env) ctl {
			for test(e) {
				turn(e)
				step(e)
				e.check()
			}
			return next
		}
	}
	turn := b.flow(body)
	out, again := breakOf(n.N), continueOf(n.N)
	return func(e *env) ctl {
		for test(e) {
			if c := turn(e); c != next {
				if c == out {
					return next
				}
				if c != again {
					return c
				}
			}
			step(e)
			e.check()
		}
		return next
	}
}

// counting gives loops whose condition is i < limit and whose post statement is i++, with i an
// int and the limit a local int, a constant or the length of a local slice. It gives nil for others.
func (b *builder) counting(n *Node) flow {
	cond, post, body := n.Kids[0], n.Kids[1], n.Kids[2]
	if cond.Op != Lt || Kind(cond.Of) != Int64 || !isLocal(cond.Kids[0]) ||
		post.Op != Change || Op(post.Of) != Add || post.Kids[0].Op != Local || post.Kids[0].Kind != Int64 ||
		post.Kids[0].N != cond.Kids[0].N || !isConst(post.Kids[1]) || post.Kids[1].N != 1 {
		return nil
	}
	i := uintptr(cond.Kids[0].N)
	limit := cond.Kids[1]
	isPlain := plain(body)
	var turn act
	var try flow
	if isPlain {
		turn = b.act(body)
	} else {
		try = b.flow(body)
	}
	out, again := breakOf(n.N), continueOf(n.N)
	switch {
	case isLocal(limit):
		end := uintptr(limit.N)
		if isPlain {
			return func(e *env) ctl {
				for *local[int64](e, i) < *local[int64](e, end) {
					turn(e)
					*local[int64](e, i)++
					e.check()
				}
				return next
			}
		}
		return func(e *env) ctl {
			for *local[int64](e, i) < *local[int64](e, end) {
				if c := try(e); c != next {
					if c == out {
						return next
					}
					if c != again {
						return c
					}
				}
				*local[int64](e, i)++
				e.check()
			}
			return next
		}
	case isConst(limit) && isPlain:
		end := limit.N
		return func(e *env) ctl {
			for *local[int64](e, i) < end {
				turn(e)
				*local[int64](e, i)++
				e.check()
			}
			return next
		}
	case limit.Op == Len && isLocal(limit.Kids[0]) && isPlain:
		s := uintptr(limit.Kids[0].N) * sliceSize
		return func(e *env) ctl {
			for *local[int64](e, i) < int64((*slice)(unsafe.Add(e.slices, s)).n) {
				turn(e)
				*local[int64](e, i)++
				e.check()
			}
			return next
		}
	}
	return nil
}
