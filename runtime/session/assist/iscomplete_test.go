package assist

import "testing"

func TestIsComplete(t *testing.T) {
	for _, c := range []struct{ code, status, indent string }{
		{"", "complete", ""},
		{"1 + 1", "complete", ""},
		{"x := 1; y := 2", "complete", ""},
		{"import \"fmt\"\nfmt.Println(1)", "complete", ""},
		{"for i := 0; i < 3; i++ { fmt.Println(i) }", "complete", ""},
		{"if x := f(); x > 0 {\n}", "complete", ""},
		{"L: for i := 0; i < 3; i++ { break L }", "complete", ""},
		{"func f() {\n\treturn\n}", "complete", ""},
		{"func (t T) m() int { return 1 }", "complete", ""},
		{"func(x int) int { return x }(2)", "complete", ""},
		{"type T[P any] struct{ p P }", "complete", ""},
		{"x := `raw\nstring`", "complete", ""},
		{"// a comment", "complete", ""},
		{"package main\n\nfunc main() {}", "complete", ""},
		{"x++", "complete", ""},
		{"for range 3 { }", "complete", ""},
		{"go func() {}()", "complete", ""},

		{"for i := range 3 {", "incomplete", "\t"},
		{"func f() {\n\tif true {", "incomplete", "\t\t"},
		{"func f() {\n\tif true {\n\t}", "incomplete", "\t"},
		{"g(func() {", "incomplete", "\t"},
		{"x := []int{", "incomplete", "\t"},
		{"fmt.Println(1,", "incomplete", "\t"},
		{"x := 1 +", "incomplete", "\t"},
		{"x :=", "incomplete", "\t"},
		{"f().", "incomplete", "\t"},
		{"a,", "incomplete", "\t"},
		{"var", "incomplete", "\t"},
		{"x := `raw", "incomplete", ""},
		{"/* comment", "incomplete", ""},
		{"x := `raw\n{", "incomplete", ""},
		{"if a &&", "incomplete", "\t"},
		{"if a {\n} else", "incomplete", "\t"},

		{"x := )", "invalid", ""},
		{"(]", "invalid", ""},
		{"x := \"open", "invalid", ""},
		{"x := 'ab'", "invalid", ""},
		{"if x\n{\n}", "invalid", ""},
		{"1 2", "invalid", ""},
		{"func f( {}", "incomplete", "\t"},
		{"func f(a) b c {}", "invalid", ""},
		{"x := 1 # 2", "invalid", ""},
		{"}", "invalid", ""},
	} {
		if status, indent := IsComplete(c.code); status != c.status || indent != c.indent {
			t.Errorf("IsComplete(%q) = %q, %q, want %q, %q", c.code, status, indent, c.status, c.indent)
		}
	}
}
