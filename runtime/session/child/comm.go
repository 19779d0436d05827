package child

import (
	"fmt"
	"sync"

	"talbot/runtime/display"
	"talbot/runtime/goroutine"
	"talbot/runtime/session/link"
)

// comms are the messages of front ends that wait to be handled, in order, while cells run.
type comms struct {
	mu      sync.Mutex
	waiting []*link.Comm
	busy    bool

	calling sync.Mutex // held during a callback

	caller uint64 // the goroutine in which a callback runs, guarded by mu
	owner  string // the conversation that it belongs to
}

// put has a message handled after those before it. It never waits.
func (c *comms) put(h *host, m *link.Comm) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, m)
	if !c.busy {
		c.busy = true
		go c.work(h)
	}
}

func (c *comms) work(h *host) {
	for {
		c.mu.Lock()
		if len(c.waiting) == 0 {
			c.busy = false
			c.mu.Unlock()
			return
		}
		m := c.waiting[0]
		c.waiting = c.waiting[1:]
		c.mu.Unlock()
		h.handle(m)
		h.conn.Send(&link.Report{Answers: m.Message, Answered: true}) //nolint:errcheck // a session that is gone wants no answer
	}
}

// handle gives a message to who knows its target. An unknown conversation is closed.
func (h *host) handle(m *link.Comm) {
	answer := directed{h, link.Report{Answers: m.Message}}
	handler := display.CommHandler(m.Target)
	if handler == nil {
		if m.Comm.Kind != display.CloseComm {
			answer.Event(display.Event{Kind: display.SendsComm, Comm: &display.Comm{Kind: display.CloseComm, ID: m.Comm.ID}})
		}
		return
	}
	ended := make(chan struct{})
	go func() { // of its own, since a handler that cells gave may end its goroutine
		defer close(ended)
		defer func() {
			if r := recover(); r != nil {
				h.trace.reset()
				answer.Stream("stderr", fmt.Sprintf("panic in the handler of %s: %s\n", m.Target, panicText(r)))
			}
		}()
		handler(m.Comm, answer)
	}()
	<-ended
}

// Callback implements what display.Callback looks for.
func (h *host) Callback(comm string, f func()) {
	h.comms.calling.Lock()
	defer h.comms.calling.Unlock()
	h.count(1)
	defer func() {
		h.count(-1)
		if h.stop.stopped() {
			h.turn.Lock() // once a cell that was interrupted too has ended
			h.renew()
			h.turn.Unlock()
		}
	}()
	ended := make(chan struct{})
	go func() { // an interrupt ends it by runtime.Goexit
		defer close(ended)
		h.comms.enter(goroutine.ID(), comm)
		defer h.comms.enter(0, "")
		display.Within(directed{h, link.Report{For: comm}}, func() {
			finished := false
			defer func() {
				r := recover()
				if finished {
					return
				}
				fault := &link.Fault{Kind: "interrupted", Text: "what the widget called was stopped; the session and its variables live on"}
				if r != nil {
					fault = h.callFault(r)
				}
				h.conn.Send(&link.Report{For: comm, Fault: fault}) //nolint:errcheck // as above
			}()
			f()
			finished = true
		})
	}()
	<-ended
}

func (c *comms) enter(caller uint64, owner string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.caller, c.owner = caller, owner
}

// opener gives the conversation whose callback the calling goroutine is, or "".
func (c *comms) opener() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.caller == 0 || c.caller != goroutine.ID() {
		return ""
	}
	return c.owner
}

func (h *host) count(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calling += n
}

// callFault words the panic of a callback. Nothing of it stays in the trace.
func (h *host) callFault(r any) *link.Fault {
	defer h.trace.reset()
	return &link.Fault{Kind: "panic", Text: panicText(r), Trace: h.trace.lines(), At: h.trace.at}
}

// directed sends what is shown and printed to whom its report names.
type directed struct {
	h *host
	r link.Report
}

// Event implements display.Sink.
func (d directed) Event(e display.Event) { d.h.send(e, d.r) }

// Stream takes what is printed.
func (d directed) Stream(name, text string) {
	r := d.r
	r.Stream = &link.Stream{Name: name, Text: text}
	d.h.conn.Send(&r) //nolint:errcheck // as above
}
