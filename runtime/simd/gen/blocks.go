package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// gather gives the address of the block that the i-th number of an index names.
func gather(src, index reg.GPVirtual, i int) reg.GPVirtual {
	from := GP64()
	MOVLQSX(at(index).Offset(4*i), from)
	SHLQ(Imm(shift), from)
	ADDQ(src, from)
	return from
}

// square transposes as many blocks as a block has lanes. get loads register off of the real
// (part 0) or imaginary part of block i; lane c of the blocks goes to block c of dst, stride apart.
func (v *vec) square(dst, stride reg.GPVirtual, get func(i, part, off int) register) {
	n := v.lanes()
	for part := range 2 {
		to := GP64()
		MOVQ(dst, to)
		for _, off := range v.offsets() { // lanes of the source, blocks of dst
			for _, g := range v.offsets() { // blocks of the source, lanes of dst
				var rows []register
				for i := range n {
					rows = append(rows, get(g/v.size+i, part, off))
				}
				p := GP64()
				MOVQ(to, p)
				for i, r := range v.transpose(v.size, rows) {
					v.store(r, at(p).Offset(part*half+g))
					if i < n-1 {
						ADDQ(stride, p)
					} else if g == half-v.bytes {
						MOVQ(p, to)
						ADDQ(stride, to)
					}
				}
			}
		}
	}
}

// planes transposes squares of blocks that index lists; twist multiplies them first, lane by
// lane, by the blocks of tw. Squares are tile blocks apart in dst, their blocks stride apart.
func (v *vec) twist() {
	v.begin("twist", "func(dst, src *F, index *int32, tw *F, stride, tile, tiles int)")
	dst, src, index, tw := pointer("dst"), pointer("src"), pointer("index"), pointer("tw")
	stride, tile, n := integer("stride"), integer("tile"), integer("tiles")
	SHLQ(Imm(shift), stride)
	SHLQ(Imm(shift), tile)
	loop("tiles", n, func() {
		v.square(dst, stride, func(i, part, off int) register {
			a, w := at(gather(src, index, i)).Offset(off), at(tw).Offset(i*block+off)
			re, im := v.load(a), v.load(a.Offset(half))
			if part == 0 {
				r := v.mul(re, w)
				v.subMul(r, im, w.Offset(half))
				return r
			}
			r := v.mul(re, w.Offset(half))
			v.addMul(r, im, w)
			return r
		})
		ADDQ(tile, dst)
		advance(index, half/v.size*4)
		advance(tw, half/v.size*block)
	})
	end()
}

func (v *vec) planes() {
	v.begin("planes", "func(dst, src *F, index *int32, stride, tile, tiles int)")
	dst, src, index := pointer("dst"), pointer("src"), pointer("index")
	stride, tile, n := integer("stride"), integer("tile"), integer("tiles")
	SHLQ(Imm(shift), stride)
	SHLQ(Imm(shift), tile)
	loop("tiles", n, func() {
		v.square(dst, stride, func(i, part, off int) register {
			return v.load(at(gather(src, index, i)).Offset(part*half + off))
		})
		ADDQ(tile, dst)
		advance(index, half/v.size*4)
	})
	end()
}

// multiply puts the blocks that index lists, each times a number of w, one after another to dst.
// swapIn exchanges real and imaginary parts before, swapOut after.
func (v *vec) pointwise() {
	v.begin("multiply", "func(dst, src *F, index *int32, w *F, n, swapIn, swapOut int)")
	offset := func(name string) (re, im reg.GPVirtual) {
		re, im = integer(name), GP64()
		MOVQ(U32(half), im)
		IMULQ(im, re)
		SUBQ(re, im)
		return re, im
	}
	dst, src, index, w, n := pointer("dst"), pointer("src"), pointer("index"), pointer("w"), integer("n")
	inRe, inIm := offset("swapIn")
	outRe, outIm := offset("swapOut")
	loop("blocks", n, func() {
		from := gather(src, index, 0)
		f := z{v.broadcast(at(w)), v.broadcast(at(w).Offset(v.size))}
		for _, off := range v.offsets() {
			a := v.mulZ(z{v.load(plus(at(from), inRe, off)), v.load(plus(at(from), inIm, off))}, f)
			v.store(a.re, plus(at(dst), outRe, off))
			v.store(a.im, plus(at(dst), outIm, off))
		}
		advance(dst, block)
		advance(index, 4)
		advance(w, 2*v.size)
	})
	end()
}

// separate takes the transform Z of a + ib, a and b being real, apart, for k = 1 … count:
// A[k] = Z[k] + conj Z[n-k] to dst[(k-1) stride], B[k] = -i (Z[k] - conj Z[n-k]) other blocks on.
// The factor 1/2 is left to whoever loaded a and b.
func (v *vec) separate() {
	v.begin("separate", "func(dst, src *F, index *int32, n, count, stride, other int)")
	dst, src, index, mirror := pointer("dst"), pointer("src"), pointer("index"), integer("n")
	n, stride, other := integer("count"), integer("stride"), integer("other")
	LEAQ(Mem{Base: index, Index: mirror, Scale: 4, Disp: -4}, mirror)
	advance(index, 4)
	SHLQ(Imm(shift), stride)
	SHLQ(Imm(shift), other)
	loop("pairs", n, func() {
		p, q := gather(src, index, 0), gather(src, mirror, 0)
		for _, off := range v.offsets() {
			a, b := v.loadZ(at(p), off), v.loadZ(at(q), off)
			v.storeZ(z{v.add(a.re, b.re), v.sub(a.im, b.im)}, at(dst), off)
			second := z{v.add(a.im, b.im), v.sub(b.re, a.re)}
			v.store(second.re, plus(at(dst), other, off))
			v.store(second.im, plus(at(dst), other, off+half))
		}
		advance(index, 4)
		SUBQ(Imm(4), mirror)
		ADDQ(stride, dst)
	})
	end()
}

// join is the way back, with the real and imaginary parts of all blocks exchanged, as the inverse
// transform wants them: from A[k] at src[(k-1) stride] and B[k] other blocks on, A[k] + i B[k] to
// dst[k] and conj A[k] + i conj B[k] to dst[n-k].
func (v *vec) join() {
	v.begin("join", "func(dst, src *F, n, count, stride, other int)")
	dst, src, mirror := pointer("dst"), pointer("src"), integer("n")
	n, stride, other := integer("count"), integer("stride"), integer("other")
	SHLQ(Imm(shift), mirror)
	ADDQ(dst, mirror)
	SHLQ(Imm(shift), stride)
	SHLQ(Imm(shift), other)
	loop("pairs", n, func() {
		advance(dst, block)
		SUBQ(Imm(block), mirror)
		for _, off := range v.offsets() {
			// re and im are names of places here: they hold the imaginary and the real parts.
			a := v.loadZ(at(src), off)
			b := z{v.load(plus(at(src), other, off)), v.load(plus(at(src), other, off+half))}
			v.storeZ(z{v.add(a.re, b.im), v.sub(a.im, b.re)}, at(dst), off)
			v.storeZ(z{v.sub(b.im, a.re), v.add(a.im, b.re)}, at(mirror), off)
		}
		ADDQ(stride, src)
	})
	end()
}

// storeReal stores the blocks that index lists, as rows of real numbers times a scale: the second
// halves to a, the first to b.
func (v *vec) storeReal() {
	v.begin("storeReal", "func(a, b, src *F, index *int32, stride, n int, scale F)")
	scale := v.argument("scale")
	a, b, src, index, stride, n := pointer("a"), pointer("b"), pointer("src"), pointer("index"), integer("stride"), integer("n")
	IMUL3Q(Imm(uint64(v.size)), stride, stride)
	loop("rows", n, func() {
		from := gather(src, index, 0)
		for _, off := range v.offsets() {
			v.store(v.mul(scale, at(from).Offset(half+off)), at(a).Offset(off))
			v.store(v.mul(scale, at(from).Offset(off)), at(b).Offset(off))
		}
		ADDQ(stride, a)
		ADDQ(stride, b)
		advance(index, 4)
	})
	end()
}
