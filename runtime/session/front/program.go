package front

import (
	"go/ast"
	"go/token"
	"slices"
)

// A cell that begins with a package clause is a file of Go as the compiler takes it: its
// variables are set in the order of their dependencies, not from top to bottom.

// wholeFile takes the package clause out of a cell's units and reports whether there is one.
// In a file each variable with a value of its own becomes a unit.
func wholeFile(units []*unit) ([]*unit, bool) {
	var out []*unit
	program := false
	for _, u := range units {
		if u.kind == token.PACKAGE {
			program = true
			continue
		}
		if program && u.kind == token.VAR {
			out = append(out, eachVar(u)...)
			continue
		}
		out = append(out, u)
	}
	return out, program
}

// eachVar cuts var a, b = 1, 2 in two.
func eachVar(u *unit) []*unit {
	g, ok := u.decl.(*ast.GenDecl)
	if !ok || len(g.Specs) != 1 {
		return []*unit{u}
	}
	vs := g.Specs[0].(*ast.ValueSpec)
	if len(vs.Names) < 2 || len(vs.Names) != len(vs.Values) {
		return []*unit{u}
	}
	var out []*unit
	for i, n := range vs.Names {
		one := &ast.ValueSpec{Names: []*ast.Ident{n}, Type: vs.Type, Values: vs.Values[i : i+1]}
		out = append(out, &unit{kind: u.kind, src: u.src, decl: &ast.GenDecl{TokPos: n.Pos(), Tok: token.VAR, Specs: []ast.Spec{one}}})
	}
	return out
}

// orderVars puts a file's variables in the order in which they are set.
func (c *compiler) orderVars() {
	if !c.program {
		return
	}
	turn := map[ast.Expr]int{}
	for i, in := range c.info.InitOrder {
		turn[in.Rhs] = i + 1
	}
	at := func(u *unit) int {
		if g, ok := u.decl.(*ast.GenDecl); ok && u.kind == token.VAR {
			if vs := g.Specs[0].(*ast.ValueSpec); len(vs.Values) > 0 {
				return turn[vs.Values[0]]
			}
		}
		return 0
	}
	var vars []*unit
	for _, u := range c.units {
		if u.kind == token.VAR {
			vars = append(vars, u)
		}
	}
	slices.SortStableFunc(vars, func(a, b *unit) int { return at(a) - at(b) })
	for i, u := range c.units {
		if u.kind == token.VAR {
			c.units[i], vars = vars[0], vars[1:]
		}
	}
}
