package child

import (
	"errors"
	"fmt"
	"strings"

	"talbot/runtime/session/link"
)

// line does what a % or ! line of the running cell says. values alternate between the number
// of a hole in the line and the value of the Go that stands there. A line that fails ends the
// cell as a panic would.
func (h *host) line(id int, values ...any) {
	l := h.lines[id]
	l.Args = filled(l, values)
	h.settle() // what was printed before comes before
	var err error
	switch {
	case l.Ask:
		err = h.ask(id)
	case l.Name == "who":
		err = h.who(l)
	case l.Name == "env":
		err = env(l.Args)
	case l.Name == "cd":
		err = h.changeDir(l.Args)
	case l.Name == "writefile":
		err = writeFile(l.Args, l.Body)
	case l.Name == "bash":
		err = h.bash(l.Args, l.Body)
	default:
		err = h.shell(l.Args)
	}
	if err != nil {
		panic(lineError{l.Sign, err})
	}
}

// filled gives a line's arguments with the values of the holes that have one.
func filled(l link.Line, values []any) string {
	var b strings.Builder
	last := 0
	for i := 0; i+1 < len(values); i += 2 {
		hole := l.Holes[values[i].(int)]
		b.WriteString(l.Args[last:hole.From])
		fmt.Fprint(&b, values[i+1])
		last = hole.To
	}
	return b.String() + l.Args[last:]
}

// A lineError is why a line failed.
type lineError struct {
	sign string
	err  error
}

func (e lineError) Error() string { return e.sign + ": " + e.err.Error() }

// ask has the session do what a line says, and waits until it has.
func (h *host) ask(id int) error {
	if err := h.conn.Send(&link.Report{Line: &link.LineCall{ID: id}}); err != nil {
		return err
	}
	select {
	case d := <-h.lineDone:
		if d.Err != "" {
			return errors.New(d.Err)
		}
		return nil
	case <-h.stop.channel():
		// The session was interrupted too, and is done soon: a line does not go on beside the next cell.
		<-h.lineDone
		halt()
	}
	return nil
}
