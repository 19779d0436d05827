package session

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"talbot/runtime/display"
)

// comms gives the messages of conversations that came here.
func (r *recorder) comms() []display.Comm {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []display.Comm
	for _, e := range r.events {
		if e.Kind == display.SendsComm {
			all = append(all, *e.Comm)
		}
	}
	return all
}

// eventually waits for what another goroutine does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 2000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("%s: not within ten seconds", what)
}

func must(t *testing.T, s *Session, code string) *recorder {
	t.Helper()
	out := &recorder{}
	if r := s.Execute(t.Context(), code, out); r.Err != nil {
		t.Fatalf("%s\n%v", code, r.Err)
	}
	return out
}

const opens = `
import ("fmt"; "talbot/runtime/display")
calls := 0
display.HandleComms("test", func(c display.Comm, answer display.Sink) {
	if string(c.Data) == "{}" { panic("empty") }
	answer.Event(display.Event{Kind: display.SendsComm, Comm: &display.Comm{Kind: display.CommMessage, ID: c.ID, Data: c.Data, Metadata: c.Metadata, Buffers: c.Buffers}})
	go display.Callback(c.ID, func() {
		calls++
		fmt.Println("called", calls)
		display.Show("shown")
		switch string(c.Data) {
		case "[1]": panic("in a callback")
		case "[2]": for {}
		}
	})
})
display.SendComm(display.Comm{Kind: display.OpenComm, ID: "a", Target: "test"})
`

func TestComms(t *testing.T) {
	s := newTestSession(t)
	opener := must(t, s, opens)
	if c := opener.comms(); len(c) != 1 || c[0].ID != "a" || c[0].Target != "test" {
		t.Fatalf("the cell sent %+v", c)
	}
	if got := s.Comms(); !maps.Equal(got, map[string]string{"a": "test"}) {
		t.Errorf("open are %v", got)
	}
	later := must(t, s, "1")

	// What answers a message goes to who sent it; what a callback prints, to the cell that opened.
	asked := &recorder{}
	s.Comm(display.Comm{Kind: display.CommMessage, ID: "a", Data: json.RawMessage(`{"x":1}`), Metadata: json.RawMessage(`{"m":1}`), Buffers: [][]byte{{7}}}, asked)
	if c := asked.comms(); len(c) != 1 || string(c[0].Data) != `{"x":1}` || string(c[0].Metadata) != `{"m":1}` || len(c[0].Buffers) != 1 {
		t.Errorf("the answer is %+v", c)
	}
	eventually(t, "the callback's output", func() bool {
		opener.mu.Lock()
		defer opener.mu.Unlock()
		return strings.Contains(opener.text.String(), "called 1\n") && slices.ContainsFunc(opener.events, func(e display.Event) bool { return e.Bundle.PlainText() == "shown" })
	})
	if later.String() != "" || asked.String() != "" {
		t.Errorf("the later cell shows %q, the message %q", later.String(), asked.String())
	}
	out := &recorder{}
	if r := s.Execute(t.Context(), "calls", out); r.Value == nil || r.Value.PlainText() != "1" {
		t.Errorf("a later cell sees %+v", r)
	}

	// Panics of handlers and callbacks are told and end nothing.
	s.Comm(display.Comm{Kind: display.CommMessage, ID: "a", Data: json.RawMessage(`{}`)}, asked)
	if !strings.Contains(asked.String(), "panic in the handler of test: empty") {
		t.Errorf("the handler's panic reads %q", asked.String())
	}
	s.Comm(display.Comm{Kind: display.CommMessage, ID: "a", Data: json.RawMessage(`[1]`)}, asked)
	eventually(t, "the callback's panic", func() bool { return strings.Contains(opener.String(), "panic: in a callback") })
	if !strings.Contains(opener.String(), "cell[1]:") {
		t.Errorf("the panic's place is missing in %q", opener.String())
	}

	// A callback that never ends can be stopped while no cell runs, and another follows.
	s.Comm(display.Comm{Kind: display.CommMessage, ID: "a", Data: json.RawMessage(`[2]`)}, asked)
	eventually(t, "the endless callback", func() bool { return strings.Contains(opener.String(), "called 3\n") })
	s.Interrupt()
	eventually(t, "its end", func() bool { return strings.Contains(opener.String(), "interrupted: ") })
	s.Comm(display.Comm{Kind: display.CommMessage, ID: "a", Data: json.RawMessage(`[3]`)}, asked)
	eventually(t, "the next callback", func() bool { return strings.Contains(opener.String(), "called 4\n") })

	// Messages come while a cell runs.
	running := &recorder{}
	done := make(chan display.Result)
	go func() { done <- s.Execute(t.Context(), `fmt.Println("begun"); for calls < 5 {}; calls`, running) }()
	eventually(t, "the cell's beginning", func() bool { return strings.Contains(running.String(), "begun") })
	s.Comm(display.Comm{Kind: display.CommMessage, ID: "a", Data: json.RawMessage(`[4]`)}, asked)
	if r := <-done; r.Err != nil || r.Value.PlainText() != "5" {
		t.Errorf("the cell that waited for the callback gives %+v", r)
	}

	// An unknown conversation is closed, and so are all when the process dies.
	stranger := &recorder{}
	s.Comm(display.Comm{Kind: display.OpenComm, ID: "b", Target: "nobody"}, stranger)
	if c := stranger.comms(); len(c) != 1 || c[0].Kind != display.CloseComm || c[0].ID != "b" {
		t.Errorf("an unknown target is answered by %+v", c)
	}
	s.proc.kill("the test")
	eventually(t, "the end of the conversation", func() bool {
		c := opener.comms()
		return c[len(c)-1].Kind == display.CloseComm && c[len(c)-1].ID == "a"
	})
	if got := s.Comms(); len(got) != 0 {
		t.Errorf("open after the process died: %v", got)
	}
	s.Comm(display.Comm{Kind: display.CommMessage, ID: "a", Data: json.RawMessage(`[4]`)}, stranger)
	if c := stranger.comms(); len(c) != 2 || c[1].Kind != display.CloseComm {
		t.Errorf("a message to the dead is answered by %+v", c)
	}
}

// A front end may ask before there is a process.
func TestCommStartsTheProcess(t *testing.T) {
	s := newTestSession(t)
	out := &recorder{}
	s.Comm(display.Comm{Kind: display.OpenComm, ID: "b", Target: "nobody"}, out)
	if c := out.comms(); len(c) != 1 || c[0].Kind != display.CloseComm {
		t.Errorf("the answer is %+v", c)
	}
	s.Close()
	s.Comm(display.Comm{Kind: display.CommMessage, ID: "b"}, out)
	if c := out.comms(); len(c) != 2 {
		t.Errorf("a closed session answers %+v", c)
	}
}
