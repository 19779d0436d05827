package simd

import "unsafe"

// Float is what blocks are made of.
type Float interface{ float32 | float64 }

// Kernels is one set of kernels. Strides and distances between blocks count blocks, those of
// other data its elements; an index lists blocks.
type Kernels[F Float] struct {
	Level Level
	// Radices lists the radices to prefer, the best first; products of these and of odd numbers
	// make all lengths.
	Radices []int

	// Pass[r] is one step of a forward transform in place: each of nblk runs of r*s blocks has
	// inner butterflies of elements s apart,
	//
	//	y[k] = Σ_j w[j] x[j] exp(-2πi jk/r),
	//
	// w[0] being 1 and w[1] … w[r-1] the run's factors, the next r-1 complex numbers of tw.
	Pass [9]func(x *F, s, inner, nblk int, tw *F)
	// First[r] is Pass of one run without factors, Last[r] that of groups of neighbours: s = 1.
	First [9]func(x *F, s, inner int)
	Last  [9]func(x *F, groups int, tw *F)
	// PassOdd is one run of Pass for any odd r ≥ 3: inner butterflies, step blocks from one to the
	// next, whose factors are wstep numbers apart. roots is what OddRoots gives, work has room for
	// r blocks.
	PassOdd func(x *F, s, inner, step int, tw *F, wstep, r int, roots, work *F)

	// LoadColumns takes n rows of as many complex numbers as a block has lanes, stride complex
	// numbers apart, to blocks; if swap is 1 real and imaginary parts change places.
	LoadColumns func(dst, src *F, stride, n, swap int)
	// StoreColumns stores n blocks as rows, times a scale; the parts change places first.
	StoreColumns func(dst, src *F, index *int32, stride, n, swap int, scale F)
	// LoadRows takes as many rows as a block has lanes, stride complex numbers apart (which may
	// be negative), to blocks:
	// tiles times as many columns.
	LoadRows func(dst, src *F, stride, tiles, swap int)
	// StoreRows is its inverse. stride may be negative; real and imaginary parts, after their
	// change of places, have scales of their own.
	StoreRows func(dst, src *F, index *int32, stride, tiles, swap int, scaleRe, scaleIm F)

	// Planes transposes squares: lane c of block i of a square goes to lane i of block c. The
	// squares are tile blocks apart in dst, their blocks stride.
	Planes func(dst, src *F, index *int32, stride, tile, tiles int)
	// Twist is Planes of the blocks times those of tw, lane by lane.
	Twist func(dst, src *F, index *int32, tw *F, stride, tile, tiles int)
	// Multiply gives n blocks, each times one complex number of w. If swapIn is 1 the parts
	// change places before, if swapOut is 1 after.
	Multiply func(dst, src *F, index *int32, w *F, n, swapIn, swapOut int)
	// Separate takes the transform Z of a + ib, a and b being real and n long, apart, for k = 1
	// … count: A[k] = Z[k] + conj Z[n-k] to dst[(k-1) stride], B[k] = -i (Z[k] - conj Z[n-k]) other
	// blocks on. Whoever loads a and b leaves the factor 1/2 to its scale.
	Separate func(dst, src *F, index *int32, n, count, stride, other int)

	// Join is its inverse, where the parts of all blocks have changed places: from A[k] at
	// src[(k-1) stride] and B[k] other blocks on, A[k] + i B[k] to dst[k] and conj A[k] + i conj B[k]
	// to dst[n-k].
	Join func(dst, src *F, n, count, stride, other int)
	// StoreReal stores n blocks as rows of real numbers, times a scale: the second halves to a,
	// the first to b, which are the real and imaginary parts where these have changed places.
	StoreReal func(a, b, src *F, index *int32, stride, n int, scale F)

	Uint8   Real[F, uint8]
	Uint16  Real[F, uint16]
	Float32 Real[F, float32]
	Float64 Real[F, float64] // for float64 only
}

// Real is how real numbers of type T come to blocks.
type Real[F Float, T any] struct {
	// Load takes n rows, a to the real and b to the imaginary parts, times wy (one number a row)
	// and wx (one a column: a's lanes, then b's).
	Load func(dst *F, a, b *T, stride, n int, wx, wy *F)
	// Less subtracts lessA and lessB first.
	Less func(dst *F, a, b *T, stride, n int, wx, wy *F, lessA, lessB *F, lessStride int)
}

// Block is the size of a block in bytes.
const Block = 128

// Lanes gives how many sequences a block of this type holds.
func Lanes[F Float]() int {
	var f F
	return Block / 2 / int(unsafe.Sizeof(f))
}

// Make gives n numbers at a multiple of 64 bytes.
func Make[F Float](n int) []F {
	var f F
	size := int(unsafe.Sizeof(f))
	s := make([]F, n+64/size)
	skip := int(-uintptr(unsafe.Pointer(&s[0]))%64) / size
	return s[skip:][:n:n]
}

// OddRoots gives the table of PassOdd: for k = 1 … h = (r-1)/2, rounded up to an even number, and
// for j = 1 … h the cosine and the sine of 2πjk/r.
func OddRoots[F Float](r int) []F {
	h := (r - 1) / 2
	t := make([]F, 0, 2*h*(h+1))
	for k := 1; k <= h+h%2; k++ {
		for j := 1; j <= h; j++ {
			c := Root(j*k, r)
			t = append(t, F(real(c)), F(-imag(c)))
		}
	}
	return t
}
