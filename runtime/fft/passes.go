package fft

import "math"

// run computes, for every butterfly i < m = n/radix and every q < s,
//
//	y[q+s(radix·i+j)] = w^(ij) Σ_k x[q+s(i+mk)] exp(-2πi jk/radix),   w = exp(-2πi/n).
//
// This is one step of Stockham's self-sorting transform, decimated in frequency:
// C. Van Loan, Computational Frameworks for the Fast Fourier Transform (1992),
// section 1.7, DOI 10.1137/1.9781611970999.
func (ps *pass) run(y, x []complex128, s int) {
	switch {
	case ps.radix == 4 && s == 1:
		pass4single(y, x, ps.n, ps.tw)
	case ps.radix == 4:
		pass4(y, x, ps.n, s, ps.tw)
	case ps.radix == 2:
		pass2(y, x, ps.n, s, ps.tw)
	case ps.radix == 3:
		pass3(y, x, ps.n, s, ps.tw)
	case ps.radix == 5:
		pass5(y, x, ps.n, s, ps.tw)
	default:
		passOdd(y, x, ps.n, s, ps.tw, ps.root)
	}
}

func pass2(y, x []complex128, n, s int, tw []complex128) {
	m := n / 2
	for i := range m {
		w := tw[i]
		x0 := x[s*i:][:s]
		x1 := x[s*(i+m):][:s]
		y0 := y[s*2*i:][:s]
		y1 := y[s*(2*i+1):][:s]
		for q, a := range x0 {
			b := x1[q]
			y0[q] = a + b
			y1[q] = (a - b) * w
		}
	}
}

func pass3(y, x []complex128, n, s int, tw []complex128) {
	const half3 = 0.866025403784438646763723170752936183 // sqrt(3)/2
	m := n / 3
	for i := range m {
		w1, w2 := tw[2*i], tw[2*i+1]
		x0 := x[s*i:][:s]
		x1 := x[s*(i+m):][:s]
		x2 := x[s*(i+2*m):][:s]
		y0 := y[s*3*i:][:s]
		y1 := y[s*(3*i+1):][:s]
		y2 := y[s*(3*i+2):][:s]
		for q, a := range x0 {
			b, c := x1[q], x2[q]
			t := b + c
			d := b - c
			u := complex(real(a)-0.5*real(t), imag(a)-0.5*imag(t))
			v := complex(half3*imag(d), -half3*real(d)) // -i sqrt(3)/2 d
			y0[q] = a + t
			y1[q] = (u + v) * w1
			y2[q] = (u - v) * w2
		}
	}
}

func pass4(y, x []complex128, n, s int, tw []complex128) {
	m := n / 4
	for i := range m {
		x0 := x[s*i:][:s]
		x1 := x[s*(i+m):][:s]
		x2 := x[s*(i+2*m):][:s]
		x3 := x[s*(i+3*m):][:s]
		y0 := y[s*4*i:][:s]
		y1 := y[s*(4*i+1):][:s]
		y2 := y[s*(4*i+2):][:s]
		y3 := y[s*(4*i+3):][:s]
		if i == 0 { // no factors: all of the last pass
			for q, a := range x0 {
				b, c, d := x1[q], x2[q], x3[q]
				ac, amc := a+c, a-c
				bd, bmd := b+d, b-d
				jbmd := complex(imag(bmd), -real(bmd)) // -i (b-d)
				y0[q] = ac + bd
				y1[q] = amc + jbmd
				y2[q] = ac - bd
				y3[q] = amc - jbmd
			}
			continue
		}
		w1, w2, w3 := tw[3*i], tw[3*i+1], tw[3*i+2]
		for q, a := range x0 {
			b, c, d := x1[q], x2[q], x3[q]
			ac, amc := a+c, a-c
			bd, bmd := b+d, b-d
			jbmd := complex(imag(bmd), -real(bmd))
			y0[q] = ac + bd
			y1[q] = (amc + jbmd) * w1
			y2[q] = (ac - bd) * w2
			y3[q] = (amc - jbmd) * w3
		}
	}
}

// pass4single is pass4 for s = 1, without its inner loop.
func pass4single(y, x []complex128, n int, tw []complex128) {
	m := n / 4
	x0, x1, x2, x3 := x[:m], x[m:][:m], x[2*m:][:m], x[3*m:][:m]
	y, tw = y[:4*m], tw[:3*m]
	for i, a := range x0 {
		b, c, d := x1[i], x2[i], x3[i]
		ac, amc := a+c, a-c
		bd, bmd := b+d, b-d
		jbmd := complex(imag(bmd), -real(bmd))
		w := tw[3*i : 3*i+3 : 3*i+3]
		out := y[4*i : 4*i+4 : 4*i+4]
		out[0] = ac + bd
		out[1] = (amc + jbmd) * w[0]
		out[2] = (ac - bd) * w[1]
		out[3] = (amc - jbmd) * w[2]
	}
}

func pass5(y, x []complex128, n, s int, tw []complex128) {
	const (
		c1 = 0.309016994374947424102293417182819059 // cos 2π/5
		s1 = 0.951056516295153572116439333379382143 // sin 2π/5
		c2 = -0.80901699437494742410229341718281906 // cos 4π/5
		s2 = 0.587785252292473129168705954639072769 // sin 4π/5
	)
	m := n / 5
	for i := range m {
		w1, w2, w3, w4 := tw[4*i], tw[4*i+1], tw[4*i+2], tw[4*i+3]
		x0 := x[s*i:][:s]
		x1 := x[s*(i+m):][:s]
		x2 := x[s*(i+2*m):][:s]
		x3 := x[s*(i+3*m):][:s]
		x4 := x[s*(i+4*m):][:s]
		y0 := y[s*5*i:][:s]
		y1 := y[s*(5*i+1):][:s]
		y2 := y[s*(5*i+2):][:s]
		y3 := y[s*(5*i+3):][:s]
		y4 := y[s*(5*i+4):][:s]
		for q, a := range x0 {
			b, c, d, e := x1[q], x2[q], x3[q], x4[q]
			be, bme := b+e, b-e
			cd, cmd := c+d, c-d
			u1 := complex(real(a)+c1*real(be)+c2*real(cd), imag(a)+c1*imag(be)+c2*imag(cd))
			u2 := complex(real(a)+c2*real(be)+c1*real(cd), imag(a)+c2*imag(be)+c1*imag(cd))
			v1 := complex(s1*imag(bme)+s2*imag(cmd), -s1*real(bme)-s2*real(cmd))
			v2 := complex(s2*imag(bme)-s1*imag(cmd), -s2*real(bme)+s1*real(cmd))
			y0[q] = a + be + cd
			y1[q] = (u1 + v1) * w1
			y2[q] = (u2 + v2) * w2
			y3[q] = (u2 - v2) * w3
			y4[q] = (u1 - v1) * w4
		}
	}
}

// passOdd is the pass for any odd radix up to maxRadix, by the definition with
// terms k and radix-k taken together.
func passOdd(y, x []complex128, n, s int, tw, root []complex128) {
	r := len(root)
	m := n / r
	h := (r - 1) / 2
	var sum, dif [(maxRadix + 1) / 2]complex128
	for i := range m {
		w := tw[(r-1)*i:][:r-1]
		for q := range s {
			a := x[s*i+q]
			total := a
			for k := 1; k <= h; k++ {
				b, c := x[s*(i+m*k)+q], x[s*(i+m*(r-k))+q]
				sum[k], dif[k] = b+c, b-c
				total += b + c
			}
			y[s*r*i+q] = total
			for j := 1; j <= h; j++ {
				u, v := a, complex(0, 0)
				for k := 1; k <= h; k++ {
					e := root[j*k%r]
					u += complex(real(e)*real(sum[k]), real(e)*imag(sum[k]))
					v += complex(-imag(e)*imag(dif[k]), imag(e)*real(dif[k]))
				}
				y[s*(r*i+j)+q] = (u + v) * w[j-1]
				y[s*(r*i+r-j)+q] = (u - v) * w[r-j-1]
			}
		}
	}
}

// root gives exp(-2πi k/n), its angle reduced to an eighth of the circle so that
// the tables are right to the last bit or nearly so.
func root(k, n int) complex128 {
	k %= n
	eighth := 8 * k / n
	rest := func(num int) (sin, cos float64) { // of 2π num/(8n)
		return math.Sincos(2 * math.Pi * float64(num) / float64(8*n))
	}
	var s, c float64
	switch eighth {
	case 0:
		s, c = rest(8 * k)
	case 1:
		c, s = rest(2*n - 8*k)
	case 2:
		c, s = rest(8*k - 2*n)
		c = -c
	case 3:
		s, c = rest(4*n - 8*k)
		c = -c
	case 4:
		s, c = rest(8*k - 4*n)
		s, c = -s, -c
	case 5:
		c, s = rest(6*n - 8*k)
		s, c = -s, -c
	case 6:
		c, s = rest(8*k - 6*n)
		s = -s
	default:
		s, c = rest(8*n - 8*k)
		s = -s
	}
	return complex(c, -s)
}
