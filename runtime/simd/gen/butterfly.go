package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// apart addresses up to eight elements that stand the same distance apart.
type apart struct{ p, q, s, s3 reg.Register } // q = p + 4s, s3 = 3s

// spread prepares the addresses of elements s bytes apart; q follows p by hand.
func spread(p, s reg.GPVirtual, radix int) apart {
	a := apart{p: p, s: s}
	if radix > 3 {
		s3 := GP64()
		LEAQ(Mem{Base: s, Index: s, Scale: 2}, s3)
		a.s3 = s3
	}
	if radix > 4 {
		q := GP64()
		LEAQ(Mem{Base: p, Index: s, Scale: 4}, q)
		a.q = q
	}
	return a
}

func (a apart) at(i int) Mem {
	m := Mem{Base: a.p}
	if i >= 4 {
		m.Base, i = a.q, i-4
	}
	switch i {
	case 1:
		m.Index, m.Scale = a.s, 1
	case 2:
		m.Index, m.Scale = a.s, 2
	case 3:
		m.Index, m.Scale = a.s3, 1
	}
	return m
}

func (a apart) advance() {
	advance(a.p.(reg.GPVirtual), block)
	if a.q != nil {
		advance(a.q.(reg.GPVirtual), block)
	}
}

// A taker gives the elements of a butterfly, and the factors to take them times: factor is nil
// where there are none.
type taker struct {
	in     func(j int) z
	factor func(j int) z
	two    register
}

// take gives element j times its factor.
func (v *vec) take(t taker, j int) z {
	a := t.in(j)
	if j > 0 && t.factor != nil {
		a = v.mulZ(a, t.factor(j))
	}
	return a
}

// pair gives the sum and the difference of elements j and k times their factors.
func (v *vec) pair(t taker, j, k int) (sum, difference z) {
	a := v.take(t, j)
	if t.factor != nil {
		return v.addMulZ(a, t.in(k), t.factor(k), t.two)
	}
	b := t.in(k)
	return v.addZ(a, b), v.subZ(a, b)
}

// butterfly transforms r elements forward, X[k] = Σ x[j] exp(-2πi jk/r), and hands each result to
// out as soon as it is there; all are taken before the first is handed.
func (v *vec) butterfly(r int, t taker, out func(k int, a z)) {
	switch r {
	case 2:
		sum, difference := v.pair(t, 0, 1)
		out(0, sum)
		out(1, difference)
	case 4:
		v.butterfly4(t, out)
	case 8:
		v.butterfly8(t, out)
	default:
		v.butterflyOdd(r, t, out)
	}
}

// turn gives a - ib and a + ib.
func (v *vec) turn(a, b z) (minus, plus z) {
	return z{v.add(a.re, b.im), v.sub(a.im, b.re)}, z{v.sub(a.re, b.im), v.add(a.im, b.re)}
}

func (v *vec) butterfly4(t taker, out func(k int, a z)) {
	e0, e1 := v.pair(t, 0, 2)
	e2, e3 := v.pair(t, 1, 3)
	out(0, v.addZ(e0, e2))
	out(2, v.subZ(e0, e2))
	o1, o3 := v.turn(e1, e3)
	out(1, o1)
	out(3, o3)
}

func (v *vec) butterfly8(t taker, out func(k int, a z)) {
	f := v.frame()
	pair := func(j, k int) (z, func() z) {
		sum, difference := v.pair(t, j, k)
		return sum, f.keep(difference, v.bytes == 32)
	}
	b0, keptC0 := pair(0, 4)
	b2, keptC2 := pair(2, 6)
	b1, keptD1 := pair(1, 5)
	b3, keptD3 := pair(3, 7)
	e0, e1 := v.addZ(b0, b2), v.subZ(b0, b2)
	e2, e3 := v.addZ(b1, b3), v.subZ(b1, b3)
	out(0, v.addZ(e0, e2))
	out(4, v.subZ(e0, e2))
	o2, o6 := v.turn(e1, e3)
	out(2, o2)
	out(6, o6)
	c0, c2, d1, d3 := keptC0(), keptC2(), keptD1(), keptD3()
	// With h = sqrt(1/2): d1 exp(-iπ/4) = h (d1.re+d1.im, d1.im-d1.re), and
	// d3 exp(-3iπ/4) = h (d3.im-d3.re, -(d3.re+d3.im)). h goes into the last additions.
	c1 := z{v.add(d1.re, d1.im), v.sub(d1.im, d1.re)}
	c3 := z{v.sub(d3.im, d3.re), v.add(d3.re, d3.im)} // .im with its sign turned
	f2 := z{v.add(c1.re, c3.re), v.sub(c1.im, c3.im)}
	f3 := z{v.sub(c1.re, c3.re), v.add(c1.im, c3.im)}
	f0, f1 := v.turn(c0, c2)
	h := v.broadcast(v.constant(math.Sqrt2 / 2))
	plus := func(a, b register) register { r := v.copy(a); v.addMul(r, h, b); return r }
	minus := func(a, b register) register { v.subMul(a, h, b); return a } // in a's register
	out(1, z{plus(f0.re, f2.re), plus(f0.im, f2.im)})
	out(5, z{minus(f0.re, f2.re), minus(f0.im, f2.im)})
	x3, x7 := plus(f1.re, f3.im), plus(f1.im, f3.re)
	out(7, z{minus(f1.re, f3.im), x7})
	out(3, z{x3, minus(f1.im, f3.re)})
}

// A frame is where a function keeps what its registers do not hold.
type frame struct {
	v    *vec
	used int
}

// frame begins anew: what earlier butterflies kept is not needed any more.
func (v *vec) frame() *frame { return &frame{v: v} }

func (f *frame) room() Mem {
	if f.used == len(f.v.local) {
		f.v.local = append(f.v.local, AllocLocal(2*f.v.bytes))
	}
	f.used++
	return f.v.local[f.used-1]
}

// keep stores a, if it is to, and gives how to get it back.
func (f *frame) keep(a z, store bool) func() z {
	if !store {
		return func() z { return a }
	}
	m := f.room()
	f.v.store(a.re, m)
	f.v.store(a.im, m.Offset(f.v.bytes))
	return func() z { return z{f.v.load(m), f.v.load(m.Offset(f.v.bytes))} }
}

// butterflyOdd takes terms j and r-j together:
// X[k], X[r-k] = x[0] + Σ_j cos(2πjk/r) s[j] ∓ i Σ_j sin(2πjk/r) d[j], s and d being sums and
// differences. Where registers do not suffice these wait in the function's frame.
func (v *vec) butterflyOdd(r int, t taker, out func(k int, a z)) {
	h := (r - 1) / 2
	spill := r > 5 && v.bytes == 32
	f := v.frame()
	type operand struct{ re, im Op }
	keep := func(a z) operand {
		if !spill {
			return operand{a.re, a.im}
		}
		m := f.room()
		v.store(a.re, m)
		v.store(a.im, m.Offset(v.bytes))
		return operand{m, m.Offset(v.bytes)}
	}
	x0 := t.in(0)
	total := z{v.copy(x0.re), v.copy(x0.im)}
	s, d := make([]operand, h+1), make([]operand, h+1)
	for j := 1; j <= h; j++ {
		sum, difference := v.pair(t, j, r-j)
		total.re, total.im = v.add(total.re, sum.re), v.add(total.im, sum.im)
		d[j] = keep(difference)
		s[j] = keep(sum)
	}
	out(0, total)
	for k := 1; k <= h; k++ {
		u := z{v.copy(x0.re), v.copy(x0.im)}
		var t z
		for j := 1; j <= h; j++ {
			sin, cos := math.Sincos(2 * math.Pi * float64(j*k%r) / float64(r))
			c := v.broadcast(v.constant(cos))
			v.addMul(u.re, c, s[j].re)
			v.addMul(u.im, c, s[j].im)
			e := v.broadcast(v.constant(sin))
			if j == 1 {
				t = z{v.mul(e, d[j].re), v.mul(e, d[j].im)}
				continue
			}
			v.addMul(t.re, e, d[j].re)
			v.addMul(t.im, e, d[j].im)
		}
		first, second := v.turn(u, t)
		out(k, first)
		out(r-k, second)
	}
}
