package assist

import (
	"fmt"
	"go/doc/comment"
	"go/types"
	"strings"

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
// or, with detail, all of it.
func packageBundle(st State, name, path string, detail int) display.Bundle {
	doc := ""
	if st.Docs != nil {
		doc = st.Docs.Doc(path, "")
	}
	if detail == 0 {
		doc, _, _ = strings.Cut(doc, "\n\n# ")
		doc, _, _ = strings.Cut(doc, "\n# ")
	}
	return bundle(fmt.Sprintf("package %s // import %q", name, path), doc)
}

// shown bounds the fields and methods of a declaration.
const shown = 60

// declaration gives a type with its fields or, for an interface, its methods; with detail,
// the methods of other types too.
func declaration(o *types.TypeName, name string, c *checked, detail int) string {
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
			lines = append(lines, "\t"+line)
		} else if len(lines) == shown {
			lines = append(lines, "\t// …")
		}
	}
	body := typeString(o.Type().Underlying(), c.pkg)
	switch u := o.Type().Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			line := f.Name() + " " + typeString(f.Type(), c.pkg)
			if f.Embedded() {
				line = typeString(f.Type(), c.pkg)
			}
			add(f, line)
		}
		body = block("struct", lines, hidden)
	case *types.Interface:
		if !u.IsMethodSet() {
			break // a constraint
		}
		for m := range u.Methods() {
			add(m, m.Name()+strings.TrimPrefix(typeString(m.Type(), c.pkg), "func"))
		}
		body = block("interface", lines, hidden)
	}
	if detail == 0 || types.IsInterface(o.Type()) {
		return head + body
	}
	lines = nil
	methods := types.NewMethodSet(types.NewPointer(o.Type()))
	for i := range methods.Len() {
		if m, ok := methods.At(i).Obj().(*types.Func); ok {
			add(m, signature(m, m.Name(), c.pkg))
		}
	}
	out := head + body
	for _, l := range lines {
		out += "\n" + strings.TrimPrefix(l, "\t")
	}
	return out
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
