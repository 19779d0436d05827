package plotting

import (
	"gonum.org/v1/plot/vg"
)

// Sizes of text and marks around a pair of axes.
const (
	tickSize  = 9 * vg.Length(1) // points, as are all of these
	labelSize = 10 * vg.Length(1)
	titleSize = 11 * vg.Length(1)
	tickLen   = 3.5 * vg.Length(1)
	tickGap   = 2.5 * vg.Length(1)
	labelGap  = 5 * vg.Length(1)
	edge      = 5 * vg.Length(1) // between anything and the border
	axisWidth = px
)

// margins is the room around a pair of axes.
type margins struct{ left, right, bottom, top vg.Length }

func (m margins) inside(r vg.Rectangle) vg.Rectangle {
	r.Min.X += m.left
	r.Max.X -= m.right
	r.Min.Y += m.bottom
	r.Max.Y -= m.top
	return r
}

// A mark is a tick with its text measured.
type mark struct {
	tick
	label label
}

func marksOf(ticks []tick) (out []mark, widest vg.Length) {
	for _, t := range ticks {
		m := mark{tick: t}
		if t.text != "" {
			m.label = newLabel(t.text, tickSize, false)
			widest = max(widest, m.label.width)
		}
		out = append(out, m)
	}
	return out, widest
}

// spread makes room between marks along a length: it takes the text from those that stand
// too near the one before, and leaves out short marks that would run together. room gives
// how much of the length a text needs.
func spread(marks []mark, a axis, long vg.Length, room func(label) vg.Length) []mark {
	var out []mark
	crowded := long < 2.5*vg.Length(len(marks))
	last := vg.Length(-1e9)
	var before vg.Length
	for _, k := range marks {
		if !k.label.empty() {
			at := vg.Length(a.place(k.value)) * long
			d := max(at-last, last-at)
			if d < (room(k.label)+before)/2+tickSize*0.25 {
				k.label, k.text = label{}, ""
			} else {
				last, before = at, room(k.label)
			}
		}
		if !k.label.empty() || !crowded {
			out = append(out, k)
		}
	}
	return out
}

func heightOf(label) vg.Length  { return tickSize * 0.9 }
func widthOf(l label) vg.Length { return l.width + tickSize*0.25 }

// A frame is a pair of axes with all that is written around it.
type frame struct {
	x, y                  axis
	title, xlabel, ylabel string
	bare                  bool // no ticks and labels
	grid                  bool // lines across at labelled ticks

	head, under, aside label // title, x label, y label
	xmarks, ymarks     []mark
	xfactor, yfactor   label
	m                  margins
}

// measure chooses ticks for an area of about w × h, whose margins are found on the way.
func (f *frame) measure(w, h vg.Length) margins {
	f.head = fitLabel(f.title, titleSize, true, w-2*edge)
	f.m = margins{edge, edge, edge, edge}
	if !f.head.empty() {
		f.m.top += f.head.height + labelGap
	}
	if f.bare {
		return f.m
	}
	f.under, f.aside = fitLabel(f.xlabel, labelSize, false, w-2*edge), fitLabel(f.ylabel, labelSize, false, h-2*edge)
	inner := max(h-f.m.top-40, 20)
	ticks, factor := f.y.ticks(int(inner / 32))
	var widest vg.Length
	f.ymarks, widest = marksOf(ticks)
	f.ymarks = spread(f.ymarks, f.y, inner, heightOf)
	f.yfactor = newLabel(factor, tickSize, false)
	f.m.left += tickLen + tickGap + widest
	if !f.aside.empty() {
		f.m.left += f.aside.height + labelGap
	}
	f.m.top += tickSize * 0.4
	if !f.yfactor.empty() {
		f.m.top += f.yfactor.height + 1
	}
	f.m.bottom += tickLen + tickGap + tickSize
	f.chooseX(max(w-f.m.left-edge, 20))
	switch {
	case !f.under.empty():
		f.m.bottom += f.under.height + labelGap - 1
	case !f.xfactor.empty():
		f.m.bottom += f.xfactor.height + labelGap - 1
	}
	for _, k := range f.xmarks { // the last number may reach beyond the axis
		if !k.label.empty() {
			f.m.right = max(f.m.right, edge+k.label.width/2-vg.Length(1-f.x.place(k.value))*max(w-f.m.left-edge, 20))
		}
	}
	return f.m
}

// chooseX takes as many ticks for the horizontal axis as there is room for their text.
func (f *frame) chooseX(w vg.Length) {
	for n := max(int(w/36), 2); ; n-- {
		ticks, factor := f.x.ticks(n)
		f.xmarks, _ = marksOf(ticks)
		f.xfactor = newLabel(factor, tickSize, false)
		if n <= 2 || f.fits(w) {
			f.xmarks = spread(f.xmarks, f.x, w, widthOf)
			return
		}
	}
}

// fits reports whether the texts below the horizontal axis keep their distance.
func (f *frame) fits(w vg.Length) bool {
	end := vg.Length(-1e9)
	backwards := f.x.max < f.x.min
	for i := range f.xmarks {
		k := f.xmarks[i]
		if backwards {
			k = f.xmarks[len(f.xmarks)-1-i]
		}
		if k.label.empty() {
			continue
		}
		at := vg.Length(f.x.place(k.value)) * w
		if at-k.label.width/2 < end+tickSize*0.7 {
			return false
		}
		end = at + k.label.width/2
	}
	return true
}

// drawGrid draws what lies under the data.
func (f *frame) drawGrid(p *pen, r vg.Rectangle) {
	if !f.grid || f.bare {
		return
	}
	p.style(faint, axisWidth, "")
	size := r.Size()
	for _, k := range f.xmarks {
		if k.text != "" {
			p.vline(r.Min.X+vg.Length(f.x.place(k.value))*size.X, r.Min.Y, r.Max.Y, axisWidth)
		}
	}
	for _, k := range f.ymarks {
		if k.text != "" {
			p.hline(r.Min.X, r.Max.X, r.Min.Y+vg.Length(f.y.place(k.value))*size.Y, axisWidth)
		}
	}
}

// draw draws the axes round r, within the border of cell.
func (f *frame) draw(p *pen, r, cell vg.Rectangle) {
	size := r.Size()
	if !f.head.empty() {
		y := cell.Max.Y - edge
		if f.bare {
			y = r.Max.Y + labelGap + f.head.height
		}
		p.text(f.head, vg.Point{X: middle(r.Min.X, r.Max.X, f.head.width, cell.Min.X, cell.Max.X), Y: y}, 0.5, 1, false, ink)
	}
	p.style(ink, axisWidth, "")
	p.box(r, axisWidth)
	if f.bare {
		return
	}
	f.chooseX(size.X)
	f.ymarks = spread(f.ymarks, f.y, size.Y, heightOf)
	below := r.Min.Y - tickLen - tickGap - tickSize*(capHeight+0.08)
	for _, k := range f.xmarks {
		x := r.Min.X + vg.Length(f.x.place(k.value))*size.X
		p.style(ink, axisWidth, "")
		p.vline(x, r.Min.Y-length(k), r.Min.Y, axisWidth)
		p.text(k.label, vg.Point{X: x, Y: below - tickSize*descent}, 0.5, 0, false, ink)
	}
	left := r.Min.X
	for _, k := range f.ymarks {
		y := r.Min.Y + vg.Length(f.y.place(k.value))*size.Y
		p.style(ink, axisWidth, "")
		p.hline(r.Min.X-length(k), r.Min.X, y, axisWidth)
		x := r.Min.X - tickLen - tickGap
		p.text(k.label, vg.Point{X: x, Y: y - tickSize*(capHeight/2+descent)}, 1, 0, false, ink)
		left = min(left, x-k.label.width)
	}
	if !f.yfactor.empty() {
		p.text(f.yfactor, vg.Point{X: r.Min.X, Y: r.Max.Y + tickSize*0.4}, 0, 0, false, ink)
	}
	under := below - labelGap
	p.text(f.under, vg.Point{X: middle(r.Min.X, r.Max.X, f.under.width, cell.Min.X, cell.Max.X), Y: under}, 0.5, 1, false, ink)
	p.text(f.xfactor, vg.Point{X: r.Max.X, Y: under}, 1, 1, false, ink)
	// Turned text: its width runs upwards, its height to the left.
	p.text(f.aside, vg.Point{X: left - labelGap, Y: middle(r.Min.Y, r.Max.Y, f.aside.width, cell.Min.Y, cell.Max.Y)}, 0.5, 0, true, ink)
}

// middle gives the middle between two places, moved so that text round it stays within a cell.
func middle(a, b, width, from, to vg.Length) vg.Length {
	return min(max((a+b)/2, from+edge+width/2), max(to-edge-width/2, from+edge+width/2))
}

func length(k mark) vg.Length {
	if k.text == "" {
		return tickLen * 0.55
	}
	return tickLen
}
