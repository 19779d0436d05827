package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"strconv"
)

// factors broadcasts the factors of a butterfly from a table.
func (v *vec) factors(table Mem) func(j int) z {
	return func(j int) z {
		f := table.Offset((j - 1) * 2 * v.size)
		return z{v.broadcast(f), v.broadcast(f.Offset(v.size))}
	}
}

// pass is one step of a transform in place: nblk runs of r*s blocks, in each of which inner
// butterflies of elements s apart, which are taken times the run's r-1 factors.
func (v *vec) pass(r int) {
	v.begin("pass"+strconv.Itoa(r), "func(x *F, s, inner, nblk int, tw *F)")
	x, s, nblk, w := pointer("x"), integer("s"), integer("nblk"), pointer("tw")
	SHLQ(Imm(shift), s)
	run := GP64()
	IMUL3Q(U32(uint32(r)), s, run)
	two := v.broadcast(v.constant(2))
	loop("runs", nblk, func() {
		p, n := GP64(), integer("inner")
		MOVQ(x, p)
		a := spread(p, s, r)
		loop("butterflies", n, func() {
			for _, off := range v.offsets() {
				in := func(j int) z { return v.loadZ(a.at(j), off) }
				v.butterfly(r, taker{in, v.factors(at(w)), two}, func(k int, y z) { v.storeZ(y, a.at(k), off) })
			}
			a.advance()
		})
		ADDQ(run, x)
		advance(w, (r-1)*2*v.size)
	})
	end()
}

// first is the first pass: one run, without factors.
func (v *vec) first(r int) {
	v.begin("first"+strconv.Itoa(r), "func(x *F, s, inner int)")
	x, s, n := pointer("x"), integer("s"), integer("inner")
	SHLQ(Imm(shift), s)
	a := spread(x, s, r)
	loop("butterflies", n, func() {
		for _, off := range v.offsets() {
			in := func(j int) z { return v.loadZ(a.at(j), off) }
			v.butterfly(r, taker{in: in}, func(k int, y z) { v.storeZ(y, a.at(k), off) })
		}
		a.advance()
	})
	end()
}

// last is the last pass: butterflies of neighbours, with r-1 factors each.
func (v *vec) last(r int) {
	v.begin("last"+strconv.Itoa(r), "func(x *F, groups int, tw *F)")
	x, n, w := pointer("x"), integer("groups"), pointer("tw")
	two := v.broadcast(v.constant(2))
	loop("groups", n, func() {
		for _, off := range v.offsets() {
			place := func(k int) Mem { return at(x).Offset(k * block) }
			in := func(j int) z { return v.loadZ(place(j), off) }
			v.butterfly(r, taker{in, v.factors(at(w)), two}, func(k int, y z) { v.storeZ(y, place(k), off) })
		}
		advance(x, r*block)
		advance(w, (r-1)*2*v.size)
	})
	end()
}

// passOdd is pass for any odd r, one run of it: inner butterflies of elements s apart, step from
// one to the next, whose factors are wstep apart. (The last pass has s = 1, step = r, wstep = 2(r-1).)
// roots holds, for k = 1 … h = (r-1)/2 rounded up to an even number and j = 1 … h, the pairs
// cos, sin of 2πjk/r; work has room for r blocks, where sums and differences wait.
func (v *vec) passOdd() {
	v.begin("passOdd", "func(x *F, s, inner, step int, tw *F, wstep, r int, roots, work *F)")
	s, step := integer("s"), integer("step")
	SHLQ(Imm(shift), s)
	SHLQ(Imm(shift), step)
	for _, off := range v.offsets() {
		id := strconv.Itoa(off)
		p, w, n := pointer("x"), pointer("tw"), integer("inner")
		if off > 0 {
			advance(p, off)
		}
		loop("butterflies"+id, n, func() {
			v.oddSums(id, p, s, w)
			v.oddOutputs(id, p, s)
			wstep := integer("wstep")
			IMUL3Q(Imm(uint64(v.size)), wstep, wstep)
			ADDQ(wstep, w)
			ADDQ(step, p)
		})
	}
	end()
}

// oddSums leaves x[0], then s[j] and d[j] in work, and the sum of all in x[0].
func (v *vec) oddSums(id string, p, s, w reg.GPVirtual) {
	work, count := pointer("work"), integer("r")
	wlo, whi := GP64(), integer("r")
	MOVQ(w, wlo)
	SUBQ(Imm(2), whi)
	IMUL3Q(Imm(uint64(2*v.size)), whi, whi)
	ADDQ(w, whi)
	two := v.broadcast(v.constant(2))
	hi, lo := GP64(), GP64()
	MOVQ(count, hi)
	DECQ(hi)
	IMULQ(s, hi)
	ADDQ(p, hi)
	LEAQ(Mem{Base: p, Index: s, Scale: 1}, lo)
	SHRQ(Imm(1), count)
	total := v.loadZ(at(p), 0)
	v.storeZ(total, at(work), 0)
	loop("sums"+id, count, func() {
		a := v.mulZ(v.loadZ(at(lo), 0), v.factors(at(wlo))(1))
		sum, difference := v.addMulZ(a, v.loadZ(at(hi), 0), v.factors(at(whi))(1), two)
		v.storeZ(sum, at(work).Offset(block), 0)
		v.storeZ(difference, at(work).Offset(2*block), 0)
		advance(wlo, 2*v.size)
		SUBQ(Imm(uint64(2*v.size)), whi)
		f := v.pick(VADDPS, VADDPD)
		f(sum.re, total.re, total.re)
		f(sum.im, total.im, total.im)
		advance(work, 2*block)
		ADDQ(s, lo)
		SUBQ(s, hi)
	})
	v.storeZ(total, at(p), 0)
}

// oddOutputs computes two k at once. Where h is odd the last turn computes k = h twice, the
// second time as r-(h+1).
func (v *vec) oddOutputs(id string, p, s reg.GPVirtual) {
	roots, pairs, bytes := pointer("roots"), integer("r"), integer("r")
	SHRQ(Imm(1), bytes)
	IMUL3Q(Imm(uint64(2*v.size)), bytes, bytes) // of h roots
	SHRQ(Imm(1), pairs)
	INCQ(pairs)
	SHRQ(Imm(1), pairs)            // (h+1)/2
	lo, hi := GP64(), integer("r") // the places of k and r-k
	DECQ(hi)
	IMULQ(s, hi)
	ADDQ(p, hi)
	LEAQ(Mem{Base: p, Index: s, Scale: 1}, lo)
	Label("outputs" + id)
	work, left := pointer("work"), GP64()
	MOVQ(bytes, left)
	x0 := v.loadZ(at(work), 0)
	u := [2]z{x0, {v.copy(x0.re), v.copy(x0.im)}}
	t := [2]z{{v.zero(), v.zero()}, {v.zero(), v.zero()}}
	Label("terms" + id)
	for i, root := range []Mem{at(roots), {Base: roots, Index: bytes, Scale: 1}} {
		c, e := v.broadcast(root), v.broadcast(root.Offset(v.size))
		v.addMul(u[i].re, c, at(work).Offset(block))
		v.addMul(u[i].im, c, at(work).Offset(block+half))
		v.addMul(t[i].re, e, at(work).Offset(2*block))
		v.addMul(t[i].im, e, at(work).Offset(2*block+half))
	}
	advance(work, 2*block)
	advance(roots, 2*v.size)
	SUBQ(Imm(uint64(2*v.size)), left)
	JNZ(LabelRef("terms" + id))
	ADDQ(bytes, roots)
	put := func(i int, lo, hi Mem) {
		minus, plus := v.turn(u[i], t[i])
		v.storeZ(minus, lo, 0)
		v.storeZ(plus, hi, 0)
	}
	// The second first: where it only repeats h, the first writes the same places after it.
	before := GP64()
	MOVQ(hi, before)
	SUBQ(s, before)
	put(1, Mem{Base: lo, Index: s, Scale: 1}, at(before))
	put(0, at(lo), at(hi))
	LEAQ(Mem{Base: lo, Index: s, Scale: 2}, lo)
	SUBQ(s, hi)
	SUBQ(s, hi)
	DECQ(pairs)
	JNZ(LabelRef("outputs" + id))
}
