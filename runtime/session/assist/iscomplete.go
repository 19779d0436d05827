package assist

import (
	"go/parser"
	"go/token"
	"strings"

	"talbot/runtime/session/chunk"
)

// IsComplete tells whether a cell can run as it is: "complete"; "incomplete", with the
// indent of the next line; or "invalid", where no further line can mend it.
func IsComplete(code string) (status, indent string) {
	defer func() {
		if recover() != nil {
			status, indent = "unknown", ""
		}
	}()
	tokens, faults := chunk.Lex(code)
	for _, f := range faults {
		if strings.Contains(f.Msg, "raw string") || strings.HasPrefix(f.Msg, "comment not terminated") {
			return "incomplete", ""
		}
	}
	if len(faults) > 0 {
		return "invalid", ""
	}
	var stack []chunk.Token
	last := chunk.Token{Tok: token.SEMICOLON}
	for _, t := range tokens {
		switch t.Tok {
		case token.COMMENT:
			continue
		case token.LPAREN, token.LBRACK, token.LBRACE:
			stack = append(stack, t)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			n := len(stack)
			if n == 0 || chunk.Closers[stack[n-1].Tok] != t.Tok {
				return "invalid", ""
			}
			stack = stack[:n-1]
		}
		last = t
	}
	indent = strings.Repeat("\t", openLines(code, stack))
	switch {
	case len(stack) > 0:
		return "incomplete", indent
	case last.Tok == token.SEMICOLON || last.Tok == token.RBRACE || last.Tok == token.RPAREN || last.Tok == token.RBRACK:
	default:
		// The scanner ends a line with a semicolon of its own where a statement can end:
		// here it cannot, after an operator, a comma, a dot, a keyword.
		return "incomplete", "\t"
	}
	fset := token.NewFileSet()
	for _, c := range chunk.Split(tokens) {
		head, tail := "package main;", ""
		switch {
		case c.Tokens[0].Tok == token.PACKAGE:
			head = ""
		case !c.Declares():
			head, tail = "package main;func _() {", "\n}"
		}
		if _, err := parser.ParseFile(fset, "", head+code[c.Start:c.End]+tail, parser.SkipObjectResolution); err != nil {
			return "invalid", ""
		}
	}
	return "complete", ""
}

// openLines counts the lines that open at least one of the brackets: gofmt indents by one
// for each.
func openLines(code string, stack []chunk.Token) int {
	n, line := 0, -1
	for _, t := range stack {
		if l := strings.Count(code[:t.Pos], "\n"); l != line {
			n, line = n+1, l
		}
	}
	return n
}
