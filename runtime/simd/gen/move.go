package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose turns a square of registers of units of 4, 8 or 16 bytes.
func (v *vec) transpose(unit int, rows []register) []register {
	if unit == 16 {
		return v.transpose16(rows)
	}
	n := len(rows)
	out := make([]register, n)
	if unit == 8 {
		var lo, hi []register
		for i := 0; i < n; i += 2 {
			lo = append(lo, v.three(VUNPCKLPD, rows[i], rows[i+1]))
			hi = append(hi, v.three(VUNPCKHPD, rows[i], rows[i+1]))
		}
		for i, r := range v.transpose16(lo) {
			out[2*i] = r
		}
		for i, r := range v.transpose16(hi) {
			out[2*i+1] = r
		}
		return out
	}
	var columns [4][]register // of fours of rows, by column within 16 bytes
	for i := 0; i < n; i += 4 {
		a, b := v.three(VUNPCKLPS, rows[i], rows[i+1]), v.three(VUNPCKHPS, rows[i], rows[i+1])
		c, d := v.three(VUNPCKLPS, rows[i+2], rows[i+3]), v.three(VUNPCKHPS, rows[i+2], rows[i+3])
		columns[0] = append(columns[0], v.three(VUNPCKLPD, a, c))
		columns[1] = append(columns[1], v.three(VUNPCKHPD, a, c))
		columns[2] = append(columns[2], v.three(VUNPCKLPD, b, d))
		columns[3] = append(columns[3], v.three(VUNPCKHPD, b, d))
	}
	for c, g := range columns {
		for i, r := range v.transpose16(g) {
			out[4*i+c] = r
		}
	}
	return out
}

// transpose16 turns four registers of four 16-byte units, or two of two.
func (v *vec) transpose16(r []register) []register {
	mix := func(a, b register, how uint8) register {
		o := v.reg()
		if v.bytes == 64 {
			VSHUFF64X2(U8(how), b, a, o)
		} else {
			VPERM2F128(U8(how), b, a, o)
		}
		return o
	}
	if v.bytes == 32 {
		return []register{mix(r[0], r[1], 0x20), mix(r[0], r[1], 0x31)}
	}
	t0, t1 := mix(r[0], r[1], 0x44), mix(r[0], r[1], 0xee)
	t2, t3 := mix(r[2], r[3], 0x44), mix(r[2], r[3], 0xee)
	return []register{mix(t0, t2, 0x88), mix(t0, t2, 0xdd), mix(t1, t3, 0x88), mix(t1, t3, 0xdd)}
}

// zip interleaves: lo and hi hold the pairs (re, im) of some lanes each, by 16-byte units.
// For float32 lo has lanes 0, 1 of every four and hi 2, 3; for float64 lo the even, hi the odd.
func (v *vec) zip(a z) (lo, hi register) {
	return v.three(v.pick(VUNPCKLPS, VUNPCKLPD), a.re, a.im), v.three(v.pick(VUNPCKHPS, VUNPCKHPD), a.re, a.im)
}

// unzip is the inverse of zip.
func (v *vec) unzip(lo, hi register) z {
	if v.size == 8 {
		return z{v.three(VUNPCKLPD, lo, hi), v.three(VUNPCKHPD, lo, hi)}
	}
	re, im := v.reg(), v.reg()
	VSHUFPS(Imm(0x88), hi, lo, re)
	VSHUFPS(Imm(0xdd), hi, lo, im)
	return z{re, im}
}

// zipRow lists the lanes that lo (0) or hi (1) holds.
func (v *vec) zipRow(part int) []int {
	var rows []int
	for l := range v.lanes() {
		if l*v.size/8%2 == part {
			rows = append(rows, l)
		}
	}
	return rows
}

// planar takes a run of complex numbers, in two registers, apart into real and imaginary parts;
// interleaved puts them together again. Both keep the order.
func (v *vec) planar(a, b register, tables [2]register) z {
	if v.bytes == 64 {
		re, im := v.copy(a), a
		f := v.pick(VPERMT2PS, VPERMT2PD)
		f(b, tables[0], re)
		f(b, tables[1], im)
		return z{re, im}
	}
	c := v.unzip(a, b)
	VPERMPD(Imm(0xd8), c.re, c.re)
	VPERMPD(Imm(0xd8), c.im, c.im)
	return c
}

func (v *vec) interleaved(c z, tables [2]register) (a, b register) {
	if v.bytes == 64 {
		a, b = v.copy(c.re), c.re
		f := v.pick(VPERMT2PS, VPERMT2PD)
		f(c.im, tables[0], a)
		f(c.im, tables[1], b)
		return a, b
	}
	VPERMPD(Imm(0xd8), c.re, c.re)
	VPERMPD(Imm(0xd8), c.im, c.im)
	return v.zip(c)
}

// tables loads the permutations of planar and of interleaved, which AVX2 does without.
func (v *vec) tables(interleave bool) (t [2]register) {
	if v.bytes < 64 {
		return t
	}
	n := v.lanes()
	name := "planar"
	if interleave {
		name = "interleaved"
	}
	for part := range t {
		m := GLOBL(v.name(name+string(rune('0'+part))), NOPTR|RODATA)
		for i := range n {
			k := 2*i + part // planar: every second of both registers
			if interleave {
				k = part*n/2 + i/2 + i%2*n // one of each register in turn
			}
			if v.size == 4 {
				DATA(4*i, U32(uint32(k)))
			} else {
				DATA(8*i, U64(uint64(k)))
			}
		}
		t[part] = v.load(m)
	}
	return t
}

// swapped gives the offsets of the real and the imaginary part: a transform of what has them
// exchanged, exchanged again, is the inverse transform.
func swapped() (re, im reg.GPVirtual) {
	re, im = integer("swap"), GP64()
	MOVQ(U32(half), im)
	IMULQ(im, re)
	SUBQ(re, im)
	return re, im
}

func plus(m Mem, index reg.Register, off int) Mem {
	m.Index, m.Scale = index, 1
	return m.Offset(off)
}

// columns moves sequences that stand side by side: loadColumns takes n rows of complex numbers,
// stride numbers apart, to blocks; storeColumns stores the blocks that index lists, times a scale.
func (v *vec) columns() {
	t := func(stride reg.GPVirtual) { IMUL3Q(U32(uint32(2*v.size)), stride, stride) }
	v.begin("loadColumns", "func(dst, src *F, stride, n, swap int)")
	{
		tables := v.tables(false)
		dst, src, stride, n := pointer("dst"), pointer("src"), integer("stride"), integer("n")
		re, im := swapped()
		t(stride)
		loop("rows", n, func() {
			for _, off := range v.offsets() {
				a := v.planar(v.load(at(src).Offset(2*off)), v.load(at(src).Offset(2*off+v.bytes)), tables)
				v.store(a.re, plus(at(dst), re, off))
				v.store(a.im, plus(at(dst), im, off))
			}
			ADDQ(stride, src)
			advance(dst, block)
		})
		end()
	}
	v.begin("storeColumns", "func(dst, src *F, index *int32, stride, n, swap int, scale F)")
	{
		tables := v.tables(true)
		scale := v.argument("scale")
		dst, src, index, stride, n := pointer("dst"), pointer("src"), pointer("index"), integer("stride"), integer("n")
		re, im := swapped()
		t(stride)
		loop("rows", n, func() {
			from := GP64()
			MOVLQSX(at(index), from)
			SHLQ(Imm(shift), from)
			ADDQ(src, from)
			for _, off := range v.offsets() {
				a := z{v.mul(scale, plus(at(from), re, off)), v.mul(scale, plus(at(from), im, off))}
				lo, hi := v.interleaved(a, tables)
				v.store(lo, at(dst).Offset(2*off))
				v.store(hi, at(dst).Offset(2*off+v.bytes))
			}
			ADDQ(stride, dst)
			advance(index, 4)
		})
		end()
	}
}

// rowAddress is that of row i of those that stand stride apart; only the first has a register.
func (v *vec) rowAddress(base, stride, stride3 reg.GPVirtual, i int) Mem {
	if i >= 4 { // further rows step by step
		p := GP64()
		LEAQ(Mem{Base: base, Index: stride, Scale: 4}, p)
		for ; i >= 8; i -= 4 {
			LEAQ(Mem{Base: p, Index: stride, Scale: 4}, p)
		}
		base, i = p, i-4
	}
	return apart{p: base, s: stride, s3: stride3}.at(i)
}

// rows moves sequences that follow one another: loadRows takes as many rows as a block has lanes,
// stride complex numbers apart, to blocks, tiles squares of them; storeRows stores the blocks
// that index lists, real parts times scaleRe and imaginary parts times scaleIm.
func (v *vec) rows() {
	units := v.lanes() / 2 // complex numbers in a register
	unit := 2 * v.size
	begin := func() (dst, src, stride, stride3, n reg.GPVirtual) {
		dst, src, stride, n = pointer("dst"), pointer("src"), integer("stride"), integer("tiles")
		SHLQ(Imm(uint64(map[int]int{4: 3, 8: 4}[v.size])), stride)
		stride3 = GP64()
		LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, stride3)
		return dst, src, stride, stride3, n
	}
	v.begin("loadRows", "func(dst, src *F, stride, tiles, swap int)")
	{
		dst, src, stride, stride3, n := begin()
		re, im := swapped()
		loop("tiles", n, func() {
			for h, off := range v.offsets() {
				for c := 0; c < half/v.size; c += units {
					var part [2][]register
					for p := range part {
						for _, l := range v.zipRow(p) {
							m := v.rowAddress(src, stride, stride3, h*v.lanes()+l)
							part[p] = append(part[p], v.load(m.Offset(c*unit)))
						}
						part[p] = v.transpose(unit, part[p])
					}
					for i := range part[0] {
						a := v.unzip(part[0][i], part[1][i])
						v.store(a.re, plus(at(dst), re, (c+i)*block+off))
						v.store(a.im, plus(at(dst), im, (c+i)*block+off))
					}
				}
			}
			advance(src, block)
			advance(dst, half/v.size*block)
		})
		end()
	}
	v.begin("storeRows", "func(dst, src *F, index *int32, stride, tiles, swap int, scaleRe, scaleIm F)")
	{
		scaleRe, scaleIm := v.argument("scaleRe"), v.argument("scaleIm")
		dst, src, stride, stride3, n := begin()
		index := pointer("index")
		re, im := swapped()
		loop("tiles", n, func() {
			// A cache line of a row is filled before its rows make way for others.
			for line := 0; line < half/v.size; line += half / unit {
				for h, off := range v.offsets() {
					for c := line; c < line+half/unit; c += units {
						v.storeSquare(c, off, func(i, off int) z {
							from := gather(src, index, i)
							return z{v.mul(scaleRe, plus(at(from), re, off)), v.mul(scaleIm, plus(at(from), im, off))}
						}, func(lane int) Mem { return v.rowAddress(dst, stride, stride3, h*v.lanes()+lane).Offset(c * unit) })
					}
				}
			}
			advance(dst, block)
			advance(index, half/v.size*4)
		})
		end()
	}
}

// storeSquare transposes the lanes at off of the blocks from c on, as many as a register holds
// complex numbers, to rows.
func (v *vec) storeSquare(c, off int, get func(i, off int) z, row func(lane int) Mem) {
	var part [2][]register
	for i := range v.lanes() / 2 {
		lo, hi := v.zip(get(c+i, off))
		part[0], part[1] = append(part[0], lo), append(part[1], hi)
	}
	for p := range part {
		rows := v.transpose(2*v.size, part[p])
		for i, l := range v.zipRow(p) {
			v.store(rows[i], row(l))
		}
	}
}
