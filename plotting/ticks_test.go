package plotting

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

func texts(marks []tick) string {
	var s []string
	for _, m := range marks {
		if m.text != "" {
			s = append(s, m.text)
		}
	}
	return strings.Join(s, " ")
}

func TestTicks(t *testing.T) {
	tests := []struct {
		a            axis
		n            int
		want, factor string
	}{
		{axis{min: 0, max: 10}, 5, "0 2 4 6 8 10", ""},
		{axis{min: 10, max: 0}, 5, "0 2 4 6 8 10", ""},
		{axis{min: -1.1, max: 1.1}, 5, "−1.0 −0.5 0.0 0.5 1.0", ""},
		{axis{min: 0, max: 1}, 4, "0.00 0.25 0.50 0.75 1.00", ""},
		{axis{min: -0.5, max: 15.5, whole: true}, 7, "0 5 10 15", ""},
		{axis{min: -0.5, max: 3.5, whole: true}, 9, "0 1 2 3", ""},
		{axis{min: 0, max: 2.4e7}, 5, "0.0 0.5 1.0 1.5 2.0", "×10⁷"},
		{axis{min: 0, max: 3e-5}, 3, "0 1 2 3", "×10⁻⁵"},
		{axis{min: 1000.001, max: 1000.004}, 3, "1000.001 1000.002 1000.003 1000.004", ""},
		{axis{log: true, min: 0.01, max: 1000}, 9, "0.01 0.1 1 10 100 1000", ""},
		{axis{log: true, min: 1e-4, max: 1e4}, 20, "10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 10⁰ 10¹ 10² 10³ 10⁴", ""},
		{axis{log: true, min: 1e-21, max: 1e21}, 7, "10⁻²⁰ 10⁻¹⁰ 10⁰ 10¹⁰ 10²⁰", ""},
		{axis{log: true, min: 1e-4, max: 1e4}, 5, "10⁻⁴ 10⁻² 10⁰ 10² 10⁴", ""},
		{axis{log: true, min: 0.8, max: 30}, 9, "1 2 5 10 20", ""},
		{axis{log: true, min: 3.1, max: 3.9}, 5, "3.2 3.4 3.6 3.8", ""},
		{axis{log: true, min: 1e6, max: 4e7}, 8, "10⁶ 2×10⁶ 5×10⁶ 10⁷ 2×10⁷", ""},
	}
	for _, tt := range tests {
		marks, factor := tt.a.ticks(tt.n)
		if got := texts(marks); got != tt.want || factor != tt.factor {
			t.Errorf("%+v, %d: got %q %q, want %q %q", tt.a, tt.n, got, factor, tt.want, tt.factor)
		}
	}
}

// A tick's text says its value, whatever the range.
func FuzzTicks(f *testing.F) {
	f.Add(0.0, 1.0, 5, false)
	f.Add(-1e300, 1e300, 5, false)
	f.Add(1e-300, 1e300, 8, true)
	f.Add(1e15, 1e15+3, 4, false)
	f.Add(0.3, 0.31, 9, true)
	f.Fuzz(func(t *testing.T, lo, hi float64, n int, log bool) {
		e := newExtent(log)
		e.add(lo)
		e.add(hi)
		a, err := e.axis("XRange", [2]float64{})
		if err != nil {
			t.Fatalf("%v … %v: %v", lo, hi, err)
		}
		if !(a.min < a.max) || log && a.min <= 0 {
			t.Fatalf("%v … %v: axis %+v", lo, hi, a)
		}
		marks, factor := a.ticks(n)
		if len(marks) > 400 {
			t.Fatalf("%+v: %d ticks", a, len(marks))
		}
		scale := 0
		if factor != "" {
			scale = exponent(t, strings.TrimPrefix(factor, "×"))
		}
		for _, m := range marks {
			if p := a.place(m.value); !(p >= -1e-6 && p <= 1+1e-6) {
				t.Errorf("%+v: tick at %v lies at %v", a, m.value, p)
			}
			if m.text == "" {
				continue
			}
			v := value(t, m.text) * math.Pow(10, float64(scale))
			if d := math.Abs(v - m.value); d > (a.max-a.min)*1e-6+math.Abs(m.value)*1e-9 {
				t.Errorf("%+v: tick at %v says %q %q", a, m.value, m.text, factor)
			}
		}
	})
}

func value(t *testing.T, s string) float64 {
	m, p, ok := strings.Cut(s, "×")
	if !ok && strings.HasPrefix(s, "10") && strings.IndexFunc(s, func(r rune) bool { return superscripts[r] != 0 }) >= 0 {
		m, p = "1", s
	}
	v, err := strconv.ParseFloat(strings.Replace(m, "−", "-", 1), 64)
	if err != nil {
		t.Fatalf("tick %q: %v", s, err)
	}
	if p != "" {
		v *= math.Pow(10, float64(exponent(t, p)))
	}
	return v
}

func exponent(t *testing.T, s string) int {
	var b strings.Builder
	for _, r := range strings.TrimPrefix(s, "10") {
		b.WriteRune(superscripts[r])
	}
	e, err := strconv.Atoi(strings.Replace(b.String(), "−", "-", 1))
	if err != nil {
		t.Fatalf("power %q: %v", s, err)
	}
	return e
}

func TestTickTextsKeepApart(t *testing.T) {
	for _, lim := range [][2]float64{{0, 1}, {-1e6, 1e6}, {1234.5, 1234.6}, {1e-9, 3e-9}} {
		f := frame{x: axis{min: lim[0], max: lim[1]}, y: axis{min: lim[0], max: lim[1]}}
		for _, w := range []float64{60, 150, 480, 1000} {
			f.chooseX(vg.Length(w))
			n := slices.ContainsFunc(f.xmarks, func(m mark) bool { return m.text != "" })
			if !n {
				t.Errorf("%v, %v wide: no labelled tick", lim, w)
			}
			if w >= 150 && !f.fits(vg.Length(w)) {
				t.Errorf("%v, %v wide: texts overlap: %q", lim, w, texts(ticksOf(f.xmarks)))
			}
		}
	}
}

func ticksOf(marks []mark) (out []tick) {
	for _, m := range marks {
		out = append(out, m.tick)
	}
	return out
}
