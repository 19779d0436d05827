package fft

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"talbot/runtime/simd"
)

func random(n int, seed uint64) []complex128 {
	r := rand.New(rand.NewPCG(seed, 1))
	x := make([]complex128, n)
	for i := range x {
		x[i] = complex(r.NormFloat64(), r.NormFloat64())
	}
	return x
}

func single(x []complex128) []complex64 {
	y := make([]complex64, len(x))
	for i, v := range x {
		y[i] = complex64(v)
	}
	return y
}

func double(x []complex64) []complex128 {
	y := make([]complex128, len(x))
	for i, v := range x {
		y[i] = complex128(v)
	}
	return y
}

// relative gives the rms error of got over the rms of want.
func relative(got, want []complex128) float64 {
	var e, s float64
	for i := range want {
		d := got[i] - want[i]
		e += real(d)*real(d) + imag(d)*imag(d)
		s += real(want[i])*real(want[i]) + imag(want[i])*imag(want[i])
	}
	if e == 0 {
		return 0
	}
	return math.Sqrt(e / s)
}

// The errors that doc.go promises.
const (
	tolerance64  = 3e-7
	tolerance128 = 1e-14
)

// circle lists exp(-2πi k/n).
func circle(n int) []complex128 {
	c := make([]complex128, n)
	for k := range c {
		c[k] = simd.Root(k, n)
	}
	return c
}

// definition is the transform by its definition, for one frequency.
func definition(x, circle []complex128, k int) complex128 {
	var sum, lost complex128 // Kahan's sum, or the definition would err more than the transform
	for j, v := range x {
		add := v*circle[j*k%len(x)] - lost
		next := sum + add
		lost = (next - sum) - add
		sum = next
	}
	return sum
}

// Every length up to 2048: at a few frequencies against the definition, and back.
func TestEveryLength(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 37
	}
	r := rand.New(rand.NewPCG(5, 5))
	var lengths []int
	for n := 1; n <= 2048; n += step {
		lengths = append(lengths, n)
	}
	for range 6 {
		lengths = append(lengths, 2049+r.IntN(40000))
	}
	lengths = append(lengths, 4096, 8192, 6000, 10007, 16384, 65536)
	for _, n := range lengths {
		x := random(n, uint64(n))
		p, q := NewPlan128(n, Settings{}), NewPlan64(n, Settings{})
		got, got64 := p.Forward(nil, x), double(q.Forward(nil, single(x)))
		var some, want, some64 []complex128
		c := circle(n)
		for i := range 8 {
			k := r.IntN(n)
			if i == 0 {
				k = 0
			}
			some, some64, want = append(some, got[k]), append(some64, got64[k]), append(want, definition(x, c, k))
		}
		// A few frequencies scatter more than all do together: hence 2.
		if e := relative(some, want); !(e < 2*tolerance128) {
			t.Errorf("complex128, length %d: relative error %g", n, e)
		}
		if e := relative(some64, want); !(e < 2*tolerance64) {
			t.Errorf("complex64, length %d: relative error %g", n, e)
		}
		if e := relative(got64, got); !(e < tolerance64) {
			t.Errorf("complex64 against complex128, length %d: relative error %g", n, e)
		}
		if e := relative(p.Inverse(nil, got), x); !(e < tolerance128) {
			t.Errorf("complex128, length %d: inverse: relative error %g", n, e)
		}
		if e := relative(double(q.Inverse(nil, single(got))), x); !(e < 1.5*tolerance64) {
			t.Errorf("complex64, length %d: inverse: relative error %g", n, e)
		}
	}
}

// Rows and columns of any number, in place too, are that many single transforms.
func TestManyIsManySingles(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 6, 7, 8, 15, 16, 17, 26, 30, 37, 64, 91, 131, 243, 250, 256, 262} {
		for _, count := range []int{0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 33} {
			for _, s := range []Settings{{}, {Norm: FactorBoth, Workers: 3}} {
				manyIsManySingles(t, NewPlan128(n, s), n, count, random(n*count, uint64(n)), tolerance128)
				manyIsManySingles(t, NewPlan64(n, s), n, count, single(random(n*count, uint64(n))), tolerance64)
			}
		}
	}
}

func manyIsManySingles[C Complex, F simd.Float](t *testing.T, p *Plan[C, F], n, count int, x []C, tolerance float64) {
	wide := func(x []C) []complex128 {
		y := make([]complex128, len(x))
		for i, v := range x {
			y[i] = complex128(v)
		}
		return y
	}
	what := fmt.Sprintf("%T: %d of length %d", x, count, n)
	want := make([]C, 0, n*count)
	for j := range count {
		want = append(want, p.Forward(nil, x[j*n:][:n])...)
	}
	turn := func(x []C) []C { // rows to columns
		y := make([]C, len(x))
		for j := range count {
			for k := range n {
				y[k*count+j] = x[j*n+k]
			}
		}
		return y
	}
	check := func(how string, got, want []C) {
		if e := relative(wide(got), wide(want)); !(e < tolerance) {
			t.Errorf("%s: %s: relative error %g", what, how, e)
		}
	}
	check("rows", p.ForwardRows(nil, x, count), want)
	check("columns", p.ForwardColumns(nil, turn(x), count), turn(want))
	check("rows back", p.InverseRows(nil, want, count), x)
	check("columns back", p.InverseColumns(nil, turn(want), count), turn(x))
	y := append([]C{}, x...)
	check("rows in place", p.ForwardRows(y, y, count), want)
	check("rows back in place", p.InverseRows(y, y, count), x)
	y = turn(x)
	check("columns in place", p.ForwardColumns(y, y, count), turn(want))
	check("columns back in place", p.InverseColumns(y, y, count), turn(x))
	if n*count > 2 { // a destination that overlaps
		z := append(append([]C{}, x...), 0)
		check("rows, overlapping", p.ForwardRows(z[1:], z[:len(z)-1], count), want)
	}
	if e := relative(wide(x), wide(x)); e != 0 {
		t.Errorf("%s: the source was changed", what)
	}
}

// Rows too long for groups go one by one, columns of that length do not.
func TestLongRowsAreColumns(t *testing.T) {
	const n, count = longest + 616, 9
	x := random(n*count, 2)
	columns := make([]complex128, n*count)
	for j := range count {
		for k := range n {
			columns[k*count+j] = x[j*n+k]
		}
	}
	p := NewPlan128(n, Settings{Workers: 2})
	p.ForwardColumns(columns, columns, count)
	want := make([]complex128, n*count)
	for j := range count {
		for k := range n {
			want[j*n+k] = columns[k*count+j]
		}
	}
	if e := relative(p.ForwardRows(nil, x, count), want); !(e < tolerance128) {
		t.Errorf("relative error %g", e)
	}
}

func TestNorms(t *testing.T) {
	x := random(20, 3)
	plain := NewPlan128(20, Settings{}).Forward(nil, x)
	for _, c := range []struct {
		norm   Norm
		factor float64
	}{{FactorInverse, 1}, {FactorBoth, 1 / math.Sqrt(20)}, {FactorForward, 1.0 / 20}} {
		p := NewPlan128(20, Settings{Norm: c.norm})
		got := p.Forward(nil, x)
		want := make([]complex128, 20)
		for i, v := range plain {
			want[i] = v * complex(c.factor, 0)
		}
		if e := relative(got, want); !(e < tolerance128) {
			t.Errorf("norm %d: relative error %g", c.norm, e)
		}
		if e := relative(p.Inverse(nil, got), x); !(e < tolerance128) {
			t.Errorf("norm %d: the inverse is none: relative error %g", c.norm, e)
		}
	}
}

func TestPlansAreSafeToShare(t *testing.T) {
	for _, n := range []int{60, 131, 1000, 1031} {
		p := NewPlan128(n, Settings{})
		x := random(n*20, 1)
		want := p.ForwardRows(nil, x, 20)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 10 {
					if relative(p.ForwardRows(nil, x, 20), want) != 0 {
						t.Error("a concurrent transform differs")
						return
					}
				}
			})
		}
		wg.Wait()
	}
}

func TestFastLen(t *testing.T) {
	for n, want := range map[int]int{0: 1, 1: 1, 7: 8, 11: 12, 1023: 1024, 1025: 1080, 2047: 2048} {
		if got := FastLen(n); got != want {
			t.Errorf("FastLen(%d) = %d, want %d", n, got, want)
		}
	}
}
