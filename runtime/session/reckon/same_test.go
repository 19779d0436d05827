package reckon_test

import (
	"fmt"
	"go/token"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"talbot/runtime/session/front"
	"talbot/runtime/session/reckon"
	"talbot/runtime/symbols"
)

// program compiles a cell and gives what is to run in it. The session's variables are bound to vars.
func program(t testing.TB, src string, vars map[string]any) *reckon.Program {
	t.Helper()
	imp := symbols.NewImporter(token.NewFileSet(), symbols.Types)
	p, err := front.New(imp, token.NewFileSet(), nil).Compile(1, src)
	if err != nil {
		t.Fatal(err)
	}
	var stop uint32
	out := reckon.New(&stop, reckon.Hooks{Panic: func([]reckon.Frame) {}})
	for _, s := range p.Steps {
		if err := out.Add(s.Reckon); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(s.Source, "\n") {
			// cellʹp.Bind("name", &a, &b)
			if _, args, ok := strings.Cut(line, ".Bind("); ok {
				names := strings.Split(strings.TrimSuffix(strings.TrimSpace(args), ")"), ", ")
				var ptrs []any
				for _, n := range names[1:] {
					v := vars[strings.TrimPrefix(n, "&")]
					if v == nil {
						t.Fatalf("no variable %s", n)
					}
					ptrs = append(ptrs, v)
				}
				out.Bind(strings.Trim(names[0], `"`), ptrs...)
			}
		}
	}
	return out
}

// call runs a function of a program as its stub does.
func call(p *reckon.Program, name string, ft reflect.Type, args []any) (out []any, fault any) {
	defer func() { fault = recover() }()
	var ptrs []any
	for i := range ft.NumIn() {
		v := reflect.New(ft.In(i))
		if args[i] != nil {
			v.Elem().Set(reflect.ValueOf(args[i]).Convert(ft.In(i)))
		}
		ptrs = append(ptrs, v.Interface())
	}
	for i := range ft.NumOut() {
		v := reflect.New(ft.Out(i))
		ptrs = append(ptrs, v.Interface())
		defer func() { out = append([]any{v.Elem().Interface()}, out...) }()
	}
	p.Run(name+"ʹin", ptrs...)
	return nil, nil
}

func callGo(fn reflect.Value, args []any) (out []any, fault any) {
	defer func() { fault = recover() }()
	var in []reflect.Value
	for i, a := range args {
		v := reflect.New(fn.Type().In(i)).Elem()
		if a != nil {
			v.Set(reflect.ValueOf(a).Convert(v.Type()))
		}
		in = append(in, v)
	}
	for _, v := range fn.Call(in) {
		out = append(out, v.Interface())
	}
	return out, nil
}

func TestSameAsGo(t *testing.T) {
	src, err := os.ReadFile("cases_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(src), "package reckon_test\n")
	// The cell's own copies of the file's variables.
	var (
		g  = [][]float64{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
		n  int
		tb [8]int64
		bs = []vec{{1, 2, 3}, {4, 5, 6}, {-1, 0.5, 0.25}}
	)
	p := program(t, body, map[string]any{"grid": &g, "count": &n, "table": &tb, "bodies": &bs})
	x := []float64{3, -1, 4, 1, -5, 9, 2.5, 6}
	for _, c := range []struct {
		name string
		fn   any
		args []any
	}{
		{"fib", fib, []any{20}}, {"even", even, []any{10}}, {"even", even, []any{7}}, {"wraps", wraps, []any{1000}},
		{"shifts", shifts, []any{-12345, 80}}, {"shiftBy", shiftBy, []any{3, 70}}, {"shiftBy", shiftBy, []any{3, -1}},
		{"divide", divide, []any{-7, 2}}, {"divide", divide, []any{7, 0}}, {"divide", divide, []any{math.MinInt, -1}}, {"divide8", divide8, []any{-128, -1}}, {"divide8", divide8, []any{1, 0}},
		{"singles", singles, []any{50}}, {"convert", convert, []any{-3.99}}, {"convert", convert, []any{1e10}}, {"convert", convert, []any{300.5}},
		{"mandelbrot", mandelbrot, []any{40, 30, 100}}, {"sieve", sieve, []any{1000}}, {"transpose", transpose, []any{[][]float64{{1, 2, 3}, {4, 5, 6}}}},
		{"transpose", transpose, []any{[][]float64{{1, 2}, {3}}}}, {"transpose", transpose, []any{[][]float64{}}},
		{"multiply", multiply, []any{[][]float64{{1, 2}, {3, 4}}, [][]float64{{0.5, 1, 2}, {-1, 0, 1}}}},
		{"stencil", stencil, []any{20, 30}}, {"median", median, []any{x}}, {"median", median, []any{nil}}, {"sorted", sorted, []any{300}},
		{"centre", centre, []any{9}}, {"move", move, []any{20}}, {"packed", packed, []any{100}}, {"arrays", arrays, []any{1000}},
		{"labels", labels, []any{50}}, {"classify", classify, []any{100}}, {"collatz", collatz, []any{1000}},
		{"minmax", minmax, []any{x}}, {"minmax", minmax, []any{[]float64{1, math.NaN()}}},
		{"counts", counts, []any{10}}, {"counts", counts, []any{3}}, {"total", total, nil}, {"trace", trace, []any{1}}, {"trace", trace, []any{2}},
		{"index", index, []any{[]int{1, 2, 3}, 1}}, {"index", index, []any{[]int{1, 2, 3}, 2}}, {"index", index, []any{[]int{1, 2, 3}, -1}},
		{"store", store, []any{4}}, {"store", store, []any{5}},
		{"cuts", cuts, []any{[]int{1, 2, 3, 4, 5}, 1, 3, 4}}, {"cuts", cuts, []any{[]int{1, 2, 3, 4, 5}, 3, 2, 4}}, {"cuts", cuts, []any{[]int{1, 2, 3, 4, 5}, 1, 6, 7}}, {"cuts", cuts, []any{[]int{1, 2}, 1, 1, -1}},
		{"sized", sized, []any{10}}, {"sized", sized, []any{-1}}, {"sized", sized, []any{1 << 50}}, {"copies", copies, []any{3}},
		{"specials", specials, []any{2}}, {"specials", specials, []any{math.NaN()}}, {"specials", specials, []any{math.Inf(-1)}}, {"specials", specials, []any{0}},
		{"loop8", loop8, nil}, {"order", order, []any{11}}, {"nils", nils, []any{nil}}, {"nils", nils, []any{[]int{}}}, {"deep", deep, []any{100000}},
	} {
		fn := reflect.ValueOf(c.fn)
		want, wantFault := callGo(fn, c.args)
		got, fault := call(p, c.name, fn.Type(), c.args)
		if fmt.Sprint(fault) != fmt.Sprint(wantFault) {
			t.Errorf("%s%v ends with %v, want %v", c.name, c.args, fault, wantFault)
		}
		if wantFault == nil && fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
			t.Errorf("%s%v gives %v, want %v", c.name, c.args, got, want)
		}
	}
}
