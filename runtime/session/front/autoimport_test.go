package front

import (
	"go/types"
	"strings"
	"testing"
)

// What a cell does not import is imported by what it selects.
func TestMissingImports(t *testing.T) {
	for src, path := range map[string]string{
		`fmt.Println(1)`:                     "fmt",
		`mat.NewDense(1, 1, nil)`:            "gonum.org/v1/gonum/mat",
		`var p plotter.XYs`:                  "gonum.org/v1/plot/plotter",
		`rand.IntN(3)`:                       "math/rand/v2",
		`rand.Float64()`:                     "math/rand/v2",
		`rand.Intn(3)`:                       "math/rand",
		`rand.Seed(3)`:                       "math/rand",
		`b := make([]byte, 3); rand.Read(b)`: "crypto/rand",
		`r := rand.Reader; r`:                "crypto/rand",
		`template.New("t")`:                  "text/template",
		`template.HTML("t")`:                 "html/template",
		`func() { draw.Draw(nil, image.Rect(0, 0, 1, 1), nil, image.Point{}, draw.Src) }`: "image/draw",
		`var c draw.Canvas`:                                                      "gonum.org/v1/plot/vg/draw",
		`var s scanner.Scanner; s.Peek()`:                                        "text/scanner",
		`var e scanner.ErrorList`:                                                "go/scanner",
		`path.Join("a")`:                                                         "path",
		`ast.IsExported("A")`:                                                    "go/ast",
		`func (t T) W(w io.Writer) {}; type T int`:                               "io",
		`type T struct{ b bytes.Buffer }`:                                        "bytes",
		`func f[E cmp.Ordered](e E) E { return e }; f(1)`:                        "cmp",
		`for i := range 3 { if i > 1 { strings.Repeat("a", i) } }`:               "strings",
		`x := func() { var fmt = struct{ A int }{}; _ = fmt.A; os.Getpid() }; x`: "os",
	} {
		s := newTestState()
		p, err := s.Compile(1, src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		p.Commit()
		name := path[strings.LastIndexByte(path, '/')+1:]
		if name == "v2" {
			name = "rand"
		}
		if s.imports[name] != path {
			t.Errorf("%s imports %q, want %q", src, s.imports, path)
		}
		if s.imports["fmt"] != "" && path != "fmt" {
			t.Errorf("%s imports fmt too", src)
		}
	}
}

func TestMissingImportsKeepOut(t *testing.T) {
	s := newTestState()
	for i, c := range []struct{ src, err string }{
		{"fmt := 3; fmt + 1", ""},
		{"fmt.Println()", "1:5: fmt.Println undefined (type int has no field or method Println)"},
		{"type mat struct{ A int }; mat{}.A", ""},
		{"fmt := 3; func() { fmt.X() }()", "fmt.X undefined (type int"},
		{"strconv", "1:1: undefined: strconv"},
		{"strings.Nothing()", "1:9: undefined: strings.Nothing"},
		{"rand.Nothing()", "1:6: undefined: rand.Nothing"},
		{"nothing.Do(); math.Pi", "1:1: undefined: nothing"},
		{"transform.Nothing", "undefined: transform.Nothing"},
		{`import rand "math/rand"` + "\nrand.IntN(3)", "2:6: undefined: rand.IntN"},
		{"rand.Intn(3)", ""},
	} {
		p, err := s.Compile(i+1, c.src)
		switch {
		case err == nil && c.err == "":
			p.Commit()
		case err == nil || c.err == "" || !strings.Contains(err.(Errors).Error(), c.err):
			t.Errorf("%s gives %v, want %s", c.src, err, c.err)
		}
	}
}

// An ambiguous name is told with all that it may mean.
func TestAmbiguousImports(t *testing.T) {
	imp := twoStats{testImporter()}
	c := &compiler{s: &State{imp: imp}}
	got := c.candidates("mat", map[string]bool{"NewDense": true})
	if strings.Join(got, " ") != "gonum.org/v1/gonum/mat example.org/mat" {
		t.Errorf("the candidates are %q", got)
	}
	if text := ambiguous("mat", got); !strings.Contains(text, `import "example.org/mat"`) {
		t.Error(text)
	}
	if got := c.candidates("mat", map[string]bool{"Elsewhere": true}); len(got) != 1 {
		t.Errorf("where none has it, the candidates are %q", got)
	}
}

type twoStats struct{ Importer }

func (i twoStats) Named(name string) []string {
	return append(i.Importer.Named(name), "example.org/"+name)
}

func (i twoStats) Import(path string) (*types.Package, error) {
	return i.Importer.Import(strings.Replace(path, "example.org/", "gonum.org/v1/gonum/", 1))
}
