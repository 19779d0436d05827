package fft

import "talbot/runtime/simd"

// The functions of this file take groups of real sequences, twice as many as there are lanes, to
// the real and imaginary parts of blocks, and back.

func (p *RealPlan[C, F]) loadColumns(x, y, src []F, count, first int) {
	w := simd.Lanes[F]()
	from, stride := src[first:], count
	if count-first < 2*w {
		for k := range p.n {
			row := y[2*w*k:][:2*w]
			clear(row[copy(row, from[k*count:][:count-first]):])
		}
		from, stride = y, 2*w
	}
	for k := 0; k < p.n; k += rowsAtOnce {
		n := min(rowsAtOnce, p.n-k)
		load(p.line.kern, &x[2*w*k], &from[k*stride], &from[k*stride+w], stride, n, &p.ones[0], &p.ones[2*w])
	}
}

// load is the kernel for numbers of the blocks' own type.
func load[F simd.Float](k *simd.Kernels[F], dst, a, b *F, stride, n int, wx, wy *F) {
	switch k := any(k).(type) {
	case *simd.Kernels[float64]:
		any(k.Float64).(simd.Real[F, F]).Load(dst, a, b, stride, n, wx, wy)
	case *simd.Kernels[float32]:
		any(k.Float32).(simd.Real[F, F]).Load(dst, a, b, stride, n, wx, wy)
	}
}

func (p *RealPlan[C, F]) storeColumns(dst, x, y []F, count, first int, scale F) {
	w := simd.Lanes[F]()
	to, stride := dst[first:], count
	if count-first < 2*w {
		to, stride = y, 2*w
	}
	for k := 0; k < p.n; k += rowsAtOnce {
		p.line.kern.StoreReal(&to[k*stride], &to[k*stride+w], &x[0], &p.line.index[k], stride, min(rowsAtOnce, p.n-k), scale)
	}
	if count-first < 2*w {
		for k := range p.n {
			copy(dst[k*count+first:][:count-first], y[2*w*k:])
		}
	}
}

// loadRows loads whole groups of even length as complex numbers, whose real and imaginary parts
// are neighbours in time, and deals them out.
func (p *RealPlan[C, F]) loadRows(x, y, src []F, count, first int) {
	w := simd.Lanes[F]()
	for part := range 2 {
		at := first + part*w
		lanes := min(w, count-at)
		if p.n%2 == 0 && lanes == w {
			p.pairs.loadRows(y, nil, src[at*p.n:], p.n/2, w, forward)
			for j := range p.n / 2 {
				re, im := parts(y, j, forward)
				halve(x[2*w*(2*j)+part*w:], re)
				halve(x[2*w*(2*j+1)+part*w:], im)
			}
			continue
		}
		for k := range p.n {
			to := x[2*w*k+part*w:][:w]
			clear(to)
			for i := range max(0, lanes) {
				to[i] = 0.5 * src[(at+i)*p.n+k]
			}
		}
	}
}

func halve[F simd.Float](dst, src []F) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = 0.5 * v
	}
}

func (p *RealPlan[C, F]) storeRows(dst, x, y []F, count, first int, scale F) {
	w := simd.Lanes[F]()
	for part := range 2 {
		at := first + part*w
		lanes := min(w, count-at)
		half := func(k int) []F { return x[2*w*int(p.line.index[k])+(1-part)*w:][:w] }
		if p.n%2 == 0 && lanes == w {
			for j := range p.n / 2 {
				copy(y[2*w*j:], half(2*j))
				copy(y[2*w*j+w:], half(2*j+1))
			}
			p.pairs.storeRows(dst[at*p.n:], y, nil, p.n/2, w, forward, scale)
			continue
		}
		for k := range p.n {
			from := half(k)
			for i := range max(0, lanes) {
				dst[(at+i)*p.n+k] = scale * from[i]
			}
		}
	}
}
