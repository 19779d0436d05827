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
	tw       []F // radix-1 complex factors for each of the s butterflies
	roots    []F // where no kernel is made for the radix
}

const (
	// maxOdd is the largest prime factor that is transformed by its definition, in radix²
	// operations; beyond it the chirp transform is faster.
	maxOdd = 127
	// cached is how many blocks stay in the first-level cache: parts of a transform that are no
	// longer go through all passes before the next part begins.
	cached = 224
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
	for _, r := range radices {
		p := pass[F]{radix: r, s: n / r, tw: make([]F, 0, 2*(n-n/r))}
		for i := range p.s {
			for j := 1; j < r; j++ {
				w := simd.Root(i*j, n)
				p.tw = append(p.tw, F(real(w)), F(imag(w)))
			}
		}
		if !p.made(l.kern) {
			p.roots = simd.OddRoots[F](r)
		}
		l.passes = append(l.passes, p)
		n = p.s
	}
	l.index = order(l.n, radices)
	return l
}

func (p *pass[F]) made(k *simd.Kernels[F]) bool {
	return slices.Contains(k.Radices, p.radix)
}

// factor splits n into radices and what is left when no radix divides it. Odd radices come first
// and the largest power of two last, where it needs no factors.
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
	if twos%2 == 1 {
		radices = append(radices, 2)
	}
	for range twos / 2 {
		radices = append(radices, 4)
	}
	for range eights {
		radices = append(radices, 8)
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
		l.part(x[:2*simd.Lanes[F]()*l.n], 0, 1, work)
	}
}

// part does the passes from the given one on to runs sub-transforms that stand one after another.
func (l *line[F]) part(x []F, from, runs int, work []F) {
	p := &l.passes[from]
	e := 2 * simd.Lanes[F]()
	n := p.radix * p.s
	if from == len(l.passes)-1 {
		l.last(x, p, runs, work)
		return
	}
	if runs > 1 && runs*n > cached {
		for i := range runs {
			l.part(x[i*n*e:][:n*e], from, 1, work)
		}
		return
	}
	switch {
	case p.roots != nil:
		for i := range runs {
			for first := 0; first < p.s; first += p.grain() {
				l.kern.PassOdd(&x[(i*n+first)*e], p.s, min(p.grain(), p.s-first), 1, &p.tw[2*(p.radix-1)*first], 2*(p.radix-1), p.radix, &p.roots[0], &work[0])
			}
		}
	case runs == 1:
		for first := 0; first < p.s; first += grain {
			l.kern.Pass[p.radix](&x[first*e], p.s, min(grain, p.s-first), 1, &p.tw[2*(p.radix-1)*first])
		}
	default:
		l.kern.Pass[p.radix](&x[0], p.s, p.s, runs, &p.tw[0])
	}
	l.part(x, from+1, runs*p.radix, work)
}

func (l *line[F]) last(x []F, p *pass[F], groups int, work []F) {
	e := 2 * simd.Lanes[F]()
	for first := 0; first < groups; first += grain {
		g := min(grain, groups-first)
		if p.roots == nil {
			l.kern.Last[p.radix](&x[first*p.radix*e], g)
			continue
		}
		for i := first; i < first+g; i += p.grain() {
			l.kern.PassOdd(&x[i*p.radix*e], 1, min(p.grain(), first+g-i), p.radix, &p.tw[0], 0, p.radix, &p.roots[0], &work[0])
		}
	}
}

// numbers sees complex numbers as twice as many real ones.
func numbers[F simd.Float, C Complex](s []C) []F {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*F)(unsafe.Pointer(&s[0])), 2*len(s))
}
