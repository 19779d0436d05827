package widgets

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"talbot/runtime/display"
)

func texts(events []display.Event) []string {
	var all []string
	for _, e := range events {
		all = append(all, e.Bundle.PlainText())
	}
	return all
}

func wantTexts(t *testing.T, events []display.Event, want ...string) {
	t.Helper()
	if got := texts(events); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("shown is %q, want %q", got, want)
	}
}

func TestInteract(t *testing.T) {
	f := newFront(t)
	s := IntSlider{Min: 1, Max: 9, Value: 2}.New()
	var calls atomic.Int32
	err := Interact(func(n int, square bool) (any, error) {
		calls.Add(1)
		if n == 7 {
			return nil, errors.New("no sevens")
		}
		if n == 8 {
			fmt.Fprintln(display.Stdout(), "printed", n)
			bar := display.Text("bar done")
			bar.Metadata = map[string]any{"talbot": map[string]any{"progress": "complete"}}
			display.Show(bar, "shown")
		}
		if square {
			n *= n
		}
		return n, nil
	}, s, Named("square", true))
	if err != nil {
		t.Fatal(err)
	}
	shown := f.shown()
	wantTexts(t, shown, "2 (1 to 9)\nsquare: yes\nThese controls move in JupyterLab and wherever else Jupyter's widgets are drawn.", "4")
	id := shown[1].ID
	if shown[1].Kind != display.ShowData || id == "" {
		t.Fatalf("the picture is shown as %+v", shown[1])
	}
	move := func(value string, want ...string) []display.Event {
		t.Helper()
		before := int(calls.Load())
		f.move(s, value)
		eventually(t, func() bool { return int(calls.Load()) > before })
		settle(t)
		shown := f.shown()
		wantTexts(t, shown, want...)
		return shown
	}
	if u := move("3", "9"); u[0].Kind != display.UpdateData || u[0].ID != id {
		t.Errorf("the new picture is %+v", u[0])
	}
	move("7", "error: no sevens")
	if u := move("8", "printed 8", "shown", "64"); u[0].ID != id || u[1].Kind != display.ShowData || u[2].Kind != display.ShowData {
		t.Errorf("more parts come as %+v", u)
	}
	move("5", "25", "", "") // the places of parts that are gone are empty
	move("6", "36")
}

func TestInteractControls(t *testing.T) {
	f := newFront(t)
	var got []any
	keep := func(v ...any) any { got = v; return nil }
	for _, c := range []struct {
		fn       any
		controls []any
		want     string
	}{
		{func() any { return keep() }, nil, "[]"},
		{func(n int, x float64, b bool, s string) any { return keep(n, x, b, s) }, nil, "[0 0 false ]"},
		{func(n int, x float64) { keep(n, x) }, []any{30, 2.5}, "[30 2.5]"},
		{func(n int, x float64) { keep(n, x) }, []any{[2]int{3, 9}, [3]float64{0.5, 2, 0.5}}, "[3 0.5]"},
		{func(a string, b int, c float64) { keep(a, b, c) }, []any{[]string{"x", "y"}, []int{4, 5}, []float64{0.1, 0.2}}, "[x 4 0.1]"},
		{func(a [2]int, b [2]float64) { keep(a, b) }, []any{IntRangeSlider{Max: 5}, FloatRangeSlider{}}, "[[0 5] [0 1]]"},
		{func(a int64, b float32, c any) { keep(a, b, c) }, []any{7, 3, "any"}, "[7 3 any]"},
		{func(s string, b bool, n int) { keep(s, b, n) }, []any{Text{Value: "q"}, Checkbox{Value: true}, IntText{Value: 8}}, "[q true 8]"},
		{func(x float64, s string) { keep(x, s) }, []any{FloatText{Value: 1.5}, Named("map", Dropdown{Options: []string{"m"}})}, "[1.5 m]"},
	} {
		if err := Interact(c.fn, c.controls...); err != nil {
			t.Error(err)
		}
		if s := fmt.Sprint(got); s != c.want {
			t.Errorf("the function got %s, want %s", s, c.want)
		}
	}
	f.shown()
}

func TestInteractRefuses(t *testing.T) {
	f := newFront(t)
	for _, c := range []struct {
		fn       any
		controls []any
		parts    []string
	}{
		{7, nil, []string{"int", "must be a function"}},
		{nil, nil, []string{"must be a function"}},
		{(func(int))(nil), nil, []string{"must be a function"}},
		{func(...int) {}, nil, []string{"any number"}},
		{func(int) {}, []any{1, 2}, []string{"2 controls", "1 parameter"}},
		{func(map[string]int) {}, nil, []string{"argument 1", "map[string]int", "give one"}},
		{func(int) {}, []any{"text"}, []string{"argument 1", "holds a string", "an int"}},
		{func(int) {}, []any{1.5}, []string{"holds a float64", "an int"}},
		{func(int, bool) {}, []any{1, 2}, []string{"argument 2", "a bool"}},
		{func(int) {}, []any{Named("n", [2]int{9, 3})}, []string{"(n)", "Min 9, Max 3"}},
		{func(int) {}, []any{struct{}{}}, []string{"no control"}},
		{func(int) {}, []any{[]int{}}, []string{"no Options"}},
		{func(string) {}, []any{Label{}}, []string{"no control"}},
	} {
		wantError(t, Interact(c.fn, c.controls...), c.parts...)
	}
	if shown := f.shown(); len(shown) != 0 {
		t.Errorf("what is refused shows %q", texts(shown))
	}
}
