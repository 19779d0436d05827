package export

import (
	"bytes"
	"strings"

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

var codeFormatter = chromahtml.New(chromahtml.WithClasses(true))

// highlight gives code as HTML with the classes of codeCSS.
func highlight(code, language string) (string, error) {
	lexer := lexers.Get(language)
	if lexer == nil {
		lexer = lexers.Fallback
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, strings.TrimRight(code, "\n"))
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := codeFormatter.Format(&b, styles.Fallback, tokens); err != nil {
		return "", err
	}
	return b.String(), nil
}

// codeCSS colours code, for light and for dark screens.
func codeCSS() string {
	var b bytes.Buffer
	for _, half := range []struct{ scheme, style string }{{"light", "github"}, {"dark", "github-dark"}} {
		// Neither may fill in for the other what it does not name.
		b.WriteString("@media (prefers-color-scheme: " + half.scheme + ") {\n")
		var rules bytes.Buffer
		// Writing to a buffer does not fail.
		_ = codeFormatter.WriteCSS(&rules, styles.Get(half.style))
		for line := range strings.Lines(rules.String()) {
			// The page sets the background, and wrongly guessed errors stay unmarked.
			if !strings.Contains(line, ".bg {") && !strings.Contains(line, ".chroma {") && !strings.Contains(line, ".err {") {
				b.WriteString(line)
			}
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// codeRenderer colours the fenced code of text cells.
type codeRenderer struct{}

func (codeRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, func(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		n := node.(*ast.FencedCodeBlock)
		var code bytes.Buffer
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			code.Write(line.Value(source))
		}
		out, err := highlight(code.String(), string(n.Language(source)))
		if err != nil {
			return ast.WalkStop, err
		}
		w.WriteString(out + "\n")
		return ast.WalkContinue, nil
	})
}
