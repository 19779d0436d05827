package front

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// Packages go/types and go/parser say the same as the compiler, mostly in the same words. Where
// the words or the place differ, the compiler's are given: people look them up.

// asCompiler gives what the type checker says as the compiler says it.
func (c *compiler) asCompiler(pos token.Pos, msg string) (token.Pos, string) {
	switch {
	case strings.HasPrefix(msg, "not enough arguments in call"):
		c.each(func(n ast.Node) {
			if call, ok := n.(*ast.CallExpr); ok && call.Rparen == pos && len(call.Args) > 0 {
				pos = call.Args[len(call.Args)-1].Pos()
			}
		})
	case strings.HasPrefix(msg, "invalid operation: cannot index"), strings.HasPrefix(msg, "cannot index"):
		c.each(func(n ast.Node) {
			if x, ok := n.(*ast.IndexExpr); ok && x.X.Pos() == pos {
				pos = x.Lbrack
			}
		})
	case strings.Contains(msg, "cannot infer"), strings.Contains(msg, " does not satisfy "):
		c.each(func(n ast.Node) {
			if call, ok := n.(*ast.CallExpr); ok && call.Fun.Pos() == pos {
				if _, explicit := call.Fun.(*ast.IndexExpr); !explicit {
					pos = call.Lparen
				}
			}
		})
	case strings.HasPrefix(msg, "extra init expr "):
		c.each(func(n ast.Node) {
			if as, ok := n.(*ast.AssignStmt); ok && as.Pos() <= pos && pos <= as.End() && len(as.Rhs) > 0 {
				pos, msg = as.Rhs[0].Pos(), mismatch(len(as.Lhs), len(as.Rhs))
			}
		})
	case msg == "use of untyped nil in variable declaration":
		c.each(func(n ast.Node) {
			if as, ok := n.(*ast.AssignStmt); ok && as.Tok == token.DEFINE && as.Pos() <= pos && pos <= as.End() {
				msg = "use of untyped nil in assignment"
			}
		})
	case msg == "break not in for, switch, or select statement":
		msg = "break is not in a loop, switch, or select"
	case msg == "continue not in for statement":
		msg = "continue is not in a loop"
	case strings.HasPrefix(msg, "label ") && strings.HasSuffix(msg, " not declared"):
		msg = strings.TrimSuffix(msg, "declared") + "defined"
	case strings.HasPrefix(msg, "invalid break label "), strings.HasPrefix(msg, "invalid continue label "):
		words := strings.Fields(msg)
		defined := false
		c.each(func(n ast.Node) {
			l, ok := n.(*ast.LabeledStmt)
			defined = defined || ok && l.Label.Name == words[3]
		})
		if !defined {
			msg = words[1] + " label not defined: " + words[3]
		}
	}
	// A cell's variables are of the session: the person knows no package.
	return pos, strings.ReplaceAll(msg, " (package-level variable) ", " (variable) ")
}

func mismatch(left, right int) string {
	return "assignment mismatch: " + plural(left, "variable") + " but " + plural(right, "value")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func (c *compiler) each(f func(ast.Node)) {
	for _, u := range c.units {
		ast.Inspect(u.node(), func(n ast.Node) bool {
			if n != nil {
				f(n)
			}
			return true
		})
	}
}

var (
	expectedFound = regexp.MustCompile(`^expected (.+?), found (.+)$`)
	missingComma  = regexp.MustCompile(`^missing ',' before newline in (.*)$`)
)

// syntaxWords gives a scanner's or parser's error as the compiler words it. line is the source
// line on which it stands.
func syntaxWords(e *Error, line string) *Error {
	msg := e.Msg
	own := func(s string) *Error { return &Error{Cell: e.Cell, Line: e.Line, Col: e.Col, Msg: s} }
	syntax := func(s string) *Error { return own("syntax error: " + s) }
	switch {
	case msg == "string literal not terminated":
		out := own("newline in string")
		out.Col = len(strings.TrimRight(line, "\r")) + 1
		return out
	case msg == "rune literal not terminated":
		out := own("newline in rune literal")
		out.Col = len(strings.TrimRight(line, "\r")) + 1
		return out
	case msg == "raw string literal not terminated":
		return own("string not terminated")
	case msg == "comment not terminated":
		return own(msg)
	case msg == "illegal rune literal":
		if e.Col <= len(line) && strings.HasPrefix(line[e.Col-1:], "''") {
			return own("empty rune literal or unescaped ' in rune literal")
		}
		return own("more than one character in rune literal")
	case strings.HasPrefix(msg, "illegal character "):
		return own("invalid" + strings.TrimPrefix(msg, "illegal"))
	case strings.HasPrefix(msg, "expression in "):
		for _, word := range []string{"defer ", "go "} { // the compiler points at the expression's beginning
			if i := strings.Index(line, word); i >= 0 && strings.Contains(msg, word) {
				e.Col = i + len(word) + 1
			}
		}
		return own(msg)
	case strings.HasPrefix(msg, "expected boolean expression, found assignment"), strings.HasPrefix(msg, "expected switch expression, found assignment"):
		m := condition.FindStringSubmatchIndex(line)
		if m == nil {
			break
		}
		what := "assignment "
		if line[m[4]] == ':' {
			what = ""
		}
		out := syntax("cannot use " + what + line[m[2]:m[3]] + " as value")
		out.Col = m[4] + 1
		return out
	case strings.HasPrefix(msg, "invalid digit "), strings.HasPrefix(msg, "'_' must separate"):
		return own(msg)
	case msg == "unknown escape sequence":
		return own("unknown escape")
	case msg == "expected statement, found 'else'":
		return syntax("unexpected keyword else (it must stand on the line of the closing brace)")
	case missingComma.MatchString(msg):
		in := missingComma.FindStringSubmatch(msg)[1]
		return syntax("unexpected newline in " + in + "; possibly missing comma or " + closes(in))
	case strings.HasPrefix(msg, "missing ',' in "):
		in := strings.TrimPrefix(msg, "missing ',' in ")
		return syntax("unexpected " + tokenWords(firstToken(line[min(e.Col-1, len(line)):])) + " in " + in + "; possibly missing comma or " + closes(in))
	}
	if m := expectedFound.FindStringSubmatch(msg); m != nil {
		found := tokenWords(m[2])
		switch expected := strings.Trim(m[1], "'"); expected {
		case ";":
			if found == "{" && strings.HasPrefix(strings.TrimSpace(line), "for ") {
				return syntax("unexpected {, expected semicolon or newline")
			}
			return syntax("unexpected " + found + " at end of statement")
		case "IDENT":
			return syntax("unexpected " + found + ", expected name")
		case "operand":
			return syntax("unexpected " + found + ", expected expression")
		default:
			if expected == "{" && found == "semicolon" && strings.HasPrefix(strings.TrimSpace(line), "for ") {
				expected = "{ after for clause"
			}
			return syntax("unexpected " + found + ", expected " + expected)
		}
	}
	return syntax(strings.ReplaceAll(msg, " expecting ", " expected "))
}

// condition finds the assignment that stands where a statement's condition should.
var condition = regexp.MustCompile(`\b(?:if|for|switch) +(.*?(:?=).*?) *\{`)

func closes(list string) string {
	if strings.HasPrefix(list, "composite") {
		return "}"
	}
	return ")"
}

// firstToken gives the token with which a text begins.
func firstToken(text string) string {
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", -1, len(text)), []byte(text), nil, 0)
	_, tok, lit := s.Scan()
	if lit == "" {
		return tok.String()
	}
	return lit
}

// tokenWords names a token as the compiler does.
func tokenWords(found string) string {
	plain := found
	if n := len(found); n > 2 && found[0] == '\'' && found[n-1] == '\'' {
		plain = found[1 : n-1]
	}
	switch {
	case found == "newline" || found == "EOF":
		return found
	case found == "'EOF'":
		return "EOF"
	case token.IsKeyword(plain):
		return "keyword " + plain
	case token.IsIdentifier(plain):
		return "name " + plain
	case plain == ",":
		return "comma"
	case plain == ";":
		return "semicolon"
	case plain != "" && strings.ContainsRune("0123456789\"`'", rune(plain[0])):
		return "literal " + plain
	}
	return plain
}
