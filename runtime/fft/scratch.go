package fft

import (
	"sync"
	"unsafe"

	"talbot/runtime/simd"
)

// A scratch lends aligned memory for the time of one call.
type scratch[F simd.Float] struct{ pool sync.Pool }

func (s *scratch[F]) borrow(n int) *[]F {
	if b, _ := s.pool.Get().(*[]F); b != nil && len(*b) >= n {
		return b
	}
	b := simd.Make[F](n)
	return &b
}

func (s *scratch[F]) giveBack(b *[]F) { s.pool.Put(b) }

// apart gives src, or a copy of it where it overlaps dst without being the same.
func apart[S, D any](src []S, dst []D) []S {
	if len(src) == 0 || len(dst) == 0 {
		return src
	}
	a, b := uintptr(unsafe.Pointer(&src[0])), uintptr(unsafe.Pointer(&dst[0]))
	endA, endB := a+uintptr(len(src))*unsafe.Sizeof(src[0]), b+uintptr(len(dst))*unsafe.Sizeof(dst[0])
	if a == b && endA == endB || a >= endB || b >= endA {
		return src
	}
	return append([]S(nil), src...)
}
