package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"talbot/runtime/display"
	"talbot/runtime/session/assist"
	"talbot/runtime/session/front"
	"talbot/runtime/session/lines"
	"talbot/runtime/session/link"
)

// A lineCommand is what one name of a % line does.
//
// Most lines act in their place: the cell's Go is compiled as one before anything of it runs,
// and calls the line where it stands. A line that leads acts before that, so it must stand
// above the cell's Go; it may change what the Go is compiled against, and replace the process.
type lineCommand struct {
	name, args string
	help       string // one line, in plain words
	whole      bool   // it begins with %% and takes the rest of the cell
	leads      bool

	// run does what the line says; ctx is cancelled by an interrupt. Where it is nil, the
	// process that runs the cell does it (package child), or it is one of lines.TakesGo.
	run func(s *Session, ctx context.Context, l lines.Line, out display.Output) error
}

// lineCommands lists all lines, in the order in which %help shows them.
func lineCommands() []lineCommand {
	return []lineCommand{
		{name: "time", args: "[GO]", help: "run Go and say how long it took; alone on the first line: the whole cell"},
		{name: "timeit", args: "[GO]", help: "run Go many times and say how long one turn takes"},
		{name: "who", help: "list the session's names, with types and sizes"},
		{name: "doc", args: "NAME", help: "say what a name means, as in %doc fmt.Println", run: (*Session).lineDoc},
		{name: "reset", help: "begin a fresh session: all variables go", leads: true, run: (*Session).lineReset},
		{name: "replay", help: "run again all cells that succeeded, as after the session was lost", leads: true, run: (*Session).lineReplay},
		{name: lines.Shell, args: "COMMAND", help: "run a command of the system; $name and {expression} stand for values of Go"},
		{name: "bash", args: "[OPTIONS]", help: "run the rest of the cell as a shell script", whole: true},
		{name: "writefile", args: "[-a] FILE", help: "write the rest of the cell into a file; -a adds to it", whole: true},
		{name: "cd", args: "[FOLDER]", help: "change the folder: home without one, - for the last"},
		{name: "env", args: "[NAME[=VALUE]]", help: "list the environment's variables, show one or set it"},
		{name: "help", help: "list these lines", run: (*Session).lineHelp},
		{name: "get", args: "MODULE@VERSION …", help: "fetch Go modules, so that cells can import their packages", leads: true, run: (*Session).lineGet},
	}
}

func (c lineCommand) sign() string {
	if c.whole {
		return "%%" + c.name
	}
	if c.name == lines.Shell {
		return c.name
	}
	return "%" + c.name
}

// A LineHelp describes a % line to a person.
type LineHelp = assist.Line

// Lines lists the lines that cells may hold besides Go.
func Lines() []LineHelp {
	var out []LineHelp
	for _, c := range lineCommands() {
		out = append(out, LineHelp{Sign: c.sign(), Args: c.args, Help: c.help})
	}
	return out
}

// A layout is a cell's lines, sorted by who deals with them.
type layout struct {
	lead  []placed
	lines []placed // by the numbers of calls
	calls []front.Call
}

// A placed line is a line of a cell with what it does.
type placed struct {
	lines.Line
	does lineCommand
}

// arrange finds a cell's lines and judges their places.
func arrange(code string) (layout, error) {
	var lay layout
	var errs front.Errors
	found := lines.Find(code)
	goOnly := lines.Blank(code, found)
	for _, l := range found {
		fault := func(format string, a ...any) {
			col := l.Off - strings.LastIndexByte(code[:l.Off], '\n')
			errs = append(errs, &front.Error{Line: l.Number, Col: col, Msg: fmt.Sprintf(format, a...)})
		}
		double := strings.HasPrefix(code[l.Off:], "%%")
		does, why := findCommand(l, double)
		switch {
		case why != "":
			fault("%s", why)
			continue
		case double && strings.TrimSpace(code[:l.Off]) != "":
			fault("%%%%%s takes the rest of the cell, and so must be its first line", l.Name)
			continue
		}
		p := placed{l, does}
		if does.leads {
			if len(lay.lines) > 0 || !lines.Empty(goOnly[:l.Off]) {
				fault("%s acts before all else in its cell, and so must stand at the top", l.Sign())
			}
			lay.lead = append(lay.lead, p)
			lay.calls = append(lay.calls, front.Call{Off: l.Off, End: l.End, How: front.Nothing})
			continue
		}
		call := front.Call{ID: len(lay.lines), Off: l.Off, End: l.End, How: front.Calls}
		for _, h := range l.Holes() {
			call.Holes = append(call.Holes, front.Hole{From: h.From, To: h.To})
		}
		if lines.TakesGo(l.Name) {
			call.How, call.End, call.To, call.Holes = front.Brackets, l.ArgsOff, l.End, nil
			if l.Name == "timeit" {
				call.How = front.Repeats
			}
			if l.Args == "" {
				call.To = len(code)
				if len(lay.lines) > 0 || !lines.Empty(goOnly[:l.Off]) || lines.Empty(goOnly[l.End:]) {
					fault("there is no Go to time: write it behind %%%[1]s, or %%%[1]s alone at the top of the cell that is to be timed", l.Name)
				}
			}
		}
		lay.lines = append(lay.lines, p)
		lay.calls = append(lay.calls, call)
	}
	if len(errs) > 0 {
		return lay, errs
	}
	return lay, nil
}

// findCommand gives what a line does, or why it does nothing.
func findCommand(l lines.Line, double bool) (lineCommand, string) {
	var names []string
	for _, c := range lineCommands() {
		switch {
		case c.name != l.Name:
			names = append(names, c.name)
		case c.whole && !double:
			return c, fmt.Sprintf("%s takes the rest of the cell: write %%%%%s as its first line", c.sign(), c.name)
		case double && !c.whole && !lines.TakesGo(c.name):
			return c, fmt.Sprintf("%s takes one line: write it with one percent sign", c.sign())
		default:
			return c, ""
		}
	}
	return lineCommand{}, unknownLine(l, names)
}

func unknownLine(l lines.Line, names []string) string {
	near := lines.Near(l.Name, names)
	text := fmt.Sprintf("there is no line %s; ", l.Sign())
	for i, n := range near[:min(len(near), 3)] {
		j := slices.IndexFunc(lineCommands(), func(c lineCommand) bool { return c.name == n })
		near[i] = lineCommands()[j].sign()
	}
	if len(near) > 0 {
		text += "did you mean " + strings.Join(near[:min(len(near), 3)], " or ") + "? "
	}
	return text + "%help lists all"
}

// lead runs the lines that act before the cell is compiled. Its error is a *display.Error.
func (s *Session) lead(ctx context.Context, lay layout, out display.Output) error {
	for _, l := range lay.lead {
		err := l.does.run(s, ctx, l.Line, out)
		if ctx.Err() != nil {
			return interruptedError("the cell was stopped; the session and its variables live on")
		}
		var e *display.Error // of a cell that the line ran
		if errors.As(err, &e) {
			return e
		}
		if err != nil {
			return lineFailed(l.Line, err)
		}
	}
	return nil
}

// line does what a line of the running cell says.
func (s *Session) line(ctx context.Context, l placed, out display.Output) error {
	return l.does.run(s, ctx, l.Line, out)
}

// forProcess gives the lines as the process that runs the cell takes them.
func (lay layout) forProcess(prog *front.Program) []link.Line {
	var out []link.Line
	for _, l := range lay.lines {
		p := link.Line{Sign: l.Sign(), Name: l.Name, Args: l.Args, Body: l.Body, Ask: l.does.run != nil}
		for _, h := range l.Holes() {
			p.Holes = append(p.Holes, link.Hole{From: h.Off - l.ArgsOff, To: h.End - l.ArgsOff})
		}
		if l.Name == "who" {
			for _, v := range prog.Vars() {
				p.Vars = append(p.Vars, link.Var(v))
			}
		}
		out = append(out, p)
	}
	return out
}

func lineFailed(l lines.Line, err error) *display.Error {
	return &display.Error{Name: l.Sign(), Value: err.Error(), Traceback: []string{red(l.Sign() + ": " + err.Error())}}
}

func interruptedError(why string) *display.Error {
	return &display.Error{Name: "interrupted", Value: why, Traceback: []string{red("interrupted: " + why)}}
}

// lineHelp is %help.
func (s *Session) lineHelp(_ context.Context, l lines.Line, out display.Output) error {
	var b strings.Builder
	b.WriteString("Lines that cells may hold besides Go:\n\n")
	width := 0
	all := Lines()
	for _, h := range all {
		width = max(width, len(h.Sign)+1+len(h.Args))
	}
	for _, h := range all {
		fmt.Fprintf(&b, "  %-*s  %s\n", width, strings.TrimSpace(h.Sign+" "+h.Args), h.Help)
	}
	out.Stream("stdout", b.String())
	return nil
}
