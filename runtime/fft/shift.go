package fft

import "fmt"

// Shift moves frequency 0 from the beginning to the middle, element n/2, of a sequence; dst is
// allocated if nil and may be src.
func Shift[T any](dst, src []T) []T { return turn(dst, src, 1, len(src), len(src)/2) }

// Unshift is the inverse of Shift.
func Unshift[T any](dst, src []T) []T { return turn(dst, src, 1, len(src), (len(src)+1)/2) }

// Shift2D moves frequency 0 from the corner to the middle, row ny/2 and column nx/2, of an array.
func Shift2D[T any](dst, src []T, ny, nx int) []T {
	check2D(src, ny, nx)
	return turn(turn(dst, src, ny, nx, nx/2), nil, 1, ny*nx, ny/2*nx)
}

// Unshift2D is the inverse of Shift2D.
func Unshift2D[T any](dst, src []T, ny, nx int) []T {
	check2D(src, ny, nx)
	return turn(turn(dst, src, ny, nx, (nx+1)/2), nil, 1, ny*nx, (ny+1)/2*nx)
}

func check2D[T any](src []T, ny, nx int) {
	if ny < 0 || nx < 0 || len(src) != ny*nx {
		panic(fmt.Sprintf("fft: %d elements for %d x %d", len(src), ny, nx))
	}
}

// turn moves every row by some places to the right, round its end. Without src dst turns itself.
func turn[T any](dst, src []T, rows, n, by int) []T {
	if src == nil {
		src = dst
	}
	if dst == nil {
		dst = make([]T, len(src))
	}
	if len(dst) != len(src) {
		panic(fmt.Sprintf("fft: source of %d and destination of %d elements", len(src), len(dst)))
	}
	row := make([]T, n)
	for y := range rows {
		copy(row, src[y*n:][:n])
		copy(dst[y*n:][:n], row[n-by:])
		copy(dst[y*n+by:][:n-by], row)
	}
	return dst
}

// Frequencies lists what the elements of a transform of n samples, spacing apart, stand for: 0,
// 1/(n spacing), …, and from element (n+1)/2 on the negative ones.
func Frequencies(n int, spacing float64) []float64 {
	f := make([]float64, n)
	for k := range f {
		f[k] = float64(k) / (float64(n) * spacing)
		if k >= (n+1)/2 {
			f[k] = float64(k-n) / (float64(n) * spacing)
		}
	}
	return f
}
