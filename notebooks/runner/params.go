package runner

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"strconv"
	"strings"

	"talbot/notebooks/nbformat"
)

// A Parameter sets a variable of a notebook for one run.
type Parameter struct {
	Name  string
	Value string // as the user wrote it
}

// ParseParameter reads "name=value".
func ParseParameter(s string) (Parameter, error) {
	name, value, found := strings.Cut(s, "=")
	name = strings.TrimSpace(name)
	if !found {
		return Parameter{}, fmt.Errorf("parameter %q: must be name=value", s)
	}
	if !token.IsIdentifier(name) || name == "_" {
		return Parameter{}, fmt.Errorf("parameter %q: %q is not a Go variable name", s, name)
	}
	return Parameter{name, value}, nil
}

// Inject writes the parameters into a cell of their own, tagged injected-parameters: in
// place of the one that an earlier run wrote, else after the cell tagged parameters,
// which holds the defaults, else at the top. Without parameters it changes nothing, so
// that a cell which was injected before still holds.
//
// A variable that the parameters cell declares is assigned to, so that it keeps its
// type; the value may then be any Go expression (250*time.Millisecond), unless the
// variable is a string. Any other name is declared: with a Go literal (number, true,
// false, quoted string) as that literal, with anything else as a string. warn, if not
// nil, is told of names that no parameters cell declares.
func Inject(nb *nbformat.Notebook, params []Parameter, warn io.Writer) error {
	if len(params) == 0 {
		return nil
	}
	cells := nb.Cells()
	defaults, injected := -1, -1
	for i, c := range cells {
		if c.Type() != nbformat.Code {
			continue
		}
		if defaults < 0 && c.HasTag(tagParameters) {
			defaults = i
		}
		if injected < 0 && c.HasTag(tagInjected) {
			injected = i
		}
	}
	declared := map[string]declaration{}
	if defaults >= 0 {
		declared = declarations(cells[defaults].Source())
	}
	var code strings.Builder
	code.WriteString("// Parameters of this run.\n")
	seen := map[string]bool{}
	for i, p := range params {
		if !token.IsIdentifier(p.Name) || p.Name == "_" {
			return fmt.Errorf("parameter %q: not a Go variable name", p.Name)
		}
		d, known := declared[p.Name]
		if !known && defaults >= 0 && warn != nil {
			fmt.Fprintf(warn, "parameter %s: the cell tagged %s does not declare it\n", p.Name, tagParameters)
		}
		last := true // of a name given twice the last value counts
		for _, q := range params[i+1:] {
			last = last && q.Name != p.Name
		}
		if !last || seen[p.Name] {
			continue
		}
		seen[p.Name] = true
		code.WriteString(d.set(p, known) + "\n")
	}
	source := strings.TrimSuffix(code.String(), "\n")
	if injected >= 0 {
		cells[injected].SetSource(source)
		return nil
	}
	c := nbformat.NewCell(nbformat.Code, source)
	if err := c.SetMetadata([]string{tagInjected}, "tags"); err != nil {
		return err
	}
	nb.Insert(defaults+1, c)
	return nil
}

// A declaration is what a parameters cell says of a name.
type declaration struct {
	constant bool
	typ      string // "" where it follows from the value
	text     bool   // a string
}

// set gives the statement that sets a parameter.
func (d declaration) set(p Parameter, known bool) string {
	value := literal(p.Value)
	if known {
		value = d.value(p.Value)
	}
	switch {
	case d.constant && d.typ != "":
		return "const " + p.Name + " " + d.typ + " = " + value
	case d.constant:
		return "const " + p.Name + " = " + value
	case known:
		return p.Name + " = " + value
	}
	return p.Name + " := " + value
}

// value writes what a user gave for a declared variable.
func (d declaration) value(s string) string {
	if d.text {
		if v := strings.TrimSpace(s); isQuoted(v) {
			return v
		}
		return strconv.Quote(s)
	}
	if v := strings.TrimSpace(s); v != "" && !strings.Contains(v, "\n") {
		if _, err := parser.ParseExpr(v); err == nil {
			return v
		}
	}
	return strconv.Quote(s)
}

func isQuoted(s string) bool {
	_, err := strconv.Unquote(s)
	return err == nil && s[0] != '\''
}

// literal writes a value as a Go literal: as it is where it is one, else as a string.
func literal(s string) string {
	v := strings.TrimSpace(s)
	if v == "true" || v == "false" {
		return v
	}
	expr, err := parser.ParseExpr(v)
	if err != nil {
		return strconv.Quote(s)
	}
	if u, ok := expr.(*ast.UnaryExpr); ok && (u.Op == token.SUB || u.Op == token.ADD) {
		if b, ok := u.X.(*ast.BasicLit); !ok || b.Kind == token.STRING {
			return strconv.Quote(s)
		}
		return v
	}
	if _, ok := expr.(*ast.BasicLit); ok {
		return v
	}
	return strconv.Quote(s)
}

// declarations finds the variables and constants that a cell declares at its top level.
// A cell is no Go file: what go/parser makes of its statements as a function's body,
// errors and all, is enough to find them.
func declarations(source string) map[string]declaration {
	found := map[string]declaration{}
	file, _ := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc _() {\n"+statements(source)+"\n}", parser.SkipObjectResolution|parser.AllErrors)
	if file == nil {
		return found
	}
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Name.Name != "_" || fn.Body == nil {
			continue
		}
		for _, stmt := range fn.Body.List {
			switch s := stmt.(type) {
			case *ast.AssignStmt:
				if s.Tok != token.DEFINE {
					continue
				}
				for i, lhs := range s.Lhs {
					if id, ok := lhs.(*ast.Ident); ok {
						found[id.Name] = declaration{text: len(s.Rhs) == len(s.Lhs) && isText(s.Rhs[i])}
					}
				}
			case *ast.DeclStmt:
				if gen, ok := s.Decl.(*ast.GenDecl); ok {
					genDeclarations(gen, found)
				}
			}
		}
	}
	return found
}

// statements blanks the imports and functions of a cell, which may not stand in a
// function's body.
func statements(source string) string {
	src := []byte(source)
	var sc scanner.Scanner
	set := token.NewFileSet()
	file := set.AddFile("", -1, len(src))
	sc.Init(file, src, func(token.Position, string) {}, 0)
	out := []byte(source)
	depth, from, fresh := 0, -1, true
	for {
		pos, tok, _ := sc.Scan()
		at := file.Offset(pos)
		if depth == 0 && fresh && (tok == token.IMPORT || tok == token.FUNC) {
			from = at
		}
		ends := depth == 0 && tok == token.SEMICOLON || tok == token.EOF
		if ends && from >= 0 {
			for i := from; i < at; i++ {
				if out[i] != '\n' {
					out[i] = ' '
				}
			}
			from = -1
		}
		switch tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth = max(depth-1, 0)
		case token.EOF:
			return string(out)
		}
		fresh = depth == 0 && tok == token.SEMICOLON
	}
}

func genDeclarations(gen *ast.GenDecl, found map[string]declaration) {
	if gen.Tok != token.VAR && gen.Tok != token.CONST {
		return
	}
	for _, spec := range gen.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, id := range v.Names {
			d := declaration{constant: gen.Tok == token.CONST}
			if t, ok := v.Type.(*ast.Ident); ok {
				d.typ, d.text = t.Name, t.Name == "string"
			} else if sel, ok := v.Type.(*ast.SelectorExpr); ok {
				if pkg, ok := sel.X.(*ast.Ident); ok {
					d.typ = pkg.Name + "." + sel.Sel.Name
				}
			}
			if v.Type == nil && i < len(v.Values) {
				d.text = isText(v.Values[i])
			}
			found[id.Name] = d
		}
	}
}

func isText(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Kind == token.STRING
}
