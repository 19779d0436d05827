package plotting

import (
	"sync"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

// typefaces holds Liberation Sans, which has the widths of Arial and Helvetica, so that an
// SVG looks the same where one of those stands in for it.
var typefaces = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

// face gives the typeface of a run at a size.
func face(r run, size vg.Length) font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if r.italic {
		f.Style = xfont.StyleItalic
	}
	if r.bold {
		f.Weight = xfont.WeightBold
	}
	return typefaces().Lookup(f, size)
}

// A glyph is a character's outline in font units, y upwards, and its width.
type glyph struct {
	path    []sfnt.Segment
	advance fixed.Int26_6
}

type glyphKey struct {
	font *sfnt.Font
	r    rune
}

var glyphs struct {
	sync.Mutex
	buf  sfnt.Buffer
	seen map[glyphKey]glyph
}

// glyphOf looks a character up. One that the font lacks has the outline of an empty box.
func glyphOf(f font.Face, r rune) glyph {
	glyphs.Lock()
	defer glyphs.Unlock()
	key := glyphKey{f.Face, r}
	if g, ok := glyphs.seen[key]; ok {
		return g
	}
	units := fixed.Int26_6(f.Face.UnitsPerEm()) // as pixels per em this gives lengths in font units
	i, err := f.Face.GlyphIndex(&glyphs.buf, r)
	if err != nil {
		i = 0
	}
	var g glyph
	if segs, err := f.Face.LoadGlyph(&glyphs.buf, i, units, nil); err == nil {
		g.path = append(g.path, segs...) // the font's buffer is used again
	}
	if a, err := f.Face.GlyphAdvance(&glyphs.buf, i, units, xfont.HintingNone); err == nil {
		g.advance = a
	}
	if glyphs.seen == nil {
		glyphs.seen = map[glyphKey]glyph{}
	}
	if len(glyphs.seen) < 1<<14 {
		glyphs.seen[key] = g
	}
	return g
}

// thin is drawn as room of a sixth of the font's size, whatever the font has for it.
const thin = '\u2009'

// textWidth gives the width of plain text.
func textWidth(f font.Face, s string) vg.Length {
	var w vg.Length
	for _, r := range s {
		w += advance(f, r)
	}
	return w
}

func advance(f font.Face, r rune) vg.Length {
	if r == thin {
		return f.Font.Size / 6
	}
	return f.Font.Size * vg.Length(glyphOf(f, r).advance) / vg.Length(f.Face.UnitsPerEm())
}

// outline appends the outline of plain text that begins at pt.
func outline(path *vg.Path, f font.Face, pt vg.Point, s string) {
	k := f.Font.Size / vg.Length(f.Face.UnitsPerEm())
	for _, r := range s {
		if r != thin {
			at := func(p fixed.Point26_6) vg.Point {
				return vg.Point{X: pt.X + k*vg.Length(p.X), Y: pt.Y - k*vg.Length(p.Y)}
			}
			open := false
			for _, seg := range glyphOf(f, r).path {
				switch seg.Op {
				case sfnt.SegmentOpMoveTo:
					if open {
						path.Close()
					}
					open = true
					path.Move(at(seg.Args[0]))
				case sfnt.SegmentOpLineTo:
					path.Line(at(seg.Args[0]))
				case sfnt.SegmentOpQuadTo:
					path.QuadTo(at(seg.Args[0]), at(seg.Args[1]))
				case sfnt.SegmentOpCubeTo:
					path.CubeTo(at(seg.Args[0]), at(seg.Args[1]), at(seg.Args[2]))
				}
			}
			if open {
				path.Close()
			}
		}
		pt.X += advance(f, r)
	}
}
