package plotting

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/vg"

	"talbot/runtime/display"
)

// Panels is several figures and pictures in rows and columns.
type Panels struct {
	Title  string
	Width  float64 // of the whole, CSS pixels; 0 takes what the panels need, at most 960
	Height float64 // of the whole, CSS pixels; 0 takes what suits the width

	rows, cols int
	cells      []panel // nil is left empty
	err        error
}

// Grid sets figures and pictures side by side, row by row; a nil leaves its place empty.
func Grid(rows, cols int, panels ...display.Bundler) *Panels {
	g := &Panels{rows: rows, cols: cols}
	switch {
	case rows < 1 || cols < 1 || rows > 50 || cols > 50:
		g.err = fmt.Errorf("plotting: Grid has %d rows and %d columns; allowed are 1 to 50 of each", rows, cols)
		return g
	case len(panels) > rows*cols:
		g.err = fmt.Errorf("plotting: Grid of %d rows and %d columns has %d places but got %d panels", rows, cols, rows*cols, len(panels))
		return g
	}
	for i, b := range panels {
		switch v := b.(type) {
		case nil:
			g.cells = append(g.cells, nil)
		case panel:
			if isNil(v) {
				g.err = fmt.Errorf("plotting: panel %d of Grid is a nil %T; write nil alone to leave a place empty", i+1, b)
				return g
			}
			g.cells = append(g.cells, v)
		default:
			g.err = fmt.Errorf("plotting: panel %d of Grid is a %T; allowed are figures, pictures and grids", i+1, b)
			return g
		}
	}
	return g
}

// Err tells what is wrong with the grid or its panels, or nil.
func (g *Panels) Err() error {
	if g.err != nil {
		return g.err
	}
	for i, c := range g.cells {
		if c == nil {
			continue
		}
		if err := c.Err(); err != nil {
			return fmt.Errorf("panel %d: %w", i+1, err)
		}
	}
	return nil
}

// MIMEBundle shows the panels as one PNG with its size in CSS pixels, and as text.
func (g *Panels) MIMEBundle() (display.Bundle, error) { return bundle(g) }

// Save writes the panels to a .png, .svg or .pdf file, as the path's ending says.
func (g *Panels) Save(path string) error { return save(g, path) }

// SVG gives the panels as scalable graphics, to be shown or saved.
func (g *Panels) SVG() *SVG { return &SVG{panel: g} }

const mostWidth = 960 * px

// at gives the panel of a row and column, or nil.
func (g *Panels) at(row, col int) panel {
	if i := row*g.cols + col; i < len(g.cells) {
		return g.cells[i]
	}
	return nil
}

func (g *Panels) natural() (w, h vg.Length, err error) {
	if g.Width != 0 && !(g.Width >= 80 && g.Width <= 8000) || g.Height != 0 && !(g.Height >= 80 && g.Height <= 8000) {
		return 0, 0, fmt.Errorf("plotting: Width and Height of Grid are %v and %v; allowed are 80 to 8000 CSS pixels, or 0", g.Width, g.Height)
	}
	if w = px * vg.Length(g.Width); w == 0 {
		var widest vg.Length
		for _, c := range g.cells {
			if c == nil {
				continue
			}
			cw, _, err := c.natural()
			if err != nil {
				return 0, 0, err
			}
			widest = max(widest, cw)
		}
		w = min(max(widest, 60)*vg.Length(g.cols), mostWidth)
	}
	if h = px * vg.Length(g.Height); h == 0 {
		h, err = g.heightFor(w)
	}
	return w, h, err
}

// heights gives the height of each row.
func (g *Panels) heights(w vg.Length) ([]vg.Length, error) {
	rows := make([]vg.Length, g.rows)
	for r := range rows {
		rows[r] = 20
		for c := range g.cols {
			p := g.at(r, c)
			if p == nil {
				continue
			}
			h, err := p.heightFor(w / vg.Length(g.cols))
			if err != nil {
				return nil, err
			}
			rows[r] = max(rows[r], h)
		}
	}
	return rows, nil
}

func (g *Panels) heightFor(w vg.Length) (vg.Length, error) {
	rows, err := g.heights(w)
	h := g.headRoom()
	for _, r := range rows {
		h += r
	}
	return h, err
}

func (g *Panels) headRoom() vg.Length {
	if l := newLabel(g.Title, titleSize*1.1, true); !l.empty() {
		return l.height + edge + 2
	}
	return 0
}

// A gridSketch holds the sketches of the panels and the margins that align their axes.
type gridSketch struct {
	g       *Panels
	head    label
	heights []vg.Length
	cells   []sketch
	left    []vg.Length // of each column
	right   []vg.Length
	top     []vg.Length // of each row
	bottom  []vg.Length
}

func (g *Panels) sketch(w, h vg.Length) (sketch, error) {
	s := &gridSketch{g: g, head: newLabel(g.Title, titleSize*1.1, true), cells: make([]sketch, g.rows*g.cols),
		left: make([]vg.Length, g.cols), right: make([]vg.Length, g.cols), top: make([]vg.Length, g.rows), bottom: make([]vg.Length, g.rows)}
	var err error
	if s.heights, err = g.heights(w); err != nil {
		return nil, err
	}
	var sum vg.Length
	for _, v := range s.heights {
		sum += v
	}
	stretch := max(h-g.headRoom(), 20) / sum
	for r := range g.rows {
		s.heights[r] *= stretch
		for c := range g.cols {
			p := g.at(r, c)
			if p == nil {
				continue
			}
			k, err := p.sketch(w/vg.Length(g.cols), s.heights[r])
			if err != nil {
				return nil, fmt.Errorf("panel %d: %w", r*g.cols+c+1, err)
			}
			s.cells[r*g.cols+c] = k
			m := k.margins()
			s.left[c], s.right[c] = max(s.left[c], m.left), max(s.right[c], m.right)
			s.top[r], s.bottom[r] = max(s.top[r], m.top), max(s.bottom[r], m.bottom)
		}
	}
	return s, nil
}

// margins of a grid are within its cells.
func (s *gridSketch) margins() margins { return margins{} }

func (s *gridSketch) draw(p *pen, area vg.Rectangle, _ margins) {
	p.text(s.head, vg.Point{X: (area.Min.X + area.Max.X) / 2, Y: area.Max.Y - edge}, 0.5, 1, false, ink)
	y := area.Max.Y - s.g.headRoom()
	w := (area.Max.X - area.Min.X) / vg.Length(s.g.cols)
	for r := range s.g.rows {
		for c := range s.g.cols {
			k := s.cells[r*s.g.cols+c]
			if k == nil {
				continue
			}
			x := area.Min.X + w*vg.Length(c)
			cell := vg.Rectangle{Min: vg.Point{X: x, Y: y - s.heights[r]}, Max: vg.Point{X: x + w, Y: y}}
			k.draw(p, cell, margins{s.left[c], s.right[c], s.bottom[r], s.top[r]})
		}
		y -= s.heights[r]
	}
}

// describe says in words what the panels show.
func (g *Panels) describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d × %d panels", g.rows, g.cols)
	if g.Title != "" {
		b.WriteString(" “" + plainText(g.Title) + "”")
	}
	for i, c := range g.cells {
		if c != nil {
			fmt.Fprintf(&b, "\n%d. %s", i+1, c.describe())
		}
	}
	return b.String()
}
