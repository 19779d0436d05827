package display

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func testFiles(t *testing.T) (dir string, pngBytes, jpegBytes []byte) {
	dir = t.TempDir()
	m := image.NewGray(image.Rect(0, 0, 1000, 10))
	b, err := PNG(m).MIMEBundle()
	if err != nil {
		t.Fatal(err)
	}
	pngBytes = b.Data["image/png"].([]byte)
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, m, nil); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"a.png": pngBytes, "a.jpg": buf.Bytes(), "empty.png": nil, "a.svg": []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, pngBytes, buf.Bytes()
}

const (
	mp4  = "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"
	webm = "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"
)

func TestMedia(t *testing.T) {
	dir, pngBytes, jpegBytes := testFiles(t)
	for name, c := range map[string]struct {
		m          Media
		mime, text string
	}{
		"PNG bytes":    {PNG(pngBytes), "image/png", "picture, 1000 × 10 pixels"},
		"PNG file":     {PNG(filepath.Join(dir, "a.png")), "image/png", "picture, 1000 × 10 pixels (a.png)"},
		"PNG image":    {PNG(image.NewGray(image.Rect(0, 0, 2, 2))), "image/png", "picture, 2 × 2 pixels"},
		"JPEG bytes":   {JPEG(jpegBytes), "image/jpeg", "picture, 1000 × 10 pixels"},
		"SVG text":     {SVG(`<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>`), "image/svg+xml", "drawing"},
		"SVG file":     {SVG(filepath.Join(dir, "a.svg")), "image/svg+xml", "drawing (a.svg)"},
		"HTML":         {HTML("<style>b{}</style><p>a &lt; <b>b</b></p><p>c"), "text/html", "a < b\nc"},
		"HTML no text": {HTML("<img src=x>"), "text/html", "HTML"},
		"Markdown":     {Markdown("# a"), "text/markdown", "# a"},
		"LaTeX":        {LaTeX(`\frac{1}{2}`), "text/latex", `\frac{1}{2}`},
		"JSON":         {JSON(map[string]int{"a": 1}), "application/json", "{\n  \"a\": 1\n}"},
		"JSON text":    {JSON(`[1]`), "application/json", "[\n  1\n]"},
		"VegaLite":     {VegaLite(`{"mark": "bar", "title": "T"}`), "application/vnd.vegalite.v5+json", "Vega-Lite chart, mark bar: T"},
		"VegaLite 4":   {VegaLite(map[string]any{"$schema": "https://vega.github.io/schema/vega-lite/v4.json", "layer": []any{}}), "application/vnd.vegalite.v4+json", "Vega-Lite chart"},
		"Video mp4":    {Video([]byte(mp4)), "text/html", "film, mp4, 0.0 MB"},
		"Video webm":   {Video([]byte(webm)), "text/html", "film, webm, 0.0 MB"},
	} {
		b, err := Of(c.m)
		if err != nil || c.m.Err() != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if b.Data[c.mime] == nil || b.PlainText() != c.text {
			t.Errorf("%s: %q, %.80q", name, b.PlainText(), b.Data)
		}
	}
	if b, _ := LaTeX("x^2").MIMEBundle(); b.Data["text/latex"] != "$$x^2$$" {
		t.Errorf("a formula without dollars: %v", b.Data)
	}
	if b, _ := PNG(pngBytes).MIMEBundle(); b.Metadata["image/png"].(map[string]any)["width"] != 500 {
		t.Errorf("a wide picture's size: %v", b.Metadata)
	}
	if b, _ := Video([]byte(mp4)).MIMEBundle(); !strings.HasPrefix(b.Data["text/html"].(string), "<video controls") || !strings.Contains(b.Data["text/html"].(string), `src="data:video/mp4;base64,AAAAGGZ0`) {
		t.Errorf("a film: %v", b.Data)
	}
}

func TestMediaFaults(t *testing.T) {
	dir, pngBytes, jpegBytes := testFiles(t)
	for want, m := range map[string]Media{
		"display.PNG: there is no file nowhere.png": PNG("nowhere.png"),
		"is a folder": PNG(dir),
		"display.PNG: give the name of a file or its bytes ([]byte), not a float64": PNG(1.5),
		"empty.png is empty": PNG(filepath.Join(dir, "empty.png")),
		"display.PNG: this is a picture in the format jpeg; use display.JPEG":             PNG(jpegBytes),
		"display.JPEG: this is a picture in the format png; use display.PNG":              JPEG(pngBytes),
		"display.JPEG: these bytes are no JPEG picture":                                   JPEG([]byte("x")),
		"a.svg is no PNG picture":                                                         PNG(filepath.Join(dir, "a.svg")),
		"33 MB":                                                                           PNG(make([]byte, MostBytes+1<<20)),
		"display.SVG: its outermost element is <p>, not <svg>":                            SVG("<p/>"),
		"display.SVG: there is no <svg>":                                                  SVG("a"),
		"display.SVG: XML syntax error":                                                   SVG("<svg><g></svg>"),
		"display.HTML: the text is empty":                                                 HTML(" "),
		"display.Markdown: the text is empty":                                             Markdown(""),
		"display.LaTeX: 1 { without its }":                                                LaTeX(`\frac{1`),
		"display.LaTeX: a } at byte 1 closes no {":                                        LaTeX(`x}`),
		"display.JSON: this is no JSON: unexpected end of JSON input, at byte 1":          JSON("{"),
		"display.JSON: a float64 cannot be written as JSON: json: unsupported value: NaN": JSON(math.NaN()),
		"display.VegaLite: a specification is a JSON object, {…}, not [1]":                VegaLite("[1]"),
		"display.VegaLite: the specification draws nothing":                               VegaLite("{}"),
		`display.VegaLite: $schema is "x", not one of Vega-Lite`:                          VegaLite(`{"mark":"bar","$schema":"x"}`),
		"display.Video: this is no MP4 or WebM film":                                      Video([]byte("abc")),
		"display.Video: browsers do not play AVI":                                         Video([]byte("RIFF1234AVI LIST")),
	} {
		_, err := Of(m)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %q", err, want)
		}
		if Show(m) == nil {
			t.Errorf("%q: Show says nothing", want)
		}
	}
}

func TestTable(t *testing.T) {
	b, err := Table{Caption: "two\nlines", Columns: []string{"a", "b"}, Rows: [][]any{{1.5, "x"}, {22, nil}}}.MIMEBundle()
	if err != nil || b.PlainText() != "two\nlines\n  a  b\n1.5  x\n 22  <nil>" {
		t.Errorf("%q, %v", b.PlainText(), err)
	}
	if _, err := (Table{Columns: []string{"a"}, Rows: [][]any{{1, 2}}}).MIMEBundle(); err == nil {
		t.Error("too many values are no error")
	}
	long, _ := Table{Rows: make([][]any, 1000)}.MIMEBundle()
	if strings.Count(long.Data["text/html"].(string), "<tr>") > 50 {
		t.Error("a long table is not abridged")
	}
}
