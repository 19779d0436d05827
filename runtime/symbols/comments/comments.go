// Package comments finds the comments that document the names of Go source.
package comments

import (
	"go/ast"
	"go/token"
	"strings"
)

// A Set holds comments: of "" the package's, then by Name, Type.Method and Type.Field.
type Set map[string]string

// add keeps the first non-empty comment.
func (d Set) add(name string, comments ...*ast.CommentGroup) {
	for _, c := range comments {
		if t := strings.TrimSpace(c.Text()); t != "" {
			if d[name] == "" {
				d[name] = t
			}
			return
		}
	}
}

// File adds the comments of a file's exported names.
func (d Set) File(f *ast.File) {
	if t := strings.TrimSpace(f.Doc.Text()); len(t) > len(d[""]) {
		d[""] = t // where two files document the package, the longer says more
	}
	for _, decl := range f.Decls {
		d.Decl(decl, ast.IsExported)
	}
}

// Decl adds the comments of the names that a declaration declares, as far as they are wanted.
func (d Set) Decl(decl ast.Decl, wanted func(name string) bool) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		name := decl.Name.Name
		if !wanted(name) {
			return
		}
		if decl.Recv != nil && len(decl.Recv.List) == 1 {
			name = Receiver(decl.Recv.List[0].Type) + "." + name
		}
		d.add(name, decl.Doc)
	case *ast.GenDecl:
		for _, s := range decl.Specs {
			d.spec(decl, s, wanted)
		}
	}
}

func (d Set) spec(decl *ast.GenDecl, s ast.Spec, wanted func(name string) bool) {
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

// Receiver gives the name of a method's type.
func Receiver(e ast.Expr) string {
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
