package front

import (
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// someImporter gives the few packages that the fuzzed cells use.
type someImporter struct{ Importer }

func (i someImporter) Import(path string) (*types.Package, error) {
	switch path {
	case "fmt", "context", "time", "slices", "strings":
		return i.Importer.Import(path)
	}
	return nil, &Error{Msg: "no package " + path}
}

// FuzzCompile asks that the front end never panics, and that what compiles prints source
// that Go's parser takes.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{
		"x := 1\nx", "func f[T any](v T) T { return v }\nf(1)", "for i := range 3 { defer func() { recover() }() }",
		"type T struct{ a int }\nfunc (t T) M() int { return t.a }\nT{1}.M", "import \"fmt\"\nfmt.Println(1)",
		"var c chan int\nselect { case v, ok := <-c: _, _ = v, ok; default: }", "L: for { switch { case true: break L } }",
		"package main\nvar a = b\nvar b = 1\nfunc main() {}", "type B[T any] struct{ v T }\nfunc (b B[_]) N() {}\nvar b B[int]",
		"const ( a = iota; b )\nx, y := a, b", "for v := range func(yield func(int) bool) {} { return }", "func f() (n int) { defer func() { n++ }(); return 1 }",
		"import \"slices\"\nslices.Sort([]int{2, 1})", "var x any = 1\nswitch y := x.(type) { case int: _ = y }", "goto L\nL:", "x, _ := 1, 2; x++", "min(1, 2.5)", "type A = []A",
	} {
		f.Add(s)
	}
	imp := someImporter{testImporter()}
	f.Fuzz(func(t *testing.T, src string) {
		s := New(imp, token.NewFileSet(), nil)
		for cell := 1; cell <= 2; cell++ { // run again, everything is declared again
			p, err := s.Compile(cell, src)
			if err != nil {
				return
			}
			for _, step := range p.Steps {
				if _, err := parser.ParseFile(token.NewFileSet(), "", "package main\n"+step.Source, parser.SkipObjectResolution); err != nil {
					t.Fatalf("%v in\n%s\nfrom\n%s", err, step.Source, src)
				}
			}
			p.Commit()
		}
	})
}
