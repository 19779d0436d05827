package fft

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
)

func BenchmarkForward(b *testing.B) {
	for _, n := range []int{256, 500, 512, 1000, 1023, 1024, 2048, 4096} {
		x := random(n, 1)
		y := make([]complex128, n)
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			p := NewPlan(n)
			for b.Loop() {
				p.Forward(y, x)
			}
		})
		b.Run(fmt.Sprintf("n=%d/gonum", n), func(b *testing.B) {
			p := fourier.NewCmplxFFT(n)
			for b.Loop() {
				p.Coefficients(y, x)
			}
		})
	}
}

func BenchmarkForwardBatch(b *testing.B) {
	const n = 2048
	for _, count := range []int{1, 4, 8, 16, 32} {
		b.Run(fmt.Sprintf("count=%d", count), func(b *testing.B) {
			p := NewPlan(n)
			x := random(n*count, 1)
			y := make([]complex128, n*count)
			for b.Loop() {
				p.ForwardBatch(y, x, count)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*count), "ns/sequence")
		})
	}
}

func BenchmarkReal2D(b *testing.B) {
	for _, n := range []int{256, 512} {
		img := make([]float64, n*n)
		for i := range img {
			img[i] = float64(i * 7 % 31)
		}
		b.Run(fmt.Sprintf("%dx%d", n, n), func(b *testing.B) {
			p := NewReal2D(n, n)
			dst := p.Forward(nil, img)
			for b.Loop() {
				p.Forward(dst, img)
			}
		})
		b.Run(fmt.Sprintf("%dx%d/gonum", n, n), func(b *testing.B) {
			row, col := fourier.NewFFT(n), fourier.NewCmplxFFT(n)
			half := n/2 + 1
			dst := make([]complex128, n*half)
			c := make([]complex128, n)
			for b.Loop() {
				for y := range n {
					row.Coefficients(dst[y*half:][:half], img[y*n:][:n])
				}
				for k := range half {
					for y := range n {
						c[y] = dst[y*half+k]
					}
					col.Coefficients(c, c)
					for y := range n {
						dst[y*half+k] = c[y]
					}
				}
			}
		})
	}
}
