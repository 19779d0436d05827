package reckon_test

import (
	"testing"
)

func BenchmarkFib(b *testing.B) {
	p := program(b, "func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }", nil)
	for b.Loop() {
		n, r := 30, 0
		p.Run("fibʹin", &n, &r)
		if r != 832040 {
			b.Fatal(r)
		}
	}
}

func BenchmarkFill(b *testing.B) {
	p := program(b, "func fill(x []float64) { for i := range x { x[i] = float64(i) * 0.5 } }", nil)
	x := make([]float64, 1000000)
	for b.Loop() {
		p.Run("fillʹin", &x)
	}
}

func BenchmarkSum(b *testing.B) {
	p := program(b, "func sum(n int) int { s := 0; for i := 0; i < n; i++ { s += i }; return s }", nil)
	n, r := 1000000, 0
	for b.Loop() {
		p.Run("sumʹin", &n, &r)
	}
}
