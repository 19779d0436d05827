package fft

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"talbot/runtime/simd"
)

var sizes2D = [][2]int{{1, 1}, {1, 2}, {1, 8}, {8, 1}, {2, 1}, {2, 2}, {3, 5}, {5, 4}, {8, 8}, {7, 37}, {37, 6}, {34, 35},
	{48, 40}, {33, 64}, {64, 33}, {32, 32}, {35, 70}, {131, 20}, {20, 131}, {128, 96}, {2, 262}, {66, 130}}

// definition2D is the transform by that of rows and columns, each by its definition.
func definition2D(ny, nx int, x []complex128) []complex128 {
	rows, all := make([]complex128, ny*nx), make([]complex128, ny*nx)
	cx, cy := circle(nx), circle(ny)
	for y := range ny {
		for k := range nx {
			rows[y*nx+k] = definition(x[y*nx:][:nx], cx, k)
		}
	}
	col := make([]complex128, ny)
	for k := range nx {
		for y := range ny {
			col[y] = rows[y*nx+k]
		}
		for j := range ny {
			all[j*nx+k] = definition(col, cy, j)
		}
	}
	return all
}

func TestPlan2DMatchesDefinition(t *testing.T) {
	for _, s := range sizes2D {
		ny, nx := s[0], s[1]
		x := random(ny*nx, 9)
		want := definition2D(ny, nx, x)
		p, q := NewPlan2D128(ny, nx, Settings{Workers: 2}), NewPlan2D64(ny, nx, Settings{})
		got := p.Forward(nil, x)
		if e := relative(got, want); !(e < tolerance128) {
			t.Errorf("complex128, %d x %d: relative error %g", ny, nx, e)
		}
		if e := relative(p.Inverse(got, got), x); !(e < tolerance128) {
			t.Errorf("complex128, %d x %d: inverse: relative error %g", ny, nx, e)
		}
		got64 := q.Forward(nil, single(x))
		if e := relative(double(got64), want); !(e < tolerance64) {
			t.Errorf("complex64, %d x %d: relative error %g", ny, nx, e)
		}
		if e := relative(double(q.Inverse(got64, got64)), x); !(e < tolerance64) {
			t.Errorf("complex64, %d x %d: inverse: relative error %g", ny, nx, e)
		}
	}
	p := NewPlan2D128(6, 5, Settings{})
	x := random(3*30, 2)
	got := p.ForwardBatch(nil, x, 3)
	for i := range 3 {
		if relative(got[30*i:][:30], p.Forward(nil, x[30*i:][:30])) != 0 {
			t.Errorf("array %d of a batch differs from itself alone", i)
		}
	}
}

func TestRealPlan2DMatchesDefinition(t *testing.T) {
	for _, s := range sizes2D {
		realMatchesDefinition(t, s[0], s[1], NewRealPlan2D64, tolerance64)
		realMatchesDefinition(t, s[0], s[1], NewRealPlan2D128, tolerance128)
	}
}

func realMatchesDefinition[C Complex, F simd.Float](t *testing.T, ny, nx int, newPlan func(ny, nx int, s RealSettings[F]) *RealPlan2D[C, F], tolerance float64) {
	r := rand.New(rand.NewPCG(uint64(ny), uint64(nx)))
	var c C
	what := fmt.Sprintf("%T, %d x %d", c, ny, nx)
	image, less, wy, wx := make([]F, ny*nx), make([]F, ny*nx), make([]F, ny), make([]F, nx)
	bytes, words, floats := make([]uint8, ny*nx), make([]uint16, ny*nx), make([]float32, ny*nx)
	for i := range image {
		image[i] = F(r.NormFloat64())
		bytes[i], words[i] = uint8(r.Uint32()), uint16(r.Uint32()) // not the same numbers
		floats[i] = float32(r.NormFloat64())
		less[i] = F(r.NormFloat64())
	}
	for i := range wy {
		wy[i] = F(r.Float64())
	}
	for i := range wx {
		wx[i] = F(r.Float64())
	}
	half := func(full []complex128) []complex128 {
		var h []complex128
		for y := range ny {
			h = append(h, full[y*nx:][:nx/2+1]...)
		}
		return h
	}
	wide := func(x []C) []complex128 {
		y := make([]complex128, len(x))
		for i, v := range x {
			y[i] = complex128(v)
		}
		return y
	}
	want := func(at func(i int) float64) []complex128 {
		x := make([]complex128, ny*nx)
		for i := range x {
			x[i] = complex(at(i), 0)
		}
		return half(definition2D(ny, nx, x))
	}
	check := func(how string, got, want []complex128) {
		if e := relative(got, want); !(e < tolerance) {
			t.Errorf("%s: %s: relative error %g", what, how, e)
		}
	}
	p := newPlan(ny, nx, RealSettings[F]{})
	spectrum := p.Forward(nil, image)
	check("plain", wide(spectrum), want(func(i int) float64 { return float64(image[i]) }))
	back := p.Inverse(nil, spectrum)
	var e, s float64
	for i, v := range back {
		e += float64((v - image[i]) * (v - image[i]))
		s += float64(image[i] * image[i])
	}
	if !(e < tolerance*tolerance*s) {
		t.Errorf("%s: inverse: squared error %g of %g", what, e, s)
	}
	check("uint8", wide(p.ForwardUint8(nil, bytes)), want(func(i int) float64 { return float64(bytes[i]) }))
	check("uint16", wide(p.ForwardUint16(nil, words)), want(func(i int) float64 { return float64(words[i]) }))
	check("float32", wide(p.ForwardFloat32(nil, floats)), want(func(i int) float64 { return float64(floats[i]) }))
	q := newPlan(ny, nx, RealSettings[F]{WindowY: wy, WindowX: wx, Less: less, Norm: FactorForward})
	windowed := func(i int, v float64) float64 {
		return (v - float64(less[i])) * float64(wy[i/nx]*wx[i%nx]) / float64(ny*nx)
	}
	check("windowed", wide(q.Forward(nil, image)), want(func(i int) float64 { return windowed(i, float64(image[i])) }))
	check("windowed uint8", wide(q.ForwardUint8(nil, bytes)), want(func(i int) float64 { return windowed(i, float64(bytes[i])) }))
	check("windowed uint16", wide(q.ForwardUint16(nil, words)), want(func(i int) float64 { return windowed(i, float64(words[i])) }))
	check("windowed float32", wide(q.ForwardFloat32(nil, floats)), want(func(i int) float64 { return windowed(i, float64(floats[i])) }))
}

// A spectrum of no real image gives the real part of what its columns give, as in scipy.fft.
func TestInverseOfNoRealImage(t *testing.T) {
	for _, s := range [][2]int{{6, 8}, {5, 6}, {4, 5}, {1, 4}, {40, 36}, {70, 34}} {
		ny, nx := s[0], s[1]
		p := NewRealPlan2D128(ny, nx, RealSettings[float64]{})
		half := p.Half()
		x := random(ny*half, 4)
		columns := NewPlan128(ny, Settings{}).InverseColumns(nil, x, half)
		want := make([]complex128, 0, ny*nx)
		for y := range ny {
			row := make([]complex128, nx)
			for k := range nx {
				if k < half {
					row[k] = columns[y*half+k]
				} else {
					v := columns[y*half+nx-k]
					row[k] = complex(real(v), -imag(v))
				}
				if k == 0 || 2*k == nx {
					row[k] = complex(real(row[k]), 0)
				}
			}
			want = append(want, NewPlan128(nx, Settings{}).Inverse(nil, row)...)
		}
		got := make([]complex128, ny*nx)
		for i, v := range p.Inverse(nil, x) {
			got[i] = complex(v, 0)
		}
		if e := relative(got, want); !(e < tolerance128) {
			t.Errorf("%d x %d: relative error %g", ny, nx, e)
		}
	}
}

func TestRealPlanIsTheComplexOne(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 6, 16, 17, 31, 32, 100, 131, 250, 262, 300} {
		for _, count := range []int{0, 1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 70} {
			for _, s := range []Settings{{}, {Norm: FactorBoth, Workers: 2}} {
				realIsComplex(t, NewRealPlan64(n, s), NewPlan64(n, s), n, count, tolerance64)
				realIsComplex(t, NewRealPlan128(n, s), NewPlan128(n, s), n, count, tolerance128)
			}
		}
	}
}

func realIsComplex[C Complex, F simd.Float](t *testing.T, p *RealPlan[C, F], q *Plan[C, F], n, count int, tolerance float64) {
	var c C
	what := fmt.Sprintf("%T: %d of length %d", c, count, n)
	r := rand.New(rand.NewPCG(uint64(n), uint64(count)))
	half := n/2 + 1
	rows, columns := make([]F, n*count), make([]F, n*count)
	want, wantColumns := make([]complex128, half*count), make([]complex128, half*count)
	x := make([]C, n)
	for j := range count {
		for k := range n {
			v := F(r.NormFloat64())
			rows[j*n+k], columns[k*count+j] = v, v
			numbers[F](x)[2*k], numbers[F](x)[2*k+1] = v, 0
		}
		for k, v := range q.Forward(nil, x)[:half] {
			want[j*half+k], wantColumns[k*count+j] = complex128(v), complex128(v)
		}
	}
	wide := func(x []C) []complex128 {
		y := make([]complex128, len(x))
		for i, v := range x {
			y[i] = complex128(v)
		}
		return y
	}
	check := func(how string, got, want []complex128) {
		if e := relative(got, want); !(e < tolerance) {
			t.Errorf("%s: %s: relative error %g", what, how, e)
		}
	}
	same := func(how string, got, want []F) {
		g, w := make([]complex128, len(got)), make([]complex128, len(want))
		for i := range got {
			g[i], w[i] = complex(float64(got[i]), 0), complex(float64(want[i]), 0)
		}
		check(how, g, w)
	}
	spectra := p.ForwardRows(nil, rows, count)
	check("rows", wide(spectra), want)
	same("rows back", p.InverseRows(nil, spectra, count), rows)
	spectra = p.ForwardColumns(nil, columns, count)
	check("columns", wide(spectra), wantColumns)
	same("columns back", p.InverseColumns(nil, spectra, count), columns)
}

func TestWrongLengthsPanic(t *testing.T) {
	for name, f := range map[string]func(){
		"length 0":          func() { NewPlan128(0, Settings{}) },
		"array 0 x 3":       func() { NewPlan2D64(0, 3, Settings{}) },
		"image 0 x 3":       func() { NewRealPlan2D64(0, 3, RealSettings[float32]{}) },
		"window":            func() { NewRealPlan2D64(4, 3, RealSettings[float32]{WindowX: make([]float32, 4)}) },
		"constant image":    func() { NewRealPlan2D64(4, 3, RealSettings[float32]{Less: make([]float32, 4)}) },
		"short source":      func() { NewPlan128(4, Settings{}).Forward(nil, make([]complex128, 3)) },
		"short destination": func() { NewPlan128(4, Settings{}).Forward(make([]complex128, 3), make([]complex128, 4)) },
		"negative batch":    func() { NewPlan128(4, Settings{}).ForwardColumns(nil, nil, -1) },
		"short array":       func() { NewPlan2D64(4, 4, Settings{}).Forward(nil, make([]complex64, 15)) },
		"short image":       func() { NewRealPlan2D128(4, 4, RealSettings[float64]{}).Forward(nil, make([]float64, 15)) },
		"short spectrum":    func() { NewRealPlan2D128(4, 4, RealSettings[float64]{}).Inverse(nil, make([]complex128, 11)) },
		"norm":              func() { NewPlan128(4, Settings{Norm: 3}) },
		"workers":           func() { NewPlan128(4, Settings{Workers: -1}) },
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
