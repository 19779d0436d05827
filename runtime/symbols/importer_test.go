package symbols

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestOneTypePerName loads packages in both orders and wants one object for one name,
// through whichever package it is seen.
func TestOneTypePerName(t *testing.T) {
	orders := [][]string{
		{"fmt", "io", "os", "net/http", "gonum.org/v1/plot/vg/vgimg", "image"},
		{"gonum.org/v1/plot/vg/vgimg", "net/http", "image", "os", "io", "fmt"},
	}
	for _, order := range orders {
		m := NewImporter(token.NewFileSet(), Types)
		got := map[string]*types.Package{}
		for _, p := range order {
			pkg, err := m.Import(p)
			if err != nil {
				t.Fatal(err)
			}
			got[p] = pkg
		}
		lookup := func(path, name string) types.Type { return got[path].Scope().Lookup(name).Type() }
		param := func(f types.Type, i int) types.Type { return f.(*types.Signature).Params().At(i).Type() }
		writer := lookup("io", "Writer")
		if w := param(lookup("fmt", "Fprintln"), 0); w != writer {
			t.Errorf("fmt.Fprintln takes another io.Writer: %p, %p", w, writer)
		}
		if !types.AssignableTo(types.NewPointer(lookup("os", "File")), writer) {
			t.Error("*os.File is no io.Writer")
		}
		resp := lookup("net/http", "Response").Underlying().(*types.Struct)
		for f := range resp.Fields() {
			if f.Name() == "Body" && f.Type() != lookup("io", "ReadCloser") {
				t.Error("http.Response.Body is another io.ReadCloser")
			}
		}
		image, _, _ := types.LookupFieldOrMethod(types.NewPointer(lookup("gonum.org/v1/plot/vg/vgimg", "Canvas")), true, nil, "Image")
		if r := image.Type().(*types.Signature).Results().At(0).Type(); !types.AssignableTo(r, lookup("image", "Image")) {
			t.Errorf("vgimg.Canvas.Image gives a %v that is no image.Image", r)
		}
		for p, pkg := range got {
			if again, _ := m.Import(p); again != pkg || !pkg.Complete() {
				t.Errorf("%s is not the same, complete package twice", p)
			}
		}
	}
}

// TestImportedTypesCheck type-checks code that mixes packages, generics included.
func TestImportedTypesCheck(t *testing.T) {
	const src = `package p
import ("cmp"; "fmt"; "iter"; "maps"; "math/rand/v2"; "net/http"; "os"; "slices"; "sort"; "sync"; "sync/atomic"; "time"
	"gonum.org/v1/gonum/mat"; "gonum.org/v1/gonum/stat/distuv"; "gonum.org/v1/plot"; "gonum.org/v1/plot/plotter"
	"talbot/runtime/display")
var _ display.Bundler
func f() error {
	m := map[string]int{"a": 1}
	keys := slices.Sorted(maps.Keys(m))
	slices.SortFunc(keys, func(a, b string) int { return cmp.Compare(b, a) })
	var seq iter.Seq2[int, string] = slices.All(keys)
	for i, k := range seq { fmt.Fprintln(os.Stderr, i, k) }
	var p atomic.Pointer[mat.Dense]
	p.Store(mat.NewDense(1, 1, nil))
	_ = sync.OnceValue(func() *mat.Dense { return p.Load() })().T().At(0, 0)
	_ = rand.N(10 * time.Second)
	sort.Sort(sort.Reverse(sort.StringSlice(keys)))
	l, err := plotter.NewLine(plotter.XYs{{X: 1, Y: distuv.Normal{Sigma: 1}.Rand()}})
	pl := plot.New()
	pl.Add(l)
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) })
	_ = h
	return err
}`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&types.Config{Importer: NewImporter(fset, Types)}).Check("p", fset, []*ast.File{f}, nil); err != nil {
		t.Error(err)
	}
}

func TestNotAvailable(t *testing.T) {
	m := NewImporter(token.NewFileSet(), Types)
	for path, want := range map[string]string{
		"no/such/pkg":                "package no/such/pkg is not available in this kernel (it has",
		"rand":                       "package rand is not available in this kernel (near: math/rand/v2, math/rand, crypto/rand)",
		"string":                     "(near: strings)",
		"gonum/mat":                  "(near: gonum.org/v1/gonum/mat)",
		"github.com/x/fmtt":          "(near: fmt",
		"internal/abi":               "package internal/abi is not available",
		"":                           "is not available",
		"a/":                         "is not available",
		strings.Repeat("x", 100_000): "is not available",
	} {
		_, err := m.Import(path)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Import(%.40q): %v, want … %s", path, err, want)
		}
	}
	if _, err := NewImporter(token.NewFileSet(), []byte("no archive")).Import("fmt"); err == nil || !strings.Contains(err.Error(), "export data") {
		t.Errorf("a broken archive gives %v", err)
	}
}

func TestNamed(t *testing.T) {
	m := NewImporter(token.NewFileSet(), Types)
	for name, want := range map[string][]string{
		"rand":     {"math/rand/v2", "math/rand", "crypto/rand"},
		"template": {"text/template", "html/template"},
		"draw":     {"image/draw", "gonum.org/v1/plot/vg/draw"},
		"nosuch":   nil,
	} {
		if got := m.Named(name); !slices.Equal(got, want) {
			t.Errorf("Named(%q) = %v, want %v", name, got, want)
		}
	}
	if !slices.IsSorted(m.Paths()) || len(m.Paths()) < 250 {
		t.Errorf("%d paths, sorted: %v", len(m.Paths()), slices.IsSorted(m.Paths()))
	}
}

func TestImportFromGoroutines(t *testing.T) {
	m := NewImporter(token.NewFileSet(), Types)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, p := range []string{"fmt", "net/http", "os", "gonum.org/v1/gonum/mat"} {
				if _, err := m.Import(p); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkNewImporter(b *testing.B) {
	for b.Loop() {
		NewImporter(token.NewFileSet(), Types)
	}
}

func BenchmarkImport(b *testing.B) {
	for _, p := range []string{"fmt", "net/http", "gonum.org/v1/gonum/mat", "gonum.org/v1/plot/plotter"} {
		b.Run(p, func(b *testing.B) {
			for b.Loop() {
				if _, err := NewImporter(token.NewFileSet(), Types).Import(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
