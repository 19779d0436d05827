package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A plane maps values onto an area of the page.
type plane struct {
	x, y axis
	r    vg.Rectangle
}

// at clamps what lies far outside, so that coordinates stay finite.
func (c plane) at(x, y float64) vg.Point { return vg.Point{X: c.atX(x), Y: c.atY(y)} }

func (c plane) atX(v float64) vg.Length {
	return c.r.Min.X + vg.Length(min(max(c.x.place(v), -1e4), 1e4))*(c.r.Max.X-c.r.Min.X)
}

func (c plane) atY(v float64) vg.Length {
	return c.r.Min.Y + vg.Length(min(max(c.y.place(v), -1e4), 1e4))*(c.r.Max.Y-c.r.Min.Y)
}

func (c plane) can(x, y float64) bool {
	return drawable(x) && drawable(y) && (!c.x.log || x >= minLog) && (!c.y.log || y >= minLog)
}

func (c plane) holds(p vg.Point) bool {
	const slack = 0.01
	return p.X >= c.r.Min.X-slack && p.X <= c.r.Max.X+slack && p.Y >= c.r.Min.Y-slack && p.Y <= c.r.Max.Y+slack
}

// pieces gives a trace's points, cut where one cannot be drawn.
func (c plane) pieces(x, y []float64) [][]vg.Point {
	var out [][]vg.Point
	var now []vg.Point
	for i := range x {
		if c.can(x[i], y[i]) {
			now = append(now, c.at(x[i], y[i]))
			continue
		}
		if len(now) > 0 {
			out = append(out, now)
			now = nil
		}
	}
	if len(now) > 0 {
		out = append(out, now)
	}
	return out
}

// draw draws a trace and gives the points of it that a legend should not cover.
func (t *trace) draw(p *pen, c plane) []vg.Point {
	switch t.kind {
	case hline:
		if c.can(1, t.y[0]) && c.holds(vg.Point{X: c.r.Min.X, Y: c.atY(t.y[0])}) {
			p.style(t.color, px*vg.Length(t.width), t.line)
			p.hline(c.r.Min.X, c.r.Max.X, c.atY(t.y[0]), px*vg.Length(t.width))
		}
		return nil
	case vline:
		if c.can(t.x[0], 1) && c.holds(vg.Point{X: c.atX(t.x[0]), Y: c.r.Min.Y}) {
			p.style(t.color, px*vg.Length(t.width), t.line)
			p.vline(c.atX(t.x[0]), c.r.Min.Y, c.r.Max.Y, px*vg.Length(t.width))
		}
		return nil
	case band:
		return t.drawBand(p, c)
	case bars:
		return t.drawBars(p, c)
	}
	var seen []vg.Point
	t.drawErrors(p, c)
	if t.line != "" {
		p.style(t.color, px*vg.Length(t.width), t.line)
		step := max(p.dot, px/2)
		for _, piece := range c.pieces(t.x, t.y) {
			if len(piece) == 1 && t.marker == "" { // a lone point between gaps
				if c.holds(piece[0]) {
					p.markers("circle", piece, px*vg.Length(t.width), t.color)
					seen = append(seen, piece[0])
				}
				continue
			}
			for _, l := range clip(thinOut(piece, step), c.r) {
				p.polyline(l)
				seen = append(seen, along(l)...)
			}
		}
	}
	if t.marker != "" {
		at := map[[2]int32]bool{} // markers at one place are drawn once
		var pts []vg.Point
		step := max(p.dot, px/2)
		for i := range t.x {
			if !c.can(t.x[i], t.y[i]) {
				continue
			}
			q := c.at(t.x[i], t.y[i])
			k := [2]int32{int32(q.X / step), int32(q.Y / step)}
			if c.holds(q) && !at[k] {
				at[k] = true
				pts = append(pts, q)
			}
		}
		p.markers(t.marker, pts, px*vg.Length(t.size), t.color)
		seen = append(seen, pts...)
	}
	return seen
}

// drawErrors draws error bars, clipped to the axes; on a logarithmic axis a bar that
// reaches zero goes down to the edge.
func (t *trace) drawErrors(p *pen, c plane) {
	if t.xerr == nil && t.yerr == nil {
		return
	}
	width := px * 1.2
	capLen := px * vg.Length(max(t.size*0.4, 2))
	p.style(t.color, width, "")
	for i := range t.x {
		if !c.can(t.x[i], t.y[i]) {
			continue
		}
		q := c.at(t.x[i], t.y[i])
		if t.yerr != nil && drawable(t.yerr[i]) && q.X >= c.r.Min.X && q.X <= c.r.Max.X {
			lo, hi, inLo, inHi := whisker(t.y[i], t.yerr[i], c.y, c.r.Min.Y, c.r.Max.Y)
			if hi > lo {
				p.vline(q.X, lo, hi, width)
				if inLo {
					p.hline(q.X-capLen, q.X+capLen, lo, width)
				}
				if inHi {
					p.hline(q.X-capLen, q.X+capLen, hi, width)
				}
			}
		}
		if t.xerr != nil && drawable(t.xerr[i]) && q.Y >= c.r.Min.Y && q.Y <= c.r.Max.Y {
			lo, hi, inLo, inHi := whisker(t.x[i], t.xerr[i], c.x, c.r.Min.X, c.r.Max.X)
			if hi > lo {
				p.hline(lo, hi, q.Y, width)
				if inLo {
					p.vline(lo, q.Y-capLen, q.Y+capLen, width)
				}
				if inHi {
					p.vline(hi, q.Y-capLen, q.Y+capLen, width)
				}
			}
		}
	}
}

// whisker places an error bar between from and to, and tells which of its ends are seen.
func whisker(v, e float64, a axis, from, to vg.Length) (lo, hi vg.Length, inLo, inHi bool) {
	place := func(v float64) vg.Length {
		if a.log && v < minLog {
			return from - (to - from)
		}
		return from + vg.Length(min(max(a.place(v), -2), 3))*(to-from)
	}
	lo, hi = place(v-e), place(v+e)
	if lo > hi {
		lo, hi = hi, lo
	}
	inLo, inHi = lo >= from, hi <= to
	return max(lo, from), min(hi, to), inLo, inHi
}

func (t *trace) drawBand(p *pen, c plane) []vg.Point {
	area := draw.Canvas{Canvas: p.Canvas, Rectangle: c.r}
	fill := t.color
	fill.A = 0x40
	p.SetColor(fill)
	var seen []vg.Point
	flush := func(low, high []vg.Point) {
		if len(low) < 2 {
			return
		}
		poly := append([]vg.Point{}, low...)
		for i := len(high) - 1; i >= 0; i-- {
			poly = append(poly, high[i])
		}
		poly = area.ClipPolygonXY(poly)
		if len(poly) > 2 {
			path := vg.Path{{Type: vg.MoveComp, Pos: poly[0]}}
			for _, q := range poly[1:] {
				path.Line(q)
			}
			path.Close()
			p.Fill(path)
			seen = append(seen, poly...)
		}
	}
	var low, high []vg.Point
	for i := range t.x {
		if c.can(t.x[i], t.y[i]) && c.can(t.x[i], t.y2[i]) {
			low, high = append(low, c.at(t.x[i], t.y[i])), append(high, c.at(t.x[i], t.y2[i]))
			continue
		}
		flush(low, high)
		low, high = nil, nil
	}
	flush(low, high)
	return seen
}

func (t *trace) drawBars(p *pen, c plane) []vg.Point {
	var seen []vg.Point
	base := c.r.Min.Y
	if !c.y.log {
		base = min(max(c.atY(0), c.r.Min.Y), c.r.Max.Y)
	}
	for i := range t.x {
		if !c.can(t.x[i], t.y[i]) || !c.can(t.x2[i], t.y[i]) {
			continue
		}
		x0, x1, y := c.atX(t.x[i]), c.atX(t.x2[i]), c.atY(t.y[i])
		x0, x1 = min(x0, x1), max(x0, x1)
		x0, x1 = max(x0, c.r.Min.X), min(x1, c.r.Max.X)
		y = min(max(y, c.r.Min.Y), c.r.Max.Y)
		if x1 <= x0 {
			continue
		}
		fill := t.color
		fill.A = 0xb0
		p.SetColor(fill)
		r := vg.Rectangle{Min: vg.Point{X: x0, Y: min(y, base)}, Max: vg.Point{X: x1, Y: max(y, base)}}
		p.Fill(r.Path())
		if x1-x0 > 3*px {
			p.style(t.color, px, "")
			p.Stroke(r.Path())
		}
		seen = append(seen, vg.Point{X: x0, Y: y}, vg.Point{X: (x0 + x1) / 2, Y: y}, vg.Point{X: x1, Y: y},
			vg.Point{X: (x0 + x1) / 2, Y: (y + base) / 2})
	}
	return seen
}

// markers draws a sign at each point, many to a path, for paths are dear.
func (p *pen) markers(shape string, at []vg.Point, size vg.Length, c color.NRGBA) {
	p.style(c, max(size*0.25, px), "")
	const batch = 64
	for len(at) > 0 {
		n := min(batch, len(at))
		var path vg.Path
		for _, q := range at[:n] {
			markerPath(&path, shape, q, size/2)
		}
		switch shape {
		case "cross", "plus", "ring":
			p.Stroke(path)
		default:
			p.Fill(path)
		}
		at = at[n:]
	}
}

func markerPath(path *vg.Path, shape string, q vg.Point, r vg.Length) {
	poly := func(xy ...vg.Length) {
		path.Move(vg.Point{X: q.X + r*xy[0], Y: q.Y + r*xy[1]})
		for i := 2; i < len(xy); i += 2 {
			path.Line(vg.Point{X: q.X + r*xy[i], Y: q.Y + r*xy[i+1]})
		}
		path.Close()
	}
	stroke := func(x0, y0, x1, y1 vg.Length) {
		path.Move(vg.Point{X: q.X + r*x0, Y: q.Y + r*y0})
		path.Line(vg.Point{X: q.X + r*x1, Y: q.Y + r*y1})
	}
	switch shape {
	case "square":
		poly(-0.88, -0.88, 0.88, -0.88, 0.88, 0.88, -0.88, 0.88)
	case "triangle":
		poly(-1.1, -0.8, 1.1, -0.8, 0, 1.15)
	case "diamond":
		poly(0, -1.25, 1.25, 0, 0, 1.25, -1.25, 0)
	case "cross":
		stroke(-0.9, -0.9, 0.9, 0.9)
		stroke(-0.9, 0.9, 0.9, -0.9)
	case "plus":
		stroke(-1.1, 0, 1.1, 0)
		stroke(0, -1.1, 0, 1.1)
	default: // circle, ring
		path.Move(vg.Point{X: q.X + r, Y: q.Y})
		path.Arc(q, r, 0, 2*math.Pi)
		path.Close()
	}
}
