package fft

// bluestein turns a transform of any length n into a convolution of a convenient length:
// jk = (j² + k² - (k-j)²)/2. L. I. Bluestein, IEEE Trans. Audio Electroacoust. 18, 451
// (1970), DOI 10.1109/TAU.1970.1162132.
type bluestein struct {
	n      int
	plan   *Plan
	chirp  []complex128 // exp(-πi j²/n)
	kernel []complex128 // transform of the conjugate chirp, wrapped
}

func newBluestein(n int) *bluestein {
	b := &bluestein{n: n, plan: NewPlan(FastLen(2*n - 1)), chirp: make([]complex128, n)}
	m := b.plan.n
	wrapped := make([]complex128, m)
	sq := 0 // j² mod 2n: exact, where float64(j)² would lose the angle
	for j := range n {
		c := root(sq, 2*n)
		b.chirp[j] = c
		wrapped[j] = complex(real(c), -imag(c))
		if j > 0 {
			wrapped[m-j] = wrapped[j]
		}
		sq = (sq + 2*j + 1) % (2 * n)
	}
	b.kernel = b.plan.Forward(nil, wrapped)
	return b
}

func (b *bluestein) forward(dst, src []complex128, count int) {
	m := b.plan.n
	buf := b.plan.borrow(m * count)
	defer b.plan.scratch.Put(buf)
	work := *buf
	for j, c := range b.chirp {
		for q, v := range src[j*count:][:count] {
			work[j*count+q] = v * c
		}
	}
	clear(work[b.n*count:])
	b.plan.ForwardBatch(work, work, count)
	for j, k := range b.kernel {
		row := work[j*count:][:count]
		for q := range row {
			row[q] *= k
		}
	}
	b.plan.InverseBatch(work, work, count)
	for j, c := range b.chirp {
		for q, v := range work[j*count:][:count] {
			dst[j*count+q] = v * c
		}
	}
}
