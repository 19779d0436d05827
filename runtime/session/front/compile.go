package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Program is a compiled cell: steps for the interpreter, and what to remember once they ran.
type Program struct {
	Steps []Step
	state *State
	c     *compiler
}

// A Step is a file of declarations to evaluate, then a function of it to call.
type Step struct {
	Imports map[string]string // path → name: packages that the source names
	Source  string            // without a package clause and imports
	Call    string            // "" to call nothing
}

// A compiler is the work on one cell.
type compiler struct {
	s       *State
	cell    int
	units   []*unit
	pkg     *types.Package
	info    *types.Info
	imports map[string]string // of this cell: local name → path
	dots    []string
	defined map[string]*unit // name → the unit that declares it
	shown   *unit            // the last expression, whose value is shown
	earlier map[types.Object]types.Object
	asFunc  map[*unit]*ast.FuncDecl // methods of earlier types, in the form that is checked
	reused  map[types.Object]bool   // variables that keep their place below

	// What the cell adds to the state's tables of the same names.
	out       map[types.Object]string
	generics  map[types.Object]*generic
	instances map[string]string
}

// Compile checks and lowers a cell. It leaves the state unchanged; Commit changes it.
func (s *State) Compile(cell int, src string) (*Program, error) {
	s.cells[cell] = src
	c := &compiler{s: s, cell: cell}
	units, errs := s.parse(cell, src)
	if len(errs) > 0 {
		return nil, errs
	}
	c.units = units
	declare(c.units)
	if errs := c.takeImports(); len(errs) > 0 {
		return nil, sorted(errs)
	}
	c.keepSameTypes()
	c.remakeTypes()
	if err := c.settle(); err != nil {
		return nil, err
	}
	p := &Program{state: s, c: c}
	var err error
	p.Steps, err = c.emit()
	if err != nil {
		return nil, err
	}
	return p, nil
}

// settle checks the cell, bringing along what depends on it, until all that can follow follows.
func (c *compiler) settle() error {
	changed := map[string]bool{}
	for n := range c.definedNames() {
		if e := c.s.names[n]; e != nil && !(e.kind == token.VAR && c.kindOf(n) == token.VAR) {
			changed[n] = true
		}
	}
	refused := map[string]bool{}
	c.carry(changed, refused)
	c.renameEarly()
	for {
		errs := c.check()
		if c.keyLiterals() {
			errs = c.check()
		}
		again := false
		var own Errors
		for _, e := range errs {
			u := c.carriedAt(e)
			if u == nil {
				own = append(own, e)
				continue
			}
			// What no longer fits keeps its old meaning.
			refused[u.names[0]] = true
			c.units = slices.DeleteFunc(c.units, func(v *unit) bool { return v == u })
			again = true
		}
		if again {
			continue
		}
		if len(own) > 0 {
			return sorted(own)
		}
		more := map[string]bool{}
		for n := range c.definedNames() {
			e := c.s.names[n]
			if e == nil || changed[n] || e.kind != token.VAR {
				continue
			}
			obj := c.pkg.Scope().Lookup(n)
			if obj == nil || !types.Identical(obj.Type(), e.obj.Type()) {
				more[n], changed[n] = true, true
			}
		}
		if len(more) == 0 || !c.carry(more, refused) {
			return nil
		}
	}
}

// keyLiterals writes the fields' names into literals of earlier cells' structs, since the
// checker takes earlier cells for other packages there. It reports whether it changed any.
func (c *compiler) keyLiterals() bool {
	changed := false
	for e, tv := range c.info.Types {
		lit, ok := e.(*ast.CompositeLit)
		if !ok || len(lit.Elts) == 0 {
			continue
		}
		t := tv.Type
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok || st.NumFields() != len(lit.Elts) {
			continue
		}
		if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); keyed {
			continue
		}
		if f := st.Field(0); f.Pkg() == c.pkg || f.Pkg() == nil || f.Pkg().Path() != "main" {
			continue
		}
		for i, x := range lit.Elts {
			lit.Elts[i] = &ast.KeyValueExpr{Key: ident(st.Field(i).Name(), x.Pos()), Colon: x.Pos(), Value: x}
		}
		changed = true
	}
	return changed
}

func (c *compiler) definedNames() map[string]bool {
	m := map[string]bool{}
	for _, u := range c.units {
		for _, n := range u.names {
			m[n] = true
		}
	}
	return m
}

func (c *compiler) kindOf(name string) token.Token {
	for _, u := range c.units {
		if slices.Contains(u.names, name) {
			if u.kind == token.ILLEGAL {
				return token.VAR
			}
			return u.kind
		}
	}
	return token.ILLEGAL
}

func (c *compiler) carriedAt(e *Error) *unit {
	for _, u := range c.units {
		if u.carried && u.src.cell == e.Cell && u.kind == token.FUNC && len(u.names) > 0 {
			from, to := c.s.fset.Position(u.decl.Pos()), c.s.fset.Position(u.decl.End())
			if e.Line >= from.Line && e.Line <= to.Line {
				return u
			}
		}
	}
	return nil
}

// carry adds the functions of earlier cells that mention a changed name, directly or through
// each other, to be compiled anew. It reports whether it added any.
func (c *compiler) carry(changed, refused map[string]bool) bool {
	defined := c.definedNames()
	added := false
	for again := len(changed) > 0; again; {
		again = false
		for _, name := range slices.Sorted(maps.Keys(c.s.names)) {
			e := c.s.names[name]
			if e.kind != token.FUNC || defined[name] || refused[name] || !intersects(e.uses, changed) {
				continue
			}
			us, errs := c.s.parseChunk(e.src, c.s.cells[e.src.cell])
			if len(errs) > 0 {
				continue
			}
			declare(us)
			us[0].carried = true
			c.units = append(us[:1:1], c.units...)
			defined[name], changed[name] = true, true
			added, again = true, true
		}
	}
	return added
}

func intersects(a, b map[string]bool) bool {
	for n := range b {
		if a[n] {
			return true
		}
	}
	return false
}

func (c *compiler) text(at origin) string { return c.s.cells[at.cell][at.off:at.end] }

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

// takeImports reads the cell's own imports and takes their units out.
func (c *compiler) takeImports() Errors {
	c.imports = map[string]string{}
	var errs Errors
	var rest []*unit
	for _, u := range c.units {
		if u.kind != token.IMPORT {
			rest = append(rest, u)
			continue
		}
		if len(u.decl.(*ast.GenDecl).Specs) == 0 {
			continue
		}
		name, path, spec := importSpec(u)
		if why := refusedImports[path]; why != "" {
			errs = append(errs, c.s.errorAt(spec.Path.Pos(), why))
			continue
		}
		pkg, err := c.s.imp.Import(path)
		if err != nil {
			errs = append(errs, c.s.errorAt(spec.Path.Pos(), strings.TrimSpace(err.Error())))
			continue
		}
		switch name {
		case "_":
		case ".":
			c.dots = append(c.dots, path)
		case "":
			c.imports[pkg.Name()] = path
		default:
			c.imports[name] = path
		}
	}
	c.units = rest
	return errs
}

var refusedImports = map[string]string{
	"C":     `cgo (import "C") is not available in a cell: cells are interpreted; call C from a package that is compiled into the kernel`,
	"embed": `//go:embed needs the go build tool, which a cell does not pass through; read the file with os.ReadFile`,
}

// Commit makes what the cell declared known to later cells.
func (p *Program) Commit() {
	c, s := p.c, p.state
	for name, path := range c.imports {
		s.imports[name] = path
		delete(s.names, name)
	}
	for _, path := range c.dots {
		s.imports["."+path] = path
	}
	for _, u := range c.units {
		uses := map[string]bool{}
		mentions(u, uses)
		if recv := receiver(u); recv != "" {
			if e := s.names[recv]; e != nil {
				e.methods = append(e.methods, u.src)
			}
			continue
		}
		kind := u.kind
		if kind == token.ILLEGAL {
			kind = token.VAR
		}
		for _, n := range u.names {
			obj := c.pkg.Scope().Lookup(n)
			if obj == nil || c.reused[obj] {
				continue
			}
			s.names[n] = &entry{obj: obj, kind: kind, src: u.src, uses: uses}
			delete(s.imports, n)
		}
	}
	for obj, name := range c.out {
		if !c.reused[obj] {
			s.out[obj] = name
		}
	}
	maps.Copy(s.generics, c.generics)
	maps.Copy(s.instances, c.instances)
}

// callName is the function that holds a cell's statements below.
func callName(cell, part int) string {
	return "cell" + mark + strconv.Itoa(cell) + "_" + strconv.Itoa(part)
}
