package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"talbot/notebooks/nbformat"
	"talbot/runtime/display"
)

// notebook gives a notebook of the cells that its arguments describe.
func notebook(cells ...*nbformat.Cell) *nbformat.Notebook {
	nb := nbformat.New()
	for _, c := range cells {
		nb.Append(c)
	}
	return nb
}

func words(source string) *nbformat.Cell { return nbformat.NewCell(nbformat.Markdown, source) }

func code(source string, outputs ...nbformat.Output) *nbformat.Cell {
	c := nbformat.NewCell(nbformat.Code, source)
	c.SetExecutionCount(3)
	c.SetOutputs(outputs)
	return c
}

// with sets a cell's metadata.
func with(t testing.TB, c *nbformat.Cell, v any, path ...string) *nbformat.Cell {
	t.Helper()
	if err := c.SetMetadata(v, path...); err != nil {
		t.Fatal(err)
	}
	return c
}

func shown(t testing.TB, data map[string]any, metadata map[string]any) nbformat.Output {
	t.Helper()
	o, err := nbformat.NewDisplay(display.Bundle{Data: data, Metadata: metadata})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func page(t testing.TB, nb *nbformat.Notebook, s Settings) string {
	t.Helper()
	b, err := HTML(nb, s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// body gives the page without what stands around its cells.
func body(t testing.TB, nb *nbformat.Notebook) string {
	t.Helper()
	_, s, _ := strings.Cut(page(t, nb, Settings{}), "<main>\n")
	s, _, _ = strings.Cut(s, "</main>")
	return s
}

func TestOutputs(t *testing.T) {
	size := map[string]any{"image/png": map[string]any{"width": 300, "height": 200.5}}
	for _, c := range []struct {
		name string
		out  nbformat.Output
		want string
	}{
		{"stream", nbformat.NewStream("stdout", "a < b\n"), `<pre class="stream">a &lt; b</pre>`},
		{"stderr", nbformat.NewStream("stderr", "10%\r20%\n"), `<pre class="stream stderr">20%</pre>`},
		{"nothing", nbformat.NewStream("stdout", " \n"), ``},
		{"error", nbformat.NewError(&display.Error{Name: "panic", Value: "x", Traceback: []string{"\x1b[31mpanic\x1b[0m: <x>", "line 2"}}), `<pre class="error"><span class="fg1">panic</span>: &lt;x&gt;` + "\nline 2</pre>"},
		{"error without account", nbformat.NewError(&display.Error{Name: "panic", Value: "<x>"}), `<pre class="error">panic: &lt;x&gt;</pre>`},
		{"picture", shown(t, map[string]any{"image/png": []byte("\x89PNG"), "text/plain": `figure "A"`}, size), `<img src="data:image/png;base64,iVBORw==" width="300" height="200" alt="figure &#34;A&#34;">`},
		{"broken picture", shown(t, map[string]any{"image/png": `" onerror="x`}, nil), `<p class="missing">A picture of type image/png that is not valid base64.</p>`},
		{"svg", shown(t, map[string]any{"image/svg+xml": "<svg onload='x'/>"}, nil), `<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9J3gnLz4=" alt="">`},
		{"html first", shown(t, map[string]any{"text/html": "<b>x</b>", "text/plain": "x", "image/png": []byte("x")}, nil), `<div class="rich"><b>x</b></div>`},
		{"markdown", shown(t, map[string]any{"text/markdown": "**x**"}, nil), "<div class=\"rich\"><p><strong>x</strong></p>\n</div>"},
		{"json", shown(t, map[string]any{"application/json": map[string]any{"a": "<"}}, nil), "<pre class=\"value\">{\n  &#34;a&#34;: &#34;&lt;&#34;\n}</pre>"},
		{"text", shown(t, map[string]any{"text/plain": "[1 2]", "application/vnd.jupyter.widget-view+json": map[string]any{}}, nil), `<pre class="value">[1 2]</pre>`},
		{"unknown", shown(t, map[string]any{"application/x-<y>": "z"}, nil), `<p class="missing">An output of type application/x-&lt;y&gt;, which this document cannot show.</p>`},
	} {
		got := body(t, notebook(code("", c.out)))
		want := "<section class=\"cell code\">\n<div class=\"outputs\">\n" + c.want + "\n</div>\n</section>\n"
		if c.want == "" {
			want = strings.Replace(want, "\n\n</div>", "\n</div>", 1)
		}
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, want)
		}
	}
}

func TestLatexOutput(t *testing.T) {
	for source, formula := range map[string]bool{
		`$\frac{a}{b}$`: true, "$$x$$\n": true, `\begin{align}a\end{align}`: true, `$\displaystyle x$`: true,
		`\section{x}`: false, `$a$ and $b$`: false, `$a`: false, "": false,
	} {
		if got := latex(source); strings.HasPrefix(got, `<div class="formula"><math`) != formula {
			t.Errorf("%q gives %s", source, got)
		}
	}
}

func TestCells(t *testing.T) {
	out := nbformat.NewStream("stdout", "printed")
	raw := func(source string) *nbformat.Cell { return nbformat.NewCell(nbformat.Raw, source) }
	for _, c := range []struct {
		name        string
		cell        *nbformat.Cell
		has, hasNot []string
	}{
		{"code", code("x := 1 // µ", out), []string{`<span class="prompt" aria-hidden="true">3</span><pre class="code">`, "// µ", "printed"}, []string{"<details>"}},
		{"empty", code(" "), nil, []string{"<section"}},
		{"hidden source", with(t, code("x := 1", out), true, "jupyter", "source_hidden"), []string{"<details><summary>Code", "printed"}, []string{"<summary>Output"}},
		{"hidden output", with(t, code("x := 1", out), []string{"hide-output"}, "tags"), []string{"<details><summary>Output", "printed"}, []string{"<summary>Code"}},
		{"collapsed", with(t, code("x := 1", out), true, "collapsed"), []string{"<details><summary>Output"}, nil},
		{"no source", with(t, code("hidden := 1", out), []string{"remove-input"}, "tags"), []string{"printed"}, []string{"hidden"}},
		{"no output", with(t, code("x", out), []string{"remove-output"}, "tags"), []string{"pre class=\"code\""}, []string{"printed"}},
		{"no cell", with(t, code("x", out), []string{"remove-cell"}, "tags"), nil, []string{"<section"}},
		{"raw", raw("<b>"), []string{"<pre>&lt;b&gt;</pre>"}, nil},
		{"raw HTML", with(t, raw("<b>x</b>"), "text/html", "raw_mimetype"), []string{"\n<b>x</b>\n"}, nil},
		{"raw LaTeX", with(t, raw("latex"), "text/latex", "format"), nil, []string{"latex"}},
	} {
		got := body(t, notebook(c.cell))
		for _, want := range c.has {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %s:\n%s", c.name, want, got)
			}
		}
		for _, not := range c.hasNot {
			if strings.Contains(got, not) {
				t.Errorf("%s holds %s:\n%s", c.name, not, got)
			}
		}
	}
}

// TestLanguages colours Go and leaves other languages plain.
func TestLanguages(t *testing.T) {
	for language, want := range map[string]string{"go": `<span class="k">func</span>`, "": `<span class="k">func</span>`, "python": "func f()"} {
		nb := notebook(code("func f() {}"))
		if err := nb.SetMetadata(language, "kernelspec", "language"); err != nil {
			t.Fatal(err)
		}
		if got := body(t, nb); !strings.Contains(got, want) {
			t.Errorf("%q lacks %s:\n%s", language, want, got)
		}
	}
}

func TestHighlightGo(t *testing.T) {
	for src, want := range map[string]string{
		`x := f("a<b", 1.5) // µ`:   `x := <span class="f">f</span>(<span class="s">&#34;a&lt;b&#34;</span>, <span class="n">1.5</span>) <span class="c">// µ</span>`,
		"for i := range len(s) {}":  `<span class="k">for</span> i := <span class="k">range</span> <span class="b">len</span>(s) {}`,
		"%time x & \"unfinished":    `%time x &amp; <span class="s">&#34;unfinished</span>`,
		"/* a\r\nb */ var s string": "<span class=\"c\">/* a\r\nb */</span> <span class=\"k\">var</span> s <span class=\"b\">string</span>",
	} {
		if got := highlightGo(src); got != want {
			t.Errorf("%q gives\n%s\nwant\n%s", src, got, want)
		}
	}
}

// TestCodeColours wants each colour of code in both schemes, since a dark letter of the light
// one is not seen on a dark page.
func TestCodeColours(t *testing.T) {
	for _, name := range []string{"keyword", "string", "number", "builtin", "call", "comment"} {
		if n := strings.Count(pageCSS, "--code-"+name+":"); n != 2 {
			t.Errorf("the colour of a %s is set %d times, want 2", name, n)
		}
	}
}

// reference finds what a document makes a browser fetch.
var reference = regexp.MustCompile(`(?i)(?:<(?:script|link|iframe|object|embed|base|audio|video|source)\b|\bsrc\s*=\s*["']?([^"'\s>]+)|url\(([^)]*)\)|@import)`)

// TestSelfContained looks for anything that a browser would fetch.
func TestSelfContained(t *testing.T) {
	nb := notebook(
		words("# A \\<title> &amp; $x$\n\n[link](https://example.com/) ![p](attachment:p.png)\n\n```go\nx := 1\n```\n\n$$\\sqrt{\\frac{a}{b}}$$"),
		code("x", shown(t, map[string]any{"image/png": []byte("\x89PNG")}, nil), shown(t, map[string]any{"text/latex": "$x$"}, nil)))
	src := bytes.Replace(nb.Bytes(), []byte(`"cell_type": "markdown",`), []byte(`"attachments": {"p.png": {"image/png": "iVBORw=="}}, "cell_type": "markdown",`), 1)
	nb, err := nbformat.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	got := page(t, nb, Settings{BlockScripts: true})
	found := reference.FindAllString(got, -1)
	if len(found) != 2 {
		t.Errorf("a browser fetches %q", found)
	}
	for _, s := range found {
		if !strings.Contains(s, "data:image/png;base64,") {
			t.Errorf("a browser fetches %s", s)
		}
	}
	for _, want := range []string{"<title>A &lt;title&gt; &amp; x</title>", "script-src &#39;none&#39;", `<meta charset="utf-8">`} {
		if !strings.Contains(strings.ReplaceAll(got, "'", "&#39;"), want) {
			t.Errorf("lacks %s:\n%s", want, got[:600])
		}
	}
	if n := len(got); n > 40_000 {
		t.Errorf("the frame of a page takes %d bytes", n)
	}
	if plain := page(t, notebook(words("no heading")), Settings{Title: "a & b.ipynb"}); !strings.Contains(plain, "<title>a &amp; b.ipynb</title>") {
		t.Error("the title is not the file's name")
	}
}

func TestANSI(t *testing.T) {
	for in, want := range map[string]string{
		"plain <b>":                      "plain &lt;b&gt;",
		"\x1b[1;31mred\x1b[0m no":        `<span class="fg1" style="font-weight:600">red</span> no`,
		"\x1b[92ma\x1b[39mb":             `<span class="fg10">a</span>b`,
		"\x1b[38;5;196ma\x1b[m":          `<span style="color:#ff0000">a</span>`,
		"\x1b[38;5;9ma":                  `<span class="fg9">a</span>`,
		"\x1b[48;5;250ma":                `<span style="background:#bcbcbc">a</span>`,
		"\x1b[38;2;1;2;3;4ma":            `<span style="color:#010203;text-decoration:underline">a</span>`,
		"\x1b[38:2:1:2:3ma":              `<span style="color:#010203">a</span>`,
		"\x1b[7ma":                       `<span style="color:var(--paper);background:var(--ink)">a</span>`,
		"\x1b[31;7ma":                    `<span class="bg1" style="color:var(--paper)">a</span>`,
		"\x1b[3;9;53ma\x1b[23mb":         `<span style="font-style:italic">a</span>b`,
		"\x1b[2Ja\x1b[10;3Hb":            "ab",
		"\x1b]0;title\x07a":              "a",
		"\x1b]8;;http://x\x1b\\a":        "a",
		"\x1b(Ba":                        "Ba",
		"end\x1b":                        "end",
		"end\x1b[31":                     "end",
		"\x1b[38;5ma\x1b[38;2;1ma":       "aa",
		"\x1b[99999999999999999999ma":    "a",
		"\x1b[38;5;99999;31m<":           `<span class="fg1">&lt;</span>`,
		"\x1b[31m\"><script>\x1b[0mdone": `<span class="fg1">&#34;&gt;&lt;script&gt;</span>done`,
	} {
		if got := ansiHTML(in); got != want {
			t.Errorf("%q:\n got %s\nwant %s", in, got, want)
		}
	}
}

func FuzzANSI(f *testing.F) {
	f.Add("\x1b[1;31mred\x1b[0m \x1b[38;2;1;2;3m\x1b]8;;x\x1b\\ \r\n")
	tag := regexp.MustCompile(`<span( class="[a-z0-9 ]*")?( style="[a-z0-9:;#().-]*")?>|</span>`)
	f.Fuzz(func(t *testing.T, s string) {
		got := ansiHTML(terminalText(s))
		if left := tag.ReplaceAllString(got, ""); strings.ContainsAny(left, "<>\"\x1b") || strings.Count(got, "<span") != strings.Count(got, "</span>") {
			t.Fatalf("%q gives %s", s, got)
		}
	})
}

// BenchmarkHTML exports a lecture: 100 text cells with formulas, 100 code cells, 20 of
// them with a picture of 100 kB.
func BenchmarkHTML(b *testing.B) {
	nb := nbformat.New()
	png := bytes.Repeat([]byte("\x89PNG\x01"), 20_000)
	for i := range 100 {
		nb.Append(words(fmt.Sprintf("## Section %d\n\nThe *rate* is $\\Gamma_{%d} = D q^2$, hence\n\n$$D(q,\\tau) = A(q)\\left[1 - e^{-\\Gamma\\tau}\\right] + B(q)$$\n\n- one\n- two\n", i, i)))
		outputs := []nbformat.Output{nbformat.NewStream("stdout", strings.Repeat("0.1 0.2 0.3\n", 20))}
		if i%5 == 0 {
			outputs = append(outputs, shown(b, map[string]any{"image/png": png, "text/plain": "figure"}, nil))
		}
		nb.Append(code(strings.Repeat("for i := range 10 {\n\tfmt.Println(i, \"text\", 1.5e-3) // a comment\n}\n", 5), outputs...))
	}
	nb, err := nbformat.Parse(nb.Bytes())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		if _, err := HTML(nb, Settings{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestEveryKind exports a notebook that another program wrote, with values in odd places.
func TestEveryKind(t *testing.T) {
	const src = `{"nbformat": 4, "nbformat_minor": 2, "metadata": {"kernelspec": 3, "language_info": {"name": []}}, "cells": [
	{"cell_type": "code", "source": "x", "metadata": {"tags": "x", "jupyter": 1}, "outputs": [
	 {"output_type": "display_data", "data": {"image/png": 3, "text/plain": {"a": 1}}, "metadata": {"image/png": []}},
	 {"output_type": "display_data", "data": {"image/png": ["iVBO", "Rw=="]}, "metadata": {"image/png": {"width": "9", "height": -3}}},
	 {"output_type": "display_data", "data": {}}, {"output_type": "error"}, {"output_type": "from the future"}]},
	{"cell_type": "markdown", "source": "![](attachment:a)", "attachments": {"a": 1, "b": {"image/png": 2}}}]}`
	nb, err := nbformat.Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid([]byte(src)) {
		t.Fatal("the test's notebook is not JSON")
	}
	got := body(t, nb)
	if !strings.Contains(got, `<img src="data:image/png;base64,iVBORw==" alt="">`) {
		t.Errorf("lacks the picture:\n%s", got)
	}
}
