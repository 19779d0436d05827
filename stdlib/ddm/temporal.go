package ddm

import "talbot/runtime/fft"

// A ringSum gathers the weighted mean and spread of each row: the lags, the power spectrum
// and the variance. B. P. Welford's and T. F. Chan's updates do not cancel as sums of
// squares do: DOI 10.1080/00031305.1983.10483115.
type ringSum struct {
	weight       float64
	mean, spread []float64 // spread: Σ w (x-mean)²
}

func (s *ringSum) add(w float64, d []float64) {
	if s.mean == nil {
		s.mean, s.spread = make([]float64, len(d)), make([]float64, len(d))
	}
	s.weight += w
	r := w / s.weight
	for i, x := range d {
		delta := x - s.mean[i]
		s.mean[i] += r * delta
		s.spread[i] += w * delta * (x - s.mean[i])
	}
}

func (s *ringSum) merge(o *ringSum) {
	if s.mean == nil {
		*s = *o
		return
	}
	total := s.weight + o.weight
	for i, m := range o.mean {
		delta := m - s.mean[i]
		s.mean[i] += delta * (o.weight / total)
		s.spread[i] += o.spread[i] + delta*delta*(s.weight*o.weight/total)
	}
	s.weight = total
}

// A temporal takes modes through time, up to tile of them at once. Each worker has its own.
type temporal struct {
	*blocks
	plan   *fft.Plan128 // nil for Direct
	x      []complex128
	energy []float64   // running sums of |x|², side by side as x
	d      [][]float64 // by mode and row
}

func (b *blocks) newTemporal(rows int) *temporal {
	t := &temporal{blocks: b}
	n := b.frames
	if b.method == WienerKhinchin {
		n = b.fft
		t.plan = fft.NewPlan128(n, fft.Settings{})
		t.energy = make([]float64, tile*(b.frames+1))
	}
	t.x = make([]complex128, tile*n)
	for range tile {
		t.d = append(t.d, make([]float64, rows))
	}
	return t
}

// segment takes all modes of a segment through time, series being theirs, into sum and maps.
func (t *temporal) segment(sg segment, series []complex128, sum *ringSum, maps []float64) {
	width := sg.last - sg.first
	for k := 0; k < width; k += tile {
		n := min(tile, width-k)
		if t.method == Direct {
			t.direct(series[k:], width, n)
		} else {
			t.wiener(series[k:], width, n)
		}
		for m, md := range t.modes[sg.first+k:][:n] {
			if md.ring >= 0 {
				sum.add(t.weight(int(md.index)%t.half), t.d[m])
			}
			if maps != nil {
				t.store(maps, int(md.index), t.d[m])
			}
		}
	}
}

// store puts a mode's rows into the maps, whose rows of ky rise from the most negative.
func (t *temporal) store(maps []float64, index int, d []float64) {
	y, x := index/t.half, index%t.half
	at := (y+t.ny/2)%t.ny*t.half + x
	for i, v := range d {
		maps[i*t.ny*t.half+at] = v
	}
}

// load copies mode m's times from series, of the given stride, to x[at], x[at+step] …, less
// their mean: D does not know it, and the method by transforms would lose digits to it.
// It sets the power spectrum and the variance. The first value is subtracted before the mean
// is taken, so that what stands still gives zero exactly.
func (t *temporal) load(series []complex128, stride, m, at, step int) {
	n := t.frames
	first := series[m]
	var mean complex128
	for i := range n {
		mean += series[i*stride+m] - first
	}
	mean /= complex(float64(n), 0)
	var power float64
	for i := range n {
		v := series[i*stride+m] - first - mean
		t.x[at+i*step] = v
		power += square(v)
	}
	variance := power / float64(n)
	rows := len(t.lags)
	t.d[m][rows] = variance + square(first+mean)
	t.d[m][rows+1] = variance
}

func square(v complex128) float64 { return real(v)*real(v) + imag(v)*imag(v) }

// direct sums |x(t+l)-x(t)|² as it stands.
func (t *temporal) direct(series []complex128, stride, n int) {
	for m := range n {
		t.load(series, stride, m, m*t.frames, 1)
	}
	for m := range n {
		x := t.x[m*t.frames:][:t.frames]
		for i, l := range t.lags {
			t.d[m][i] = differences(x[:len(x)-l], x[l:]) / float64(len(x)-l)
		}
	}
}

// differences gives Σ|b-a|², in four sums so that an addition need not wait for the last one.
func differences(a, b []complex128) float64 {
	var s0, s1, s2, s3 float64
	n := min(len(a), len(b))
	a, b = a[:n], b[:n]
	i := 0
	for ; i+2 <= n; i += 2 {
		c, d := b[i]-a[i], b[i+1]-a[i+1]
		s0 += real(c) * real(c)
		s1 += imag(c) * imag(c)
		s2 += real(d) * real(d)
		s3 += imag(d) * imag(d)
	}
	if i < n {
		s0 += square(b[i] - a[i])
	}
	return (s0 + s1) + (s2 + s3)
}

// wiener takes all lags from the autocorrelation C, and that from the power spectrum of the
// series padded with zeros:
//
//	(N-l) D(l) = Σ_{t<N-l} |x(t)|² + Σ_{t≥l} |x(t)|² - 2 Re C(l).
//
// The power spectra of two modes being real, one transform takes both back in time.
// F. Giavazzi, R. Cerbino, J. Opt. 16, 083001 (2014), DOI 10.1088/2040-8978/16/8/083001,
// reviews the method.
func (t *temporal) wiener(series []complex128, stride, n int) {
	N, L := t.frames, t.fft
	x := t.x[:n*L]
	for m := range n {
		t.load(series, stride, m, m, n)
	}
	e := t.energy[:n*(N+1)]
	clear(e[:n]) // another width of tile may have left its own there
	for i, v := range x[:n*N] {
		e[i+n] = e[i] + square(v)
	}
	clear(x[n*N:])
	t.plan.ForwardColumns(x, x, n)
	pairs := (n + 1) / 2
	for i := range L { // overtaken by nothing: row i of pairs ends before row i of modes
		row := x[i*n:][:n]
		for p := range pairs {
			z := complex(square(row[2*p]), 0)
			if 2*p+1 < n {
				z = complex(real(z), square(row[2*p+1]))
			}
			x[i*pairs+p] = z
		}
	}
	y := x[:pairs*L]
	t.plan.ForwardColumns(y, y, pairs)
	end := e[n*N:]
	for i, l := range t.lags {
		ahead, behind := y[l*pairs:][:pairs], y[(L-l)*pairs:][:pairs]
		head, tail := e[(N-l)*n:][:n], e[l*n:][:n]
		back, each := 1/float64(L), 1/float64(N-l)
		for m := range n {
			twice := ahead[m/2] + behind[m/2]
			c := real(twice)
			if m%2 == 1 {
				c = imag(twice)
			}
			// Rounding may leave a little less than nothing of what stands still.
			t.d[m][i] = max(0, (head[m]+(end[m]-tail[m])-c*back)*each)
		}
	}
}
