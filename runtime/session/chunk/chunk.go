// Package chunk cuts a cell into the declarations and statements at its top, also one that is
// not finished: by its tokens alone, so that a fault in one chunk spoils no other.
package chunk

import (
	"go/scanner"
	"go/token"
	"strings"
)

// A Token is a token of Go and where it stands in the cell.
type Token struct {
	Tok      token.Token
	Lit      string
	Pos, End int
}

// A Fault is what the scanner objects to.
type Fault struct {
	Pos int
	Msg string
}

// Lex cuts code into tokens. The scanner's automatic semicolons have lit "\n".
func Lex(code string) (out []Token, faults []Fault) {
	fset := token.NewFileSet()
	f := fset.AddFile("", fset.Base(), len(code))
	var s scanner.Scanner
	out = make([]Token, 0, len(code)/4+8)
	s.Init(f, []byte(code), func(p token.Position, msg string) { faults = append(faults, Fault{p.Offset, msg}) }, scanner.ScanComments)
	for {
		p, tok, lit := s.Scan()
		if tok == token.EOF {
			return out, faults
		}
		pos := f.Offset(p)
		end := pos + len(lit)
		switch {
		case tok == token.SEMICOLON && lit != ";":
			end = pos
		case lit == "" || tok.IsOperator():
			end = pos + len(tok.String())
		}
		// The scanner drops carriage returns from comments and raw strings.
		if tok == token.COMMENT || tok == token.STRING {
			end = literalEnd(code, pos, end)
		}
		out = append(out, Token{tok, lit, pos, min(end, len(code))})
	}
}

func literalEnd(code string, pos, end int) int {
	var closing string
	switch {
	case code[pos] == '`':
		closing = "`"
	case strings.HasPrefix(code[pos:], "/*"):
		closing = "*/"
	default:
		return end
	}
	if i := strings.Index(code[pos+len(closing):], closing); i >= 0 {
		return pos + len(closing) + i + len(closing)
	}
	return len(code)
}

// A Chunk is one declaration or statement at the top of a cell.
type Chunk struct {
	Start, End int // in the cell
	Tokens     []Token
}

// Split cuts a cell's tokens at the semicolons that stand in no bracket, those of the
// headers of if, for and switch excepted.
func Split(tokens []Token) []Chunk {
	var out []Chunk
	var cur Chunk
	depth, header := 0, false
	for _, t := range tokens {
		if t.Tok == token.COMMENT {
			continue
		}
		if t.Tok == token.SEMICOLON && depth <= 0 && (!header || t.Lit == "\n") {
			if len(cur.Tokens) > 0 {
				out = append(out, cur)
			}
			cur, depth, header = Chunk{}, 0, false
			continue
		}
		if n := len(cur.Tokens); n == 0 {
			cur.Start = t.Pos
			header = OpensHeader(t.Tok)
		} else if n == 2 && cur.Tokens[0].Tok == token.IDENT && cur.Tokens[1].Tok == token.COLON {
			header = OpensHeader(t.Tok) // after a label
		}
		switch t.Tok {
		case token.LPAREN, token.LBRACK:
			depth++
		case token.LBRACE:
			if depth == 0 {
				header = false
			}
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		}
		cur.Tokens = append(cur.Tokens, t)
		cur.End = t.End
	}
	if len(cur.Tokens) > 0 {
		out = append(out, cur)
	}
	return out
}

func OpensHeader(t token.Token) bool {
	return t == token.IF || t == token.FOR || t == token.SWITCH || t == token.SELECT
}

// Declares tells whether a chunk is a declaration that may stand outside functions.
func (c Chunk) Declares() bool { return c.Kind() != token.ILLEGAL }

// Kind gives the keyword of a declaration, ILLEGAL of a statement.
func (c Chunk) Kind() token.Token {
	kind := c.Tokens[0].Tok
	switch kind {
	case token.IMPORT, token.CONST, token.TYPE, token.VAR, token.PACKAGE:
		return kind
	case token.FUNC:
		if c.declaresFunc() {
			return kind
		}
	}
	return token.ILLEGAL
}

func (c Chunk) declaresFunc() bool {
	t := c.Tokens[1:]
	if len(t) == 0 || t[0].Tok == token.IDENT {
		return true
	}
	// func (r T) Name( is a method; func (x int) string { is a literal.
	depth := 0
	for i, x := range t {
		switch x.Tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		}
		if depth == 0 {
			return i+2 < len(t) && t[i+1].Tok == token.IDENT && t[i+2].Tok == token.LPAREN ||
				i+2 == len(t) && t[i+1].Tok == token.IDENT // being written
		}
	}
	return false
}

// Head gives the end of what a chunk away from the cursor tells of its names: of a function all
// but its body. Parsing and checking the rest would take most of the time.
func (c Chunk) Head() int {
	if c.Tokens[0].Tok != token.FUNC || c.Tokens[len(c.Tokens)-1].Tok != token.RBRACE {
		return c.End
	}
	depth := 0
	for i := len(c.Tokens) - 1; i > 0; i-- {
		switch c.Tokens[i].Tok {
		case token.RBRACE:
			depth++
		case token.LBRACE:
			if depth--; depth == 0 {
				return c.Tokens[i].Pos
			}
		}
	}
	return c.End
}

// Defines tells whether a statement may define variables at the top of the cell.
func (c Chunk) Defines() bool {
	for _, t := range c.Tokens {
		if t.Tok == token.DEFINE {
			return true
		}
	}
	return false
}

// Closers are the brackets that close each that opens.
var Closers = map[token.Token]token.Token{token.LPAREN: token.RPAREN, token.LBRACK: token.RBRACK, token.LBRACE: token.RBRACE}

// Open gives the brackets that tokens leave open, outermost first.
func Open(tokens []Token) []Token {
	var stack []Token
	for _, t := range tokens {
		switch t.Tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			stack = append(stack, t)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if n := len(stack); n > 0 && Closers[stack[n-1].Tok] == t.Tok {
				stack = stack[:n-1]
			}
		}
	}
	return stack
}

// Comment gives the beginning of the comment that stands directly above a declaration, which is
// off where there is none.
func Comment(code string, off int) int {
	line := strings.LastIndexByte(code[:off], '\n') + 1
	if strings.TrimSpace(code[line:off]) != "" {
		return off
	}
	for line > 0 {
		above := strings.LastIndexByte(code[:line-1], '\n') + 1
		text := strings.TrimSpace(code[above:line])
		switch {
		case strings.HasPrefix(text, "//"):
		case strings.HasSuffix(text, "*/"):
			open := strings.LastIndex(code[:line], "/*")
			if open < 0 || strings.TrimSpace(code[strings.LastIndexByte(code[:open], '\n')+1:open]) != "" {
				return off
			}
			above = strings.LastIndexByte(code[:open], '\n') + 1
		default:
			return off
		}
		off, line = above, above
	}
	return off
}
