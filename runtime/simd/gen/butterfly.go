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

// butterfly transforms r elements forward, X[k] = Σ x[j] exp(-2πi jk/r). It takes them by in
// and hands each result to out as soon as it is there; all are taken before the first is handed.
func (v *vec) butterfly(r int, in func(j int) z, out func(k int, a z)) {
	switch r {
	case 2:
		a, b := in(0), in(1)
		out(0, v.addZ(a, b))
		out(1, v.subZ(a, b))
	case 4:
		v.butterfly4(in, out)
	case 8:
		v.butterfly8(in, out)
	default:
		v.butterflyOdd(r, in, out)
	}
}

// turn gives a - ib and a + ib.
func (v *vec) turn(a, b z) (minus, plus z) {
	return z{v.add(a.re, b.im), v.sub(a.im, b.re)}, z{v.sub(a.re, b.im), v.add(a.im, b.re)}
}

func (v *vec) butterfly4(in func(j int) z, out func(k int, a z)) {
	a, c := in(0), in(2)
	e0, e1 := v.addZ(a, c), v.subZ(a, c)
	b, d := in(1), in(3)
	e2, e3 := v.addZ(b, d), v.subZ(b, d)
	out(0, v.addZ(e0, e2))
	out(2, v.subZ(e0, e2))
	o1, o3 := v.turn(e1, e3)
	out(1, o1)
	out(3, o3)
}

func (v *vec) butterfly8(in func(j int) z, out func(k int, a z)) {
	pair := func(j, k int) (z, z) {
		a, b := in(j), in(k)
		return v.addZ(a, b), v.subZ(a, b)
	}
	b0, c0 := pair(0, 4)
	b2, c2 := pair(2, 6)
	b1, d1 := pair(1, 5)
	b3, d3 := pair(3, 7)
	e0, e1 := v.addZ(b0, b2), v.subZ(b0, b2)
	e2, e3 := v.addZ(b1, b3), v.subZ(b1, b3)
	out(0, v.addZ(e0, e2))
	out(4, v.subZ(e0, e2))
	o2, o6 := v.turn(e1, e3)
	out(2, o2)
	out(6, o6)
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

// butterflyOdd takes terms j and r-j together:
// X[k], X[r-k] = x[0] + Σ_j cos(2πjk/r) s[j] ∓ i Σ_j sin(2πjk/r) d[j], s and d being sums and
// differences. Where registers do not suffice these wait in the function's frame.
func (v *vec) butterflyOdd(r int, in func(j int) z, out func(k int, a z)) {
	h := (r - 1) / 2
	spill := r > 5 && v.bytes == 32
	type operand struct{ re, im Op }
	kept := 0
	keep := func(a z) operand {
		if !spill {
			return operand{a.re, a.im}
		}
		if kept == len(v.local) {
			v.local = append(v.local, AllocLocal(2*v.bytes))
		}
		m := v.local[kept]
		kept++
		v.store(a.re, m)
		v.store(a.im, m.Offset(v.bytes))
		return operand{m, m.Offset(v.bytes)}
	}
	x0 := in(0)
	total := z{v.copy(x0.re), v.copy(x0.im)}
	s, d := make([]operand, h+1), make([]operand, h+1)
	for j := 1; j <= h; j++ {
		a, b := in(j), in(r-j)
		sum := v.addZ(a, b)
		total.re, total.im = v.add(total.re, sum.re), v.add(total.im, sum.im)
		d[j] = keep(v.subZ(a, b))
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
