// Package kerneltest has an interpreter for tests of what surrounds one: a cell is a
// list of commands, one a line, and does what the protocol's tests need.
package kerneltest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync"
	"time"

	"talbot/runtime/display"
)

// An Interpreter runs cells of commands:
//
//	print TEXT      writes a line to stdout        eprint TEXT   to stderr
//	value TEXT      gives the cell's value         error TEXT    fails
//	show MIME TEXT  shows data                     update TEXT   replaces what showid showed
//	showid TEXT     shows data with an ID          clear         clears the output
//	sleep MS        waits                          loop          runs until it is interrupted
//	input PROMPT    asks and prints the answer     secret PROMPT asks for a password
//	spam N          prints N lines of 100 bytes    panic         panics, as a broken interpreter would
//	later TEXT      prints 50 ms after the end
//	open ID         opens a conversation with the target echo, which sends back what it gets
//	close ID        closes it
type Interpreter struct {
	mu         sync.Mutex
	comms      map[string]string // target by ID
	stop       context.CancelFunc
	interrupts int
	closed     chan struct{}
	once       sync.Once
}

// New gives an interpreter.
func New() *Interpreter { return &Interpreter{closed: make(chan struct{}), comms: map[string]string{}} }

// Interrupts tells how often a cell was interrupted.
func (in *Interpreter) Interrupts() int {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.interrupts
}

// Execute implements kernel.Interpreter.
func (in *Interpreter) Execute(ctx context.Context, code string, out display.Output) (r display.Result) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	in.mu.Lock()
	in.stop = stop
	in.mu.Unlock()
	for _, line := range strings.Split(code, "\n") {
		command, arg, _ := strings.Cut(strings.TrimSpace(line), " ")
		if command == "value" {
			b := display.Text(arg)
			r.Value = &b
			continue
		}
		if err := in.do(ctx, command, arg, out); err != nil {
			return display.Result{Err: err}
		}
	}
	return r
}

func (in *Interpreter) do(ctx context.Context, command, arg string, out display.Output) *display.Error {
	switch command {
	case "", "//":
	case "print":
		out.Stream("stdout", arg+"\n")
	case "eprint":
		out.Stream("stderr", arg+"\n")
	case "show":
		mime, text, _ := strings.Cut(arg, " ")
		out.Event(display.Event{Bundle: display.Bundle{Data: map[string]any{mime: text}}})
	case "showid":
		out.Event(display.Event{ID: "id", Bundle: display.Text(arg)})
	case "update":
		out.Event(display.Event{Kind: display.UpdateData, ID: "id", Bundle: display.Text(arg)})
	case "clear":
		out.Event(display.Event{Kind: display.ClearOutput, Wait: arg == "wait"})
	case "error":
		return &display.Error{Name: "error", Value: arg}
	case "panic":
		panic("the interpreter is broken")
	case "sleep":
		ms, _ := strconv.Atoi(arg)
		return wait(ctx, time.After(time.Duration(ms)*time.Millisecond))
	case "loop":
		return wait(ctx, nil)
	case "input", "secret":
		line, err := out.Input(ctx, arg, command == "secret")
		if err != nil {
			return &display.Error{Name: "input", Value: err.Error()}
		}
		out.Stream("stdout", "got "+line+"\n")
	case "spam":
		return spam(ctx, arg, out)
	case "open":
		in.send(out, display.Comm{Kind: display.OpenComm, ID: arg, Target: "echo", Data: json.RawMessage(`{"a":1}`), Metadata: json.RawMessage(`{"version":"2"}`)})
	case "close":
		in.send(out, display.Comm{Kind: display.CloseComm, ID: arg})
	case "later":
		time.AfterFunc(50*time.Millisecond, func() { out.Stream("stdout", arg+"\n") })
	default:
		return &display.Error{Name: "compile error", Value: fmt.Sprintf("undefined: %s", command)}
	}
	return nil
}

// send sends a message of a conversation.
func (in *Interpreter) send(out display.Sink, c display.Comm) {
	in.note(c)
	out.Event(display.Event{Kind: display.SendsComm, Comm: &c})
}

func (in *Interpreter) note(c display.Comm) {
	in.mu.Lock()
	defer in.mu.Unlock()
	switch c.Kind {
	case display.OpenComm:
		in.comms[c.ID] = c.Target
	case display.CloseComm:
		delete(in.comms, c.ID)
	}
}

// Comm implements kernel.Interpreter.
func (in *Interpreter) Comm(c display.Comm, out display.Output) {
	if c.Kind == display.OpenComm && c.Target == "echo" || c.Kind == display.CloseComm {
		in.note(c)
		return
	}
	if _, open := in.Comms()[c.ID]; !open {
		in.send(out, display.Comm{Kind: display.CloseComm, ID: c.ID})
		return
	}
	in.send(out, c)
}

// Comms implements kernel.Interpreter.
func (in *Interpreter) Comms() map[string]string {
	in.mu.Lock()
	defer in.mu.Unlock()
	return maps.Clone(in.comms)
}

func spam(ctx context.Context, arg string, out display.Output) *display.Error {
	n, _ := strconv.Atoi(arg)
	line := strings.Repeat("x", 99) + "\n"
	for range n {
		if ctx.Err() != nil {
			return wait(ctx, nil)
		}
		out.Stream("stdout", line)
	}
	return nil
}

func wait(ctx context.Context, c <-chan time.Time) *display.Error {
	select {
	case <-c:
		return nil
	case <-ctx.Done():
		return &display.Error{Name: "interrupted", Value: "the cell was interrupted"}
	}
}

// Interrupt implements kernel.Interpreter.
func (in *Interpreter) Interrupt() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.interrupts++
	if in.stop != nil {
		in.stop()
	}
}

var commands = []string{"clear", "print", "panic", "größe"}

// Complete implements kernel.Interpreter: it knows a few words.
func (in *Interpreter) Complete(code string, cursor int) display.Completion {
	start := strings.LastIndexAny(code[:cursor], " \n") + 1
	c := display.Completion{Start: start, End: cursor}
	for _, w := range commands {
		if strings.HasPrefix(w, code[start:cursor]) {
			c.Matches = append(c.Matches, display.Match{Text: w, Kind: "function"})
		}
	}
	return c
}

// Inspect implements kernel.Interpreter: it knows print.
func (in *Interpreter) Inspect(code string, cursor, detail int) (display.Bundle, bool) {
	if strings.HasPrefix(code, "panic") {
		panic("broken")
	}
	return display.Text("print writes a line"), strings.HasPrefix(code, "print")
}

// IsComplete implements kernel.Interpreter.
func (in *Interpreter) IsComplete(code string) (status, indent string) {
	switch {
	case strings.HasSuffix(code, "{"):
		return "incomplete", "\t"
	case strings.HasPrefix(code, ")"):
		return "invalid", ""
	}
	return "complete", ""
}

// Close implements kernel.Interpreter.
func (in *Interpreter) Close() error {
	in.Interrupt()
	in.once.Do(func() { close(in.closed) })
	return nil
}

// Closed is closed when the interpreter is.
func (in *Interpreter) Closed() <-chan struct{} { return in.closed }
