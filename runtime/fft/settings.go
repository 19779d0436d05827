package fft

import (
	"fmt"
	"math"

	"talbot/runtime/simd"
)

// Complex is what transforms give.
type Complex interface{ complex64 | complex128 }

// A Norm says which transform has the factor that makes one the inverse of the other.
type Norm int

const (
	FactorInverse Norm = iota // 1/n on the inverse; scipy.fft's "backward"
	FactorBoth                // 1/sqrt(n) on both; "ortho"
	FactorForward             // 1/n on the forward transform; "forward"
)

// Settings are those of any plan.
type Settings struct {
	Norm    Norm
	Workers int // goroutines that share what holds many sequences; 0: only the caller's
}

func (s Settings) check() {
	if s.Norm < FactorInverse || s.Norm > FactorForward {
		panic(fmt.Sprintf("fft: norm %d", s.Norm))
	}
	if s.Workers < 0 {
		panic(fmt.Sprintf("fft: %d workers", s.Workers))
	}
}

// scale gives the factor of the transform of n numbers.
func scale[F simd.Float](norm Norm, n int, d direction) F {
	switch {
	case norm == FactorBoth:
		return F(1 / math.Sqrt(float64(n)))
	case norm == FactorForward == (d == forward):
		return F(1 / float64(n))
	}
	return 1
}

// A direction is 1 for the inverse transform: that of numbers whose real and imaginary parts have
// changed places, if these change back in the result.
type direction int

const (
	forward direction = 0
	inverse direction = 1
)
