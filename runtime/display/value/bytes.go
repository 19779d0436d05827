package value

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	hexRow  = 16 // bytes in a row
	hexRows = 8  // rows that are shown
)

// bytes writes bytes as text if they are that, else in hexadecimal with what is readable beside it.
func (p *printer) bytes(v reflect.Value) {
	n := v.Len()
	head := bytesOf(v, min(n, formatBytes))
	for k := 1; k < utf8.UTFMax && len(head) < n && !utf8.Valid(head); k++ {
		head = head[:len(head)-1] // a character that is cut
	}
	if n > 0 && isText(string(head)) {
		s := strconv.Quote(cut(string(head), formatBytes/2))
		p.text(fmt.Sprintf("%s (%s)", s, plural(n, "byte")))
		return
	}
	head = bytesOf(v, min(n, hexRow*hexRows))
	if n <= hexRow || p.line {
		p.text(fmt.Sprintf("[% x]", head[:min(len(head), hexRow)]))
		if n > hexRow {
			p.text(" …")
		}
		p.text(fmt.Sprintf(" (%s)", plural(n, "byte")))
		return
	}
	for i := 0; i < len(head); i += hexRow {
		row := head[i:min(i+hexRow, len(head))]
		p.text(fmt.Sprintf("%04x  %-*s  %s\n", i, 3*hexRow-1, fmt.Sprintf("% x", row), printed(row)))
	}
	if n > len(head) {
		p.text("…     ")
	}
	p.text("(" + plural(n, "byte") + ")")
}

// printed gives bytes with a dot for each that is no printable ASCII.
func printed(row []byte) string {
	out := make([]byte, len(row))
	for i, b := range row {
		out[i] = '.'
		if b >= ' ' && b < 0x7f {
			out[i] = b
		}
	}
	return string(out)
}

// bytesOf gives the first n bytes of a slice or array of bytes.
func bytesOf(v reflect.Value, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(v.Index(i).Uint())
	}
	return b
}

func isText(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f {
			return false
		}
	}
	return true
}

// plural gives a count with what it counts, its thousands apart.
func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return count(n) + " " + what
}

func count(n int) string {
	s := strconv.Itoa(n)
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 && len(s) > 4 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}
