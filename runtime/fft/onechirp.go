package fft

import (
	"unsafe"

	"talbot/runtime/simd"
)

// A oneChirp transforms one sequence of any length n by bluestein's convolution, with all lanes.
type oneChirp[C Complex, F simd.Float] struct {
	b       *bluestein[F]
	plan    *Plan[C, F] // of the convolution's length
	scratch scratch[F]
}

func newOneChirp[C Complex, F simd.Float](b *bluestein[F]) *oneChirp[C, F] {
	return &oneChirp[C, F]{b: b, plan: newPlan[C, F](b.m, Settings{})}
}

func (c *oneChirp[C, F]) run(dst, src []C, d direction, scale F) {
	buf := c.scratch.borrow(2 * c.b.m)
	defer c.scratch.giveBack(buf)
	y := (*buf)[:2*c.b.m]
	z := unsafe.Slice((*C)(unsafe.Pointer(&y[0])), c.b.m)
	sign := F(1)
	if d == inverse {
		sign = -1
	}
	product(y, numbers[F](src), c.b.before, 1, sign)
	clear(y[2*c.b.in:])
	c.plan.rows(z, z, 1, forward, 1)
	product(y, y, c.b.kernel, 1, 1)
	c.plan.rows(z, z, 1, inverse, 1) // kernel has the factor 1/m
	product(numbers[F](dst), y[:2*c.b.out], c.b.after, scale, 1)
	if d == inverse {
		for k, out := 1, numbers[F](dst); k < len(out); k += 2 {
			out[k] = -out[k]
		}
	}
}

// product gives the products of complex numbers, a's imaginary parts times sign, times scale.
func product[F simd.Float](dst, a, b []F, scale, sign F) {
	a, dst = a[:len(b)], dst[:len(b)]
	for i := 1; i < len(b); i += 2 {
		ar, ai, br, bi := a[i-1], sign*a[i], b[i-1], b[i]
		dst[i-1], dst[i] = scale*(ar*br-ai*bi), scale*(ar*bi+ai*br)
	}
}
