package assist

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"talbot/runtime/session/chunk"
)

// suggestFields proposes the fields that are not set yet of the struct literal in which the
// cursor stands, in the order of their declaration, and reports whether nothing else can stand
// there.
func (c *checked) suggestFields(s *suggestions, path []ast.Node) (only bool) {
	if len(path) < 2 {
		return false
	}
	cl, ok := path[len(path)-2].(*ast.CompositeLit)
	if !ok {
		return false
	}
	id, ok := path[len(path)-1].(*ast.Ident)
	if !ok {
		return false
	}
	st, ok := c.literal(cl).(*types.Struct)
	if !ok {
		return false
	}
	set := map[string]bool{}
	for _, k := range keysBehind(c.after) {
		set[k], only = true, true
	}
	for _, e := range cl.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			only = true
			if k, ok := kv.Key.(*ast.Ident); ok {
				set[k.Name] = true
			}
		} else if e != ast.Expr(id) {
			return false // positional
		}
	}
	rank := rankField
	for f := range st.Fields() {
		if !set[f.Name()] && c.accessible(f) {
			s.add(f.Name()+": ", "field", signature(f, f.Name(), c.pkg), rank)
		}
		rank++
	}
	return only || s.prefix == "" && rank > rankField
}

// keysBehind gives the keys that follow the cursor in the same literal.
func keysBehind(code string) (out []string) {
	if !strings.ContainsRune(code, ':') {
		return nil
	}
	tokens, _ := chunk.Lex(code)
	depth := 0
	for i, t := range tokens {
		switch t.Tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.COLON:
			if depth == 0 && i > 0 && tokens[i-1].Tok == token.IDENT {
				out = append(out, tokens[i-1].Lit)
			}
		}
		if depth < 0 {
			return out
		}
	}
	return nil // the literal is not closed: what follows is not its own
}

// accessible tells whether a cell may name a field or method.
func (c *checked) accessible(o types.Object) bool {
	return o.Exported() || o.Pkg() != nil && o.Pkg().Path() == c.pkg.Path()
}
