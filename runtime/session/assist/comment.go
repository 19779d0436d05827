package assist

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"

	"talbot/runtime/symbols/comments"
)

// comment gives the documentation of an object: its own or, of a variable, its type's.
func (c *checked) comment(o types.Object, name string, owner *types.TypeName) string {
	switch o := o.(type) {
	case *types.Func:
		if r := o.Signature().Recv(); r != nil {
			if t := typeName(r.Type()); t != nil {
				return c.doc(t, t.Name()+"."+o.Name())
			}
			return ""
		}
	case *types.Var:
		if o.IsField() {
			if owner == nil {
				return ""
			}
			return c.doc(owner, owner.Name()+"."+o.Name())
		}
		if d := c.doc(o, name); d != "" {
			return d
		}
		if t := typeName(o.Type()); t != nil {
			return first(c.doc(t, t.Name()))
		}
		return ""
	}
	if o.Pkg() == nil {
		if c.st.Docs == nil {
			return ""
		}
		return c.st.Docs.Doc("builtin", name)
	}
	return c.doc(o, name)
}

// doc gives the comment of o or of a member of it, under the name by which its package knows it.
func (c *checked) doc(o types.Object, name string) string {
	if o.Pkg() == nil {
		return ""
	}
	if o.Pkg().Path() == c.pkg.Path() {
		typ, _, member := strings.Cut(name, ".")
		if !member {
			typ = name
		}
		if o.Parent() != o.Pkg().Scope() {
			return "" // a local one
		}
		return commentsIn(c.sources(typ))[name]
	}
	if c.st.Docs == nil {
		return ""
	}
	return c.st.Docs.Doc(o.Pkg().Path(), name)
}

// sources gives the declarations of a name of the cell or the session, those of a type with
// its methods.
func (c *checked) sources(name string) []string {
	var out []string
	own, redeclared := c.own[name]
	if redeclared {
		out = append(out, own)
	} else if c.st.Declaration != nil {
		out = append(out, c.st.Declaration(name))
		if c.st.Methods != nil {
			out = append(out, c.st.Methods(name)...)
		}
	}
	return append(out, c.methods[name]...)
}

// commentsIn reads the comments of declarations.
func commentsIn(sources []string) comments.Set {
	out := comments.Set{}
	for _, src := range sources {
		src = plain(src)
		f, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+src, parser.ParseComments|parser.SkipObjectResolution)
		if err == nil {
			for _, d := range f.Decls {
				out.Decl(d, func(string) bool { return true })
			}
			continue
		}
		// x, err := f() is no declaration: its comment stands for every name.
		f, err = parser.ParseFile(token.NewFileSet(), "", "package p\nfunc _() {\n"+src+"\n}", parser.ParseComments|parser.SkipObjectResolution)
		if err != nil || len(f.Comments) == 0 {
			continue
		}
		if fd, ok := f.Decls[0].(*ast.FuncDecl); ok && len(fd.Body.List) > 0 {
			if as, ok := fd.Body.List[0].(*ast.AssignStmt); ok && f.Comments[0].End() < as.Pos() {
				for _, l := range as.Lhs {
					if id, ok := l.(*ast.Ident); ok {
						out[id.Name] = strings.TrimSpace(f.Comments[0].Text())
					}
				}
			}
		}
	}
	return out
}

// source gives the declaration of a name that the session or the cell declares, or of a
// method of such a type.
func (c *checked) source(o types.Object, name string) string {
	if o.Pkg() == nil || o.Pkg().Path() != c.pkg.Path() {
		return ""
	}
	if f, ok := o.(*types.Func); ok && f.Signature().Recv() != nil {
		t := typeName(f.Signature().Recv().Type())
		if t == nil {
			return ""
		}
		for _, src := range c.sources(t.Name())[1:] {
			f, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+src, parser.SkipObjectResolution)
			if err != nil || len(f.Decls) == 0 {
				continue
			}
			if fd, ok := f.Decls[0].(*ast.FuncDecl); ok && fd.Name.Name == name {
				return plain(src)
			}
		}
		return ""
	}
	if o.Parent() != c.pkg.Scope() {
		return ""
	}
	return plain(c.sources(name)[0])
}

// first gives a comment's first paragraph.
func first(doc string) string {
	p, _, _ := strings.Cut(doc, "\n\n")
	return p
}
