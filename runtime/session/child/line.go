package child

import (
	"errors"

	"talbot/runtime/session/link"
)

// line does what a % or ! line of the running cell says. values alternate between the number
// of a hole in the line and the value of the Go that stands there. A line that fails ends the
// cell as a panic would.
func (h *host) line(id int, values ...any) {
	l := h.lines[id]
	if err := h.ask(id); err != nil {
		panic(lineError{l.Name, err})
	}
}

// A lineError is why a line failed.
type lineError struct {
	sign string
	err  error
}

func (e lineError) Error() string { return e.sign + ": " + e.err.Error() }

// ask has the session do what a line says, and waits until it has.
func (h *host) ask(id int) error {
	h.settle() // what was printed before comes before
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
