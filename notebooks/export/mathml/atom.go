package mathml

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// atom reads one item without scripts.
func (p *parser) atom() item {
	if p.depth++; p.depth > maxDepth {
		return p.tooDeep()
	}
	defer func() { p.depth-- }()
	t := p.next()
	switch t.kind {
	case openBrace:
		xml := p.row(func(token) bool { return false })
		if p.peek().kind == closeBrace {
			p.next()
		}
		return item{xml: group(xml)}
	case command:
		return p.command(t.text)
	case char:
		return p.char(t.text)
	}
	return item{xml: unknown(t.source())}
}

// char gives what a character of its own means.
func (p *parser) char(s string) item {
	switch s {
	case "(", "[":
		return item{xml: `<mo stretchy="false" form="prefix">` + s + `</mo>`, class: opening}
	case ")", "]":
		return item{xml: `<mo stretchy="false" form="postfix">` + s + `</mo>`, class: closing}
	case "|":
		return item{xml: `<mo stretchy="false" lspace="0" rspace="0">|</mo>`}
	case "/":
		return item{xml: `<mo lspace="0" rspace="0">/</mo>`}
	case "-":
		return p.binary("−")
	case "+":
		return p.binary("+")
	case "*":
		return p.binary("∗")
	case "=", "<", ">", ":":
		return p.relation(s)
	case ",", ";":
		return item{xml: `<mo separator="true">` + s + `</mo>`, class: punctuation}
	case "!":
		return item{xml: `<mo form="postfix">!</mo>`, class: closing}
	case "~":
		return item{xml: `<mspace width="0.333em"></mspace>`, class: space}
	case ".", "?", "\"", "`", "@", "\\":
		return item{xml: wrap("mtext", escape(s))}
	}
	if s[0] >= '0' && s[0] <= '9' {
		return item{xml: wrap("mn", mapFont(p.number(s), p.font))}
	}
	r, _ := utf8.DecodeRuneInString(s)
	if unicode.IsLetter(r) {
		return item{xml: identifier(s, p.font)}
	}
	if unicode.Is(unicode.Sm, r) {
		return p.relation(s)
	}
	return item{xml: wrap("mtext", escape(s))}
}

// number reads on while digits follow.
func (p *parser) number(first string) string {
	from := p.at
	for p.at < len(p.src) {
		c := p.src[p.at]
		point := c == '.' && p.at+1 < len(p.src) && isDigit(p.src[p.at+1])
		if !isDigit(c) && !point {
			break
		}
		p.at++
	}
	return first + p.src[from:p.at]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// binary and relation give operators with TeX's space around them, which scripts leave out.
func (p *parser) binary(s string) item {
	tight := `<mo form="prefix" lspace="0" rspace="0">` + escape(s) + `</mo>`
	if p.tight {
		return item{xml: `<mo lspace="0" rspace="0">` + escape(s) + `</mo>`, class: binary, unary: tight}
	}
	return item{xml: wrap("mo", escape(s)), class: binary, unary: tight}
}

func (p *parser) relation(s string) item {
	around := "0.278em"
	if p.tight {
		around = "0"
	}
	return item{xml: `<mo lspace="` + around + `" rspace="` + around + `" stretchy="false">` + escape(s) + `</mo>`, class: relation}
}

// tooDeep gives up on the rest.
func (p *parser) tooDeep() item {
	p.depth--
	rest := p.src[p.at:]
	p.at = len(p.src)
	return item{xml: unknown(rest)}
}

// command gives what a command means, with its arguments.
func (p *parser) command(name string) item {
	if s, ok := letters[name]; ok {
		return item{xml: identifier(s, p.font)}
	}
	if s, ok := binaries[name]; ok {
		return p.binary(s)
	}
	if s, ok := relations[name]; ok {
		return p.relation(s)
	}
	if s, ok := marks[name]; ok {
		return item{xml: `<mi mathvariant="normal">` + escape(s) + `</mi>`}
	}
	if s, ok := bigOperators[name]; ok {
		limits := !strings.HasSuffix(name, "int")
		return item{xml: `<mo largeop="true" movablelimits="false">` + s + `</mo>`, class: operator, limits: limits}
	}
	if limits, ok := functions[name]; ok {
		return item{xml: wrap("mi", functionName(name)), class: function, limits: limits}
	}
	if width, ok := spaces[name]; ok {
		return item{xml: `<mspace width="` + width + `"></mspace>`, class: space}
	}
	if a, ok := accents[name]; ok {
		return p.accent(a)
	}
	if f, ok := fonts[name]; ok {
		return p.inFont(f)
	}
	if d, ok := delimiters[name]; ok {
		return fence(d, "")
	}
	if it, ok := p.structure(name); ok {
		return it
	}
	return item{xml: unknown(`\` + name)}
}

// functionName spells a function with the thin space of lim sup and the like.
func functionName(name string) string {
	switch name {
	case "limsup":
		return "lim sup"
	case "liminf":
		return "lim inf"
	}
	return name
}

func (p *parser) accent(a accent) item {
	xml := group(p.argument())
	if a.border != "" { // a line that grows with any font
		return item{xml: `<mrow style="border-` + a.border + `:0.06em solid;padding-` + a.border + `:0.12em">` + xml + `</mrow>`}
	}
	stretchy := "false"
	if a.wide {
		stretchy = "true"
	}
	mo := `<mo stretchy="` + stretchy + `">` + a.mark + `</mo>`
	switch {
	case a.below:
		return item{xml: `<munder accentunder="true">` + xml + mo + `</munder>`, always: a.brace}
	default:
		return item{xml: `<mover accent="true">` + xml + mo + `</mover>`, always: a.brace}
	}
}

// inFont reads an argument whose letters are drawn in a font. A word in an upright font
// is one identifier.
func (p *parser) inFont(f font) item {
	if p.peek().kind == openBrace {
		at := p.at
		word := p.rawGroup()
		if f != italic && len([]rune(word)) > 1 && strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) < 0 {
			return item{xml: wrap("mi", mapFont(word, f))}
		}
		p.at = at
	}
	defer func(f font) { p.font = f }(p.font)
	p.font = f
	return item{xml: group(p.argument())}
}
