package fft

import (
	"fmt"

	"talbot/runtime/simd"
)

// A Window is a run of elements of a sequence of length n, counted round its end: First may be
// negative, as that of the frequencies -8 … 7 is.
type Window struct{ First, Count int }

// Pruned transforms sequences of length n of which only a window is not zero, and gives a window
// of the result; the inverse leads from the second window to the first. Zeros are neither stored
// nor, where they fill most of a sequence, transformed.
type Pruned[C Complex, F simd.Float] struct {
	n       int
	in, out Window
	s       Settings
	line    *line[F]
	scratch scratch[F]
}

type (
	Pruned64  = Pruned[complex64, float32]
	Pruned128 = Pruned[complex128, float64]
)

// NewPruned64 prepares transforms of length n ≥ 1 between two windows.
func NewPruned64(n int, in, out Window, s Settings) *Pruned64 {
	return newPruned[complex64, float32](n, in, out, s)
}

// NewPruned128 prepares transforms of length n ≥ 1 between two windows.
func NewPruned128(n int, in, out Window, s Settings) *Pruned128 {
	return newPruned[complex128, float64](n, in, out, s)
}

func newPruned[C Complex, F simd.Float](n int, in, out Window, s Settings) *Pruned[C, F] {
	if n < 1 {
		panic(fmt.Sprintf("fft: length %d is not positive", n))
	}
	for _, w := range []Window{in, out} {
		if w.Count < 1 || w.Count > n {
			panic(fmt.Sprintf("fft: window of %d elements of %d", w.Count, n))
		}
	}
	s.check()
	return &Pruned[C, F]{n: n, in: in, out: out, s: s, line: newLine[F](n)}
}

// ForwardRows transforms count windows that follow one another.
func (p *Pruned[C, F]) ForwardRows(dst, src []C, count int) []C {
	return p.run(dst, src, count, forward, true, p.s)
}

// InverseRows leads back.
func (p *Pruned[C, F]) InverseRows(dst, src []C, count int) []C {
	return p.run(dst, src, count, inverse, true, p.s)
}

// ForwardColumns transforms count windows that stand side by side.
func (p *Pruned[C, F]) ForwardColumns(dst, src []C, count int) []C {
	return p.run(dst, src, count, forward, false, p.s)
}

// InverseColumns leads back.
func (p *Pruned[C, F]) InverseColumns(dst, src []C, count int) []C {
	return p.run(dst, src, count, inverse, false, p.s)
}

func (p *Pruned[C, F]) run(dst, src []C, count int, d direction, rows bool, s Settings) []C {
	in, out := p.in, p.out
	if d == inverse {
		in, out = out, in
	}
	if dst == nil && count >= 0 {
		dst = make([]C, out.Count*count)
	}
	if count < 0 || len(src) != in.Count*count || len(dst) != out.Count*count {
		panic(fmt.Sprintf("fft: source of %d and destination of %d elements for %d windows of %d and %d", len(src), len(dst), count, in.Count, out.Count))
	}
	// Also where the two are the same: a group may be stored over what the next one loads.
	if overlap(src, dst) {
		src = append([]C(nil), src...)
	}
	to, from := numbers[F](dst), numbers[F](src)
	w := simd.Lanes[F]()
	e := 2 * w
	factor := scale[F](s.Norm, p.n, d)
	share(s.Workers, up(count, w)/w, func(g int) {
		room := up(p.n, w) * e
		b := p.scratch.borrow(2*room + p.line.work()*e)
		defer p.scratch.giveBack(b)
		x, y, work := (*b)[:room], (*b)[room:][:room], (*b)[2*room:]
		lanes := min(w, count-g*w)
		if in.Count < p.n {
			clear(x)
		}
		at := 0
		for _, r := range in.runs(p.n) {
			l := &line[F]{n: r.Count, kern: p.line.kern}
			if rows {
				l.loadRows(x[r.First*e:], y, from[2*(g*w*in.Count+at):], in.Count, lanes, d)
			} else {
				l.loadColumns(x[r.First*e:], y, from[2*(at*count+g*w):], count, lanes, d)
			}
			at += r.Count
		}
		filled := p.n
		if in.First == 0 {
			filled = in.Count
		}
		p.line.runPadded(x, work, filled)
		at = 0
		for _, r := range out.runs(p.n) {
			l := &line[F]{n: r.Count, kern: p.line.kern, index: p.line.index[r.First:][:r.Count]}
			if rows {
				l.storeRows(to[2*(g*w*out.Count+at):], x, y, out.Count, lanes, d, factor)
			} else {
				l.storeColumns(to[2*(at*count+g*w):], x, y, count, lanes, d, factor)
			}
			at += r.Count
		}
	})
	return dst
}

// runs gives the one or two runs that the window consists of, from elements 0 … n-1 on.
func (w Window) runs(n int) []Window {
	first := (w.First%n + n) % n
	if first+w.Count <= n {
		return []Window{{first, w.Count}}
	}
	return []Window{{first, n - first}, {0, w.Count - (n - first)}}
}

// A Pruned2D does the same in two dimensions: only rows and columns that are not zero, and only
// those that are asked for, are transformed.
type Pruned2D[C Complex, F simd.Float] struct {
	s    Settings
	y, x *Pruned[C, F]
}

type (
	Pruned2D64  = Pruned2D[complex64, float32]
	Pruned2D128 = Pruned2D[complex128, float64]
)

// Windows are those of the rows and the columns.
type Windows struct{ Y, X Window }

// NewPruned2D64 prepares transforms of ny rows and nx columns between two windows.
func NewPruned2D64(ny, nx int, in, out Windows, s Settings) *Pruned2D64 {
	return newPruned2D[complex64, float32](ny, nx, in, out, s)
}

// NewPruned2D128 prepares transforms of ny rows and nx columns between two windows.
func NewPruned2D128(ny, nx int, in, out Windows, s Settings) *Pruned2D128 {
	return newPruned2D[complex128, float64](ny, nx, in, out, s)
}

func newPruned2D[C Complex, F simd.Float](ny, nx int, in, out Windows, s Settings) *Pruned2D[C, F] {
	return &Pruned2D[C, F]{s: s, y: newPruned[C, F](ny, in.Y, out.Y, s), x: newPruned[C, F](nx, in.X, out.X, s)}
}

// Forward transforms one window, given row by row.
func (p *Pruned2D[C, F]) Forward(dst, src []C) []C {
	if len(src) != p.y.in.Count*p.x.in.Count {
		panic(fmt.Sprintf("fft: source of %d elements for a window of %d x %d", len(src), p.y.in.Count, p.x.in.Count))
	}
	return p.y.ForwardColumns(dst, p.x.ForwardRows(nil, src, p.y.in.Count), p.x.out.Count)
}

// Inverse leads back.
func (p *Pruned2D[C, F]) Inverse(dst, src []C) []C {
	if len(src) != p.y.out.Count*p.x.out.Count {
		panic(fmt.Sprintf("fft: source of %d elements for a window of %d x %d", len(src), p.y.out.Count, p.x.out.Count))
	}
	return p.x.InverseRows(dst, p.y.InverseColumns(nil, src, p.x.out.Count), p.y.in.Count)
}
