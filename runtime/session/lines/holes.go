package lines

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Hole is a place in a line's arguments where a value of the cells' Go may be meant, as $name
// or {expression}. Offsets are in bytes of the cell.
type Hole struct {
	Off, End int // with its signs
	From, To int // the Go in it
}

// Holes gives the holes in a line's arguments. As in a shell there are none in single quotes,
// and a backslash before $ or { takes its meaning away; ${…} is the shell's own.
func (l Line) Holes() []Hole {
	if !strings.ContainsAny(l.Args, "${") {
		return nil
	}
	var out []Hole
	text := l.Args
	quoted, double := false, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted:
			quoted = c != '\''
		case c == '\\':
			i++
		case c == '\'' && !double:
			quoted = true
		case c == '"':
			double = !double
		case c == '$':
			n := nameLength(text[i+1:])
			if n == 0 {
				i++ // ${…}, $$, $1, $(…)
				continue
			}
			out = append(out, Hole{l.ArgsOff + i, l.ArgsOff + i + 1 + n, l.ArgsOff + i + 1, l.ArgsOff + i + 1 + n})
			i += n
		case c == '{':
			if n := braced(text[i:]); n > 2 {
				out = append(out, Hole{l.ArgsOff + i, l.ArgsOff + i + n, l.ArgsOff + i + 1, l.ArgsOff + i + n - 1})
				i += n - 1
			}
		}
	}
	return out
}

func nameLength(s string) int {
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if r != '_' && !unicode.IsLetter(r) && (n == 0 || !unicode.IsDigit(r)) {
			break
		}
		n += size
	}
	return n
}

// braced gives the length of the text up to the brace that closes its first, or 0.
func braced(s string) int {
	depth := 0
	for i, c := range s {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}
