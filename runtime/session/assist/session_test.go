package assist

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"talbot/runtime/symbols"
)

var (
	fset     = token.NewFileSet()
	importer = symbols.NewImporter(fset, symbols.Types)
	docs     = symbols.NewDocs(symbols.Docs)
)

const sessionSource = `package main

import (
	"net/http"
	"strings"
	"time"

	"gonum.org/v1/gonum/mat"
	"talbot/runtime/display"
)

type base struct {
	Depth int
	secret string
}

func (b *base) Rise(by int) int { return b.Depth + by }

type Cell struct {
	base
	Name  string
	Next  *Cell
	Shape []float64
	image display.Bundle
}

func (c Cell) Area() float64         { return 0 }
func (c *Cell) Grow(f float64) *Cell { return c }

type Tʹ2 struct{ New int }

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) Swap() (V, K) { return p.Val, p.Key }

func Map[T, U any](s []T, f func(T) U) []U { return nil }

type Mode int

const (
	Fast Mode = iota
	Slow
	Slower
)

type Config struct {
	Mode    Mode
	Weights map[string]float64
	Cells   []Cell
	ByName  map[string]*Cell
	Wait    time.Duration
	Color   *Color
}

type Color struct{ Red, Green int }

func Run(c Config, mode Mode) error               { return nil }
func NewDenseGrid(rows, cols int) *mat.Dense       { return nil }
func openFilm(path string, frames int) (int, error) { return 0, nil }

const Speed = 3.5

var (
	cell   Cell
	cells  = map[string][]*Cell{}
	dense  = mat.NewDense(2, 2, nil)
	client *http.Client
	old    Tʹ2
	pair   Pair[string, int]
	xʹ3    []Tʹ2
	build  strings.Builder
	fail   error
	mode   Mode
	conf   Config
	flag   bool
	events chan Mode
)
`

// session gives the state of a session that ran sessionSource, in which T and x were redefined.
func session(t testing.TB) State { return sessionOf(t, sessionSource) }

func sessionOf(t testing.TB, source string) State {
	t.Helper()
	f, err := parser.ParseFile(fset, "session.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := (&types.Config{Importer: importer}).Check("main", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	objects := map[string]types.Object{}
	for _, n := range pkg.Scope().Names() {
		objects[plain(n)] = pkg.Scope().Lookup(n)
	}
	return State{
		Lookup: func(n string) types.Object { return objects[n] },
		Names: func() (out []string) {
			for n := range objects {
				out = append(out, n)
			}
			return out
		},
		Declaration: func(n string) string {
			if n == "Cell" {
				return "// A Cell is one of many.\ntype Cell struct {\n\tName string\n}"
			}
			return ""
		},
		Methods: func(typ string) []string {
			if typ == "Cell" {
				return []string{"// Area is in pixels.\nfunc (c Cell) Area() float64 { return 0 }"}
			}
			return nil
		},
		Imports:  map[string]string{"fmt": "fmt", "mat": "gonum.org/v1/gonum/mat", "http": "net/http", "m": "math", ".strings": "strings", "time": "time"},
		Importer: importer,
		Docs:     docs,
		Lines:    []Line{{"%time", "[statement]", "tell how long it takes"}, {"%timeit", "[statement]", "run it many times"}, {"%cd", "folder", "go to a folder"}, {"%%bash", "", "a script"}, {"%doc", "name", "documentation"}, {"!", "command", "a command of the shell"}},
	}
}
