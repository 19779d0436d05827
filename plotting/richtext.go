package plotting

import (
	"strings"
	"unicode"
)

// A run is text of one size at one height. A label is a sequence of runs.
type run struct {
	text   string
	scale  float64 // of the font size
	shift  float64 // upwards, in font sizes
	italic bool
	bold   bool
	stack  bool // begins where the script before it began, as the power in x_0^2
}

const (
	scriptScale = 0.7  // of the text it belongs to
	superShift  = 0.38 // of that text's size
	subShift    = -0.18
	maxNesting  = 12
	longest     = 1000 // characters of a line that are kept
)

// superscripts and subscripts pair Unicode's raised and lowered characters with plain ones.
var (
	superscripts = map[rune]rune{'⁰': '0', '¹': '1', '²': '2', '³': '3', '⁴': '4', '⁵': '5', '⁶': '6', '⁷': '7', '⁸': '8', '⁹': '9',
		'⁺': '+', '⁻': '−', '⁼': '=', '⁽': '(', '⁾': ')', 'ⁿ': 'n', 'ⁱ': 'i'}
	subscripts = map[rune]rune{'₀': '0', '₁': '1', '₂': '2', '₃': '3', '₄': '4', '₅': '5', '₆': '6', '₇': '7', '₈': '8', '₉': '9',
		'₊': '+', '₋': '−', '₌': '=', '₍': '(', '₎': ')', 'ₐ': 'a', 'ₑ': 'e', 'ᵢ': 'i', 'ⱼ': 'j', 'ₖ': 'k', 'ₘ': 'm', 'ₙ': 'n', 'ₒ': 'o', 'ₚ': 'p', 'ₜ': 't', 'ₓ': 'x'}
	// substitutes stand in for signs that the typeface lacks.
	substitutes = map[rune]string{'∝': "~", '∼': "~", '⟨': "‹", '⟩': "›", '〈': "‹", '〉': "›", 'ℏ': "ħ", '∥': "||", '⊥': "_|_",
		'∗': "*", '⋅': "·", '≪': "<<", '≫': ">>", '\t': " ", '\u00ad': "-", '\u2009': "\u2009"}
)

// parseLabel reads one line of a label.
func parseLabel(s string) []run {
	p := &labelParser{in: []rune(strings.ToValidUTF8(s, "�"))}
	if len(p.in) > longest {
		p.in = append(p.in[:longest:longest], '…')
	}
	p.label()
	return p.out
}

type labelParser struct {
	in  []rune
	i   int
	out []run
	// lastScript tells whether the run before was a script, and of which kind, so that the other kind stacks on it.
	lastScript int
}

// put appends text in a style, joining it to the run before if that has the same.
func (p *labelParser) put(text string, style run) {
	if text == "" {
		return
	}
	if n := len(p.out); n > 0 && !style.stack {
		prev := &p.out[n-1]
		if prev.scale == style.scale && prev.shift == style.shift && prev.italic == style.italic && prev.bold == style.bold {
			prev.text += text
			return
		}
	}
	style.text = text
	p.out = append(p.out, style)
}

// label reads text outside math.
func (p *labelParser) label() {
	base := run{scale: 1}
	for p.i < len(p.in) {
		r := p.in[p.i]
		switch {
		case r == '\\' && p.i+1 < len(p.in) && p.in[p.i+1] == '$':
			p.put("$", base)
			p.i += 2
		case r == '$' && p.closing() > p.i:
			end := p.closing()
			inner := &labelParser{in: p.in[p.i+1 : end]}
			inner.math(base, 0, false)
			p.out = append(p.out, inner.out...)
			p.i = end + 1
		default:
			p.char(r, base)
			p.i++
		}
	}
}

// closing gives the place of the dollar sign that ends the math begun at p.i, or -1.
func (p *labelParser) closing() int {
	for j := p.i + 1; j < len(p.in); j++ {
		switch p.in[j] {
		case '\\':
			j++
		case '$':
			return j
		}
	}
	return -1
}

// char puts one character, raised, lowered or substituted as Unicode says.
func (p *labelParser) char(r rune, style run) {
	if b, ok := superscripts[r]; ok {
		p.put(string(b), script(style, superShift))
		return
	}
	if b, ok := subscripts[r]; ok {
		p.put(string(b), script(style, subShift))
		return
	}
	if s, ok := substitutes[r]; ok {
		p.put(s, style)
		return
	}
	if unicode.IsControl(r) {
		r = ' '
	}
	p.put(string(r), style)
}

func script(style run, shift float64) run {
	style.shift += shift * style.scale
	style.scale *= scriptScale
	return style
}

// math reads math until the input ends or, in a group, its closing brace.
func (p *labelParser) math(style run, depth int, group bool) {
	for p.i < len(p.in) {
		r := p.in[p.i]
		if r != '^' && r != '_' {
			p.lastScript = 0
		}
		switch {
		case r == '}' && group:
			p.i++
			return
		case r == '{' && depth < maxNesting:
			p.i++
			p.math(style, depth+1, true)
		case (r == '^' || r == '_') && depth < maxNesting && p.i+1 < len(p.in):
			p.i++
			p.script(r, style, depth)
		case r == '\\':
			p.command(style, depth)
		case unicode.IsSpace(r):
			p.i++
		default:
			p.i++
			p.mathChar(r, style)
		}
	}
}

// script reads what ^ or _ applies to.
func (p *labelParser) script(mark rune, style run, depth int) {
	shift, this := superShift, 1
	if mark == '_' {
		shift, this = subShift, 2
	}
	before := p.lastScript
	s := script(style, shift)
	start := len(p.out)
	if rest := string(p.in[p.i:min(p.i+5, len(p.in))]); mark == '^' && rest == `\circ` {
		p.i += 5
		p.put("°", style)
		return
	}
	s.stack = before != 0 && before != this
	p.lastScript = 0
	p.argument(s, depth+1)
	for i := start; i < len(p.out); i++ { // only the first run goes back
		p.out[i].stack = p.out[i].stack && i == start
	}
	p.lastScript = this
	if s.stack {
		p.lastScript = 0
	}
}

// argument reads a braced group, a command or one character.
func (p *labelParser) argument(style run, depth int) {
	for p.i < len(p.in) && unicode.IsSpace(p.in[p.i]) {
		p.i++
	}
	if p.i >= len(p.in) {
		return
	}
	switch r := p.in[p.i]; {
	case r == '{' && depth < maxNesting:
		p.i++
		p.math(style, depth+1, true)
	case r == '\\':
		p.command(style, depth+1)
	case r == '}':
	default:
		p.i++
		p.mathChar(r, style)
	}
}

// mathChar puts one character as math sets it: letters slanted, a minus for a hyphen,
// room around relations.
func (p *labelParser) mathChar(r rune, style run) {
	roman := style
	switch {
	case style.bold: // \mathrm and \mathbf are upright
	case unicode.IsLetter(r) && !(r >= 'Α' && r <= 'Ω'):
		style.italic = true
	}
	switch {
	case r == '-':
		p.put("−", roman)
	case strings.ContainsRune("=<>≈≤≥≠∝∼→±×", r) && style.scale == 1:
		p.put("\u2009", roman)
		p.char(r, roman)
		p.put("\u2009", roman)
	case r == '~':
		p.put(" ", roman)
	case r == ',' || r == ';':
		p.put(string(r)+"\u2009", roman)
	default:
		p.char(r, style)
	}
}
