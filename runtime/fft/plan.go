// Package fft computes discrete Fourier transforms of any length in float64:
// complex one-dimensional ones, singly or many side by side, and real two-dimensional ones.
//
// The forward transform is X[k] = Σ x[j] exp(-2πi jk/n); the inverse has the opposite sign
// and the factor 1/n. A plan holds tables only: it may be used by many goroutines at once.
// Wrong lengths are mistakes of the calling package and panic.
package fft

import (
	"fmt"
	"sync"
)

// A Plan transforms sequences of one length.
type Plan struct {
	n       int
	passes  []pass
	chirp   *bluestein // for lengths with a prime factor above maxRadix; passes is then empty
	scratch sync.Pool  // of *[]complex128
}

// A pass takes sub-transforms of length n, stride s apart, to length n/radix, stride s*radix.
type pass struct {
	radix, n int
	tw       []complex128 // radix-1 factors for each of the n/radix butterflies
	root     []complex128 // exp(-2πi k/radix), for radices without a kernel of their own
}

// maxRadix is the largest prime factor that is transformed by its definition,
// in radix² operations; beyond it the chirp transform is faster.
const maxRadix = 13

// NewPlan prepares transforms of length n ≥ 1.
func NewPlan(n int) *Plan {
	if n < 1 {
		panic(fmt.Sprintf("fft: length %d is not positive", n))
	}
	p := &Plan{n: n}
	radices, rest := factor(n)
	if rest > 1 {
		p.chirp = newBluestein(n)
		return p
	}
	for _, r := range radices {
		ps := pass{radix: r, n: n, tw: make([]complex128, 0, n-n/r)}
		for i := range n / r {
			for j := 1; j < r; j++ {
				ps.tw = append(ps.tw, root(i*j, n))
			}
		}
		if r > 5 {
			for k := range r {
				ps.root = append(ps.root, root(k, r))
			}
		}
		p.passes = append(p.passes, ps)
		n /= r
	}
	return p
}

// factor splits n into radices and what is left when no radix divides it.
func factor(n int) (radices []int, rest int) {
	for _, r := range []int{4, 2, 3, 5, 7, 11, maxRadix} {
		for n%r == 0 {
			radices = append(radices, r)
			n /= r
		}
	}
	return radices, n
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

// Len gives the length of the transform.
func (p *Plan) Len() int { return p.n }

// Forward transforms src into dst, which may be src itself and is allocated if nil.
func (p *Plan) Forward(dst, src []complex128) []complex128 { return p.ForwardBatch(dst, src, 1) }

// Inverse transforms src back into dst, which may be src itself and is allocated if nil.
func (p *Plan) Inverse(dst, src []complex128) []complex128 { return p.InverseBatch(dst, src, 1) }

// ForwardBatch transforms count sequences that stand side by side: element k of sequence j
// is src[k*count+j]. Columns of an array thus need no transposing: neighbours share cache
// lines and twiddle factors. The batch and a scratch of its size should fit the second-level cache.
func (p *Plan) ForwardBatch(dst, src []complex128, count int) []complex128 {
	dst = p.check(dst, src, count)
	if p.chirp != nil {
		p.chirp.forward(dst, src, count)
		return dst
	}
	p.run(dst, src, count)
	return dst
}

// InverseBatch is the inverse of ForwardBatch.
func (p *Plan) InverseBatch(dst, src []complex128, count int) []complex128 {
	dst = p.ForwardBatch(dst, src, count)
	f := complex(1/float64(p.n), 0)
	for j := range count {
		dst[j] *= f
	}
	// Turning the sign of the exponent is reading the output backwards.
	for lo, hi := count, (p.n-1)*count; lo <= hi; lo, hi = lo+count, hi-count {
		a, b := dst[lo:lo+count], dst[hi:hi+count]
		if lo == hi {
			for j := range a {
				a[j] *= f
			}
			break
		}
		for j := range a {
			a[j], b[j] = b[j]*f, a[j]*f
		}
	}
	return dst
}

func (p *Plan) check(dst, src []complex128, count int) []complex128 {
	if count < 1 {
		panic(fmt.Sprintf("fft: batch of %d sequences", count))
	}
	want := p.n * count
	if dst == nil {
		dst = make([]complex128, want)
	}
	if len(src) != want || len(dst) != want {
		panic(fmt.Sprintf("fft: source of %d and destination of %d elements for %d sequences of length %d", len(src), len(dst), count, p.n))
	}
	return dst
}

// run goes through the passes, from src to dst by way of a scratch buffer (Stockham's
// arrangement: every pass reads one array and writes another, and the output is in order).
func (p *Plan) run(dst, src []complex128, count int) {
	if len(p.passes) == 0 {
		copy(dst, src)
		return
	}
	var work []complex128
	inPlace := &dst[0] == &src[0]
	if len(p.passes) > 1 || inPlace {
		buf := p.borrow(len(dst))
		defer p.scratch.Put(buf)
		work = *buf
	}
	odd := len(p.passes)%2 == 1
	if inPlace && odd {
		copy(work, src)
		src = work
	}
	to, other := dst, work
	if !odd {
		to, other = work, dst
	}
	s := count
	for i := range p.passes {
		p.passes[i].run(to, src, s)
		s *= p.passes[i].radix
		src, to, other = to, other, to
	}
}

func (p *Plan) borrow(n int) *[]complex128 {
	buf, _ := p.scratch.Get().(*[]complex128)
	if buf == nil || cap(*buf) < n {
		b := make([]complex128, n)
		return &b
	}
	*buf = (*buf)[:n]
	return buf
}
