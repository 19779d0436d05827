package front

import (
	"fmt"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"", ""},
		{"// only a comment\n/* and\nanother */", ""},
		{"x := 1", "ILLEGAL[x := 1]"},
		{"x := 1; y := 2", "ILLEGAL[x := 1; y := 2]"},
		{"a()\nb()\n", "ILLEGAL[a()\nb()]"},
		{"import \"fmt\"\nfmt.Println()", "import[import \"fmt\"] ILLEGAL[fmt.Println()]"},
		{"func f() {\n}\nf()", "func[func f() {\n}] ILLEGAL[f()]"},
		{"func f[T any](v T) {}", "func[func f[T any](v T) {}]"},
		{"func (t T) M() {}", "func[func (t T) M() {}]"},
		{"func (t *T[K, V]) M(a, b int) {}", "func[func (t *T[K, V]) M(a, b int) {}]"},
		{"func() { x() }()", "ILLEGAL[func() { x() }()]"},
		{"func(a int) int { return a }(3)", "ILLEGAL[func(a int) int { return a }(3)]"},
		{"func(a int) (func(), error) { return nil, nil }", "ILLEGAL[func(a int) (func(), error) { return nil, nil }]"},
		{"func f()", "func[func f()]"},
		{"type T struct {\n\ta int\n}\nvar x T", "type[type T struct {\n\ta int\n}] var[var x T]"},
		{"const ( a = iota; b )", "const[const ( a = iota; b )]"},
		{"package main\nvar x = 1", "package[package main] var[var x = 1]"},
		{"s := `{ [ (`\ns", "ILLEGAL[s := `{ [ (`\ns]"},
		{"x := 1\r\ny := 2\r\n", "ILLEGAL[x := 1\r\ny := 2]"},
		{"L:\nfor {\nbreak L\n}", "ILLEGAL[L:\nfor {\nbreak L\n}]"},
		{"x.\n\ty().\n\tz()", "ILLEGAL[x.\n\ty().\n\tz()]"},
		{"π := 3", "ILLEGAL[π := 3]"},
	} {
		chunks, err := split(c.src)
		if err != nil {
			t.Errorf("split(%q): %v", c.src, err)
			continue
		}
		var got []string
		for _, ch := range chunks {
			got = append(got, fmt.Sprintf("%s[%s]", ch.kind, c.src[ch.off:ch.end]))
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("split(%q) = %s, want %s", c.src, g, c.want)
		}
	}
}

func TestSplitErrors(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"f(", "1:2: syntax error: the cell ends before this ( is closed by )"},
		{"x := 1\nfor {", "2:5: syntax error: the cell ends before this { is closed by }"},
		{"a)", "1:2: syntax error: unexpected )"},
		{"f(]", "1:3: syntax error: unexpected ], expecting ) to close the ( at 1:2"},
		{"s := \"open", "1:11: newline in string"},
		{"s := `open\n\n", "1:6: string not terminated"},
		{"x /* open", "1:3: comment not terminated"},
	} {
		if _, err := split(c.src); err == nil || err.Error() != c.want {
			t.Errorf("split(%q): %v, want %s", c.src, err, c.want)
		}
	}
}

// FuzzSplit asks that chunks stand in order inside the cell, and that what is cut out again
// splits into one chunk of the same kind.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"x := 1", "func f() {}\nf()", "import \"fmt\"", "type T struct{}; var x T", "func() {}()", "s := `\r\n`", "f(\n1,\n)", "// c", "L: for {}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		chunks, err := split(src)
		if err != nil {
			return
		}
		at := 0
		for _, c := range chunks {
			if c.off < at || c.end < c.off || c.end > len(src) {
				t.Fatalf("chunk %d–%d after %d in %d bytes", c.off, c.end, at, len(src))
			}
			at = c.end
			again, err := split(src[c.off:c.end])
			if err != nil || len(again) != 1 || again[0].kind != c.kind {
				t.Fatalf("%q splits to %v, %v; was %v", src[c.off:c.end], again, err, c.kind)
			}
		}
	})
}
