package front

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strconv"
	"strings"
)

// A unit is one declaration or one statement at the top of a cell.
type unit struct {
	kind    token.Token // FUNC, TYPE, CONST, VAR, IMPORT; ILLEGAL for a statement
	decl    ast.Decl
	stmt    ast.Stmt
	src     origin
	call    *sessionCall // in place of the statement, which is what the checker sees of it
	carried bool         // compiled anew because it depends on what this cell redefines
	names   []string     // session-level names that it declares
}

// node gives the declaration or statement; nil if a line for the session has neither.
func (u *unit) node() ast.Node {
	if u.stmt != nil {
		return u.stmt
	}
	if u.decl != nil {
		return u.decl
	}
	return nil
}

// defines reports whether the unit is x, y := …
func (u *unit) defines() *ast.AssignStmt {
	if as, ok := u.stmt.(*ast.AssignStmt); ok && as.Tok == token.DEFINE {
		return as
	}
	return nil
}

// parse gives a cell's units in order.
func (s *State) parse(cell int, src string) ([]*unit, Errors) {
	chunks, err := split(src)
	if err != nil {
		return nil, Errors{err.(*Error)}
	}
	var units []*unit
	var errs Errors
	for _, c := range chunks {
		if c.kind == token.PACKAGE {
			units = append(units, &unit{kind: token.PACKAGE})
			continue
		}
		us, es := s.parseChunk(origin{cell, c.off, c.end, c.kind}, src)
		units = append(units, us...)
		errs = append(errs, es...)
	}
	return units, sorted(errs)
}

func (s *State) parseChunk(at origin, src string) ([]*unit, Errors) {
	line := 1 + strings.Count(src[:at.off], "\n")
	col := at.off - strings.LastIndexByte(src[:at.off], '\n')
	// The text stands on its own lines of a file with the cell's name, since what prints it
	// later asks for plain positions; the comment sets the column too.
	head, tail := "package main;", ""
	if at.kind == token.ILLEGAL {
		head += "func _() {"
		tail = "\n}"
	}
	head += strings.Repeat("\n", line-1) + fmt.Sprintf("/*line _.go:%d:%d*/", line, col)
	f, err := parser.ParseFile(s.fset, fileName(at.cell), head+src[at.off:at.end]+tail, parser.SkipObjectResolution)
	if err != nil {
		return nil, s.syntaxErrors(err, at.cell, src)
	}
	var units []*unit
	if at.kind == token.ILLEGAL {
		for _, st := range f.Decls[0].(*ast.FuncDecl).Body.List {
			if _, ok := st.(*ast.EmptyStmt); !ok {
				units = append(units, &unit{kind: token.ILLEGAL, stmt: st, src: at})
			}
		}
		return units, nil
	}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok == token.CONST || len(g.Specs) < 2 {
			units = append(units, &unit{kind: at.kind, decl: d, src: at})
			continue
		}
		for _, spec := range g.Specs {
			one := &ast.GenDecl{TokPos: spec.Pos(), Tok: g.Tok, Specs: []ast.Spec{spec}}
			units = append(units, &unit{kind: at.kind, decl: one, src: at})
		}
	}
	return units, nil
}

func (s *State) syntaxErrors(err error, cell int, src string) Errors {
	list, ok := err.(scanner.ErrorList)
	if !ok {
		return Errors{{Cell: cell, Msg: err.Error()}}
	}
	lines := strings.Split(src, "\n")
	var out Errors
	for _, e := range list {
		if len(out) > 0 && (strings.HasSuffix(e.Msg, "found 'EOF'") || e.Pos.Line > len(lines)) {
			break // the cell's brackets match: the parser has lost its way after the fault above
		}
		at := &Error{Cell: cell, Line: e.Pos.Line, Col: e.Pos.Column, Msg: e.Msg}
		if at.Line > len(lines) { // in the tail that parseChunk adds
			at.Line, at.Col = len(lines), len(lines[len(lines)-1])+1
			at.Msg = strings.Replace(at.Msg, "found '}'", "found newline", 1)
		}
		at = syntaxWords(at, lines[at.Line-1])
		out = append(out, at)
		if len(out) == 10 {
			break
		}
	}
	return out
}

// declare fills in the names that each unit declares at session level.
func declare(units []*unit) {
	inCell := map[string]bool{}
	for _, u := range units {
		add := func(id *ast.Ident) {
			if id.Name != "_" {
				u.names = append(u.names, id.Name)
				inCell[id.Name] = true
			}
		}
		switch d := u.decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name != "init" {
				add(d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name)
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						add(id)
					}
				}
			}
		}
		if as := u.defines(); as != nil {
			for _, l := range as.Lhs {
				// In one cell, := declares only what the cell has not declared, as in a function.
				if id, ok := l.(*ast.Ident); ok && !inCell[id.Name] {
					add(id)
				}
			}
		}
	}
}

// mentions gives every identifier in a unit: a superset of the session-level names that it uses.
func mentions(u *unit, into map[string]bool) {
	ast.Inspect(u.node(), func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			into[id.Name] = true
		}
		return true
	})
}

// receiver gives the name of the type whose method a unit declares, or "".
func receiver(u *unit) string {
	fd, ok := u.decl.(*ast.FuncDecl)
	if !ok || fd.Recv == nil || len(fd.Recv.List) == 0 {
		return ""
	}
	t := fd.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// importSpec gives a unit's import: its local name ("" if it takes the package's) and path.
func importSpec(u *unit) (name, path string, spec *ast.ImportSpec) {
	spec = u.decl.(*ast.GenDecl).Specs[0].(*ast.ImportSpec)
	path, _ = strconv.Unquote(spec.Path.Value)
	if spec.Name != nil {
		name = spec.Name.Name
	}
	return name, path, spec
}
