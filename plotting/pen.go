package plotting

import (
	"image"
	"image/color"
	"math"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/plot/vg"
)

// px is one CSS pixel: 96 to the inch, where a point is 72 to the inch.
const px = vg.Length(0.75)

// A pen draws on one of gonum/plot's canvases. Its origin is at the lower left.
type pen struct {
	vg.Canvas
	dot vg.Length // a device pixel to which straight lines are aligned; 0 where there are none
	// words takes the widths of what is written as text; nil fills the outlines of text.
	words *[]vg.Length
	// pixels takes the pixels of pictures where the canvas has device pixels; nil draws them at once.
	pixels *[]blit
	high   int         // device pixels of the page
	dashes []vg.Length // of the line style
}

// snap moves a coordinate to the centre of a device pixel for a line of a width, so that it is crisp.
func (p *pen) snap(x, width vg.Length) vg.Length {
	if p.dot == 0 {
		return x
	}
	dots := math.Max(math.Round(float64(width/p.dot)), 1)
	half := 0.5 * math.Mod(dots, 2)
	return vg.Length(math.Round(float64(x/p.dot)-half)+half) * p.dot
}

func (p *pen) style(c color.NRGBA, width vg.Length, line string) {
	p.SetColor(c)
	p.SetLineWidth(width)
	var d []vg.Length
	switch line {
	case "dashed":
		d = []vg.Length{4 * width, 2.5 * width}
	case "dotted":
		d = []vg.Length{1.2 * width, 1.8 * width}
	case "dashdot":
		d = []vg.Length{5 * width, 2 * width, 1.2 * width, 2 * width}
	}
	p.dashes = d
	p.SetLineDash(d, 0)
}

// hline and vline draw straight lines along the axes.
func (p *pen) hline(x0, x1, y, width vg.Length) {
	y = p.snap(y, width)
	p.Stroke(vg.Path{{Type: vg.MoveComp, Pos: vg.Point{X: x0, Y: y}}, {Type: vg.LineComp, Pos: vg.Point{X: x1, Y: y}}})
}

func (p *pen) vline(x, y0, y1, width vg.Length) {
	x = p.snap(x, width)
	p.Stroke(vg.Path{{Type: vg.MoveComp, Pos: vg.Point{X: x, Y: y0}}, {Type: vg.LineComp, Pos: vg.Point{X: x, Y: y1}}})
}

func (p *pen) box(r vg.Rectangle, width vg.Length) {
	r.Min.X, r.Max.X = p.snap(r.Min.X, width), p.snap(r.Max.X, width)
	r.Min.Y, r.Max.Y = p.snap(r.Min.Y, width), p.snap(r.Max.Y, width)
	p.Stroke(r.Path())
}

// pixelRect gives the device pixels that an area of the page covers, y downwards.
func (p *pen) pixelRect(r vg.Rectangle) image.Rectangle {
	dot := p.dot
	if dot == 0 {
		dot = px / density
	}
	n := func(v vg.Length) int { return int(math.Round(float64(v / dot))) }
	return image.Rect(n(r.Min.X), p.high-n(r.Max.Y), n(r.Max.X), p.high-n(r.Min.Y))
}

// blit puts a block of pixels on an area.
func (p *pen) blit(b blit, r vg.Rectangle) {
	if p.pixels != nil {
		*p.pixels = append(*p.pixels, b)
		return
	}
	p.DrawImage(r, b.image())
}

// A label is text that has been measured.
type label struct {
	lines  [][]run
	size   vg.Length
	widths []vg.Length
	width  vg.Length // of the widest line
	height vg.Length // of all lines, from the top of capitals to the lowest baseline's descent
}

const (
	capHeight  = 0.72 // of the font size
	descent    = 0.21
	lineHeight = 1.25
)

// newLabel reads and measures a label.
func newLabel(s string, size vg.Length, bold bool) label {
	l := label{size: size}
	if strings.TrimSpace(s) == "" {
		return l
	}
	for _, line := range strings.Split(strings.Trim(s, "\n"), "\n") {
		runs := parseLabel(line)
		for i := range runs {
			runs[i].bold = runs[i].bold || bold
		}
		l.lines = append(l.lines, runs)
		w := layout(runs, size, nil)
		l.widths = append(l.widths, w)
		l.width = max(l.width, w)
	}
	up := 0.0 // how far a script of the first line stands above capitals
	for _, r := range l.lines[0] {
		up = max(up, r.shift+capHeight*r.scale-capHeight)
	}
	l.height = size * vg.Length(capHeight+up+descent+lineHeight*float64(len(l.lines)-1))
	return l
}

// fitLabel breaks a label at spaces so that it is no wider than room, where that can be.
func fitLabel(s string, size vg.Length, bold bool, room vg.Length) label {
	l := newLabel(s, size, bold)
	if l.width <= room {
		return l
	}
	line, out := "", ""
	for _, word := range words(s) {
		switch longer := line + " " + word; {
		case line == "":
			line = word
		case newLabel(longer, size, bold).width > room:
			out, line = out+line+"\n", word
		default:
			line = longer
		}
	}
	return newLabel(out+line, size, bold)
}

// words splits at white space that is not within math.
func words(s string) []string {
	var out []string
	math := false
	for _, w := range strings.Fields(s) {
		if math {
			out[len(out)-1] += " " + w
		} else {
			out = append(out, w)
		}
		if (strings.Count(w, "$")-strings.Count(w, `\$`))%2 == 1 {
			math = !math
		}
	}
	return out
}

// cut shortens a label of one line to a width.
func (l label) cut(room vg.Length) label {
	if l.width <= room || l.empty() {
		return l
	}
	var best []run
	total := 0
	for _, r := range l.lines[0] {
		total += utf8.RuneCountInString(r.text)
	}
	for lo, hi := 0, total; lo < hi; { // the most characters that fit
		mid := (lo + hi) / 2
		short := append(firstRunes(l.lines[0], mid), run{text: "…", scale: 1})
		if w := layout(short, l.size, nil); w <= room {
			best, l.width, lo = short, w, mid+1
		} else {
			hi = mid
		}
	}
	if best == nil {
		return label{}
	}
	l.lines, l.widths = [][]run{best}, []vg.Length{l.width}
	return l
}

// firstRunes gives the runs' first n characters.
func firstRunes(runs []run, n int) []run {
	var out []run
	for _, r := range runs {
		text := []rune(r.text)
		if len(text) >= n {
			r.text = string(text[:n])
			return append(out, r)
		}
		out, n = append(out, r), n-len(text)
	}
	return out
}

func (l label) empty() bool { return len(l.lines) == 0 }

// layout gives the width of runs and calls each with the place where a run begins.
func layout(runs []run, size vg.Length, each func(r run, x vg.Length)) vg.Length {
	var x, begin, reach vg.Length
	for _, r := range runs {
		if r.stack {
			x, reach = begin, max(reach, x)
		} else {
			x = max(x, reach)
			reach = 0
		}
		begin = x
		if each != nil {
			each(r, x)
		}
		x += textWidth(face(r, size*vg.Length(r.scale)), r.text)
	}
	return max(x, reach)
}

// text draws a label. ax and ay say which part of it stands at pt: 0 is left or the last
// baseline's descent, 0.5 the middle, 1 right or top. Turned, it reads upwards, and so do ax and ay.
func (p *pen) text(l label, pt vg.Point, ax, ay vg.Length, turned bool, c color.NRGBA) {
	if l.empty() {
		return
	}
	p.SetColor(c)
	if turned {
		p.Push()
		defer p.Pop()
		p.Rotate(math.Pi / 2)
		pt.X, pt.Y = pt.Y, -pt.X
	}
	n := len(l.lines)
	base := pt.Y - ay*l.height + l.size*descent
	for i, runs := range l.lines {
		y := base + l.size*lineHeight*vg.Length(n-1-i)
		x := pt.X - ax*l.width + (l.width-l.widths[i])*ax
		var path vg.Path
		layout(runs, l.size, func(r run, dx vg.Length) {
			f := face(r, l.size*vg.Length(r.scale))
			at := vg.Point{X: x + dx, Y: y + l.size*vg.Length(r.shift)}
			if p.words != nil {
				*p.words = append(*p.words, textWidth(f, r.text))
				p.FillString(f, at, r.text)
				return
			}
			outline(&path, f, at, r.text)
		})
		if len(path) > 0 {
			p.Fill(path)
		}
	}
}
