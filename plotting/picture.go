package plotting

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// levels is how many colours of a map a picture uses; the number after them is for values
// that cannot be shown.
const levels = 224

const (
	barGap   = 8 * vg.Length(1)
	barWidth = 11 * vg.Length(1)
	barLeast = 60 * vg.Length(1) // its least height, for pictures that are lower
	ruleRoom = 16 * vg.Length(1) // for the scale bar
)

// inner gives the size of the picture where it stands alone: a whole number of device
// pixels for each pixel of the data, or the other way round for large data.
func (p *Picture) inner() (w, h vg.Length) {
	long := max(p.data.rows, p.data.cols)
	if p.set.Size != 0 {
		k := px * vg.Length(p.set.Size) / vg.Length(long)
		return k * vg.Length(p.data.cols), k * vg.Length(p.data.rows)
	}
	const target, most = 400 * density, 550 * density // device pixels
	k := 1.0
	if long <= most {
		k = max(math.Round(float64(target)/float64(long)), 1)
	} else {
		k = 1 / math.Ceil(float64(long)/most)
	}
	dots := func(n int) vg.Length { return vg.Length(max(math.Round(float64(n)*k), 1)) * px / density }
	return dots(p.data.cols), dots(p.data.rows)
}

func (p *Picture) natural() (w, h vg.Length, err error) {
	iw, ih := p.inner()
	s := p.measure(iw+100, ih+60)
	return iw + s.m.left + s.m.right, s.height(ih), nil
}

func (p *Picture) heightFor(w vg.Length) (vg.Length, error) {
	s := p.measure(w, w)
	iw := max(w-s.m.left-s.m.right, 10)
	return s.height(iw * vg.Length(p.data.rows) / vg.Length(p.data.cols)), nil
}

// height gives the height of the whole for that of the picture.
func (s *pictureSketch) height(inner vg.Length) vg.Length {
	h := inner + s.m.bottom
	if !s.p.set.NoBar {
		h = max(h, barLeast+edge)
	}
	return h + s.m.top
}

func (p *Picture) sketch(w, h vg.Length) (sketch, error) { return p.measure(w, h), nil }

// A pictureSketch is a picture with its axes and colour bar measured.
type pictureSketch struct {
	p        *Picture
	frame    frame
	bar      axis
	marks    []mark
	factor   label
	barLabel label
	rule     label
	widest   vg.Length
	m        margins
}

func (p *Picture) measure(w, h vg.Length) *pictureSketch {
	set, d := p.set, p.data
	s := &pictureSketch{p: p}
	s.frame = frame{title: set.Title, xlabel: set.XLabel, ylabel: set.YLabel, bare: set.NoAxes}
	if set.Unit != "" && set.XLabel == "" {
		s.frame.xlabel = "x (" + set.Unit + ")"
	}
	if set.Unit != "" && set.YLabel == "" {
		s.frame.ylabel = "y (" + set.Unit + ")"
	}
	half := set.PixelSize / 2
	whole := set.PixelSize == 1
	s.frame.x = axis{whole: whole, min: set.Offset[0] - half, max: set.Offset[0] + float64(d.cols)*set.PixelSize - half}
	s.frame.y = axis{whole: whole, max: set.Offset[1] - half, min: set.Offset[1] + float64(d.rows)*set.PixelSize - half}
	if set.FromBelow {
		s.frame.y.min, s.frame.y.max = s.frame.y.max, s.frame.y.min
	}
	s.m = s.frame.measure(w, h)
	if set.ScaleBar > 0 {
		unit := set.Unit
		if unit == "" {
			unit = "pixels"
		}
		s.rule = newLabel(strconv.FormatFloat(set.ScaleBar, 'g', 6, 64)+" "+unit, tickSize, false)
		s.m.bottom += ruleRoom
	}
	if set.NoBar {
		return s
	}
	s.bar = axis{log: set.Log, min: p.lo, max: p.hi}
	inner := max(h-s.m.top-s.m.bottom, barLeast)
	ticks, factor := s.bar.ticks(int(inner / 32))
	s.marks, s.widest = marksOf(ticks)
	s.factor = newLabel(factor, tickSize, false)
	s.barLabel = newLabel(set.BarLabel, labelSize, false)
	s.m.right = edge + barGap + barWidth + tickLen + tickGap + max(s.widest, s.factor.width-barWidth-tickLen)
	if !s.barLabel.empty() {
		s.m.right += labelGap + s.barLabel.height
	}
	s.m.top = max(s.m.top, edge+tickSize*0.4)
	if !s.factor.empty() {
		s.m.top = max(s.m.top, edge+s.factor.height+tickSize*0.5)
	}
	return s
}

func (s *pictureSketch) margins() margins { return s.m }

// place fits the picture into the room for it.
func (s *pictureSketch) place(r vg.Rectangle, dot vg.Length) vg.Rectangle {
	d := s.p.data
	room := r.Size()
	w, h := room.X, room.X*vg.Length(d.rows)/vg.Length(d.cols)
	if h > room.Y {
		w, h = room.Y*vg.Length(d.cols)/vg.Length(d.rows), room.Y
	}
	if nw, nh := s.p.inner(); w > 0.97*nw && w < 1.1*nw {
		w, h = nw, nh
	}
	if dot == 0 {
		dot = px / density
	}
	whole := func(v vg.Length) vg.Length { return vg.Length(math.Round(float64(v/dot))) * dot }
	w, h = max(whole(w), dot), max(whole(h), dot)
	x := whole(r.Min.X + max(room.X-w, 0)/2)
	y := whole(r.Max.Y) - h
	return vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + w, Y: y + h}}
}

func (s *pictureSketch) draw(p *pen, cell vg.Rectangle, m margins) {
	r := s.place(m.inside(cell), p.dot)
	at := p.pixelRect(r)
	table := append(s.p.cmap.table(levels), missingColor(s.p.set.Map))
	p.blit(blit{at: at, index: s.p.indices(at.Dx(), at.Dy()), table: table}, r)
	around := grow(r, axisWidth/2)
	s.frame.draw(p, around, cell)
	if !s.rule.empty() {
		set := s.p.set
		long := vg.Length(set.ScaleBar/set.PixelSize/float64(s.p.data.cols)) * (r.Max.X - r.Min.X)
		y := r.Min.Y - (s.frame.m.bottom - edge) - ruleRoom/2
		p.SetColor(ink)
		p.Fill(vg.Rectangle{Min: vg.Point{X: r.Min.X, Y: y - 1.5}, Max: vg.Point{X: r.Min.X + long, Y: y + 1.5}}.Path())
		p.text(s.rule, vg.Point{X: r.Min.X + long + labelGap, Y: y - tickSize*(capHeight/2+descent)}, 0, 0, false, ink)
	}
	if !s.p.set.NoBar {
		s.drawBar(p, r, table)
	}
}

func grow(r vg.Rectangle, by vg.Length) vg.Rectangle {
	d := vg.Point{X: by, Y: by}
	return vg.Rectangle{Min: r.Min.Sub(d), Max: r.Max.Add(d)}
}

// drawBar draws the colour bar, as high as the picture where that is high enough.
func (s *pictureSketch) drawBar(p *pen, r vg.Rectangle, table colorMap) {
	low := min(r.Min.Y, r.Max.Y-barLeast)
	s.marks = spread(s.marks, s.bar, r.Max.Y-low, heightOf)
	bar := vg.Rectangle{Min: vg.Point{X: r.Max.X + barGap, Y: low}, Max: vg.Point{X: r.Max.X + barGap + barWidth, Y: r.Max.Y}}
	at := p.pixelRect(bar)
	index := make([]uint8, at.Dx()*at.Dy())
	for y := range at.Dy() {
		v := uint8((at.Dy() - 1 - y) * (levels - 1) / max(at.Dy()-1, 1))
		for x := range at.Dx() {
			index[y*at.Dx()+x] = v
		}
	}
	p.blit(blit{at: at, index: index, table: table}, bar)
	p.style(ink, axisWidth, "")
	around := grow(bar, axisWidth/2)
	p.box(around, axisWidth)
	for _, k := range s.marks {
		y := bar.Min.Y + vg.Length(s.bar.place(k.value))*(bar.Max.Y-bar.Min.Y)
		p.style(ink, axisWidth, "")
		p.hline(around.Max.X, around.Max.X+length(k), y, axisWidth)
		p.text(k.label, vg.Point{X: around.Max.X + tickLen + tickGap, Y: y - tickSize*(capHeight/2+descent)}, 0, 0, false, ink)
	}
	p.text(s.factor, vg.Point{X: bar.Min.X, Y: bar.Max.Y + tickSize*0.4}, 0, 0, false, ink)
	x := around.Max.X + tickLen + tickGap + s.widest + labelGap + s.barLabel.height
	p.text(s.barLabel, vg.Point{X: x, Y: (bar.Min.Y + bar.Max.Y) / 2}, 0.5, 0, true, ink)
}

// describe says in words what the picture shows.
func (p *Picture) describe() string {
	s := "picture"
	if p.set.Title != "" {
		s += " “" + plainText(p.set.Title) + "”"
	}
	s += fmt.Sprintf(": %d × %d pixels", p.data.cols, p.data.rows)
	if p.set.Unit != "" {
		s += fmt.Sprintf(" of %.6g %s", p.set.PixelSize, plainText(p.set.Unit))
	}
	name := ""
	if p.set.BarLabel != "" {
		name = plainText(p.set.BarLabel) + " "
	}
	s += fmt.Sprintf(", %sfrom %.6g to %.6g in %s", name, p.lo, p.hi, p.set.Map)
	if p.set.Log {
		s += " (logarithmic)"
	}
	if n := p.data.missing(p.set.Log); n > 0 {
		s += fmt.Sprintf("\n  left out: %s not finite", count(n, "value"))
		if p.set.Log {
			s += " or not positive"
		}
	}
	return s
}
