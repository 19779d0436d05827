package value

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
)

type track struct {
	Name  string
	Speed float64
	N     int
	Note  any
}

func TestTableText(t *testing.T) {
	for _, c := range []struct {
		v    any
		want string
	}{
		{[]track{{"a", 1.5, 10, nil}, {"<b>", -22.25, 9, "two words"}},
			"   Name   Speed   N  Note\n0  a       1.50  10  <nil>\n1  <b>   -22.25   9  two words"},
		{[]*track{{Name: "a"}, nil}, "   Name   Speed  N  Note\n0  a          0  0  <nil>\n1  <nil>"},
		{[]map[string]float64{{"a": 1, "b": 2.5}, {"b": 3}}, "   a    b\n0  1  2.5\n1     3.0"},
		{map[string]track{"x": {Name: "n"}, "y": {Name: "m", N: 1}}, "key  Name  Speed  N  Note\nx    n         0  0  <nil>\ny    m         0  1  <nil>"},
		{track{Name: strings.Repeat("long ", 30)}, "Name   " + strings.Repeat("long ", 29) + "long\nSpeed  0\nN      0\nNote   <nil>"},
		{map[string]int{"a": 1}, "map[a:1]"},
		{[][]string{{"a", "b"}, {"c"}}, "[[a b] [c]]"},
		{mat.NewVecDense(3, []float64{1, 2.5, -3}), "[[ 1.0]\n [ 2.5]\n [-3.0]]"},
		{mat.NewSymDense(2, []float64{1, 2, 2, 1e-9}), "[[1     2]\n [2 1e-09]]"},
		{mat.NewCDense(1, 2, []complex128{1, 2i}), "[[(1+0i) (0+2i)]]"},
		{[]time.Duration{time.Second}, "[1s]"},
	} {
		if got, _ := Show(c.v); got != c.want {
			t.Errorf("%T:\n%s\nwant\n%s", c.v, got, c.want)
		}
	}
}

func TestTableHTML(t *testing.T) {
	_, got := Show([]track{{"<b>&", 1.5, 10, nil}})
	for _, want := range []string{"<thead><tr>", ">Name</th>", ">&lt;b&gt;&amp;</td>", `text-align:right;white-space:pre-wrap">1.5</td>`, ">0</th>"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
	for _, v := range []any{1, "a", []int{1, 2}, time.Now(), fmt.Errorf("x"), nil, []time.Time{{}}, func() {}, map[string]int{}, []track{}, &mat.Dense{}} {
		if _, html := Show(v); html != "" {
			t.Errorf("%T is a table:\n%s", v, html)
		}
	}
	for _, c := range []struct {
		v    any
		want []string
	}{
		{mat.NewDense(1000, 30, nil), []string{"*mat.Dense, 1000 × 30", ">…</th>", ">999</th>", ">29</th>"}},
		{make([]track, 12345), []string{"12,345 rows × 4 columns", ">12344</th>"}},
		{map[int]string{1: "x"}, []string{">key</th>", ">value</th>", ">x</td>"}},
		{track{Name: "n"}, []string{">Name</th>", ">n</td>"}},
		{&track{Name: "n"}, []string{">Name</th>", ">n</td>"}},
		{[]map[string]any{{"a": 1, "b": "x"}}, []string{">a</th>", ">b</th>", ">x</td>"}},
		{[][]int{{1, 2}, {3, 4}}, []string{">1</th>", ">4</td>", "2 × 2"}},
	} {
		_, html := Show(c.v)
		for _, w := range c.want {
			if !strings.Contains(html, w) {
				t.Errorf("%T lacks %q:\n%s", c.v, w, html)
			}
		}
		if len(html) > 100_000 {
			t.Errorf("%T takes %d bytes", c.v, len(html))
		}
	}
}

func TestErrorChain(t *testing.T) {
	inner := &strangeError{}
	got := Format(fmt.Errorf("reading: %w", fmt.Errorf("step 2: %w", inner)))
	if want := "reading: step 2: strange\n└ step 2: strange\n  └ *value.strangeError: strange"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Format(fmt.Errorf("a: %w", fmt.Errorf("b"))); got != "a: b" {
		t.Errorf("a chain that says nothing more: %q", got)
	}
	loop := &loopError{}
	loop.in = loop
	if got := Format(loop); strings.Count(got, "\n") > chainMost+1 {
		t.Errorf("an error that wraps itself:\n%s", got)
	}
}

type strangeError struct{}

func (*strangeError) Error() string { return "strange" }

type loopError struct{ in error }

func (*loopError) Error() string   { return "loop" }
func (e *loopError) Unwrap() error { return e.in }

// huge is a matrix that no memory could hold.
type huge struct{}

func (huge) Dims() (int, int)    { return 1 << 40, 1 << 40 }
func (huge) At(i, j int) float64 { return float64(i) * float64(j) }
func (huge) T() mat.Matrix       { return huge{} }

func bigValues() map[string]any {
	m := map[int]int{}
	for i := range 300_000 {
		m[i] = i
	}
	rows := make([][]float64, 300_000)
	for i := range rows {
		rows[i] = []float64{1, 2}
	}
	structs := make([]any, 1000)
	for i := range structs {
		structs[i] = map[string]any{"a": structs, "b": m}
	}
	return map[string]any{
		"numbers": make([]float64, 1<<25), "bytes": make([]byte, 1<<27), "map": m, "rows": rows, "matrix": huge{},
		"structs": make([]track, 1<<20), "cyclic": structs, "text": strings.Repeat("x", 1<<26),
		"wide": map[string]map[string]float64{"a": {"x": math.Pi}},
	}
}

func TestBigValuesAreBounded(t *testing.T) {
	for name, v := range bigValues() {
		text, html := Show(v)
		if len(text) > 20<<10 || len(html) > 100<<10 {
			t.Errorf("%s: %d bytes of text, %d of HTML", name, len(text), len(html))
		}
	}
}

func BenchmarkShow(b *testing.B) {
	for name, v := range bigValues() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Show(v)
			}
		})
	}
}

func FuzzTableText(f *testing.F) {
	f.Add("a\nb", "<", 1.5, -3)
	f.Fuzz(func(t *testing.T, a, b string, x float64, n int) {
		v := []track{{a, x, n, b}, {b, -x, n / 2, x}}
		text, html := Show(v)
		if strings.Contains(html, "<script") || text == "" {
			t.Errorf("%q", html)
		}
		Show(map[string]any{a: v, b: x})
	})
}
