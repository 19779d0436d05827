package value

import (
	"html"
	"strings"
	"unicode/utf8"
)

// html gives the grid as a table without colours and borders of its own: the front end's style
// for tables, light or dark, is the right one.
func (g *grid) html() string {
	var b strings.Builder
	cell := func(tag, s string, left bool) {
		align := "right"
		if left {
			align = "left"
		}
		b.WriteString("<" + tag + ` style="text-align:` + align + `;white-space:pre-wrap">` + html.EscapeString(s) + "</" + tag + ">")
	}
	if g.caption != "" {
		b.WriteString(`<p style="margin:.3em 0;white-space:pre-wrap">` + html.EscapeString(g.caption) + "</p>\n")
	}
	b.WriteString(`<table style="font-variant-numeric:tabular-nums">` + "\n")
	if len(g.head) > 0 {
		b.WriteString("<thead><tr>")
		if g.labels != nil {
			cell("th", g.corner, true)
		}
		for j, s := range g.head {
			cell("th", s, g.left[j])
		}
		b.WriteString("</tr></thead>\n")
	}
	b.WriteString("<tbody>\n")
	for i, row := range g.rows {
		b.WriteString("<tr>")
		if g.labels != nil {
			cell("th", g.labels[i], true)
		}
		for j, s := range row {
			cell("td", s, g.left[j])
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>\n")
	if g.note != "" {
		b.WriteString(`<p style="margin:.3em 0;opacity:.7">` + html.EscapeString(g.note) + "</p>\n")
	}
	return b.String()
}

// text gives the grid with its columns aligned.
func (g *grid) text() string {
	lines := make([][]string, 0, len(g.rows)+1)
	left := g.left
	if len(g.head) > 0 {
		lines = append(lines, g.head)
	}
	lines = append(lines, g.rows...)
	if g.labels != nil {
		left = append([]bool{true}, left...)
		for i := range lines {
			label := g.corner
			if k := i - (len(lines) - len(g.rows)); k >= 0 {
				label = g.labels[k]
			}
			lines[i] = append([]string{label}, lines[i]...)
		}
	}
	width := make([]int, len(left))
	for _, line := range lines {
		for j, s := range line {
			width[j] = max(width[j], utf8.RuneCountInString(s))
		}
	}
	var b strings.Builder
	if g.caption != "" {
		b.WriteString(g.caption + "\n")
	}
	for _, line := range lines {
		var l strings.Builder
		for j, s := range line {
			if j > 0 {
				l.WriteString("  ")
			}
			pad := strings.Repeat(" ", width[j]-utf8.RuneCountInString(s))
			if left[j] {
				l.WriteString(s + pad)
			} else {
				l.WriteString(pad + s)
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	if g.note != "" {
		b.WriteString("(" + g.note + ")\n")
	}
	return cut(strings.TrimSuffix(b.String(), "\n"), 2*formatBytes)
}
