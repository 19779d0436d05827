package nbformat

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"talbot/runtime/display"
)

// jupyter is a notebook as Jupyter writes it, with fields that this package does not know.
const jupyter = `{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "iVBORw0K"
    }
   },
   "cell_type": "markdown",
   "id": "intro",
   "metadata": {
    "slideshow": {
     "slide_type": "slide"
    }
   },
   "source": [
    "# Título µm\n",
    "\u001b é \"quoted\" \\ end"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 7,
   "id": "c-1",
   "metadata": {
    "scrolled": true,
    "tags": [
     "parameters"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\n",
      "b\n"
     ]
    },
    {
     "data": {
      "application/json": {
       "x": 1.50,
       "y": [
        1e3,
        null,
        {}
       ]
      },
      "image/png": "iVBORw0KGgo=\n",
      "text/plain": [
       "<Figure>"
      ]
     },
     "metadata": {
      "image/png": {
       "height": 10,
       "width": 20
      }
     },
     "output_type": "display_data"
    },
    {
     "ename": "E",
     "evalue": "v",
     "output_type": "error",
     "traceback": [
      "one",
      "two"
     ]
    }
   ],
   "source": "x := 1",
   "unknown_to_all": [
    true,
    false
   ]
  }
 ],
 "extra": [],
 "metadata": {
  "kernelspec": {
   "display_name": "Go (Talbot)",
   "language": "go",
   "name": "talbot"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`

func parse(t testing.TB, src string) *Notebook {
	t.Helper()
	nb, err := Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

// forget drops the text of all lists and objects, so that they are written anew.
func forget(n *node) {
	if n.kind == array || n.kind == object {
		n.raw = nil
		for _, item := range n.items {
			forget(item)
		}
	}
}

// TestStyles writes every list and object anew, in the style of the file they come from.
func TestStyles(t *testing.T) {
	styles := map[string]string{
		"jupyter":     jupyter,
		"no newline":  strings.TrimSuffix(jupyter, "\n"),
		"crlf":        strings.ReplaceAll(jupyter, "\n", "\r\n"),
		"bom":         "\ufeff" + jupyter,
		"four spaces": "{\n    \"nbformat\": 4,\n    \"nbformat_minor\": 2,\n    \"metadata\": {},\n    \"cells\": [\n        {\n            \"source\": \"é\",\n            \"cell_type\": \"raw\"\n        }\n    ]\n}",
		"tabs":        "{\n\t\"nbformat\":4,\n\t\"cells\":[\n\t\t{\n\t\t\t\"source\":[],\n\t\t\t\"cell_type\":\"raw\"\n\t\t}\n\t]\n}\n\n",
		"compact":     `{"nbformat":4,"cells":[{"cell_type":"raw","source":["a","b"]},{"source":"","cell_type":"raw"}]}`,
		"spaced":      `{"nbformat": 4, "cells": [{"cell_type": "raw", "source": ["a", "b"]}]}`,
		"ascii":       `{"nbformat":4,"cells":[{"cell_type":"raw","source":"\u00e9 \ud83d\ude00 \ud800"}]}`,
	}
	for name, src := range styles {
		nb := parse(t, src)
		if got := string(nb.Bytes()); got != src {
			t.Errorf("%s: unchanged, but written as\n%s", name, got)
		}
		forget(nb.root)
		if got := string(nb.Bytes()); got != src {
			t.Errorf("%s: written as\n%s", name, got)
		}
	}
}

// TestChangeLittle changes one thing and counts the lines of the file that change with it.
func TestChangeLittle(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(nb *Notebook)
		gone   []string
		new    []string
	}{
		{"count", func(nb *Notebook) { nb.Cells()[1].SetExecutionCount(8) }, []string{`   "execution_count": 7,`}, []string{`   "execution_count": 8,`}},
		{"same count", func(nb *Notebook) { nb.Cells()[1].SetExecutionCount(7) }, nil, nil},
		{"source as string", func(nb *Notebook) { nb.Cells()[1].SetSource("y := \"µ\"\n") }, []string{`   "source": "x := 1",`}, []string{`   "source": "y := \"µ\"\n",`}},
		{"source as list", func(nb *Notebook) { nb.Cells()[0].SetSource("# Título µm\nnew") }, []string{`    "\u001b é \"quoted\" \\ end"`}, []string{`    "new"`}},
		{"metadata", func(nb *Notebook) {
			if err := nb.SetMetadata("1.26", "language_info", "version"); err != nil {
				t.Fatal(err)
			}
		}, nil, []string{"  },", `  "language_info": {`, `   "version": "1.26"`}},
		{"upgrade", func(nb *Notebook) { nb.Upgrade() }, nil, nil},
	} {
		nb := parse(t, jupyter)
		c.change(nb)
		gone, added := diff(jupyter, string(nb.Bytes()))
		if strings.Join(gone, "\n") != strings.Join(c.gone, "\n") || strings.Join(added, "\n") != strings.Join(c.new, "\n") {
			t.Errorf("%s: removes\n%s\nadds\n%s", c.name, strings.Join(gone, "\n"), strings.Join(added, "\n"))
		}
	}
}

// diff gives the lines that differ between the first and the last common ones.
func diff(a, b string) (gone, added []string) {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return x, y
}

func TestRead(t *testing.T) {
	nb := parse(t, jupyter)
	md, code := nb.Cells()[0], nb.Cells()[1]
	if got := md.Source(); got != "# Título µm\n\x1b é \"quoted\" \\ end" {
		t.Errorf("source %q", got)
	}
	if got := md.Attachments()["a.png"]["image/png"]; got != "iVBORw0K" {
		t.Errorf("attachment %q", got)
	}
	if nb.Language() != "go" || md.Type() != Markdown || code.ID() != "c-1" || !code.HasTag("parameters") || code.HasTag("other") || code.ExecutionCount() != 7 {
		t.Error("a field was read wrongly")
	}
	out := code.Outputs()
	if out[0].Type() != Stream || out[0].StreamName() != "stdout" || out[0].Text() != "a\nb\n" {
		t.Errorf("stream %q", out[0].Text())
	}
	if got, _ := out[1].Data("text/plain"); got != "<Figure>" {
		t.Errorf("text %q", got)
	}
	if got, _ := out[1].Data("application/json"); !strings.Contains(got, `"x": 1.50`) {
		t.Errorf("JSON %q", got)
	}
	if got := strings.Join(out[1].MIMETypes(), " "); got != "application/json image/png text/plain" {
		t.Errorf("types %q", got)
	}
	if v, _ := out[1].Metadata("image/png", "width"); v == nil || v.(interface{ String() string }).String() != "20" {
		t.Errorf("width %v", v)
	}
	if out[2].ErrorName() != "E" || out[2].ErrorValue() != "v" || strings.Join(out[2].Traceback(), "|") != "one|two" {
		t.Error("the error was read wrongly")
	}
}

func TestUpgrade(t *testing.T) {
	const old = `{
 "cells": [
  {"cell_type": "markdown", "metadata": {}, "source": "same"},
  {"cell_type": "code", "source": []},
  {"cell_type": "code", "id": "bad id!", "metadata": {}, "source": [], "outputs": [], "execution_count": null},
  {"cell_type": "raw", "id": "twice", "metadata": {}, "source": []},
  {"cell_type": "raw", "id": "twice", "metadata": {}, "source": []}
 ],
 "nbformat": 4,
 "nbformat_minor": 2
}`
	for _, minor := range []string{"0", "1", "2", "3", "4", "5"} {
		upgrade(t, strings.Replace(old, `"nbformat_minor": 2`, `"nbformat_minor": `+minor, 1))
	}
	upgrade(t, strings.Replace(old, ",\n \"nbformat_minor\": 2", "", 1))
	newer := parse(t, strings.Replace(jupyter, `"nbformat_minor": 5`, `"nbformat_minor": 6`, 1))
	if newer.Upgrade(); newer.Minor() != 6 {
		t.Errorf("4.6 became 4.%d", newer.Minor())
	}
}

func upgrade(t *testing.T, old string) {
	t.Helper()
	nb, again := parse(t, old), parse(t, old)
	nb.Upgrade()
	again.Upgrade()
	if !bytes.Equal(nb.Bytes(), again.Bytes()) {
		t.Error("upgrading twice gives two files")
	}
	seen := map[string]bool{}
	for _, c := range nb.Cells() {
		if !validID(c.ID()) || seen[c.ID()] {
			t.Errorf("id %q", c.ID())
		}
		seen[c.ID()] = true
	}
	if nb.Minor() != 5 || !seen["twice"] {
		t.Errorf("minor %d, ids %v", nb.Minor(), seen)
	}
	validate(t, nb.Bytes())
}

func TestMalformed(t *testing.T) {
	cell := func(s string) string {
		return "{\"nbformat\": 4, \"metadata\": {}, \"cells\": [\n{" + s + "}]}"
	}
	for src, want := range map[string]string{
		"":                                 "the file is empty",
		"  \n":                             "the file is empty",
		"hello":                            `line 1, column 1: 'h' where a value should stand`,
		"[1, 2":                            "line 1, column 6: the end of the file where a comma or the end of a list should stand",
		jupyter[:400]:                      "not JSON at line 2",
		"{\"a\": \"x\ny\"}":                "line 1, column 9: control character 0x0a inside a string",
		"{\"a\": \"\\x\"}":                 `unknown escape \x`,
		"{\"a\": \"\\u12g4\"}":             "no four hexadecimal digits",
		"{\"a\": 01}":                      "'1' where a comma or the end of an object should stand",
		"{\"a\": 1.}":                      "malformed number",
		"{\"a\": NaN}":                     "'N' where a value should stand",
		"{\"a\" 1}":                        `where the colon after key "a" should stand`,
		"{\"a\": 1,}":                      "'}' where a key should stand",
		"{} {}":                            "'{' after the end of the value",
		"{\"a\": \"\xff\"}":                "byte 0xff is not UTF-8",
		strings.Repeat("[", 100000):        "nested more than 500 deep",
		"[]":                               "the notebook must be an object, not a list (line 1)",
		"{}":                               `it has no "nbformat" member`,
		`{"nbformat": "4"}`:                "nbformat must be a number, not a string",
		`{"nbformat": 3, "worksheets":[]}`: "old format 3",
		`{"nbformat": 5}`:                  "format 5; formats 4.0 to 4.5 are read",
		`{"nbformat": 4}`:                  "cells is missing",
		`{"nbformat": 4, "cells": {}}`:     "cells must be a list, not an object",
		`{"nbformat": 4, "cells": [1]}`:    "cells[0] must be an object, not a number",
		cell(`"source": ""`):               "cells[0].cell_type is missing (line 2)",
		cell(`"cell_type": "heading"`):     "cells[0].source is missing",
		cell(`"cell_type": "heading", "source": ""`):                                                                                             `must be "code", "markdown" or "raw", not "heading"`,
		cell(`"cell_type": "code", "source": 3`):                                                                                                 "cells[0].source must be a string or a list of strings, not a number (line 2)",
		cell(`"cell_type": "code", "source": ["a", {}]`):                                                                                         "not a list whose item 1 is an object",
		cell(`"cell_type": "code", "source": "", "metadata": []`):                                                                                "cells[0].metadata must be an object",
		cell(`"cell_type": "code", "source": "", "outputs": {}`):                                                                                 "cells[0].outputs must be a list",
		cell(`"cell_type": "code", "source": "", "outputs": [{}]`):                                                                               "cells[0].outputs[0].output_type is missing",
		cell(`"cell_type": "code", "source": "", "outputs": [{"output_type": "stream", "name": "stdout", "text": 1}]`):                           "cells[0].outputs[0].text must be a string or a list of strings",
		cell(`"cell_type": "code", "source": "", "outputs": [{"output_type": "display_data", "data": []}]`):                                      "cells[0].outputs[0].data must be an object",
		cell(`"cell_type": "code", "source": "", "outputs": [{"output_type": "error", "ename": "", "evalue": "", "traceback": "no list here"}]`): "cells[0].outputs[0].traceback must be a list",
	} {
		nb, err := Parse([]byte(src))
		if err == nil {
			t.Errorf("%.60q is read as %s", src, nb.Bytes())
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v\nwant %s", src, err, want)
		}
	}
	var syntax *SyntaxError
	if _, err := Parse([]byte("{\n\n x")); !errors.As(err, &syntax) || syntax.Line != 3 || syntax.Column != 2 {
		t.Errorf("the place is %+v", syntax)
	}
}

func TestSplitLines(t *testing.T) {
	for s, want := range map[string][]string{
		"":                 nil,
		"a":                {"a"},
		"a\nb\n":           {"a\n", "b\n"},
		"a\r\nb\rc":        {"a\r\n", "b\r", "c"},
		"\n\n":             {"\n", "\n"},
		"a\u2028b\x85c\vd": {"a\u2028", "b\x85c\v", "d"},
	} {
		if got := splitLines(s); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q is cut into %q", s, got)
		}
	}
}

// TestNew makes a notebook with every kind of output and checks it against the schema.
func TestNew(t *testing.T) {
	nb := New()
	nb.Append(NewCell(Markdown, "# Title\nÅngström\n"))
	c := NewCell(Code, "1 + 1")
	nb.Append(c)
	bundle := display.Bundle{
		Data: map[string]any{
			"image/png": []byte("\x89PNG"), "image/jpeg": "/9j/", "text/plain": "two\nlines", "image/svg+xml": []byte("<svg/>"),
			"application/json": map[string]any{"b": []float64{1, 2.5}, "a": "<&>\u2028"}, "application/vnd.x+json": []byte(`{"z":1,"a":[]}`),
		},
		Metadata: map[string]any{"image/png": map[string]int{"width": 3, "height": 2}},
	}
	shown, err := NewDisplay(bundle)
	if err != nil {
		t.Fatal(err)
	}
	result, err := NewResult(display.Text("2"), 1)
	if err != nil {
		t.Fatal(err)
	}
	c.SetExecutionCount(1)
	c.SetOutputs([]Output{NewStream("stdout", "a\nb"), shown, result, NewError(&display.Error{Name: "panic", Value: "x"})})
	out := nb.Bytes()
	for _, want := range []string{
		`"image/png": "iVBORw=="`, `"image/jpeg": "/9j/"`, "\"text/plain\": [\n       \"two\\n\",\n       \"lines\"\n      ]", `"a": "<&>` + "\u2028" + `"`,
		"\"application/vnd.x+json\": {\n       \"a\": [],\n       \"z\": 1\n      }", "\"image/png\": {\n       \"height\": 2,\n       \"width\": 3\n      }", `"traceback": []`,
	} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("lacks %s:\n%s", want, out)
		}
	}
	if _, err := NewDisplay(display.Bundle{Data: map[string]any{"application/json": func() {}}}); err == nil {
		t.Error("a function was written as JSON")
	}
	validate(t, out)
	jupyterAgrees(t, out)
	nb.Delete(0)
	if again := parse(t, string(nb.Bytes())); len(again.Cells()) != 1 || again.Cells()[0].Source() != "1 + 1" {
		t.Error("deleting the first cell left another than the second")
	}
}
