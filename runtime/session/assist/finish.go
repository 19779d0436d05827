package assist

import (
	"go/token"
	"strings"

	"talbot/runtime/session/chunk"
)

// finish gives what closes an unfinished chunk: the block of a header that has none, and
// every open bracket, innermost first.
func finish(tokens []chunk.Token) string {
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
		switch t.Tok {
		case token.COMMENT:
		case token.LPAREN, token.LBRACK:
			top.fresh = false
			stack = append(stack, level{close: chunk.Closers[t.Tok].String()})
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
				if chunk.OpensHeader(t.Tok) {
					top.header = t.Tok
				}
				top.call = t.Tok == token.GO || t.Tok == token.DEFER
			}
			top.fresh = false
			switch t.Tok {
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
