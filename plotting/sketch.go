package plotting

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/vg"
)

// A sketch is a panel that has been measured and only needs to be drawn.
type sketch interface {
	margins() margins
	draw(p *pen, cell vg.Rectangle, m margins)
}

// A panel can stand alone or in a grid.
type panel interface {
	Err() error
	// natural gives the size that the panel takes where it stands alone.
	natural() (w, h vg.Length, err error)
	// heightFor gives the height that suits a width.
	heightFor(w vg.Length) (vg.Length, error)
	sketch(w, h vg.Length) (sketch, error)
	describe() string
}

func (f *Figure) natural() (w, h vg.Length, err error) {
	w, h = 640*px, 400*px
	for _, s := range []struct {
		name string
		set  float64
		to   *vg.Length
	}{{"Width", f.Width, &w}, {"Height", f.Height, &h}} {
		if s.set == 0 {
			continue
		}
		if !(s.set >= 80 && s.set <= 4000) {
			return 0, 0, fmt.Errorf("plotting: %s is %v; allowed are 80 to 4000 CSS pixels, or 0", s.name, s.set)
		}
		*s.to = px * vg.Length(s.set)
	}
	return w, h, nil
}

func (f *Figure) heightFor(w vg.Length) (vg.Length, error) {
	nw, nh, err := f.natural()
	if err != nil || f.Height != 0 {
		return nh, err
	}
	return max(nh*w/nw, min(nh, w*0.8)), nil
}

// A figureSketch is a figure at one moment.
type figureSketch struct {
	frame  frame
	traces []trace
	legend legend
	place  string
	m      margins
}

func (f *Figure) sketch(w, h vg.Length) (sketch, error) {
	s := &figureSketch{traces: f.traces}
	var err error
	s.frame = frame{title: f.Title, xlabel: f.XLabel, ylabel: f.YLabel, grid: f.GridLines}
	if s.frame.x, s.frame.y, _, err = f.plan(); err != nil {
		return nil, err
	}
	if s.legend, err = newLegend(f.traces, f.Legend, 0.45*w); err != nil {
		return nil, err
	}
	s.m = s.frame.measure(w, h)
	s.place = s.legend.place
	if s.legend.empty() {
		return s, nil
	}
	if s.place == "" {
		r := s.m.inside(vg.Rectangle{Max: vg.Point{X: w, Y: h}})
		var seen []vg.Point
		blank := pen{Canvas: nothing{}}
		for i := range s.traces {
			seen = append(seen, s.traces[i].draw(&blank, plane{s.frame.x, s.frame.y, r})...)
		}
		var covered int
		s.place, covered = s.legend.choose(r, seen)
		if (covered > 0 || !s.legend.fits(r)) && s.legend.size.X < 0.6*w {
			s.place = "outside"
		}
	}
	if s.place == "outside" {
		room := s.legend.size.X + legendAway
		s.m = s.frame.measure(w-room, h)
		s.m.right += room
	}
	return s, nil
}

func (s *figureSketch) margins() margins { return s.m }

func (s *figureSketch) draw(p *pen, cell vg.Rectangle, m margins) {
	r := m.inside(cell)
	s.frame.drawGrid(p, r)
	for _, k := range []kind{band, bars, hline, vline, curve} { // areas lie under lines
		for i := range s.traces {
			if s.traces[i].kind == k {
				s.traces[i].draw(p, plane{s.frame.x, s.frame.y, r})
			}
		}
	}
	s.frame.draw(p, r, cell)
	if !s.legend.empty() {
		s.legend.draw(p, s.legend.rect(s.place, r))
	}
}

// describe says in words what the figure shows.
func (f *Figure) describe() string {
	var b strings.Builder
	b.WriteString("figure")
	if f.Title != "" {
		b.WriteString(" “" + plainText(f.Title) + "”")
	}
	x, y, left, err := f.plan()
	if err != nil {
		return b.String()
	}
	side := func(name, label string, a axis) string {
		if label != "" {
			name = plainText(label)
		}
		s := fmt.Sprintf("%s from %.4g to %.4g", name, a.min, a.max)
		if a.log {
			s += " (logarithmic)"
		}
		return s
	}
	b.WriteString(": " + side("y", f.YLabel, y) + " over " + side("x", f.XLabel, x))
	for _, t := range f.traces {
		b.WriteString("\n  " + t.describe())
	}
	if len(left) > 0 {
		b.WriteString("\n  left out: " + strings.Join(left, ", "))
	}
	return b.String()
}

func (t *trace) describe() string {
	name := ""
	if t.label != "" {
		name = plainText(t.label) + ": "
	}
	switch t.kind {
	case hline:
		return fmt.Sprintf("%sline at y = %.6g", name, t.y[0])
	case vline:
		return fmt.Sprintf("%sline at x = %.6g", name, t.x[0])
	case band:
		return fmt.Sprintf("%sband over %s", name, count(len(t.x), "point"))
	case bars:
		return name + count(len(t.x), "bar")
	}
	what := "line through "
	if t.line == "" {
		what = ""
	}
	s := name + what + count(len(t.x), "point")
	if t.xerr != nil || t.yerr != nil {
		s += " with error bars"
	}
	return s
}
