package fft

import "talbot/runtime/simd"

// The functions of this file take groups of sequences to blocks and back. A group that does not
// fill the lanes goes by way of y, which has room for as much as x; spare lanes hold zeros.

// rowsAtOnce is how many rows of columns one call of a kernel moves at most.
const rowsAtOnce = 2048

// loadColumns takes lanes columns of n elements, stride apart.
func (l *line[F]) loadColumns(x, y, src []F, stride, lanes int, d direction) {
	e := 2 * simd.Lanes[F]()
	if lanes < e/2 {
		for k := range l.n {
			row := y[k*e:][:e]
			clear(row[copy(row, src[2*k*stride:][:2*lanes]):])
		}
		src, stride = y, e/2
	}
	for k := 0; k < l.n; k += rowsAtOnce {
		l.kern.LoadColumns(&x[k*e], &src[2*k*stride], stride, min(rowsAtOnce, l.n-k), int(d))
	}
}

// storeColumns stores them in order.
func (l *line[F]) storeColumns(dst, x, y []F, stride, lanes int, d direction, scale F) {
	e := 2 * simd.Lanes[F]()
	to, apart := dst, stride
	if lanes < e/2 {
		to, apart = y, e/2
	}
	for k := 0; k < l.n; k += rowsAtOnce {
		l.kern.StoreColumns(&to[2*k*apart], &x[0], &l.index[k], apart, min(rowsAtOnce, l.n-k), int(d), scale)
	}
	if lanes < e/2 {
		for k := range l.n {
			copy(dst[2*k*stride:][:2*lanes], y[k*e:])
		}
	}
}

// loadRows takes lanes rows of n elements, stride apart.
func (l *line[F]) loadRows(x, y, src []F, stride, lanes int, d direction) {
	w := simd.Lanes[F]()
	if lanes < w {
		for i := range w {
			row := y[2*i*l.n:][:2*l.n]
			if i < lanes {
				copy(row, src[2*i*stride:])
			} else {
				clear(row)
			}
		}
		src, stride = y, l.n
	}
	whole := l.n / w
	for t := 0; t < whole; t += rowsAtOnce / w {
		l.kern.LoadRows(&x[2*w*w*t], &src[2*w*t], stride, min(rowsAtOnce/w, whole-t), int(d))
	}
	for k := whole * w; k < l.n; k++ {
		re, im := parts(x, k, d)
		for i := range re {
			re[i], im[i] = src[2*(i*stride+k)], src[2*(i*stride+k)+1]
		}
	}
}

// storeRows stores them in order.
func (l *line[F]) storeRows(dst, x, y []F, stride, lanes int, d direction, scale F) {
	w := simd.Lanes[F]()
	to, apart := dst, stride
	if lanes < w {
		to, apart = y, l.n
	}
	whole := l.n / w
	for t := 0; t < whole; t += rowsAtOnce / w {
		l.kern.StoreRows(&to[2*w*t], &x[0], &l.index[w*t], apart, min(rowsAtOnce/w, whole-t), int(d), scale, scale)
	}
	for k := whole * w; k < l.n; k++ {
		re, im := parts(x, int(l.index[k]), d)
		for i := range re {
			to[2*(i*apart+k)], to[2*(i*apart+k)+1] = scale*re[i], scale*im[i]
		}
	}
	if lanes < w {
		for i := range lanes {
			copy(dst[2*i*stride:][:2*l.n], y[2*i*l.n:])
		}
	}
}

// parts gives the real and imaginary lanes of a block, exchanged for the inverse transform.
func parts[F simd.Float](x []F, block int, d direction) (re, im []F) {
	w := simd.Lanes[F]()
	re, im = x[2*w*block:][:w:w], x[2*w*block+w:][:w:w]
	if d == inverse {
		return im, re
	}
	return re, im
}
