package display

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
)

// Ask asks the person for a line, with the prompt beside where it is typed, and waits for it. It
// gives ErrNoInput where nobody can be asked.
func Ask(ctx context.Context, prompt string) (string, error) { return ask(ctx, prompt, false) }

// AskSecret is Ask for what nobody should see, such as a password: notebook programs show dots as
// it is typed. At a terminal it can be seen.
func AskSecret(ctx context.Context, prompt string) (string, error) { return ask(ctx, prompt, true) }

// An asker is a sink that reaches the person, as an Output does.
type asker interface {
	Input(ctx context.Context, prompt string, secret bool) (string, error)
}

func ask(ctx context.Context, prompt string, secret bool) (string, error) {
	if a, ok := sinkFrom(ctx).(asker); ok {
		return a.Input(ctx, prompt, secret)
	}
	return "", ErrNoInput
}

// Input reads a line from the program's standard input, and no more than it.
func (stdoutSink) Input(_ context.Context, prompt string, _ bool) (string, error) {
	fmt.Print(prompt)
	return readLine(os.Stdin)
}

// readLine reads up to the end of a line byte by byte: what follows is for other readers.
func readLine(r io.Reader) (string, error) {
	var line []byte
	var b [1]byte
	for {
		n, err := r.Read(b[:])
		if n > 0 && b[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, b[:n]...)
		if err == io.EOF && len(line) > 0 {
			return string(line), nil
		}
		if err != nil {
			return "", err
		}
	}
}
