package chunk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for code, want := range map[string][]string{
		"x := 1; y := 2":                     {"ILLEGAL x := 1", "ILLEGAL y := 2"},
		"for i := 0; i < 3; i++ {\n}\nf()":   {"ILLEGAL for i := 0; i < 3; i++ {\n}", "ILLEGAL f()"},
		"L: for i := 0; ; {\n}":              {"ILLEGAL L: for i := 0; ; {\n}"},
		"func f() {\n}\nf(":                  {"func func f() {\n}", "ILLEGAL f("},
		"func (t T) M() {}":                  {"func func (t T) M() {}"},
		"func(a int) int { return a }(3)":    {"ILLEGAL func(a int) int { return a }(3)"},
		"// c\nvar x = `a\r\nb`\n\n\"":       {"var var x = `a\r\nb`", "ILLEGAL \""},
		"if x := f(); x {":                   {"ILLEGAL if x := f(); x {"},
		"import (\n\"a\"\n\"b\"\n); const c": {"import import (\n\"a\"\n\"b\"\n)", "const const c"},
	} {
		tokens, _ := Lex(code)
		var got []string
		for _, c := range Split(tokens) {
			got = append(got, fmt.Sprintf("%v %s", c.Kind(), code[c.Start:c.End]))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q splits into %q, want %q", code, got, want)
		}
	}
}

// TestComment marks the declaration by | and asks for what stands between it and the comment.
func TestComment(t *testing.T) {
	for code, want := range map[string]string{
		"|func f()":                    "",
		"// one\n// two\n|func f()":    "// one\n// two\n",
		"// far\n\n|func f()":          "",
		"x := 1 // its own\n|func f()": "",
		"x := 1\n\t// a\n\t|func f()":  "\t// a\n\t",
		"/* a\nb */\n|func f()":        "/* a\nb */\n",
		"x /* a */\n|func f()":         "",
		"a(); |func f()":               "",
		"// a\r\n|func f()":            "// a\r\n",
	} {
		off := strings.IndexByte(code, '|')
		code = strings.Replace(code, "|", "", 1)
		if got := code[Comment(code, off):off]; got != want {
			t.Errorf("above %q stands %q, want %q", code, got, want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"x := 1", "func f() {}\nf()", "/* a */\nfor {", "s := `\r\n`; )", "\x80\n//"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		tokens, _ := Lex(code)
		at := 0
		for _, c := range Split(tokens) {
			if c.Start < at || c.End < c.Start || c.End > len(code) || c.Head() < c.Start || c.Head() > c.End || Comment(code, c.Start) > c.Start {
				t.Fatalf("%q: chunk %d to %d after %d", code, c.Start, c.End, at)
			}
			at = c.End
			c.Defines()
		}
	})
}
