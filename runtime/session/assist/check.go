package assist

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"strconv"
	"strings"

	"talbot/runtime/session/chunk"
	"talbot/runtime/symbols/comments"
)

// A checked is a cell with types, as far as they can be told.
type checked struct {
	st    State
	fset  *token.FileSet
	pkg   *types.Package
	info  *types.Info
	focus *ast.File         // the chunk with the cursor
	pos   token.Pos         // the cursor
	own   map[string]string // the source of what the cell itself declares
	added []added           // methods that it declares for types of earlier cells

	methods  map[string][]string // the sources of those that the cell declares, by type
	after    string              // what stands behind the cursor
	imports  map[string]string   // the cell's and the session's, as in State
	declared map[string]bool     // the names that the cell declares
}

// An added method is checked as a function whose first parameter is the receiver.
type added struct {
	name string
	id   *ast.Ident // what the function is called
}

// check parses every chunk of the cell by itself, so that a fault in one spoils no other,
// and type-checks them together. The chunk numbered focus is replaced by text, in which the
// cursor stands at offset at.
func check(st State, code string, chunks []chunk.Chunk, focus int, text string, at int) *checked {
	c := &checked{st: st, fset: token.NewFileSet(), own: map[string]string{}, methods: map[string][]string{}, imports: map[string]string{}, declared: map[string]bool{}}
	c.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Scopes: map[ast.Node]*types.Scope{},
	}
	c.pkg = types.NewPackage(sessionPath, "main")
	maps.Copy(c.imports, st.Imports)
	imports, declared := c.imports, c.declared
	var files []*ast.File
	for i, ch := range chunks {
		src, source := text, text
		if i == focus {
			source = code[chunk.Comment(code, ch.Start):ch.Start] + text
		}
		if i != focus {
			if !ch.Declares() && !ch.Defines() {
				continue // tells nothing of any name
			}
			src, source = code[ch.Start:ch.Head()], code[chunk.Comment(code, ch.Start):ch.End]
		}
		head := "package main;"
		if !ch.Declares() {
			head += "func _() {"
			src += "\n}"
		}
		f, _ := parser.ParseFile(c.fset, "", head+src, parser.SkipObjectResolution)
		if f == nil {
			continue
		}
		if i == focus {
			c.focus = f
			c.pos = c.fset.File(f.FileStart).Pos(min(len(head)+at, len(head)+len(src)))
		}
		if ch.Tokens[0].Tok == token.IMPORT {
			addImports(st, imports, f)
			f.Decls, f.Imports = nil, nil // the names go into the package's scope
		}
		hoist(f, declared)
		for _, n := range declaredNames(f) {
			if !declared[n] {
				c.own[n] = source
			}
			declared[n] = true
		}
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv != nil && len(fd.Recv.List) == 1 {
				typ := comments.Receiver(fd.Recv.List[0].Type)
				c.methods[typ] = append(c.methods[typ], source)
			}
		}
		files = append(files, f)
	}
	for _, f := range files {
		c.methodsOfEarlier(f, declared)
	}
	c.fill(chunks)
	c.assume(chunks)
	conf := types.Config{Importer: st.Importer, Error: func(error) {}, GoVersion: "go1.26"}
	if st.Importer == nil {
		conf.Importer = noImporter{}
	}
	types.NewChecker(&conf, c.fset, c.pkg, c.info).Files(files) //nolint:errcheck // an unfinished cell has errors
	return c
}

type noImporter struct{}

func (noImporter) Import(p string) (*types.Package, error) { return nil, strconv.ErrSyntax }

// sessionPath is the path of the package that holds the session's objects: in it their
// unexported fields are within reach.
const sessionPath = "main"

// addImports reads a chunk's imports. A dot import's key is a dot and the path.
func addImports(st State, imports map[string]string, f *ast.File) {
	for _, i := range f.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if st.Importer != nil && st.Importer.Name(p) != "" {
			name = st.Importer.Name(p)
		}
		if i.Name != nil {
			name = i.Name.Name
		}
		switch name {
		case "_":
		case ".":
			imports["."+p] = p
		default:
			imports[name] = p
		}
	}
}

// hoist makes variables of the package out of those that statements at the top of a cell
// define, as they will be in the session: functions of the same cell can use them.
func hoist(f *ast.File, declared map[string]bool) {
	var out []ast.Decl
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || fd.Name.Name != "_" || fd.Body == nil || len(fd.Body.List) != 1 {
			out = append(out, d)
			continue
		}
		as, ok := fd.Body.List[0].(*ast.AssignStmt)
		if !ok || as.Tok != token.DEFINE {
			out = append(out, d)
			continue
		}
		vs := &ast.ValueSpec{Values: as.Rhs}
		for _, l := range as.Lhs {
			id, ok := l.(*ast.Ident)
			if !ok || declared[id.Name] {
				id = &ast.Ident{NamePos: l.Pos(), Name: "_"}
			}
			vs.Names = append(vs.Names, id)
		}
		out = append(out, &ast.GenDecl{Tok: token.VAR, TokPos: as.Pos(), Specs: []ast.Spec{vs}})
	}
	f.Decls = out
}

// methodsOfEarlier makes functions of the methods that the cell declares for types of
// earlier cells: to the checker those are another package's, and it would not check them.
func (c *checked) methodsOfEarlier(f *ast.File, declared map[string]bool) {
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || fd.Recv == nil || fd.Type.Params == nil {
			continue
		}
		for _, r := range fd.Recv.List {
			t := r.Type
			if s, ok := t.(*ast.StarExpr); ok {
				t = s.X
			}
			if id, ok := t.(*ast.Ident); !ok || declared[id.Name] {
				return
			}
			if len(r.Names) == 0 {
				r.Names = []*ast.Ident{{NamePos: r.Type.Pos(), Name: "_"}}
			}
		}
		fd.Type.Params.List = append(fd.Recv.List, fd.Type.Params.List...)
		fd.Recv = nil
		id := &ast.Ident{NamePos: fd.Name.Pos(), Name: "_"}
		c.added = append(c.added, added{fd.Name.Name, id})
		fd.Name = id
	}
}

func declaredNames(f *ast.File) (out []string) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name != "_" {
				out = append(out, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					out = append(out, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						if n.Name != "_" {
							out = append(out, n.Name)
						}
					}
				}
			}
		}
	}
	return out
}

// fill puts into the package's scope what the cell mentions of what the session has and the
// cell does not redeclare, so that the cost does not grow with the session.
func (c *checked) fill(chunks []chunk.Chunk) {
	scope := c.pkg.Scope()
	for _, ch := range chunks {
		for _, t := range ch.Tokens {
			if t.Tok != token.IDENT || c.declared[t.Lit] || scope.Lookup(t.Lit) != nil {
				continue
			}
			if c.st.Lookup != nil {
				if o := c.st.Lookup(t.Lit); o != nil {
					if o = visible(c.pkg, o, t.Lit); o != nil {
						scope.Insert(o)
					}
					continue
				}
			}
			if p := c.imports[t.Lit]; p != "" && c.st.Importer != nil {
				if pkg, err := c.st.Importer.Import(p); err == nil {
					scope.Insert(types.NewPkgName(token.NoPos, c.pkg, t.Lit, pkg))
				}
			}
		}
	}
	if c.st.Importer == nil {
		return
	}
	for name, p := range c.imports {
		if !strings.HasPrefix(name, ".") {
			continue
		}
		pkg, err := c.st.Importer.Import(p)
		if err != nil {
			continue
		}
		for _, n := range pkg.Scope().Names() {
			if token.IsExported(n) && !c.declared[n] && (c.st.Lookup == nil || c.st.Lookup(n) == nil) {
				scope.Insert(pkg.Scope().Lookup(n))
			}
		}
	}
}

// assume imports, under its name, the likeliest package for each name that stands before a
// dot and that nothing declares: whoever writes rand.N means a package, imported or not.
func (c *checked) assume(chunks []chunk.Chunk) {
	if c.st.Importer == nil {
		return
	}
	scope := c.pkg.Scope()
	for _, ch := range chunks {
		for i, t := range ch.Tokens[1:] {
			before := ch.Tokens[i]
			if t.Tok != token.PERIOD || before.Tok != token.IDENT || i > 0 && ch.Tokens[i-1].Tok == token.PERIOD ||
				scope.Lookup(before.Lit) != nil || c.declared[before.Lit] {
				continue
			}
			for _, p := range c.st.Importer.Named(before.Lit) {
				if pkg, err := c.st.Importer.Import(p); err == nil {
					scope.Insert(types.NewPkgName(token.NoPos, c.pkg, before.Lit, pkg))
					break
				}
			}
		}
	}
}

// visible gives an object of pkg under the name that a person wrote.
func visible(pkg *types.Package, o types.Object, name string) types.Object {
	switch o := o.(type) {
	case *types.Var:
		return types.NewVar(token.NoPos, pkg, name, o.Type())
	case *types.Const:
		return types.NewConst(token.NoPos, pkg, name, o.Type(), o.Val())
	case *types.Func:
		return types.NewFunc(token.NoPos, pkg, name, o.Signature())
	case *types.TypeName:
		return types.NewTypeName(token.NoPos, pkg, name, o.Type())
	case *types.PkgName:
		return types.NewPkgName(token.NoPos, pkg, name, o.Imported())
	}
	return nil
}

// scope gives the innermost scope at the cursor.
func (c *checked) scope() *types.Scope {
	if c.focus != nil {
		if s := c.info.Scopes[c.focus]; s != nil {
			if in := s.Innermost(c.pos); in != nil {
				return in
			}
			return s
		}
	}
	return c.pkg.Scope()
}

// enclosing gives the nodes around a position in the chunk with the cursor, outermost first.
// An end counts as inside, since a cursor stands after what was typed.
func (c *checked) enclosing(pos token.Pos) (path []ast.Node) {
	if c.focus == nil {
		return nil
	}
	ast.Inspect(c.focus, func(n ast.Node) bool {
		if n == ast.Node(c.focus) {
			return true
		}
		if n == nil || pos < n.Pos() || pos > n.End() {
			return false
		}
		path = append(path, n)
		return true
	})
	return path
}
