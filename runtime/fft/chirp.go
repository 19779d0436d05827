package fft

import (
	"fmt"
	"math"

	"talbot/runtime/simd"
)

// A Chirp samples the transform of sequences of n numbers at m equally spaced frequencies,
//
//	X[k] = Σ_j x[j] exp(-2πi j (start + k step)),
//
// start and step being cycles per sample: the chirp-z transform on the unit circle. L. R. Rabiner,
// R. W. Schafer, C. M. Rader, Bell Syst. Tech. J. 48, 1249 (1969),
// DOI 10.1002/j.1538-7305.1969.tb04268.x.
type Chirp[C Complex, F simd.Float] struct {
	n, m    int
	workers int
	sums    *bluestein[F]
	in, out *line[F] // in order: for loading and storing
	scratch scratch[F]
}

type (
	Chirp64  = Chirp[complex64, float32]
	Chirp128 = Chirp[complex128, float64]
)

// NewChirp64 prepares it for n ≥ 1 numbers and m ≥ 1 frequencies. The Norm of the settings plays
// no part: there is no factor.
func NewChirp64(n, m int, start, step float64, s Settings) *Chirp64 {
	return newChirp[complex64, float32](n, m, start, step, s)
}

// NewChirp128 prepares it for n ≥ 1 numbers and m ≥ 1 frequencies, as NewChirp64.
func NewChirp128(n, m int, start, step float64, s Settings) *Chirp128 {
	return newChirp[complex128, float64](n, m, start, step, s)
}

func newChirp[C Complex, F simd.Float](n, m int, start, step float64, s Settings) *Chirp[C, F] {
	if n < 1 || m < 1 {
		panic(fmt.Sprintf("fft: %d frequencies of %d numbers", m, n))
	}
	if math.IsNaN(start-start) || math.IsNaN(step-step) {
		panic(fmt.Sprintf("fft: frequencies from %v in steps of %v", start, step))
	}
	s.check()
	chirp := func(d int) complex128 { return phase(float64(d)*float64(d), step/2) }
	before := func(j int) complex128 { return phase(float64(j), start) * chirp(j) }
	sums := newSums[F](n, m, before, chirp, chirp)
	inOrder := func(n int) *line[F] { return &line[F]{n: n, kern: sums.line.kern, index: identity(n)} }
	return &Chirp[C, F]{n: n, m: m, workers: s.Workers, sums: sums, in: inOrder(n), out: inOrder(m)}
}

// phase gives exp(-2πi a b), the whole turns taken off the exact product.
func phase(a, b float64) complex128 {
	turns := a * b
	rest := math.FMA(a, b, -turns)
	turns -= math.Round(turns)
	sin, cos := math.Sincos(-2 * math.Pi * (turns + rest))
	return complex(cos, sin)
}

// ForwardRows samples count sequences that follow one another; the results do too.
func (p *Chirp[C, F]) ForwardRows(dst, src []C, count int) []C {
	return p.run(dst, src, count, func(to, from, x, y []F, first, lanes int, store bool) {
		if store {
			p.out.storeRows(to[2*first*p.m:], x, y, p.m, lanes, forward, 1)
			return
		}
		p.in.loadRows(x, y, from[2*first*p.n:], p.n, lanes, forward)
	})
}

// ForwardColumns samples count sequences that stand side by side.
func (p *Chirp[C, F]) ForwardColumns(dst, src []C, count int) []C {
	return p.run(dst, src, count, func(to, from, x, y []F, first, lanes int, store bool) {
		if store {
			p.out.storeColumns(to[2*first:], x, y, count, lanes, forward, 1)
			return
		}
		p.in.loadColumns(x, y, from[2*first:], count, lanes, forward)
	})
}

func (p *Chirp[C, F]) run(dst, src []C, count int, move func(to, from, x, y []F, first, lanes int, store bool)) []C {
	if dst == nil && count >= 0 {
		dst = make([]C, p.m*count)
	}
	if count < 0 || len(src) != p.n*count || len(dst) != p.m*count {
		panic(fmt.Sprintf("fft: source of %d and destination of %d elements for %d times %d numbers and %d frequencies", len(src), len(dst), count, p.n, p.m))
	}
	if overlap(src, dst) {
		src = append([]C(nil), src...)
	}
	to, from := numbers[F](dst), numbers[F](src)
	w := simd.Lanes[F]()
	e := 2 * w
	share(p.workers, up(count, w)/w, func(g int) {
		room := up(max(p.n, p.m), w) * e
		b := p.scratch.borrow(2*room + p.sums.work()*e)
		defer p.scratch.giveBack(b)
		x, y, work := (*b)[:room], (*b)[room:][:room], (*b)[2*room:]
		lanes := min(w, count-g*w)
		move(to, from, x, y, g*w, lanes, false)
		p.sums.run(x, work)
		move(to, from, x, y, g*w, lanes, true)
	})
	return dst
}
