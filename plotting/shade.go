package plotting

import "math"

// indices gives a colour number for each pixel of an area of w × h: the nearest datum where
// the data are coarser, the mean of those that it covers where they are finer.
func (p *Picture) indices(w, h int) []uint8 {
	d := p.data
	out := make([]uint8, w*h)
	norm := p.norm()
	if w >= d.cols && h >= d.rows {
		small := make([]uint8, d.cols*d.rows)
		norm.all(small, d)
		from := make([]int, w)
		for x := range from {
			from[x] = x * d.cols / w
		}
		for y := range h {
			row := small[p.row(y*d.rows/h)*d.cols:]
			to := out[y*w : (y+1)*w]
			if y > 0 && y*d.rows/h == (y-1)*d.rows/h {
				copy(to, out[(y-1)*w:])
				continue
			}
			for x, k := range from {
				to[x] = row[k]
			}
		}
		return out
	}
	for y := range h {
		y0, y1 := span(y, d.rows, h)
		for x := range w {
			x0, x1 := span(x, d.cols, w)
			sum, n := 0.0, 0
			for yy := y0; yy < y1; yy++ {
				i := p.row(yy) * d.cols
				for xx := x0; xx < x1; xx++ {
					if v := d.at(i + xx); canShow(v, p.set.Log) {
						sum += v
						n++
					}
				}
			}
			out[y*w+x] = levels
			if n > 0 {
				out[y*w+x] = norm.one(sum / float64(n))
			}
		}
	}
	return out
}

// row gives the data's row that is the y-th from the top.
func (p *Picture) row(y int) int {
	if p.set.FromBelow {
		return p.data.rows - 1 - y
	}
	return y
}

// span gives the data that pixel i of n covers; each datum belongs to one pixel.
func span(i, data, n int) (from, to int) {
	from, to = i*data/n, (i+1)*data/n
	return from, max(to, from+1)
}

// A norm turns values into colour numbers.
type norm struct {
	log   bool
	lo, k float64
}

func (p *Picture) norm() norm {
	if p.set.Log {
		return norm{true, math.Log(p.lo), levels / (math.Log(p.hi) - math.Log(p.lo))}
	}
	return norm{false, p.lo, levels / (p.hi - p.lo)}
}

func (n norm) one(v float64) uint8 {
	if !canShow(v, n.log) {
		return levels
	}
	if n.log {
		v = math.Log(v)
	}
	return uint8(min(max((v-n.lo)*n.k, 0), levels-1))
}

func (n norm) all(out []uint8, d field) {
	if d.w != nil || n.log {
		for i := range out {
			out[i] = n.one(d.at(i))
		}
		return
	}
	for i, v := range d.v {
		out[i] = n.one(float64(v))
	}
}
