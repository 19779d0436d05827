package export

import (
	"bytes"
	"encoding/base64"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	htmlrenderer "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"talbot/notebooks/nbformat"
)

// A document is an export under way.
type document struct {
	settings    Settings
	language    string
	md          goldmark.Markdown
	ids         *headingIDs
	title       string                       // the first heading
	attachments map[string]map[string]string // of the cell at hand
}

func newDocument(nb *nbformat.Notebook, s Settings) *document {
	d := &document{settings: s, language: nb.Language(), ids: &headingIDs{taken: map[string]bool{}}}
	if d.language == "" {
		d.language = "go"
	}
	d.md = goldmark.New(
		goldmark.WithExtensions(extension.GFM, mathExtension{}),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(
			htmlrenderer.WithUnsafe(),
			renderer.WithNodeRenderers(util.Prioritized(codeRenderer{}, 100))),
	)
	return d
}

// markdown gives the HTML of a text cell.
func (d *document) markdown(source string) (string, error) {
	src := []byte(source)
	root := d.md.Parser().Parse(text.NewReader(src), parser.WithContext(parser.NewContext(parser.WithIDs(d.ids))))
	if d.title == "" {
		d.title = firstHeading(root, src)
	}
	var b bytes.Buffer
	if err := d.md.Renderer().Render(&b, src, root); err != nil {
		return "", err
	}
	return d.embedPictures(b.String()), nil
}

// firstHeading gives the words of the first heading.
func firstHeading(root ast.Node, src []byte) string {
	title := ""
	// The walker below returns no errors.
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			title = strings.TrimSpace(plain(h, src))
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return title
}

// plain gives the text of a node without its markup.
func plain(n ast.Node, src []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(c.Segment.Value(src)))))
			if c.SoftLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *mathInline:
			b.WriteString(c.tex)
		default:
			b.WriteString(plain(c, src))
		}
	}
	return b.String()
}

// imageSource finds what the pictures of a rendered cell refer to.
var imageSource = regexp.MustCompile(`(<img\b[^>]*?\ssrc=)("[^"]*"|'[^']*')`)

// embedPictures puts attachments and local files into the HTML of a cell.
func (d *document) embedPictures(rendered string) string {
	return imageSource.ReplaceAllStringFunc(rendered, func(tag string) string {
		m := imageSource.FindStringSubmatch(tag)
		if uri := d.picture(html.UnescapeString(m[2][1 : len(m[2])-1])); uri != "" {
			return m[1] + `"` + uri + `"`
		}
		return tag
	})
}

// picture gives a data URI for an attachment or a local file, or "".
func (d *document) picture(ref string) string {
	if name, ok := strings.CutPrefix(ref, "attachment:"); ok {
		bundle := d.attachments[name]
		if decoded, err := url.PathUnescape(name); bundle == nil && err == nil {
			bundle = d.attachments[decoded]
		}
		for _, mime := range imageTypes {
			if data, ok := bundle[mime]; ok {
				return dataURI(mime, data)
			}
		}
		return ""
	}
	if d.settings.Dir == "" || strings.Contains(ref, ":") || strings.HasPrefix(ref, "/") || strings.HasPrefix(ref, "#") {
		return ""
	}
	ref, _, _ = strings.Cut(ref, "?")
	name, err := url.PathUnescape(ref)
	if err != nil {
		return ""
	}
	kind, ok := pictureFiles[strings.ToLower(filepath.Ext(name))]
	if !ok {
		return ""
	}
	name = filepath.Join(d.settings.Dir, filepath.FromSlash(name))
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return "" // the link stays, and the browser says what it points to
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(b)
}

// pictureFiles are the endings of files that browsers draw. What the system knows of
// endings differs from one computer to the next.
var pictureFiles = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".svg": "image/svg+xml",
	".webp": "image/webp", ".avif": "image/avif", ".bmp": "image/bmp",
}

// headingIDs gives headings the names that Jupyter gives them, so that links inside a
// notebook lead somewhere: spaces become hyphens, and a repeated one is numbered.
type headingIDs struct{ taken map[string]bool }

func (h *headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	name := strings.Join(strings.Fields(string(value)), "-")
	if name == "" {
		name = "section"
	}
	id := name
	for i := 1; h.taken[id]; i++ {
		id = name + "-" + strconv.Itoa(i)
	}
	h.taken[id] = true
	return []byte(id)
}

func (h *headingIDs) Put(value []byte) { h.taken[string(value)] = true }
