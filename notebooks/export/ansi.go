package export

import (
	"fmt"
	"strconv"
	"strings"
)

// terminalText gives what a terminal would leave of a stream in which carriage returns
// overwrite lines, as progress bars do.
func terminalText(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	var b strings.Builder
	for line := range strings.Lines(s) {
		text, newline := strings.CutSuffix(line, "\n")
		text = strings.TrimRight(text, "\r")
		b.WriteString(text[strings.LastIndexByte(text, '\r')+1:])
		if newline {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// A pen is how a terminal writes at the moment.
type pen struct {
	fg, bg                              string // CSS colours or classes such as c1; "" is the page's own
	bold, faint, italic, under, inverse bool
}

// ansiHTML turns the colours of terminal text into spans and drops other control sequences.
func ansiHTML(s string) string {
	if !strings.ContainsRune(s, 0x1b) {
		return escapeText(s)
	}
	var b strings.Builder
	var now pen
	for s != "" {
		i := strings.IndexByte(s, 0x1b)
		if i < 0 {
			i = len(s)
		}
		if i > 0 {
			now.write(&b, s[:i])
		}
		s = s[i:]
		if s == "" {
			break
		}
		params, final, rest := controlSequence(s)
		if final == 'm' {
			now.apply(params)
		}
		s = rest
	}
	return b.String()
}

// controlSequence splits what follows an escape character into a CSI sequence's
// parameters, its final byte (0 for another kind of sequence) and the text after it.
func controlSequence(s string) (params string, final byte, rest string) {
	if len(s) < 2 {
		return "", 0, ""
	}
	switch s[1] {
	case '[':
		i := 2
		for i < len(s) && s[i] >= 0x20 && s[i] <= 0x3f {
			i++
		}
		if i < len(s) && s[i] >= 0x40 && s[i] <= 0x7e {
			return s[2:i], s[i], s[i+1:]
		}
		return "", 0, s[i:]
	case ']': // a title or a link: up to BEL or ESC \
		for i := 2; i < len(s); i++ {
			if s[i] == 0x07 {
				return "", 0, s[i+1:]
			}
			if s[i] == 0x1b {
				return "", 0, strings.TrimPrefix(s[i+1:], "\\")
			}
		}
		return "", 0, ""
	}
	return "", 0, s[2:]
}

// apply obeys a Select Graphic Rendition sequence (ECMA-48, 8.3.117).
func (p *pen) apply(params string) {
	var codes []int
	for _, f := range strings.FieldsFunc(params+";", func(r rune) bool { return r == ';' || r == ':' }) {
		n, err := strconv.Atoi(f)
		if err != nil {
			return
		}
		codes = append(codes, n)
	}
	if len(codes) == 0 {
		codes = []int{0}
	}
	for i := 0; i < len(codes); i++ {
		switch c := codes[i]; {
		case c == 0:
			*p = pen{}
		case c == 1:
			p.bold = true
		case c == 2:
			p.faint = true
		case c == 3:
			p.italic = true
		case c == 4:
			p.under = true
		case c == 7:
			p.inverse = true
		case c == 22:
			p.bold, p.faint = false, false
		case c == 23:
			p.italic = false
		case c == 24:
			p.under = false
		case c == 27:
			p.inverse = false
		case 30 <= c && c <= 37:
			p.fg = fmt.Sprintf("c%d", c-30)
		case 90 <= c && c <= 97:
			p.fg = fmt.Sprintf("c%d", c-90+8)
		case c == 39:
			p.fg = ""
		case 40 <= c && c <= 47:
			p.bg = fmt.Sprintf("c%d", c-40)
		case 100 <= c && c <= 107:
			p.bg = fmt.Sprintf("c%d", c-100+8)
		case c == 49:
			p.bg = ""
		case c == 38 || c == 48:
			colour, used := extendedColour(codes[i+1:])
			i += used
			if c == 38 {
				p.fg = colour
			} else {
				p.bg = colour
			}
		}
	}
}

// extendedColour reads 5;n (of 256 colours) or 2;r;g;b.
func extendedColour(codes []int) (colour string, used int) {
	switch {
	case len(codes) >= 2 && codes[0] == 5:
		n := codes[1] & 255
		switch {
		case n < 16:
			return fmt.Sprintf("c%d", n), 2
		case n < 232:
			level := func(i int) int {
				if i == 0 {
					return 0
				}
				return 55 + 40*i
			}
			n -= 16
			return fmt.Sprintf("#%02x%02x%02x", level(n/36), level(n/6%6), level(n%6)), 2
		}
		grey := 8 + 10*(n-232)
		return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey), 2
	case len(codes) >= 4 && codes[0] == 2:
		return fmt.Sprintf("#%02x%02x%02x", codes[1]&255, codes[2]&255, codes[3]&255), 4
	}
	return "", len(codes)
}

// write puts text into a span that draws it as the pen does.
func (p *pen) write(b *strings.Builder, text string) {
	if *p == (pen{}) {
		b.WriteString(escapeText(text))
		return
	}
	fg, bg := p.fg, p.bg
	var classes, style []string
	if p.inverse {
		fg, bg = bg, fg
		if fg == "" {
			fg = "var(--paper)"
		}
		if bg == "" {
			bg = "var(--ink)"
		}
	}
	colour := func(property, prefix, c string) {
		switch {
		case c == "":
		case c[0] == 'c':
			classes = append(classes, prefix+c[1:])
		default:
			style = append(style, property+":"+c)
		}
	}
	colour("color", "fg", fg)
	colour("background", "bg", bg)
	for _, a := range []struct {
		on  bool
		css string
	}{{p.bold, "font-weight:600"}, {p.faint, "opacity:.7"}, {p.italic, "font-style:italic"}, {p.under, "text-decoration:underline"}} {
		if a.on {
			style = append(style, a.css)
		}
	}
	b.WriteString("<span")
	if classes != nil {
		b.WriteString(` class="` + strings.Join(classes, " ") + `"`)
	}
	if style != nil {
		b.WriteString(` style="` + strings.Join(style, ";") + `"`)
	}
	b.WriteString(">" + escapeText(text) + "</span>")
}
