package fft

import (
	"context"
	"fmt"

	"talbot/runtime/plan"
	"talbot/runtime/simd"
)

// A Plan transforms complex sequences of one length.
type Plan[C Complex, F simd.Float] struct {
	n       int
	s       Settings
	line    *line[F]
	split   *split[F]       // for one sequence; nil where that is not faster
	chirp   *oneChirp[C, F] // for one sequence of a length that line takes by bluestein
	scratch scratch[F]
}

type (
	Plan64  = Plan[complex64, float32]
	Plan128 = Plan[complex128, float64]
)

// NewPlan64 prepares transforms of length n ≥ 1.
func NewPlan64(n int, s Settings) *Plan64 { return newPlan[complex64, float32](n, s) }

// NewPlan128 prepares transforms of length n ≥ 1.
func NewPlan128(n int, s Settings) *Plan128 { return newPlan[complex128, float64](n, s) }

func newPlan[C Complex, F simd.Float](n int, s Settings) *Plan[C, F] {
	if n < 1 {
		panic(fmt.Sprintf("fft: length %d is not positive", n))
	}
	s.check()
	p := &Plan[C, F]{n: n, s: s, line: newLine[F](n)}
	if p.line.chirp != nil {
		p.chirp = newOneChirp[C](p.line.chirp)
	} else {
		p.split = newSplit[F](n)
	}
	return p
}

// Len gives the length of the transform.
func (p *Plan[C, F]) Len() int { return p.n }

// Forward transforms one sequence.
func (p *Plan[C, F]) Forward(dst, src []C) []C { return p.ForwardRows(dst, src, 1) }

// Inverse transforms one sequence back.
func (p *Plan[C, F]) Inverse(dst, src []C) []C { return p.InverseRows(dst, src, 1) }

// ForwardRows transforms count sequences that follow one another.
func (p *Plan[C, F]) ForwardRows(dst, src []C, count int) []C {
	dst, src = p.check(dst, src, count)
	p.rows(dst, src, count, forward, scale[F](p.s.Norm, p.n, forward))
	return dst
}

// InverseRows is the inverse of ForwardRows.
func (p *Plan[C, F]) InverseRows(dst, src []C, count int) []C {
	dst, src = p.check(dst, src, count)
	p.rows(dst, src, count, inverse, scale[F](p.s.Norm, p.n, inverse))
	return dst
}

// ForwardColumns transforms count sequences that stand side by side: element k of sequence j is
// src[k*count+j].
func (p *Plan[C, F]) ForwardColumns(dst, src []C, count int) []C {
	dst, src = p.check(dst, src, count)
	p.columns(dst, src, count, forward, scale[F](p.s.Norm, p.n, forward))
	return dst
}

// InverseColumns is the inverse of ForwardColumns.
func (p *Plan[C, F]) InverseColumns(dst, src []C, count int) []C {
	dst, src = p.check(dst, src, count)
	p.columns(dst, src, count, inverse, scale[F](p.s.Norm, p.n, inverse))
	return dst
}

func (p *Plan[C, F]) check(dst, src []C, count int) (d, s []C) {
	if count < 0 {
		panic(fmt.Sprintf("fft: %d sequences", count))
	}
	want := p.n * count
	if dst == nil {
		dst = make([]C, want)
	}
	if len(src) != want || len(dst) != want {
		panic(fmt.Sprintf("fft: source of %d and destination of %d elements for %d sequences of length %d", len(src), len(dst), count, p.n))
	}
	return dst, apart(src, dst)
}

// share calls do for every item, on the plan's goroutines.
func share(workers, items int, do func(i int)) {
	if workers <= 1 || items <= 1 {
		for i := range items {
			do(i)
		}
		return
	}
	err := plan.Work{Items: items, Workers: workers}.Run(context.Background(), func(_ int, b plan.Block) error {
		do(b.First)
		return nil
	})
	if err != nil { // do panicked: the context has no end, and do gives no error
		panic(err)
	}
}

// room gives what one group of lanes takes: its blocks and those of a copy for what does not
// fill the lanes, then the line's work.
func (p *Plan[C, F]) room() int {
	e := 2 * simd.Lanes[F]()
	return (2*up(p.n, e/2) + p.line.work()) * e
}

// up rounds n up to a multiple of m.
func up(n, m int) int { return (n + m - 1) / m * m }

// columns transforms groups of columns. What is taken at once is loaded before it is stored, so
// dst may be src.
func (p *Plan[C, F]) columns(dst, src []C, count int, d direction, scale F) {
	if count == 1 && p.one(dst, src, d, scale) {
		return
	}
	w := simd.Lanes[F]()
	to, from := numbers[F](dst), numbers[F](src)
	share(p.s.Workers, up(count, w)/w, func(g int) {
		b := p.scratch.borrow(p.room())
		defer p.scratch.giveBack(b)
		x, y, work := p.cut(*b)
		lanes := min(w, count-g*w)
		p.line.loadColumns(x, y, from[2*g*w:], count, lanes, d)
		p.line.run(x, work)
		p.line.storeColumns(to[2*g*w:], x, y, count, lanes, d, scale)
	})
}

func (p *Plan[C, F]) cut(b []F) (x, y, work []F) {
	e := 2 * simd.Lanes[F]()
	n := up(p.n, e/2) * e
	return b[:n], b[n:][:n], b[2*n:]
}

// longest is the greatest length whose groups of rows fit the second-level cache.
const longest = 16384

// rows transforms groups of rows, or one row after another where these do not fill a group.
func (p *Plan[C, F]) rows(dst, src []C, count int, d direction, scale F) {
	w := simd.Lanes[F]()
	to, from := numbers[F](dst), numbers[F](src)
	groups := up(count, w) / w
	rest := count - (groups-1)*w
	switch {
	case p.split != nil && p.n > longest:
		groups, rest = 0, count
	case rest <= w/2 && (p.split != nil || p.chirp != nil):
		groups--
	default:
		rest = 0
	}
	share(p.s.Workers, groups+rest, func(g int) {
		if g >= groups {
			at := (groups*w + g - groups) * p.n
			p.one(dst[at:][:p.n], src[at:][:p.n], d, scale)
			return
		}
		b := p.scratch.borrow(p.room())
		defer p.scratch.giveBack(b)
		x, y, work := p.cut(*b)
		lanes := min(w, count-g*w)
		at := 2 * g * w * p.n
		p.line.loadRows(x, y, from[at:], p.n, lanes, d)
		p.line.run(x, work)
		p.line.storeRows(to[at:], x, y, p.n, lanes, d, scale)
	})
}

// one transforms one sequence in a way that uses all lanes, if there is one.
func (p *Plan[C, F]) one(dst, src []C, d direction, scale F) bool {
	switch {
	case p.split != nil:
		b := p.scratch.borrow(p.split.room())
		p.split.run(numbers[F](dst), numbers[F](src), *b, d, scale)
		p.scratch.giveBack(b)
	case p.chirp != nil:
		p.chirp.run(dst, src, d, scale)
	default:
		return false
	}
	return true
}
