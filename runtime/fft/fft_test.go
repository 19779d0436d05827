package fft

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"sync"
	"testing"
)

// dft is the definition, with exactly reduced angles.
func dft(x []complex128) []complex128 {
	n := len(x)
	y := make([]complex128, n)
	for k := range y {
		for j, v := range x {
			y[k] += v * root(j*k%n, n)
		}
	}
	return y
}

func random(n int, seed uint64) []complex128 {
	r := rand.New(rand.NewPCG(seed, 1))
	x := make([]complex128, n)
	for i := range x {
		x[i] = complex(r.NormFloat64(), r.NormFloat64())
	}
	return x
}

// relative gives the rms error of got over the rms of want.
func relative(got, want []complex128) float64 {
	var e, s float64
	for i := range want {
		d := got[i] - want[i]
		e += real(d)*real(d) + imag(d)*imag(d)
		s += real(want[i])*real(want[i]) + imag(want[i])*imag(want[i])
	}
	return math.Sqrt(e / s)
}

// The definition itself errs by about 1e-16 sqrt(n).
const tolerance = 5e-15

func TestForwardMatchesDefinition(t *testing.T) {
	lengths := []int{500, 511, 512, 720, 1000, 1001, 1023, 1024, 1031, 2 * 509, 2048}
	for n := 1; n <= 260; n++ {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		p := NewPlan(n)
		x := random(n, uint64(n))
		keep := append([]complex128(nil), x...)
		want := dft(x)
		got := p.Forward(nil, x)
		if e := relative(got, want); !(e < tolerance) {
			t.Errorf("length %d: relative error %g", n, e)
		}
		if relative(x, keep) != 0 {
			t.Errorf("length %d: the source was changed", n)
		}
		if p.Forward(x, x); relative(x, got) != 0 {
			t.Errorf("length %d: the transform in place differs", n)
		}
		if e := relative(p.Inverse(nil, got), keep); !(e < tolerance) {
			t.Errorf("length %d: inverse: relative error %g", n, e)
		}
	}
}

func TestBatchIsManySingles(t *testing.T) {
	for _, n := range []int{1, 2, 4, 6, 7, 16, 26, 30, 37, 64, 91, 243, 250, 256} {
		for _, count := range []int{1, 2, 3, 8, 17} {
			p := NewPlan(n)
			x := random(n*count, 7)
			got := p.ForwardBatch(nil, x, count)
			back := p.InverseBatch(nil, got, count)
			if e := relative(back, x); !(e < tolerance) {
				t.Errorf("%d of length %d: inverse: relative error %g", count, n, e)
			}
			one := make([]complex128, n)
			for j := range count {
				for k := range one {
					one[k] = x[k*count+j]
				}
				want := p.Forward(nil, one)
				for k := range one {
					one[k] = got[k*count+j]
				}
				if e := relative(one, want); !(e < tolerance) {
					t.Errorf("sequence %d of %d, length %d: relative error %g", j, count, n, e)
				}
			}
		}
	}
}

func TestReal2DMatchesDefinition(t *testing.T) {
	for _, s := range [][2]int{{1, 1}, {1, 8}, {8, 1}, {2, 2}, {3, 5}, {5, 4}, {8, 8}, {7, 37}, {37, 6}, {34, 35}, {48, 40}} {
		ny, nx := s[0], s[1]
		p := NewReal2D(ny, nx)
		r := rand.New(rand.NewPCG(3, 4))
		img := make([]float64, ny*nx)
		for i := range img {
			img[i] = r.NormFloat64()
		}
		want := make([]complex128, ny*p.Half())
		for ky := range ny {
			for kx := range p.Half() {
				for y := range ny {
					for x := range nx {
						want[ky*p.Half()+kx] += complex(img[y*nx+x], 0) * root(ky*y%ny, ny) * root(kx*x%nx, nx)
					}
				}
			}
		}
		if e := relative(p.Forward(nil, img), want); !(e < tolerance) {
			t.Errorf("%d x %d: relative error %g", ny, nx, e)
		}
	}
}

func TestPlansAreSafeToShare(t *testing.T) {
	p := NewReal2D(60, 62)
	img := make([]float64, 60*62)
	for i := range img {
		img[i] = math.Sin(float64(i * i))
	}
	want := p.Forward(nil, img)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if relative(p.Forward(nil, img), want) != 0 {
					t.Error("a concurrent transform differs")
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestRootsAreExact(t *testing.T) {
	for _, n := range []int{1, 2, 3, 8, 12, 360, 1024, 99991} {
		for k := 0; k < n; k += 1 + n/1000 {
			want := cmplx.Exp(complex(0, -2*math.Pi*float64(k)/float64(n)))
			if d := cmplx.Abs(root(k, n) - want); !(d < 2e-15) { // the comparison itself errs by 1e-15
				t.Fatalf("root(%d, %d) = %v, off by %g", k, n, root(k, n), d)
			}
		}
	}
	for _, c := range []struct {
		k    int
		want complex128
	}{{0, 1}, {90, -1i}, {180, -1}, {270, 1i}} {
		if got := root(c.k, 360); got != c.want {
			t.Errorf("root(%d, 360) = %v, want %v exactly", c.k, got, c.want)
		}
	}
}

func TestFastLen(t *testing.T) {
	for n, want := range map[int]int{0: 1, 1: 1, 7: 8, 11: 12, 1023: 1024, 1025: 1080, 2047: 2048} {
		if got := FastLen(n); got != want {
			t.Errorf("FastLen(%d) = %d, want %d", n, got, want)
		}
	}
}

func TestWrongLengthsPanic(t *testing.T) {
	for name, f := range map[string]func(){
		"length 0":          func() { NewPlan(0) },
		"image 0 x 3":       func() { NewReal2D(0, 3) },
		"short source":      func() { NewPlan(4).Forward(nil, make([]complex128, 3)) },
		"short destination": func() { NewPlan(4).Forward(make([]complex128, 3), make([]complex128, 4)) },
		"empty batch":       func() { NewPlan(4).ForwardBatch(nil, nil, 0) },
		"short image":       func() { NewReal2D(4, 4).Forward(nil, make([]float64, 15)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
