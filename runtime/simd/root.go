package simd

import "math"

// Root gives exp(-2πi k/n) for k ≥ 0, its angle reduced to an eighth of the circle so that tables
// are right to the last bit or nearly so.
func Root(k, n int) complex128 {
	k %= n
	// The angle is 2π num/(8n): num/n eighths of the circle.
	num := 8 * k
	eighth := num / n
	rest := num - eighth*n
	if eighth%2 == 1 {
		rest = n - rest
	}
	s, c := math.Sincos(2 * math.Pi * float64(rest) / float64(8*n))
	if eighth == 1 || eighth == 2 || eighth == 5 || eighth == 6 {
		s, c = c, s
	}
	if eighth >= 2 && eighth <= 5 {
		c = -c
	}
	if eighth >= 4 {
		s = -s
	}
	return complex(c, -s)
}
