package front

import (
	"fmt"
	"go/scanner"
	"go/token"
	"strings"
)

// A chunk is a run of a cell's source that parses on its own: one declaration, or
// consecutive statements.
type chunk struct {
	kind token.Token // IMPORT, CONST, TYPE, VAR, FUNC, PACKAGE; ILLEGAL for statements
	off  int         // byte offset in the cell
	end  int
}

// split cuts a cell into chunks. A bracket that is never closed, or closed by another, is an error.
func split(src string) ([]chunk, error) {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src))
	var scan scanner.Scanner
	var bad error
	scan.Init(file, []byte(src), func(pos token.Position, msg string) {
		if bad == nil {
			bad = &Error{Line: pos.Line, Col: pos.Column, Msg: "syntax error: " + msg}
		}
	}, 0)

	var out []chunk
	var head []token.Token // the chunk's first tokens, which tell what it is
	type open struct {
		tok token.Token
		pos token.Pos
	}
	var brackets []open
	start, last := -1, 0
	flush := func(end int) {
		if start < 0 {
			return
		}
		c := chunk{kind: kindOf(head), off: start, end: end}
		if n := len(out); n > 0 && c.kind == token.ILLEGAL && out[n-1].kind == token.ILLEGAL {
			out[n-1].end = end
		} else {
			out = append(out, c)
		}
		start, head = -1, head[:0]
	}
	for {
		pos, tok, lit := scan.Scan()
		off := file.Offset(pos)
		if tok == token.EOF {
			break
		}
		if tok == token.SEMICOLON && len(brackets) == 0 {
			if lit == ";" {
				last = off + 1
			}
			flush(last)
			continue
		}
		if start < 0 {
			start = off
		}
		if len(head) < 64 {
			head = append(head, tok)
		}
		switch tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			brackets = append(brackets, open{tok, pos})
		case token.RPAREN, token.RBRACE, token.RBRACK:
			n := len(brackets)
			if n == 0 || closing[brackets[n-1].tok] != tok {
				p := fset.Position(pos)
				msg := fmt.Sprintf("syntax error: unexpected %s", tok)
				if n > 0 {
					o := brackets[n-1]
					msg += fmt.Sprintf(", expecting %s to close the %s at %d:%d", closing[o.tok], o.tok, fset.Position(o.pos).Line, fset.Position(o.pos).Column)
				}
				return nil, &Error{Line: p.Line, Col: p.Column, Msg: msg}
			}
			brackets = brackets[:n-1]
		}
		last = off + len(tok.String())
		if tok.IsLiteral() || tok.IsKeyword() {
			last = off + max(len(lit), 1)
		}
		if strings.HasPrefix(lit, "`") {
			// The scanner takes carriage returns out of raw strings.
			if n := strings.IndexByte(src[off+1:], '`'); n >= 0 {
				last = off + n + 2
			}
		}
	}
	if bad != nil {
		return nil, bad
	}
	if n := len(brackets); n > 0 {
		o := brackets[n-1]
		p := fset.Position(o.pos)
		return nil, &Error{Line: p.Line, Col: p.Column,
			Msg: fmt.Sprintf("syntax error: the cell ends before this %s is closed by %s", o.tok, closing[o.tok])}
	}
	flush(len(strings.TrimRight(src, " \t\r\n")))
	return out, nil
}

var closing = map[token.Token]token.Token{token.LPAREN: token.RPAREN, token.LBRACE: token.RBRACE, token.LBRACK: token.RBRACK}

// kindOf tells what a chunk is from its first tokens.
func kindOf(head []token.Token) token.Token {
	switch head[0] {
	case token.IMPORT, token.CONST, token.TYPE, token.VAR, token.PACKAGE:
		return head[0]
	case token.FUNC:
		// func Name(…), func Name[T any](…) and func (r R) Name(…) declare; func(…) {…}(…) is an expression.
		if len(head) > 1 && head[1] == token.IDENT {
			return token.FUNC
		}
		depth := 0
		for i := 1; i < len(head); i++ {
			switch head[i] {
			case token.LPAREN:
				depth++
			case token.RPAREN:
				depth--
			}
			if depth == 0 {
				if i+2 < len(head) && head[i+1] == token.IDENT && head[i+2] == token.LPAREN {
					return token.FUNC
				}
				break
			}
		}
	}
	return token.ILLEGAL
}
