package plotting

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// thinOut drops points that cannot be seen: of those that follow one another in one column
// of a width of step it keeps the first, the lowest, the highest and the last, and then does
// the same for rows. Short lines stay as they are.
func thinOut(pts []vg.Point, step vg.Length) []vg.Point {
	if len(pts) < 500 {
		return pts
	}
	pts = thinAlong(pts, step, func(p vg.Point) (vg.Length, vg.Length) { return p.X, p.Y })
	return thinAlong(pts, step, func(p vg.Point) (vg.Length, vg.Length) { return p.Y, p.X })
}

func thinAlong(pts []vg.Point, step vg.Length, along func(vg.Point) (u, v vg.Length)) []vg.Point {
	var out []vg.Point
	for i := 0; i < len(pts); {
		u, v := along(pts[i])
		column := math.Floor(float64(u / step))
		first, lo, hi, last := i, i, i, i
		vlo, vhi := v, v
		for i++; i < len(pts); i++ {
			u, v := along(pts[i])
			if math.Floor(float64(u/step)) != column {
				break
			}
			last = i
			if v < vlo {
				lo, vlo = i, v
			}
			if v > vhi {
				hi, vhi = i, v
			}
		}
		out = append(out, pts[first])
		for _, k := range [3]int{min(lo, hi), max(lo, hi), last} {
			if k > first {
				out, first = append(out, pts[k]), k
			}
		}
	}
	return out
}

// clip gives the parts of a line inside a rectangle, after Liang and Barsky (doi:10.1145/357332.357333).
func clip(pts []vg.Point, r vg.Rectangle) [][]vg.Point {
	var out [][]vg.Point
	var now []vg.Point
	for i := 1; i < len(pts); i++ {
		a, b := pts[i-1], pts[i]
		t0, t1 := vg.Length(0), vg.Length(1)
		d := b.Sub(a)
		ok := true
		for _, e := range [4][2]vg.Length{{-d.X, a.X - r.Min.X}, {d.X, r.Max.X - a.X}, {-d.Y, a.Y - r.Min.Y}, {d.Y, r.Max.Y - a.Y}} {
			den, num := e[0], e[1]
			switch {
			case den == 0:
				ok = ok && num >= 0
			case den < 0:
				t0 = max(t0, num/den)
			default:
				t1 = min(t1, num/den)
			}
		}
		if !ok || t0 > t1 {
			if len(now) > 1 {
				out = append(out, now)
			}
			now = nil
			continue
		}
		if len(now) == 0 || t0 > 0 {
			if len(now) > 1 {
				out = append(out, now)
			}
			now = []vg.Point{{X: a.X + t0*d.X, Y: a.Y + t0*d.Y}}
		}
		if t1 < 1 {
			now = append(now, vg.Point{X: a.X + t1*d.X, Y: a.Y + t1*d.Y})
			out = append(out, now)
			now = nil
			continue
		}
		now = append(now, b)
	}
	if len(now) > 1 {
		out = append(out, now)
	}
	return out
}

// polyline strokes a line in pieces, since the cost of a path rises faster than its length.
func (p *pen) polyline(pts []vg.Point) {
	const piece = 256
	var gone vg.Length // how far into the dashes the next piece begins
	for i := 0; i < len(pts)-1; i += piece {
		part := pts[i:min(i+piece+1, len(pts))]
		path := make(vg.Path, len(part))
		for j, q := range part {
			path[j] = vg.PathComp{Type: vg.LineComp, Pos: q}
		}
		path[0].Type = vg.MoveComp
		if len(p.dashes) > 0 {
			p.SetLineDash(p.dashes, gone)
			for j := 1; j < len(part); j++ {
				gone += vg.Length(math.Hypot(float64(part[j].X-part[j-1].X), float64(part[j].Y-part[j-1].Y)))
			}
		}
		p.Stroke(path)
	}
}

// along gives points of a line at most a few points apart.
func along(pts []vg.Point) []vg.Point {
	const every = 6
	var out []vg.Point
	for i := range pts {
		out = append(out, pts[i])
		if i+1 == len(pts) {
			break
		}
		d := pts[i+1].Sub(pts[i])
		n := int(math.Hypot(float64(d.X), float64(d.Y)) / every)
		for k := 1; k <= n; k++ {
			f := vg.Length(k) / vg.Length(n+1)
			out = append(out, vg.Point{X: pts[i].X + f*d.X, Y: pts[i].Y + f*d.Y})
		}
	}
	return out
}
