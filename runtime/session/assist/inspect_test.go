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
		{"var c Cel|l", 0, []string{"type Cell struct {", "\tbase", "\tNext *Cell", "A Cell is one of many."}},
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
	for _, cell := range []string{"|", "1 + |2", "\"fm|t\"", "// fm|t", "nothing|", "if |", "cell.Missin|g"} {
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
