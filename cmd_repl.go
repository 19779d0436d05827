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

	"talbot/runtime/display"
)

const replHelp = `
Reads Go from the terminal and runs it as a notebook runs its cells: variables stay, the last
expression's value is shown. A cell that is not finished goes on in the next line. Ctrl-C stops
a cell, Ctrl-D ends the session. Input that is no terminal is read the same way, without prompts.`

func runREPL(c *command, args []string) error {
	fs := c.flags()
	if err := c.parse(fs, args); err != nil {
		return err
	}
	if err := noArguments(fs); err != nil {
		return err
	}
	ses, err := newSession("repl")
	if err != nil {
		return err
	}
	defer ses.Close()
	info, err := os.Stdin.Stat()
	terminal := err == nil && info.Mode()&os.ModeCharDevice != 0
	prompt := func(s string) {
		if terminal {
			fmt.Print(s)
		}
	}
	if terminal {
		fmt.Printf("Talbot %s. Ctrl-D ends the session.\n", version)
	}
	in := bufio.NewReader(os.Stdin)
	var cell strings.Builder
	failed := false
	for n := 1; ; {
		if cell.Len() == 0 {
			prompt(fmt.Sprintf("[%d] ", n))
		} else {
			prompt("...  ")
		}
		line, err := in.ReadString('\n')
		cell.WriteString(line)
		code := cell.String()
		if err == nil {
			// An empty line ends a cell that only seems unfinished.
			if state, _ := ses.IsComplete(code); state == "incomplete" && strings.TrimSpace(line) != "" {
				continue
			}
		}
		cell.Reset()
		if strings.TrimSpace(code) != "" {
			ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
			res := ses.Execute(ctx, code, &terminalOutput{in: in})
			cancel()
			failed = failed || res.Err != nil
			printResult(res, terminal)
			n++
		}
		if err != nil {
			prompt("\n")
			if !errors.Is(err, io.EOF) {
				return err
			}
			if failed && !terminal {
				return exitError(exitFault)
			}
			return nil
		}
	}
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

// A terminalOutput prints what a cell shows as text.
type terminalOutput struct{ in *bufio.Reader }

func (o *terminalOutput) Stream(name, text string) {
	if name == "stderr" {
		fmt.Fprint(os.Stderr, text)
		return
	}
	fmt.Print(text)
}

func (o *terminalOutput) Event(e display.Event) {
	switch e.Kind {
	case display.ShowData:
		fmt.Println(e.Bundle.PlainText())
	case display.UpdateData:
		fmt.Fprintf(os.Stderr, "\r%s", e.Bundle.PlainText())
	}
}

func (o *terminalOutput) Input(ctx context.Context, prompt string, _ bool) (string, error) {
	return readLine(ctx, o.in, prompt)
}

// readLine asks for a line at the terminal.
func readLine(_ context.Context, in *bufio.Reader, prompt string) (string, error) {
	fmt.Print(prompt)
	line, err := in.ReadString('\n')
	if err != nil && line == "" {
		if errors.Is(err, io.EOF) {
			return "", errors.New("the input has ended")
		}
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
