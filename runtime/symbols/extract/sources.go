package extract

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strconv"

	"talbot/runtime/symbols/comments"
)

// standardGenerics have generic functions or types that no symbol table can hold; the
// session instantiates them from source. Their other symbols stay compiled: an identifier
// that the source does not declare is the package's own compiled one.
// Left out are those that lean on the runtime or on much unexported code: unique, weak,
// runtime.AddCleanup, maphash.Comparable, sql.Null, hkdf, pbkdf2.
var standardGenerics = []string{"cmp", "errors", "iter", "maps", "math/rand/v2", "reflect", "slices", "sync", "sync/atomic"}

// StandardGenerics gives an archive of the sources of the standard library's generics.
func (s *Set) StandardGenerics() ([]byte, error) {
	p := newPicker(s, func(string) bool { return true })
	for _, path := range standardGenerics {
		if err := p.generics(path); err != nil {
			return nil, err
		}
	}
	return p.archive()
}

// Generics gives an archive of the sources of the set's generics. What their code needs of
// packages that cells do not have comes along: packages that can be compiled in join the set,
// and of internal ones the source is taken. available tells which other packages cells have.
func (s *Set) Generics(available func(path string) bool) ([]byte, error) {
	p := newPicker(s, available)
	for i := 0; i < len(s.Paths); i++ { // which grow
		if err := p.generics(s.Paths[i]); err != nil {
			return nil, err
		}
	}
	slices.Sort(s.Paths)
	s.inner = nil
	for _, path := range sorted(p.packages) {
		if !slices.Contains(s.Paths, path) {
			s.inner = append(s.inner, path)
		}
	}
	return p.archive()
}

// A picker collects declarations: the generic ones, and those without which their code means nothing.
type picker struct {
	set       *Set
	world     *world
	fset      *token.FileSet
	available func(path string) bool
	packages  map[string]*source
	todo      []pick
}

type pick struct {
	src  *source
	name string
}

// A source is a package's declarations by name; a method stands under Type.Method.
type source struct {
	info    *listed
	decls   map[string]declared
	methods map[string][]string // of a type
	keep    map[string]bool
}

type declared struct {
	decl ast.Decl
	file *sourceFile
}

type sourceFile struct {
	name    string
	imports map[string]string // local name → path
}

func newPicker(s *Set, available func(string) bool) *picker {
	return &picker{set: s, world: s.worlds[0], fset: token.NewFileSet(), available: available, packages: map[string]*source{}}
}

// generics picks a package's exported generic declarations with all that they use.
func (p *picker) generics(path string) error {
	src, err := p.source(path)
	if err != nil {
		return err
	}
	for _, name := range sorted(src.decls) {
		if ast.IsExported(name) && isGenericDecl(src.decls[name].decl) {
			p.todo = append(p.todo, pick{src, name})
		}
	}
	for len(p.todo) > 0 {
		next := p.todo[0]
		p.todo = p.todo[1:]
		if next.src.keep[next.name] {
			continue
		}
		next.src.keep[next.name] = true
		if err := p.follow(next.src, next.name); err != nil {
			return err
		}
	}
	return nil
}

// follow adds to what is to be picked the things that a declaration names.
func (p *picker) follow(src *source, name string) (err error) {
	d := src.decls[name]
	for _, m := range src.methods[name] {
		p.todo = append(p.todo, pick{src, m})
	}
	whole := p.sourceOnly(src.info.ImportPath)
	ast.Inspect(d.decl, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && err == nil {
			if x, ok := s.X.(*ast.Ident); ok && d.file.imports[x.Name] != "" {
				err = p.foreign(d.file.imports[x.Name], s.Sel.Name)
				return false
			}
		}
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if used, ok := src.decls[id.Name]; ok && (whole || !ast.IsExported(id.Name) || isGenericDecl(used.decl)) {
			p.todo = append(p.todo, pick{src, id.Name})
		}
		return true
	})
	return err
}

// sourceOnly reports whether cells have no compiled form of a package.
func (p *picker) sourceOnly(path string) bool {
	return !p.available(path) && !slices.Contains(p.set.Paths, path)
}

// foreign takes care of what a declaration names of another package.
func (p *picker) foreign(path, name string) error {
	if !p.sourceOnly(path) || p.world.pkgs[path] == nil {
		return nil
	}
	if !skipped(path, nil) {
		p.set.Paths = append(p.set.Paths, path)
		return nil
	}
	src, err := p.source(path)
	if err != nil {
		return err
	}
	if _, ok := src.decls[name]; ok {
		p.todo = append(p.todo, pick{src, name})
	}
	return nil
}

// source reads a package's declarations.
func (p *picker) source(path string) (*source, error) {
	if src := p.packages[path]; src != nil {
		return src, nil
	}
	src := &source{info: p.world.infos[path], decls: map[string]declared{}, methods: map[string][]string{}, keep: map[string]bool{}}
	p.packages[path] = src
	for _, name := range src.info.GoFiles {
		f, err := parser.ParseFile(p.fset, filepath.Join(src.info.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.read(src, name, f)
	}
	if o := overrides[path]; o != "" {
		f, err := parser.ParseFile(p.fset, "", "package p\n"+o, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.read(src, "override.go", f)
	}
	return src, nil
}

func (p *picker) read(src *source, name string, f *ast.File) {
	file := &sourceFile{name, map[string]string{}}
	for _, i := range f.Imports {
		imported, _ := strconv.Unquote(i.Path.Value)
		if m, ok := src.info.ImportMap[imported]; ok {
			imported = m
		}
		switch {
		case i.Name != nil:
			file.imports[i.Name.Name] = imported
		case p.world.pkgs[imported] != nil:
			file.imports[p.world.pkgs[imported].Name()] = imported
		}
	}
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			name := decl.Name.Name
			if decl.Recv != nil {
				t := comments.Receiver(decl.Recv.List[0].Type)
				name = t + "." + name
				if _, known := src.decls[name]; !known {
					src.methods[t] = append(src.methods[t], name)
				}
			}
			if decl.Body != nil { // else it is assembly or the linker's
				src.decls[name] = declared{decl, file}
			}
		case *ast.GenDecl:
			for _, s := range decl.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					src.decls[s.Name.Name] = declared{&ast.GenDecl{Tok: decl.Tok, Specs: []ast.Spec{s}}, file}
				case *ast.ValueSpec:
					whole := ast.Decl(decl) // since iota may count in it
					if decl.Tok == token.VAR {
						whole = &ast.GenDecl{Tok: decl.Tok, Specs: []ast.Spec{s}}
					}
					for _, n := range s.Names {
						src.decls[n.Name] = declared{whole, file}
					}
				}
			}
		}
	}
}

// isGenericDecl holds for generic functions and types, and for constraints.
func isGenericDecl(decl ast.Decl) bool {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return decl.Recv == nil && decl.Type.TypeParams != nil
	case *ast.GenDecl:
		t, ok := decl.Specs[0].(*ast.TypeSpec)
		if !ok {
			return false
		}
		if t.TypeParams != nil {
			return true
		}
		iface, ok := t.Type.(*ast.InterfaceType)
		if !ok {
			return false
		}
		for _, f := range iface.Methods.List {
			switch f.Type.(type) {
			case *ast.BinaryExpr, *ast.UnaryExpr:
				return true
			}
		}
	}
	return false
}

// archive gives what was picked, file by file, without comments.
func (p *picker) archive() ([]byte, error) {
	entries := map[string][]byte{}
	for _, importPath := range sorted(p.packages) {
		src := p.packages[importPath]
		byFile := map[*sourceFile][]string{}
		for _, name := range sorted(src.keep) {
			f := src.decls[name].file
			byFile[f] = append(byFile[f], name)
		}
		for f, names := range byFile {
			b, err := src.print(f, names, p.fset)
			if err != nil {
				return nil, fmt.Errorf("source of %s: %w", importPath, err)
			}
			entries[path.Join(importPath, f.name)] = b
		}
	}
	return zipped(entries)
}

// print gives the named declarations of a file with the imports that they use.
func (src *source) print(f *sourceFile, names []string, fset *token.FileSet) ([]byte, error) {
	var body bytes.Buffer
	used := map[string]bool{}
	done := map[ast.Decl]bool{}
	for _, n := range names {
		decl := src.decls[n].decl
		if done[decl] {
			continue
		}
		done[decl] = true
		ast.Inspect(decl, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && f.imports[id.Name] != "" {
				used[id.Name] = true
			}
			return true
		})
		body.WriteString("\n")
		if err := format.Node(&body, fset, decl); err != nil {
			return nil, err
		}
		body.WriteString("\n")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\n", src.info.Name)
	for _, n := range sorted(used) {
		if n == path.Base(f.imports[n]) {
			fmt.Fprintf(&b, "import %q\n", f.imports[n])
		} else {
			fmt.Fprintf(&b, "import %s %q\n", n, f.imports[n])
		}
	}
	body.WriteTo(&b) //nolint:errcheck // a Buffer takes all
	return format.Source(b.Bytes())
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
