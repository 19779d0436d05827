package mathml

import "strings"

// fence gives a delimiter that does not grow, or grows to a size such as 1.8em.
func fence(d delimiter, size string) item {
	if d.mark == "" {
		return item{}
	}
	attrs := ` stretchy="false"`
	if size != "" {
		attrs = ` stretchy="true" symmetric="true" minsize="` + size + `" maxsize="` + size + `"`
	}
	switch d.class {
	case opening:
		attrs += ` form="prefix"`
	case closing:
		attrs += ` form="postfix"`
	default:
		attrs += ` lspace="0" rspace="0"`
	}
	return item{xml: "<mo" + attrs + ">" + escape(d.mark) + "</mo>", class: d.class}
}

// delimiter reads what follows \left, \right, \middle or \big.
func (p *parser) delimiter() delimiter {
	t := p.peek()
	switch t.kind {
	case command:
		if d, ok := delimiters[t.text]; ok {
			p.next()
			return d
		}
		if s, ok := relations[t.text]; ok { // arrows grow too
			p.next()
			return delimiter{mark: s}
		}
	case char:
		p.next()
		switch t.text {
		case "(", "[":
			return delimiter{t.text, opening}
		case ")", "]":
			return delimiter{t.text, closing}
		case "<":
			return delimiter{"⟨", opening}
		case ">":
			return delimiter{"⟩", closing}
		case ".":
			return delimiter{}
		}
		return delimiter{mark: t.text}
	}
	return delimiter{}
}

// leftRight reads on to \right; the fences grow with what stands between.
func (p *parser) leftRight() item {
	open := p.delimiter()
	var xml strings.Builder
	xml.WriteString(growing(open, "prefix"))
	for {
		xml.WriteString(p.row(func(t token) bool { return t.kind == command && (t.text == "right" || t.text == "middle") }))
		t := p.peek()
		if t.kind != command {
			return item{xml: group(xml.String())} // \right is missing
		}
		p.next()
		if d := p.delimiter(); t.text == "right" {
			return item{xml: group(xml.String() + growing(d, "postfix")), class: closing}
		} else {
			xml.WriteString(growing(d, "infix"))
		}
	}
}

func growing(d delimiter, form string) string {
	if d.mark == "" {
		return ""
	}
	return `<mo fence="true" stretchy="true" symmetric="true" lspace="0" rspace="0" form="` + form + `">` + escape(d.mark) + "</mo>"
}

// sized reads a delimiter of a chosen size.
func (p *parser) sized(name string) item {
	size := map[string]string{"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}
	last := name[len(name)-1]
	base := name
	if last == 'l' || last == 'r' || last == 'm' {
		base = name[:len(name)-1]
	}
	d := p.delimiter()
	switch last {
	case 'l':
		d.class = opening
	case 'r':
		d.class = closing
	case 'm':
		d.class = relation
	}
	return fence(d, size[base])
}
