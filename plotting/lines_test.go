package plotting

import (
	"math"
	"math/rand"
	"testing"

	"gonum.org/v1/plot/vg"
)

func rectangle(w, h vg.Length) vg.Rectangle { return vg.Rectangle{Max: vg.Point{X: w, Y: h}} }

// Thinning keeps the ends and, in every column, the lowest and the highest point.
func TestThinOut(t *testing.T) {
	x, y := walk(100_000)
	pts := make([]vg.Point, len(x))
	for i := range x {
		pts[i] = vg.Point{X: vg.Length(x[i] / 200), Y: vg.Length(y[i])}
	}
	const step = 0.5
	got := thinAlong(pts, step, func(p vg.Point) (vg.Length, vg.Length) { return p.X, p.Y })
	if n := len(got); n > 4*1001 {
		t.Errorf("%d points are left of 100000 over 1000 columns", n)
	}
	if got[0] != pts[0] || got[len(got)-1] != pts[len(pts)-1] {
		t.Errorf("the ends are lost")
	}
	type span struct{ lo, hi vg.Length }
	spans := func(pts []vg.Point) map[int]span {
		m := map[int]span{}
		for _, p := range pts {
			k := int(math.Floor(float64(p.X / step)))
			s, ok := m[k]
			if !ok {
				s = span{p.Y, p.Y}
			}
			m[k] = span{min(s.lo, p.Y), max(s.hi, p.Y)}
		}
		return m
	}
	want := spans(pts)
	for k, s := range spans(got) {
		if s != want[k] {
			t.Fatalf("column %d spans %v, want %v", k, s, want[k])
		}
	}
	if few := thinOut(pts[:100], step); len(few) != 100 {
		t.Errorf("a short line lost points: %d of 100 are left", len(few))
	}
}

// A clipped line lies inside, and what lay inside is still there.
func TestClip(t *testing.T) {
	r := vg.Rectangle{Min: vg.Point{X: 10, Y: 10}, Max: vg.Point{X: 20, Y: 30}}
	tests := []struct {
		in   []vg.Point
		want [][]vg.Point
	}{
		{[]vg.Point{{X: 12, Y: 12}, {X: 18, Y: 20}}, [][]vg.Point{{{X: 12, Y: 12}, {X: 18, Y: 20}}}},
		{[]vg.Point{{X: 0, Y: 15}, {X: 30, Y: 15}}, [][]vg.Point{{{X: 10, Y: 15}, {X: 20, Y: 15}}}},
		{[]vg.Point{{X: 0, Y: 0}, {X: 5, Y: 50}}, nil},
		{[]vg.Point{{X: 15, Y: 15}, {X: 25, Y: 15}, {X: 25, Y: 20}, {X: 15, Y: 20}},
			[][]vg.Point{{{X: 15, Y: 15}, {X: 20, Y: 15}}, {{X: 20, Y: 20}, {X: 15, Y: 20}}}},
	}
	for _, tt := range tests {
		got := clip(tt.in, r)
		if len(got) != len(tt.want) {
			t.Errorf("clip(%v) = %v, want %v", tt.in, got, tt.want)
			continue
		}
		for i := range got {
			for j := range got[i] {
				if got[i][j] != tt.want[i][j] {
					t.Errorf("clip(%v) = %v, want %v", tt.in, got, tt.want)
				}
			}
		}
	}
	rnd := rand.New(rand.NewSource(1))
	var pts []vg.Point
	for range 2000 {
		pts = append(pts, vg.Point{X: vg.Length(rnd.Float64() * 30), Y: vg.Length(rnd.Float64() * 40)})
	}
	inside := 0
	c := plane{r: r}
	for _, p := range pts {
		if c.holds(p) {
			inside++
		}
	}
	kept := 0
	for _, l := range clip(pts, r) {
		for _, p := range l {
			if !c.holds(p) {
				t.Fatalf("%v lies outside", p)
			}
			kept++
		}
	}
	if kept < inside {
		t.Errorf("%d points are left of %d inside", kept, inside)
	}
}
