package assist

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"talbot/runtime/display"
	"talbot/runtime/session/chunk"
	"talbot/runtime/session/lines"
)

// Inspect documents the name at byte offset cursor of a cell or, where none is there, the
// function in whose call or the struct in whose literal the cursor stands: signature and
// comment; with detail 1 also the declaration, as far as it is known. It never panics; found is
// false where nothing is known.
func Inspect(st State, code string, cursor, detail int) (b display.Bundle, found bool) {
	cursor = clamp(code, cursor)
	defer func() {
		if recover() != nil {
			b, found = display.Bundle{}, false // as in Complete
		}
	}()
	special := lines.Find(code)
	if b, in := inspectLine(st, code, special, cursor); in {
		return b, b.Data != nil
	}
	return inspect(st, lines.Blank(code, special), cursor, detail)
}

func inspect(st State, code string, cursor, detail int) (display.Bundle, bool) {
	tokens, _ := chunk.Lex(code)
	for i, t := range tokens {
		if t.Pos >= cursor {
			break
		}
		if t.Tok == token.STRING && cursor <= t.End {
			if b, found := inspectImport(st, tokens[:i+1], detail); found {
				return b, true
			}
		}
		if t.Tok == token.COMMENT && (cursor < t.End || cursor == t.End && t.Lit[1] == '/') {
			return display.Bundle{}, false
		}
	}
	for _, t := range targets(tokens, cursor) {
		if b, found := inspectName(st, code, tokens, t, detail); found {
			return b, true
		}
	}
	for _, t := range tokens {
		if t.Tok.IsKeyword() && t.Pos <= cursor && cursor <= t.End {
			return keywordBundle(t.Tok.String()), true
		}
	}
	return display.Bundle{}, false
}

// A target is a name to document, and why.
type target struct {
	chunk.Token
	literal  bool // the type of a literal in which the cursor stands
	argument int  // of a call in which the cursor stands: which; else -1
}

// mostTargets bounds the calls and literals around the cursor that are tried: who stands deeper
// asks for one of the innermost.
const mostTargets = 5

// targets gives the names to try: the one under the cursor, then those before each open
// parenthesis or brace, innermost first.
func targets(tokens []chunk.Token, cursor int) (out []target) {
	n := 0
	for i, t := range tokens {
		if t.Tok == token.IDENT && t.Pos <= cursor && cursor <= t.End && len(out) == 0 {
			out = append(out, target{Token: t, argument: -1})
		}
		if t.End <= cursor {
			n = i + 1
		}
	}
	before := tokens[:n]
	stack := chunk.Open(before)
	for i := len(stack) - 1; i >= 0 && len(out) < mostTargets; i-- {
		for j := len(before) - 1; j > 0; j-- {
			t := before[j]
			if t.Pos != stack[i].Pos {
				continue
			}
			name := before[j-1]
			if name.Tok == token.RBRACK && t.Tok == token.LPAREN {
				name = beforeBrackets(before[:j])
			}
			if name.Tok != token.IDENT {
				continue
			}
			switch t.Tok {
			case token.LPAREN:
				out = append(out, target{Token: name, argument: commas(before[j+1:])})
			case token.LBRACE:
				out = append(out, target{Token: name, literal: true, argument: -1})
			}
		}
	}
	return out
}

// beforeBrackets gives the token before the type arguments at the end of tokens.
func beforeBrackets(tokens []chunk.Token) chunk.Token {
	depth := 0
	for i := len(tokens) - 1; i > 0; i-- {
		switch tokens[i].Tok {
		case token.RBRACK:
			depth++
		case token.LBRACK:
			if depth--; depth == 0 {
				return tokens[i-1]
			}
		}
	}
	return chunk.Token{}
}

// commas counts the commas in no bracket.
func commas(tokens []chunk.Token) (n int) {
	depth := 0
	for _, t := range tokens {
		switch t.Tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.COMMA:
			if depth == 0 {
				n++
			}
		}
	}
	return n
}

func inspectImport(st State, tokens []chunk.Token, detail int) (display.Bundle, bool) {
	chunks := chunk.Split(tokens)
	if st.Importer == nil || len(chunks) == 0 || chunks[len(chunks)-1].Tokens[0].Tok != token.IMPORT {
		return display.Bundle{}, false
	}
	path, err := strconv.Unquote(tokens[len(tokens)-1].Lit)
	if err != nil || st.Importer.Name(path) == "" {
		return display.Bundle{}, false
	}
	return packageBundle(st, st.Importer.Name(path), path, detail), true
}

// inspectName types the cell as it stands, then, if that does not tell what the name is,
// with all cut off that follows the name in its chunk.
func inspectName(st State, code string, tokens []chunk.Token, t target, detail int) (display.Bundle, bool) {
	chunks := chunk.Split(tokens)
	for i, ch := range chunks {
		if ch.Start > t.Pos || t.Pos >= ch.End {
			continue
		}
		text := code[ch.Start:ch.End] + finish(ch.Tokens)
		if b, ok := check(st, code, chunks, i, text, t.End-ch.Start).describe(t, detail); ok {
			return b, true
		}
	}
	c, _ := checkAt(st, code, t.Pos, t.End)
	return c.describe(t, detail)
}

// describe documents the name that ends at the cursor.
func (c *checked) describe(t target, detail int) (display.Bundle, bool) {
	path := c.enclosing(c.pos)
	for i := len(path) - 1; i >= 0; i-- {
		id, ok := path[i].(*ast.Ident)
		if !ok || id.Name != t.Lit {
			continue
		}
		o := c.info.ObjectOf(id)
		if o == nil {
			continue
		}
		tn, isType := o.(*types.TypeName)
		if t.literal && !isType {
			return display.Bundle{}, false // a block begins there
		}
		if p, ok := o.(*types.PkgName); ok {
			return packageBundle(c.st, p.Imported().Name(), p.Imported().Path(), detail), true
		}
		head := signature(o, t.Lit, c.pkg)
		if isType && tn.Parent() != types.Universe {
			head = c.declaration(tn, t.Lit, detail)
		} else if t.argument >= 0 {
			head = underlined(head, t.argument)
		}
		doc := c.comment(o, t.Lit, c.owner(path[:i], id))
		if detail > 0 {
			if src := c.source(o, t.Lit); src != "" {
				return bundle(src, ""), true
			}
			if settings := c.settings(o); settings != "" {
				head += "\n\n" + settings
			}
		}
		return bundle(head, doc), true
	}
	return display.Bundle{}, false
}

// owner gives the named type whose field id selects or sets, or nil.
func (c *checked) owner(path []ast.Node, id *ast.Ident) *types.TypeName {
	for i := len(path) - 1; i >= 0; i-- {
		switch n := path[i].(type) {
		case *ast.SelectorExpr:
			s := c.info.Selections[n]
			if s == nil || n.Sel != id {
				return nil
			}
			t := s.Recv()
			for _, k := range s.Index()[:len(s.Index())-1] {
				if st, ok := deref(t).Underlying().(*types.Struct); ok {
					t = st.Field(k).Type()
				}
			}
			return typeName(t)
		case *ast.CompositeLit:
			if tv, ok := c.info.Types[n]; ok {
				return typeName(tv.Type)
			}
			return nil
		case *ast.KeyValueExpr:
			if n.Key != ast.Expr(id) {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func typeName(t types.Type) *types.TypeName {
	if n, ok := types.Unalias(deref(t)).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}
