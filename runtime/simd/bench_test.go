package simd

import (
	"fmt"
	"testing"
	"time"
)

// The passes of transforms, in the first and second level of the cache.
func BenchmarkPasses(b *testing.B) {
	for _, level := range Available() {
		k := At[float32](level)
		for _, r := range []int{2, 3, 4, 5, 7, 8} {
			for _, s := range []int{1, 8, 64} {
				for _, runs := range []int{1, 8} {
					n := r * s * runs
					x, tw := Make[float32](32*n), make([]float32, 2*(r-1)*runs)
					b.Run(fmt.Sprintf("%v/pass%d/s=%d/runs=%d", level, r, s, runs), func(b *testing.B) {
						least := time.Hour
						for range 300 {
							t := time.Now()
							for range 50 {
								if s == 1 {
									k.Last[r](&x[0], runs, &tw[0])
								} else {
									k.Pass[r](&x[0], s, s, runs, &tw[0])
								}
							}
							least = min(least, time.Since(t))
						}
						b.ReportMetric(float64(least.Nanoseconds())/50/float64(n), "least-ns/block")
					})
				}
			}
		}
	}
}
