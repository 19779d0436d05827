package plotting

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/vg"
)

const (
	legendPad   = 5 * vg.Length(1)
	legendThumb = 20 * vg.Length(1)
	legendRow   = tickSize * 1.45
	legendAway  = 6 * vg.Length(1) // from the axes
)

// A legend names the traces that have a label.
type legend struct {
	traces []*trace
	labels []label
	size   vg.Point
	place  string
}

var legendPlaces = []string{"top right", "top left", "bottom right", "bottom left"}

func newLegend(traces []trace, place string, room vg.Length) (legend, error) {
	l := legend{place: strings.ToLower(strings.TrimSpace(place))}
	switch l.place {
	case "none":
		return l, nil
	case "", "outside", "top right", "top left", "bottom right", "bottom left":
	default:
		return l, fmt.Errorf("plotting: Legend is %q; allowed are \"\" for the best corner, %s, outside, none", place, strings.Join(legendPlaces, ", "))
	}
	for i := range traces {
		if traces[i].label == "" {
			continue
		}
		t := newLabel(strings.ReplaceAll(traces[i].label, "\n", " "), tickSize, false).cut(room)
		l.traces, l.labels = append(l.traces, &traces[i]), append(l.labels, t)
		l.size.X = max(l.size.X, 3*legendPad+legendThumb+t.width)
	}
	l.size.Y = 2*legendPad*0.8 + legendRow*vg.Length(len(l.traces))
	return l, nil
}

func (l *legend) empty() bool { return len(l.traces) == 0 }

// rect gives where the legend stands in axes r.
func (l *legend) rect(place string, r vg.Rectangle) vg.Rectangle {
	at := vg.Point{X: r.Max.X - legendAway - l.size.X, Y: r.Max.Y - legendAway - l.size.Y}
	if strings.HasSuffix(place, "left") {
		at.X = r.Min.X + legendAway
	}
	if strings.HasPrefix(place, "bottom") {
		at.Y = r.Min.Y + legendAway
	}
	if place == "outside" {
		at = vg.Point{X: r.Max.X + legendAway, Y: r.Max.Y - l.size.Y}
	}
	return vg.Rectangle{Min: at, Max: at.Add(l.size)}
}

// choose gives the corner whose legend covers the fewest of the points, and how many.
func (l *legend) choose(r vg.Rectangle, seen []vg.Point) (place string, covered int) {
	covered = -1
	for _, name := range legendPlaces {
		box := l.rect(name, r)
		n := 0
		for _, q := range seen {
			if q.X >= box.Min.X-2 && q.X <= box.Max.X+2 && q.Y >= box.Min.Y-2 && q.Y <= box.Max.Y+2 {
				n++
			}
		}
		if covered < 0 || n < covered {
			place, covered = name, n
		}
	}
	return place, covered
}

// fits reports whether the legend leaves most of the axes free.
func (l *legend) fits(r vg.Rectangle) bool {
	s := r.Size()
	return l.size.X < 0.6*s.X && l.size.Y < 0.8*s.Y
}

func (l *legend) draw(p *pen, box vg.Rectangle) {
	back := white
	back.A = 0xdc
	p.SetColor(back)
	p.Fill(box.Path())
	p.style(faint, px, "")
	p.box(box, px)
	for i, t := range l.traces {
		y := box.Max.Y - legendPad*0.8 - legendRow*(vg.Length(i)+0.5)
		x0 := box.Min.X + legendPad
		x1 := x0 + legendThumb
		mid := vg.Point{X: (x0 + x1) / 2, Y: y}
		switch t.kind {
		case band, bars:
			c := t.color
			c.A = 0xb0
			if t.kind == band {
				c.A = 0x40
			}
			p.SetColor(c)
			h := legendRow * 0.28
			p.Fill(vg.Rectangle{Min: vg.Point{X: x0, Y: y - h}, Max: vg.Point{X: x1, Y: y + h}}.Path())
		default:
			if t.yerr != nil {
				p.style(t.color, px*1.2, "")
				p.vline(mid.X, y-legendRow*0.36, y+legendRow*0.36, px*1.2)
			}
			if t.line != "" {
				w := min(px*vg.Length(t.width), legendRow*0.6)
				p.style(t.color, w, t.line)
				p.hline(x0, x1, y, w)
			}
			if t.marker != "" {
				p.markers(t.marker, []vg.Point{mid}, min(px*vg.Length(t.size), legendRow*0.8), t.color)
			}
		}
		p.text(l.labels[i], vg.Point{X: x1 + legendPad, Y: y - tickSize*(capHeight/2+descent)}, 0, 0, false, ink)
	}
}
