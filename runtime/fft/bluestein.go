package fft

import "talbot/runtime/simd"

// bluestein computes sums of a chirp's powers, Σ_j x[j] W^(jk), of any W and any lengths, as a
// convolution of a convenient length: jk = (j² + k² - (k-j)²)/2. With W = exp(-2πi/n) they are a
// transform of length n. L. I. Bluestein, IEEE Trans. Audio Electroacoust. 18, 451 (1970),
// DOI 10.1109/TAU.1970.1162132.
type bluestein[F simd.Float] struct {
	in, out, m    int
	line          *line[F] // of length m
	before, after []F      // factors of x and of the sums
	kernel        []F      // transform of W^(-d²/2), wrapped, over m
	same          []int32
}

// newBluestein prepares a transform of length n.
func newBluestein[F simd.Float](n int) *bluestein[F] {
	chirp := func(j int) complex128 {
		// j² mod 2n: exact, where float64(j)² would lose the angle
		return simd.Root(j%(2*n)*(j%(2*n))%(2*n), 2*n)
	}
	return newSums[F](n, n, chirp, chirp, chirp)
}

// newSums prepares sums of in terms for k = 0 … out-1; chirp gives W^(d²/2).
func newSums[F simd.Float](in, out int, before, after, chirp func(j int) complex128) *bluestein[F] {
	m := FastLen(in + out - 1)
	table := func(n int, of func(j int) complex128) []F {
		t := make([]F, 2*n)
		for j := range n {
			c := of(j)
			t[2*j], t[2*j+1] = F(real(c)), F(imag(c))
		}
		return t
	}
	b := &bluestein[F]{in: in, out: out, m: m, line: newLine[F](m), before: table(in, before), after: table(out, after), same: identity(in)}
	wrapped := make([]complex128, m)
	for d := range max(in, out) {
		c := chirp(d)
		c = complex(real(c), -imag(c))
		if d < out {
			wrapped[d] = c
		}
		if d > 0 && d < in {
			wrapped[m-d] = c
		}
	}
	transformed := NewPlan128(m, Settings{Norm: FactorForward}).Forward(nil, wrapped)
	b.kernel = table(m, func(k int) complex128 { return transformed[k] })
	return b
}

func (b *bluestein[F]) work() int { return 2*b.m + b.line.work() }

// run takes in blocks of x to out blocks.
func (b *bluestein[F]) run(x, work []F) {
	e := 2 * simd.Lanes[F]()
	k := b.line.kern
	y, z, more := work[:b.m*e], work[b.m*e:][:b.m*e], work[2*b.m*e:]
	multiply := func(dst, src []F, index []int32, w []F, in, out int) {
		for first := 0; first < len(index); first += 4 * grain {
			k.Multiply(&dst[first*e], &src[0], &index[first], &w[2*first], min(4*grain, len(index)-first), in, out)
		}
	}
	multiply(y, x, b.same, b.before, 0, 0)
	clear(y[b.in*e:])
	b.line.runPadded(y, more, b.in)
	multiply(z, y, b.line.index, b.kernel, 0, 1)
	b.line.run(z, more)
	multiply(x, z, b.line.index[:b.out], b.after, 1, 0)
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
