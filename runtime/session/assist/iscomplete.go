package assist

import (
	"go/parser"
	"go/token"
	"strings"
)

// IsComplete tells whether a cell can run as it is: "complete"; "incomplete", with the
// indent of the next line; or "invalid", where no further line can mend it.
func IsComplete(code string) (status, indent string) {
	defer func() {
		if recover() != nil {
			status, indent = "unknown", ""
		}
	}()
	tokens, faults := lex(code)
	for _, f := range faults {
		if strings.Contains(f.msg, "raw string") || strings.HasPrefix(f.msg, "comment not terminated") {
			return "incomplete", ""
		}
	}
	if len(faults) > 0 {
		return "invalid", ""
	}
	var stack []lexeme
	last := lexeme{tok: token.SEMICOLON}
	for _, t := range tokens {
		switch t.tok {
		case token.COMMENT:
			continue
		case token.LPAREN, token.LBRACK, token.LBRACE:
			stack = append(stack, t)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			n := len(stack)
			if n == 0 || closers[stack[n-1].tok] != t.tok {
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
	case last.tok == token.SEMICOLON || last.tok == token.RBRACE || last.tok == token.RPAREN || last.tok == token.RBRACK:
	default:
		// The scanner ends a line with a semicolon of its own where a statement can end:
		// here it cannot, after an operator, a comma, a dot, a keyword.
		return "incomplete", "\t"
	}
	fset := token.NewFileSet()
	for _, c := range split(tokens) {
		head, tail := "package main;", ""
		switch {
		case c.tokens[0].tok == token.PACKAGE:
			head = ""
		case !c.declares():
			head, tail = "package main;func _() {", "\n}"
		}
		if _, err := parser.ParseFile(fset, "", head+code[c.start:c.end]+tail, parser.SkipObjectResolution); err != nil {
			return "invalid", ""
		}
	}
	return "complete", ""
}

// openLines counts the lines that open at least one of the brackets: gofmt indents by one
// for each.
func openLines(code string, stack []lexeme) int {
	n, line := 0, -1
	for _, t := range stack {
		if l := strings.Count(code[:t.pos], "\n"); l != line {
			n, line = n+1, l
		}
	}
	return n
}
