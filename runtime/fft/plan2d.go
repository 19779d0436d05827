package fft

import (
	"fmt"

	"talbot/runtime/simd"
)

// A Plan2D transforms complex arrays of one size.
type Plan2D[C Complex, F simd.Float] struct {
	ny, nx   int
	s        Settings
	row, col *Plan[C, F]
}

type (
	Plan2D64  = Plan2D[complex64, float32]
	Plan2D128 = Plan2D[complex128, float64]
)

// NewPlan2D64 prepares transforms of arrays of ny rows and nx columns.
func NewPlan2D64(ny, nx int, s Settings) *Plan2D64 {
	return newPlan2D[complex64, float32](ny, nx, s)
}

// NewPlan2D128 prepares transforms of arrays of ny rows and nx columns.
func NewPlan2D128(ny, nx int, s Settings) *Plan2D128 {
	return newPlan2D[complex128, float64](ny, nx, s)
}

func newPlan2D[C Complex, F simd.Float](ny, nx int, s Settings) *Plan2D[C, F] {
	if ny < 1 || nx < 1 {
		panic(fmt.Sprintf("fft: array of %d x %d", ny, nx))
	}
	p := &Plan2D[C, F]{ny: ny, nx: nx, s: s, row: newPlan[C, F](nx, s)}
	p.col = p.row
	if ny != nx {
		p.col = newPlan[C, F](ny, s)
	}
	return p
}

// Forward transforms one array, given row by row. Row ky < (ny+1)/2 of the result holds frequency
// ky, the later ones ky-ny, and so for columns.
func (p *Plan2D[C, F]) Forward(dst, src []C) []C { return p.ForwardBatch(dst, src, 1) }

// Inverse transforms one array back.
func (p *Plan2D[C, F]) Inverse(dst, src []C) []C { return p.InverseBatch(dst, src, 1) }

// ForwardBatch transforms count arrays that follow one another.
func (p *Plan2D[C, F]) ForwardBatch(dst, src []C, count int) []C {
	return p.batch(dst, src, count, forward)
}

// InverseBatch is the inverse of ForwardBatch.
func (p *Plan2D[C, F]) InverseBatch(dst, src []C, count int) []C {
	return p.batch(dst, src, count, inverse)
}

func (p *Plan2D[C, F]) batch(dst, src []C, count int, d direction) []C {
	n := p.ny * p.nx
	if count < 0 {
		panic(fmt.Sprintf("fft: %d arrays", count))
	}
	if dst == nil {
		dst = make([]C, n*count)
	}
	if len(src) != n*count || len(dst) != n*count {
		panic(fmt.Sprintf("fft: source of %d and destination of %d elements for %d arrays of %d x %d", len(src), len(dst), count, p.ny, p.nx))
	}
	src = apart(src, dst)
	f := scale[F](p.s.Norm, n, d)
	for i := range count {
		out := dst[i*n:][:n]
		p.row.rows(out, src[i*n:][:n], p.ny, d, 1)
		p.col.columns(out, out, p.nx, d, f)
	}
	return dst
}
