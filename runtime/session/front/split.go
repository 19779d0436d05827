package front

import (
	"fmt"
	"go/token"
	"strings"

	"talbot/runtime/session/chunk"
)

// A part is a run of a cell's source that parses on its own: one declaration, or consecutive
// statements.
type part struct {
	kind token.Token // IMPORT, CONST, TYPE, VAR, FUNC, PACKAGE; ILLEGAL for statements
	off  int         // byte offset in the cell
	end  int
}

// split cuts a cell into parts. A bracket that is never closed, or closed by another, is an error.
func split(src string) ([]part, error) {
	tokens, faults := chunk.Lex(src)
	if err := unmatched(src, tokens); err != nil {
		return nil, err
	}
	for _, f := range faults {
		// What ends where it should is the parser's to find fault with, beside other faults.
		if strings.HasSuffix(f.Msg, "not terminated") {
			line, col := place(src, f.Pos)
			return nil, syntaxWords(&Error{Line: line, Col: col, Msg: f.Msg}, strings.Split(src, "\n")[line-1])
		}
	}
	if open := chunk.Open(tokens); len(open) > 0 {
		o := open[len(open)-1]
		return nil, errorIn(src, o.Pos, fmt.Sprintf("the cell ends before this %s is closed by %s", o.Tok, chunk.Closers[o.Tok]))
	}
	var out []part
	for _, c := range chunk.Split(tokens) {
		p := part{kind: c.Kind(), off: c.Start, end: c.End}
		if n := len(out); n > 0 && p.kind == token.ILLEGAL && out[n-1].kind == token.ILLEGAL {
			out[n-1].end = p.end
		} else {
			out = append(out, p)
		}
	}
	return out, nil
}

// unmatched gives the error of a bracket that closes none, or another kind.
func unmatched(src string, tokens []chunk.Token) error {
	var open []chunk.Token
	for _, t := range tokens {
		switch t.Tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			open = append(open, t)
		case token.RPAREN, token.RBRACE, token.RBRACK:
			n := len(open)
			if n > 0 && chunk.Closers[open[n-1].Tok] == t.Tok {
				open = open[:n-1]
				continue
			}
			msg := fmt.Sprintf("unexpected %s", t.Tok)
			if n > 0 {
				o := open[n-1]
				line, col := place(src, o.Pos)
				msg += fmt.Sprintf(", expecting %s to close the %s at %d:%d", chunk.Closers[o.Tok], o.Tok, line, col)
			}
			return errorIn(src, t.Pos, msg)
		}
	}
	return nil
}

func errorIn(src string, off int, msg string) *Error {
	line, col := place(src, off)
	return &Error{Line: line, Col: col, Msg: "syntax error: " + msg}
}

// place gives the line and column of an offset.
func place(src string, off int) (line, col int) {
	return 1 + strings.Count(src[:off], "\n"), off - strings.LastIndexByte(src[:off], '\n')
}
