package nbformat

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// maxDepth bounds how deep values may nest. Notebooks of plotting libraries reach about 20.
const maxDepth = 500

// A SyntaxError says where a file stops being JSON.
type SyntaxError struct {
	Line, Column int // from 1; the column counts bytes
	Message      string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("nbformat: not JSON at line %d, column %d: %s", e.Line, e.Column, e.Message)
}

type parser struct {
	src   []byte
	at    int
	depth int
}

func (p *parser) fail(at int, format string, args ...any) error {
	line, column := position(p.src, at)
	return &SyntaxError{line, column, fmt.Sprintf(format, args...)}
}

func position(src []byte, at int) (line, column int) {
	before := src[:min(at, len(src))]
	return bytes.Count(before, []byte("\n")) + 1, len(before) - bytes.LastIndexByte(before, '\n')
}

// document reads the one value that src holds.
func (p *parser) document() (*node, error) {
	if !utf8.Valid(p.src) {
		at := 0
		for at < len(p.src) {
			r, size := utf8.DecodeRune(p.src[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		return nil, p.fail(at, "byte 0x%02x is not UTF-8", p.src[at])
	}
	p.space()
	n, err := p.value()
	if err != nil {
		return nil, err
	}
	p.space()
	if p.at < len(p.src) {
		return nil, p.fail(p.at, "%s after the end of the value", p.seen())
	}
	return n, nil
}

func (p *parser) space() {
	for p.at < len(p.src) {
		switch p.src[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// seen names what stands at the reading point.
func (p *parser) seen() string {
	if p.at >= len(p.src) {
		return "the end of the file"
	}
	r, _ := utf8.DecodeRune(p.src[p.at:])
	return fmt.Sprintf("%q", r)
}

func (p *parser) value() (*node, error) {
	if p.at >= len(p.src) {
		return nil, p.fail(p.at, "the file ends where a value should stand")
	}
	start := p.at
	n := &node{pos: start}
	var err error
	switch c := p.src[p.at]; {
	case c == '"':
		n.kind = text
		err = p.string()
	case c == '{', c == '[':
		if p.depth++; p.depth > maxDepth {
			return nil, p.fail(p.at, "values are nested more than %d deep", maxDepth)
		}
		if c == '{' {
			err = p.object(n)
		} else {
			err = p.list(n)
		}
		p.depth--
	case c == '-', '0' <= c && c <= '9':
		n.kind = number
		err = p.number()
	default:
		for word, k := range map[string]kind{"null": null, "true": boolean, "false": boolean} {
			if bytes.HasPrefix(p.src[p.at:], []byte(word)) {
				p.at += len(word)
				n.kind, n.raw = k, p.src[start:p.at]
				return n, nil
			}
		}
		return nil, p.fail(p.at, "%s where a value should stand", p.seen())
	}
	if err != nil {
		return nil, err
	}
	n.raw = p.src[start:p.at:p.at]
	return n, nil
}

func (p *parser) object(n *node) error {
	n.kind = object
	start := p.at
	p.at++
	for p.space(); ; p.space() {
		if len(n.keys) == 0 && p.peek() == '}' {
			p.at++
			return nil
		}
		if p.peek() != '"' {
			return p.fail(p.at, "%s where a key should stand, in the object of byte %d", p.seen(), start)
		}
		k := p.at
		if err := p.string(); err != nil {
			return err
		}
		n.keys = append(n.keys, unquote(p.src[k:p.at]))
		if p.space(); p.peek() != ':' {
			return p.fail(p.at, "%s where the colon after key %q should stand", p.seen(), n.keys[len(n.keys)-1])
		}
		p.at++
		p.space()
		v, err := p.value()
		if err != nil {
			return err
		}
		n.items = append(n.items, v)
		p.space()
		switch p.peek() {
		case ',':
			p.at++
		case '}':
			p.at++
			return nil
		default:
			return p.fail(p.at, "%s where a comma or the end of an object should stand", p.seen())
		}
	}
}

func (p *parser) list(n *node) error {
	n.kind = array
	p.at++
	for p.space(); ; p.space() {
		if len(n.items) == 0 && p.peek() == ']' {
			p.at++
			return nil
		}
		v, err := p.value()
		if err != nil {
			return err
		}
		n.items = append(n.items, v)
		p.space()
		switch p.peek() {
		case ',':
			p.at++
		case ']':
			p.at++
			return nil
		default:
			return p.fail(p.at, "%s where a comma or the end of a list should stand", p.seen())
		}
	}
}

func (p *parser) peek() byte {
	if p.at < len(p.src) {
		return p.src[p.at]
	}
	return 0
}

// string passes over a string and checks its escapes.
func (p *parser) string() error {
	start := p.at
	p.at++
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == '"':
			p.at++
			return nil
		case c < 0x20:
			return p.fail(p.at, "control character 0x%02x inside a string", c)
		case c != '\\':
			p.at++
		default:
			if p.at++; p.at >= len(p.src) {
				continue
			}
			switch p.src[p.at] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
				p.at++
			case 'u':
				if len(p.src) < p.at+5 {
					p.at = len(p.src)
					continue
				}
				if _, ok := hex4(p.src[p.at+1:]); !ok {
					return p.fail(p.at-1, "escape %q has no four hexadecimal digits", p.src[p.at-1:p.at+5])
				}
				p.at += 5
			default:
				return p.fail(p.at-1, `unknown escape \%c in a string`, p.src[p.at])
			}
		}
	}
	return p.fail(start, "this string has no end")
}

func (p *parser) number() error {
	start := p.at
	digits := func() bool {
		from := p.at
		for '0' <= p.peek() && p.peek() <= '9' {
			p.at++
		}
		return p.at > from
	}
	if p.peek() == '-' {
		p.at++
	}
	ok := true
	if p.peek() == '0' {
		p.at++
	} else {
		ok = digits()
	}
	if ok && p.peek() == '.' {
		p.at++
		ok = digits()
	}
	if ok && (p.peek() == 'e' || p.peek() == 'E') {
		if p.at++; p.peek() == '+' || p.peek() == '-' {
			p.at++
		}
		ok = digits()
	}
	if !ok {
		return p.fail(start, "malformed number")
	}
	return nil
}
