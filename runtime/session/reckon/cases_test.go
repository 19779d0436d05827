package reckon_test

import "math"

// The functions of this file are compiled twice: by Go, as part of the test, and as a cell. Both
// must give the same results, faults included.

type vec struct{ x, y, z float64 }

type cellOf struct {
	on    bool
	n     int32
	w     [3]float32
	inner struct{ a, b uint8 }
}

var grid = [][]float64{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
var count int
var table [8]int64
var bodies = []vec{{1, 2, 3}, {4, 5, 6}, {-1, 0.5, 0.25}}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}

func odd(n int) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}

func wraps(n int) (a int8, b uint8, c int16, d uint16, e int32, f uint32) {
	a, b, c, d, e, f = 1, 1, 1, 1, 1, 1
	for i := range n {
		a = a*3 + int8(i)
		b = b*5 - uint8(i)
		c = c*7 ^ int16(i)
		d = d<<1 | uint16(i)&1
		e = e*31 + int32(i)
		f ^= f<<13 ^ f>>17 ^ uint32(i)
		if e&1 == 0 {
			a = -a
			b = ^b
			f &^= 0xff
		}
	}
	return
}

func shifts(x int64, n uint) (int64, uint64, int8, uint32) {
	var a int64
	var b uint64
	var c int8
	var d uint32
	for i := uint(0); i < n; i++ {
		a += x << i
		b ^= uint64(x) >> (i % 70)
		c += int8(x) >> i
		d |= uint32(x) << (i * 3)
	}
	return a, b, c, d
}

func shiftBy(x, n int) int {
	s := 0
	for range 1 {
		s = x << n
	}
	return s
}

func divide(a, b int) (q, r int) {
	for range 1 {
		q = a / b
		r = a % b
	}
	return q, r
}

func divide8(a, b int8) (q, r int8) {
	for range 1 {
		q, r = a/b, a%b
	}
	return
}

func singles(n int) (float32, float64) {
	var s float32 = 0.1
	t := 0.1
	for i := 1; i <= n; i++ {
		s = s*1.1 + 1/float32(i)
		t += float64(s) / 3
		s -= float32(math.Sqrt(float64(s)))
	}
	return s, t
}

func convert(x float64) (a int, b int8, c uint16, d uint64, e float32, f int64) {
	for range 1 {
		a, b, c, d, e = int(x), int8(int(x)), uint16(int(x)), uint64(math.Abs(x)), float32(x)
		f = int64(e)
	}
	return
}

func mandelbrot(w, h, limit int) int {
	total := 0
	for py := 0; py < h; py++ {
		for px := 0; px < w; px++ {
			cr, ci := 3*float64(px)/float64(w)-2, 2*float64(py)/float64(h)-1
			zr, zi := 0.0, 0.0
			n := 0
			for n < limit && zr*zr+zi*zi <= 4 {
				zr, zi = zr*zr-zi*zi+cr, 2*zr*zi+ci
				n++
			}
			total += n
		}
	}
	return total
}

func sieve(n int) (primes []int) {
	not := make([]bool, n+1)
	for i := 2; i <= n; i++ {
		if not[i] {
			continue
		}
		primes = append(primes, i)
		for j := i * i; j <= n; j += i {
			not[j] = true
		}
	}
	return primes
}

func transpose(m [][]float64) [][]float64 {
	out := make([][]float64, len(m[0]))
	for i := range out {
		out[i] = make([]float64, len(m))
		for j := range m {
			out[i][j] = m[j][i]
		}
	}
	return out
}

func multiply(a, b [][]float64) [][]float64 {
	var out [][]float64
	for i := range a {
		row := make([]float64, len(b[0]))
		for k, v := range a[i] {
			for j := range row {
				row[j] += v * b[k][j]
			}
		}
		out = append(out, row)
	}
	return out
}

func stencil(n, turns int) float64 {
	a, b := make([]float64, n*n), make([]float64, n*n)
	a[n*(n/2)+n/2] = 1
	for range turns {
		for y := 1; y < n-1; y++ {
			for x := 1; x < n-1; x++ {
				i := y*n + x
				b[i] = a[i] + 0.2*(a[i-1]+a[i+1]+a[i-n]+a[i+n]-4*a[i])
			}
		}
		a, b = b, a
	}
	s := 0.0
	for i, v := range a {
		s += v * float64(i)
	}
	return s
}

func median(x []float64) float64 {
	y := append([]float64{}, x...)
	for i := 1; i < len(y); i++ {
		for j := i; j > 0 && y[j-1] > y[j]; j-- {
			y[j-1], y[j] = y[j], y[j-1]
		}
	}
	return y[len(y)/2]
}

func partition(x []int, lo, hi int) int {
	p := x[hi]
	i := lo
	for j := lo; j < hi; j++ {
		if x[j] < p {
			x[i], x[j] = x[j], x[i]
			i++
		}
	}
	x[i], x[hi] = x[hi], x[i]
	return i
}

func quick(x []int, lo, hi int) {
	if lo < hi {
		p := partition(x, lo, hi)
		quick(x, lo, p-1)
		quick(x, p+1, hi)
	}
}

func sorted(n int) []int {
	x := make([]int, n)
	s := uint32(1)
	for i := range x {
		s = s*1664525 + 1013904223
		x[i] = int(s >> 16 % 1000)
	}
	quick(x, 0, n-1)
	return x
}

func add(a, b vec) vec { return vec{a.x + b.x, a.y + b.y, a.z + b.z} }

func scaled(a vec, f float64) (v vec) {
	v = a
	v.x *= f
	v.y *= f
	v.z *= f
	return
}

func centre(n int) vec {
	var sum vec
	for range n {
		for i := range bodies {
			sum = add(sum, scaled(bodies[i], 0.5))
		}
		for _, b := range bodies {
			sum.x -= b.y
		}
	}
	return sum
}

func move(n int) (vec, int) {
	b := make([]vec, 3)
	for i := range n {
		k := i % 3
		b[k].x += float64(i)
		b[k].y, b[(k+1)%3].y = b[(k+1)%3].y+1, b[k].y
		b[k] = add(b[k], vec{z: 0.5})
	}
	return add(b[0], add(b[1], b[2])), len(b)
}

func packed(n int) (int32, float32, uint8) {
	cells := make([]cellOf, 5)
	for i := range n {
		c := i % 5
		cells[c].n += int32(i)
		cells[c].w[i%3] += float32(i) / 7
		cells[c].inner.b += uint8(i)
		cells[c].on = !cells[c].on
		if cells[c].on {
			cells[c].inner.a++
		}
	}
	var s int32
	var w float32
	var u uint8
	for _, c := range cells {
		s += c.n
		u += c.inner.a ^ c.inner.b
	}
	for i := range cells {
		for j := range cells[i].w {
			w += cells[i].w[j]
		}
	}
	return s, w, u
}

func arrays(n int) (int, int) {
	var hist [16]int
	pairs := [4][2]int{}
	s := uint32(7)
	for i := range n {
		s = s*1103515245 + 12345
		hist[s>>28]++
		pairs[i%4][i&1] += int(s >> 30)
	}
	copied := hist
	hist[0] = -1
	a, b := 0, 0
	for i, v := range copied {
		a += i * v
	}
	for i := range pairs {
		b += pairs[i][0] - pairs[i][1]
	}
	return a, b
}

func labels(n int) (found, steps int) {
outer:
	for i := 2; i < n; i++ {
		for j := 2; j < n; j++ {
			steps++
			switch {
			case i*j == 221:
				found = i*1000 + j
				break outer
			case j > i:
				continue outer
			case j%2 == 0:
				if j > 4 {
					break
				}
				steps++
			default:
				steps += 2
			}
		}
	}
	return
}

func classify(n int) int {
	s := 0
	for i := range n {
		switch x := i % 7; x {
		case 0, 3:
			s += 1
		case 1:
			if i > 10 {
				break
			}
			s += 10
		case 5, 6:
			s -= 3
		default:
			s += x
		}
	}
	return s
}

func collatz(n int) (longest, at int) {
	for i := 1; i < n; i++ {
		steps := 0
		for x := i; x != 1; steps++ {
			if x%2 == 0 {
				x /= 2
			} else {
				x = 3*x + 1
			}
		}
		if steps > longest {
			longest, at = steps, i
		}
	}
	return
}

func minmax(x []float64) (lo, hi float64, k int) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for i, v := range x {
		lo, hi = min(lo, v), max(hi, v, 0)
		k = max(k, i, 3)
	}
	return
}

func counts(n int) int {
	for range n {
		bump(2)
		table[count%8] += int64(count)
	}
	return count
}

func bump(by int) { count += by }

func total() (t int64) {
	for _, v := range table {
		t += v
	}
	return
}

func trace(k int) float64 {
	s := 0.0
	for i := range grid {
		s += grid[i][(i+k)%3]
	}
	grid[0], grid[2] = grid[2], grid[0]
	return s
}

func index(x []int, i int) int {
	s := 0
	for j := 0; j < 2; j++ {
		s += x[i+j]
	}
	return s
}

func store(n int) int {
	x := make([]int, 4)
	for i := range n {
		x[i] = i
	}
	return x[0]
}

func cuts(x []int, a, b, c int) (int, int, []int) {
	var y []int
	for range 1 {
		y = x[a:b:c]
		y = append(y, 99)
		y = y[1:]
	}
	return len(y), cap(x[b:]), y
}

func sized(n int) int {
	s := 0
	for range 1 {
		s = len(make([]int, n))
	}
	return s
}

func copies(n int) ([]int16, int) {
	a := []int16{1, 2, 3, 4, 5}
	k := 0
	for range n {
		k += copy(a[1:], a)
		a = append(a, a[len(a)-1]+1)
	}
	return a, k
}

func specials(x float64) (a, b bool, c, d float64) {
	for range 1 {
		a = math.IsNaN(x) || math.IsInf(x, 0)
		b = x != x
		c = math.Hypot(x, 3) + math.Pow(x, 0.5) - math.Mod(7, x)
		d = -x / 0.25
	}
	return
}

func loop8() (n int) {
	for i := int8(0); i < 100; i += 3 {
		n += int(i)
	}
	for i := uint8(250); i > 5; i-- {
		n++
	}
	return n
}

func order(n int) int {
	x := []int{0, 0, 0, 0}
	i := 0
	for range n {
		i, x[i] = (i+1)%4, i+x[(i+2)%4]
		x[0], x[1], i = x[1]+1, x[0]+i, (i+3)%4
	}
	return x[0] + 10*x[1] + 100*x[2] + 1000*x[3]
}

func nils(x []int) bool {
	b := false
	for range 1 {
		b = x == nil
	}
	return b
}

func deep(n int) int {
	if n == 0 {
		return 0
	}
	return 1 + deep(n-1)
}
