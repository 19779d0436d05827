// Package export turns notebooks into documents.
//
// HTML gives one file that needs nothing beside it: pictures, style sheet and formulas
// are inside, formulas as MathML, and there is no script in it but what the notebook's
// own outputs carry.
package export

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"strings"

	"talbot/notebooks/nbformat"
)

//go:embed page.css
var pageCSS string

// Settings say how a document is made. The zero value is for one's own notebooks.
type Settings struct {
	// Title is used where the notebook has no heading.
	Title string
	// Dir is the folder of the notebook. Pictures that its text refers to by a relative
	// path are read from there and put into the document; where Dir is "", such links stay.
	Dir string
	// BlockScripts forbids the document to run scripts. Raw HTML in text cells and HTML
	// outputs stand in the document as they are in the notebook, with the scripts that
	// they hold: right for one's own notebook, not for a stranger's.
	BlockScripts bool
}

// HTML gives a notebook as one self-contained HTML document.
func HTML(nb *nbformat.Notebook, s Settings) ([]byte, error) {
	d := newDocument(nb, s)
	var body bytes.Buffer
	for _, c := range nb.Cells() {
		if c.HasTag("remove-cell") || c.HasTag("remove_cell") {
			continue
		}
		d.attachments = c.Attachments()
		switch c.Type() {
		case nbformat.Markdown:
			text, err := d.markdown(c.Source())
			if err != nil {
				return nil, fmt.Errorf("export: cell %s: %w", c.ID(), err)
			}
			fmt.Fprintf(&body, "<section class=\"cell text\">\n%s</section>\n", text)
		case nbformat.Code:
			if err := d.codeCell(&body, c); err != nil {
				return nil, fmt.Errorf("export: cell %s: %w", c.ID(), err)
			}
		case nbformat.Raw:
			rawCell(&body, c)
		}
	}
	title := d.title
	if title == "" {
		title = s.Title
	}
	if title == "" {
		title = "Notebook"
	}
	var page bytes.Buffer
	page.Grow(body.Len() + len(pageCSS) + 16<<10)
	page.WriteString("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta name=\"color-scheme\" content=\"light dark\">\n")
	if s.BlockScripts {
		page.WriteString("<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'; object-src 'none'; frame-src 'none'\">\n")
	}
	fmt.Fprintf(&page, "<title>%s</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n", html.EscapeString(title), pageCSS)
	page.Write(body.Bytes())
	page.WriteString("</main>\n</body>\n</html>\n")
	return page.Bytes(), nil
}

// codeCell writes a code cell's source and outputs. What the notebook hides is folded.
func (d *document) codeCell(w *bytes.Buffer, c *nbformat.Cell) error {
	outputs := c.Outputs()
	if strings.TrimSpace(c.Source()) == "" && len(outputs) == 0 {
		return nil
	}
	w.WriteString("<section class=\"cell code\">\n")
	if !c.HasTag("remove-input") && !c.HasTag("remove_input") && strings.TrimSpace(c.Source()) != "" {
		prompt := ""
		if n := c.ExecutionCount(); n > 0 {
			prompt = fmt.Sprintf("<span class=\"prompt\" aria-hidden=\"true\">%d</span>", n)
		}
		code := highlight(c.Source(), d.language)
		input := "<div class=\"input\">" + prompt + code + "</div>\n"
		if hidden, _ := c.Metadata("jupyter", "source_hidden"); hidden == true || c.HasTag("hide-input") || c.HasTag("hide-cell") {
			input = "<details><summary>Code</summary>\n" + input + "</details>\n"
		}
		w.WriteString(input)
	}
	if len(outputs) > 0 && !c.HasTag("remove-output") && !c.HasTag("remove_output") {
		var all bytes.Buffer
		for _, o := range outputs {
			if err := d.output(&all, o); err != nil {
				return err
			}
		}
		hidden, _ := c.Metadata("jupyter", "outputs_hidden")
		collapsed, _ := c.Metadata("collapsed")
		if hidden == true || collapsed == true || c.HasTag("hide-output") || c.HasTag("hide-cell") {
			fmt.Fprintf(w, "<details><summary>Output</summary>\n<div class=\"outputs\">\n%s</div>\n</details>\n", all.Bytes())
		} else {
			fmt.Fprintf(w, "<div class=\"outputs\">\n%s</div>\n", all.Bytes())
		}
	}
	w.WriteString("</section>\n")
	return nil
}

// rawCell writes a raw cell that is meant for HTML, and one that names no format as text.
// A cell for another format is left out.
func rawCell(w *bytes.Buffer, c *nbformat.Cell) {
	format, _ := c.Metadata("format")
	if format == nil {
		format, _ = c.Metadata("raw_mimetype")
	}
	switch format {
	case "text/html":
		fmt.Fprintf(w, "<section class=\"cell raw\">\n%s\n</section>\n", c.Source())
	case nil, "", "text/plain":
		if strings.TrimSpace(c.Source()) != "" {
			fmt.Fprintf(w, "<section class=\"cell raw\"><pre>%s</pre></section>\n", html.EscapeString(c.Source()))
		}
	}
}
