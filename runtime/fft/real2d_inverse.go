package fft

import (
	"fmt"

	"talbot/runtime/simd"
)

// Inverse transforms a half spectrum, as Forward gives it, back to ny*nx real numbers in dst,
// which is allocated if nil. A spectrum that belongs to no real image, since its first or (with
// nx even) its last column is not its own conjugate read backwards, is made such by the mean of
// the two, as in scipy.fft. The window and Less are not undone.
func (p *RealPlan2D[C, F]) Inverse(dst []F, src []C) []F {
	half := p.Half()
	if dst == nil {
		dst = make([]F, p.ny*p.nx)
	}
	if len(src) != p.ny*half || len(dst) != p.ny*p.nx {
		panic(fmt.Sprintf("fft: source of %d and destination of %d elements for %d x %d pixels", len(src), len(dst), p.ny, p.nx))
	}
	src = apart(src, dst)
	w := simd.Lanes[F]()
	e := 2 * w
	rows := up(p.lines(), w)
	blocks := max(up(p.nx, w), p.ny)
	b := p.scratch.borrow((rows*p.stride() + 2*blocks + max(p.row.work(), p.col.work())) * e)
	defer p.scratch.giveBack(b)
	spectrum, room := (*b)[:rows*p.stride()*e], (*b)[rows*p.stride()*e:]
	x, y, work := room[:blocks*e], room[blocks*e:][:blocks*e], room[2*blocks*e:]
	for first := 0; first < p.lines(); first += w {
		p.loadHalf(x, y, numbers[F](src), first)
		p.row.run(x, work)
		p.row.kern.Planes(&spectrum[first*p.stride()*e], &x[0], &p.padded[0], p.stride(), 1, len(p.padded)/w)
	}
	for group := 0; group < p.nx; group += 2 * w {
		p.join(x, spectrum, group/w)
		p.col.run(x, work)
		p.storeReal(dst, x, y, group, scale[F](p.s.Norm, p.ny*p.nx, inverse))
	}
	return dst
}

// loadHalf takes a group of rows of all frequencies to x, real and imaginary parts exchanged: the
// half that is there, and the conjugates of what lies opposite. The last lane may pack two rows.
func (p *RealPlan2D[C, F]) loadHalf(x, y, src []F, first int) {
	w := simd.Lanes[F]()
	half := p.Half()
	single := min(w, p.lines()-1-first)
	if single < w {
		clear(x)
		clear(y)
	}
	p.row.loadHalf(x, src[2*(first+1)*half:], half, half, single)
	if single > 0 {
		p.row.loadHalf(y, src[2*(p.ny-single-first)*half:], half, -half, single)
	}
	opposite := func(k int) (re, im []F) { return parts(y, k, inverse) }
	for _, k := range own(p.nx) {
		re, im := parts(x, k, inverse)
		mr, mi := opposite(k)
		for i := range re {
			re[i], im[i] = (re[i]+mr[i])/2, (im[i]-mi[i])/2
		}
	}
	for k := half; k < p.nx; k++ {
		re, im := parts(x, k, inverse)
		mr, mi := opposite(p.nx - k)
		copy(re, mr)
		for i, v := range mi {
			im[i] = -v
		}
	}
	if single < w {
		p.pack(x, src, single)
	}
}

// loadHalf takes rows of half elements to blocks, parts exchanged. src begins with the lowest of
// the rows, which is the last if stride is negative.
func (l *line[F]) loadHalf(x, src []F, half, stride, rows int) {
	if rows < 1 {
		return
	}
	w := simd.Lanes[F]()
	at := 0 // of the first row
	if stride < 0 {
		at = -2 * stride * (rows - 1)
	}
	whole := 0
	if rows == w && half >= w {
		whole = half / w
		l.kern.LoadRows(&x[0], &src[at], stride, whole, int(inverse))
	}
	for k := whole * w; k < half; k++ {
		re, im := parts(x, k, inverse)
		for i := range rows {
			o := at + 2*(i*stride+k)
			re[i], im[i] = src[o], src[o+1]
		}
	}
}

// pack puts the rows A of frequency 0 and B of ny/2 to one lane, as A + iB.
func (p *RealPlan2D[C, F]) pack(x, src []F, lane int) {
	half := p.Half()
	at := func(row, k int) (re, im F) {
		if k < half {
			o := 2 * (row*half + k)
			re, im = src[o], src[o+1]
		} else {
			o := 2 * (row*half + p.nx - k)
			re, im = src[o], -src[o+1]
		}
		if k == 0 || 2*k == p.nx {
			im = 0
		}
		return re, im
	}
	for k := range p.nx {
		ar, ai := at(0, k)
		var br, bi F
		if p.ny%2 == 0 {
			br, bi = at(p.ny/2, k)
		}
		re, im := parts(x, k, inverse)
		re[lane], im[lane] = ar-bi, ai+br
	}
}

// join makes one complex column of two groups of columns.
func (p *RealPlan2D[C, F]) join(x, spectrum []F, tile int) {
	w := simd.Lanes[F]()
	e := 2 * w
	m := p.lines() - 1
	if m > 0 {
		p.col.kern.Join(&x[0], &spectrum[tile*e], p.ny, m, p.stride(), 1)
	}
	ar, ai := parts(spectrum, m*p.stride()+tile, inverse)
	br, bi := parts(spectrum, m*p.stride()+tile+1, inverse)
	re, im := parts(x, 0, inverse)
	copy(re, ar)
	copy(im, br)
	if p.ny%2 == 0 {
		re, im = parts(x, p.ny/2, inverse)
		copy(re, ai)
		copy(im, bi)
	}
}

func (p *RealPlan2D[C, F]) storeReal(dst, x, y []F, group int, scale F) {
	w := simd.Lanes[F]()
	to, stride := dst[group:], p.nx
	if group+2*w > p.nx {
		to, stride = y, 2*w
	}
	for i := 0; i < p.ny; i += rowsAtOnce {
		p.col.kern.StoreReal(&to[i*stride], &to[i*stride+w], &x[0], &p.col.index[i], stride, min(rowsAtOnce, p.ny-i), scale)
	}
	if group+2*w > p.nx {
		for i := range p.ny {
			copy(dst[i*p.nx+group:][:p.nx-group], y[2*w*i:])
		}
	}
}
