package session

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"talbot/runtime/display"
	"talbot/runtime/session/child"
	"talbot/runtime/session/front"
	"talbot/runtime/session/link"
)

func debugging() bool { return os.Getenv("TALBOT_DEBUG") != "" }

func red(s string) string { return "\x1b[31m" + s + "\x1b[0m" }

// compileError gives the errors of a cell that did not compile, with its lines.
func (s *Session) compileError(cell int, err error) *display.Error {
	var es front.Errors
	if !errors.As(err, &es) {
		es = front.Errors{{Msg: err.Error()}}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
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
		e.Traceback = []string{red("interrupted: " + text)}
		return e
	case "not supported":
		e.Value = "the interpreter does not take this cell: " + text
	}
	head := e.Value
	if f.Kind == "panic" {
		head = "panic: " + text
	}
	e.Traceback = []string{red(head)}
	s.mu.Lock()
	defer s.mu.Unlock()
	var frames []frame
	switch {
	case f.Kind == "panic":
		frames = callStack(f, s.state.Source)
	case f.At > 0: // a line that failed
		cell, line := front.LineOf(f.At)
		frames = []frame{{cell: cell, line: line}}
	}
	if len(frames) > 0 && f.Kind == "panic" {
		e.Value += "\n" + frames[0].place() + ": " + frames[0].source(s.state.Source(frames[0].cell))
	}
	for i, fr := range frames {
		if i == maxFrames {
			e.Traceback = append(e.Traceback, fmt.Sprintf("  … and %d calls more", len(frames)-i))
			break
		}
		e.Traceback = append(e.Traceback, "  "+fr.place()+":  \x1b[2m"+fr.source(s.state.Source(fr.cell))+"\x1b[0m")
	}
	return e
}

func runChild(tables []child.Tables) error {
	in, out, err := child.Pipes()
	if err != nil {
		return err
	}
	return child.Main(in, out, tables...)
}

func traceback() string {
	if debugging() {
		return "all"
	}
	return "single"
}
