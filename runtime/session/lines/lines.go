// Package lines finds what of a cell is no Go: lines that begin with %, as %time or %help, and
// lines that begin with !, which hold a command for the shell. A line is one of them where a
// statement of Go could begin outside all brackets: in x := a %⏎b, in a raw string and in a
// function's body % and ! are Go's own.
//
// The package knows the form of the lines; what each does is the session's to say.
package lines

import (
	"go/scanner"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Line is one line of a cell that is no Go.
type Line struct {
	Name string // what stands behind the percent sign; "!" for the shell
	Args string // the rest of the line
	Body string // the rest of the cell, where the line begins with %%
	// Whole tells a line that begins with %% and is the cell's first: all below is its body.
	Whole bool

	Number  int // of the line in the cell, from 1
	Off     int // where it begins, in bytes
	ArgsOff int // where Args begins
	End     int // behind it and its body
}

// Shell is the name of the lines that begin with an exclamation mark.
const Shell = "!"

// Sign gives the line's name as it is written.
func (l Line) Sign() string {
	switch {
	case l.Name == Shell:
		return Shell
	case l.Whole:
		return "%%" + l.Name
	}
	return "%" + l.Name
}

// TakesGo reports whether a line's arguments are Go, which stays part of the cell's own. Where
// there are none, it is about the cell below; %%time says the same as %time.
func TakesGo(name string) bool { return name == "time" || name == "timeit" }

// Find gives a cell's lines in order. Arguments that are Go go on until their statement ends.
func Find(code string) []Line {
	if l, ok := whole(code); ok {
		return []Line{l}
	}
	if !strings.ContainsAny(code, "%!") {
		return nil
	}
	var out []Line
	for off := 0; off < len(code); {
		l, ok := next(code, off)
		if !ok {
			break
		}
		off = l.End
		if TakesGo(l.Name) {
			l.End = statementEnd(code, l.ArgsOff)
			l.Args = strings.TrimSpace(code[l.ArgsOff:l.End])
			off = l.End
		}
		out = append(out, l)
	}
	return out
}

// Blank gives the cell's Go alone: lines become spaces, so that all else keeps its place.
func Blank(code string, found []Line) string {
	if len(found) == 0 {
		return code
	}
	b := []byte(code)
	for _, l := range found {
		end := l.End
		if TakesGo(l.Name) {
			end = l.ArgsOff
		}
		for i := l.Off; i < end; i++ {
			if b[i] != '\n' {
				b[i] = ' '
			}
		}
	}
	return string(b)
}

// At gives the line in which a cursor stands, unless it stands in the Go that a line takes.
func At(found []Line, cursor int) (Line, bool) {
	for _, l := range found {
		end := l.End
		if TakesGo(l.Name) && cursor >= l.ArgsOff && l.ArgsOff > l.Off+len(l.Sign()) {
			continue
		}
		if cursor > l.Off && cursor <= end {
			return l, true
		}
	}
	return Line{}, false
}

// Unfinished reports whether a cell's lines ask for more: a line that begins with %% for its
// body, which an empty line ends, and one that is about the Go below for that Go.
func Unfinished(code string, found []Line) bool {
	for _, l := range found {
		switch {
		case l.Whole:
			i := strings.LastIndexByte(code, '\n')
			return i < 0 || strings.TrimSpace(code[i:]) != "" || strings.TrimSpace(code[strings.LastIndexByte(code[:i], '\n')+1:i]) != ""
		case TakesGo(l.Name) && l.Args == "" && Empty(code[l.End:]):
			return true
		}
	}
	return false
}

// Empty reports whether there is no Go, but for comments.
func Empty(code string) bool {
	empty := true
	scan(code, 0, func(_ int, tok token.Token, _ string) bool {
		empty = tok == token.COMMENT || tok == token.SEMICOLON
		return empty
	})
	return empty
}

// whole reads a cell whose first line, empty ones aside, begins with %%.
func whole(code string) (Line, bool) {
	off := len(code) - len(strings.TrimLeftFunc(code, unicode.IsSpace))
	if !strings.HasPrefix(code[off:], "%%") {
		return Line{}, false
	}
	l := parse(code, off)
	if l.Name == "" || TakesGo(l.Name) {
		return Line{}, false
	}
	l.Whole = true
	if l.End < len(code) {
		l.Body = code[l.End+1:]
	}
	l.End = len(code)
	return l, true
}

// next gives the first line at or behind off, where a statement begins.
func next(code string, off int) (Line, bool) {
	depth, fresh := 0, true // fresh: a statement can begin
	var found Line
	ok := false
	scan(code, off, func(pos int, tok token.Token, lit string) bool {
		if fresh && depth == 0 && begins(code, pos) {
			if found = parse(code, pos); found.Name != "" {
				ok = true
				return false
			}
		}
		depth += nesting(tok)
		fresh = tok == token.SEMICOLON || tok == token.COMMENT && fresh
		return true
	})
	return found, ok
}

// statementEnd gives the end of the statement that begins at off.
func statementEnd(code string, off int) int {
	if i := strings.IndexByte(code[off:], '\n'); i >= 0 && strings.TrimSpace(code[off:off+i]) == "" {
		return off + i // nothing stands there
	}
	end, depth := len(code), 0
	scan(code, off, func(pos int, tok token.Token, lit string) bool {
		if tok == token.SEMICOLON && lit == "\n" && depth <= 0 {
			end = pos
			return false
		}
		depth += nesting(tok)
		return true
	})
	return end
}

// scan gives the tokens of the Go from off on until yield has enough. What is no Go behind the
// place where it stops is never looked at.
func scan(code string, off int, yield func(pos int, tok token.Token, lit string) bool) {
	fset := token.NewFileSet()
	f := fset.AddFile("", fset.Base(), len(code)-off)
	var s scanner.Scanner
	s.Init(f, []byte(code[off:]), func(token.Position, string) {}, scanner.ScanComments)
	for {
		p, tok, lit := s.Scan()
		if tok == token.EOF || !yield(off+f.Offset(p), tok, lit) {
			return
		}
	}
}

func nesting(t token.Token) int {
	switch t {
	case token.LPAREN, token.LBRACK, token.LBRACE:
		return 1
	case token.RPAREN, token.RBRACK, token.RBRACE:
		return -1
	}
	return 0
}

// begins reports whether a % or ! line may begin at off: nothing but white space stands before
// it on its line.
func begins(code string, off int) bool {
	return off < len(code) && (code[off] == '%' || code[off] == '!') &&
		strings.TrimSpace(code[strings.LastIndexByte(code[:off], '\n')+1:off]) == ""
}

// parse reads the line at off. Its name is "" if it has none.
func parse(code string, off int) Line {
	l := Line{Number: 1 + strings.Count(code[:off], "\n"), Off: off, End: lineEnd(code, off)}
	rest := code[off:l.End]
	if rest[0] == '!' {
		// As in a shell, a backslash takes the next line along.
		for strings.HasSuffix(strings.TrimRight(code[off:l.End], " \t\r"), `\`) && l.End < len(code) {
			l.End = lineEnd(code, l.End+1)
		}
		rest = code[off+1 : l.End]
		l.Name = Shell
	} else {
		rest = strings.TrimLeft(rest, "%")
		n := 0
		for n < len(rest) {
			r, size := utf8.DecodeRuneInString(rest[n:])
			if !unicode.IsLetter(r) && (n == 0 || !unicode.IsDigit(r) && r != '_' && r != '-') {
				break
			}
			n += size
		}
		l.Name, rest = rest[:n], rest[n:]
	}
	l.ArgsOff = l.End - len(strings.TrimLeft(rest, " \t"))
	l.Args = strings.TrimSpace(rest)
	return l
}

func lineEnd(code string, off int) int {
	if i := strings.IndexByte(code[off:], '\n'); i >= 0 {
		return off + i
	}
	return len(code)
}
