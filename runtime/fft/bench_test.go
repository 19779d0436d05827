package fft

import (
	"fmt"
	"testing"
	"time"

	"talbot/runtime/simd"
)

// The stages of a group of transforms: to blocks, through the passes, and back.
func BenchmarkStages(b *testing.B) {
	for _, n := range []int{256, 512, 1000, 2048, 4096} {
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
	best := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			least := time.Hour
			for range 400 {
				t := time.Now()
				for range 8 {
					f()
				}
				least = min(least, time.Since(t)/8)
			}
			b.ReportMetric(float64(least.Nanoseconds()), "least-ns")
		})
	}
	name := fmt.Sprintf("f%d-%d", 512/w, n)
	best(name+"/loadRows", func() {
		p.line.loadRows(x, y, from, n, w, forward)
	})
	best(name+"/run", func() {
		p.line.loadRows(x, y, from, n, w, forward) // or the numbers grow without bound
		p.line.run(x, work)
	})
	best(name+"/storeRows", func() {
		p.line.storeRows(to, x, y, n, w, forward, 1)
	})
	best(name+"/loadColumns", func() {
		p.line.loadColumns(x, y, from, w, w, forward)
	})
	best(name+"/storeColumns", func() {
		p.line.storeColumns(to, x, y, w, w, forward, 1)
	})
}
