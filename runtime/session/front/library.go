package front

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A library is a package whose generic source is copied into cells, since compiled code holds no
// generic functions to call. Of an internal package, which cells cannot reach compiled, all that
// other libraries use is copied.
type library struct {
	pkg      *types.Package
	info     *types.Info
	decls    map[types.Object]ast.Decl // of what is declared at its top
	generics map[types.Object]*generic
	methods  map[*ast.Ident]*ast.FuncDecl
}

// library gives the checked source of a package, or nil if the kernel has none.
func (s *State) library(path string) *library {
	if l, ok := s.libraries[path]; ok {
		return l
	}
	s.libraries[path] = nil
	if s.sources == nil {
		return nil
	}
	src := s.sources(path)
	if len(src) == 0 {
		return nil
	}
	native, err := s.imp.Import(path)
	if err != nil {
		return nil
	}
	l := &library{pkg: types.NewPackage(path, native.Name()), info: newInfo(), decls: map[types.Object]ast.Decl{}, generics: map[types.Object]*generic{}, methods: map[*ast.Ident]*ast.FuncDecl{}}
	var files []*ast.File
	imports := map[*ast.File]map[string]string{}
	declared := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(src)) {
		f, err := parser.ParseFile(s.fset, path+"/_.go", src[name], parser.SkipObjectResolution)
		if err != nil {
			return nil
		}
		files = append(files, f)
		imports[f] = map[string]string{}
		for _, spec := range f.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			if spec.Name != nil {
				imports[f][spec.Name.Name] = p
			} else if ip, err := s.imp.Import(p); err == nil {
				imports[f][ip.Name()] = p
			}
		}
		for _, d := range f.Decls {
			u := &unit{decl: d}
			declare([]*unit{u})
			for _, n := range u.names {
				declared[n] = true
			}
		}
	}
	// What the source leaves out is there compiled.
	for _, n := range native.Scope().Names() {
		if !declared[n] {
			l.pkg.Scope().Insert(native.Scope().Lookup(n))
		}
	}
	runChecker(s, l.pkg, files, l.info, func(error) {})
	s.libraries[path] = l

	env := map[string]types.Object{}
	for _, n := range l.pkg.Scope().Names() {
		env[n] = l.pkg.Scope().Lookup(n)
	}
	for _, f := range files {
		gen := func() *generic { return &generic{env: env, imports: imports[f], lib: l} }
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil {
					continue
				}
				obj := l.info.Defs[d.Name]
				l.decls[obj] = d
				if d.Type.TypeParams != nil {
					l.generics[obj] = gen()
					l.generics[obj].fn = d
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						obj := l.info.Defs[spec.Name]
						l.decls[obj] = &ast.GenDecl{TokPos: spec.Pos(), Tok: token.TYPE, Specs: []ast.Spec{spec}}
						if spec.TypeParams != nil {
							l.generics[obj] = gen()
						}
					case *ast.ValueSpec:
						for _, n := range spec.Names {
							l.decls[l.info.Defs[n]] = &ast.GenDecl{TokPos: spec.Pos(), Tok: d.Tok, Specs: []ast.Spec{spec}}
						}
					}
				}
			}
		}
	}
	for _, f := range files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv != nil {
				l.methods[fd.Name] = fd
				if g := l.generics[l.pkg.Scope().Lookup(receiver(&unit{decl: fd}))]; g != nil {
					g.methods = append(g.methods, fd)
				}
			}
		}
	}
	return l
}

// libraryGeneric finds a generic of a package that is compiled into the kernel in its source.
func (lw *lowerer) libraryGeneric(obj types.Object) *generic {
	if obj.Pkg() == nil || obj.Pkg().Path() == "main" {
		return nil
	}
	l := lw.c.s.library(obj.Pkg().Path())
	if l == nil {
		return nil
	}
	if obj.Pkg() != l.pkg {
		obj = l.pkg.Scope().Lookup(obj.Name())
	}
	return l.generics[obj]
}

// libraryName gives the name below of something that a library declares for itself, copying
// it into the session when first named; "" if obj is no such thing.
func (lw *lowerer) libraryName(obj types.Object) string {
	if obj.Pkg() == nil || obj.Pkg().Path() == "main" {
		return ""
	}
	l := lw.c.s.libraries[obj.Pkg().Path()]
	if l == nil && internal(obj.Pkg().Path()) {
		l = lw.c.s.library(obj.Pkg().Path())
	}
	if l != nil && obj.Pkg() != l.pkg && internal(l.pkg.Path()) && obj.Parent() == obj.Pkg().Scope() {
		obj = l.pkg.Scope().Lookup(obj.Name())
	}
	if l == nil || l.decls[obj] == nil || l.generics[obj] != nil {
		return ""
	}
	return lw.sharedName("lib/"+obj.Pkg().Path()+"."+obj.Name(), func(name string) ast.Decl {
		sub := *lw
		sub.info, sub.lib, sub.fn, sub.decls = l.info, l, nil, nil
		var out ast.Decl
		switch d := l.decls[obj].(type) {
		case *ast.FuncDecl:
			fd := sub.funcDecl(d, nil, obj.(*types.Func).Signature())
			fd.Name = ident(name, d.Pos())
			out = fd
		case *ast.GenDecl:
			switch spec := d.Specs[0].(type) {
			case *ast.TypeSpec:
				out = &ast.GenDecl{TokPos: d.Pos(), Tok: token.TYPE, Specs: []ast.Spec{&ast.TypeSpec{Name: ident(name, d.Pos()), Type: sub.typ(obj.Type().Underlying(), d.Pos())}}}
				sub.libraryMethods(l, obj)
			case *ast.ValueSpec:
				vs := &ast.ValueSpec{Names: []*ast.Ident{ident(name, d.Pos())}, Type: sub.typ(obj.Type(), d.Pos())}
				for i, n := range spec.Names {
					if l.info.Defs[n] == obj && i < len(spec.Values) {
						vs.Values = []ast.Expr{sub.expr(spec.Values[i])}
					}
				}
				out = &ast.GenDecl{TokPos: d.Pos(), Tok: token.VAR, Specs: []ast.Spec{vs}}
			}
		}
		lw.temps = sub.temps
		lw.decls = append(lw.decls, sub.decls...)
		return out
	})
}

// internal reports whether cells cannot import a package.
func internal(path string) bool { return slices.Contains(strings.Split(path, "/"), "internal") }

// libraryMethods copies the methods of a library's own type.
func (lw *lowerer) libraryMethods(l *library, obj types.Object) {
	named, ok := obj.Type().(*types.Named)
	if !ok {
		return
	}
	for i := range named.NumMethods() {
		m := named.Method(i)
		for id, o := range l.info.Defs {
			if o != m {
				continue
			}
			if fd := l.methods[id]; fd != nil {
				lw.decls = append(lw.decls, lw.method(fd, m.Signature()))
			}
		}
	}
}
