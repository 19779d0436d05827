package plotting

import (
	"strings"
	"unicode"
)

// signs gives the characters of LaTeX's names.
var signs = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
	"theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "µ", "nu": "ν", "xi": "ξ", "pi": "π",
	"rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
	"Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
	"Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "hbar": "ħ", "partial": "∂", "infty": "∞", "sum": "∑", "prod": "∏", "int": "∫",
	"times": "×", "cdot": "·", "pm": "±", "approx": "≈", "sim": "∼", "propto": "∝", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
	"ne": "≠", "neq": "≠", "equiv": "≡", "ll": "≪", "gg": "≫", "to": "→", "rightarrow": "→", "leftarrow": "←", "langle": "⟨", "rangle": "⟩",
	"circ": "°", "degree": "°", "deg": "°", "prime": "′", "AA": "Å", "angstrom": "Å", "ldots": "…", "dots": "…", "cdots": "…",
	"lbrace": "{", "rbrace": "}", "vert": "|", "mid": "|", "lvert": "|", "rvert": "|", "percent": "%", "ast": "*", "parallel": "∥", "perp": "⊥",
}

// upright names are set as words.
var upright = map[string]bool{"log": true, "ln": true, "exp": true, "sin": true, "cos": true, "tan": true, "min": true, "max": true,
	"lim": true, "Re": true, "Im": true, "det": true, "arg": true}

// command reads a backslash and what follows. What it does not know it puts as it was written.
func (p *labelParser) command(style run, depth int) {
	p.i++
	if p.i >= len(p.in) {
		p.put(`\`, style)
		return
	}
	if r := p.in[p.i]; !unicode.IsLetter(r) {
		p.i++
		switch r {
		case ',', ':', ';', '>':
			p.put("\u2009", style)
		case '!':
		case ' ', '\\':
			p.put(" ", style)
		case '|':
			p.char('∥', style)
		default:
			p.char(r, style)
		}
		return
	}
	start := p.i
	for p.i < len(p.in) && (p.in[p.i] < 0x80 && unicode.IsLetter(p.in[p.i]) || p.i == start) {
		p.i++
	}
	name := string(p.in[start:p.i])
	switch {
	case signs[name] != "":
		for _, r := range signs[name] {
			p.mathChar(r, style)
		}
	case upright[name]:
		p.put(name, style)
		if p.i < len(p.in) && !strings.ContainsRune("({[_^", p.in[p.i]) {
			p.put("\u2009", style)
		}
	case name == "mathrm" || name == "text" || name == "textrm" || name == "rm" || name == "operatorname" || name == "mathsf":
		p.words(style)
	case name == "mathbf" || name == "textbf" || name == "bf":
		style.bold = true
		p.words(style)
	case name == "mathit" || name == "textit" || name == "it":
		style.italic = true
		p.words(style)
	case (name == "frac" || name == "dfrac" || name == "tfrac") && depth < maxNesting:
		p.part(style, depth)
		p.put("/", style)
		p.part(style, depth)
	case name == "sqrt" && depth < maxNesting:
		p.put("√", style)
		p.part(style, depth)
	case (name == "bar" || name == "hat" || name == "vec" || name == "tilde" || name == "dot" || name == "overline") && depth < maxNesting:
		p.argument(style, depth+1) // the accent is left out; the letter is what is meant
	case name == "left" || name == "right" || name == "big" || name == "Big" || name == "displaystyle" || name == "limits":
	case name == "quad":
		p.put("  ", style)
	default:
		p.put(`\`+name, style)
	}
}

// part puts an argument, in parentheses if it is more than one sign.
func (p *labelParser) part(style run, depth int) {
	inner := &labelParser{in: p.in, i: p.i}
	inner.argument(style, depth+1)
	p.i = inner.i
	n := 0
	for _, r := range inner.out {
		n += len([]rune(r.text))
	}
	if n > 1 && strings.ContainsAny(plainRuns(inner.out), "+−=±/ \u2009") {
		p.put("(", style)
		defer p.put(")", style)
	}
	for _, r := range inner.out {
		p.put(r.text, r)
	}
}

// words reads a braced group as upright text with its spaces.
func (p *labelParser) words(style run) {
	if p.i >= len(p.in) || p.in[p.i] != '{' {
		return
	}
	p.i++
	depth := 1
	for ; p.i < len(p.in); p.i++ {
		switch r := p.in[p.i]; {
		case r == '{':
			depth++
		case r == '}':
			if depth--; depth == 0 {
				p.i++
				return
			}
		case r == '\\' && p.i+1 < len(p.in) && unicode.IsLetter(p.in[p.i+1]):
			sub := &labelParser{in: p.in, i: p.i, out: p.out}
			sub.command(style, maxNesting)
			p.out, p.i = sub.out, sub.i-1
		case r == '\\':
		case r == '-':
			p.put("-", style)
		default:
			p.char(r, style)
		}
	}
}

// plainText gives a label in Unicode without markup.
func plainText(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = plainRuns(parseLabel(l))
	}
	return strings.Join(lines, " ")
}

var raised, lowered = inverse(superscripts), inverse(subscripts)

func inverse(m map[rune]rune) map[rune]rune {
	out := map[rune]rune{}
	for k, v := range m {
		out[v] = k
	}
	return out
}

func plainRuns(runs []run) string {
	var b strings.Builder
	for i := 0; i < len(runs); i++ {
		r := runs[i]
		text := r.text
		for ; i+1 < len(runs) && runs[i+1].shift == r.shift && !runs[i+1].stack; i++ {
			text += runs[i+1].text
		}
		text = strings.ReplaceAll(text, "\u2009", " ")
		switch {
		case r.shift > 0:
			b.WriteString(scriptText(text, raised, "^"))
		case r.shift < 0:
			b.WriteString(scriptText(text, lowered, "_"))
		default:
			b.WriteString(text)
		}
	}
	return b.String()
}

func scriptText(s string, to map[rune]rune, mark string) string {
	var b strings.Builder
	for _, r := range s {
		u, ok := to[r]
		if !ok {
			if len([]rune(s)) == 1 {
				return mark + s
			}
			return mark + "{" + s + "}"
		}
		b.WriteRune(u)
	}
	return b.String()
}
