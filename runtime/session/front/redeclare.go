package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// keepSameTypes drops type declarations that repeat, with all their methods, what an earlier
// cell declared: a cell run again leaves the type and its values as they are.
func (c *compiler) keepSameTypes() {
	for _, u := range c.units {
		if u.kind != token.TYPE || len(u.names) != 1 {
			continue
		}
		e := c.s.names[u.names[0]]
		if e == nil || e.kind != token.TYPE || c.text(e.src) != c.text(u.src) {
			continue
		}
		var mine []string
		for _, m := range c.units {
			if receiver(m) == u.names[0] {
				mine = append(mine, c.text(m.src))
			}
		}
		have := make([]string, len(e.methods))
		for i, m := range e.methods {
			have[i] = c.text(m)
		}
		if !subset(mine, have) || c.mentionsRedefined(u) {
			continue
		}
		name := u.names[0]
		c.units = slices.DeleteFunc(slices.Clone(c.units), func(v *unit) bool {
			return v == u || receiver(v) == name
		})
		c.keepSameTypes()
		return
	}
}

// mentionsRedefined reports whether a type's declaration or methods mention another name that
// this cell declares.
func (c *compiler) mentionsRedefined(u *unit) bool {
	uses := map[string]bool{}
	mentions(u, uses)
	for _, m := range c.units {
		if receiver(m) == u.names[0] {
			mentions(m, uses)
		}
	}
	delete(uses, u.names[0])
	for n := range c.definedNames() {
		e := c.s.names[n]
		if uses[n] && (e == nil || e.kind != token.TYPE) {
			return true
		}
	}
	return false
}

func subset(a, b []string) bool {
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// remakeTypes makes a new version of each earlier type of which this cell declares a method
// that it already has, since the interpreter binds methods once.
func (c *compiler) remakeTypes() {
	defined := c.definedNames()
	for _, u := range slices.Clone(c.units) {
		name := receiver(u)
		e := c.s.names[name]
		if name == "" || defined[name] || e == nil || e.kind != token.TYPE {
			continue
		}
		tn, ok := e.obj.(*types.TypeName)
		if !ok {
			continue
		}
		named, ok := types.Unalias(tn.Type()).(*types.Named)
		fd := u.decl.(*ast.FuncDecl)
		if !ok || named.TypeParams().Len() == 0 && !e.declaresMethod(c.s, fd.Name.Name) && !mentionsAny(fd.Type, defined) {
			continue
		}
		mine := map[string]bool{}
		for _, v := range c.units {
			if receiver(v) == name {
				mine[v.decl.(*ast.FuncDecl).Name.Name] = true
			}
		}
		var old []*unit
		for _, at := range append([]origin{e.src}, e.methods...) {
			us, errs := c.s.parseChunk(at, c.s.cells[at.cell])
			if len(errs) > 0 {
				continue
			}
			for _, v := range us {
				v.carried = true
				if fd, ok := v.decl.(*ast.FuncDecl); ok && mine[fd.Name.Name] {
					continue
				}
				if g, ok := v.decl.(*ast.GenDecl); ok && g.Specs[0].(*ast.TypeSpec).Name.Name != name {
					continue
				}
				old = append(old, v)
			}
		}
		declare(old)
		c.units = append(old, c.units...)
		defined[name] = true
	}
}

// declaresMethod reports whether cells that succeeded gave the type a method.
func (e *entry) declaresMethod(s *State, name string) bool {
	for _, at := range e.methods {
		us, _ := s.parseChunk(at, s.cells[at.cell])
		for _, u := range us {
			if fd, ok := u.decl.(*ast.FuncDecl); ok && fd.Name.Name == name {
				return true
			}
		}
	}
	return false
}

func mentionsAny(n ast.Node, names map[string]bool) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && names[id.Name]
		return !found
	})
	return found
}

func hasMethod(t *types.Named, name string) bool {
	for i := range t.NumMethods() {
		if t.Method(i).Name() == name {
			return true
		}
	}
	return false
}

// renameEarly gives another name to what a statement uses before the cell declares it, so
// that in x := x + 1 the right-hand x is the earlier cell's.
func (c *compiler) renameEarly() {
	definer := map[string]int{}
	for i, u := range c.units {
		if u.kind == token.ILLEGAL || u.kind == token.VAR {
			for _, n := range u.names {
				definer[n] = i
			}
		}
	}
	for i, u := range c.units {
		if u.kind != token.ILLEGAL && u.kind != token.VAR {
			continue
		}
		for n, j := range definer {
			if j < i {
				continue
			}
			for _, root := range usesIn(u, j == i) {
				ast.Inspect(root, func(x ast.Node) bool {
					switch x := x.(type) {
					case *ast.SelectorExpr:
						ast.Inspect(x.X, func(y ast.Node) bool { return renameIdent(y, n) })
						return false
					case *ast.KeyValueExpr:
						if _, ok := x.Key.(*ast.Ident); ok {
							ast.Inspect(x.Value, func(y ast.Node) bool { return renameIdent(y, n) })
							return false
						}
					}
					return renameIdent(x, n)
				})
			}
		}
	}
}

const earlierMark = mark + "earlier"

func renameIdent(n ast.Node, name string) bool {
	if s, ok := n.(*ast.SelectorExpr); ok {
		ast.Inspect(s.X, func(y ast.Node) bool { return renameIdent(y, name) })
		return false
	}
	if id, ok := n.(*ast.Ident); ok && id.Name == name {
		id.Name = name + earlierMark
	}
	return true
}

// usesIn gives the parts of a unit that may use a name: all of it, or what stands right of := if own is set.
func usesIn(u *unit, own bool) []ast.Node {
	if !own {
		if u.stmt != nil {
			return []ast.Node{u.stmt}
		}
		return []ast.Node{u.decl}
	}
	var out []ast.Node
	if as := u.defines(); as != nil {
		for _, e := range as.Rhs {
			out = append(out, e)
		}
	} else if g, ok := u.decl.(*ast.GenDecl); ok {
		for _, spec := range g.Specs {
			for _, e := range spec.(*ast.ValueSpec).Values {
				out = append(out, e)
			}
		}
	}
	return out
}
