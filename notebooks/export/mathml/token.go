package mathml

import (
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	end tokenKind = iota
	char
	command // text is the name without its backslash
	openBrace
	closeBrace
	superscript
	subscript
	ampersand
	prime
	lineBreak // \\
)

type token struct {
	kind tokenKind
	text string
}

func (t token) source() string {
	if t.kind == command {
		return `\` + t.text
	}
	return t.text
}

func (t token) opensFence() bool {
	switch t.kind {
	case char:
		return t.text == "(" || t.text == "[" || t.text == "|"
	case command:
		return t.text == "left" || t.text == "{" || strings.HasPrefix(t.text, "big") || strings.HasPrefix(t.text, "Big")
	case superscript, subscript:
		return true
	}
	return false
}

// peek gives the next token and leaves it there.
func (p *parser) peek() token {
	t, _ := p.scan()
	return t
}

// next takes the next token.
func (p *parser) next() token {
	t, after := p.scan()
	p.at = after
	return t
}

// blanks gives where the space and the comments from i on end.
func (p *parser) blanks(i int) int {
	for i < len(p.src) {
		switch p.src[i] {
		case ' ', '\t', '\n', '\r':
			i++
		case '%':
			eol := strings.IndexByte(p.src[i:], '\n')
			if eol < 0 {
				return len(p.src)
			}
			i += eol + 1
		default:
			return i
		}
	}
	return i
}

// special characters are tokens of their own.
var special = [256]tokenKind{'{': openBrace, '}': closeBrace, '^': superscript, '_': subscript, '&': ampersand, '\'': prime}

func (p *parser) scan() (token, int) {
	i := p.blanks(p.at)
	if i >= len(p.src) {
		return token{}, i
	}
	c := p.src[i]
	if k := special[c]; k != end {
		return token{k, p.src[i : i+1]}, i + 1
	}
	if c != '\\' {
		_, size := utf8.DecodeRuneInString(p.src[i:])
		return token{char, p.src[i : i+size]}, i + size
	}
	j := i + 1
	for j < len(p.src) && isLetter(p.src[j]) {
		j++
	}
	if j > i+1 {
		if j < len(p.src) && p.src[j] == '*' { // operatorname* and the like
			if name := p.src[i+1 : j]; name == "operatorname" || name == "hspace" || name == "tag" {
				j++
			}
		}
		return token{command, p.src[i+1 : j]}, j
	}
	if j >= len(p.src) {
		return token{char, `\`}, j
	}
	if p.src[j] == '\\' {
		return token{lineBreak, `\\`}, j + 1
	}
	_, size := utf8.DecodeRuneInString(p.src[j:])
	return token{command, p.src[j : j+size]}, j + size
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// rawGroup reads the text between braces as it stands.
func (p *parser) rawGroup() string {
	i := p.blanks(p.at)
	if i >= len(p.src) || p.src[i] != '{' {
		return p.next().source()
	}
	depth := 0
	for j := i; j < len(p.src); j++ {
		switch p.src[j] {
		case '\\':
			j++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				p.at = j + 1
				return p.src[i+1 : j]
			}
		}
	}
	p.at = len(p.src)
	return p.src[i+1:]
}

// maxOptional is how long the text between square brackets may be.
const maxOptional = 500

// optional reads the text between square brackets, if there are any.
func (p *parser) optional() (string, bool) {
	i := p.blanks(p.at)
	if i >= len(p.src) || p.src[i] != '[' {
		return "", false
	}
	depth := 0
	for j := i + 1; j < min(len(p.src), i+maxOptional); j++ {
		switch p.src[j] {
		case '\\':
			j++
		case '{':
			depth++
		case '}':
			depth--
		case ']':
			if depth == 0 {
				p.at = j + 1
				return p.src[i+1 : j], true
			}
		}
	}
	return "", false
}
