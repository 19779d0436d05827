package simd

import (
	"math"
	"math/cmplx"
	"testing"
)

func TestRootsAreExact(t *testing.T) {
	for _, n := range []int{1, 2, 3, 8, 12, 360, 1024, 99991} {
		for k := 0; k < n; k += 1 + n/1000 {
			want := cmplx.Exp(complex(0, -2*math.Pi*float64(k)/float64(n)))
			if d := cmplx.Abs(Root(k, n) - want); !(d < 2e-15) { // the comparison itself errs by 1e-15
				t.Fatalf("Root(%d, %d) = %v, off by %g", k, n, Root(k, n), d)
			}
		}
	}
	for _, c := range []struct {
		k    int
		want complex128
	}{{0, 1}, {90, -1i}, {180, -1}, {270, 1i}} {
		if got := Root(c.k, 360); got != c.want {
			t.Errorf("Root(%d, 360) = %v, want %v exactly", c.k, got, c.want)
		}
	}
}
