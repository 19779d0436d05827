package reckon

import (
	"sync/atomic"
	"unsafe"
)

// An env is what a running part has: a stack of frames for plain values and one for slices. A
// frame's variables are addressed anew after whatever may call, since the stacks move as they grow.
type env struct {
	frame  unsafe.Pointer // of the running function
	slices unsafe.Pointer // the same of its slices
	limit  uintptr        // where plain ends
	top    uintptr        // where rest ends
	stop   *uint32        // not 0 after an interrupt
	hooks  Hooks
	at     int32 // the line noted last
	depth  int32 // calls under way

	plain []uint64
	rest  []slice
}

// A slice is how every slice lies in memory.
type slice struct {
	p    unsafe.Pointer
	n, c int
}

const sliceSize = unsafe.Sizeof(slice{})

// A note stands in front of a called function's frame.
type note struct {
	at   int32 // the caller's line
	step int32 // how far down the caller's frame begins
	fn   int32 // the function called
}

// NoteSize is what a call needs between the caller's variables and the called function's frame.
const NoteSize = 16

const (
	firstPlain = 512 // words
	firstRest  = 32
)

// MaxDepth is how deep calls may nest: a call takes some 500 bytes of stack.
const MaxDepth = 1 << 19

func newEnv() *env {
	e := &env{plain: make([]uint64, firstPlain), rest: make([]slice, firstRest)}
	e.place(0, 0)
	return e
}

// place sets the frame at bytes and slices from the stacks' beginnings.
func (e *env) place(bytes, slices uintptr) {
	p, r := unsafe.Pointer(unsafe.SliceData(e.plain)), unsafe.Pointer(unsafe.SliceData(e.rest))
	e.limit = uintptr(p) + uintptr(len(e.plain))*8
	e.top = uintptr(r) + uintptr(len(e.rest))*sliceSize
	e.frame, e.slices = unsafe.Add(p, bytes), unsafe.Add(r, slices)
}

// grow makes room for a function whose frame has begun.
func (e *env) grow(fn *function) {
	bytes := uintptr(e.frame) - uintptr(unsafe.Pointer(unsafe.SliceData(e.plain)))
	slices := uintptr(e.slices) - uintptr(unsafe.Pointer(unsafe.SliceData(e.rest)))
	if need := int(bytes+fn.bytes)/8 + 1; need > len(e.plain) {
		e.plain = append(make([]uint64, 0, 2*need), e.plain...)
		e.plain = e.plain[:cap(e.plain)]
	}
	if need := int((slices+fn.slices)/sliceSize) + 1; need > len(e.rest) {
		e.rest = append(make([]slice, 0, 2*need), e.rest...)
		e.rest = e.rest[:cap(e.rest)]
	}
	e.place(bytes, slices)
}

// call runs a function whose arguments lie in its frame, which begins step bytes and up bytes of
// slices above the running one.
func (e *env) call(fn *function, step, up uintptr) {
	if e.depth++; e.depth > MaxDepth {
		e.hooks.Overflow()
	}
	*(*note)(unsafe.Add(e.frame, step-NoteSize)) = note{at: e.at, step: int32(step), fn: fn.id}
	e.frame = unsafe.Add(e.frame, step)
	e.slices = unsafe.Add(e.slices, up)
	if uintptr(e.frame)+fn.bytes > e.limit || uintptr(e.slices)+fn.slices > e.top {
		e.grow(fn)
	}
	e.check()
	fn.body(e)
	e.frame = unsafe.Add(e.frame, -step)
	e.slices = unsafe.Add(e.slices, -up)
	e.at = (*note)(unsafe.Add(e.frame, step-NoteSize)).at
	e.depth--
}

// check ends the goroutine if the person has interrupted.
func (e *env) check() {
	if atomic.LoadUint32(e.stop) != 0 {
		e.hooks.Halt()
	}
}

// local gives a variable of the frame.
func local[T any](e *env, off uintptr) *T { return (*T)(unsafe.Add(e.frame, off)) }

// list gives a slice of the frame as one of T.
func list[T any](e *env, off uintptr) []T { return *(*[]T)(unsafe.Add(e.slices, off)) }

// of gives a slice as one of T.
func of[T any](s slice) []T { return *(*[]T)(unsafe.Pointer(&s)) }

// sliceOf gives a slice of T as any.
func sliceOf[T any](s []T) slice { return *(*slice)(unsafe.Pointer(&s)) }

// within panics as Go does if i is no index of n elements.
func within(i int64, n int) {
	if uint64(i) >= uint64(n) {
		_ = make([]struct{}, n)[i]
	}
}
