package front

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"reflect"
	"regexp"
)

// parseExpr gives the syntax of an expression that the front end writes, all of it at pos.
func parseExpr(src string, pos token.Pos) ast.Expr {
	e, err := parser.ParseExprFrom(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		panic("front: " + err.Error() + " in " + src)
	}
	moveTo(e, pos)
	return e
}

// parseStmts gives the syntax of statements that the front end writes, all of them at pos.
func parseStmts(src string, pos token.Pos) []ast.Stmt {
	return parseExpr("func() {"+src+"}", pos).(*ast.FuncLit).Body.List
}

var posType = reflect.TypeFor[token.Pos]()

// moveTo sets every position below n that is set to pos. Unset ones stay so, since they tell
// an alias from a type and f(a...) from f(a).
func moveTo(n ast.Node, pos token.Pos) {
	if pos == token.NoPos {
		pos = 1 << 40 // set, but in no file
	}
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil {
			return false
		}
		v := reflect.ValueOf(n).Elem()
		for i := range v.NumField() {
			if f := v.Field(i); f.Type() == posType && f.Int() != 0 {
				f.SetInt(int64(pos))
			}
		}
		return true
	})
}

func exprString(e ast.Expr) string {
	var b bytes.Buffer
	printer.Fprint(&b, token.NewFileSet(), e) //nolint:errcheck // a Buffer takes all
	return b.String()
}

var printConfig = printer.Config{Mode: printer.SourcePos | printer.UseSpaces, Tabwidth: 1}

// source prints declarations with //line comments that lead back to the cells.
func (s *State) source(decls []ast.Decl) (string, error) {
	var b bytes.Buffer
	for _, d := range decls {
		if err := printConfig.Fprint(&b, s.fset, d); err != nil {
			return "", err
		}
		b.WriteString("\n")
	}
	return nowhere.ReplaceAllString(b.String(), ""), nil
}

// nowhere matches what the printer writes for nodes without a position. The interpreter would
// take it for a file that has no imports.
var nowhere = regexp.MustCompile(`(?m)^//line :\d+\n`)
