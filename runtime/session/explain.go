package session

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	"talbot/runtime/display"
	"talbot/runtime/session/child"
	"talbot/runtime/session/front"
	"talbot/runtime/session/link"
)

func debugging() bool { return os.Getenv("TALBOT_DEBUG") != "" }

func red(s string) string { return "\x1b[31m" + s + "\x1b[0m" }

// compileError gives the errors of a cell that did not compile, with its lines.
func (s *Session) compileError(err error) *display.Error {
	var es front.Errors
	if !errors.As(err, &es) {
		es = front.Errors{{Msg: err.Error()}}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	cell := s.cells
	for _, e := range es {
		if e.Cell == 0 {
			e.Cell = cell
		}
	}
	short := make([]string, len(es))
	for i, e := range es {
		own := *e
		if own.Cell == cell {
			own.Cell = 0 // the cell before the person's eyes needs no number
		}
		short[i] = own.Error()
	}
	return &display.Error{Name: "compile error", Value: strings.Join(short, "\n"), Traceback: es.Quote(s.state.Source, true)}
}

// fault gives the error of a cell that failed while it ran.
func (s *Session) fault(f *link.Fault) *display.Error {
	text := front.CellNames(front.Plain(f.Text))
	e := &display.Error{Name: f.Kind, Value: text, ExitCode: f.Code}
	switch f.Kind {
	case "interrupted":
		e.Traceback = []string{red("interrupted")}
		return e
	case "not supported":
		e.Value = "the interpreter does not take this cell: " + text
	}
	head := e.Value
	if f.Kind == "panic" {
		head = "panic: " + text
	}
	e.Traceback = []string{red(head)}
	frames := callStack(f.Trace)
	if len(frames) > 0 {
		e.Value += "\n" + frames[0].place()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, fr := range frames {
		if i == maxFrames {
			e.Traceback = append(e.Traceback, fmt.Sprintf("  … and %d calls more", len(frames)-i))
			break
		}
		e.Traceback = append(e.Traceback, "  "+fr.place()+"  \x1b[2m"+fr.source(s.state.Source(fr.cell))+"\x1b[0m")
	}
	return e
}

const maxFrames = 20

// A frame is a call of a cell's function that a panic went through.
type frame struct {
	cell, line int
	fn         string
}

var frameLine = regexp.MustCompile(`^(?:cell\d+[/\\])*cell(\d+)[/\\]_\.go:(\d+)(?::\d+)?: panic: (?:main\.)?([^(]*)`)

// callStack reads the interpreter's trace of a panic.
func callStack(trace []string) []frame {
	var out []frame
	for _, l := range trace {
		m := frameLine.FindStringSubmatch(l)
		if m == nil {
			continue
		}
		var f frame
		f.cell, _ = strconv.Atoi(m[1])
		f.line, _ = strconv.Atoi(m[2])
		f.fn = front.Plain(m[3])
		if n := len(out); n > 0 && out[n-1] == f {
			continue
		}
		out = append(out, f)
	}
	return out
}

func (f frame) place() string {
	s := fmt.Sprintf("cell[%d]:%d", f.cell, f.line)
	if f.fn != "" && f.fn != "cell" {
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

func runChild(tables []child.Tables) error { return child.Main(os.Stdin, os.Stdout, tables...) }

func traceback() string {
	if debugging() {
		return "all"
	}
	return "single"
}
