package assist

import (
	"go/scanner"
	"go/token"
	"strings"
)

// A lexeme is a token and where it stands in the cell.
type lexeme struct {
	tok      token.Token
	lit      string
	pos, end int
}

// A fault is what the scanner objects to.
type fault struct {
	pos int
	msg string
}

// lex cuts code into tokens. The scanner's automatic semicolons have lit "\n".
func lex(code string) (out []lexeme, faults []fault) {
	fset := token.NewFileSet()
	f := fset.AddFile("", fset.Base(), len(code))
	var s scanner.Scanner
	out = make([]lexeme, 0, len(code)/4+8)
	s.Init(f, []byte(code), func(p token.Position, msg string) { faults = append(faults, fault{p.Offset, msg}) }, scanner.ScanComments)
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
		out = append(out, lexeme{tok, lit, pos, min(end, len(code))})
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

// A chunk is one declaration or statement at the top of a cell.
type chunk struct {
	start, end int // in the cell
	tokens     []lexeme
	text       string // its source, where check has filled it in
}

// split cuts a cell's tokens at the semicolons that stand in no bracket, those of the
// headers of if, for and switch excepted.
func split(tokens []lexeme) []chunk {
	var out []chunk
	var cur chunk
	depth, header := 0, false
	for _, t := range tokens {
		if t.tok == token.COMMENT {
			continue
		}
		if t.tok == token.SEMICOLON && depth <= 0 && (!header || t.lit == "\n") {
			if len(cur.tokens) > 0 {
				out = append(out, cur)
			}
			cur, depth, header = chunk{}, 0, false
			continue
		}
		if n := len(cur.tokens); n == 0 {
			cur.start = t.pos
			header = opensHeader(t.tok)
		} else if n == 2 && cur.tokens[0].tok == token.IDENT && cur.tokens[1].tok == token.COLON {
			header = opensHeader(t.tok) // after a label
		}
		switch t.tok {
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
		cur.tokens = append(cur.tokens, t)
		cur.end = t.end
	}
	if len(cur.tokens) > 0 {
		out = append(out, cur)
	}
	return out
}

func opensHeader(t token.Token) bool {
	return t == token.IF || t == token.FOR || t == token.SWITCH || t == token.SELECT
}

// declares tells whether a chunk is a declaration that may stand outside functions.
func (c chunk) declares() bool {
	switch c.tokens[0].tok {
	case token.IMPORT, token.CONST, token.TYPE, token.VAR, token.PACKAGE:
		return true
	case token.FUNC:
	default:
		return false
	}
	t := c.tokens[1:]
	if len(t) == 0 || t[0].tok == token.IDENT {
		return true
	}
	// func (r T) Name( is a method; func (x int) string { is a literal.
	depth := 0
	for i, x := range t {
		switch x.tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		}
		if depth == 0 {
			return i+2 < len(t) && t[i+1].tok == token.IDENT && t[i+2].tok == token.LPAREN ||
				i+2 == len(t) && t[i+1].tok == token.IDENT // being written
		}
	}
	return false
}

// defines tells whether a statement may define variables at the top of the cell.
func (c chunk) defines() bool {
	for _, t := range c.tokens {
		if t.tok == token.DEFINE {
			return true
		}
	}
	return false
}

var closers = map[token.Token]token.Token{token.LPAREN: token.RPAREN, token.LBRACK: token.RBRACK, token.LBRACE: token.RBRACE}

// open gives the brackets that tokens leave open, outermost first.
func open(tokens []lexeme) []lexeme {
	var stack []lexeme
	for _, t := range tokens {
		switch t.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			stack = append(stack, t)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if n := len(stack); n > 0 && closers[stack[n-1].tok] == t.tok {
				stack = stack[:n-1]
			}
		}
	}
	return stack
}

// finish gives what closes an unfinished chunk: the block of a header that has none, and
// every open bracket, innermost first.
func finish(tokens []lexeme) string {
	var b strings.Builder
	type level struct {
		close  string
		header token.Token // if, for, switch or select, whose block has not begun
		define bool        // the header's first part is a definition
		call   bool        // a go or defer statement has begun
		fresh  bool        // the next token begins a statement
	}
	stack := []level{{fresh: true}}
	for _, t := range tokens {
		top := &stack[len(stack)-1]
		switch t.tok {
		case token.COMMENT:
		case token.LPAREN, token.LBRACK:
			top.fresh = false
			stack = append(stack, level{close: closers[t.tok].String()})
		case token.LBRACE:
			top.header, top.fresh = token.ILLEGAL, false
			stack = append(stack, level{close: "}", fresh: true})
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case token.SEMICOLON:
			top.define = false
			if top.header == token.ILLEGAL {
				top.fresh, top.call = true, false
			}
		case token.COLON: // after a label or a case
			top.fresh = true
		case token.ELSE:
			top.fresh = true
		default:
			if top.fresh {
				top.header, top.define = token.ILLEGAL, false
				if opensHeader(t.tok) {
					top.header = t.tok
				}
				top.call = t.tok == token.GO || t.tok == token.DEFER
			}
			top.fresh = false
			switch t.tok {
			case token.DEFINE:
				top.define = true
			case token.RANGE:
				top.define = false
			}
		}
	}
	for i := len(stack) - 1; i >= 0; i-- {
		if stack[i].call && (i == len(stack)-1 || stack[i+1].close != ")") {
			b.WriteString("()") // without it the parser drops the whole statement
		}
		switch h := stack[i].header; {
		case h == token.IF && stack[i].define:
			b.WriteString("; true {}")
		case h == token.FOR && stack[i].define:
			b.WriteString(";; {}")
		case h == token.SWITCH && stack[i].define:
			b.WriteString("; {}")
		case h != token.ILLEGAL:
			b.WriteString(" {}")
		}
		if i > 0 && stack[i].close == "}" {
			b.WriteString("\n")
		}
		b.WriteString(stack[i].close)
	}
	return b.String()
}
