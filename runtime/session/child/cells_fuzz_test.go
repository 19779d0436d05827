package child

import (
	"fmt"
	"go/token"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/traefik/yaegi/interp"

	"talbot/runtime/session/front"
	"talbot/runtime/session/reckon"
	"talbot/runtime/symbols"
)

// A grammar writes a cell from bytes: each says which form stands next.
type grammar struct {
	from  []byte
	depth int
	b     strings.Builder
}

func (g *grammar) pick(n int) int {
	if len(g.from) == 0 {
		return 0
	}
	b := g.from[0]
	g.from = g.from[1:]
	return int(b) % n
}

// write writes one of some forms, in which $E, $S and $T stand for an expression, statement or type.
func (g *grammar) write(forms ...string) {
	g.depth++
	defer func() { g.depth-- }()
	form := forms[0] // the simplest
	if g.depth < 6 {
		form = forms[g.pick(len(forms))]
	}
	for {
		before, after, ok := strings.Cut(form, "$")
		g.b.WriteString(before)
		if !ok {
			return
		}
		switch after[0] {
		case 'E':
			g.write("i", "1", "f(i)", "P{1, i}.X", "p.X", "xs[0]", "len(xs)", "i + $E", "min($E, $E)", "int(N($E))", "<-c", "g[int]($E)",
				"func() int { return $E }()", "any($E).(int)", "m[\"a\"]", "*&i", "sh.Area()", "box.Get()", "-$E", "i << 2", "cap(xs[:$E])", "int(N.Twice(3))", "p.Add($E)", "len(fmt.Sprint($V))")
		case 'V':
			g.write("i", "$E", "p", "xs", "nil", "N(2)", "err", "sh", "x", "\"s\"", "[2]int{}", "struct{ a int }{$E}", "&p", "Box[string]{}", "f", "[]any{$V, $V}", "map[N]Shape{1: p}", "E{}")
		case 'B':
			g.write("true", "$E < $E", "x == $V", "err != nil", "sh == p", "$B && $B", "!$B", "x == nil")
		case 'S':
			g.write("i++", "_ = $V", "i = $E", "if $B { $S }", "for range 2 { $S }", "x = $V", "i, xs[0] = $E, $E", "switch v := any($V).(type) { case int: _ = v; $S; case N, P: $S; case error: $S; default: $S }",
				"for k, r := range \"aé\" { _, _ = k, r; $S }", "func() { defer func() { recover() }(); $S }()", "select { case c <- $E: $S; default: $S }", "for v := range seq { if v > $E { break }; $S }",
				"switch i { case $E, $E: $S; case 7: fallthrough; default: $S }", "p.X, i = i, $E", "go func() { $S }()", "xs = append(xs, $E)", "m[\"b\"] += $E", "switch x { case $V: $S; case nil: }",
				"var q, r any = $V, $V; _, _ = q, r", "L: for { $S; for { if $B { break L }; break }; break }", "{ type T struct { a int }; t := T{$E}; _ = t }", "if v, ok := x.(Shape); ok { i += v.Area() }", "err = E{}", "p, sh = P{$E, 2}, p", "defer func() { $S }()", "xs, err = nil, nil")
		}
		form = after[1:]
	}
}

// world is what the cells that a grammar writes use.
const world = `import "fmt"
type N int
func (n N) Twice() N { return 2 * n }
type P struct{ X, Y int }
func (p P) Area() int { return p.X * p.Y }
func (p *P) Add(n int) int { p.X += n; return p.X }
type Shape interface{ Area() int }
type E struct{}
func (E) Error() string { return "e" }
type Box[T any] struct{ v T }
func (b Box[T]) Get() T { return b.v }
func g[T any](v T) T { return v }
func f(n int) int { return n + 1 }
func seq(yield func(int) bool) { _ = yield(1) && yield(2) }
var (
	i int
	p P
	xs = []int{1, 2}
	m = map[string]int{"a": 1}
	c = make(chan int, 4)
	x any
	sh Shape = P{1, 2}
	box Box[int]
	err error
)
fmt.Sprint()
`

var fuzzHost = sync.OnceValues(func() (*host, error) {
	h := &host{trace: &trace{}, types: newTypeTable(), imported: map[string]bool{}, questions: newQuestions(), stop: newStopper()}
	h.trace.now = h.noted
	h.reckoner = reckon.New(&h.stop.flag, reckon.Hooks{})
	h.i = interp.New(interp.Options{Stdout: os.Stdout, Stderr: h.trace})
	exports := interp.Exports{}
	for key, table := range symbols.Packages {
		if key == "fmt/fmt" {
			key = "fmt/./fmt"
		}
		exports[key] = table()
	}
	h.override(exports)
	if err := h.i.Use(exports); err != nil {
		return nil, err
	}
	_, err := h.i.Eval(front.Prelude)
	return h, err
})

// FuzzInterpreter asks that the interpreter's compiler takes whatever type-checks of the cells that
// a grammar writes.
func FuzzInterpreter(f *testing.F) {
	for i := range 40 {
		var seed []byte
		for j := range 24 {
			seed = append(seed, byte(i*31+j*17+i*j))
		}
		f.Add(seed)
	}
	imp := symbols.NewImporter(token.NewFileSet(), symbols.Types)
	f.Fuzz(func(t *testing.T, from []byte) {
		h, err := fuzzHost()
		if err != nil {
			t.Fatal(err)
		}
		s := front.New(imp, token.NewFileSet(), symbols.Source)
		g := &grammar{from: from}
		for range 3 {
			g.write("$S")
			g.b.WriteString("\n")
		}
		for cell, src := range []string{world, g.b.String()} {
			p, err := s.Compile(cell+1, src)
			if err != nil {
				if cell == 0 {
					t.Fatal(err)
				}
				return // does not type-check
			}
			for _, step := range p.Steps {
				// Every input begins a session of its own, in one interpreter.
				if _, err := h.compile(step); err != nil {
					t.Fatalf("%v\nof\n%s", err, fmt.Sprintf("%s%s", src, step.Source))
				}
			}
			p.Commit()
		}
	})
}
