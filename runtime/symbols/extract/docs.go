package extract

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"path/filepath"
	"strings"
)

// docs packs each package's comments as a JSON object: "" is the package, then Name,
// Type.Method and Type.Field.
func docs(l *loader, w *world, paths []string) ([]byte, error) {
	entries := map[string][]byte{}
	for _, p := range paths {
		d := docSet{}
		info := w.infos[p]
		if p == "unsafe" {
			// The standard library documents the predeclared names in a package that is none.
			builtin := &listed{ImportPath: "builtin", Dir: filepath.Join(filepath.Dir(info.Dir), "builtin")}
			f, err := l.parse(builtin, "builtin.go")
			if err != nil {
				return nil, err
			}
			all := docSet{}
			for _, decl := range f.Decls {
				all.decl(decl, func(string) bool { return true })
			}
			if entries["builtin"], err = json.Marshal(all); err != nil {
				return nil, err
			}
		}
		for _, name := range info.GoFiles {
			f := l.files[filepath.Join(info.Dir, name)]
			if f == nil { // unsafe has a source, but is not loaded from it
				var err error
				if f, err = l.parse(info, name); err != nil {
					return nil, err
				}
			}
			d.file(f)
		}
		b, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		entries[p] = b
	}
	return zipped(entries)
}

type docSet map[string]string

// add keeps the first non-empty comment.
func (d docSet) add(name string, comments ...*ast.CommentGroup) {
	for _, c := range comments {
		if t := strings.TrimSpace(c.Text()); t != "" {
			if d[name] == "" {
				d[name] = t
			}
			return
		}
	}
}

func (d docSet) file(f *ast.File) {
	if t := strings.TrimSpace(f.Doc.Text()); len(t) > len(d[""]) {
		d[""] = t // where two files document the package, the longer says more
	}
	for _, decl := range f.Decls {
		d.decl(decl, ast.IsExported)
	}
}

func (d docSet) decl(decl ast.Decl, wanted func(name string) bool) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		name := decl.Name.Name
		if !wanted(name) {
			return
		}
		if decl.Recv != nil && len(decl.Recv.List) == 1 {
			name = receiver(decl.Recv.List[0].Type) + "." + name
		}
		d.add(name, decl.Doc)
	case *ast.GenDecl:
		for _, s := range decl.Specs {
			d.spec(decl, s, wanted)
		}
	}
}

func (d docSet) spec(decl *ast.GenDecl, s ast.Spec, wanted func(name string) bool) {
	switch s := s.(type) {
	case *ast.ValueSpec:
		for _, n := range s.Names {
			if wanted(n.Name) {
				d.add(n.Name, s.Doc, s.Comment, decl.Doc)
			}
		}
	case *ast.TypeSpec:
		if !wanted(s.Name.Name) {
			return
		}
		group := decl.Doc
		if decl.Lparen != token.NoPos {
			group = nil
		}
		d.add(s.Name.Name, s.Doc, group, s.Comment)
		var fields *ast.FieldList
		switch t := s.Type.(type) {
		case *ast.StructType:
			fields = t.Fields
		case *ast.InterfaceType:
			fields = t.Methods
		default:
			return
		}
		for _, f := range fields.List {
			for _, n := range f.Names {
				if wanted(n.Name) {
					d.add(s.Name.Name+"."+n.Name, f.Doc, f.Comment)
				}
			}
		}
	}
}

// receiver gives the name of a method's type.
func receiver(e ast.Expr) string {
	for {
		switch t := e.(type) {
		case *ast.StarExpr:
			e = t.X
		case *ast.ParenExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}
