package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"talbot/runtime/session/reckon"
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
	Reckon  []*reckon.Func    // what the source has package reckon run
	Retired []string          // functions that no source names any more once the step has run
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
	program bool             // the cell begins with a package clause: a whole file of Go
	earlier map[types.Object]types.Object
	asFunc  map[*unit]*ast.FuncDecl // methods of earlier types, in the form that is checked
	reused  map[types.Object]bool   // variables that keep their place below

	// What the cell adds to the state's tables of the same names.
	out       map[types.Object]string
	generics  map[types.Object]*generic
	instances map[string]string
	casts     map[string]*cast
	born      []*types.Named // types that casts may have to know
	carriers  map[string]string
	carried   map[string]int
	described []string // statements that tell the host how carriers show themselves
	reckon    map[string]*reckoned

	reckonNow []*reckon.Func // for the next step
}

// Compile checks and lowers a cell with the calls of the session that stand in it. It leaves
// the state unchanged; Commit changes it.
func (s *State) Compile(cell int, src string, calls ...Call) (*Program, error) {
	s.cells[cell] = src
	c := &compiler{s: s, cell: cell}
	units, errs := s.parse(cell, blank(src, calls))
	if len(errs) > 0 {
		return nil, errs
	}
	c.units, c.program = wholeFile(units)
	declare(c.units)
	if errs := c.place(src, calls); len(errs) > 0 {
		return nil, sorted(errs)
	}
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
	if !c.program {
		c.renameEarly()
	}
	for {
		errs := c.check()
		if c.keyLiterals() {
			errs = c.check()
		}
		if len(errs) > 0 && c.importMissing(errs) {
			continue
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
			c.orderVars()
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
		var touched []string
		for name, e := range c.s.names {
			if e.kind == token.FUNC && !defined[name] && !refused[name] && intersects(e.uses, changed) {
				touched = append(touched, name)
			}
		}
		slices.Sort(touched)
		for _, name := range touched {
			e := c.s.names[name]
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
		if internal(path) {
			errs = append(errs, c.s.errorAt(spec.Path.Pos(), "package "+path+" is internal: only packages beside it can import it"))
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
	for obj, name := range c.retired() {
		delete(s.out, obj)
		delete(s.reckon, name)
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
	maps.Copy(s.casts, c.casts)
	maps.Copy(s.reckon, c.reckon)
	s.born = append(s.born, c.born...)
	maps.Copy(s.carriers, c.carriers)
	for k, n := range c.carried {
		s.carried[k] += n
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// callName is the function that holds a cell's statements below.
func callName(cell, part int) string {
	return "cell" + mark + strconv.Itoa(cell) + "_" + strconv.Itoa(part)
}
