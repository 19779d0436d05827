package fft

import (
	"fmt"

	"talbot/runtime/simd"
)

// A RealPlan transforms real sequences of one length to the n/2+1 frequencies that are not
// conjugates of others, and back.
type RealPlan[C Complex, F simd.Float] struct {
	n       int
	s       Settings
	line    *line[F]
	half    *line[F] // n/2+1 long, in order: for loading and storing spectra
	pairs   *line[F] // n/2 long, in order: a row of even length seen as complex numbers
	ones    []F      // the window of columns that have none, times 1/2 in x
	scratch scratch[F]
}

type (
	RealPlan64  = RealPlan[complex64, float32]
	RealPlan128 = RealPlan[complex128, float64]
)

// NewRealPlan64 prepares transforms between n ≥ 1 float32 and complex64.
func NewRealPlan64(n int, s Settings) *RealPlan64 { return newRealPlan[complex64, float32](n, s) }

// NewRealPlan128 prepares transforms between n ≥ 1 float64 and complex128.
func NewRealPlan128(n int, s Settings) *RealPlan128 { return newRealPlan[complex128, float64](n, s) }

func newRealPlan[C Complex, F simd.Float](n int, s Settings) *RealPlan[C, F] {
	if n < 1 {
		panic(fmt.Sprintf("fft: length %d is not positive", n))
	}
	s.check()
	p := &RealPlan[C, F]{n: n, s: s, line: newLine[F](n)}
	inOrder := func(n int) *line[F] { return &line[F]{n: n, kern: p.line.kern, index: identity(n)} }
	p.half, p.pairs = inOrder(n/2+1), inOrder(n/2)
	w := simd.Lanes[F]()
	p.ones = simd.Make[F](2*w + n)
	for i := range p.ones {
		p.ones[i] = 1
		if i < 2*w {
			p.ones[i] = 0.5
		}
	}
	return p
}

// Len gives the length of the real sequences.
func (p *RealPlan[C, F]) Len() int { return p.n }

// Half gives the length of the spectra, n/2+1.
func (p *RealPlan[C, F]) Half() int { return p.n/2 + 1 }

// Forward transforms one sequence.
func (p *RealPlan[C, F]) Forward(dst []C, src []F) []C { return p.ForwardRows(dst, src, 1) }

// Inverse transforms one spectrum back. The imaginary parts of its first and, if n is even, its
// last number are taken for zeros.
func (p *RealPlan[C, F]) Inverse(dst []F, src []C) []F { return p.InverseRows(dst, src, 1) }

// ForwardRows transforms count sequences that follow one another.
func (p *RealPlan[C, F]) ForwardRows(dst []C, src []F, count int) []C {
	return p.forward(dst, src, count, p.loadRows, func(to, x, y []F, first, lanes int, scale F) {
		p.half.storeRows(to[2*first*p.Half():], x, y, p.Half(), lanes, forward, scale)
	})
}

// ForwardColumns transforms count sequences that stand side by side.
func (p *RealPlan[C, F]) ForwardColumns(dst []C, src []F, count int) []C {
	return p.forward(dst, src, count, p.loadColumns, func(to, x, y []F, first, lanes int, scale F) {
		p.half.storeColumns(to[2*first:], x, y, count, lanes, forward, scale)
	})
}

// InverseRows is the inverse of ForwardRows.
func (p *RealPlan[C, F]) InverseRows(dst []F, src []C, count int) []F {
	return p.inverse(dst, src, count, p.storeRows, func(x, y, from []F, first, lanes int) {
		p.half.loadRows(x, y, from[2*first*p.Half():], p.Half(), lanes, inverse)
	})
}

// InverseColumns is the inverse of ForwardColumns.
func (p *RealPlan[C, F]) InverseColumns(dst []F, src []C, count int) []F {
	return p.inverse(dst, src, count, p.storeColumns, func(x, y, from []F, first, lanes int) {
		p.half.loadColumns(x, y, from[2*first:], count, lanes, inverse)
	})
}

// room gives the memory of a group: its blocks, its two spectra, a copy of what does not fill the
// lanes, and work.
func (p *RealPlan[C, F]) room() (x, spectra, all int) {
	e := 2 * simd.Lanes[F]()
	x, spectra = up(p.n+2, e/2)*e, 2*p.Half()*e
	return x, spectra, x + spectra + x + p.line.work()*e
}

// forward transforms groups of twice as many sequences as there are lanes: the first half are real
// parts, the others imaginary ones.
func (p *RealPlan[C, F]) forward(dst []C, src []F, count int, load func(x, y, src []F, count, first int), store func(to, x, y []F, first, lanes int, scale F)) []C {
	if dst == nil && count >= 0 {
		dst = make([]C, p.Half()*count)
	}
	p.check(len(src), len(dst), count, p.n, p.Half())
	src = apart(src, dst)
	w := simd.Lanes[F]()
	to, factor := numbers[F](dst), scale[F](p.s.Norm, p.n, forward)
	share(p.s.Workers, up(count, 2*w)/(2*w), func(g int) {
		nx, ns, all := p.room()
		b := p.scratch.borrow(all)
		defer p.scratch.giveBack(b)
		x, spectra, y, work := (*b)[:nx], (*b)[nx:][:ns], (*b)[nx+ns:][:nx], (*b)[2*nx+ns:]
		first := 2 * w * g
		load(x, y, src, count, first)
		p.line.run(x, work)
		p.separate(spectra, x)
		store(to, spectra, y, first, min(w, count-first), factor)
		if first+w < count {
			store(to, spectra[ns/2:], y, first+w, min(w, count-first-w), factor)
		}
	})
	return dst
}

func (p *RealPlan[C, F]) check(src, dst, count, n, m int) {
	if count < 0 {
		panic(fmt.Sprintf("fft: %d sequences", count))
	}
	if src != n*count || dst != m*count {
		panic(fmt.Sprintf("fft: source of %d and destination of %d elements for %d sequences of real length %d", src, dst, count, p.n))
	}
}

// separate puts the spectra of the real and the imaginary parts one after the other.
func (p *RealPlan[C, F]) separate(spectra, x []F) {
	w := simd.Lanes[F]()
	if m := (p.n - 1) / 2; m > 0 {
		p.line.kern.Separate(&spectra[2*w], &x[0], &p.line.index[0], p.n, m, 1, p.Half())
	}
	for _, k := range own(p.n) {
		re, im := parts(x, int(p.line.index[k]), forward)
		ar, ai := parts(spectra, k, forward)
		br, bi := parts(spectra, p.Half()+k, forward)
		for i := range re {
			ar[i], ai[i], br[i], bi[i] = 2*re[i], 0, 2*im[i], 0
		}
	}
}

func (p *RealPlan[C, F]) inverse(dst []F, src []C, count int, store func(dst, x, y []F, count, first int, scale F), load func(x, y, from []F, first, lanes int)) []F {
	if dst == nil && count >= 0 {
		dst = make([]F, p.n*count)
	}
	p.check(len(src), len(dst), count, p.Half(), p.n)
	src = apart(src, dst)
	w := simd.Lanes[F]()
	from, factor := numbers[F](src), scale[F](p.s.Norm, p.n, inverse)
	share(p.s.Workers, up(count, 2*w)/(2*w), func(g int) {
		nx, ns, all := p.room()
		b := p.scratch.borrow(all)
		defer p.scratch.giveBack(b)
		x, spectra, y, work := (*b)[:nx], (*b)[nx:][:ns], (*b)[nx+ns:][:nx], (*b)[2*nx+ns:]
		first := 2 * w * g
		clear(spectra[ns/2:])
		load(spectra, y, from, first, min(w, count-first))
		if first+w < count {
			load(spectra[ns/2:], y, from, first+w, min(w, count-first-w))
		}
		p.join(x, spectra)
		p.line.run(x, work)
		store(dst, x, y, count, first, factor)
	})
	return dst
}

// join is the inverse of separate, real and imaginary parts exchanged.
func (p *RealPlan[C, F]) join(x, spectra []F) {
	w := simd.Lanes[F]()
	if m := (p.n - 1) / 2; m > 0 {
		p.line.kern.Join(&x[0], &spectra[2*w], p.n, m, 1, p.Half())
	}
	for _, k := range own(p.n) {
		re, im := parts(x, k, inverse)
		ar, _ := parts(spectra, k, inverse)
		br, _ := parts(spectra, p.Half()+k, inverse)
		copy(re, ar)
		copy(im, br)
	}
}

// own lists the frequencies that are their own mirror images.
func own(n int) []int {
	if n%2 == 0 {
		return []int{0, n / 2}
	}
	return []int{0}
}
