package session

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"

	"talbot/runtime/session/front"
	"talbot/runtime/session/link"
)

const maxFrames = 20

// A frame is a call of a cell's function that a panic went through.
type frame struct {
	cell, line int
	fn         string // "" for a cell's own statements
}

var frameLine = regexp.MustCompile(`^(?:cell\d+[/\\])*cell(\d+)[/\\]_\.go:(\d+)(?::\d+)?: panic: (?:main\.)?([^(]*)`)

// callStack reads the interpreter's trace of a panic, innermost call first. The interpreter
// tells where each function begins; the innermost one's line was noted by the code itself, and
// an outer one's is that of its call of the next, where it has one such call.
func callStack(f *link.Fault, source func(cell int) string) []frame {
	var out []frame
	for _, l := range f.Trace {
		m := frameLine.FindStringSubmatch(l)
		if m == nil {
			continue
		}
		var fr frame
		fr.cell, _ = strconv.Atoi(m[1])
		fr.line, _ = strconv.Atoi(m[2])
		fr.fn = functionName(m[3])
		if n := len(out); n > 0 && out[n-1] == fr {
			continue
		}
		if fr.fn == "" && fr.line > 1+strings.Count(source(fr.cell), "\n") {
			continue // the call of a script's main, which stands behind it
		}
		out = append(out, fr)
	}
	cell, line := front.LineOf(f.At)
	if line > 0 && len(out) == 0 {
		return []frame{{cell: cell, line: line}}
	}
	for i := range out {
		switch {
		case i == 0 && line > 0 && cell == out[0].cell:
			out[0].line = line
		case i > 0 && out[i-1].fn != "":
			if l := callLine(source(out[i].cell), out[i], out[i-1].fn); l > 0 {
				out[i].line = l
			}
		}
	}
	return out
}

var cellFunction = regexp.MustCompile(`^cellʹ\d+_\d+$`)

func functionName(s string) string {
	if cellFunction.MatchString(s) {
		return ""
	}
	return front.Plain(s)
}

// callLine gives the line on which a function of a cell calls another, if it does on one only.
func callLine(src string, in frame, callee string) int {
	callee = callee[strings.LastIndexByte(callee, '.')+1:]
	lines := map[int]bool{}
	// A cell's statements stand outside functions: wrapped, they parse. A cell with declarations
	// does not, and is read as a file instead.
	for _, head := range []string{"package p;", "package p;func _() {"} {
		text := head + src
		if strings.HasSuffix(head, "{") {
			text += "\n}"
		}
		fset := token.NewFileSet()
		f, _ := parser.ParseFile(fset, "", text, parser.SkipObjectResolution|parser.AllErrors)
		if f == nil {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				return in.fn == "" && n.Name.Name == "_" || n.Name.Name == in.fn[strings.LastIndexByte(in.fn, '.')+1:]
			case *ast.CallExpr:
				var id *ast.Ident
				switch fun := n.Fun.(type) {
				case *ast.Ident:
					id = fun
				case *ast.SelectorExpr:
					id = fun.Sel
				}
				if id != nil && id.Name == callee {
					lines[fset.Position(n.Pos()).Line] = true
				}
			}
			return true
		})
	}
	if len(lines) == 1 {
		for l := range lines {
			return l
		}
	}
	return 0
}

func (f frame) place() string {
	s := fmt.Sprintf("cell[%d]:%d", f.cell, f.line)
	if f.fn != "" {
		s += " in " + f.fn
	}
	return s
}

func (f frame) source(cell string) string {
	lines := strings.Split(cell, "\n")
	if f.line < 1 || f.line > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[f.line-1])
}
