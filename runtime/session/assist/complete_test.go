package assist

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"talbot/runtime/display"
)

// cut takes the cursor's place, written |, out of a cell.
func cut(s string) (code string, cursor int) {
	before, after, ok := strings.Cut(s, "|")
	if !ok {
		panic("no cursor in " + s)
	}
	return before + after, len(before)
}

func texts(c display.Completion) (out []string) {
	for _, m := range c.Matches {
		out = append(out, m.Text)
	}
	return out
}

func TestComplete(t *testing.T) {
	st := session(t)
	for _, c := range []struct{ cell, want, not string }{
		// names of the session, the cell and the language
		{"cel|", "cell cells Cell", ""},
		{"ol|", "old", ""},
		{"fmt.Println(den|)", "dense", ""},
		{"Spe|", "Speed", ""},
		{"volume := 3.0\nvol|", "volume", ""},
		{"volume := 3.0\nfunc f() float64 { return vol| }", "volume", ""},
		{"func f(param int) { local := 1; for i, item := range cells { if true { _ = lo| } } }", "local", "later"},
		{"func f(param int) { par|", "param", ""},
		{"func f(param int) { for item := range cells { it|", "item", ""},
		{"f := func(inner int) { inn| }", "inner", ""},
		{"func f() { ear|; early := 1 }", "", "early"},
		{"help|\nfunc helper() int { return 1 }", "helper", ""},
		{"func (c Cell) half() { c.Na|", "Name", ""},
		{"func (c *Cell) half() int {\n\tif x := c.Ne|; x != nil {\n\t}\n}", "Next", ""},
		{"x := 1; x|", "x", ""},
		{"app|", "append", ""},
		{"stru|", "struct", ""},
		{"fl|", "float32 float64", ""},
		{"retu|", "return", ""},
		{"fals|", "false", ""},
		{"HasPre|", "HasPrefix", ""}, // dot import
		{"printl|", "println", ""},
		{"PRINTL|", "println", ""},
		// packages, imported or not
		{"fm|", "fmt", ""},
		{"ran|", "rand range", ""},
		{"fourie|", "fourier", ""},
		{"fmt.Fpr|", "Fprint Fprintf Fprintln", "Println"},
		{"fmt.|", "Println Stringer", "println"},
		{"m.Pi|", "Pi", ""},
		{"rand.IntN|", "IntN", ""},
		{"import \"sort\"\nsort.Sl|", "Slice SliceStable SliceIsSorted", ""},
		{"import (\n\"os\"\nq \"bufio\"\n)\nq.NewSc|", "NewScanner", ""},
		{"import . \"sort\"\nSliceSt|", "SliceStable", ""},
		// members
		{"cell.|", "Name Next Depth Area Grow Rise base secret image Shape", ""},
		{"cell.Next.Next.Gr|", "Grow", ""},
		{"cell.Grow(1).Grow(2).Ar|", "Area", ""},
		{"cells[\"a\"][0].Na|", "Name", ""},
		{"dense.T().D|", "Dims", ""},
		{"dense.RawMat|", "RawMatrix", ""},
		{"dense.RawMatrix().Str|", "Stride", ""},
		{"client.Do(nil).|", "", "Body"}, // two results
		{"client.|", "Do Get Timeout Transport", "checkRedirect send"},
		{"resp, err := client.Get(\"x\")\nresp.Bo|", "Body", ""},
		{"resp, err := client.Get(\"x\")\nerr.|", "Error", ""},
		{"fail.|", "Error", ""},
		{"pair.|", "Key Val Swap", ""},
		{"Pair[int, Cell]{}.Val.Ar|", "Area", ""},
		{"Map([]int{1}, func(i int) Cell { return cell })[0].Ar|", "Area", ""},
		{"old.N|", "New", ""},
		{"x[0].N|", "New", ""},
		{"build.Wri|", "Write WriteByte WriteRune WriteString", ""},
		{"(&cell).Gr|", "Grow", ""},
		{"Cell.Ar|", "Area", "Name"},
		{"(*Cell).Gr|", "Grow", ""},
		{"cell.image.Da|", "Data", ""},
		{"cell.image.Plain|", "PlainText", ""},
		{"type fresh struct{ Width int }\nvar v fresh\nv.Wi|", "Width", ""},
		{"type fresh struct{ Width int }\nfunc (f *fresh) Wide() {}\nv := &fresh{}\nv.Wi|", "Width Wide", ""},
		{"cell.\nfmt.Println()|", "", "Name"},
		{"y := cell.|\nfmt.Println(y)", "Name", ""},
		{"var i any = cell\nif c, ok := i.(Cell); ok { c.Na| }", "Name", ""},
		{"switch v := any(cell).(type) {\ncase Cell:\n\tv.Na|\n}", "Name", ""},
		{"if cell.Na|", "Name", ""},
		{"if cell.Next != nil && cell.Next.Na|", "Name", ""},
		{"for _, c := range cells[cell.Na|", "Name", ""},
		{"for _, cs := range cells { for _, c := range cs { c.Na|", "Name", ""},
		{"for i := 0; i < cell.De|", "Depth", ""},
		{"switch cell.Na|", "Name", ""},
		{"switch {\ncase cell.Na|", "Name", ""},
		{"unknown(1, cell.Na|", "Name", ""},
		{"unknown(func() { cell.Na|", "Name", ""},
		{"return cell.Na|", "Name", ""},
		{"go cell.Gr|", "Grow", ""},
		{"func (c *Cell) Half(n ...int) int { return 1 }\ncell.Ha|", "Half", ""},
		{"func (c *Cell) Half(n ...int) int { return c.Qua| }\nfunc (c Cell) Quarter() {}", "Quarter", ""},
		{"for x := cell.Na|", "Name", ""},
		{"switch x := cell.Na|", "Name", ""},
		{"switch x := cell.Grow(1); x.Na|", "Name", ""},
		{"if x, ok := cells[\"a\"]; ok && x[0].Na|", "Name", ""},
		{"defer func() { cell.Gr|}()", "Grow", ""},
		{"cell.Next = &Cell{Next: cell.Ne|", "Next", ""},
		{"a, b := cell.Na|", "Name", ""},
		{"cell.Shape[cell.De|]", "Depth", ""},
		{"type t struct { c Cell }\nfunc (x t) m() { x.c.Na|", "Name", ""},
		{"var z = []int{cell.De|", "Depth", ""},
		{"x := )\ncell.Na|", "Name", ""},
		{"var b = 5 +\ncell.De|", "Depth", ""},
		{"switch v := fail.(type) { case nil: cell.Na|", "Name", ""},
		{"select { case c := <-make(chan Cell): c.Na|", "Name", ""},
		{"L: for { cell.Na|", "Name", ""},
		{"cell.Grow(2).\n\tGro|", "Grow", ""},
		// fields of a struct literal
		{"Cell{|", "Name:  Next:  base: ", ""},
		{"Cell{Name: \"a\", N|", "Next: ", "Name: "},
		{"[]*Cell{{Na|", "Name: ", ""},
		{"http.Client{Ti|", "Timeout: ", ""},
		{"http.Client{Timeout: time.Sec|}", "Second", ""},
		{"map[string]Cell{\"a\": {Ne|}}", "Next: ", ""},
		{"display.Bundle{Me|}", "Metadata: ", ""},
		// import paths
		{"import \"net/ht|", "net/http net/http/httptest", ""},
		{"import \"mat|", "math math/rand gonum.org/v1/gonum/mat", ""},
		{"import (\n\t\"fmt\"\n\t\"gonum.org/v1/plot/plo|\"\n)", "gonum.org/v1/plot/plotter gonum.org/v1/plot/plotutil", ""},
		// nothing
		{"\"cel|\"", "", "cell"},
		{"// cel|", "", "cell"},
		{"/* cel|", "", "cell"},
		{"'c|", "", "cell"},
		{"`raw cel|", "", "cell"},
		{"1.|", "", "cell"},
		{"0x1f|", "", "fmt"},
	} {
		code, cursor := cut(c.cell)
		got := Complete(st, code, cursor)
		have := texts(got)
		want := strings.Fields(strings.ReplaceAll(c.want, ": ", ":"))
		for _, w := range want {
			if strings.HasSuffix(w, ":") {
				w += " "
			}
			if !slices.Contains(have, w) {
				t.Errorf("%q lacks %q; has %.10q", c.cell, w, have)
			}
		}
		for _, n := range strings.Fields(c.not) {
			if slices.Contains(have, n) {
				t.Errorf("%q proposes %q", c.cell, n)
			}
		}
		for _, m := range got.Matches {
			if strings.ContainsRune(m.Text+m.Signature, mark) {
				t.Errorf("%q shows an internal name: %v", c.cell, m)
			}
			if m.Kind == "" || m.Signature == "" && m.Kind != "keyword" {
				t.Errorf("%q: match without kind or signature: %+v", c.cell, m)
			}
		}
	}
}

func TestCompletionDetails(t *testing.T) {
	st := session(t)
	for _, c := range []struct{ cell, text, kind, signature, replaced string }{
		{"fmt.Printl|", "Println", "function", "func Println(a ...any) (n int, err error)", "Printl"},
		{"cell.Gr|", "Grow", "method", "func (*Cell) Grow(f float64) *Cell", "Gr"},
		{"cell.Ne|", "Next", "field", "Next *Cell", "Ne"},
		{"ol|", "old", "variable", "var old T", "ol"},
		{"x|", "x", "variable", "var x []T", "x"},
		{"den|", "dense", "variable", "var dense *mat.Dense", "den"},
		{"Spe|", "Speed", "constant", "const Speed = 3.5", "Spe"},
		{"Cel|", "Cell", "type", "type Cell struct{ … }", "Cel"},
		{"Pai|", "Pair", "type", "type Pair[K comparable, V any] struct{ … }", "Pai"},
		{"Ma|", "Map", "function", "func Map[T, U any](s []T, f func(T) U) []U", "Ma"},
		{"fm|", "fmt", "package", `import "fmt"`, "fm"},
		{"ran|", "rand", "package", `import "math/rand/v2"`, "ran"},
		{"appe|", "append", "function", "func append(slice []T, elems ...T) []T", "appe"},
		{"retur|", "return", "keyword", "", "retur"},
		{"m.Pi|", "Pi", "constant", "const Pi = 3.14159", "Pi"},
		{"http.StatusTeap|", "StatusTeapot", "constant", "const StatusTeapot = 418", "StatusTeap"},
		{"import \"gonum.org/v1/gonum/m|", "gonum.org/v1/gonum/mat", "package", "package mat", "gonum.org/v1/gonum/m"},
		{"größe := 1; grö|", "größe", "variable", "var größe int", "grö"},
		{"fmt.Pri|ntln(1)", "Println", "function", "func Println(a ...any) (n int, err error)", "Pri"},
	} {
		code, cursor := cut(c.cell)
		got := Complete(st, code, cursor)
		if r := code[got.Start:got.End]; r != c.replaced || got.End != cursor {
			t.Errorf("%q replaces %q, want %q", c.cell, r, c.replaced)
		}
		i := slices.IndexFunc(got.Matches, func(m display.Match) bool { return m.Text == c.text })
		if i < 0 {
			t.Errorf("%q lacks %q; has %q", c.cell, c.text, texts(got))
			continue
		}
		if m := got.Matches[i]; m.Kind != c.kind || m.Signature != c.signature {
			t.Errorf("%q: %+v, want %s %s", c.cell, m, c.kind, c.signature)
		}
	}
}

func TestCompletionOrder(t *testing.T) {
	st := session(t)
	for cell, want := range map[string][]string{
		"cell.|":                       {"Area", "Grow", "Name", "Next", "Shape", "base", "image", "Depth", "Rise", "secret"}, // own before embedded
		"func f() { cellar := 1; cel|": {"cellar", "cell", "cells", "Cell"},                                                   // local before session, then other case
	} {
		code, cursor := cut(cell)
		if got := texts(Complete(st, code, cursor)); !slices.Equal(got, want) {
			t.Errorf("%q gives %q, want %q", cell, got, want)
		}
	}
}

func TestCompleteWithoutSession(t *testing.T) {
	code, cursor := cut("type T struct{ Field int }\nvar t T\nt.Fi|")
	if got := texts(Complete(State{}, code, cursor)); !slices.Equal(got, []string{"Field"}) {
		t.Errorf("got %q", got)
	}
}

// TestCompleteEverywhere puts the cursor at every byte of a cell, and out of range.
func TestCompleteEverywhere(t *testing.T) {
	st := session(t)
	const cell = "import \"os\"\ntype A[T any] struct{ x T; *Cell }\nfunc (a A[T]) f(s ...string) (n int, err error) {\n\tfor i := range 10 { switch s[i] { case \"ä\": return len(os.Args), nil } }\n\treturn\n}\nv := A[int]{x: 1}; v.f(`a`, 'b')\n"
	var took []time.Duration
	for i := -1; i <= len(cell)+1; i++ {
		begin := time.Now()
		c := Complete(st, cell, i)
		took = append(took, time.Since(begin))
		if c.Start < 0 || c.Start > c.End || c.End > len(cell) {
			t.Fatalf("cursor %d: range %d to %d", i, c.Start, c.End)
		}
		Inspect(st, cell, i, 1)
	}
	slices.Sort(took)
	t.Logf("%d completions: median %v, 95 %% within %v, slowest %v", len(took), took[len(took)/2], took[len(took)*95/100], took[len(took)-1])
}

func FuzzComplete(f *testing.F) {
	st := session(f)
	for _, s := range []string{"cell.", "import \"", "func f() { x := Cell{Na", "for i := range", "a.b.c(", "type T[", "x ʹ", "\x80.", "func (", "case", "`", "/*", "L:", "fmt.Println(\"%d\", 1", "_ = [...]int{", "if x := f(); ", "var (", ")]}", "0x.", "'", "fmt.P.A0"} {
		f.Add(s, len(s))
	}
	f.Fuzz(func(t *testing.T, code string, cursor int) {
		watchdog := time.AfterFunc(5*time.Second, func() { panic(fmt.Sprintf("slow: %q", code)) })
		defer watchdog.Stop()
		// Below the recover of Complete and Inspect, so that it hides nothing.
		cursor = clamp(code, cursor)
		c := complete(st, code, cursor)
		if c.Start < 0 || c.Start > c.End || c.End > len(code) {
			t.Fatalf("range %d to %d of %d", c.Start, c.End, len(code))
		}
		inspect(st, code, cursor, 0)
		if status, _ := IsComplete(code); status == "unknown" {
			t.Fatal("IsComplete gave up")
		}
	})
}

// BenchmarkComplete asks a session of 200 cells, each with a function, a type, a method and
// three variables.
func BenchmarkComplete(b *testing.B) {
	var more strings.Builder
	for i := range 200 {
		fmt.Fprintf(&more, "func helper%[1]d(a int, b string) (float64, error) { return 0, nil }\ntype Rec%[1]d struct { Name string; Next *Rec%[1]d }\nfunc (r *Rec%[1]d) Grow(f float64) *Rec%[1]d { return r }\nvar rec%[1]d Rec%[1]d\nvar rows%[1]d map[string][]*Rec%[1]d\nvar x%[1]d, err%[1]d = helper%[1]d(1, \"\")\n", i)
	}
	st := sessionOf(b, sessionSource+more.String())
	long := ""
	for i := range 100 {
		long += fmt.Sprintf("func work%d(a int) (int, error) { if a > 0 { return a, nil }; return 0, fmt.Errorf(\"no\") }\n", i)
	}
	for name, cell := range map[string]string{
		"name": "cel|", "names": "rec|", "member": "cell.Grow(1).|", "package": "http.|", "any": "|", "import": "import \"|",
		"literal": "http.Client{|", "expected": "http.Client{Timeout: |", "file": "os.ReadFile(\"|", "longcell": long + "cell.|",
	} {
		code, cursor := cut(cell)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Complete(st, code, cursor)
			}
		})
	}
}
