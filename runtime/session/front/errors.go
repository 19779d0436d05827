package front

import (
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An Error is a fault of the cell's source.
type Error struct {
	Cell      int // the cell's number; 0 means the cell being compiled
	Line, Col int
	Msg       string // in the Go compiler's words
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Msg
	}
	if e.Cell == 0 {
		return fmt.Sprintf("%d:%d: %s", e.Line, e.Col, e.Msg)
	}
	return fmt.Sprintf("cell[%d]:%d:%d: %s", e.Cell, e.Line, e.Col, e.Msg)
}

// Errors are all the faults found in a cell, in the source's order.
type Errors []*Error

func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Quote gives the errors with the cell's source line and a caret below each, coloured with
// ANSI codes if colour is set. source gives the text of a cell by its number.
func (es Errors) Quote(source func(cell int) string, colour bool) []string {
	red, dim, off := "\x1b[31m", "\x1b[2m", "\x1b[0m"
	if !colour {
		red, dim, off = "", "", ""
	}
	var out []string
	for _, e := range es {
		out = append(out, red+e.Error()+off)
		lines := strings.Split(source(e.Cell), "\n")
		if e.Line < 1 || e.Line > len(lines) {
			continue
		}
		line := strings.TrimRight(lines[e.Line-1], "\r")
		num := strconv.Itoa(e.Line)
		out = append(out, dim+"  "+num+" | "+off+line)
		col := min(max(e.Col-1, 0), len(line))
		// Tabs stay tabs so that the caret stands under its column in any front end.
		pad := strings.Map(func(r rune) rune {
			if r == '\t' {
				return r
			}
			return ' '
		}, line[:col])
		out = append(out, "  "+strings.Repeat(" ", len(num))+" | "+pad+red+"^"+off)
	}
	return out
}

func sorted(es Errors) Errors {
	slices.SortStableFunc(es, func(a, b *Error) int {
		if a.Cell != b.Cell {
			return a.Cell - b.Cell
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Col - b.Col
	})
	return slices.CompactFunc(es, func(a, b *Error) bool { return *a == *b })
}

// fileName is what positions in cell n are under. All cells share one base name, since yaegi
// scopes imports by it.
func fileName(n int) string { return "cell" + strconv.Itoa(n) + "/_.go" }

var cellFile = regexp.MustCompile(`(?:cell\d+[/\\])*cell(\d+)[/\\]_\.go`)

// cellOf gives the number of the cell that a file name made by fileName stands for, or 0.
func cellOf(file string) int {
	m := cellFile.FindStringSubmatch(file)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// CellNames rewrites the positions in an interpreter's message to the form cell[3]:4:5.
func CellNames(s string) string { return cellFile.ReplaceAllString(s, "cell[$1]") }

// Plain takes the front end's own marks out of a message.
func Plain(s string) string { return marked.ReplaceAllString(s, "") }

var marked = regexp.MustCompile(mark + `[0-9a-z_]*`)

func (s *State) errorAt(pos token.Pos, msg string) *Error {
	p := s.fset.Position(pos)
	return &Error{Cell: cellOf(p.Filename), Line: p.Line, Col: p.Column, Msg: CellNames(Plain(msg))}
}
