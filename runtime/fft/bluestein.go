package fft

import "talbot/runtime/simd"

// bluestein turns a transform of any length n into a convolution of a convenient length:
// jk = (j² + k² - (k-j)²)/2. L. I. Bluestein, IEEE Trans. Audio Electroacoust. 18, 451
// (1970), DOI 10.1109/TAU.1970.1162132.
type bluestein[F simd.Float] struct {
	n, m   int
	line   *line[F] // of length m
	chirp  []F      // exp(-πi j²/n)
	kernel []F      // transform of the conjugate chirp, wrapped, over m
	same   []int32
}

func newBluestein[F simd.Float](n int) *bluestein[F] {
	m := FastLen(2*n - 1)
	b := &bluestein[F]{n: n, m: m, line: newLine[F](m), chirp: make([]F, 2*n), same: identity(n)}
	wrapped := make([]complex128, m)
	sq := 0 // j² mod 2n: exact, where float64(j)² would lose the angle
	for j := range n {
		c := simd.Root(sq, 2*n)
		b.chirp[2*j], b.chirp[2*j+1] = F(real(c)), F(imag(c))
		wrapped[j] = complex(real(c), -imag(c))
		if j > 0 {
			wrapped[m-j] = wrapped[j]
		}
		sq = (sq + 2*j + 1) % (2 * n)
	}
	b.kernel = make([]F, 2*m)
	for k, c := range NewPlan128(m, Settings{Norm: FactorForward}).Forward(nil, wrapped) {
		b.kernel[2*k], b.kernel[2*k+1] = F(real(c)), F(imag(c))
	}
	return b
}

func (b *bluestein[F]) work() int { return 2*b.m + b.line.work() }

func (b *bluestein[F]) run(x, work []F) {
	e := 2 * simd.Lanes[F]()
	k := b.line.kern
	y, z, more := work[:b.m*e], work[b.m*e:][:b.m*e], work[2*b.m*e:]
	multiply := func(dst, src []F, index []int32, w []F, in, out int) {
		for first := 0; first < len(index); first += 4 * grain {
			k.Multiply(&dst[first*e], &src[0], &index[first], &w[2*first], min(4*grain, len(index)-first), in, out)
		}
	}
	multiply(y, x, b.same, b.chirp, 0, 0)
	clear(y[b.n*e:])
	b.line.run(y, more)
	multiply(z, y, b.line.index, b.kernel, 0, 1)
	b.line.run(z, more)
	multiply(x, z, b.line.index[:b.n], b.chirp, 1, 0)
}

// FastLen gives the least length ≥ n whose only prime factors are 2, 3 and 5.
func FastLen(n int) int {
	for ; ; n++ {
		m := max(n, 1)
		for _, r := range []int{2, 3, 5} {
			for m%r == 0 {
				m /= r
			}
		}
		if m == 1 {
			return max(n, 1)
		}
	}
}
