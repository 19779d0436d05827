package simd

import "unsafe"

// A span is blocks seen as a slice; part gives the real or imaginary lanes of one of them.
type span[F Float] []F

func blocks[F Float](p *F, n int) span[F] { return unsafe.Slice(p, 2*Lanes[F]()*n) }

func (s span[F]) re(block int) []F {
	w := Lanes[F]()
	return s[2*w*block:][:w:w]
}

func (s span[F]) im(block int) []F {
	w := Lanes[F]()
	return s[2*w*block+w:][:w:w]
}

// each goes through the butterflies of a pass: o is the first element's block, w its run's factors.
func each[F Float](r int, x *F, s, inner, nblk int, tw *F, do func(v span[F], o int, w []F)) {
	v, factors := blocks(x, (nblk-1)*r*s+(r-1)*s+inner), unsafe.Slice(tw, 2*(r-1)*nblk)
	for b := range nblk {
		for j := range inner {
			do(v, b*r*s+j, factors[2*(r-1)*b:][:2*(r-1)])
		}
	}
}

func pass2[F Float](x *F, s, inner, nblk int, tw *F) {
	each(2, x, s, inner, nblk, tw, func(v span[F], o int, w []F) { butterfly2(v, o, s, w) })
}

func pass3[F Float](x *F, s, inner, nblk int, tw *F) {
	each(3, x, s, inner, nblk, tw, func(v span[F], o int, w []F) { butterfly3(v, o, s, w) })
}

func pass4[F Float](x *F, s, inner, nblk int, tw *F) {
	each(4, x, s, inner, nblk, tw, func(v span[F], o int, w []F) { butterfly4(v, o, s, w) })
}

func pass5[F Float](x *F, s, inner, nblk int, tw *F) {
	each(5, x, s, inner, nblk, tw, func(v span[F], o int, w []F) { butterfly5(v, o, s, w) })
}

// passBy is a pass by the definition: what the kernels are tested against for the radices that
// plans in Go do not use.
func passBy[F Float](r int) func(x *F, s, inner, nblk int, tw *F) {
	return func(x *F, s, inner, nblk int, tw *F) {
		each(r, x, s, inner, nblk, tw, func(v span[F], o int, w []F) { butterfly(r, v, o, s, w) })
	}
}

// first and last make those passes of a pass.
func first[F Float](r int, pass func(x *F, s, inner, nblk int, tw *F)) func(x *F, s, inner int) {
	w := make([]F, 2*(r-1))
	for i := 0; i < len(w); i += 2 {
		w[i] = 1
	}
	return func(x *F, s, inner int) { pass(x, s, inner, 1, &w[0]) }
}

// first4 spares the factors, which is much of the first pass where it has most of the work.
func first4[F Float](x *F, s, inner int) {
	v := blocks(x, 3*s+inner)
	for o := range inner {
		ar, ai, br, bi := v.re(o), v.im(o), v.re(o+s), v.im(o+s)
		cr, ci, dr, di := v.re(o+2*s), v.im(o+2*s), v.re(o+3*s), v.im(o+3*s)
		n := len(ar)
		ai, br, bi, cr, ci, dr, di = ai[:n], br[:n], bi[:n], cr[:n], ci[:n], dr[:n], di[:n]
		for l := range ar {
			e0r, e0i, e1r, e1i := ar[l]+cr[l], ai[l]+ci[l], ar[l]-cr[l], ai[l]-ci[l]
			e2r, e2i, e3r, e3i := br[l]+dr[l], bi[l]+di[l], br[l]-dr[l], bi[l]-di[l]
			ar[l], ai[l] = e0r+e2r, e0i+e2i
			br[l], bi[l] = e1r+e3i, e1i-e3r
			cr[l], ci[l] = e0r-e2r, e0i-e2i
			dr[l], di[l] = e1r-e3i, e1i+e3r
		}
	}
}

func last[F Float](pass func(x *F, s, inner, nblk int, tw *F)) func(x *F, groups int, tw *F) {
	return func(x *F, groups int, tw *F) { pass(x, 1, 1, groups, tw) }
}

func passOdd[F Float](x *F, s, inner, step int, tw *F, wstep, r int, roots, work *F) {
	v := blocks(x, (inner-1)*step+(r-1)*s+1)
	h := (r - 1) / 2
	factors := unsafe.Slice(tw, (inner-1)*wstep+2*(r-1))
	table, room := unsafe.Slice(roots, 2*h*(h+h%2)), unsafe.Slice(work, 2*Lanes[F]()*r)
	for j := range inner {
		butterflyOdd(r, v, j*step, s, factors[j*wstep:][:2*(r-1)], table, room)
	}
}

func butterfly2[F Float](v span[F], o, s int, w []F) {
	ar, ai, br, bi := v.re(o), v.im(o), v.re(o+s), v.im(o+s)
	wr, wi := w[0], w[1]
	n := len(ar)
	ai, br, bi = ai[:n], br[:n], bi[:n]
	for l := range ar {
		xr, xi := br[l]*wr-bi[l]*wi, br[l]*wi+bi[l]*wr
		br[l], bi[l] = ar[l]-xr, ai[l]-xi
		ar[l], ai[l] = ar[l]+xr, ai[l]+xi
	}
}

func butterfly3[F Float](v span[F], o, s int, w []F) {
	const sin = 0.866025403784438646763723170752936183 // of 2π/3
	ar, ai, br, bi, cr, ci := v.re(o), v.im(o), v.re(o+s), v.im(o+s), v.re(o+2*s), v.im(o+2*s)
	n := len(ar)
	ai, br, bi, cr, ci = ai[:n], br[:n], bi[:n], cr[:n], ci[:n]
	w1r, w1i, w2r, w2i := w[0], w[1], w[2], w[3]
	for l := range ar {
		xr, xi := br[l]*w1r-bi[l]*w1i, br[l]*w1i+bi[l]*w1r
		yr, yi := cr[l]*w2r-ci[l]*w2i, cr[l]*w2i+ci[l]*w2r
		sr, si, tr, ti := xr+yr, xi+yi, sin*(xr-yr), sin*(xi-yi)
		ur, ui := ar[l]-0.5*sr, ai[l]-0.5*si
		ar[l], ai[l] = ar[l]+sr, ai[l]+si
		br[l], bi[l] = ur+ti, ui-tr
		cr[l], ci[l] = ur-ti, ui+tr
	}
}

func butterfly4[F Float](v span[F], o, s int, w []F) {
	ar, ai, br, bi := v.re(o), v.im(o), v.re(o+s), v.im(o+s)
	cr, ci, dr, di := v.re(o+2*s), v.im(o+2*s), v.re(o+3*s), v.im(o+3*s)
	n := len(ar)
	ai, br, bi, cr, ci, dr, di = ai[:n], br[:n], bi[:n], cr[:n], ci[:n], dr[:n], di[:n]
	w = w[:6]
	w1r, w1i, w2r, w2i, w3r, w3i := w[0], w[1], w[2], w[3], w[4], w[5]
	for l := range ar {
		xr, xi := cr[l]*w2r-ci[l]*w2i, cr[l]*w2i+ci[l]*w2r
		e0r, e0i, e1r, e1i := ar[l]+xr, ai[l]+xi, ar[l]-xr, ai[l]-xi
		xr, xi = br[l]*w1r-bi[l]*w1i, br[l]*w1i+bi[l]*w1r
		yr, yi := dr[l]*w3r-di[l]*w3i, dr[l]*w3i+di[l]*w3r
		e2r, e2i, e3r, e3i := xr+yr, xi+yi, xr-yr, xi-yi
		ar[l], ai[l] = e0r+e2r, e0i+e2i
		br[l], bi[l] = e1r+e3i, e1i-e3r
		cr[l], ci[l] = e0r-e2r, e0i-e2i
		dr[l], di[l] = e1r-e3i, e1i+e3r
	}
}

func butterfly5[F Float](v span[F], o, s int, w []F) {
	const (
		c1 = 0.309016994374947424102293417182819059 // cos 2π/5
		s1 = 0.951056516295153572116439333379382143 // sin 2π/5
		c2 = -0.80901699437494742410229341718281906 // cos 4π/5
		s2 = 0.587785252292473129168705954639072769 // sin 4π/5
	)
	ar, ai, br, bi, cr, ci := v.re(o), v.im(o), v.re(o+s), v.im(o+s), v.re(o+2*s), v.im(o+2*s)
	dr, di, er, ei := v.re(o+3*s), v.im(o+3*s), v.re(o+4*s), v.im(o+4*s)
	n := len(ar)
	ai, br, bi, cr, ci = ai[:n], br[:n], bi[:n], cr[:n], ci[:n]
	dr, di, er, ei = dr[:n], di[:n], er[:n], ei[:n]
	w = w[:8]
	for l := range ar {
		xr, xi := br[l]*w[0]-bi[l]*w[1], br[l]*w[1]+bi[l]*w[0]
		yr, yi := er[l]*w[6]-ei[l]*w[7], er[l]*w[7]+ei[l]*w[6]
		pr, pi, mr, mi := xr+yr, xi+yi, xr-yr, xi-yi
		xr, xi = cr[l]*w[2]-ci[l]*w[3], cr[l]*w[3]+ci[l]*w[2]
		yr, yi = dr[l]*w[4]-di[l]*w[5], dr[l]*w[5]+di[l]*w[4]
		qr, qi, nr, ni := xr+yr, xi+yi, xr-yr, xi-yi
		ur, ui := ar[l]+c1*pr+c2*qr, ai[l]+c1*pi+c2*qi
		tr, ti := s1*mr+s2*nr, s1*mi+s2*ni
		br[l], bi[l] = ur+ti, ui-tr
		er[l], ei[l] = ur-ti, ui+tr
		ur, ui = ar[l]+c2*pr+c1*qr, ai[l]+c2*pi+c1*qi
		tr, ti = s2*mr-s1*nr, s2*mi-s1*ni
		cr[l], ci[l] = ur+ti, ui-tr
		dr[l], di[l] = ur-ti, ui+tr
		ar[l], ai[l] = ar[l]+pr+qr, ai[l]+pi+qi
	}
}

func butterfly[F Float](r int, v span[F], o, s int, w []F) {
	var re, im [8]F
	for l := range Lanes[F]() {
		for j := range r {
			re[j], im[j] = v.re(o + j*s)[l], v.im(o + j*s)[l]
			if j > 0 {
				wr, wi := w[2*j-2], w[2*j-1]
				re[j], im[j] = re[j]*wr-im[j]*wi, re[j]*wi+im[j]*wr
			}
		}
		for k := range r {
			var sr, si F
			for j := range r {
				c := Root(j*k, r)
				cr, ci := F(real(c)), F(imag(c))
				sr, si = sr+re[j]*cr-im[j]*ci, si+re[j]*ci+im[j]*cr
			}
			v.re(o + k*s)[l], v.im(o + k*s)[l] = sr, si
		}
	}
}

func butterflyOdd[F Float](r int, v span[F], o, s int, w, roots, work []F) {
	h := (r - 1) / 2
	sum := func(j int) ([]F, []F) { return span[F](work).re(2*j - 1), span[F](work).im(2*j - 1) }
	dif := func(j int) ([]F, []F) { return span[F](work).re(2 * j), span[F](work).im(2 * j) }
	x0r, x0i := span[F](work).re(0), span[F](work).im(0)
	tr, ti := v.re(o), v.im(o)
	copy(x0r, tr)
	copy(x0i, ti)
	for j := 1; j <= h; j++ {
		sr, si := sum(j)
		dr, di := dif(j)
		ar, ai, br, bi := v.re(o+j*s), v.im(o+j*s), v.re(o+(r-j)*s), v.im(o+(r-j)*s)
		w1r, w1i, w2r, w2i := w[2*j-2], w[2*j-1], w[2*(r-j)-2], w[2*(r-j)-1]
		for l := range sr {
			xr, xi := ar[l]*w1r-ai[l]*w1i, ar[l]*w1i+ai[l]*w1r
			yr, yi := br[l]*w2r-bi[l]*w2i, br[l]*w2i+bi[l]*w2r
			sr[l], si[l], dr[l], di[l] = xr+yr, xi+yi, xr-yr, xi-yi
			tr[l] += sr[l]
			ti[l] += si[l]
		}
	}
	for k := 1; k <= h; k++ {
		var ur, ui, qr, qi [16]F
		copy(ur[:], x0r)
		copy(ui[:], x0i)
		for j := 1; j <= h; j++ {
			i := 2 * ((k-1)*h + j - 1)
			c, e := roots[i], roots[i+1]
			sr, si := sum(j)
			dr, di := dif(j)
			for l := range sr {
				ur[l] += c * sr[l]
				ui[l] += c * si[l]
				qr[l] += e * dr[l]
				qi[l] += e * di[l]
			}
		}
		yr, yi, zr, zi := v.re(o+k*s), v.im(o+k*s), v.re(o+(r-k)*s), v.im(o+(r-k)*s)
		for l := range yr {
			yr[l], yi[l] = ur[l]+qi[l], ui[l]-qr[l]
			zr[l], zi[l] = ur[l]-qi[l], ui[l]+qr[l]
		}
	}
}
