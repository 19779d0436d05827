package reckon_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// A writer makes up functions. Each takes and gives the same types, and every variable in it is
// used, so that Go compiles what it writes.
type writer struct {
	*rand.Rand
	strings.Builder
	depth, loops int
}

var writtenTypes = []string{"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float32", "float64"}

func (w *writer) pick(list ...string) string { return list[w.IntN(len(list))] }

func (w *writer) typ() string { return writtenTypes[w.IntN(len(writtenTypes))] }

func isFloat(t string) bool { return strings.HasPrefix(t, "float") }

// variable gives an operand that is no constant: Go refuses some that are.
func (w *writer) variable(t string) string {
	switch n := w.IntN(10); {
	case n < 4:
		return "a" + t
	case n < 8:
		return "b" + t
	case n < 9:
		return "s" + t + "[" + w.index() + "]"
	}
	return "p" + "[" + w.index() + "].f" + t
}

// index gives an index of four elements, now and then one too far.
func (w *writer) index() string {
	if w.IntN(60) == 0 {
		return w.expr("int", 1)
	}
	if w.loops > 0 && w.IntN(2) == 0 {
		return fmt.Sprintf("i%d&3", w.IntN(w.loops))
	}
	return "uint8(" + w.expr(w.pick("int", "uint8", "int32"), 1) + ")%4"
}

func (w *writer) expr(t string, depth int) string {
	if depth == 0 {
		return w.variable(t)
	}
	x := w.expr(t, depth-1)
	y := w.variable(t)
	switch w.IntN(4) {
	case 0:
		y = w.expr(t, depth-1)
	case 1:
		y = fmt.Sprint(1 + w.IntN(100))
	}
	switch w.IntN(8) {
	case 0:
		return t + "(" + w.variable(w.typ()) + ")"
	case 1:
		return "-(" + x + ")"
	case 2:
		if isFloat(t) {
			return t + "(math." + w.pick("Sqrt", "Floor", "Abs", "Sin", "Exp") + "(float64(" + x + ")))"
		}
		return "^(" + x + ")"
	case 3:
		if isFloat(t) {
			return w.pick("min", "max") + "(" + x + ", " + y + ")"
		}
		return "(" + x + w.pick("<<", ">>") + "(" + w.variable(w.pick("uint", "uint8", "uint16")) + "%70))"
	case 4:
		return fmt.Sprintf("help%s(%s, %s)", t, x, y)
	}
	if isFloat(t) {
		return "(" + x + " " + w.pick("+", "-", "*", "/") + " " + y + ")"
	}
	op := w.pick("+", "-", "*", "/", "%", "&", "|", "^", "&^")
	if (op == "/" || op == "%") && w.IntN(20) > 0 {
		y = "(" + y + "|1)"
	}
	return "(" + x + " " + op + " " + y + ")"
}

func (w *writer) condition() string {
	t := w.typ()
	c := w.expr(t, 1) + w.pick(" < ", " <= ", " > ", " >= ", " == ", " != ") + w.variable(t)
	if w.IntN(3) == 0 {
		u := w.typ()
		c += w.pick(" && ", " || ") + "!(" + w.variable(u) + w.pick(" < ", " == ") + w.expr(u, 1) + ")"
	}
	return c
}

func (w *writer) statements(n int) {
	for range n {
		w.statement()
	}
}

func (w *writer) statement() {
	t := w.typ()
	p := func(format string, a ...any) { fmt.Fprintf(w, format+"\n", a...) }
	w.depth++
	defer func() { w.depth-- }()
	kind := w.IntN(12)
	if w.depth > 3 {
		kind %= 6
	}
	switch kind {
	case 0, 1, 2:
		p("%s = %s", w.variable(t), w.expr(t, 1+w.IntN(3)))
	case 3:
		if isFloat(t) {
			p("%s %s= %s", w.variable(t), w.pick("+", "-", "*", "/"), w.expr(t, 1))
		} else {
			p("%s %s= %s", w.variable(t), w.pick("+", "-", "*", "&", "|", "^", "&^"), w.expr(t, 1))
		}
	case 4:
		u := w.typ()
		p("%s, %s = %s, %s", w.variable(t), w.variable(u), w.expr(t, 1), w.expr(u, 1))
	case 5:
		p("%s%s", w.variable(t), w.pick("++", "--"))
	case 6, 7:
		p("if %s {", w.condition())
		w.statements(2)
		if w.IntN(2) == 0 {
			p("} else {")
			w.statements(2)
		}
		p("}")
	case 8, 9:
		head := fmt.Sprintf("for i%d := 0; i%[1]d < %d; i%[1]d++ {", w.loops, w.IntN(6))
		if w.IntN(2) == 0 {
			head = fmt.Sprintf("for i%d := range %d {", w.loops, w.IntN(6))
		}
		p("%s", head)
		p("aint += i%d", w.loops)
		w.loops++
		w.statements(3)
		if w.IntN(3) == 0 {
			p("if %s { %s }", w.condition(), w.pick("break", "continue"))
		}
		w.statements(1)
		w.loops--
		p("}")
	case 10:
		p("switch %s {\ncase %s:", w.variable(t), w.expr(t, 1))
		w.statements(1)
		p("case %s, %s:", w.variable(t), w.variable(t))
		w.statements(1)
		p("default:")
		w.statements(1)
		p("}")
	case 11:
		p("for _, v := range s%s[:%s] {", t, w.index())
		p("a%s += v", t)
		w.statements(1)
		p("}")
	}
}

// function writes func fN.
func (w *writer) function(n int) {
	fmt.Fprintf(w, "func f%d(seed int) (", n)
	for _, t := range writtenTypes {
		fmt.Fprintf(w, "a%s, b%[1]s %[1]s, ", t)
	}
	w.WriteString(") {\n")
	for i, t := range writtenTypes {
		fmt.Fprintf(w, "a%s, b%[1]s = %[1]s(seed+%d), %[1]s(seed*%d)\n", t, i, 3*i+1)
		fmt.Fprintf(w, "s%s := []%[1]s{%[1]s(seed), 2, a%[1]s, 100}\n", t)
	}
	w.WriteString("p := make([]part, 4)\n")
	w.statements(10)
	for _, t := range writtenTypes {
		fmt.Fprintf(w, "a%s += s%[1]s[0] - p[1].f%[1]s\n", t)
	}
	w.WriteString("return\n}\n")
}

// writeAll gives declarations with some functions f0, f1, ….
func writeAll(seed uint64, functions int) string {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 1))}
	w.WriteString("type part struct {\n")
	for _, t := range writtenTypes {
		fmt.Fprintf(w, "f%s %[1]s\n", t)
	}
	w.WriteString("}\n")
	for _, t := range writtenTypes {
		fmt.Fprintf(w, "func help%s(x, y %[1]s) %[1]s { if x < y { return y - x }; return x + 3*y }\n", t)
	}
	for n := range functions {
		w.function(n)
	}
	return w.String()
}

// Made-up functions do what the Go compiler makes of them.
func TestRandomSameAsGo(t *testing.T) { sameAsGo(t, 4) }

func FuzzRandomSameAsGo(f *testing.F) {
	f.Add(uint64(5))
	f.Fuzz(sameAsGo)
}

func sameAsGo(t *testing.T, seed uint64) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the Go compiler may round products and sums at once here, as package reckon never does")
	}
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command to compare with")
	}
	const functions = 40
	seeds := []int{0, 1, -7, 1000}
	src := writeAll(seed, functions)

	var main strings.Builder
	main.WriteString("package main\n\nimport (\n\"fmt\"\n\"math\"\n)\n\nvar _ = math.Pi\n" + src)
	main.WriteString("func show(f func()) {\ndefer func() { if r := recover(); r != nil { fmt.Println(r) } }()\nf()\n}\nfunc main() {\n")
	for n := range functions {
		for _, s := range seeds {
			fmt.Fprintf(&main, "show(func() { fmt.Println(list(f%d(%d))) })\n", n, s)
		}
	}
	main.WriteString("}\nfunc list(a ...any) []any { return a }\n")
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(main.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(goCommand, "run", file)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := strings.Split(strings.TrimSpace(string(out)), "\n")

	p := program(t, "import \"math\"\n"+src, nil)
	ft := reflect.FuncOf([]reflect.Type{reflect.TypeFor[int]()}, resultTypes(), false)
	faults, left := 0, 0
	for n := range functions {
		for i, s := range seeds {
			values, fault := call(p, fmt.Sprintf("f%d", n), ft, []any{s})
			got := fmt.Sprint(values)
			if strings.Contains(fmt.Sprint(fault), "entered amiss") {
				left++ // to the interpreter
				continue
			}
			if fault != nil {
				got = fmt.Sprint(fault)
				faults++
			}
			if w := want[n*len(seeds)+i]; got != w {
				t.Errorf("f%d(%d) gives\n%s\nwant\n%s", n, s, got, w)
			}
		}
	}
	if n := functions * len(seeds); left > n/2 || faults == 0 || faults > n/2 {
		t.Errorf("of %d calls, %d are not handed over and %d panic", n, left, faults)
	}
}

func resultTypes() (out []reflect.Type) {
	for _, v := range []any{int(0), int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0), float32(0), float64(0)} {
		out = append(out, reflect.TypeOf(v), reflect.TypeOf(v))
	}
	return out
}
