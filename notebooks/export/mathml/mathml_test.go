package mathml

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// body gives what Convert makes of tex, without the elements that every formula has.
func body(t testing.TB, tex string, display bool) string {
	t.Helper()
	s := Convert(tex, display)
	_, s, ok := strings.Cut(s, "<semantics><mrow>")
	if !ok {
		t.Fatalf("%q gives no formula: %s", tex, s)
	}
	return s[:strings.LastIndex(s, "</mrow><annotation")]
}

// wellFormed fails where an XML reader would.
func wellFormed(t testing.TB, tex, s string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%q gives malformed XML: %v\n%s", tex, err, s)
		}
	}
}

func TestConvert(t *testing.T) {
	for _, c := range []struct {
		tex     string
		display bool
		want    string
	}{
		{`x`, false, `<mi>x</mi>`},
		{`3.14`, false, `<mn>3.14</mn>`},
		{`\frac{a}{b}`, false, `<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>`},
		{`\frac12`, false, `<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>`},
		{`x_1^2`, false, `<msubsup><mi>x</mi><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></msubsup>`},
		{`x^{2}_1`, false, `<msubsup><mi>x</mi><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></msubsup>`},
		{`x^23`, false, `<msup><mi>x</mi><mrow><mn>2</mn></mrow></msup><mn>3</mn>`},
		{`f'`, false, `<msup><mi>f</mi><mrow><mo lspace="0" rspace="0">′</mo></mrow></msup>`},
		{`\sqrt[3]{x}`, false, `<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>`},
		{`\Gamma\tau`, false, `<mi mathvariant="normal">Γ</mi><mi>τ</mi>`},
		{`\mathrm{eff}`, false, `<mi>eff</mi>`},
		{`\mathbf{q}\mathbb{R}\mathcal{F}`, false, `<mrow><mi>𝐪</mi></mrow><mrow><mi>ℝ</mi></mrow><mrow><mi>ℱ</mi></mrow>`},
		{`\text{if }x`, false, "<mtext>if\u00a0</mtext><mi>x</mi>"},
		{`\hat q`, false, `<mover accent="true"><mrow><mi>q</mi></mrow><mo stretchy="false">^</mo></mover>`},
		{`a<b`, false, `<mi>a</mi><mo lspace="0.278em" rspace="0.278em" stretchy="false">&lt;</mo><mi>b</mi>`},
		{`-x`, false, `<mo form="prefix" lspace="0" rspace="0">−</mo><mi>x</mi>`},
		{`a-x`, false, `<mi>a</mi><mo>−</mo><mi>x</mi>`},
		{`\sum_i x`, true, `<munder><mo largeop="true" movablelimits="false">∑</mo><mrow><mi>i</mi></mrow></munder><mi>x</mi>`},
		{`\sum_i x`, false, `<msub><mo largeop="true" movablelimits="false">∑</mo><mrow><mi>i</mi></mrow></msub><mi>x</mi>`},
		{`\int_0^1`, true, `<msubsup><mo largeop="true" movablelimits="false">∫</mo><mrow><mn>0</mn></mrow><mrow><mn>1</mn></mrow></msubsup>`},
		{`a\,b`, false, `<mi>a</mi><mspace width="0.1667em"></mspace><mi>b</mi>`},
		{`\foo`, false, `<mtext class="tex-unknown">\foo</mtext>`},
		{`50\%`, false, `<mn>50</mn><mi mathvariant="normal">%</mi>`},
		{"a % a comment\n b", false, `<mi>a</mi><mi>b</mi>`},
		{``, false, ``},
	} {
		if got := body(t, c.tex, c.display); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.tex, got, c.want)
		}
	}
}

// TestParts looks for what a longer formula must hold.
func TestParts(t *testing.T) {
	for _, c := range []struct {
		tex   string
		wants []string
	}{
		{`\left[\frac{a}{b}\right)`, []string{`form="prefix">[</mo><mfrac>`, `form="postfix">)</mo>`}},
		{`\left. x \right|_{0}`, []string{`<mi>x</mi><mo fence="true"`, `<mn>0</mn>`}},
		{`\begin{pmatrix}a&b\\c&d\end{pmatrix}`, []string{`>(</mo><mtable>`, `<mi>b</mi></mtd></mtr><mtr><mtd`, `</mtable><mo`}},
		{`\begin{cases}1 & x>0\\ 0\end{cases}`, []string{`>{</mo><mtable>`, `text-align:left`}},
		{`\begin{align*}a &= b\\ &= c\end{align*}`, []string{`displaystyle="true"`, `text-align:right;padding-right:0`, `text-align:left;padding-left:0`}},
		{`\begin{array}{lr}a&b\end{array}`, []string{`text-align:left`, `text-align:right`}},
		{`\underbrace{a+b}_{n}`, []string{`<munder><mrow><munder accentunder="true">`, `⏟`}},
		{`\lim_{x\to 0}\sin x`, []string{`<munder><mi>lim</mi>`, `→`, `<mi>sin</mi><mspace`}},
		{`\operatorname{erf}(x)`, []string{`<mi>erf</mi><mo stretchy="false" form="prefix">(</mo>`}},
		{`\boldsymbol{\beta}`, []string{`<mi>𝜷</mi>`}},
		{`\bigl( x \bigr)`, []string{`minsize="1.2em"`, `form="postfix"`}},
		{`\binom{n}{k}`, []string{`linethickness="0"`}},
		{`\dfrac{1}{\sum_i a_i}`, []string{`displaystyle="true"`, `<mfrac>`}},
		{`{a \over b}`, []string{`<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>`}},
		{`{n \choose k}`, []string{`<mo>(</mo><mfrac linethickness="0">`}},
		{`\xrightarrow[k]{k_1}`, []string{`<munderover><mo stretchy="true"`, `<msub><mi>k</mi>`}},
		{`\xleftarrow{a}`, []string{`<mover><mo stretchy="true"`}},
		{`\not= y`, []string{"=\u0338"}},
		{`\text{for $x_1$ in m}`, []string{"<mtext>for\u00a0</mtext>", `<msub><mi>x</mi>`}},
		{`\textcolor{red" onload="x}{a}`, []string{`mathcolor="redonloadx"`}},
	} {
		s := Convert(c.tex, true)
		wellFormed(t, c.tex, s)
		for _, want := range c.wants {
			if !strings.Contains(s, want) {
				t.Errorf("%q lacks %s:\n%s", c.tex, want, s)
			}
		}
		if strings.Contains(s, "tex-unknown") {
			t.Errorf("%q is not understood:\n%s", c.tex, s)
		}
	}
}

// TestUnfinished gives what an author may leave half written, and worse.
func TestUnfinished(t *testing.T) {
	for _, tex := range []string{
		`\frac`, `\frac{a`, `{`, `}`, `a}b}c`, `^`, `_`, `x^`, `x_^2`, `x^^2`, `&`, `\\`, `\`, `\left`, `\left(`, `\left( a`, `\right)`, `\middle|`,
		`\begin{matrix}`, `\begin{matrix} a & b`, `{\begin{matrix} a & b}`, `\begin`, `\begin{nothing} x \end{nothing}`, `\end{matrix}`, `\sqrt[`, `\sqrt[3`, `\text`, `\text{$`,
		`\mathrm`, `\mathbf{`, `\hat`, `\big`, `\hspace{x}`, `\hspace{3mu}`, `\substack{a\\b`, `\limits`, `\sum\limits`, `\over`, `\xrightarrow`, `\xrightarrow[`, strings.Repeat(`\over`, 5000), `'''''''`, `<script>alert(1)</script>`, "\x00\x01", "\xff",
		strings.Repeat("{", 5000), strings.Repeat(`\hat`, 5000), strings.Repeat(`\sqrt{`, 5000), strings.Repeat(`\left(`, 5000),
		strings.Repeat("x^{", 5000), strings.Repeat(`\text{$`, 5000), strings.Repeat(`\begin{matrix}`, 5000), strings.Repeat(`\sqrt[`, 2000),
	} {
		for _, display := range []bool{false, true} {
			wellFormed(t, tex[:min(len(tex), 40)], Convert(tex, display))
		}
	}
	if s := Convert(`<script>`, false); strings.Contains(s, "<script") {
		t.Errorf("an element came through: %s", s)
	}
}

func FuzzConvert(f *testing.F) {
	for _, tex := range []string{`\frac{a}{b}`, `\left( x_1^{2} \right]`, `\begin{align} a &= b \\ c \end{align}`, `\sqrt[3]{\text{a $b$ c}}`, `\hat{\mathbf q}\mathrm{ab}\,\foo`, `\substack{a\\b}\big|\not=`} {
		f.Add(tex, true)
	}
	f.Fuzz(func(t *testing.T, tex string, display bool) {
		if len(tex) > 4096 {
			t.Skip()
		}
		wellFormed(t, tex, Convert(tex, display))
	})
}

func BenchmarkConvert(b *testing.B) {
	const tex = `D(q,\tau) = \left\langle\left|\tilde I(\mathbf q, t+\tau) - \tilde I(\mathbf q, t)\right|^2\right\rangle = A(q)\left[1-e^{-D q^2\tau}\right] + B(q)`
	b.ReportAllocs()
	for b.Loop() {
		Convert(tex, true)
	}
}
