package assist

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"talbot/runtime/display"
)

// Inspect documents the name at byte offset cursor of a cell or, where none is there, the
// function in whose call the cursor stands: signature and comment; with detail 1 also the
// declaration, as far as it is known. It never panics; found is false where nothing is known.
func Inspect(st State, code string, cursor, detail int) (b display.Bundle, found bool) {
	cursor = clamp(code, cursor)
	defer func() {
		if recover() != nil {
			b, found = display.Bundle{}, false // as in Complete
		}
	}()
	return inspect(st, code, cursor, detail)
}

func inspect(st State, code string, cursor, detail int) (display.Bundle, bool) {
	tokens, _ := lex(code)
	for i, t := range tokens {
		if t.tok == token.STRING && t.pos < cursor && cursor <= t.end {
			return inspectImport(st, tokens[:i+1], detail)
		}
	}
	for _, t := range targets(tokens, cursor) {
		if b, found := inspectName(st, code, tokens, t, detail); found {
			return b, true
		}
	}
	return display.Bundle{}, false
}

// targets gives the names to try: the one under the cursor, then those before each open
// parenthesis, innermost first.
func targets(tokens []lexeme, cursor int) (out []lexeme) {
	n := 0
	for i, t := range tokens {
		if t.tok == token.IDENT && t.pos <= cursor && cursor <= t.end && len(out) == 0 {
			out = append(out, t)
		}
		if t.end <= cursor {
			n = i + 1
		}
	}
	before := tokens[:n]
	stack := open(before)
	for i := len(stack) - 1; i >= 0; i-- {
		if stack[i].tok != token.LPAREN {
			continue
		}
		for j, t := range before {
			if t.pos == stack[i].pos && j > 0 && before[j-1].tok == token.IDENT {
				out = append(out, before[j-1])
			}
		}
	}
	return out
}

func inspectImport(st State, tokens []lexeme, detail int) (display.Bundle, bool) {
	chunks := split(tokens)
	if st.Importer == nil || len(chunks) == 0 || chunks[len(chunks)-1].tokens[0].tok != token.IMPORT {
		return display.Bundle{}, false
	}
	path, err := strconv.Unquote(tokens[len(tokens)-1].lit)
	if err != nil || st.Importer.Name(path) == "" {
		return display.Bundle{}, false
	}
	return packageBundle(st, st.Importer.Name(path), path, detail), true
}

// inspectName types the cell as it stands, then, if that does not tell what the name is,
// with all cut off that follows the name in its chunk.
func inspectName(st State, code string, tokens []lexeme, target lexeme, detail int) (display.Bundle, bool) {
	chunks := split(tokens)
	for i, ch := range chunks {
		if ch.start > target.pos || target.pos >= ch.end {
			continue
		}
		text := code[ch.start:ch.end] + finish(ch.tokens)
		if b, ok := check(st, code, chunks, i, text, target.end-ch.start).describe(target.lit, detail); ok {
			return b, true
		}
	}
	c, _ := checkAt(st, code, target.pos, target.end)
	return c.describe(target.lit, detail)
}

// describe documents the name that ends at the cursor.
func (c *checked) describe(name string, detail int) (display.Bundle, bool) {
	path := c.enclosing(c.pos)
	for i := len(path) - 1; i >= 0; i-- {
		id, ok := path[i].(*ast.Ident)
		if !ok || id.Name != name {
			continue
		}
		o := c.info.ObjectOf(id)
		if o == nil {
			continue
		}
		if p, ok := o.(*types.PkgName); ok {
			return packageBundle(c.st, p.Imported().Name(), p.Imported().Path(), detail), true
		}
		head := signature(o, name, c.pkg)
		if tn, ok := o.(*types.TypeName); ok && tn.Parent() != types.Universe {
			head = declaration(tn, name, c, detail)
		}
		if src := c.source(o, name); src != "" && detail > 0 {
			return bundle(src, ""), true
		}
		return bundle(head, c.comment(o, name, c.owner(path[:i], id))), true
	}
	return display.Bundle{}, false
}

// source gives the declaration of a name that the session or the cell declares.
func (c *checked) source(o types.Object, name string) string {
	if o.Pkg() == nil || o.Pkg() != c.pkg || o.Parent() != c.pkg.Scope() {
		return ""
	}
	if ch, ok := c.own[name]; ok {
		return ch.text
	}
	if c.st.Declaration != nil {
		return plain(c.st.Declaration(name))
	}
	return ""
}

// owner gives the named type whose field id selects or sets, or nil.
func (c *checked) owner(path []ast.Node, id *ast.Ident) *types.TypeName {
	for i := len(path) - 1; i >= 0; i-- {
		switch n := path[i].(type) {
		case *ast.SelectorExpr:
			s := c.info.Selections[n]
			if s == nil || n.Sel != id {
				return nil
			}
			t := s.Recv()
			for _, k := range s.Index()[:len(s.Index())-1] {
				if st, ok := deref(t).Underlying().(*types.Struct); ok {
					t = st.Field(k).Type()
				}
			}
			return typeName(t)
		case *ast.CompositeLit:
			if tv, ok := c.info.Types[n]; ok {
				return typeName(tv.Type)
			}
			return nil
		case *ast.KeyValueExpr:
			if n.Key != ast.Expr(id) {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func typeName(t types.Type) *types.TypeName {
	if n, ok := types.Unalias(deref(t)).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}

// comment gives the documentation of an object: its own or, of a variable, its type's.
func (c *checked) comment(o types.Object, name string, owner *types.TypeName) string {
	doc := func(pkg *types.Package, name string) string {
		if c.st.Docs == nil || pkg == nil {
			return ""
		}
		return c.st.Docs.Doc(pkg.Path(), name)
	}
	switch o := o.(type) {
	case *types.Func:
		if r := o.Signature().Recv(); r != nil {
			if t := typeName(r.Type()); t != nil {
				return doc(t.Pkg(), t.Name()+"."+o.Name())
			}
			return ""
		}
	case *types.Var:
		if o.IsField() {
			if owner == nil {
				return ""
			}
			return doc(owner.Pkg(), owner.Name()+"."+o.Name())
		}
		if d := doc(o.Pkg(), o.Name()); d != "" && o.Pkg() != c.pkg {
			return d
		}
		if t := typeName(o.Type()); t != nil {
			return first(doc(t.Pkg(), t.Name()))
		}
		return ""
	}
	if o.Pkg() == nil {
		if c.st.Docs == nil {
			return ""
		}
		return c.st.Docs.Doc("builtin", name)
	}
	if o.Pkg() == c.pkg {
		return leading(c.source(o, name))
	}
	return doc(o.Pkg(), o.Name())
}

// first gives a comment's first paragraph.
func first(doc string) string {
	p, _, _ := strings.Cut(doc, "\n\n")
	return p
}

// leading gives the comment at the head of a declaration's source.
func leading(src string) string {
	var out []string
	for line := range strings.Lines(src) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "//")
		if !ok {
			break
		}
		out = append(out, strings.TrimPrefix(rest, " "))
	}
	return strings.Join(out, "\n")
}
