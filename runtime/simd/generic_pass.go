package simd

import (
	"math"
	"unsafe"
)

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

// each goes through the butterflies of a pass: base is the first element's block, w its factors.
func each[F Float](r int, x *F, s, inner, nblk int, tw *F, do func(v span[F], base int, w []F)) {
	v, factors := blocks(x, (nblk-1)*r*s+(r-1)*s+inner), unsafe.Slice(tw, 2*(r-1)*inner)
	for b := range nblk {
		for j := range inner {
			do(v, b*r*s+j, factors[2*(r-1)*j:][:2*(r-1)])
		}
	}
}

func ones[F Float](r int) []F {
	w := make([]F, 2*(r-1))
	for i := 0; i < len(w); i += 2 {
		w[i] = 1
	}
	return w
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

func pass7[F Float](x *F, s, inner, nblk int, tw *F) {
	roots, work := OddRoots[F](7), make([]F, 7*2*Lanes[F]())
	each(7, x, s, inner, nblk, tw, func(v span[F], o int, w []F) { butterflyOdd(7, v, o, s, w, roots, work) })
}

func pass8[F Float](x *F, s, inner, nblk int, tw *F) {
	each(8, x, s, inner, nblk, tw, func(v span[F], o int, w []F) { butterfly8(v, o, s, w) })
}

// last makes a last pass of a pass.
func last[F Float](r int, pass func(x *F, s, inner, nblk int, tw *F)) func(x *F, groups int) {
	w := &ones[F](r)[0]
	return func(x *F, groups int) { pass(x, 1, 1, groups, w) }
}

func passOdd[F Float](x *F, s, inner, step int, tw *F, wstep, r int, roots, work *F) {
	v := blocks(x, (inner-1)*step+(r-1)*s+1)
	h := (r - 1) / 2
	table, room := unsafe.Slice(roots, 2*h*(h+h%2)), unsafe.Slice(work, 2*Lanes[F]()*r)
	for j := range inner {
		butterflyOdd(r, v, j*step, s, unsafe.Slice((*F)(unsafe.Add(unsafe.Pointer(tw), uintptr(j*wstep)*unsafe.Sizeof(*tw))), 2*(r-1)), table, room)
	}
}

func butterfly2[F Float](v span[F], o, s int, w []F) {
	ar, ai, br, bi := v.re(o), v.im(o), v.re(o+s), v.im(o+s)
	wr, wi := w[0], w[1]
	n := len(ar)
	ai, br, bi = ai[:n], br[:n], bi[:n]
	for l := range ar {
		xr, xi := ar[l]-br[l], ai[l]-bi[l]
		ar[l], ai[l] = ar[l]+br[l], ai[l]+bi[l]
		br[l], bi[l] = xr*wr-xi*wi, xr*wi+xi*wr
	}
}

func butterfly3[F Float](v span[F], o, s int, w []F) {
	const sin = 0.866025403784438646763723170752936183 // of 2π/3
	ar, ai, br, bi, cr, ci := v.re(o), v.im(o), v.re(o+s), v.im(o+s), v.re(o+2*s), v.im(o+2*s)
	n := len(ar)
	ai, br, bi, cr, ci = ai[:n], br[:n], bi[:n], cr[:n], ci[:n]
	w1r, w1i, w2r, w2i := w[0], w[1], w[2], w[3]
	for l := range ar {
		sr, si, dr, di := br[l]+cr[l], bi[l]+ci[l], br[l]-cr[l], bi[l]-ci[l]
		ur, ui := ar[l]-0.5*sr, ai[l]-0.5*si
		tr, ti := sin*dr, sin*di
		ar[l], ai[l] = ar[l]+sr, ai[l]+si
		xr, xi := ur+ti, ui-tr
		br[l], bi[l] = xr*w1r-xi*w1i, xr*w1i+xi*w1r
		xr, xi = ur-ti, ui+tr
		cr[l], ci[l] = xr*w2r-xi*w2i, xr*w2i+xi*w2r
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
		e0r, e0i, e1r, e1i := ar[l]+cr[l], ai[l]+ci[l], ar[l]-cr[l], ai[l]-ci[l]
		e2r, e2i, e3r, e3i := br[l]+dr[l], bi[l]+di[l], br[l]-dr[l], bi[l]-di[l]
		ar[l], ai[l] = e0r+e2r, e0i+e2i
		xr, xi := e1r+e3i, e1i-e3r
		br[l], bi[l] = xr*w1r-xi*w1i, xr*w1i+xi*w1r
		xr, xi = e0r-e2r, e0i-e2i
		cr[l], ci[l] = xr*w2r-xi*w2i, xr*w2i+xi*w2r
		xr, xi = e1r-e3i, e1i+e3r
		dr[l], di[l] = xr*w3r-xi*w3i, xr*w3i+xi*w3r
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
		pr, pi, qr, qi := br[l]+er[l], bi[l]+ei[l], cr[l]+dr[l], ci[l]+di[l]
		mr, mi, nr, ni := br[l]-er[l], bi[l]-ei[l], cr[l]-dr[l], ci[l]-di[l]
		ur, ui := ar[l]+c1*pr+c2*qr, ai[l]+c1*pi+c2*qi
		tr, ti := s1*mr+s2*nr, s1*mi+s2*ni
		xr, xi := ur+ti, ui-tr
		br[l], bi[l] = xr*w[0]-xi*w[1], xr*w[1]+xi*w[0]
		xr, xi = ur-ti, ui+tr
		er[l], ei[l] = xr*w[6]-xi*w[7], xr*w[7]+xi*w[6]
		ur, ui = ar[l]+c2*pr+c1*qr, ai[l]+c2*pi+c1*qi
		tr, ti = s2*mr-s1*nr, s2*mi-s1*ni
		xr, xi = ur+ti, ui-tr
		cr[l], ci[l] = xr*w[2]-xi*w[3], xr*w[3]+xi*w[2]
		xr, xi = ur-ti, ui+tr
		dr[l], di[l] = xr*w[4]-xi*w[5], xr*w[5]+xi*w[4]
		ar[l], ai[l] = ar[l]+pr+qr, ai[l]+pi+qi
	}
}

// butterfly8 is four of radix 2, turned, and two of radix 4.
func butterfly8[F Float](v span[F], o, s int, w []F) {
	const h = math.Sqrt2 / 2
	turns := [...]F{1, 0, h, -h, 0, -1, -h, -h}
	for j := range 4 {
		butterfly2(v, o+j*s, 4*s, turns[2*j:2*j+2])
	}
	// The first half makes outputs 0, 2, 4, 6, the second 1, 3, 5, 7.
	even := [...]F{w[2], w[3], w[6], w[7], w[10], w[11]}
	butterfly4(v, o, s, even[:])
	odd := [...]F{1, 0, 1, 0, 1, 0}
	butterfly4(v, o+4*s, s, odd[:])
	for i, k := range [...]int{1, 3, 5, 7} {
		wr, wi := w[2*k-2], w[2*k-1]
		re, im := v.re(o+(4+i)*s), v.im(o+(4+i)*s)
		for l, a := range re {
			re[l], im[l] = a*wr-im[l]*wi, a*wi+im[l]*wr
		}
	}
	reorder8(v, o, s)
}

// reorder8 puts outputs 0, 2, 4, 6, 1, 3, 5, 7 in order.
func reorder8[F Float](v span[F], o, s int) {
	w := 2 * Lanes[F]()
	block := func(i int) []F { return v[w*(o+i*s):][:w] }
	var room [2 * 16]F
	move := func(to, from int) { copy(block(to), block(from)) }
	// The cycle 1 ← 4 ← 2 ← 1 and the cycle 3 ← 5 ← 6 ← 3.
	for _, c := range [...][3]int{{1, 4, 2}, {3, 5, 6}} {
		copy(room[:w], block(c[0]))
		move(c[0], c[1])
		move(c[1], c[2])
		copy(block(c[2]), room[:w])
	}
}

func butterflyOdd[F Float](r int, v span[F], o, s int, w, roots, work []F) {
	h := (r - 1) / 2
	lanes := Lanes[F]()
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
		for l := range lanes {
			sr[l], si[l], dr[l], di[l] = ar[l]+br[l], ai[l]+bi[l], ar[l]-br[l], ai[l]-bi[l]
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
		w1r, w1i, w2r, w2i := w[2*k-2], w[2*k-1], w[2*(r-k)-2], w[2*(r-k)-1]
		for l := range yr {
			xr, xi := ur[l]+qi[l], ui[l]-qr[l]
			yr[l], yi[l] = xr*w1r-xi*w1i, xr*w1i+xi*w1r
			xr, xi = ur[l]-qi[l], ui[l]+qr[l]
			zr[l], zi[l] = xr*w2r-xi*w2i, xr*w2i+xi*w2r
		}
	}
}
