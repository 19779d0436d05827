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
	same := len(src) > 0 && len(dst) > 0 && unsafe.Pointer(&src[0]) == unsafe.Pointer(&dst[0]) && size(src) == size(dst)
	if same || !overlap(src, dst) {
		return src
	}
	return append([]S(nil), src...)
}

// overlap says whether two slices share memory.
func overlap[S, D any](src []S, dst []D) bool {
	if len(src) == 0 || len(dst) == 0 {
		return false
	}
	a, b := uintptr(unsafe.Pointer(&src[0])), uintptr(unsafe.Pointer(&dst[0]))
	return a < b+size(dst) && b < a+size(src)
}

func size[T any](s []T) uintptr {
	var t T
	return uintptr(len(s)) * unsafe.Sizeof(t)
}
