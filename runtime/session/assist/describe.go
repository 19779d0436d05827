package assist

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"unicode/utf8"

	"talbot/runtime/display"
)

// bundle gives Go source and a doc comment as plain text and as Markdown.
func bundle(source, doc string) display.Bundle {
	text, md := source, "```go\n"+strings.TrimRight(source, "\n")+"\n```\n"
	if doc != "" {
		var p comment.Parser
		p.LookupSym = func(recv, name string) bool { return true }
		d := p.Parse(doc)
		for i := range d.Content {
			unlink(d.Content[i])
		}
		pr := comment.Printer{HeadingLevel: 4, HeadingID: func(*comment.Heading) string { return "" }}
		text += "\n\n" + strings.TrimRight(string(pr.Text(d)), "\n")
		md += "\n" + string(pr.Markdown(d))
	}
	b := display.Text(text)
	b.Data["text/markdown"] = md
	return b
}

// unlink makes plain text of links to other symbols: a notebook has no page to link to.
func unlink(b comment.Block) {
	texts := func(ts []comment.Text) {
		for i, t := range ts {
			if l, ok := t.(*comment.DocLink); ok {
				var name strings.Builder
				for _, t := range l.Text {
					if p, ok := t.(comment.Plain); ok {
						name.WriteString(string(p))
					}
				}
				ts[i] = comment.Plain(name.String())
			}
		}
	}
	switch b := b.(type) {
	case *comment.Paragraph:
		texts(b.Text)
	case *comment.Heading:
		texts(b.Text)
	case *comment.List:
		for _, item := range b.Items {
			for _, c := range item.Content {
				unlink(c)
			}
		}
	}
}

// packageBundle documents a package: what stands before the first heading of its comment
// or, with detail, all of it; then what it exports.
func packageBundle(st State, name, path string, detail int) display.Bundle {
	doc := ""
	if st.Docs != nil {
		doc = st.Docs.Doc(path, "")
	}
	if detail == 0 {
		doc, _, _ = strings.Cut(doc, "\n\n# ")
		doc, _, _ = strings.Cut(doc, "\n# ")
	}
	if st.Importer != nil {
		if pkg, err := st.Importer.Import(path); err == nil {
			doc = strings.TrimSpace(doc + "\n\n" + exported(pkg))
		}
	}
	return bundle(fmt.Sprintf("package %s // import %q", name, path), doc)
}

// exported lists what a package exports, by kind.
func exported(pkg *types.Package) string {
	kinds := []string{"function", "type", "variable", "constant"}
	names := map[string][]string{}
	for _, n := range pkg.Scope().Names() {
		if o := pkg.Scope().Lookup(n); o.Exported() {
			names[kindOf(o)] = append(names[kindOf(o)], n)
		}
	}
	var out []string
	for _, k := range kinds {
		list := names[k]
		if n := len(list); n > 0 {
			head := strings.ToUpper(k[:1]) + k[1:] + "s: "
			if n > shown {
				list = append(list[:shown:shown], fmt.Sprintf("… (%d)", n))
			}
			out = append(out, head+strings.Join(list, ", "))
		}
	}
	return strings.Join(out, "\n\n")
}

// shown bounds the fields and methods of a declaration, and the names of a package.
const shown = 60

// declaration gives a type with its fields and their comments or, for an interface, its
// methods; with detail, the methods of other types too.
func (c *checked) declaration(o *types.TypeName, name string, detail int) string {
	head := "type " + name + typeParams(o.Type(), c.pkg) + " "
	if o.IsAlias() {
		if a, ok := o.Type().(*types.Alias); ok {
			return head + "= " + typeString(a.Rhs(), c.pkg)
		}
	}
	var lines []string
	hidden := false
	add := func(o types.Object, line string) {
		if !c.accessible(o) {
			hidden = true
		} else if len(lines) < shown {
			lines = append(lines, line)
		} else if len(lines) == shown {
			lines = append(lines, "\t// …")
		}
	}
	named := typeName(o.Type())
	member := func(m types.Object, line string) {
		if named != nil {
			line = commented("\t"+line, c.doc(named, named.Name()+"."+m.Name()))
		} else {
			line = "\t" + line
		}
		add(m, line)
	}
	body := typeString(o.Type().Underlying(), c.pkg)
	switch u := o.Type().Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			line := f.Name() + " " + typeString(f.Type(), c.pkg)
			if f.Embedded() {
				line = typeString(f.Type(), c.pkg)
			}
			member(f, line)
		}
		body = block("struct", lines, hidden)
	case *types.Interface:
		if !u.IsMethodSet() {
			break // a constraint
		}
		for m := range u.Methods() {
			member(m, m.Name()+strings.TrimPrefix(typeString(m.Type(), c.pkg), "func"))
		}
		body = block("interface", lines, hidden)
	}
	out := tidy(head + body)
	if detail == 0 || types.IsInterface(o.Type()) {
		return out
	}
	lines, hidden = nil, false
	methods := types.NewMethodSet(types.NewPointer(o.Type()))
	for i := range methods.Len() {
		if m, ok := methods.At(i).Obj().(*types.Func); ok {
			add(m, signature(m, m.Name(), c.pkg))
		}
	}
	for _, l := range lines {
		out += "\n" + strings.TrimPrefix(l, "\t")
	}
	return out
}

// commentLine is the longest comment that stands behind a field.
const commentLine = 100

// commented puts the comment of a field or method behind it, or a long one's first sentence above.
func commented(line, text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return line
	}
	if oneLine := strings.Join(strings.Fields(text), " "); len(oneLine) <= commentLine {
		return line + " // " + oneLine
	}
	var p comment.Parser
	pr := comment.Printer{TextPrefix: "\t// ", TextWidth: 90}
	return string(pr.Text(p.Parse(new(doc.Package).Synopsis(text)))) + line
}

// tidy lines up a declaration as gofmt does.
func tidy(declaration string) string {
	const clause = "package p\n\n"
	b, err := format.Source([]byte(clause + declaration))
	if err != nil {
		return declaration
	}
	return strings.TrimSpace(strings.TrimPrefix(string(b), clause))
}

func block(kind string, lines []string, hidden bool) string {
	if hidden {
		lines = append(lines, "\t// and unexported ones")
	}
	if len(lines) == 0 {
		return kind + "{}"
	}
	return kind + " {\n" + strings.Join(lines, "\n") + "\n}"
}

// underlined marks a parameter of a function's signature in a line below.
func underlined(signature string, argument int) string {
	const clause = "package p; "
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", clause+signature, parser.SkipObjectResolution)
	if f == nil || err != nil {
		return signature
	}
	var ft *ast.FuncType
	ast.Inspect(f, func(n ast.Node) bool {
		if t, ok := n.(*ast.FuncType); ok && ft == nil {
			ft = t
		}
		return ft == nil
	})
	if ft == nil || len(ft.Params.List) == 0 {
		return signature
	}
	list := ft.Params.List
	at := argument
	if _, variadic := list[len(list)-1].Type.(*ast.Ellipsis); variadic {
		at = min(at, len(list)-1)
	}
	if at >= len(list) {
		return signature
	}
	from, to := fset.Position(list[at].Pos()).Offset-len(clause), fset.Position(list[at].End()).Offset-len(clause)
	if from < 2 || to > len(signature) {
		return signature
	}
	return signature + "\n//" + strings.Repeat(" ", utf8.RuneCountInString(signature[:from])-2) + strings.Repeat("^", utf8.RuneCountInString(signature[from:to]))
}

// settings gives the declaration of a struct that a function of another package takes last:
// its settings, whose fields are half of its documentation.
func (c *checked) settings(o types.Object) string {
	f, ok := o.(*types.Func)
	if !ok || f.Signature().Params().Len() == 0 {
		return ""
	}
	t := typeName(f.Signature().Params().At(f.Signature().Params().Len() - 1).Type())
	if t == nil || t.Pkg() == nil || t.Pkg() != f.Pkg() {
		return ""
	}
	if _, ok := t.Type().Underlying().(*types.Struct); !ok {
		return ""
	}
	return c.declaration(t, t.Name(), 0)
}
