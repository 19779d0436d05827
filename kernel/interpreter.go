// Package kernel speaks the Jupyter messaging protocol. Its core is transport-neutral;
// package kernel/zmq carries it over ZeroMQ. It knows no interpreter.
package kernel

import (
	"context"

	"talbot/runtime/display"
)

// An Interpreter runs cells. Its methods may be called from any goroutine; Execute is
// called for one cell at a time, the others also while a cell runs.
type Interpreter interface {
	// Execute runs a cell and returns when it has ended. Cancelling ctx interrupts it.
	Execute(ctx context.Context, code string, out display.Output) display.Result
	// Interrupt stops the running cell; the session and its variables live on. A second
	// call while the same cell still runs ends the session if that is what it takes.
	Interrupt()
	// Comm hands over what a front end sent in a conversation with an object of the session.
	// It returns when the message has been handled, and does not wait for a running cell. out
	// takes what answers it.
	Comm(c display.Comm, out display.Output)
	// Comms gives the conversations that are open: each one's target by its ID.
	Comms() map[string]string
	// Complete proposes what may stand at byte offset cursor of code.
	Complete(code string, cursor int) display.Completion
	// Inspect documents what stands at byte offset cursor of code; detail 1 asks for the source.
	Inspect(code string, cursor, detail int) (display.Bundle, bool)
	// IsComplete tells whether code can be run as it is: "complete", "incomplete" (with the
	// next line's indent), "invalid" or "unknown".
	IsComplete(code string) (status, indent string)
	// Close ends the session and frees what it holds.
	Close() error
}
