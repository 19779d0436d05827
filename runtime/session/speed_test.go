package session

import (
	"fmt"
	"testing"

	"github.com/traefik/yaegi/interp"
	"github.com/traefik/yaegi/stdlib"
)

// programs are what cells spend their time on: declarations, then a call to repeat.
var programs = []struct{ name, decls, call string }{
	{"loop", "func loop(n int) int { s := 0; for i := 0; i < n; i++ { s += i }; return s }", "loop(100000)"},
	{"calls", "func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }", "fib(18)"},
	{"slice", "func sum(x []float64) float64 { s := 0.0; for _, v := range x { s += v }; return s }\nvar x = make([]float64, 100000)", "sum(x)"},
	{"stencil", `func smooth(a, b [][]float64) {
	for y := 1; y < len(a)-1; y++ {
		for x := 1; x < len(a[y])-1; x++ {
			b[y][x] = 0.25 * (a[y-1][x] + a[y+1][x] + a[y][x-1] + a[y][x+1])
		}
	}
}
func rows(n int) [][]float64 { out := make([][]float64, n); for i := range out { out[i] = make([]float64, n) }; return out }
var a, b = rows(256), rows(256)`, "smooth(a, b)"},
	{"mandelbrot", `func escapes(cr, ci float64) int {
	zr, zi := 0.0, 0.0
	for n := 0; n < 100; n++ {
		a, b := zr*zr, zi*zi
		if a+b > 4 { return n }
		zr, zi = a-b+cr, 2*zr*zi+ci
	}
	return 100
}
func mandelbrot(n int) int {
	s := 0
	for y := 0; y < n; y++ {
		for x := 0; x < n; x++ { s += escapes(3*float64(x)/float64(n)-2, 2*float64(y)/float64(n)-1) }
	}
	return s
}`, "mandelbrot(40)"},
	{"bodies", `import "math"
type body struct{ x, y, vx, vy, m float64 }
func step(b []body, dt float64) {
	for i := range b {
		for j := i + 1; j < len(b); j++ {
			dx, dy := b[i].x-b[j].x, b[i].y-b[j].y
			d := dx*dx + dy*dy
			f := dt / (d * math.Sqrt(d))
			b[i].vx -= dx * b[j].m * f
			b[i].vy -= dy * b[j].m * f
			b[j].vx += dx * b[i].m * f
			b[j].vy += dy * b[i].m * f
		}
	}
	for i := range b { b[i].x += dt * b[i].vx; b[i].y += dt * b[i].vy }
}
var bodies = []body{{0, 0, 0, 0, 10}, {1, 0, 0, 3, 1}, {0, 2, 2, 0, 1}, {-3, 0, 0, 2, 1}}
func steps(n int) { for k := 0; k < n; k++ { step(bodies, 0.001) } }`, "steps(100)"},
	{"sieve", `func sieve(n int) int {
	not := make([]bool, n)
	c := 0
	for i := 2; i < n; i++ {
		if not[i] { continue }
		c++
		for j := 2 * i; j < n; j += i { not[j] = true }
	}
	return c
}`, "sieve(50000)"},
	// What is interpreted as it stands.
	{"map", "func tally(n int) int { m := map[int]int{}; for i := 0; i < n; i++ { m[i%10]++ }; return len(m) }", "tally(20000)"},
	{"strings", "func letters(n int) int { s := 0; t := \"a\"; for i := 0; i < n; i++ { if t == \"a\" { t = \"b\" } else { t = \"a\" }; s += len(t) }; return s }", "letters(50000)"},
	{"closure", "func apply(f func(int) int, n int) int { s := 0; for i := 0; i < n; i++ { s += f(i) }; return s }\nfunc twice(n int) int { return apply(func(x int) int { return 2 * x }, n) }", "twice(20000)"},
	{"methods", "type counter struct{ n int }\nfunc (c *counter) add(k int) { c.n += k }\nfunc counted(n int) int { c := &counter{}; for i := 0; i < n; i++ { c.add(i) }; return c.n }", "counted(20000)"},
}

// BenchmarkPrograms runs each program in a session and in the bare interpreter.
func BenchmarkPrograms(b *testing.B) {
	for _, p := range programs {
		b.Run(p.name+"/session", func(b *testing.B) {
			s := newTestSession(b)
			mustRun(b, s, p.decls)
			mustRun(b, s, p.call)
			b.ResetTimer()
			mustRun(b, s, fmt.Sprintf("for iʹ := 0; iʹ < %d; iʹ++ { func() { %s }() }", b.N, p.call))
		})
		b.Run(p.name+"/bare", func(b *testing.B) {
			i := interp.New(interp.Options{})
			if err := i.Use(stdlib.Symbols); err != nil {
				b.Fatal(err)
			}
			for _, src := range []string{p.decls, p.call} {
				if _, err := i.Eval(src); err != nil {
					b.Fatal(err)
				}
			}
			b.ResetTimer()
			if _, err := i.Eval(fmt.Sprintf("for iʹ := 0; iʹ < %d; iʹ++ { func() { %s }() }", b.N, p.call)); err != nil {
				b.Fatal(err)
			}
		})
	}
}
