package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// real loads n rows of two groups of neighbouring real numbers, a to the real and b to the
// imaginary parts, times wx (of the column, the two groups one after the other) and wy (of the
// row). The variant less subtracts an image first.
func (v *vec) real(kind string, size int) {
	for _, less := range []bool{false, true} {
		name, more := "real_"+kind, ""
		if less {
			name, more = "less_"+kind, ", lessA, lessB *F, lessStride int"
		}
		element := map[string]string{"u8": "uint8", "u16": "uint16", "f32": "float32", "f64": "float64"}[kind]
		v.begin(name, "func(dst *F, a, b *"+element+", stride, n int, wx, wy *F"+more+")")
		dst, stride, n, wy := pointer("dst"), integer("stride"), integer("n"), pointer("wy")
		if size > 1 {
			SHLQ(Imm(uint64(map[int]int{2: 1, 4: 2, 8: 3}[size])), stride)
		}
		sources := []reg.GPVirtual{pointer("a"), pointer("b")}
		var images []reg.GPVirtual
		var imageStride reg.GPVirtual
		if less {
			images, imageStride = []reg.GPVirtual{pointer("lessA"), pointer("lessB")}, integer("lessStride")
			SHLQ(Imm(uint64(map[int]int{4: 2, 8: 3}[v.size])), imageStride)
		}
		wx := pointer("wx")
		var columns [2][]register
		for i := range columns {
			for _, off := range v.offsets() {
				columns[i] = append(columns[i], v.load(at(wx).Offset(i*half+off)))
			}
		}
		loop("rows", n, func() {
			row := v.broadcast(at(wy))
			for i, p := range sources {
				PREFETCHT0(at(p).Offset(2 * half / v.size * size)) // of the groups after these
				for h, off := range v.offsets() {
					x := v.convert(kind, at(p).Offset(off/v.size*size))
					if less {
						v.pick(VSUBPS, VSUBPD)(at(images[i]).Offset(off), x, x)
					}
					v.store(v.mul(x, v.mul(row, columns[i][h])), at(dst).Offset(i*half+off))
				}
				ADDQ(stride, p)
				if less {
					ADDQ(imageStride, images[i])
				}
			}
			advance(wy, v.size)
			advance(dst, block)
		})
		end()
	}
}

// convert loads a register of numbers of another kind.
func (v *vec) convert(kind string, m Mem) register {
	r := v.reg()
	integers := reg.Register(r) // for float64 as many 32-bit integers take half a register
	if v.size == 8 {
		integers = YMM()
		if v.bytes == 32 {
			integers = XMM()
		}
	}
	switch kind {
	case "u8":
		VPMOVZXBD(m, integers)
	case "u16":
		VPMOVZXWD(m, integers)
	case "f32":
		if v.size == 4 {
			return v.load(m)
		}
		VCVTPS2PD(m, r)
		return r
	case "f64":
		return v.load(m)
	}
	v.pick(func(o ...Op) { VCVTDQ2PS(o...) }, VCVTDQ2PD)(integers, r)
	return r
}
