package export

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"talbot/notebooks/export/mathml"
)

// mathExtension makes goldmark see formulas before it sees emphasis, lists or escapes in
// them: $…$, $$…$$, \(…\), \[…\], the latter two also with doubled backslashes as
// Jupyter wants them, and \begin{align}…\end{align} and its like on their own.
type mathExtension struct{}

func (mathExtension) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(
		parser.WithBlockParsers(util.Prioritized(mathBlockParser{}, 50)),
		parser.WithInlineParsers(util.Prioritized(mathInlineParser{}, 50)))
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(mathRenderer{}, 50)))
}

var (
	kindMathInline = ast.NewNodeKind("MathInline")
	kindMathBlock  = ast.NewNodeKind("MathBlock")
)

type mathInline struct {
	ast.BaseInline
	tex     string
	display bool
}

func (n *mathInline) Kind() ast.NodeKind { return kindMathInline }
func (n *mathInline) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"TeX": n.tex}, nil)
}

type mathBlock struct {
	ast.BaseBlock
	tex    []byte
	closer string
	whole  bool // the delimiters belong to the formula: \begin{align}
	closed bool
}

func (n *mathBlock) Kind() ast.NodeKind { return kindMathBlock }
func (n *mathBlock) IsRaw() bool        { return true }
func (n *mathBlock) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"TeX": string(n.tex)}, nil)
}

// A delimiting is a way to set off a formula.
type delimiting struct {
	open, close string
	display     bool
	whole       bool
}

var delimitings = []delimiting{
	{open: "$$", close: "$$", display: true},
	{open: "$", close: "$"},
	{open: `\\[`, close: `\\]`, display: true},
	{open: `\\(`, close: `\\)`},
	{open: `\[`, close: `\]`, display: true},
	{open: `\(`, close: `\)`},
}

// opener finds how a formula at the start of s is set off.
func opener(s []byte) (delimiting, bool) {
	for _, d := range delimitings {
		if bytes.HasPrefix(s, []byte(d.open)) {
			return d, true
		}
	}
	if rest, ok := bytes.CutPrefix(s, []byte(`\begin{`)); ok {
		if i := bytes.IndexByte(rest, '}'); i > 0 && mathml.IsDisplayEnvironment(string(rest[:i])) {
			name := string(rest[:i])
			return delimiting{`\begin{` + name + "}", `\end{` + name + "}", true, true}, true
		}
	}
	return delimiting{}, false
}

// closing finds where a closing delimiter begins that no backslash escapes, or -1.
func closing(s []byte, d string) int {
	for i := 0; i < len(s); i++ {
		if bytes.HasPrefix(s[i:], []byte(d)) {
			return i
		}
		if s[i] == '\\' && (d[0] == '$' || !strings.HasPrefix(d, `\\`)) {
			i++
		}
	}
	return -1
}

// mathBlockParser reads displayed formulas that begin a line and end one.
type mathBlockParser struct{}

func (mathBlockParser) Trigger() []byte             { return []byte{'$', '\\'} }
func (mathBlockParser) CanInterruptParagraph() bool { return true }
func (mathBlockParser) CanAcceptIndentedLine() bool { return false }

func (mathBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

func (mathBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	pos := pc.BlockOffset()
	if pos < 0 {
		return nil, parser.NoChildren
	}
	d, ok := opener(line[pos:])
	if !ok || !d.display {
		return nil, parser.NoChildren
	}
	from := pos + len(d.open)
	// It is a block only if it ends, before a blank line, with nothing behind it.
	start := segment.Start + from - segment.Padding
	if hopeless(pc, d.close, start) {
		return nil, parser.NoChildren
	}
	rest := reader.Source()[start:]
	end, found := closingBeforeBlank(rest, d.close)
	if !found {
		giveUp(pc, d.close, start+end)
		return nil, parser.NoChildren
	}
	after, _, _ := bytes.Cut(rest[end+len(d.close):], []byte("\n"))
	if len(bytes.TrimSpace(after)) > 0 {
		giveUp(pc, d.close, start+end)
		return nil, parser.NoChildren
	}
	n := &mathBlock{closer: d.close, whole: d.whole}
	if d.whole {
		n.tex = append(n.tex, d.open...)
	}
	n.take(line[from:])
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

// closingBeforeBlank finds where a closing delimiter begins, or failing that the first
// blank line, or the end.
func closingBeforeBlank(s []byte, d string) (at int, found bool) {
	for l := range bytes.Lines(s) {
		if at > 0 && len(bytes.TrimSpace(l)) == 0 {
			return at, false
		}
		if i := closing(l, d); i >= 0 {
			return at + i, true
		}
		at += len(l)
	}
	return at, false
}

// Where a closing delimiter was looked for in vain, it need not be looked for again
// before the place up to which that failed: else many opening ones in a long paragraph
// would take time that grows with the square of its length.
var vainKey = parser.NewContextKey()

func hopeless(pc parser.Context, closer string, at int) bool {
	vain, _ := pc.Get(vainKey).(map[string]int)
	return at < vain[closer]
}

func giveUp(pc parser.Context, closer string, upTo int) {
	vain, _ := pc.Get(vainKey).(map[string]int)
	if vain == nil {
		vain = map[string]int{}
		pc.Set(vainKey, vain)
	}
	vain[closer] = upTo
}

// take adds a line, up to the closing delimiter.
func (n *mathBlock) take(line []byte) {
	end := closing(line, n.closer)
	if end < 0 {
		n.tex = append(n.tex, line...)
		return
	}
	if n.whole {
		end += len(n.closer)
	}
	n.tex = append(n.tex, line[:end]...)
	n.closed = true
}

func (mathBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	n := node.(*mathBlock)
	if n.closed {
		return parser.Close
	}
	line, _ := reader.PeekLine()
	n.take(line)
	reader.AdvanceToEOL()
	if n.closed {
		return parser.Close
	}
	return parser.Continue | parser.NoChildren
}

// inParagraph keeps apart what the two parsers looked for in vain.
const inParagraph = "inline "

// mathInlineParser reads formulas inside a paragraph.
type mathInlineParser struct{}

func (mathInlineParser) Trigger() []byte { return []byte{'$', '\\'} }

func (mathInlineParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	d, ok := opener(line)
	if !ok || hopeless(pc, inParagraph+d.close, segment.Start) {
		return nil
	}
	var tex []byte
	block.Advance(len(d.open))
	last := segment.Stop
	for {
		line, segment := block.PeekLine()
		if line == nil {
			giveUp(pc, inParagraph+d.close, last)
			return nil
		}
		last = segment.Stop
		end := closing(line, d.close)
		if end < 0 {
			tex = append(tex, line...)
			block.AdvanceLine()
			continue
		}
		tex = append(tex, line[:end]...)
		if d.open == "$" && !isFormula(tex, line[end+1:]) {
			return nil
		}
		block.Advance(end + len(d.close))
		break
	}
	if len(bytes.TrimSpace(tex)) == 0 {
		return nil
	}
	n := &mathInline{tex: string(tex), display: d.display}
	if d.whole {
		n.tex = d.open + n.tex + d.close
	}
	return n
}

// isFormula tells a formula between single dollar signs from sums of money: one that
// begins with a space must end with one, no digit follows it, and it holds no code.
func isFormula(tex, after []byte) bool {
	if len(tex) == 0 || bytes.IndexByte(tex, '`') >= 0 {
		return false
	}
	blank := func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }
	if blank(tex[0]) != blank(tex[len(tex)-1]) {
		return false
	}
	return len(after) == 0 || after[0] < '0' || after[0] > '9'
}

type mathRenderer struct{}

func (mathRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindMathInline, func(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			n := node.(*mathInline)
			w.WriteString(mathml.Convert(n.tex, n.display))
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(kindMathBlock, func(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			w.WriteString(`<div class="formula">` + mathml.Convert(string(node.(*mathBlock).tex), true) + "</div>\n")
		}
		return ast.WalkSkipChildren, nil
	})
}

// latex gives the HTML of a text/latex output: a formula, or its source where it is none.
func latex(source string) string {
	s := []byte(strings.TrimSpace(source))
	d, ok := opener(s)
	if !ok {
		return "<pre>" + escapeText(source) + "</pre>"
	}
	rest := s[len(d.open):]
	end := closing(rest, d.close)
	if end < 0 || len(bytes.TrimSpace(rest[end+len(d.close):])) > 0 {
		return "<pre>" + escapeText(source) + "</pre>"
	}
	tex := string(rest[:end])
	if d.whole {
		tex = string(s)
	}
	display := d.display || strings.HasPrefix(strings.TrimSpace(tex), `\displaystyle`)
	return `<div class="formula">` + mathml.Convert(tex, display) + "</div>"
}
