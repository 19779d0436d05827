package assist

import (
	"strings"
	"testing"
)

func TestInspect(t *testing.T) {
	st := session(t)
	for _, c := range []struct {
		cell   string
		detail int
		want   []string // each stands in the plain text
	}{
		{"fmt.Print|ln(1)", 0, []string{"func Println(a ...any) (n int, err error)\n\nPrintln formats using"}},
		{"fmt.Println(1, |", 0, []string{"func Println(", "Println formats using"}},
		{"fmt.Println(1, cell.Grow(|", 0, []string{"func (*Cell) Grow(f float64) *Cell"}},
		{"fmt.Println(1, cell.Grow(2), |)", 0, []string{"func Println("}},
		{"|fmt.Println(1)", 0, []string{`package fmt // import "fmt"`, "implements formatted I/O"}},
		{"den|se.At(0, 0)", 0, []string{"var dense *mat.Dense", "Dense is a dense matrix representation."}},
		{"dense.M|ul(dense, dense)", 0, []string{"func (*mat.Dense) Mul(a mat.Matrix, b mat.Matrix)", "Mul takes the matrix product"}},
		{"x := dense.RawMatrix().Str|ide", 0, []string{"Stride int"}},
		{"client.Timeou|t", 0, []string{"Timeout time.Duration", "Timeout specifies a time limit"}},
		{"http.Client{Time|out: 1}", 0, []string{"Timeout time.Duration", "Timeout specifies a time limit"}},
		{"resp, _ := client.Get(\"x\")\nresp.Bo|dy.Close()", 0, []string{"Body io.ReadCloser", "Body represents the response body"}},
		{"var r http.Resp|onse", 0, []string{"type Response struct {", "\tStatusCode int", "Response represents the response"}},
		{"var r http.Hand|ler", 0, []string{"type Handler interface {\n\tServeHTTP(http.ResponseWriter, *http.Request)\n}", "A Handler responds"}},
		{"var r http.Client|", 1, []string{"type Client struct {", "func (*http.Client) Do(req *http.Request)"}},
		{"var c Cel|l", 0, []string{"type Cell struct {", "\tbase", "\tNext  *Cell", "A Cell is one of many."}},
		{"var c Cel|l", 1, []string{"// A Cell is one of many.\ntype Cell struct {"}},
		{"old|", 0, []string{"var old T"}},
		{"Spee|d", 0, []string{"const Speed = 3.5"}},
		{"m.P|i", 0, []string{"const Pi = 3.14159"}},
		{"Map|", 0, []string{"func Map[T, U any](s []T, f func(T) U) []U"}},
		{"appen|d(x, 1)", 0, []string{"func append(", "append built-in function"}},
		{"var f float6|4", 0, []string{"type float64", "set of all IEEE 754 64-bit"}},
		{"for _, c := range cells {\n\tfor _, d := range c {\n\t\td.Gr|ow(1)\n\t}\n}", 0, []string{"func (*Cell) Grow"}},
		{"func helper(a int) int { return a }\nhelp|er(1)", 0, []string{"func helper(a int) int"}},
		{"func helper(a int) int { return a }\nhelp|er(1)", 1, []string{"func helper(a int) int { return a }"}},
		{"func hel|per(a int) int { return a }", 0, []string{"func helper(a int) int"}},
		{"v := cells[\"a\"]; v|", 0, []string{"var v []*Cell"}},
		{"rand.Int|N(3)", 0, []string{"func IntN(n int) int", "half-open interval"}}, // not imported
		{"import \"net/ht|tp\"", 0, []string{`package http // import "net/http"`, "provides HTTP client and server"}},
		{"HasPre|fix(", 0, []string{"func HasPrefix(s string, prefix string) bool", "reports whether the string"}},
		{"if cell.Gr|ow(1", 0, []string{"func (*Cell) Grow"}},
		// the parameter at the cursor
		{"openFilm(|", 0, []string{"func openFilm(path string, frames int) (int, error)\n//            ^^^^^^^^^^^"}},
		{"openFilm(\"a, b\", |", 0, []string{"func openFilm(path string, frames int) (int, error)\n//                         ^^^^^^^^^^"}},
		{"openFilm(f(1, 2), |)", 0, []string{"\n//                         ^^^^^^^^^^"}},
		{"fmt.Println(1, 2, |)", 0, []string{"func Println(a ...any) (n int, err error)\n//           ^^^^^^^^"}},
		{"cell.Grow(|)", 0, []string{"func (*Cell) Grow(f float64) *Cell\n//                ^^^^^^^^^"}},
		{"f := func(größe int, n float64) {}\nf(1, |", 0, []string{"var f func(größe int, n float64)\n//                    ^^^^^^^^^"}},
		{"Map[int, int](|", 0, []string{"func Map[T, U any](s []T, f func(T) U) []U"}},
		{"append(x, |", 0, []string{"func append("}},
		{"openFilm(\"film|.tif\", 3)", 0, []string{"func openFilm("}},
		// structs with their fields' comments
		{"http.Client{|", 0, []string{"type Client struct {", "Timeout specifies a time limit"}},
		{"http.Client{Timeout: 1, |}", 0, []string{"type Client struct {"}},
		{"var c http.Clie|nt", 0, []string{"\n\t// Timeout specifies a time limit for requests made by this Client.\n\tTimeout time.Duration"}},
		{"type Box struct {\n\tWidth int // in pixels\n\t// Height comes second.\n\tHeight float64\n}\nvar b Bo|x", 0, []string{"type Box struct {\n\tWidth  int     // in pixels\n\tHeight float64 // Height comes second.\n}"}},
		{"type Box struct {\n\tWidth int // in pixels\n}\nvar b Box\nb.Wid|th", 0, []string{"Width int\n\nin pixels"}},
		{"type Box struct {\n\tWidth int // in pixels\n}\nBox{Wi|dth: 1}", 0, []string{"Width int\n\nin pixels"}},
		{"Cell{|", 0, []string{"type Cell struct {", "A Cell is one of many."}},
		// comments of cells
		{"// twice doubles.\nfunc twice(x int) int { return 2*x }\ntwi|ce(1)", 0, []string{"func twice(x int) int\n\ntwice doubles."}},
		{"// twice doubles.\nfunc twice(x int) int { return 2*x }\ntwi|ce(1)", 1, []string{"// twice doubles.\nfunc twice(x int) int { return 2*x }"}},
		{"cell.Ar|ea()", 0, []string{"func (Cell) Area() float64\n\nArea is in pixels."}},
		{"cell.Ar|ea()", 1, []string{"// Area is in pixels.\nfunc (c Cell) Area() float64 { return 0 }"}},
		{"type t int\n// up goes up.\nfunc (x t) up() {}\nvar y t\ny.u|p()", 0, []string{"func (t) up()\n\nup goes up."}},
		{"// n counts.\nn := 3\nn|", 0, []string{"var n int\n\nn counts."}},
		{"const (\n\t// a is first.\n\ta = 1\n\tb = 2 // b is second.\n)\nb|", 0, []string{"const b = 2\n\nb is second."}},
		// packages, keywords, lines
		{"fm|t.Println", 0, []string{"Functions: Append, Appendf", "Types: Formatter"}},
		{"htt|p.Get", 0, []string{"Constants: ", "… ("}},
		{"fo|r i := range 3 {}", 0, []string{"for i := range n {", "for repeats"}},
		{"x := map|[string]int{}", 0, []string{"A map finds values by keys"}},
		{"import \"gonum.org/v1/gonum/m|at\"", 0, []string{`package mat // import "gonum.org/v1/gonum/mat"`, "Types: "}},
	} {
		code, cursor := cut(c.cell)
		b, ok := Inspect(st, code, cursor, c.detail)
		if !ok {
			t.Errorf("%q: nothing found", c.cell)
			continue
		}
		md, _ := b.Data["text/markdown"].(string)
		for _, w := range c.want {
			if !strings.Contains(b.PlainText(), w) {
				t.Errorf("%q: lacks %q in\n%s", c.cell, w, b.PlainText())
			}
		}
		if !strings.HasPrefix(md, "```go\n") || strings.ContainsRune(md, mark) {
			t.Errorf("%q: markdown\n%s", c.cell, md)
		}
	}
}

func TestInspectMarkdown(t *testing.T) {
	st := session(t)
	b, _ := Inspect(st, "client.Do", 9, 0)
	md, _ := b.Data["text/markdown"].(string)
	if !strings.HasPrefix(md, "```go\nfunc (*http.Client) Do(req *http.Request) (*http.Response, error)\n```\n\nDo sends an HTTP request") || strings.Contains(md, "](") {
		t.Errorf("markdown\n%s", md)
	}
	short, _ := Inspect(st, "fmt", 1, 0)
	long, _ := Inspect(st, "fmt", 1, 1)
	if s, l := len(short.PlainText()), len(long.PlainText()); s > 1000 || l < 5000 {
		t.Errorf("package comment: %d bytes without detail, %d with", s, l)
	}
}

func TestInspectNothing(t *testing.T) {
	st := session(t)
	for _, cell := range []string{"// f(|", "/* f(| */", "if mode == 1 {|", "func() {|", "|", "1 + |2", "\"fm|t\"", "// fm|t", "nothing|", "if |", "cell.Missin|g"} {
		code, cursor := cut(cell)
		if b, ok := Inspect(st, code, cursor, 0); ok {
			t.Errorf("%q: %s", cell, b.PlainText())
		}
	}
	if _, ok := Inspect(State{}, "fmt.Println", 8, 0); ok {
		t.Error("a State that knows nothing found something")
	}
}

func BenchmarkInspect(b *testing.B) {
	st := session(b)
	for b.Loop() {
		Inspect(st, "fmt.Println(dense.At(0, 0))", 15, 0)
	}
}

func TestInspectLines(t *testing.T) {
	st := session(t)
	for cell, want := range map[string]string{
		"%ti|me f()":     "%time [statement]\n\ntell how long it takes",
		"x := 1\n%c|d a": "%cd folder\n\ngo to a folder",
		"%%ba|sh\nls":    "%%bash\n\na script",
		"%%bash\nl|s":    "%%bash\n\na script",
		"!l|s":           "! command\n\na command of the shell",
	} {
		code, cursor := cut(cell)
		b, ok := Inspect(st, code, cursor, 0)
		if !ok || b.PlainText() != want {
			t.Errorf("%q: %q, want %q", cell, b.PlainText(), want)
		}
	}
	code, cursor := cut("%time cell.Ar|ea()")
	if b, ok := Inspect(st, code, cursor, 0); !ok || !strings.Contains(b.PlainText(), "Area() float64") {
		t.Errorf("the Go behind %%time: %q", b.PlainText())
	}
}
