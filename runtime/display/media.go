package display

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"image"
	_ "image/jpeg" // for JPEG
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Media is something to show that was made elsewhere: a cell's last value, or an argument of
// Show. What is wrong with it is told when it is shown, and by Err.
type Media struct {
	bundle Bundle
	err    error
}

// MIMEBundle implements Bundler.
func (m Media) MIMEBundle() (Bundle, error) { return m.bundle, m.err }

// Err tells what is wrong with it, or nil.
func (m Media) Err() error { return m.err }

func (m Media) String() string {
	if m.err != nil {
		return m.err.Error()
	}
	return m.bundle.PlainText()
}

func media(mime string, data any, text string) Media {
	return Media{bundle: Bundle{Data: map[string]any{mime: data, "text/plain": text}}}
}

func faulty(function, format string, args ...any) Media {
	return Media{err: fmt.Errorf("display."+function+": "+format, args...)}
}

// MostBytes is the most that a picture or film may take that is put into a notebook.
const MostBytes = 32 << 20

// read gives the bytes of a source: the name of a file, or the bytes themselves.
func read(source any) (data []byte, name string, err error) {
	switch s := source.(type) {
	case []byte:
		data = s
	case string:
		info, err := os.Stat(s)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, "", fmt.Errorf("there is no file %s", s)
		}
		if err != nil {
			return nil, "", err
		}
		if info.IsDir() {
			return nil, "", fmt.Errorf("%s is a folder; give the name of a file", s)
		}
		if info.Size() > MostBytes {
			return nil, "", tooLarge(s, info.Size())
		}
		name = s
		if data, err = os.ReadFile(s); err != nil {
			return nil, "", err
		}
	default:
		return nil, "", fmt.Errorf("give the name of a file or its bytes ([]byte), not a %T", source)
	}
	if len(data) == 0 {
		return nil, "", errors.New(strings.TrimSpace(name + " is empty: there are no bytes to show"))
	}
	if len(data) > MostBytes {
		return nil, "", tooLarge("this", int64(len(data)))
	}
	return data, name, nil
}

func tooLarge(what string, n int64) error {
	return fmt.Errorf("%s has %d MB, and would make a notebook of that size; at most %d MB are shown", what, n>>20, MostBytes>>20)
}

// PNG shows a picture in the PNG format: the name of a file, its bytes, or an image.Image, which
// is shown pixel for pixel, without what a picture as a cell's value undergoes.
func PNG(source any) Media {
	if m, ok := source.(image.Image); ok {
		var buf bytes.Buffer
		if err := png.Encode(&buf, m); err != nil {
			return faulty("PNG", "%w", err)
		}
		source = buf.Bytes()
	}
	return compressed("PNG", "png", source)
}

// JPEG shows a picture in the JPEG format: the name of a file, or its bytes.
func JPEG(source any) Media { return compressed("JPEG", "jpeg", source) }

func compressed(function, format string, source any) Media {
	data, name, err := read(source)
	if err != nil {
		return faulty(function, "%w", err)
	}
	c, is, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil && name != "":
		return faulty(function, "%s is no %s picture: %w", name, function, err)
	case err != nil:
		return faulty(function, "these bytes are no %s picture: %w", function, err)
	case is != format:
		return faulty(function, "this is a picture in the format %s; use display.%s", is, strings.ToUpper(is))
	}
	m := media("image/"+format, data, strings.TrimSpace(fmt.Sprintf("picture, %d × %d pixels %s", c.Width, c.Height, base(name))))
	if max(c.Width, c.Height) > pictureTwice {
		m.bundle.Metadata = map[string]any{"image/" + format: map[string]any{"width": (c.Width + 1) / 2, "height": (c.Height + 1) / 2}}
	}
	return m
}

func base(name string) string {
	if name == "" {
		return ""
	}
	return "(" + filepath.Base(name) + ")"
}

// SVG shows a drawing: SVG source, its bytes, or the name of a file that ends in .svg.
func SVG(source any) Media {
	text, ok := source.(string)
	name := ""
	if !ok || strings.HasSuffix(strings.ToLower(text), ".svg") && !strings.Contains(text, "<") {
		data, file, err := read(source)
		if err != nil {
			return faulty("SVG", "%w", err)
		}
		text, name = string(data), file
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict, d.Entity = true, xml.HTMLEntity
	root := ""
	for {
		t, err := d.Token()
		if t == nil {
			if root == "" {
				return faulty("SVG", "there is no <svg> element in it")
			}
			if err != nil && err.Error() != "EOF" {
				return faulty("SVG", "%w", err)
			}
			break
		}
		if e, ok := t.(xml.StartElement); ok && root == "" {
			if root = e.Name.Local; root != "svg" {
				return faulty("SVG", "its outermost element is <%s>, not <svg>", root)
			}
		}
	}
	return media("image/svg+xml", text, strings.TrimSpace("drawing "+base(name)))
}

// HTML shows a piece of HTML.
func HTML(source string) Media {
	if strings.TrimSpace(source) == "" {
		return faulty("HTML", "the text is empty")
	}
	return media("text/html", source, plainHTML(source))
}

var (
	unread   = regexp.MustCompile(`(?is)<!--.*?-->|<(script|style)\b.*?</(script|style)\s*>`)
	breaks   = regexp.MustCompile(`(?i)<(br|/p|/div|/tr|/h[1-6]|/li)\b[^>]*>`)
	tags     = regexp.MustCompile(`<[^>]*>`)
	newlines = regexp.MustCompile(`\n\s*\n+`)
)

// plainHTML gives what is to be read of HTML.
func plainHTML(source string) string {
	s := breaks.ReplaceAllString(unread.ReplaceAllString(source, ""), "\n")
	s = strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(s, "")))
	if s == "" {
		return "HTML"
	}
	return Format(newlines.ReplaceAllString(s, "\n"))
}

// Markdown shows text with Markdown's marks: headings, lists, tables, formulas between dollars.
func Markdown(source string) Media {
	if strings.TrimSpace(source) == "" {
		return faulty("Markdown", "the text is empty")
	}
	return media("text/markdown", source, source)
}

// LaTeX shows a formula, such as \frac{1}{2}; dollars around it are added if there are none.
func LaTeX(source string) Media {
	s := strings.TrimSpace(source)
	if s == "" {
		return faulty("LaTeX", "the formula is empty")
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++ // \{ is a brace to be seen
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth < 0 {
			return faulty("LaTeX", "a } at byte %d closes no {: %s", i, s)
		}
	}
	if depth > 0 {
		return faulty("LaTeX", "%d { without its }: %s", depth, s)
	}
	if !strings.HasPrefix(s, "$") && !strings.HasPrefix(s, `\[`) && !strings.HasPrefix(s, `\(`) && !strings.HasPrefix(s, `\begin{`) {
		s = "$$" + s + "$$"
	}
	return media("text/latex", s, source)
}

// JSON shows a value as a tree that can be unfolded: JSON source as a string, []byte or
// json.RawMessage, or a value that package encoding/json takes.
func JSON(v any) Media {
	raw, err := jsonOf(v)
	if err != nil {
		return faulty("JSON", "%w", err)
	}
	var indented bytes.Buffer
	json.Indent(&indented, raw, "", "  ") //nolint:errcheck // jsonOf gave JSON
	return media("application/json", json.RawMessage(raw), Format(indented.String()))
}

func jsonOf(v any) ([]byte, error) {
	var raw []byte
	switch s := v.(type) {
	case string:
		raw = []byte(s)
	case []byte:
		raw = s
	case json.RawMessage:
		raw = s
	default:
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("a %T cannot be written as JSON: %w", v, err)
		}
		return raw, nil
	}
	var any any
	if err := json.Unmarshal(raw, &any); err != nil {
		var at *json.SyntaxError
		if errors.As(err, &at) {
			return nil, fmt.Errorf("this is no JSON: %w, at byte %d", err, at.Offset)
		}
		return nil, fmt.Errorf("this is no JSON: %w", err)
	}
	return raw, nil
}

// VegaLite shows a chart after its Vega-Lite specification: JSON source, or a map or struct.
// The schema is Vega-Lite 5 where the specification names none.
func VegaLite(spec any) Media {
	raw, err := jsonOf(spec)
	if err != nil {
		return faulty("VegaLite", "%w", err)
	}
	var chart map[string]any
	if json.Unmarshal(raw, &chart) != nil {
		return faulty("VegaLite", "a specification is a JSON object, {…}, not %.40s", raw)
	}
	parts := []string{"mark", "layer", "facet", "hconcat", "vconcat", "concat", "repeat", "spec"}
	found := false
	for _, p := range parts {
		_, ok := chart[p]
		found = found || ok
	}
	if !found {
		return faulty("VegaLite", "the specification draws nothing: it needs one of %s", strings.Join(parts, ", "))
	}
	version := "5"
	if schema, ok := chart["$schema"].(string); ok {
		m := regexp.MustCompile(`/vega-lite/v([0-9]+)`).FindStringSubmatch(schema)
		if m == nil {
			return faulty("VegaLite", "$schema is %q, not one of Vega-Lite", schema)
		}
		version = m[1]
	} else {
		chart["$schema"] = "https://vega.github.io/schema/vega-lite/v5.json"
	}
	text := "Vega-Lite chart"
	switch mark := chart["mark"].(type) {
	case string:
		text += ", mark " + mark
	case map[string]any:
		text += fmt.Sprintf(", mark %v", mark["type"])
	}
	if title, ok := chart["title"].(string); ok {
		text += ": " + title
	}
	return media("application/vnd.vegalite.v"+version+"+json", chart, text)
}

// Video shows a film that plays in the page: the name of an MP4 or WebM file, or its bytes.
func Video(source any) Media {
	data, name, err := read(source)
	if err != nil {
		return faulty("Video", "%w", err)
	}
	format := ""
	switch {
	case len(data) > 12 && string(data[4:8]) == "ftyp" && string(data[8:12]) != "qt  ":
		format = "mp4"
	case bytes.HasPrefix(data, []byte("\x1a\x45\xdf\xa3")) && bytes.Contains(data[:min(len(data), 64)], []byte("webm")):
		format = "webm"
	case bytes.HasPrefix(data, []byte("OggS")):
		format = "ogg"
	case bytes.HasPrefix(data, []byte("RIFF")) && bytes.Contains(data[:min(len(data), 16)], []byte("AVI ")):
		return faulty("Video", "browsers do not play AVI; turn it into MP4 first, as with ffmpeg -i film.avi -pix_fmt yuv420p film.mp4")
	default:
		return faulty("Video", "this is no MP4 or WebM film")
	}
	text := strings.TrimSpace(fmt.Sprintf("film, %s, %.1f MB %s", format, float64(len(data))/(1<<20), base(name)))
	page := fmt.Sprintf(`<video controls loop muted playsinline style="max-width:100%%" title="%s" src="data:video/%s;base64,%s">%s</video>`,
		html.EscapeString(text), format, base64.StdEncoding.EncodeToString(data), html.EscapeString(text))
	return media("text/html", page, text)
}
