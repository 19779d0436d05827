package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"talbot/notebooks/nbformat"
)

// imageTypes are the pictures that browsers draw.
var imageTypes = []string{"image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"}

// richness orders the representations of an output: the first one that it has is shown.
var richness = append([]string{"text/html", "text/markdown", "text/latex"}, append(imageTypes, "text/plain", "application/json")...)

// output writes one output of a code cell.
func (d *document) output(w *bytes.Buffer, o nbformat.Output) error {
	switch o.Type() {
	case nbformat.Stream:
		class := "stream"
		if o.StreamName() == "stderr" {
			class = "stream stderr"
		}
		if text := terminalText(o.Text()); strings.TrimSpace(text) != "" {
			fmt.Fprintf(w, "<pre class=\"%s\">%s</pre>\n", class, ansiHTML(strings.TrimRight(text, "\n")))
		}
	case nbformat.Error:
		text := strings.Join(o.Traceback(), "\n")
		if strings.TrimSpace(text) == "" {
			text = o.ErrorName() + ": " + o.ErrorValue()
		}
		fmt.Fprintf(w, "<pre class=\"error\">%s</pre>\n", ansiHTML(strings.TrimRight(text, "\n")))
	case nbformat.DisplayData, nbformat.ExecuteResult:
		return d.bundle(w, o)
	}
	return nil
}

// bundle writes the richest representation of a display or a result.
func (d *document) bundle(w *bytes.Buffer, o nbformat.Output) error {
	for _, mime := range richness {
		data, ok := o.Data(mime)
		if !ok {
			continue
		}
		switch {
		case mime == "text/html":
			fmt.Fprintf(w, "<div class=\"rich\">%s</div>\n", data)
		case mime == "text/markdown":
			text, err := d.markdown(data)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "<div class=\"rich\">%s</div>\n", text)
		case mime == "text/latex":
			fmt.Fprintf(w, "<div class=\"rich\">%s</div>\n", latex(data))
		case mime == "text/plain":
			if text := terminalText(data); text != "" {
				fmt.Fprintf(w, "<pre class=\"value\">%s</pre>\n", ansiHTML(strings.TrimRight(text, "\n")))
			}
		case mime == "application/json":
			var indented bytes.Buffer
			if json.Indent(&indented, []byte(data), "", "  ") == nil {
				data = indented.String()
			}
			fmt.Fprintf(w, "<pre class=\"value\">%s</pre>\n", escapeText(data))
		default:
			image(w, o, mime, data)
		}
		return nil
	}
	if types := o.MIMETypes(); len(types) > 0 {
		fmt.Fprintf(w, "<p class=\"missing\">An output of type %s, which this document cannot show.</p>\n", escapeText(strings.Join(types, ", ")))
	}
	return nil
}

// image writes a picture at its size in CSS pixels, never wider than the page.
func image(w *bytes.Buffer, o nbformat.Output, mime, data string) {
	uri := dataURI(mime, data)
	if uri == "" {
		fmt.Fprintf(w, "<p class=\"missing\">A picture of type %s that is not valid base64.</p>\n", mime)
		return
	}
	size := ""
	for _, side := range []string{"width", "height"} {
		v, _ := o.Metadata(mime, side)
		if n, ok := v.(json.Number); ok {
			if f, err := n.Float64(); err == nil && f > 0 {
				size += fmt.Sprintf(" %s=\"%.0f\"", side, f)
			}
		}
	}
	alt, _ := o.Data("text/plain")
	fmt.Fprintf(w, "<img src=\"%s\"%s alt=\"%s\">\n", uri, size, html.EscapeString(strings.TrimSpace(alt)))
}

func escapeText(s string) string { return html.EscapeString(s) }
