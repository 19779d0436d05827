package fft

import (
	"slices"
	"unsafe"

	"talbot/runtime/simd"
)

// A line transforms blocks: sequences of one length, a lane each. See package simd.
type line[F simd.Float] struct {
	n      int
	kern   *simd.Kernels[F]
	passes []pass[F]
	// index lists the block at which each result stands.
	index []int32
	chirp *bluestein[F] // for lengths with a prime factor above maxOdd; passes is then empty
}

// A pass takes transforms of n = radix*s elements to radix transforms of s elements each.
type pass[F simd.Float] struct {
	radix, s int
	tw       []F // radix-1 complex factors for each run
	roots    []F // where no kernel is made for the radix
}

const (
	// maxOdd is the largest prime factor that is transformed by its definition, in radix²
	// operations; beyond it the chirp transform is faster.
	maxOdd = 127
	// cached is how many blocks stay in the first-level cache: parts of a transform that are no
	// longer go through all passes before the next part begins.
	cached = 256
	// grain is how many butterflies one call of a kernel does at most.
	grain = 512
)

// grain is the same for an odd radix, whose butterflies take radix² steps.
func (p *pass[F]) grain() int { return max(1, 1<<15/(p.radix*p.radix)) }

// newLine prepares transforms of length n ≥ 1.
func newLine[F simd.Float](n int) *line[F] {
	l := &line[F]{n: n, kern: simd.For[F]()}
	radices, rest := factor(n, l.kern.Radices)
	if rest > 1 {
		l.chirp = newBluestein[F](n)
		l.index = identity(n)
		return l
	}
	// exponents lists, run by run, the e with which a run's transform is the polynomial of its
	// elements at the roots of x^n = exp(-2πi e/N), N being the length of all.
	exponents, length := []int{0}, n
	for _, r := range radices {
		p := pass[F]{radix: r, s: length / r, tw: make([]F, 0, 2*(r-1)*len(exponents))}
		var next []int
		for _, e := range exponents {
			e /= r
			for j := 1; j < r; j++ {
				w := simd.Root(e*j, n)
				p.tw = append(p.tw, F(real(w)), F(imag(w)))
			}
			for k := range r {
				next = append(next, e+k*(n/r))
			}
		}
		if !p.made(l.kern) {
			p.roots = simd.OddRoots[F](r)
		}
		l.passes = append(l.passes, p)
		exponents, length = next, p.s
	}
	l.index = order(n, radices)
	return l
}

func (p *pass[F]) made(k *simd.Kernels[F]) bool {
	return slices.Contains(k.Radices, p.radix)
}

// factor splits n into radices and what is left when no radix divides it, the largest first where
// their passes have no factors.
func factor(n int, prefer []int) (radices []int, rest int) {
	twos := 0
	for ; n%2 == 0; n /= 2 {
		twos++
	}
	for r := 3; r <= maxOdd; r += 2 {
		for n%r == 0 {
			radices = append([]int{r}, radices...)
			n /= r
		}
	}
	eights := 0
	if slices.Contains(prefer, 8) {
		eights = twos / 3
		if twos%3 == 1 && eights > 0 {
			eights-- // two radices of 4 rather than 8 and 2
		}
	}
	twos -= 3 * eights
	for range eights {
		radices = append(radices, 8)
	}
	for range twos / 2 {
		radices = append(radices, 4)
	}
	if twos%2 == 1 {
		radices = append(radices, 2)
	}
	return radices, n
}

// order gives where passes of these radices leave each result: k = k0 + r0 (k1 + r1 (k2 + …)
// stands at k0 n/r0 + k1 n/(r0 r1) + ….
func order(n int, radices []int) []int32 {
	index := make([]int32, n)
	for k := range index {
		rest, unit, at := k, n, 0
		for _, r := range radices {
			unit /= r
			at += rest % r * unit
			rest /= r
		}
		index[k] = int32(at)
	}
	return index
}

func identity(n int) []int32 {
	index := make([]int32, n)
	for i := range index {
		index[i] = int32(i)
	}
	return index
}

// work gives how many blocks run needs besides its own.
func (l *line[F]) work() int {
	if l.chirp != nil {
		return l.chirp.work()
	}
	n := 0
	for _, p := range l.passes {
		if p.roots != nil {
			n = max(n, p.radix)
		}
	}
	return n
}

// run transforms n blocks in place; results stand where index says.
func (l *line[F]) run(x, work []F) {
	if l.chirp != nil {
		l.chirp.run(x[:2*simd.Lanes[F]()*l.n], work)
		return
	}
	if len(l.passes) > 0 {
		l.part(x[:2*simd.Lanes[F]()*l.n], 0, 0, 1, work)
	}
}

// runPadded is run where all but the first filled blocks hold zeros. A polynomial of a degree
// below that of what it is divided by is its own rest: where the first pass would take the others
// to nothing but copies, they are copied.
func (l *line[F]) runPadded(x, work []F, filled int) {
	if len(l.passes) < 2 || filled > l.passes[0].s {
		l.run(x, work)
		return
	}
	p := &l.passes[0]
	e := 2 * simd.Lanes[F]()
	for k := 1; k < p.radix; k++ {
		copy(x[k*p.s*e:][:filled*e], x)
	}
	l.part(x[:e*l.n], 1, 0, p.radix, work)
}

// part does the passes from the given one on to runs sub-transforms that stand one after another,
// the first of them being run number run of all.
func (l *line[F]) part(x []F, from, run, runs int, work []F) {
	p := &l.passes[from]
	e := 2 * simd.Lanes[F]()
	n := p.radix * p.s
	if runs > 1 && runs*n > cached && p.s > 1 {
		for i := range runs {
			l.part(x[i*n*e:][:n*e], from, run+i, 1, work)
		}
		return
	}
	each := 2 * (p.radix - 1)
	switch {
	case p.roots != nil && p.s == 1:
		for i := 0; i < runs; i += p.grain() {
			l.kern.PassOdd(&x[i*n*e], 1, min(p.grain(), runs-i), n, &p.tw[(run+i)*each], each, n, &p.roots[0], &work[0])
		}
	case p.roots != nil:
		for i := range runs {
			for at := 0; at < p.s; at += p.grain() {
				l.kern.PassOdd(&x[(i*n+at)*e], p.s, min(p.grain(), p.s-at), 1, &p.tw[(run+i)*each], 0, p.radix, &p.roots[0], &work[0])
			}
		}
	case run == 0 && runs == 1:
		for at := 0; at < p.s; at += grain {
			l.kern.First[p.radix](&x[at*e], p.s, min(grain, p.s-at))
		}
	case p.s == 1:
		for i := 0; i < runs; i += grain {
			l.kern.Last[p.radix](&x[i*n*e], min(grain, runs-i), &p.tw[(run+i)*each])
		}
	case runs == 1:
		for at := 0; at < p.s; at += grain {
			l.kern.Pass[p.radix](&x[at*e], p.s, min(grain, p.s-at), 1, &p.tw[run*each])
		}
	default:
		l.kern.Pass[p.radix](&x[0], p.s, p.s, runs, &p.tw[run*each])
	}
	if from+1 < len(l.passes) {
		l.part(x, from+1, run*p.radix, runs*p.radix, work)
	}
}

// numbers sees complex numbers as twice as many real ones.
func numbers[F simd.Float, C Complex](s []C) []F {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*F)(unsafe.Pointer(&s[0])), 2*len(s))
}
