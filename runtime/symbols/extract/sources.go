package extract

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
)

// genericPackages have generic functions or types that no symbol table can hold; the
// session instantiates them from source. Their other symbols stay compiled: an identifier
// that the source does not declare is the package's own compiled one.
// Left out are those that lean on the runtime or on much unexported code: unique, weak,
// runtime.AddCleanup, maphash.Comparable, sql.Null, hkdf, pbkdf2.
var genericPackages = []string{"cmp", "errors", "iter", "maps", "math/rand/v2", "reflect", "slices", "sync", "sync/atomic"}

// StandardGenerics gives an archive that holds, for each of those packages, one file of its
// generic declarations and of the unexported ones that they use, without comments.
func (s *Set) StandardGenerics() ([]byte, error) {
	entries := map[string][]byte{}
	for _, path := range genericPackages {
		src, err := genericSource(s.worlds[0].infos[path])
		if err != nil {
			return nil, fmt.Errorf("sources of %s: %w", path, err)
		}
		entries[path+"/generic.go"] = src
	}
	return zipped(entries)
}

// A declSet is a package's declarations by name; a method stands under Type.Method.
type declSet struct {
	fset    *token.FileSet
	decls   map[string]ast.Decl
	methods map[string][]string // of a type
	imports map[string]string   // name → path
}

func genericSource(p *listed) ([]byte, error) {
	d := &declSet{fset: token.NewFileSet(), decls: map[string]ast.Decl{}, methods: map[string][]string{}, imports: map[string]string{}}
	for _, name := range p.GoFiles {
		src, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			return nil, err
		}
		if err := d.read(name, src); err != nil {
			return nil, err
		}
	}
	if o := overrides[p.ImportPath]; o != "" {
		if err := d.read("override.go", []byte("package "+p.Name+"\n"+o)); err != nil {
			return nil, err
		}
	}
	var todo []string
	for name, decl := range d.decls {
		if ast.IsExported(name) && isGenericDecl(decl) {
			todo = append(todo, name)
		}
	}
	used := map[string]string{}
	keep := map[string]bool{}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if keep[name] {
			continue
		}
		keep[name] = true
		todo = append(todo, d.methods[name]...)
		ast.Inspect(d.decls[name], func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			if path, ok := d.imports[id.Name]; ok {
				used[id.Name] = path
			}
			if decl := d.decls[id.Name]; decl != nil && (!ast.IsExported(id.Name) || isGenericDecl(decl)) {
				todo = append(todo, id.Name)
			}
			return true
		})
	}
	return d.print(p.Name, keep, used)
}

func (d *declSet) read(name string, src []byte) error {
	f, err := parser.ParseFile(d.fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, i := range f.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return err
		}
		if i.Name == nil {
			d.imports[filepath.Base(path)] = path
		}
	}
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			name := decl.Name.Name
			if decl.Recv != nil {
				t := receiver(decl.Recv.List[0].Type)
				name = t + "." + name
				if d.decls[name] == nil {
					d.methods[t] = append(d.methods[t], name)
				}
			}
			d.decls[name] = decl
		case *ast.GenDecl:
			for _, s := range decl.Specs {
				one := &ast.GenDecl{Tok: decl.Tok, Specs: []ast.Spec{s}}
				switch s := s.(type) {
				case *ast.TypeSpec:
					d.decls[s.Name.Name] = one
				case *ast.ValueSpec:
					for _, n := range s.Names {
						d.decls[n.Name] = decl // whole, since iota may count in it
					}
				}
			}
		}
	}
	return nil
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

func (d *declSet) print(pkgName string, keep map[string]bool, used map[string]string) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\n", pkgName)
	for _, n := range sorted(used) {
		fmt.Fprintf(&b, "import %q\n", used[n])
	}
	done := map[ast.Decl]bool{}
	for _, n := range sorted(keep) {
		decl := d.decls[n]
		if done[decl] {
			continue
		}
		done[decl] = true
		b.WriteString("\n")
		if err := format.Node(&b, d.fset, decl); err != nil {
			return nil, err
		}
		b.WriteString("\n")
	}
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
