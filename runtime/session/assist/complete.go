package assist

import (
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"

	"talbot/runtime/display"
	"talbot/runtime/session/chunk"
	"talbot/runtime/session/lines"
)

// cursorName stands for the identifier that has not been typed yet. No person writes it.
const cursorName = "ʹcursor"

// Complete proposes what may stand at byte offset cursor of a cell. It never panics and
// never fails: where nothing is known, there are no matches.
func Complete(st State, code string, cursor int) (out display.Completion) {
	cursor = clamp(code, cursor)
	out = display.Completion{Start: cursor, End: cursor}
	defer func() {
		if recover() != nil {
			// The parser and the checker are meant for whole programs; what a half-written
			// cell breaks in them must cost no more than this completion.
			out = display.Completion{Start: cursor, End: cursor}
		}
	}()
	found := lines.Find(code)
	if out, in := completeLine(st, code, found, cursor); in {
		return out
	}
	return complete(st, lines.Blank(code, found), cursor)
}

func complete(st State, code string, cursor int) display.Completion {
	out := display.Completion{Start: cursor, End: cursor}
	tokens, _ := chunk.Lex(code[:cursor])
	if n := len(tokens); n > 0 {
		if last := tokens[n-1]; last.Tok == token.SEMICOLON && last.Lit == "\n" && last.Pos >= cursor {
			tokens = tokens[:n-1] // the scanner's own, at the end of what is there
		}
	}
	if n := len(tokens); n > 0 {
		last := tokens[n-1]
		switch last.Tok {
		case token.COMMENT:
			if unfinished(last) || last.End == cursor && strings.HasPrefix(last.Lit, "//") {
				return out
			}
		case token.STRING, token.CHAR:
			if unfinished(last) {
				return completeString(st, code, tokens, cursor)
			}
			if last.End == cursor {
				return out
			}
		case token.INT, token.FLOAT, token.IMAG:
			if last.End == cursor {
				return out
			}
		}
	}
	start := cursor
	for start > 0 {
		r, n := utf8.DecodeLastRuneInString(code[:start])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == mark {
			break
		}
		start -= n
	}
	prefix := code[start:cursor]
	out.Start = start
	out.Matches = collect(st, code, start, prefix)
	return out
}

// unfinished tells whether a string, character or comment lacks its end.
func unfinished(t chunk.Token) bool {
	switch {
	case strings.HasPrefix(t.Lit, "/*"):
		return len(t.Lit) < 4 || !strings.HasSuffix(t.Lit, "*/")
	case strings.HasPrefix(t.Lit, "//"):
		return false
	}
	if len(t.Lit) < 2 || t.Lit[len(t.Lit)-1] != t.Lit[0] {
		return true
	}
	if t.Lit[0] == '`' {
		return false
	}
	slashes := 0
	for i := len(t.Lit) - 2; i > 0 && t.Lit[i] == '\\'; i-- {
		slashes++
	}
	return slashes%2 == 1
}

// collect gives the matches for what is typed of an identifier that begins at start.
func collect(st State, code string, start int, prefix string) []display.Match {
	cursor := start + len(prefix)
	c, atDot := checkAt(st, code, start, cursor)
	c.after = code[cursor:]
	s := &suggestions{prefix: prefix, seen: map[string]bool{}, pkg: c.pkg}
	path := c.enclosing(c.pos)
	s.want, s.types = c.expected(path)
	switch {
	case atDot:
		c.suggestMembers(s, path)
	case c.suggestLabels(s, path), c.suggestFields(s, path):
	default:
		c.suggestConstants(s, path)
		c.suggestNames(s)
	}
	return s.sorted()
}

// checkAt type-checks the cell as it stands with a name ending at the cursor; what follows
// the cursor in the same chunk is cut off and open brackets are closed. atDot tells that the
// name is a selector.
func checkAt(st State, code string, start, cursor int) (c *checked, atDot bool) {
	text := code[:cursor]
	name := ""
	if start == cursor {
		name = cursorName
	}
	tokens, _ := chunk.Lex(text + name)
	if n := len(tokens); n > 0 && tokens[n-1].Tok == token.SEMICOLON && tokens[n-1].Lit == "\n" {
		tokens = tokens[:n-1] // the scanner's own, at the end
	}
	chunks := chunk.Split(tokens)
	focus := len(chunks) - 1
	if focus < 0 {
		return check(st, "", nil, -1, "", 0), false
	}
	ch := chunks[focus]
	body := text[min(ch.Start, len(text)):] + name
	if n := len(ch.Tokens); n > 1 && ch.Tokens[n-1].Tok == token.IDENT || n > 1 && ch.Tokens[n-1].Tok.IsKeyword() {
		atDot = ch.Tokens[n-2].Tok == token.PERIOD
	}
	closed := body + finish(ch.Tokens)
	// What other chunks follow may be declared for the cursor's chunk to use.
	all := append(chunks[:focus:focus], ch)
	if strings.TrimSpace(code[cursor:]) != "" {
		rest, _ := chunk.Lex(code)
		for _, later := range chunk.Split(rest) {
			if later.Start > ch.Start && later.Start >= cursor && later.Declares() {
				all = append(all, later)
			}
		}
	}
	return check(st, code, all, focus, closed, len(body)), atDot
}
