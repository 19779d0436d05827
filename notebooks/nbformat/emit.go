package nbformat

import (
	"bytes"
	"unicode/utf8"
)

// A style is how a file lays out its JSON.
type style struct {
	newline string // between members; "" writes all on one line
	indent  string // for each level
	colon   string // between key and value
	comma   string // between members on one line
	ascii   bool   // non-ASCII characters are written as escapes
	head    []byte // before the value: space, a byte order mark
	tail    []byte // after it
}

func jupyterStyle() style {
	return style{newline: "\n", indent: " ", colon: ": ", comma: ",", tail: []byte("\n")}
}

// detectStyle finds how src, whose root object is root, is laid out.
func detectStyle(src []byte, root *node) style {
	st := jupyterStyle()
	st.head = src[:root.pos]
	st.tail = src[root.pos+len(root.raw):]
	if len(root.items) == 0 {
		return st
	}
	gap := func(from int) string {
		to := from
		for to < len(src) && bytes.IndexByte([]byte(" \t\r\n"), src[to]) >= 0 {
			to++
		}
		return string(src[from:to])
	}
	open := gap(root.pos + 1)
	if i := bytes.LastIndexByte([]byte(open), '\n'); i >= 0 {
		st.indent = open[i+1:]
		if i > 0 && open[i-1] == '\r' {
			st.newline = "\r\n"
		}
	} else {
		st.newline, st.indent = "", ""
	}
	first := root.items[0]
	if colon := bytes.LastIndexByte(src[:first.pos], ':'); colon >= 0 {
		st.colon = ":" + gap(colon+1)
	}
	if st.newline == "" && len(root.items) > 1 {
		after := first.pos + len(first.raw)
		if comma := bytes.IndexByte(src[after:], ','); comma >= 0 {
			st.comma = "," + gap(after+comma+1)
		}
	}
	st.ascii = true
	for _, c := range src {
		if c >= utf8.RuneSelf {
			st.ascii = false
			break
		}
	}
	// A file without any such character tells nothing, unless it holds escapes of them.
	st.ascii = st.ascii && hasUnicodeEscape(src)
	return st
}

// hasUnicodeEscape looks for \u escapes of characters that are not ASCII.
func hasUnicodeEscape(src []byte) bool {
	for {
		i := bytes.Index(src, []byte(`\u`))
		if i < 0 {
			return false
		}
		slashes := 0
		for j := i; j >= 0 && src[j] == '\\'; j-- {
			slashes++
		}
		if r, ok := hex4(src[i+2:]); ok && slashes%2 == 1 && r >= utf8.RuneSelf {
			return true
		}
		src = src[i+2:]
	}
}

// settle drops the raw text of every list and object that holds a changed one, and tells
// whether n itself has changed.
func (n *node) settle() bool {
	if n.kind != array && n.kind != object {
		return n.raw == nil
	}
	changed := n.raw == nil
	for _, item := range n.items {
		if item.settle() {
			changed = true
		}
	}
	if changed {
		n.raw = nil
	}
	return changed
}

func (st style) emit(b []byte, n *node, depth int) []byte {
	if n.raw != nil {
		if n.kind == text && st.ascii {
			return append(b, escapeNonASCII(n.raw)...)
		}
		return append(b, n.raw...)
	}
	brackets := "[]"
	if n.kind == object {
		brackets = "{}"
	}
	b = append(b, brackets[0])
	for i, item := range n.items {
		if i > 0 {
			b = append(b, st.comma...)
		}
		b = st.line(b, depth+1)
		if n.kind == object {
			key := quote(n.keys[i])
			if st.ascii {
				key = escapeNonASCII(key)
			}
			b = append(b, key...)
			b = append(b, st.colon...)
		}
		b = st.emit(b, item, depth+1)
	}
	if len(n.items) > 0 {
		b = st.line(b, depth)
	}
	return append(b, brackets[1])
}

func (st style) line(b []byte, depth int) []byte {
	b = append(b, st.newline...)
	if st.newline != "" {
		for range depth {
			b = append(b, st.indent...)
		}
	}
	return b
}
