package assist

import (
	"go/ast"
	"go/token"
	"go/types"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"talbot/runtime/display"
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
	return complete(st, code, cursor)
}

func complete(st State, code string, cursor int) display.Completion {
	out := display.Completion{Start: cursor, End: cursor}
	tokens, _ := lex(code[:cursor])
	if n := len(tokens); n > 0 {
		if last := tokens[n-1]; last.tok == token.SEMICOLON && last.lit == "\n" && last.pos >= cursor {
			tokens = tokens[:n-1] // the scanner's own, at the end of what is there
		}
	}
	if n := len(tokens); n > 0 {
		last := tokens[n-1]
		switch last.tok {
		case token.COMMENT:
			if unfinished(last) || last.end == cursor && strings.HasPrefix(last.lit, "//") {
				return out
			}
		case token.STRING, token.CHAR:
			if unfinished(last) {
				return completeString(st, code, tokens, cursor)
			}
			if last.end == cursor {
				return out
			}
		case token.INT, token.FLOAT, token.IMAG:
			if last.end == cursor {
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
func unfinished(t lexeme) bool {
	switch {
	case strings.HasPrefix(t.lit, "/*"):
		return len(t.lit) < 4 || !strings.HasSuffix(t.lit, "*/")
	case strings.HasPrefix(t.lit, "//"):
		return false
	}
	if len(t.lit) < 2 || t.lit[len(t.lit)-1] != t.lit[0] {
		return true
	}
	if t.lit[0] == '`' {
		return false
	}
	slashes := 0
	for i := len(t.lit) - 2; i > 0 && t.lit[i] == '\\'; i-- {
		slashes++
	}
	return slashes%2 == 1
}

// completeString proposes import paths in an import; other strings are the person's own.
func completeString(st State, code string, tokens []lexeme, cursor int) display.Completion {
	last := tokens[len(tokens)-1]
	out := display.Completion{Start: cursor, End: cursor}
	chunks := split(tokens)
	if st.Importer == nil || len(chunks) == 0 || chunks[len(chunks)-1].tokens[0].tok != token.IMPORT {
		return out
	}
	out.Start = last.pos + 1
	typed := code[out.Start:cursor]
	for _, p := range st.Importer.Paths() {
		if strings.HasPrefix(p, typed) || strings.HasPrefix(st.Importer.Name(p), typed) {
			out.Matches = append(out.Matches, display.Match{Text: p, Kind: "package", Signature: "package " + st.Importer.Name(p)})
		}
	}
	sort.SliceStable(out.Matches, func(i, j int) bool {
		a, b := out.Matches[i].Text, out.Matches[j].Text
		return strings.HasPrefix(a, typed) && !strings.HasPrefix(b, typed)
	})
	return out
}

// collect gives the matches for what is typed of an identifier that begins at start.
func collect(st State, code string, start int, prefix string) []display.Match {
	cursor := start + len(prefix)
	c, atDot := checkAt(st, code, start, cursor)
	s := &suggestions{prefix: prefix, seen: map[string]bool{}, pkg: c.pkg}
	path := c.enclosing(c.pos)
	if atDot {
		c.suggestMembers(s, path)
		return s.sorted()
	}
	if lit, fieldsOnly := c.suggestFields(s, path); lit && fieldsOnly {
		return s.sorted()
	}
	c.suggestNames(s)
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
	tokens, _ := lex(text + name)
	if n := len(tokens); n > 0 && tokens[n-1].tok == token.SEMICOLON && tokens[n-1].lit == "\n" {
		tokens = tokens[:n-1] // the scanner's own, at the end
	}
	chunks := split(tokens)
	focus := len(chunks) - 1
	if focus < 0 {
		return check(st, "", nil, -1, "", 0), false
	}
	ch := chunks[focus]
	body := text[min(ch.start, len(text)):] + name
	if n := len(ch.tokens); n > 1 && ch.tokens[n-1].tok == token.IDENT || n > 1 && ch.tokens[n-1].tok.IsKeyword() {
		atDot = ch.tokens[n-2].tok == token.PERIOD
	}
	closed := body + finish(ch.tokens)
	// What other chunks follow may be declared for the cursor's chunk to use.
	all := append(chunks[:focus:focus], ch)
	if strings.TrimSpace(code[cursor:]) != "" {
		rest, _ := lex(code)
		for _, later := range split(rest) {
			if later.start > ch.start && later.start >= cursor && later.declares() {
				all = append(all, later)
			}
		}
	}
	return check(st, code, all, focus, closed, len(body)), atDot
}

type suggestions struct {
	prefix  string
	seen    map[string]bool
	matches []display.Match
	rank    []int // lower is better
	pkg     *types.Package
}

// add proposes a name, unless a nearer declaration has hidden it.
func (s *suggestions) add(name, kind, signature string, rank int) {
	if s.seen[name] || name == "_" || name == cursorName || strings.ContainsRune(name, mark) {
		return
	}
	switch {
	case strings.HasPrefix(name, s.prefix):
	case len(name) >= len(s.prefix) && strings.EqualFold(name[:len(s.prefix)], s.prefix):
		rank += 100
	default:
		return
	}
	s.seen[name] = true
	s.matches = append(s.matches, display.Match{Text: name, Kind: kind, Signature: signature})
	s.rank = append(s.rank, rank)
}

func (s *suggestions) object(name string, o types.Object, rank int) {
	s.add(name, kindOf(o), signature(o, name, s.pkg), rank)
}

func (s *suggestions) sorted() []display.Match {
	sort.Stable((*byRank)(s))
	return s.matches
}

type byRank suggestions

func (s *byRank) Len() int { return len(s.matches) }
func (s *byRank) Less(i, j int) bool {
	if s.rank[i] != s.rank[j] {
		return s.rank[i] < s.rank[j]
	}
	return s.matches[i].Text < s.matches[j].Text
}
func (s *byRank) Swap(i, j int) {
	s.matches[i], s.matches[j] = s.matches[j], s.matches[i]
	s.rank[i], s.rank[j] = s.rank[j], s.rank[i]
}

// suggestNames proposes what can be named at the cursor: locals, the cell's and the
// session's names, imports, packages not yet imported, what the language predeclares.
func (c *checked) suggestNames(s *suggestions) {
	rank := 0
	for scope := c.scope(); scope != nil; scope = scope.Parent() {
		if scope == types.Universe {
			rank = 40
		}
		for _, n := range scope.Names() {
			if _, o := scope.LookupParent(n, c.pos); o != nil && o.Parent() == scope || scope == c.pkg.Scope() {
				s.object(n, scope.Lookup(n), rank)
			}
		}
		rank = min(rank+1, 10)
	}
	for _, k := range keywords {
		if s.prefix != "" {
			s.add(k, "keyword", "", 30)
		}
	}
	if c.st.Importer == nil {
		return
	}
	for _, p := range c.st.Importer.Paths() {
		// The likeliest of several packages with one name.
		if n := c.st.Importer.Name(p); s.prefix != "" && strings.HasPrefix(n, s.prefix) && !s.seen[n] {
			s.add(n, "package", `import "`+c.st.Importer.Named(n)[0]+`"`, 50)
		}
	}
}

var keywords = func() (out []string) {
	for t := token.BREAK; t <= token.VAR; t++ {
		if t.IsKeyword() {
			out = append(out, t.String())
		}
	}
	return out
}()

// suggestFields proposes the fields of the struct literal in which the cursor stands.
// lit tells that it does, only that nothing but a field can stand there.
func (c *checked) suggestFields(s *suggestions, path []ast.Node) (lit, only bool) {
	if len(path) < 2 {
		return false, false
	}
	cl, ok := path[len(path)-2].(*ast.CompositeLit)
	if !ok {
		return false, false
	}
	id, ok := path[len(path)-1].(*ast.Ident)
	if !ok {
		return false, false
	}
	tv, ok := c.info.Types[cl]
	if !ok {
		return false, false
	}
	t := tv.Type.Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	st, ok := t.(*types.Struct)
	if !ok {
		return false, false
	}
	set := map[string]bool{}
	for _, e := range cl.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			only = true
			if k, ok := kv.Key.(*ast.Ident); ok {
				set[k.Name] = true
			}
		} else if e != ast.Expr(id) {
			return true, false // positional
		}
	}
	for f := range st.Fields() {
		if !set[f.Name()] && c.accessible(f) {
			s.add(f.Name()+": ", "field", signature(f, f.Name(), c.pkg), -1)
		}
	}
	return true, only
}

// accessible tells whether a cell may name a field or method.
func (c *checked) accessible(o types.Object) bool {
	return o.Exported() || o.Pkg() != nil && o.Pkg().Path() == c.pkg.Path()
}
