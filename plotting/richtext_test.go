package plotting

import (
	"math"
	"reflect"
	"testing"
	"unicode/utf8"

	"gonum.org/v1/plot/vg"
)

func TestPlainText(t *testing.T) {
	tests := []struct{ in, want string }{
		{"time (s)", "time (s)"},
		{"q² (µm⁻²)", "q² (µm⁻²)"},
		{"$q^2$ (µm$^{-2}$)", "q² (µm⁻²)"},
		{`$\tau$ (s)`, "τ (s)"},
		{`$D(q,\tau)$`, "D(q, τ)"},
		{`$\Gamma = D q^{2}$`, "Γ = Dq²"},
		{`$x_0^2$`, "x₀²"},
		{`$x_{max}$`, "xₘₐₓ"},
		{`$x_\mathrm{sun}$`, "x_{sun}"},
		{`$e^{-\Gamma\tau}$`, "e^{−Γτ}"},
		{`$\frac{1}{2}$`, "1/2"},
		{`$\frac{a+b}{c}$`, "(a+b)/c"},
		{`$\sqrt{x}$`, "√x"},
		{`$90^\circ$`, "90°"},
		{`$\log q$`, "log q"},
		{`$\unknown$`, `\unknown`},
		{`$\mathrm{counts per s}$`, "counts per s"},
		{`5 \$ and 6 \$`, "5 $ and 6 $"},
		{"$ alone", "$ alone"},
		{"$$", ""},
		{"$x^$", "x^"},
		{"$^2$", "²"},
		{"$x^{2$", "x²"},
		{"$}x{$", "}x"},
		{`$\$`, "$$"},
		{"a\nb", "a b"},
		{"a\x00\xffb", "a �b"},
	}
	for _, tt := range tests {
		if got := plainText(tt.in); got != tt.want {
			t.Errorf("plainText(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestLabelRuns(t *testing.T) {
	got := parseLabel("$q^2_0$ m⁻¹")
	up, down := superShift, subShift
	want := []run{
		{text: "q", scale: 1, italic: true},
		{text: "2", scale: scriptScale, shift: up},
		{text: "0", scale: scriptScale, shift: down, stack: true},
		{text: " m", scale: 1},
		{text: "−1", scale: scriptScale, shift: up},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// Stacked scripts stand over one another: the label is narrower than with both in a row.
func TestStackedWidth(t *testing.T) {
	both, apart := newLabel("$x_0^2$", 10, false).width, newLabel("$x_0{}^2$", 10, false).width
	one := newLabel("$x_0$", 10, false).width
	if math.Abs(float64(both-one)) > 1e-9 || apart <= both {
		t.Errorf("x_0^2 is %v wide, x_0 %v, in a row %v", both, one, apart)
	}
}

// Every sign that the math names produce is in the typeface, or has a substitute that is.
func TestTypefaceHasSigns(t *testing.T) {
	f := face(run{scale: 1}, 10)
	missing, _ := f.Face.GlyphIndex(nil, 0)
	for name, s := range signs {
		for _, r := range parseLabel("$\\" + name + "$") {
			for _, c := range r.text {
				i, err := f.Face.GlyphIndex(nil, c)
				if c != thin && (err != nil || i == missing) {
					t.Errorf("\\%s (%q): the typeface has no %q", name, s, c)
				}
			}
		}
	}
	for to, from := range superscripts {
		if i, err := f.Face.GlyphIndex(nil, from); err != nil || i == missing {
			t.Errorf("%q: the typeface has no %q", to, from)
		}
	}
}

func TestFitLabel(t *testing.T) {
	l := fitLabel("one two three $a b$ four five six seven", 10, false, 60)
	if l.width > 60 || len(l.lines) < 3 {
		t.Errorf("width %v in %d lines, want at most 60", l.width, len(l.lines))
	}
	if w := words("a $b c$ d"); !reflect.DeepEqual(w, []string{"a", "$b c$", "d"}) {
		t.Errorf("words %q, want math kept whole", w)
	}
	c := newLabel("a very long label with $q^{2}$ in it", 10, false).cut(50)
	if c.width > 50 || c.width < 30 {
		t.Errorf("cut to 50 gives %v", c.width)
	}
}

func FuzzLabel(f *testing.F) {
	for _, s := range []string{"", "q² (µm⁻²)", "$q^2$", `$\frac{a}{\sqrt{b}}_{c^{d^{e}}}$`, `\$`, "${{{{^_^_", `$\left\langle x \right\rangle$`,
		`$\mathrm{a{b}c`, `$x^\mathbf{2}_\circ$`, "\xff$\\\xff$", "a\nb\r\n\tc", `$\frac\frac\frac$`, "日本"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := plainText(s)
		if !utf8.ValidString(text) {
			t.Errorf("plainText(%q) is not valid UTF-8: %q", s, text)
		}
		l := newLabel(s, 10, false)
		if w := float64(l.width); w < 0 || math.IsNaN(w) || math.IsInf(w, 0) {
			t.Errorf("newLabel(%q) is %v wide", s, w)
		}
		for _, line := range l.lines {
			for _, r := range line {
				if !(r.scale > 0 && r.scale <= 1) || math.Abs(r.shift) > 2 {
					t.Errorf("%q: run %+v", s, r)
				}
			}
		}
		p := &pen{Canvas: nothing{}}
		p.text(l, vg.Point{X: 1, Y: 2}, 0.5, 0.5, true, ink)
		p.text(l.cut(20), vg.Point{}, 0, 0, false, ink)
		fitLabel(s, 10, true, 50)
	})
}
