package session

import (
	"maps"

	"talbot/runtime/display"
	"talbot/runtime/session/link"
)

// conversations are those between a process's objects and the front ends.
type conversations struct {
	open  map[string]conversation // by ID
	asked map[uint64]handling     // what front ends sent and the process has not handled yet
	last  uint64                  // number of those
}

type conversation struct {
	target string
	out    display.Output // of the cell that opened it
}

type handling struct {
	out  display.Output
	done chan struct{}
}

func newConversations() conversations {
	return conversations{open: map[string]conversation{}, asked: map[uint64]handling{}}
}

// Comm hands over what a front end sent in a conversation, and returns when it has been handled;
// functions of the person's that it leads to may still run. It does not wait for the running cell.
// out takes what answers this message.
func (s *Session) Comm(c display.Comm, out display.Output) {
	s.mu.Lock()
	if s.proc == nil && !s.closed && c.Kind == display.OpenComm {
		s.proc = startProcess(s.settings, s.fault)
	}
	p := s.proc
	s.mu.Unlock()
	if p == nil || !p.comm(c, out) {
		if c.Kind != display.CloseComm {
			out.Event(display.Event{Kind: display.SendsComm, Comm: &display.Comm{Kind: display.CloseComm, ID: c.ID}})
		}
	}
}

// Comms gives the open conversations: target by ID.
func (s *Session) Comms() map[string]string {
	s.mu.Lock()
	p := s.proc
	s.mu.Unlock()
	all := map[string]string{}
	if p == nil {
		return all
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, c := range p.comms.open {
		all[id] = c.target
	}
	return all
}

// comm reports whether the process is there to answer.
func (p *process) comm(c display.Comm, out display.Output) bool {
	q := handling{out: out, done: make(chan struct{})}
	p.mu.Lock()
	p.comms.last++
	m := &link.Comm{Message: p.comms.last, Comm: c, Target: c.Target}
	if known, ok := p.comms.open[c.ID]; ok {
		m.Target = known.target
	}
	p.comms.asked[m.Message] = q
	p.mu.Unlock()
	p.noteComm(c, out)
	p.send(&link.Request{Comm: m})
	select {
	case <-q.done:
		return true
	case <-p.dead:
		return false
	}
}

func (p *process) answered(message uint64) {
	p.mu.Lock()
	q, ok := p.comms.asked[message]
	delete(p.comms.asked, message)
	p.mu.Unlock()
	if ok {
		close(q.done)
	}
}

// noteComm keeps which conversations are open; out is where they were opened.
func (p *process) noteComm(c display.Comm, out display.Output) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch c.Kind {
	case display.OpenComm:
		p.comms.open[c.ID] = conversation{target: c.Target, out: out}
	case display.CloseComm:
		delete(p.comms.open, c.ID)
	}
}

// closeComms tells the front ends that nobody answers any more, so that no slider pretends to.
func (p *process) closeComms() {
	p.mu.Lock()
	open := maps.Clone(p.comms.open)
	clear(p.comms.open)
	p.mu.Unlock()
	for id, c := range open {
		c.out.Event(display.Event{Kind: display.SendsComm, Comm: &display.Comm{Kind: display.CloseComm, ID: id}})
	}
}
