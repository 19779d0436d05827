package export

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"talbot/notebooks/nbformat"
)

// rendered gives the HTML of a text cell, formulas shortened to their source in brackets:
// ⟦x⟧ in a line, ⟪x⟫ displayed.
func rendered(t testing.TB, source string) string {
	t.Helper()
	s, err := newDocument(nbformat.New(), Settings{}).markdown(source)
	if err != nil {
		t.Fatal(err)
	}
	s = formula.ReplaceAllStringFunc(s, func(m string) string {
		parts := formula.FindStringSubmatch(m)
		if parts[1] != "" {
			return "⟪" + parts[2] + "⟫"
		}
		return "⟦" + parts[2] + "⟧"
	})
	return strings.TrimSpace(s)
}

var formula = regexp.MustCompile(`(?s)<math xmlns="[^"]*"( display="block")?>.*?<annotation encoding="application/x-tex">(.*?)</annotation></semantics></math>`)

func TestFormulasInText(t *testing.T) {
	block := func(s string) string { return `<div class="formula">⟪` + s + `⟫</div>` }
	for source, want := range map[string]string{
		"lag $\\tau$.":                           `<p>lag ⟦\tau⟧.</p>`,
		"$a_1*b$ and $c*d_2$":                    `<p>⟦a_1*b⟧ and ⟦c*d_2⟧</p>`,
		"costs $5 and $10":                       `<p>costs $5 and $10</p>`,
		"costs $5-$10":                           `<p>costs $5-$10</p>`,
		`\$x\$ and $y$`:                          `<p>$x$ and ⟦y⟧</p>`,
		"code `$x$` and $y$":                     `<p>code <code>$x$</code> and ⟦y⟧</p>`,
		"a lone $ sign, **bold**":                `<p>a lone $ sign, <strong>bold</strong></p>`,
		"$a\nb$":                                 "<p>⟦a\nb⟧</p>",
		"$a\n\nb$":                               "<p>$a</p>\n<p>b$</p>",
		"$a < b$ <b>c</b>":                       `<p>⟦a &lt; b⟧ <b>c</b></p>`,
		"in text $$x$$ here":                     `<p>in text ⟪x⟫ here</p>`,
		"$$x$$":                                  block("x"),
		"$$\nx\n= y\n$$":                         block("x\n= y"),
		"text\n$$x$$\ntext":                      "<p>text</p>\n" + block("x") + "\n<p>text</p>",
		"- item\n\n  $$x$$":                      "<ul>\n<li>\n<p>item</p>\n" + block("x") + "\n</li>\n</ul>",
		"> $$\n> x\n> $$":                        "<blockquote>\n" + block("x") + "\n</blockquote>",
		"$$x\n\ny$$":                             "<p>$$x</p>\n<p>y$$</p>",
		"$$x$$ and so on":                        `<p>⟪x⟫ and so on</p>`,
		"    $$x$$":                              "<pre><code>$$x$$\n</code></pre>",
		"```\n$$x$$\n```":                        "<pre class=\"code\"><code>$$x$$</code></pre>",
		`\(x\) and \\(y\\)`:                      `<p>⟦x⟧ and ⟦y⟧</p>`,
		`\[x\]`:                                  block("x"),
		"\\\\[\nx\n\\\\]":                        block("x"),
		`\( never closed, *emphasis*`:            `<p>( never closed, <em>emphasis</em></p>`,
		"\\begin{align}\na&=b\\\\\n\\end{align}": block("\\begin{align}\na&amp;=b\\\\\n\\end{align}"),
		`see \begin{equation}x\end{equation}.`:   `<p>see ⟪\begin{equation}x\end{equation}⟫.</p>`,
		`\begin{itemize}\end{itemize}`:           `<p>\begin{itemize}\end{itemize}</p>`,
		"| $a$ | b |\n|--|--|\n| $c$ | d |":      "<table>\n<thead>\n<tr>\n<th>⟦a⟧</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>⟦c⟧</td>\n<td>d</td>\n</tr>\n</tbody>\n</table>",
		"# The rate $\\Gamma$":                   `<h1 id="The-rate-$\Gamma$">The rate ⟦\Gamma⟧</h1>`,
	} {
		if got := rendered(t, source); got != want {
			t.Errorf("%q:\n got %s\nwant %s", source, got, want)
		}
	}
}

func TestHeadings(t *testing.T) {
	d := newDocument(nbformat.New(), Settings{})
	var all string
	for _, source := range []string{"# What *changes* \\& why", "## Results", "## Results", "## \"<x>\""} {
		s, err := d.markdown(source)
		if err != nil {
			t.Fatal(err)
		}
		all += s
	}
	for _, want := range []string{`id="Results"`, `id="Results-1"`, `id="&quot;&lt;x&gt;&quot;"`} {
		if !strings.Contains(all, want) {
			t.Errorf("lacks %s:\n%s", want, all)
		}
	}
	if d.title != "What changes & why" {
		t.Errorf("title %q", d.title)
	}
}

func TestEmbed(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a b.PNG"), []byte("\x89PNG"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "secret.txt"), []byte("secret"), 0o666); err != nil {
		t.Fatal(err)
	}
	png := "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte("\x89PNG"))
	d := newDocument(nbformat.New(), Settings{Dir: dir})
	d.attachments = map[string]map[string]string{
		"x y.png": {"image/png": "iVBO\nRw==\n"}, "evil.png": {"image/png": `"><script>`}, "v.svg": {"image/svg+xml": "<svg/>"},
	}
	for source, want := range map[string]string{
		"![a](a%20b.PNG)":                 `<img src="` + png + `" alt="a">`,
		"![a](<a b.PNG?x=1>)":             `<img src="` + png + `" alt="a">`,
		"<img width=3 src='a b.PNG'>":     `<img width=3 src="` + png + `">`,
		"![a](attachment:x%20y.png)":      `<img src="data:image/png;base64,iVBORw==" alt="a">`,
		"![a](attachment:v.svg)":          `<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="a">`,
		"![a](attachment:evil.png)":       `<img src="attachment:evil.png" alt="a">`,
		"![a](secret.txt)":                `<img src="secret.txt" alt="a">`,
		"![a](none.png)":                  `<img src="none.png" alt="a">`,
		"![a](https://example.com/a.png)": `<img src="https://example.com/a.png" alt="a">`,
	} {
		got, err := d.markdown(source)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s:\n got %s\nwant %s", source, got, want)
		}
	}
}

// TestHostileText gives texts that a search which starts anew at every opening delimiter
// would take hours for.
func TestHostileText(t *testing.T) {
	done := make(chan bool)
	go func() {
		defer close(done)
		for _, s := range []string{`\(`, `\[`, "$$ ", "$a ", `\[` + "\n", "$$\n$$ x\n", `\begin{align}`, `\begin{align}` + "\n", "- $$\n", "> \\[\n"} {
			for _, tail := range []string{"", `\] x`, `\) x`} {
				rendered(t, strings.Repeat(s, 100_000/len(s))+tail)
			}
		}
	}()
	select {
	case <-done:
	case <-time.After(2 * time.Minute):
		t.Fatal("not done after two minutes")
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"lag $\\tau$", "$$\nx\n$$\n", "- \\[x\\]\n> $$y", "\\begin{align}a&=b\\end{align}", "| $a$ |\n|--|\n", "# $x$\n\n<img src='a'>", "`$`$`", "\t$$\n \\\\(x\\\\)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 4096 {
			t.Skip()
		}
		d := newDocument(nbformat.New(), Settings{})
		s, err := d.markdown(source)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(s, "<math ") < strings.Count(s, "</annotation></semantics></math>") && !strings.Contains(source, "</") {
			t.Fatalf("a formula is closed that was not opened: %q\n%s", source, s)
		}
	})
}
