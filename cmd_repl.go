package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"sync"

	"talbot/notebooks/runner"
	"talbot/runtime/display"
	"talbot/runtime/session"
)

const replHelp = `
Reads Go from the terminal and runs it as a notebook runs its cells: variables stay, the last
expression's value is shown. A cell that is not finished goes on in the next line. Ctrl-C stops
a cell, Ctrl-D ends the session. Input that is no terminal is read the same way, without prompts.`

func runREPL(c *command, args []string) error {
	fs := c.flags()
	memory := memoryFlag(fs)
	if err := c.parse(fs, args); err != nil {
		return err
	}
	if err := noArguments(fs); err != nil {
		return err
	}
	ses, err := newSession(*memory, "repl")
	if err != nil {
		return err
	}
	defer ses.Close()
	terminal := isTerminal(os.Stdin)
	prompt := func(s string) {
		if terminal {
			fmt.Print(s)
		}
	}
	if terminal {
		fmt.Printf("Talbot %s. Ctrl-D ends the session.\n", version)
	}
	r := &repl{ses: ses, in: newLines(os.Stdin), prompt: prompt, terminal: terminal, signals: make(chan os.Signal, 1)}
	signal.Notify(r.signals, os.Interrupt)
	defer signal.Stop(r.signals)
	return r.loop()
}

// isTerminal reports whether a person is at a file's other end.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	none, err := os.Stat(os.DevNull) // a device too
	return err != nil || !os.SameFile(info, none)
}

// A repl reads cells and runs them.
type repl struct {
	ses      *session.Session
	in       *lines
	prompt   func(string)
	terminal bool
	signals  chan os.Signal
}

func (r *repl) loop() error {
	var cell strings.Builder
	failed := false
	for n := 1; ; {
		if cell.Len() == 0 {
			r.prompt(fmt.Sprintf("[%d] ", n))
		} else {
			r.prompt("...  ")
		}
		var l line
		select {
		case l = <-r.in.next:
		case <-r.signals:
			if !r.terminal {
				return exitError(exitFault)
			}
			cell.Reset() // the terminal drops the line itself
			r.prompt("\n")
			continue
		}
		cell.WriteString(l.text)
		code := cell.String()
		if l.err == nil {
			// An empty line ends a cell that only seems unfinished.
			if state, _ := r.ses.IsComplete(code); state == "incomplete" && strings.TrimSpace(l.text) != "" {
				continue
			}
		}
		cell.Reset()
		if strings.TrimSpace(code) != "" {
			res, interrupted := r.execute(code)
			failed = failed || res.Err != nil
			printResult(res, r.terminal)
			if interrupted && !r.terminal {
				return exitError(exitFault)
			}
			n++
		}
		if l.err != nil {
			r.prompt("\n")
			if !errors.Is(l.err, io.EOF) {
				return l.err
			}
			if failed && !r.terminal {
				return exitError(exitFault)
			}
			return nil
		}
	}
}

// execute runs a cell. Each Ctrl-C meanwhile is an interrupt, since the second asks for more
// than the first.
func (r *repl) execute(code string) (res display.Result, interrupted bool) {
	done := make(chan struct{})
	out := &terminalOutput{in: r.in, live: runner.Live{W: os.Stderr, Terminal: isTerminal(os.Stderr)}}
	go func() {
		defer close(done)
		res = r.ses.Execute(context.Background(), code, out)
		out.settle()
	}()
	for {
		select {
		case <-done:
			return res, interrupted
		case <-r.signals:
			interrupted = true
			r.ses.Interrupt()
		}
	}
}

// lines are read ahead by one, so that a Ctrl-C can come between.
type lines struct{ next chan line }

type line struct {
	text string // with its newline
	err  error
}

func newLines(from io.Reader) *lines {
	l := &lines{next: make(chan line)}
	in := bufio.NewReader(from)
	go func() {
		for {
			text, err := in.ReadString('\n')
			l.next <- line{text, err}
		}
	}()
	return l
}

func printResult(res display.Result, colour bool) {
	if res.Err != nil {
		for _, line := range res.Err.Traceback {
			if !colour {
				line = uncoloured(line)
			}
			fmt.Fprintln(os.Stderr, line)
		}
	}
	if res.Value != nil {
		fmt.Println(res.Value.PlainText())
	}
}

var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

func uncoloured(s string) string { return colours.ReplaceAllString(s, "") }

// A terminalOutput prints what a cell shows as text. Errors of live are let go: a terminal that
// takes no text shows no error either.
type terminalOutput struct {
	in *lines

	mu   sync.Mutex
	live runner.Live // outputs that are being updated
}

func (o *terminalOutput) settle() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.live.Settle() //nolint:errcheck // see terminalOutput
}

func (o *terminalOutput) Stream(name, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	w := os.Stdout
	if name == "stderr" {
		w = os.Stderr
	}
	o.live.Print(w, text) //nolint:errcheck // see terminalOutput
}

func (o *terminalOutput) Event(e display.Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch e.Kind {
	case display.ShowData, display.UpdateData:
		if e.ID == "" {
			o.live.Print(os.Stdout, e.Bundle.PlainText()+"\n") //nolint:errcheck // see terminalOutput
			return
		}
		o.live.Update(e.ID, e.Bundle) //nolint:errcheck // see terminalOutput
	}
}

func (o *terminalOutput) Input(ctx context.Context, prompt string, _ bool) (string, error) {
	o.settle()
	fmt.Print(prompt)
	select {
	case l := <-o.in.next:
		return typed(l.text, l.err)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// typed gives a line without its newline; io.EOF means that there is none any more.
func typed(text string, err error) (string, error) {
	if err != nil && text == "" {
		return "", err
	}
	return strings.TrimRight(text, "\r\n"), nil
}

// readLine asks for a line at the terminal.
func readLine(_ context.Context, in *bufio.Reader, prompt string) (string, error) {
	fmt.Print(prompt)
	return typed(in.ReadString('\n'))
}
