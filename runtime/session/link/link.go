// Package link is the wire between a session and the process that runs its cells: gob
// messages over the process's standard input and output.
package link

import (
	"bufio"
	"encoding/gob"
	"encoding/json"
	"io"
	"sync"

	"talbot/runtime/display"
	"talbot/runtime/session/front"
)

// A Request goes to the process. One field is set.
type Request struct {
	Run       *Run
	Interrupt bool
	Input     *Input
	LineDone  *LineDone
	Comm      *Comm
}

// Run asks to run a cell.
type Run struct {
	Cell  int
	Steps []front.Step
	Lines []Line // by the numbers with which the steps call them
}

// A Line is a % or ! line of the cell.
type Line struct {
	Sign             string // the name as it is written
	Name, Args, Body string
	Ask              bool   // the session does what the line says, the process asks it to
	Holes            []Hole // Go in Args, replaced by its value
	Vars             []Var  // for %who
}

// A Var is a name of the session. Below is the interpreter's name of a variable.
type Var struct{ Name, Type, Below string }

// A Hole is a part of a line's text, in bytes; the text there stands for itself where no value comes.
type Hole struct{ From, To int }

// A Group is programs that a line has started, apart from the process's own group, or that
// have ended.
type Group struct {
	ID   int
	Gone bool
}

// LineCall asks the session to do what a line of the cell says.
type LineCall struct{ ID int }

// LineDone tells that the session has done what a line says.
type LineDone struct{ Err string } // "" if all went well

// Input answers a Question.
type Input struct {
	ID   uint64 // the question's
	Text string
	End  bool   // the input has ended
	Err  string // why there is none, or ""
}

// Comm is a message of a front end in a conversation.
type Comm struct {
	Message uint64 // tells what answers it
	Comm    display.Comm
	Target  string // of the conversation
}

// A Report comes from the process. One of its pointers or Ready or Stopping is set.
type Report struct {
	// To whom a Stream, an Event or a Fault belongs, if not to the cell that runs or ran last:
	For     string // the cell that opened this conversation
	Answers uint64 // the Comm request with this number

	Ready    bool // the process takes cells
	Stream   *Stream
	Event    *Event
	Question *Question
	Stopping bool // the interrupt has been noted
	Line     *LineCall
	Group    *Group
	Done     *Done
	Fault    *Fault // of a callback
	Answered bool   // nothing more answers the Comm request
}

// Stream is text that the cell printed.
type Stream struct{ Name, Text string }

// Event is a display.Event with its bundle in a form that gob takes.
type Event struct {
	Kind   display.EventKind
	ID     string
	Wait   bool
	Bundle Bundle
	Comm   *display.Comm
}

// Question asks the person for a line.
type Question struct {
	ID     uint64 // tells its answer from a late one to an earlier question
	Prompt string
	Secret bool
}

// Done ends a cell.
type Done struct {
	Value    *Bundle
	Fault    *Fault // nil if the cell succeeded
	Compiled bool   // the interpreter took the cell; it may have failed later
	Dir      string // the working directory in which the cell left the process
}

// A Fault is why a cell failed. Positions are in the interpreter's form.
type Fault struct {
	Kind  string // "panic", "interrupted", "exit", "not supported", "stack overflow", "out of memory", or the line that failed
	Text  string
	Trace []string // the interpreter's call trace, innermost first
	At    int64    // the line that was noted last, see front.LineOf
	Code  int      // for "exit"
}

// Bundle carries a display.Bundle: texts and bytes as they are, other values as JSON.
type Bundle struct {
	Text     map[string]string
	Bytes    map[string][]byte
	JSON     map[string][]byte
	Metadata []byte
}

// Pack gives the form of a bundle on the wire.
func Pack(b display.Bundle) (Bundle, error) {
	p := Bundle{Text: map[string]string{}, Bytes: map[string][]byte{}, JSON: map[string][]byte{}}
	for k, v := range b.Data {
		switch v := v.(type) {
		case string:
			p.Text[k] = v
		case []byte:
			p.Bytes[k] = v
		default:
			raw, err := json.Marshal(v)
			if err != nil {
				return p, err
			}
			p.JSON[k] = raw
		}
	}
	if len(b.Metadata) > 0 {
		raw, err := json.Marshal(b.Metadata)
		if err != nil {
			return p, err
		}
		p.Metadata = raw
	}
	return p, nil
}

// Unpack gives the bundle back.
func (p Bundle) Unpack() display.Bundle {
	b := display.Bundle{Data: map[string]any{}}
	for k, v := range p.Text {
		b.Data[k] = v
	}
	for k, v := range p.Bytes {
		b.Data[k] = v
	}
	for k, v := range p.JSON {
		b.Data[k] = json.RawMessage(v)
	}
	if p.Metadata != nil {
		json.Unmarshal(p.Metadata, &b.Metadata) //nolint:errcheck // Pack wrote it
	}
	return b
}

// A Conn sends messages of one kind and receives those of another. Send may be called from
// any goroutine, Receive from one at a time.
type Conn struct {
	mu  sync.Mutex
	enc *gob.Encoder
	dec *gob.Decoder
}

// NewConn gives a Conn over a pair of pipes.
func NewConn(r io.Reader, w io.Writer) *Conn {
	return &Conn{enc: gob.NewEncoder(w), dec: gob.NewDecoder(r)}
}

// Send sends a *Request or a *Report.
func (c *Conn) Send(m any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.enc.Encode(m)
}

// Receive reads the next message into m, which is set to its zero value before.
func (c *Conn) Receive(m any) error { return c.dec.Decode(m) }

// Mark stands before a process's first report. What a package prints while it is initialised
// comes before.
const Mark = "\x00talbot session\n"

// AfterMark gives what r holds behind the mark; what comes before goes to before.
func AfterMark(r io.Reader, before io.Writer) io.Reader {
	return &afterMark{r: bufio.NewReader(r), before: before}
}

type afterMark struct {
	r      *bufio.Reader
	before io.Writer
	found  bool
}

func (a *afterMark) Read(p []byte) (int, error) {
	for !a.found {
		text, err := a.r.ReadBytes(Mark[0])
		if err != nil {
			a.before.Write(text) //nolint:errcheck // the error that counts is the reader's
			return 0, err
		}
		a.before.Write(text[:len(text)-1]) //nolint:errcheck // as above
		if rest, _ := a.r.Peek(len(Mark) - 1); string(rest) == Mark[1:] {
			a.r.Discard(len(rest)) //nolint:errcheck // they are there
			a.found = true
		}
	}
	return a.r.Read(p)
}
