package front

import (
	"strings"
	"testing"
)

// Errors stand where the compiler puts them and are worded as it words them.
func TestErrors(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"x := y", "1:6: undefined: y"},
		{"x := 1\n\tx = \"s\"", `2:6: cannot use "s" (untyped string constant) as int value in assignment`},
		{"a := 1\na := 2", "2:3: no new variables on left side of :="},
		{"func f() int {\n}", "2:1: missing return"},
		{"return 1", "1:1: return stands outside a function: a cell runs to its end"},
		{"import \"C\"", `1:8: cgo (import "C") is not available in a cell: cells are interpreted; call C from a package that is compiled into the kernel`},
		{"π := 1; π.x", "1:13: π.x undefined (type int has no field or method x)"},
		{"var a int = \"1\"; var b string = 2", "1:13: cannot use \"1\" (untyped string constant) as int value in variable declaration\n1:33: cannot use 2 (untyped int constant) as string value in variable declaration"},
		{"x := 1\r\nx = nope\r\n", "2:5: undefined: nope"},
	} {
		_, err := newTestState().Compile(1, c.src)
		if err == nil {
			t.Errorf("%q compiles", c.src)
			continue
		}
		for _, e := range err.(Errors) {
			e.Cell = 0
		}
		if err.Error() != c.want {
			t.Errorf("%q gives\n%v\nwant\n%s", c.src, err, c.want)
		}
	}
}

func TestQuote(t *testing.T) {
	es := Errors{{Cell: 3, Line: 2, Col: 6, Msg: "undefined: y"}, {Cell: 3, Line: 9, Col: 1, Msg: "beyond"}, {Msg: "nowhere"}}
	source := func(int) string { return "x := 1\r\n\tx = y + 1\r\n" }
	want := "cell[3]:2:6: undefined: y\n  2 | \tx = y + 1\n    | \t    ^\ncell[3]:9:1: beyond\nnowhere"
	if got := strings.Join(es.Quote(source, false), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := strings.Join(es.Quote(source, true), "\n"); !strings.Contains(got, "\x1b[31m^\x1b[0m") {
		t.Errorf("no red caret in %q", got)
	}
}

// The caret stands under characters of several bytes.
func TestQuoteUnicode(t *testing.T) {
	es := Errors{{Cell: 1, Line: 1, Col: 9, Msg: "m"}}
	got := es.Quote(func(int) string { return "ππ := y" }, false)
	if want := "    | ππ := y"; len(got[1]) != len(want) || !strings.HasSuffix(got[2], "|       ^") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestCellNames(t *testing.T) {
	if got := CellNames("cell12/_.go:4:5: bad; cell1/cell2/_.go:1"); got != "cell[12]:4:5: bad; cell[2]:1" {
		t.Error(got)
	}
	if got := Plain("undefined: x" + mark + "earlier, T" + mark + "2"); got != "undefined: x, T" {
		t.Error(got)
	}
	if cell, line := LineOf(7*lineRange + 12); cell != 7 || line != 12 {
		t.Error(cell, line)
	}
}

// TestOneFaultOneError wants no errors that follow from another.
func TestOneFaultOneError(t *testing.T) {
	for src, want := range map[string]string{
		"y := [1,2,3]\n":        "1:8: syntax error: unexpected comma; expected ]",
		"for i in range(10) {}": "1:7: syntax error: unexpected name in, expected {",
	} {
		_, err := newTestState().Compile(1, src)
		es, _ := err.(Errors)
		if len(es) != 1 || !strings.HasSuffix(es[0].Error(), want) {
			t.Errorf("%q gives %v, want %s alone", src, err, want)
		}
	}
}
