package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"strconv"
)

// pass is one step of a transform in place, decimated in frequency: nblk runs of r*s blocks, in
// each of which butterflies of elements s apart, multiplied by the factors of tw, r-1 each.
func (v *vec) pass(r int) {
	v.begin("pass"+strconv.Itoa(r), "func(x *F, s, inner, nblk int, tw *F)")
	x, s, nblk := pointer("x"), integer("s"), integer("nblk")
	SHLQ(Imm(shift), s)
	run := GP64()
	IMUL3Q(U32(uint32(r)), s, run)
	loop("runs", nblk, func() {
		p, w, n := GP64(), pointer("tw"), integer("inner")
		MOVQ(x, p)
		a := spread(p, s, r)
		loop("butterflies", n, func() {
			for _, off := range v.offsets() {
				v.butterfly(r, func(j int) z { return v.loadZ(a.at(j), off) }, func(k int, y z) {
					if k > 0 {
						f := at(w).Offset((k - 1) * 2 * v.size)
						y = v.mulZ(y, z{v.broadcast(f), v.broadcast(f.Offset(v.size))})
					}
					v.storeZ(y, a.at(k), off)
				})
			}
			advance(p, block)
			if a.q != nil {
				advance(a.q.(reg.GPVirtual), block)
			}
			advance(w, (r-1)*2*v.size)
		})
		ADDQ(run, x)
	})
	end()
}

// last is the last pass: butterflies of neighbours, without factors.
func (v *vec) last(r int) {
	v.begin("last"+strconv.Itoa(r), "func(x *F, groups int)")
	x, n := pointer("x"), integer("groups")
	loop("groups", n, func() {
		for _, off := range v.offsets() {
			at := func(k int) Mem { return at(x).Offset(k * block) }
			v.butterfly(r, func(j int) z { return v.loadZ(at(j), off) }, func(k int, y z) {
				v.storeZ(y, at(k), off)
			})
		}
		advance(x, r*block)
	})
	end()
}

// passOdd is pass for any odd r, one run of it: inner butterflies of elements s apart, step from
// one to the next, whose factors are wstep apart. (The last pass has s = 1, step = r, wstep = 0.)
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
			v.oddSums(id, p, s)
			v.oddOutputs(id, p, s, w)
			wstep := integer("wstep")
			IMUL3Q(Imm(uint64(v.size)), wstep, wstep)
			ADDQ(wstep, w)
			ADDQ(step, p)
		})
	}
	end()
}

// oddSums leaves x[0], then s[j] and d[j] in work, and the sum of all in x[0].
func (v *vec) oddSums(id string, p, s reg.GPVirtual) {
	work, count := pointer("work"), integer("r")
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
		a, b := v.loadZ(at(lo), 0), v.loadZ(at(hi), 0)
		sum := v.addZ(a, b)
		v.storeZ(sum, at(work).Offset(block), 0)
		v.storeZ(v.subZ(a, b), at(work).Offset(2*block), 0)
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
func (v *vec) oddOutputs(id string, p, s, w reg.GPVirtual) {
	roots, pairs, bytes := pointer("roots"), integer("r"), integer("r")
	SHRQ(Imm(1), bytes)
	IMUL3Q(Imm(uint64(2*v.size)), bytes, bytes) // of h roots
	SHRQ(Imm(1), pairs)
	INCQ(pairs)
	SHRQ(Imm(1), pairs) // (h+1)/2
	// lo and hi are the places of k and r-k, with their factors.
	lo, hi, wlo, whi := GP64(), integer("r"), GP64(), integer("r")
	DECQ(hi)
	IMULQ(s, hi)
	ADDQ(p, hi)
	LEAQ(Mem{Base: p, Index: s, Scale: 1}, lo)
	MOVQ(w, wlo)
	SUBQ(Imm(2), whi)
	IMUL3Q(Imm(uint64(2*v.size)), whi, whi)
	ADDQ(w, whi)
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
	put := func(i int, lo, hi, wlo, whi Mem) {
		minus, plus := v.turn(u[i], t[i])
		v.storeZ(v.mulZ(minus, z{v.broadcast(wlo), v.broadcast(wlo.Offset(v.size))}), lo, 0)
		v.storeZ(v.mulZ(plus, z{v.broadcast(whi), v.broadcast(whi.Offset(v.size))}), hi, 0)
	}
	// The second first: where it only repeats h, the first writes the same places after it.
	before := GP64()
	MOVQ(hi, before)
	SUBQ(s, before)
	put(1, Mem{Base: lo, Index: s, Scale: 1}, at(before), at(wlo).Offset(2*v.size), at(whi).Offset(-2*v.size))
	put(0, at(lo), at(hi), at(wlo), at(whi))
	LEAQ(Mem{Base: lo, Index: s, Scale: 2}, lo)
	SUBQ(s, hi)
	SUBQ(s, hi)
	advance(wlo, 4*v.size)
	SUBQ(Imm(uint64(4*v.size)), whi)
	DECQ(pairs)
	JNZ(LabelRef("outputs" + id))
}
