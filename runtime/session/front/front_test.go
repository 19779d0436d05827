package front

import (
	"go/parser"
	"go/token"
	"strings"
	"sync"
	"testing"

	"talbot/runtime/symbols"
)

var testImporter = sync.OnceValue(func() *symbols.Importer {
	return symbols.NewImporter(token.NewFileSet(), symbols.Types)
})

// newTestState gives a session that can import what the kernel has.
func newTestState() *State { return New(testImporter(), token.NewFileSet(), symbols.Source) }

// lower compiles and commits a cell and gives its steps without //line comments and notes of lines.
func lower(t *testing.T, s *State, cell int, src string) string {
	t.Helper()
	p, err := s.Compile(cell, src)
	if err != nil {
		t.Fatal(err)
	}
	p.Commit()
	var out []string
	for _, step := range p.Steps {
		if _, err := parser.ParseFile(token.NewFileSet(), "", "package main\n"+step.Source, parser.SkipObjectResolution); err != nil {
			t.Fatalf("%v in\n%s", err, step.Source)
		}
		for _, line := range strings.Split(step.Source, "\n") {
			line = strings.TrimSpace(line)
			if line != "" && !strings.HasPrefix(line, "//line ") && !strings.HasPrefix(line, LineVariable) {
				out = append(out, line)
			}
		}
	}
	return strings.Join(out, "\n")
}

// Each construct lowers to something that has, in this order, the parts given.
func TestLowering(t *testing.T) {
	for _, c := range []struct {
		name, src string
		parts     []string
	}{
		{"range over an int", "for i := range 3 { _ = i }", []string{"for t", ":= int(0), int(3)", "i := t"}},
		{"range over a channel", "var c chan int\nfor v := range c { _ = v }", []string{"for cell" + mark, ".Receive(", "v := t"}},
		{"range over a function", "f := func(yield func(int) bool) {}\nfor v := range f { if v > 1 { break } }", []string{"f(func(", "return false", "return true"}},
		{"constants become literals", "const k = 1 << 4\nvar f float64 = k / 3.0\nf", []string{"f = 5.333333333333333"}},
		{"typed constants keep their type", "type D int\nconst d D = 3\nx := d", []string{"var x D", "x = D(3)"}},
		{"a generic function becomes a copy", "func id[T any](v T) T { return v }\nid(2)", []string{"(v int) int", "return v", "Show(s" + mark}},
		{"a generic type becomes a copy", "type B[T any] struct { v T }\nvar b B[string]", []string{"type B" + mark + "of struct", "v string", "var b B" + mark + "of"}},
		{"min", "a := 1\nmin(a, 2)", []string{"func s", "(a" + mark + " ...int) int", "Show(s"}},
		{"defer", "func f() { defer println() }", []string{"NewDefers()", ".Run(func()", ".Push("}},
		{"a deferred function without recover", "func f() { defer func() {}() }", []string{".PushDeaf("}},
		{"recover", "func f() { defer func() { recover() }() }", []string{".Push(", ".Recover()"}},
		{"go", "go println()", []string{".Go("}},
		{"a loop of numbers is handed over", "s := 0\nfor i := range 99 { s += i }", []string{".Run(\"t" + mark, "\", &s)"}},
		{"a function of numbers is handed over", "func f(n int) (s int) { for i := range n { s += i }; return }", []string{"func f(p" + mark + "0 int) (r" + mark + "0 int)", ".Run(\"f" + mark + "in\", &p" + mark + "0, &r" + mark + "0)", "return"}},
		{"a short function of numbers stays too", "func f(n int) int { return n + 1 }", []string{"func f(n int) int", "return n + 1"}},
		{"what keeps an address is not handed over", "var p *int\nfor i := range 99 { p = &i }", []string{"for t", "p = &i"}},
		{"a loop listens to the interrupt", "for { println() }", []string{"if stop" + mark + " {", "Halt()"}},
		{"a send listens to the interrupt", "c := make(chan int)\nc <- 1", []string{".Send(", "(c, 1)"}},
		{"a method expression becomes a function", "type T struct{}\nfunc (T) M() {}\nf := T.M", []string{"f = func(p" + mark + "0 T)", "p" + mark + "0.M()"}},
		{"a method value holds its receiver", "type T struct{}\nfunc (T) M() {}\nvar v T\nf := v.M", []string{"f = func(x" + mark + " T) func()", "x" + mark + ".M()", "}(v)"}},
		{"an import has an alias of its own", "import \"strings\"\nstrings.ToUpper(\"a\")", []string{"strings" + mark, ".ToUpper(\"a\")"}},
		{"promoted fields are written out", "type A struct { n int }\ntype B struct { A }\nvar b B\nb.n = 1", []string{"b.A.n = 1"}},
		{"a type of a function moves out of it", "func f() { type L struct { a int }; var l L; _ = l }", []string{"type L" + mark + "in struct", "func f()", "var l L" + mark + "in"}},
		{"a file's variables are set in order", "package main\nvar a = b\nvar b = 1", []string{"b = 1", "a = b"}},
		{"time.Sleep listens to the interrupt", "import \"time\"\ntime.Sleep(1)", []string{"cell" + mark, ".Sleep("}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := lower(t, newTestState(), 1, c.src)
			rest := got
			for _, p := range c.parts {
				_, after, ok := strings.Cut(rest, p)
				if !ok {
					t.Fatalf("no %q in its place in\n%s", p, got)
				}
				rest = after
			}
		})
	}
}

// A declaration's second version has another name below, and what depends on it follows.
func TestVersions(t *testing.T) {
	s := newTestState()
	lower(t, s, 1, "func f() int { return 1 }\nfunc g() int { return f() }")
	got := lower(t, s, 2, "func f() int { return 2 }")
	for _, want := range []string{"func f" + mark + "2() int", "func g" + mark + "2() int", "return f" + mark + "2()"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if d := s.Declaration("f"); d != "func f() int { return 2 }" {
		t.Errorf("f is declared by %q", d)
	}
}

// A cell that is not committed leaves nothing behind.
func TestCompileLeavesState(t *testing.T) {
	s := newTestState()
	lower(t, s, 1, "x := 1")
	if _, err := s.Compile(2, "x := \"s\"\ny := 2"); err != nil {
		t.Fatal(err)
	}
	if s.Lookup("y") != nil || s.Lookup("x").Type().String() != "int" {
		t.Errorf("x is %v, y is %v", s.Lookup("x"), s.Lookup("y"))
	}
}
