package fft

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"
	"testing"

	"talbot/runtime/simd"
)

func TestChirpMatchesItsSum(t *testing.T) {
	for _, c := range []struct {
		n, m        int
		start, step float64
	}{{1, 1, 0, 0}, {1, 5, 0.2, 0.3}, {10, 1, 0.25, 9}, {16, 16, 0, 1.0 / 16}, {100, 37, -0.1, 0.003}, {33, 200, 0.5, -0.01}, {2000, 50, 0.123, 1e-5}} {
		for _, count := range []int{0, 1, 5, 8, 19} {
			x := random(c.n*count, 6)
			want := make([]complex128, c.m*count)
			for i := range count {
				for k := range c.m {
					for j, v := range x[i*c.n:][:c.n] {
						turns := math.Mod(float64(j)*(c.start+float64(k)*c.step), 1)
						want[i*c.m+k] += v * cmplx.Exp(complex(0, -2*math.Pi*turns))
					}
				}
			}
			what := fmt.Sprintf("%d of %+v", count, c)
			// The sum itself errs by the rounding of j k step.
			if e := relative(NewChirp128(c.n, c.m, c.start, c.step, Settings{Workers: 2}).ForwardRows(nil, x, count), want); !(e < 1e-12) {
				t.Errorf("%s: relative error %g", what, e)
			}
			columns := func(x []complex128, n int) []complex128 {
				y := make([]complex128, len(x))
				for i := range count {
					for k := range n {
						y[k*count+i] = x[i*n+k]
					}
				}
				return y
			}
			got := NewChirp64(c.n, c.m, c.start, c.step, Settings{}).ForwardColumns(nil, single(columns(x, c.n)), count)
			if e := relative(double(got), columns(want, c.m)); !(e < 2*tolerance64) {
				t.Errorf("%s: complex64: relative error %g", what, e)
			}
		}
	}
}

func TestPrunedIsWholeWithZeros(t *testing.T) {
	for _, n := range []int{1, 2, 8, 24, 64, 100, 131, 262, 512} {
		for _, in := range []Window{{0, n}, {0, (n + 3) / 4}, {0, (n + 7) / 8}, {-n / 4, (n + 1) / 2}, {n / 2, 1}} {
			for _, out := range []Window{{0, n}, {-n / 8, n/4 + 1}, {3 * n / 4, (n + 1) / 2}} {
				for _, count := range []int{0, 1, 8, 13} {
					pruned(t, n, in, out, count)
				}
			}
		}
	}
}

func pruned(t *testing.T, n int, in, out Window, count int) {
	what := fmt.Sprintf("%d of length %d, %v to %v", count, n, in, out)
	place := func(w Window, k int) int { return ((w.First+k)%n + n) % n }
	x := random(in.Count*count, 8)
	whole := make([]complex128, n*count)
	for i := range count {
		for k := range in.Count {
			whole[i*n+place(in, k)] = x[i*in.Count+k]
		}
	}
	whole = NewPlan128(n, Settings{}).ForwardRows(nil, whole, count)
	var want []complex128
	for i := range count {
		for k := range out.Count {
			want = append(want, whole[i*n+place(out, k)])
		}
	}
	p := NewPruned128(n, in, out, Settings{})
	if e := relative(p.ForwardRows(nil, x, count), want); !(e < tolerance128) {
		t.Errorf("%s: relative error %g", what, e)
	}
	columns := func(x []complex128, n int) []complex128 {
		y := make([]complex128, len(x))
		for i := range count {
			for k := range n {
				y[k*count+i] = x[i*n+k]
			}
		}
		return y
	}
	got := NewPruned64(n, in, out, Settings{Workers: 2}).ForwardColumns(nil, single(columns(x, in.Count)), count)
	if e := relative(double(got), columns(want, out.Count)); !(e < 2*tolerance64) {
		t.Errorf("%s: complex64: relative error %g", what, e)
	}
	back := p.InverseRows(nil, p.ForwardRows(nil, x, count), count)
	if out.Count == n {
		if e := relative(back, x); !(e < tolerance128) {
			t.Errorf("%s: inverse: relative error %g", what, e)
		}
	}
	if in.Count == out.Count { // in place
		p.ForwardRows(x, x, count)
		if e := relative(x, want); !(e < tolerance128) {
			t.Errorf("%s: in place: relative error %g", what, e)
		}
	}
}

func TestPruned2DIsWholeWithZeros(t *testing.T) {
	const ny, nx = 24, 40
	in, out := Windows{Window{0, 12}, Window{-5, 10}}, Windows{Window{-3, 6}, Window{0, 40}}
	x := random(12*10, 1)
	whole := make([]complex128, ny*nx)
	for y := range 12 {
		for k := range 10 {
			whole[y*nx+(k-5+nx)%nx] = x[y*10+k]
		}
	}
	whole = NewPlan2D128(ny, nx, Settings{}).Forward(nil, whole)
	var want []complex128
	for k := range 6 {
		want = append(want, whole[(k-3+ny)%ny*nx:][:nx]...)
	}
	p := NewPruned2D128(ny, nx, in, out, Settings{})
	if e := relative(p.Forward(nil, x), want); !(e < tolerance128) {
		t.Errorf("relative error %g", e)
	}
	all := Windows{Window{0, ny}, Window{0, nx}}
	q := NewPruned2D128(ny, nx, in, all, Settings{})
	if e := relative(q.Inverse(nil, q.Forward(nil, x)), x); !(e < tolerance128) {
		t.Errorf("inverse: relative error %g", e)
	}
}

func TestShift(t *testing.T) {
	if got := Shift(nil, []int{0, 1, 2, -2, -1}); !slices.Equal(got, []int{-2, -1, 0, 1, 2}) {
		t.Errorf("Shift gives %v", got)
	}
	if got := Shift2D(nil, []int{0, 1, -1, 10, 11, 9}, 2, 3); !slices.Equal(got, []int{9, 10, 11, -1, 0, 1}) {
		t.Errorf("Shift2D gives %v", got)
	}
	for n := range 8 {
		for m := range 8 {
			x := make([]int, n*m)
			for i := range x {
				x[i] = i
			}
			y := Shift2D(nil, x, n, m)
			if n > 0 && m > 0 && y[n/2*m+m/2] != 0 {
				t.Errorf("%d x %d: frequency 0 is not in the middle of %v", n, m, y)
			}
			if got := Unshift2D(y, y, n, m); !slices.Equal(got, x) {
				t.Errorf("%d x %d: Unshift2D gives %v", n, m, got)
			}
			if got := Unshift(nil, Shift(nil, x)); !slices.Equal(got, x) {
				t.Errorf("length %d: Unshift gives %v", n*m, got)
			}
		}
	}
	if got := Frequencies(5, 0.5); !slices.Equal(got, []float64{0, 0.4, 0.8, -0.8, -0.4}) {
		t.Errorf("Frequencies gives %v", got)
	}
}

func TestBlocksInTheirOrder(t *testing.T) {
	for _, n := range []int{1, 6, 64, 131, 250} {
		for _, filled := range []int{n, (n + 7) / 8} {
			b := NewBlocks[float64](n)
			w := simd.Lanes[float64]()
			x, work := simd.Make[float64](2*w*n), simd.Make[float64](b.Work())
			sequences := random(n*w, 1)
			for lane := range w {
				clear(sequences[lane*n+filled : (lane+1)*n])
				for k, v := range sequences[lane*n:][:n] {
					x[2*w*k+lane], x[2*w*k+w+lane] = real(v), imag(v)
				}
			}
			want := NewPlan128(n, Settings{}).ForwardRows(nil, sequences, w)
			b.Forward(x, work, filled)
			got := make([]complex128, n*w)
			for lane := range w {
				for k, at := range b.Index() {
					got[lane*n+k] = complex(x[2*w*int(at)+lane], x[2*w*int(at)+w+lane])
				}
			}
			if e := relative(got, want); !(e < tolerance128) {
				t.Errorf("%d blocks, %d filled: relative error %g", n, filled, e)
			}
		}
	}
}

// FuzzTransforms takes lengths, counts and settings as they come: forward and back is the same.
func FuzzTransforms(f *testing.F) {
	f.Add(uint16(1000), uint8(17), uint8(3), uint64(1))
	f.Fuzz(func(t *testing.T, length uint16, many, set uint8, seed uint64) {
		n, count := 1+int(length)%5000, 1+int(many)%40
		s := Settings{Norm: Norm(set % 3), Workers: int(set / 3 % 4)}
		x := random(n*count, seed)
		p, q := NewPlan128(n, s), NewPlan64(n, s)
		y := p.ForwardRows(nil, x, count)
		if e := relative(p.InverseRows(nil, y, count), x); !(e < tolerance128) {
			t.Errorf("complex128: relative error %g", e)
		}
		z := double(q.ForwardRows(nil, single(x), count))
		if e := relative(z, y); !(e < tolerance64) {
			t.Errorf("complex64: relative error %g", e)
		}
	})
}
