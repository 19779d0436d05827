package value

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
)

type point struct {
	X, Y int
	name string
}
type node struct {
	V    int
	Next *node
}
type color int

func (c color) String() string { return "C!" }

type rude struct{}

func (rude) String() string { panic("no words") }

type needy struct{ s *string }

func (n *needy) String() string { return *n.s }

type wordy struct{}

func (wordy) String() string { return strings.Repeat("é", 1<<20) }

func seq(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func TestFormat(t *testing.T) {
	ring := &node{V: 1}
	ring.Next = ring
	self := []any{1}
	self[0] = self
	loop := map[string]any{}
	loop["m"] = loop
	five := 5
	type unnamed = struct {
		V    int
		Next any
	}
	knot := &unnamed{V: 1}
	knot.Next = knot
	var nilErr error
	var nilNode *node
	var nilNeedy *needy
	tests := []struct {
		v    any
		want string
	}{
		{[]int{1, 2, 3}, "[1 2 3]"},
		{true, "true"},
		{"a", "a"},
		{"two words\n", "two words\n"},
		{6, "6"},
		{map[string]int{"b": 2, "a": 1}, "map[a:1 b:2]"},
		{map[int]string{10: "x", 9: "y"}, "map[9:y 10:x]"},
		{map[point]int{{X: 2}: 1, {X: 1}: 2}, `map[{X:1 Y:0 name:""}:2 {X:2 Y:0 name:""}:1]`},
		{math.Pi * 2, "6.283185307179586"},
		{2.5, "2.5"},
		{float64(3), "3"},
		{float32(0.1), "0.1"},
		{1e6, "1e+06"},
		{uint64(math.MaxUint64), "18446744073709551615"},
		{math.NaN(), "NaN"},
		{nil, "<nil>"},
		{nilErr, "<nil>"},
		{nilNode, "(*value.node)(nil)"},
		{nilNeedy, "(*value.needy)(nil)"},
		{errors.New("no file"), "no file"},
		{complex(1, -2), "(1-2i)"},
		{[]complex128{complex(0.1+0.2, -2), complex(0, 1)}, "[(0.3-2i) (0+1i)]"},
		{'a', "97"},
		{time.Second * 90, "1m30s"},
		{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "2026-01-02 03:04:05 +0000 UTC"},
		{seq(1000), "[0 1 2 … 997 998 999] (1000 values)"},
		{[]float64{0.1 + 0.2, 1.0 / 3, 2, 1e-9, math.Inf(1)}, "[0.3 0.333333 2 1e-09 +Inf]"},
		{[]float64{1e6, 2e6, math.NaN()}, "[1000000 2000000 NaN]"},
		{[]float64{1234567.5, 123456789.5}, "[1234568 1.23457e+08]"},
		{[]float64{-0.00012345678, 12.0000001}, "[-0.000123457 12]"},
		{[3]uint8{1, 2, 3}, "[1 2 3]"},
		{[]byte("hello"), `[104 101 108 108 111] "hello"`},
		{[]byte{1, 2, 3, 4, 5}, "[1 2 3 4 5]"},
		{[]int(nil), "[]int(nil)"},
		{map[string]int(nil), "map[string]int(nil)"},
		{[]string{"a", "b c", ""}, `[a "b c" ""]`},
		{[]color{1, 2}, "[C! C!]"},
		{[][]float64{{1, 2.5}, {-10, 0.001}}, "[[  1 2.500]\n [-10 0.001]]"},
		{[][]int{{1, 2}, {3}}, "[[1 2] [3]]"},
		{mat.NewDense(2, 2, []float64{1, 2, 3, 40}), "[[1  2]\n [3 40]]"},
		{&mat.Dense{}, "[] (0 × 0 values)"},
		{point{1, 2, "p"}, "{X:1 Y:2 name:p}"},
		{&point{1, 2, "p q"}, `&{X:1 Y:2 name:"p q"}`},
		{[]*point{{X: 1}}, `[&{X:1 Y:0 name:""}]`},
		{&five, "&5"},
		{struct{}{}, "{}"},
		{ring, "&{V:1 Next:(*value.node)}"},
		{knot, "&{V:1 Next:&{…}}"},
		{self, "[[…]]"},
		{loop, "map[m:map[…]]"},
		{func(int) string { return "" }, "func(int) string"},
		{(func())(nil), "(func())(nil)"},
		{make(chan int, 3), "chan int (0 of 3 values wait)"},
		{rude{}, "value.rude (its String method panicked: no words)"},
		{[]any{1, "b", nil, 2.5}, "[1 b <nil> 2.5]"},
		{struct{ E error }{errors.New("x y")}, "{E:x y}"},
	}
	for _, tt := range tests {
		if got := Format(tt.v); got != tt.want {
			t.Errorf("Format(%T) = %q, want %q", tt.v, got, tt.want)
		}
	}
}

func TestFormatIsBounded(t *testing.T) {
	big := map[string][]string{}
	deep := any(1)
	for i := range 1000 {
		big[fmt.Sprint(i)] = []string{strings.Repeat("long ", 1000)}
		deep = []any{deep, deep}
	}
	wide := make([]any, 1000)
	for i := range wide {
		wide[i] = big
	}
	for _, v := range []any{big, deep, wide, wordy{}, []wordy{{}, {}, {}}, strings.Repeat("x", 1<<20), errors.New(strings.Repeat("x", 1<<20)),
		make([][]float64, 10_000), mat.NewDense(500, 500, nil), make([]float64, 1<<20)} {
		got := Format(v)
		if len(got) > 10<<10 {
			t.Errorf("Format(%T) gives %d bytes, more than 10 kB", v, len(got))
		}
	}
	s := Format(strings.Repeat("x", 1<<20))
	if !strings.HasSuffix(s, " … (1048576 bytes)") {
		t.Errorf("a cut string ends with %q, want its length", s[len(s)-30:])
	}
}

func TestFormatTableAbridged(t *testing.T) {
	got := Format(mat.NewDense(100, 50, nil))
	want := "[[0 0 0 … 0 0 0]\n [0 0 0 … 0 0 0]\n [0 0 0 … 0 0 0]\n [… … … … … … …]\n [0 0 0 … 0 0 0]\n [0 0 0 … 0 0 0]\n [0 0 0 … 0 0 0]] (100 × 50 values)"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
