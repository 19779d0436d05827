package mathml

import (
	"strconv"
	"strings"
)

// structure handles the commands that build something of their arguments.
func (p *parser) structure(name string) (item, bool) {
	switch name {
	case "frac", "dfrac", "tfrac", "cfrac":
		return p.fraction(name), true
	case "binom", "dbinom", "tbinom":
		top, bottom := p.small(), p.small()
		return item{xml: `<mrow><mo>(</mo><mfrac linethickness="0">` + group(top) + group(bottom) + `</mfrac><mo>)</mo></mrow>`}, true
	case "sqrt":
		if index, ok := p.optional(); ok {
			inner := &parser{src: index, depth: p.depth}
			degree := inner.row(func(token) bool { return false })
			return item{xml: wrap("mroot", group(p.argument())+group(degree))}, true
		}
		return item{xml: wrap("msqrt", p.argument())}, true
	case "text", "textrm", "textup", "textnormal", "mbox", "hbox", "textit", "textbf", "texttt", "textsf":
		return p.textMode(name), true
	case "operatorname", "operatorname*":
		return item{xml: wrap("mi", escape(strings.ReplaceAll(p.rawGroup(), `\,`, "\u2009"))), class: function, limits: strings.HasSuffix(name, "*")}, true
	case "overset", "stackrel":
		top, base := p.small(), p.argument()
		return item{xml: wrap("mover", group(base)+group(top)), class: relation}, true
	case "underset":
		bottom, base := p.small(), p.argument()
		return item{xml: wrap("munder", group(base)+group(bottom)), class: relation}, true
	case "xrightarrow", "xleftarrow":
		return p.longArrow(name), true
	case "substack":
		rows := p.substack()
		return item{xml: rows}, true
	case "left":
		return p.leftRight(), true
	case "big", "bigl", "bigr", "bigm", "Big", "Bigl", "Bigr", "Bigm", "bigg", "biggl", "biggr", "biggm", "Bigg", "Biggl", "Biggr", "Biggm":
		return p.sized(name), true
	case "begin":
		return p.environment(p.rawGroup()), true
	case "not":
		t := p.atom()
		return item{xml: strings.Replace(t.xml, "</mo>", "\u0338</mo>", 1), class: relation}, true
	case "bmod", "mod":
		return item{xml: `<mo lspace="0.222em" rspace="0.222em">mod</mo>`, class: binary}, true
	case "pmod":
		return item{xml: `<mspace width="1em"></mspace><mo stretchy="false">(</mo><mi>mod</mi>` + thinSpace + p.argument() + `<mo stretchy="false">)</mo>`}, true
	case "phantom", "hphantom", "vphantom":
		return item{xml: wrap("mphantom", p.argument())}, true
	case "boxed":
		return item{xml: `<mrow style="border:1px solid;padding:0.25em">` + p.argument() + `</mrow>`}, true
	case "textcolor", "color":
		color := plainWord(p.rawGroup())
		return item{xml: `<mstyle mathcolor="` + color + `">` + p.argument() + `</mstyle>`}, true
	case "hspace", "hspace*", "kern", "mskip":
		return item{xml: `<mspace width="` + length(p.rawGroup()) + `"></mspace>`, class: space}, true
	case "label":
		p.rawGroup()
		return item{class: space}, true
	case "ref", "eqref":
		return item{xml: wrap("mtext", "("+escape(p.rawGroup())+")")}, true
	case "tag", "tag*":
		label := p.rawGroup()
		if name == "tag" {
			label = "(" + label + ")"
		}
		return item{xml: `<mspace width="2em"></mspace>` + wrap("mtext", escape(label)), class: space}, true
	case "mathstrut", "strut":
		return item{class: space}, true
	case "mathop", "mathbin", "mathrel", "mathord", "mathopen", "mathclose", "mathpunct", "mathinner":
		c := map[string]class{"mathop": operator, "mathbin": binary, "mathrel": relation, "mathopen": opening, "mathclose": closing, "mathpunct": punctuation}[name]
		return item{xml: group(p.argument()), class: c, limits: name == "mathop"}, true
	}
	return item{}, false
}

// longArrow reads an arrow that grows with what stands above and, in brackets, below it.
func (p *parser) longArrow(name string) item {
	arrow := `<mo stretchy="true" minsize="1.5em" lspace="0.278em" rspace="0.278em">` + map[string]string{"xrightarrow": "→", "xleftarrow": "←"}[name] + `</mo>`
	padded := func(xml string) string {
		return `<mrow style="padding:0 0.5em">` + xml + `</mrow>`
	}
	below, ok := p.optional()
	above := padded(p.small())
	if !ok {
		return item{xml: wrap("mover", arrow+above), class: relation}
	}
	inner := &parser{src: below, depth: p.depth}
	return item{xml: wrap("munderover", arrow+padded(inner.row(func(token) bool { return false }))+above), class: relation}
}

// small reads an argument as it is set where space is short.
func (p *parser) small() string {
	defer func(d bool) { p.display = d }(p.display)
	p.display = false
	return p.argument()
}

func (p *parser) fraction(name string) item {
	xml := wrap("mfrac", group(p.small())+group(p.small()))
	switch name {
	case "dfrac", "cfrac":
		xml = `<mstyle displaystyle="true" scriptlevel="0">` + xml + `</mstyle>`
	case "tfrac":
		xml = `<mstyle displaystyle="false" scriptlevel="0">` + xml + `</mstyle>`
	}
	return item{xml: xml}
}

// textMode reads words; between dollar signs they hold mathematics again.
func (p *parser) textMode(name string) item {
	f := map[string]font{"textit": italic, "textbf": bold, "texttt": mono, "textsf": sans}[name]
	var b strings.Builder
	for i, part := range strings.Split(p.rawGroup(), "$") {
		switch {
		case part == "":
		case i%2 == 1 && p.depth < maxDepth:
			inner := &parser{src: part, depth: p.depth + 1}
			b.WriteString(group(inner.row(func(token) bool { return false })))
		default:
			b.WriteString(wrap("mtext", mapFont(plainText(part), f)))
		}
	}
	return item{xml: b.String()}
}

// plainText undoes the escapes of text and keeps its outer spaces.
func plainText(s string) string {
	s = strings.NewReplacer(`\%`, "%", `\$`, "$", `\&`, "&", `\#`, "#", `\_`, "_", `\{`, "{", `\}`, "}", `\ `, "\u00a0",
		`\,`, "\u2009", `~`, "\u00a0", "---", "—", "--", "–", "``", "“", "''", "”", "{", "", "}", "").Replace(s)
	if strings.HasPrefix(s, " ") {
		s = "\u00a0" + s[1:]
	}
	if strings.HasSuffix(s, " ") {
		s = s[:len(s)-1] + "\u00a0"
	}
	return s
}

// plainWord keeps what a colour's name may hold.
func plainWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (isLetter(byte(r)) || isDigit(byte(r)) || r == '#') {
			return r
		}
		return -1
	}, s)
}

// length gives a TeX length as MathML knows it.
func length(s string) string {
	s = strings.TrimSpace(s)
	number := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	if number == "" || strings.Trim(number, "+-.0123456789") != "" {
		return "0"
	}
	switch unit := s[len(number):]; unit {
	case "em", "ex", "pt", "px", "cm", "mm", "in":
		return number + unit
	case "mu": // an eighteenth of an em
		if mu, err := strconv.ParseFloat(number, 64); err == nil {
			return strconv.FormatFloat(mu/18, 'f', 3, 64) + "em"
		}
	}
	return "0"
}
