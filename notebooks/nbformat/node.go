package nbformat

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"sort"
)

type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	array
	object
)

func (k kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "a list", "an object"}[k]
}

// A node is a JSON value that remembers how it was written.
type node struct {
	kind kind
	// raw is the text of the value in the file. Scalars always have it; a list or
	// object loses it when it changes.
	raw   []byte
	items []*node
	keys  []string // of an object, one for each item
	pos   int      // where raw began in the file, for errors
}

// get gives the member of an object, or nil. Of doubled keys the last counts, as in
// the JSON readers of Python and of browsers.
func (n *node) get(key string) *node {
	if n == nil || n.kind != object {
		return nil
	}
	for i := len(n.keys) - 1; i >= 0; i-- {
		if n.keys[i] == key {
			return n.items[i]
		}
	}
	return nil
}

// set replaces or adds a member. A new key goes to its sorted place where the keys of
// the object are sorted, else to the end.
func (n *node) set(key string, v *node) {
	n.raw = nil
	for i := len(n.keys) - 1; i >= 0; i-- {
		if n.keys[i] == key {
			n.items[i] = v
			return
		}
	}
	at := len(n.keys)
	if sort.StringsAreSorted(n.keys) {
		at = sort.SearchStrings(n.keys, key)
	}
	n.keys = append(n.keys, "")
	copy(n.keys[at+1:], n.keys[at:])
	n.keys[at] = key
	n.items = append(n.items, nil)
	copy(n.items[at+1:], n.items[at:])
	n.items[at] = v
}

// remove takes a member away and tells whether it was there.
func (n *node) remove(key string) bool {
	found := false
	for i := len(n.keys) - 1; i >= 0; i-- {
		if n.keys[i] == key {
			n.keys = append(n.keys[:i], n.keys[i+1:]...)
			n.items = append(n.items[:i], n.items[i+1:]...)
			n.raw, found = nil, true
		}
	}
	return found
}

// str gives a string's value, or of a list of strings all of them joined: the two ways
// in which the format writes text.
func (n *node) str() (string, bool) {
	switch {
	case n == nil:
		return "", false
	case n.kind == text:
		return unquote(n.raw), true
	case n.kind == array:
		var b []byte
		for _, line := range n.items {
			if line.kind != text {
				return "", false
			}
			b = append(b, unquote(line.raw)...)
		}
		return string(b), true
	}
	return "", false
}

// value gives the node as encoding/json would decode it, numbers as json.Number.
func (n *node) value() any {
	switch n.kind {
	case boolean:
		return n.raw[0] == 't'
	case number:
		return json.Number(n.raw)
	case text:
		return unquote(n.raw)
	case array:
		list := make([]any, len(n.items))
		for i, item := range n.items {
			list[i] = item.value()
		}
		return list
	case object:
		m := make(map[string]any, len(n.items))
		for i, item := range n.items {
			m[n.keys[i]] = item.value()
		}
		return m
	}
	return nil
}

func newObject(pairs ...any) *node {
	n := &node{kind: object}
	for i := 0; i < len(pairs); i += 2 {
		n.set(pairs[i].(string), pairs[i+1].(*node))
	}
	return n
}

func newList(items ...*node) *node { return &node{kind: array, items: items} }

func newText(s string) *node { return &node{kind: text, raw: quote(s)} }

func newScalar(k kind, raw string) *node { return &node{kind: k, raw: []byte(raw)} }

// newLines gives text as the format writes it: a list of lines, each with its line end.
func newLines(s string) *node {
	lines := splitLines(s)
	n := &node{kind: array, items: make([]*node, len(lines))}
	for i, line := range lines {
		n.items[i] = newText(line)
	}
	return n
}

// newBase64 gives bytes as a base64 string.
func newBase64(b []byte) *node {
	raw := make([]byte, base64.StdEncoding.EncodedLen(len(b))+2)
	raw[0], raw[len(raw)-1] = '"', '"'
	base64.StdEncoding.Encode(raw[1:], b)
	return &node{kind: text, raw: raw}
}

// newValue gives any value that encoding/json can encode. Keys are sorted.
func newValue(v any) (*node, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("nbformat: a value cannot be written as JSON: %w", err)
	}
	p := parser{src: bytes.TrimSpace(b.Bytes())}
	n, err := p.document()
	if err != nil {
		return nil, err
	}
	n.normalise()
	return n, nil
}

// normalise makes the writer lay the value out anew: keys sorted, escapes as Jupyter writes them.
func (n *node) normalise() {
	switch n.kind {
	case text:
		n.raw = quote(unquote(n.raw))
	case array, object:
		n.raw = nil
		for _, item := range n.items {
			item.normalise()
		}
		if n.kind == object {
			sort.Stable(byKey{n})
		}
	}
}

type byKey struct{ *node }

func (b byKey) Len() int           { return len(b.keys) }
func (b byKey) Less(i, j int) bool { return b.keys[i] < b.keys[j] }
func (b byKey) Swap(i, j int) {
	b.keys[i], b.keys[j] = b.keys[j], b.keys[i]
	b.items[i], b.items[j] = b.items[j], b.items[i]
}
