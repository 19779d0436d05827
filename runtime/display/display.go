// Package display is the vocabulary between a session and the front ends that show it:
// MIME bundles, what a cell prints and shows while it runs, and what it gives back.
// It knows neither the Jupyter protocol nor the interpreter.
//
// Cells import it too: Show puts a value under the cell, whatever stands after it; PNG, JPEG,
// SVG, HTML, Markdown, LaTeX, JSON, VegaLite, Video and Table show what was made elsewhere, and
// check it first.
package display

import (
	"context"
	"sync"
)

// A Bundle is one thing to show, in one or more representations of which the
// front end picks the richest that it can draw.
type Bundle struct {
	// Data maps a MIME type to a string (text types), to []byte (binary types, base64 on
	// the wire), or to a value that encoding/json can encode (JSON types).
	Data map[string]any `json:"data"`
	// Metadata maps a MIME type to hints such as {"width": 400, "height": 300} in CSS pixels.
	Metadata map[string]any `json:"metadata,omitempty"`
}

// Text gives a bundle of plain text.
func Text(s string) Bundle { return Bundle{Data: map[string]any{"text/plain": s}} }

// TextAndHTML gives a bundle of plain text and, if html is not empty, HTML.
func TextAndHTML(text, html string) Bundle {
	b := Text(text)
	if html != "" {
		b.Data["text/html"] = html
	}
	return b
}

// PlainText gives the bundle's text/plain representation, or "".
func (b Bundle) PlainText() string {
	s, _ := b.Data["text/plain"].(string)
	return s
}

// A Bundler shows itself. Figures, images and tables implement it.
type Bundler interface {
	MIMEBundle() (Bundle, error)
}

// An EventKind tells what a front end does with an Event.
type EventKind uint8

const (
	// ShowData appends the bundle to the cell's outputs.
	ShowData EventKind = iota
	// UpdateData replaces the bundle of the earlier output with the same ID.
	UpdateData
	// ClearOutput removes the cell's outputs: at once, or with Wait when the next one comes.
	ClearOutput
	// SendsComm changes no output: it sends the message Comm.
	SendsComm
)

// An Event is a change of a cell's outputs while it runs.
type Event struct {
	Kind   EventKind
	Bundle Bundle
	ID     string // the output's display ID, or ""
	Wait   bool   // for ClearOutput
	Comm   *Comm  // for SendsComm
}

// A Sink takes events in order. Its methods may be called from any goroutine.
type Sink interface {
	Event(Event)
}

// An Output takes all that a running cell produces, in order.
// Its methods may be called from any goroutine, also after the cell has ended
// (a goroutine that the cell started may still print).
type Output interface {
	Sink
	// Stream appends text to the stream "stdout" or "stderr".
	Stream(name, text string)
	// Input asks the person for a line, without its newline.
	// It returns ErrNoInput where nobody can be asked.
	Input(ctx context.Context, prompt string, secret bool) (string, error)
}

// A Result is what a cell gave when it ended.
type Result struct {
	Value *Bundle // the last expression's value; nil if it has none
	Err   *Error  // nil if the cell succeeded
}

// An Error says why a cell failed, in the words of the person who wrote it.
type Error struct {
	Name      string   // what kind: "compile error", "panic", "interrupted", "session ended", …
	Value     string   // plain text, one or a few lines
	Traceback []string // for people: with the cell's lines, may hold ANSI colours
	// SessionEnded is set when the interpreter was lost and a fresh one stands in its place.
	SessionEnded bool
	// ExitCode is what the cell gave os.Exit where Name is "exit".
	ExitCode int
}

func (e *Error) Error() string { return e.Name + ": " + e.Value }

// A Match is one way to complete what stands before the cursor.
type Match struct {
	Text string // replaces Completion.Start…End
	// Kind is "function", "method", "field", "type", "variable", "constant", "package",
	// "keyword", "label", "magic" (a % line), "file" or "folder".
	Kind      string
	Signature string // as in Go source, may be ""
}

// A Completion lists the ways to complete code at a cursor. Start and End are byte offsets.
type Completion struct {
	Matches    []Match
	Start, End int
}

// process is where Show goes: one process runs one session, as it has one standard output.
var process struct {
	sync.Mutex
	sink Sink
	ids  uint64
}

// SetSink sets where Show, Update and Clear of this process go, and returns where they went before.
// The session's host process calls it once; nil restores plain text on standard output.
func SetSink(s Sink) Sink {
	process.Lock()
	defer process.Unlock()
	old := process.sink
	process.sink = s
	return old
}

// currentSink gives where the calling goroutine's output goes.
func currentSink() Sink {
	if s := ownSink(); s != nil {
		return s
	}
	return processSink()
}

func processSink() Sink {
	process.Lock()
	defer process.Unlock()
	if process.sink == nil {
		return stdoutSink{}
	}
	return process.sink
}
