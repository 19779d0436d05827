package export

import (
	"bytes"
	"go/scanner"
	"go/token"
	"go/types"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// highlight gives code as HTML, Go with the classes of code.css and other languages plain.
// A library that knows all languages costs every start of the program 13 ms.
func highlight(code, language string) string {
	code = strings.TrimRight(code, "\n")
	inner := html.EscapeString(code)
	switch strings.ToLower(language) {
	case "go", "golang":
		inner = highlightGo(code)
	}
	return `<pre class="code"><code>` + inner + "</code></pre>"
}

// highlightGo marks the tokens of Go source. What is no Go stays as it is.
func highlightGo(code string) string {
	src := []byte(code)
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src))
	var scan scanner.Scanner
	scan.Init(file, src, func(token.Position, string) {}, scanner.ScanComments)
	var b strings.Builder
	done := 0
	write := func(from, to int, class string) {
		if from < done || to > len(code) || from >= to {
			return
		}
		b.WriteString(html.EscapeString(code[done:from]))
		b.WriteString(`<span class="` + class + `">` + html.EscapeString(code[from:to]) + "</span>")
		done = to
	}
	type name struct{ from, to int }
	var last name // an identifier that may turn out to be called
	for {
		pos, tok, lit := scan.Scan()
		if tok == token.EOF {
			break
		}
		off := file.Offset(pos)
		switch {
		case tok == token.LPAREN && last.to > 0:
			write(last.from, last.to, "f")
		case tok.IsKeyword():
			write(off, off+len(lit), "k")
		case tok == token.COMMENT:
			// A comment's text lacks the carriage returns of its source.
			end := off + len(lit)
			for end < len(code) && strings.ReplaceAll(code[off:end], "\r", "") != lit {
				end++
			}
			write(off, end, "c")
		case tok == token.STRING || tok == token.CHAR:
			write(off, off+len(lit), "s")
		case tok == token.INT || tok == token.FLOAT || tok == token.IMAG:
			write(off, off+len(lit), "n")
		}
		last = name{}
		if tok == token.IDENT {
			if types.Universe.Lookup(lit) != nil {
				write(off, off+len(lit), "b")
			} else {
				last = name{off, off + len(lit)}
			}
		}
	}
	b.WriteString(html.EscapeString(code[done:]))
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
		_, err := w.WriteString(highlight(code.String(), string(n.Language(source))) + "\n")
		return ast.WalkContinue, err
	})
}
