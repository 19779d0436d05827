package simd

import "unsafe"

func loadColumns[F Float](dst, src *F, stride, n, swap int) {
	w := Lanes[F]()
	d, s := blocks(dst, n), unsafe.Slice(src, 2*((n-1)*stride+w))
	for k := range n {
		row, re, im := s[2*k*stride:][:2*w], d.re(k), d.im(k)
		if swap == 1 {
			re, im = im, re
		}
		for l := range re {
			re[l], im[l] = row[2*l], row[2*l+1]
		}
	}
}

// listed gives the n numbers of an index, and the blocks that it needs of src.
func listed[F Float](src *F, index *int32, n int) ([]int32, span[F]) {
	list := unsafe.Slice(index, n)
	most := int32(0)
	for _, i := range list {
		most = max(most, i)
	}
	return list, blocks(src, int(most)+1)
}

func (s span[F]) swapped(block int32, swap int) (re, im []F) {
	re, im = s.re(int(block)), s.im(int(block))
	if swap == 1 {
		return im, re
	}
	return re, im
}

func storeColumns[F Float](dst, src *F, index *int32, stride, n, swap int, scale F) {
	w := Lanes[F]()
	list, s := listed(src, index, n)
	d := unsafe.Slice(dst, 2*((n-1)*stride+w))
	for k, i := range list {
		re, im := s.swapped(i, swap)
		row := d[2*k*stride:][:2*w]
		for l := range re {
			row[2*l], row[2*l+1] = scale*re[l], scale*im[l]
		}
	}
}

// loadRows goes block by block, so that the rows' numbers meet while they are in the cache.
func loadRows[F Float](dst, src *F, stride, tiles, swap int) {
	size := int(unsafe.Sizeof(*src))
	n := tiles * Lanes[F]()
	d := blocks(dst, n)
	for k := range n {
		re, im := d.swapped(int32(k), swap)
		im = im[:len(re)]
		for l := range re {
			p := unsafe.Add(unsafe.Pointer(src), 2*(l*stride+k)*size)
			re[l], im[l] = *(*F)(p), *(*F)(unsafe.Add(p, size))
		}
	}
}

func storeRows[F Float](dst, src *F, index *int32, stride, tiles, swap int, scaleRe, scaleIm F) {
	size := int(unsafe.Sizeof(*src))
	list, s := listed(src, index, tiles*Lanes[F]())
	for k, i := range list {
		re, im := s.swapped(i, swap)
		im = im[:len(re)]
		for l := range re {
			p := unsafe.Add(unsafe.Pointer(dst), 2*(l*stride+k)*size)
			*(*F)(p), *(*F)(unsafe.Add(p, size)) = scaleRe*re[l], scaleIm*im[l]
		}
	}
}

func planes[F Float](dst, src *F, index *int32, stride, tile, tiles int) {
	w := Lanes[F]()
	size := int(unsafe.Sizeof(*src))
	list, s := listed(src, index, tiles*w)
	for k, i := range list {
		re, im := s.re(int(i)), s.im(int(i))
		im = im[:len(re)]
		for c := range re {
			p := unsafe.Add(unsafe.Pointer(dst), ((k/w*tile+c*stride)*2*w+k%w)*size)
			*(*F)(p), *(*F)(unsafe.Add(p, w*size)) = re[c], im[c]
		}
	}
}

func twist[F Float](dst, src *F, index *int32, tw *F, stride, tile, tiles int) {
	w := Lanes[F]()
	list, s := listed(src, index, tiles*w)
	d, t := blocks(dst, (tiles-1)*tile+(w-1)*stride+1), blocks(tw, tiles*w)
	for k, i := range list {
		re, im, wr, wi := s.re(int(i)), s.im(int(i)), t.re(k), t.im(k)
		for c := range re {
			o := k/w*tile + c*stride
			d.re(o)[k%w], d.im(o)[k%w] = re[c]*wr[c]-im[c]*wi[c], re[c]*wi[c]+im[c]*wr[c]
		}
	}
}

func multiply[F Float](dst, src *F, index *int32, w *F, n, swapIn, swapOut int) {
	list, s := listed(src, index, n)
	d, factors := blocks(dst, n), unsafe.Slice(w, 2*n)
	for k, i := range list {
		re, im := s.swapped(i, swapIn)
		to, ti := d.swapped(int32(k), swapOut)
		wr, wi := factors[2*k], factors[2*k+1]
		for l := range re {
			to[l], ti[l] = re[l]*wr-im[l]*wi, im[l]*wr+re[l]*wi
		}
	}
}

func separate[F Float](dst, src *F, index *int32, n, count, stride, other int) {
	list, s := listed(src, index, n)
	d := blocks(dst, (count-1)*stride+max(0, other)+1)
	for k := 1; k <= count; k++ {
		i, j := int(list[k]), int(list[n-k])
		zr, zi, mr, mi := s.re(i), s.im(i), s.re(j), s.im(j)
		o := (k - 1) * stride
		ar, ai, br, bi := d.re(o), d.im(o), d.re(o+other), d.im(o+other)
		for l := range zr {
			ar[l], ai[l] = zr[l]+mr[l], zi[l]-mi[l]
			br[l], bi[l] = zi[l]+mi[l], mr[l]-zr[l]
		}
	}
}

func join[F Float](dst, src *F, n, count, stride, other int) {
	d, s := blocks(dst, n), blocks(src, (count-1)*stride+max(0, other)+1)
	for k := 1; k <= count; k++ {
		o := (k - 1) * stride
		ai, ar, bi, br := s.re(o), s.im(o), s.re(o+other), s.im(o+other)
		zi, zr, mi, mr := d.re(k), d.im(k), d.re(n-k), d.im(n-k)
		for l := range ai {
			zi[l], zr[l] = ai[l]+br[l], ar[l]-bi[l]
			mi[l], mr[l] = br[l]-ai[l], ar[l]+bi[l]
		}
	}
}

func storeReal[F Float](a, b, src *F, index *int32, stride, n int, scale F) {
	w := Lanes[F]()
	list, s := listed(src, index, n)
	da, db := unsafe.Slice(a, (n-1)*stride+w), unsafe.Slice(b, (n-1)*stride+w)
	for k, i := range list {
		re, im := s.re(int(i)), s.im(int(i))
		ra, rb := da[k*stride:][:w], db[k*stride:][:w]
		for l := range re {
			ra[l], rb[l] = scale*im[l], scale*re[l]
		}
	}
}

type number interface {
	uint8 | uint16 | float32 | float64
}

func realLoad[F Float, T number](dst *F, a, b *T, stride, n int, wx, wy *F) {
	w := Lanes[F]()
	d, x, y := blocks(dst, n), unsafe.Slice(wx, 2*w), unsafe.Slice(wy, n)
	for i, p := range [...]*T{a, b} {
		s := unsafe.Slice(p, (n-1)*stride+w)
		for k := range n {
			to := d[2*w*k+i*w:][:w]
			for l, v := range s[k*stride:][:w] {
				to[l] = F(v) * (y[k] * x[i*w+l])
			}
		}
	}
}

func realLess[F Float, T number](dst *F, a, b *T, stride, n int, wx, wy *F, lessA, lessB *F, lessStride int) {
	w := Lanes[F]()
	d, x, y := blocks(dst, n), unsafe.Slice(wx, 2*w), unsafe.Slice(wy, n)
	less := [...]*F{lessA, lessB}
	for i, p := range [...]*T{a, b} {
		s, t := unsafe.Slice(p, (n-1)*stride+w), unsafe.Slice(less[i], (n-1)*lessStride+w)
		for k := range n {
			to, c := d[2*w*k+i*w:][:w], t[k*lessStride:][:w]
			for l, v := range s[k*stride:][:w] {
				to[l] = (F(v) - c[l]) * (y[k] * x[i*w+l])
			}
		}
	}
}
