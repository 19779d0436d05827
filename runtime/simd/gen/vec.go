package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A block is one complex element of as many sequences as there are lanes: the real parts in
// 64 bytes, then the imaginary parts.
const (
	half  = 64
	block = 2 * half
	shift = 7 // block = 1<<shift
)

// vec is one vector shape: an instruction set and an element type.
type vec struct {
	isa   string
	bytes int // of a register
	size  int // of an element
	roots map[float64]Mem
	local []Mem // room for two registers each in the frame of the function that is being written
}

type (
	register = reg.VecVirtual
	op       = func(...Op)
)

// z is one complex number in every lane.
type z struct{ re, im register }

// name gives the name of a kernel for this shape.
func (v *vec) name(kernel string) string {
	return fmt.Sprintf("%s_f%d_%s", kernel, 8*v.size, v.isa)
}

// begin opens a function; F in the signature stands for the element type.
func (v *vec) begin(kernel, signature string) {
	var s []byte
	for i := range len(signature) {
		if signature[i] == 'F' {
			s = append(s, fmt.Sprintf("float%d", 8*v.size)...)
		} else {
			s = append(s, signature[i])
		}
	}
	TEXT(v.name(kernel), NOSPLIT, string(s))
	Pragma("noescape")
	v.local = nil
}

func end() {
	VZEROUPPER()
	RET()
}

func (v *vec) pick(single, double op) op {
	if v.size == 8 {
		return double
	}
	return single
}

// lanes gives the number of elements in a register, halves that of registers in half a block.
func (v *vec) lanes() int  { return v.bytes / v.size }
func (v *vec) halves() int { return half / v.bytes }

// offsets lists where the registers of half a block stand.
func (v *vec) offsets() []int {
	if v.bytes == half {
		return []int{0}
	}
	return []int{0, v.bytes}
}

func (v *vec) reg() register {
	if v.bytes == 64 {
		return ZMM()
	}
	return YMM()
}

func (v *vec) zero() register {
	r := v.reg()
	v.pick(VXORPS, VXORPD)(r, r, r)
	return r
}

func (v *vec) three(f op, a, b Op) register {
	r := v.reg()
	f(b, a, r)
	return r
}

func (v *vec) add(a, b register) register { return v.three(v.pick(VADDPS, VADDPD), a, b) }
func (v *vec) sub(a, b register) register { return v.three(v.pick(VSUBPS, VSUBPD), a, b) }
func (v *vec) mul(a, b Op) register       { return v.three(v.pick(VMULPS, VMULPD), a, b) }

// addMul adds a*b to acc, subMul subtracts it; a may stand in memory.
func (v *vec) addMul(acc, b register, a Op) { v.pick(VFMADD231PS, VFMADD231PD)(a, b, acc) }
func (v *vec) subMul(acc, b register, a Op) { v.pick(VFNMADD231PS, VFNMADD231PD)(a, b, acc) }

func (v *vec) copy(a register) register {
	r := v.reg()
	v.pick(VMOVAPS, VMOVAPD)(a, r)
	return r
}

func (v *vec) load(m Mem) register {
	r := v.reg()
	v.pick(func(o ...Op) { VMOVUPS(o...) }, func(o ...Op) { VMOVUPD(o...) })(m, r)
	return r
}

func (v *vec) store(r register, m Mem) {
	v.pick(func(o ...Op) { VMOVUPS(o...) }, func(o ...Op) { VMOVUPD(o...) })(r, m)
}

func (v *vec) broadcast(m Op) register {
	r := v.reg()
	v.pick(func(o ...Op) { VBROADCASTSS(o...) }, func(o ...Op) { VBROADCASTSD(o...) })(m, r)
	return r
}

// argument broadcasts a parameter of the element type.
func (v *vec) argument(name string) register {
	x := XMM()
	Load(Param(name), x)
	return v.broadcast(x)
}

// constant gives the place of a number in read-only data.
func (v *vec) constant(c float64) Mem {
	if v.roots == nil {
		v.roots = map[float64]Mem{}
	}
	m, ok := v.roots[c]
	if !ok {
		name := v.name(fmt.Sprintf("constant%d", len(v.roots)))
		if v.size == 8 {
			m = ConstData(name, U64(math.Float64bits(c)))
		} else {
			m = ConstData(name, U32(math.Float32bits(float32(c))))
		}
		v.roots[c] = m
	}
	return m
}

// loadZ loads the part of a block that one register holds, at offset off of both halves.
func (v *vec) loadZ(m Mem, off int) z {
	return z{v.load(m.Offset(off)), v.load(m.Offset(off + half))}
}

func (v *vec) storeZ(a z, m Mem, off int) {
	v.store(a.re, m.Offset(off))
	v.store(a.im, m.Offset(off+half))
}

func (v *vec) addZ(a, b z) z { return z{v.add(a.re, b.re), v.add(a.im, b.im)} }
func (v *vec) subZ(a, b z) z { return z{v.sub(a.re, b.re), v.sub(a.im, b.im)} }

// mulZ gives a*w in a's registers.
func (v *vec) mulZ(a, w z) z {
	t, u := v.mul(a.im, w.im), v.mul(a.re, w.im)
	v.pick(VFMSUB132PS, VFMSUB132PD)(w.re, t, a.re) // a.re*w.re - t
	v.pick(VFMADD132PS, VFMADD132PD)(w.re, u, a.im) // a.im*w.re + u
	return a
}

// addMulZ gives a + x*w and a - x*w, the second as twice a less the first, in the registers of a
// copy and of a.
func (v *vec) addMulZ(a, x, w z, two register) (sum, difference z) {
	sum = z{v.copy(a.re), v.copy(a.im)}
	v.addMul(sum.re, x.re, w.re)
	v.addMul(sum.im, x.im, w.re)
	v.subMul(sum.re, x.im, w.im)
	v.addMul(sum.im, x.re, w.im)
	f := v.pick(VFMSUB132PS, VFMSUB132PD)
	f(two, sum.re, a.re) // a.re*2 - sum.re
	f(two, sum.im, a.im)
	return sum, a
}

// pointer and integer load parameters.
func pointer(name string) reg.GPVirtual { return Load(Param(name), GP64()).(reg.GPVirtual) }
func integer(name string) reg.GPVirtual { return pointer(name) }

// loop repeats body count times, count being one or more, and destroys count.
func loop(label string, count reg.GPVirtual, body func()) {
	Label(label)
	body()
	DECQ(count)
	JNZ(LabelRef(label))
}

func at(p reg.Register) Mem { return Mem{Base: p} }

// advance adds a constant to a pointer.
func advance(p reg.GPVirtual, n int) { ADDQ(U32(uint32(n)), p) }
