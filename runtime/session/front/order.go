package front

import (
	"go/ast"
	"go/token"
)

// typesFirst puts types before what uses them, and each before those that hold it, since the
// interpreter fails on some that come later.
func typesFirst(decls []ast.Decl) []ast.Decl {
	specs := map[string]*ast.GenDecl{}
	for _, d := range decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			specs[g.Specs[0].(*ast.TypeSpec).Name.Name] = g
		}
	}
	var out []ast.Decl
	put := map[*ast.GenDecl]bool{}
	var add func(g *ast.GenDecl)
	add = func(g *ast.GenDecl) {
		if put[g] {
			return
		}
		put[g] = true
		ast.Inspect(g.Specs[0].(*ast.TypeSpec).Type, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && specs[id.Name] != nil {
				add(specs[id.Name])
			}
			return true
		})
		out = append(out, g)
	}
	for _, d := range decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			add(g)
		}
	}
	for _, d := range decls {
		if g, ok := d.(*ast.GenDecl); !ok || g.Tok != token.TYPE {
			out = append(out, d)
		}
	}
	return out
}
