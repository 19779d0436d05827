// Package mathml turns the mathematics of LaTeX, as notebooks hold it, into MathML Core,
// which browsers draw without scripts or fonts from a network.
//
// It knows fractions, roots, scripts, Greek, operators, relations, big operators with
// limits, growing fences, accents, fonts, text, matrices, cases and aligned equations. A
// command that it does not know is shown as it was written, in the class tex-unknown.
//
// MathML Core: https://www.w3.org/TR/mathml-core/
package mathml

import (
	"html"
	"strings"
)

// maxDepth bounds how deep groups may nest; what lies deeper is shown as it was written.
const maxDepth = 200

// Convert gives the math element for LaTeX source, without its dollar signs. A displayed
// formula stands on a line of its own. Whatever the source, the result is well-formed.
func Convert(tex string, display bool) string {
	tex = strings.ToValidUTF8(strings.TrimSpace(tex), "\ufffd")
	p := &parser{src: tex, display: display}
	var body strings.Builder
	for {
		body.WriteString(p.row(func(token) bool { return false }))
		if p.peek().kind == end {
			break
		}
		p.next() // a closing brace that nothing opened
	}
	mode := ""
	if display {
		mode = ` display="block"`
	}
	source := html.EscapeString(stripControl(tex))
	return `<math xmlns="http://www.w3.org/1998/Math/MathML"` + mode + `><semantics><mrow>` + body.String() +
		`</mrow><annotation encoding="application/x-tex">` + source + `</annotation></semantics></math>`
}

// stripControl removes the characters that XML forbids.
func stripControl(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
}

func escape(s string) string { return html.EscapeString(stripControl(s)) }

// A class tells how an item stands towards its neighbours, as TeX's atoms do.
type class uint8

const (
	ordinary class = iota
	operator       // big operators
	function       // sin, log, …
	binary
	relation
	opening
	closing
	punctuation
	space
)

// An item is a piece of a row.
type item struct {
	xml    string
	class  class
	unary  string // xml where a binary operator has no left operand
	limits bool   // scripts stand above and below in a displayed formula
	always bool   // … and in a line of text
}

type parser struct {
	src     string
	at      int
	depth   int
	display bool
	tight   bool // inside a script
	font    font
}

// row reads items up to a token for which stop holds, a closing brace or the end.
func (p *parser) row(stop func(token) bool) string {
	var b strings.Builder
	before := opening // the class of the item to the left
	if p.depth++; p.depth > maxDepth {
		return p.tooDeep().xml
	}
	defer func(f font, d bool) { p.depth--; p.font, p.display = f, d }(p.font, p.display)
	for {
		t := p.peek()
		if t.kind == end || t.kind == closeBrace || stop(t) {
			return b.String()
		}
		if t.kind == command {
			if open, ok := p.declaration(t.text); ok {
				p.next()
				if open != "" {
					b.WriteString(open + p.row(stop) + "</mstyle>")
					return b.String()
				}
				continue
			}
			if attrs, ok := stacked[t.text]; ok { // {a \over b}: all before it is over all behind it
				p.next()
				fraction := "<mfrac" + attrs + ">" + group(b.String()) + group(p.row(stop)) + "</mfrac>"
				if t.text == "choose" {
					fraction = "<mrow><mo>(</mo>" + fraction + "<mo>)</mo></mrow>"
				}
				return fraction
			}
		}
		it := p.scripted()
		if it.class == binary && before != ordinary && before != closing {
			it.class = ordinary
			if it.unary != "" {
				it.xml = it.unary
			}
		}
		if it.class == function && (before == ordinary || before == closing) {
			b.WriteString(thinSpace)
		}
		b.WriteString(it.xml)
		if it.class == function {
			if n := p.peek(); n.kind != end && n.kind != closeBrace && n.kind != ampersand && !n.opensFence() && !stop(n) {
				b.WriteString(thinSpace)
			}
		}
		if it.class != space {
			before = it.class
		}
	}
}

var stacked = map[string]string{"over": "", "atop": ` linethickness="0"`, "choose": ` linethickness="0"`}

const thinSpace = `<mspace width="0.1667em"></mspace>`

// declaration handles the commands that hold for the rest of their group. It gives the
// opening tag of the style that the rest stands in, if there is one.
func (p *parser) declaration(name string) (open string, ok bool) {
	switch name {
	case "displaystyle":
		p.display = true
		return `<mstyle displaystyle="true" scriptlevel="0">`, true
	case "textstyle":
		p.display = false
		return `<mstyle displaystyle="false" scriptlevel="0">`, true
	case "scriptstyle":
		p.display = false
		return `<mstyle displaystyle="false" scriptlevel="1">`, true
	case "rm":
		p.font = roman
	case "bf":
		p.font = bold
	case "it":
		p.font = italic
	case "cal":
		p.font = script
	case "nonumber", "notag", "hline", "relax", "limits", "nolimits":
	default:
		return "", false
	}
	return "", true
}

// scripted reads an item with what is written below and above it.
func (p *parser) scripted() item {
	base := item{}
	if t := p.peek(); t.kind != superscript && t.kind != subscript && t.kind != prime {
		base = p.atom()
	}
	var sub, sup strings.Builder
	limits := base.always || base.limits && p.display
	for {
		switch t := p.peek(); {
		case t.kind == subscript:
			p.next()
			sub.WriteString(p.script())
		case t.kind == superscript:
			p.next()
			sup.WriteString(p.script())
		case t.kind == prime:
			n := 0
			for p.peek().kind == prime {
				p.next()
				n++
			}
			sup.WriteString(`<mo lspace="0" rspace="0">` + primes(n) + "</mo>")
		case t.kind == command && t.text == "limits":
			p.next()
			limits = true
		case t.kind == command && t.text == "nolimits":
			p.next()
			limits = false
		default:
			return attach(base, sub.String(), sup.String(), limits)
		}
	}
}

func attach(base item, sub, sup string, limits bool) item {
	if sub == "" && sup == "" {
		return base
	}
	names := [...]string{"msub", "msup", "msubsup"}
	if limits {
		names = [...]string{"munder", "mover", "munderover"}
	}
	xml := "<mrow>" + base.xml + "</mrow>"
	if strings.Count(base.xml, "<") == 2 { // one element without children
		xml = base.xml
	}
	switch {
	case sup == "":
		xml = wrap(names[0], xml+group(sub))
	case sub == "":
		xml = wrap(names[1], xml+group(sup))
	default:
		xml = wrap(names[2], xml+group(sub)+group(sup))
	}
	return item{xml: xml, class: base.class}
}

// primes writes one to four primes as the character that fonts have for them.
func primes(n int) string {
	if n <= 4 {
		return [...]string{"′", "″", "‴", "⁗"}[n-1]
	}
	return strings.Repeat("′", n)
}

// script reads what a _ or ^ applies to.
func (p *parser) script() string {
	defer func(d, t bool) { p.display, p.tight = d, t }(p.display, p.tight)
	p.display, p.tight = false, true
	return p.argument()
}

// argument reads a group, or one item.
func (p *parser) argument() string {
	switch t := p.peek(); t.kind {
	case openBrace:
		return p.group()
	case end, closeBrace, ampersand, lineBreak:
		return ""
	case superscript, subscript, prime:
		return p.shown()
	default:
		if t.kind == char && t.text[0] >= '0' && t.text[0] <= '9' {
			p.next()
			return "<mn>" + mapFont(t.text, p.font) + "</mn>" // x^23 is x²3
		}
		it := p.atom()
		if it.unary != "" {
			return it.unary
		}
		return it.xml
	}
}

// group reads what stands between braces.
func (p *parser) group() string {
	p.next()
	xml := p.row(func(token) bool { return false })
	if p.peek().kind == closeBrace {
		p.next()
	}
	return xml
}

// shown reads one token and shows it as it is written.
func (p *parser) shown() string { return unknown(p.next().source()) }

func unknown(source string) string {
	return `<mtext class="tex-unknown">` + escape(source) + `</mtext>`
}

func wrap(element, xml string) string { return "<" + element + ">" + xml + "</" + element + ">" }

// group makes one element of any number.
func group(xml string) string { return "<mrow>" + xml + "</mrow>" }
