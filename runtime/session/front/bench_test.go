package front

import (
	"fmt"
	"testing"
)

// A cell of ten lines after a thousand others.
func BenchmarkCompile(b *testing.B) {
	s := newTestState()
	cell := func(n int) string {
		return fmt.Sprintf(`import "fmt"
x%[1]d := []float64{1, 2, %[1]d}
func area%[1]d(w, h float64) float64 {
	if w < 0 {
		return 0
	}
	return w * h
}
for i, v := range x%[1]d { x%[1]d[i] = area%[1]d(v, 2) }
text%[1]d := fmt.Sprint(x%[1]d, x1)
text%[1]d`, n)
	}
	n := 0
	for range 1000 {
		n++
		p, err := s.Compile(n, cell(n))
		if err != nil {
			b.Fatal(err)
		}
		p.Commit()
	}
	for b.Loop() {
		if _, err := s.Compile(n+1, cell(n+1)); err != nil {
			b.Fatal(err)
		}
	}
}
