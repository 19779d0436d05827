package fft

import (
	"fmt"

	"talbot/runtime/simd"
)

// Blocks transforms blocks of package simd in place and leaves the results in the order of
// reversed digits. It is for routines that go on with blocks, and so need neither that order nor
// complex numbers in rows: power spectra, correlations, convolutions.
type Blocks[F simd.Float] struct{ line *line[F] }

// NewBlocks prepares transforms of n ≥ 1 blocks.
func NewBlocks[F simd.Float](n int) *Blocks[F] {
	if n < 1 {
		panic(fmt.Sprintf("fft: length %d is not positive", n))
	}
	return &Blocks[F]{newLine[F](n)}
}

// Len gives the length of the transform.
func (b *Blocks[F]) Len() int { return b.line.n }

// Index lists the block at which each result stands. It is not to be changed.
func (b *Blocks[F]) Index() []int32 { return b.line.index }

// Work gives how many numbers Forward needs besides the blocks.
func (b *Blocks[F]) Work() int { return b.line.work() * 2 * simd.Lanes[F]() }

// Forward transforms the blocks of x, of which all but the first filled hold zeros, without a
// factor. Where real and imaginary parts have changed places it is the inverse transform.
func (b *Blocks[F]) Forward(x, work []F, filled int) {
	if len(x) != 2*simd.Lanes[F]()*b.line.n || len(work) < b.Work() || filled < 0 || filled > b.line.n {
		panic(fmt.Sprintf("fft: %d numbers, %d of work, for %d blocks, %d filled", len(x), len(work), b.line.n, filled))
	}
	b.line.runPadded(x, work, filled)
}
