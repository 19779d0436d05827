package fft

import (
	"fmt"
	"testing"
	"time"

	"gonum.org/v1/gonum/dsp/fourier"

	"talbot/runtime/simd"
)

// least reports the shortest of many short runs: what the code takes where nothing disturbs it.
func least(b *testing.B, name string, f func()) {
	b.Run(name, func(b *testing.B) {
		f()
		shortest := time.Hour
		for end := time.Now().Add(100 * time.Millisecond); time.Now().Before(end); {
			t := time.Now()
			n := time.Duration(0)
			for n < 4 || time.Since(t) < 100*time.Microsecond {
				f()
				n++
			}
			shortest = min(shortest, time.Since(t)/n)
		}
		b.ReportMetric(float64(shortest.Nanoseconds()), "least-ns")
	})
}

func BenchmarkPlan(b *testing.B) {
	for _, n := range []int{256, 500, 512, 1000, 1023, 1024, 2048, 4096} {
		x, y := random(16*n, 1), make([]complex128, 16*n)
		x64, y64 := single(x), make([]complex64, 16*n)
		p, q := NewPlan128(n, Settings{}), NewPlan64(n, Settings{})
		for _, count := range []int{1, 16} {
			least(b, fmt.Sprintf("complex64/%d-rows-of-%d", count, n), func() { q.ForwardRows(y64[:count*n], x64[:count*n], count) })
			least(b, fmt.Sprintf("complex64/%d-columns-of-%d", count, n), func() { q.ForwardColumns(y64[:count*n], x64[:count*n], count) })
			least(b, fmt.Sprintf("complex128/%d-rows-of-%d", count, n), func() { p.ForwardRows(y[:count*n], x[:count*n], count) })
		}
		g := fourier.NewCmplxFFT(n)
		least(b, fmt.Sprintf("complex128/1-rows-of-%d-gonum", n), func() { g.Coefficients(y[:n], x[:n]) })
	}
}

func BenchmarkRealPlan2D(b *testing.B) {
	for _, n := range []int{256, 500, 512, 1024} {
		pixels, words := make([]float32, n*n), make([]uint16, n*n)
		for i := range pixels {
			pixels[i], words[i] = float32(i*7%31), uint16(i*7%31)
		}
		p := NewRealPlan2D64(n, n, RealSettings[float32]{})
		dst := make([]complex64, n*p.Half())
		least(b, fmt.Sprintf("%d/float32", n), func() { p.Forward(dst, pixels) })
		least(b, fmt.Sprintf("%d/uint16", n), func() { p.ForwardUint16(dst, words) })
		least(b, fmt.Sprintf("%d/back", n), func() { p.Inverse(pixels, dst) })
	}
}

// The stages of a group of transforms: to blocks, through the passes, and back.
func BenchmarkStages(b *testing.B) {
	for _, n := range []int{256, 512, 1000, 2048} {
		stages[complex64, float32](b, n, NewPlan64(n, Settings{}))
		stages[complex128, float64](b, n, NewPlan128(n, Settings{}))
	}
}

func stages[C Complex, F simd.Float](b *testing.B, n int, p *Plan[C, F]) {
	w := simd.Lanes[F]()
	src, dst := make([]C, n*w), make([]C, n*w)
	from, to := numbers[F](src), numbers[F](dst)
	for i := range from {
		from[i] = F(i%17) - 8
	}
	buf := p.scratch.borrow(p.room())
	x, y, work := p.cut(*buf)
	name := fmt.Sprintf("float%d-%d", 512/w, n)
	least(b, name+"/loadRows", func() { p.line.loadRows(x, y, from, n, w, forward) })
	least(b, name+"/loadRows+run", func() { // or the numbers would grow without bound
		p.line.loadRows(x, y, from, n, w, forward)
		p.line.run(x, work)
	})
	least(b, name+"/storeRows", func() { p.line.storeRows(to, x, y, n, w, forward, 1) })
	least(b, name+"/loadColumns", func() { p.line.loadColumns(x, y, from, w, w, forward) })
	least(b, name+"/storeColumns", func() { p.line.storeColumns(to, x, y, w, w, forward, 1) })
}

func BenchmarkStages2D(b *testing.B) {
	const n = 512
	w := simd.Lanes[float32]()
	words, dst := make([]uint16, n*n), make([]complex64, n*(n/2+1))
	for i := range words {
		words[i] = uint16(i * 7 % 31)
	}
	p := NewRealPlan2D64(n, n, RealSettings[float32]{})
	spectrum := simd.Make[float32](up(p.lines(), w) * p.stride() * 2 * w)
	x, y := simd.Make[float32](2*w*n), simd.Make[float32](2*w*n)
	to := numbers[float32](dst)
	least(b, "load", func() { loadReal(p, x, y, words, 64, p.col.kern.Uint16) })
	least(b, "load+run", func() {
		loadReal(p, x, y, words, 64, p.col.kern.Uint16)
		p.col.run(x, nil)
	})
	least(b, "halve", func() { p.halve(spectrum, x, 4) })
	least(b, "planes", func() {
		p.row.kern.Planes(&x[0], &spectrum[16*p.stride()*2*w], &p.planes[0], 1, w, len(p.planes)/w)
	})
	least(b, "store", func() { p.row.storeHalf(to[2*17*p.Half():], x, y, p.row.index[:p.Half()], p.Half(), w, 1, 1) })
	least(b, "store-mirrored", func() { p.row.storeHalf(to[2*300*p.Half():], x, y, p.mirrored, -p.Half(), w, 1, -1) })
}
