package kernel_test

import (
	"slices"
	"strings"
	"testing"

	"talbot/kernel"
	"talbot/kernel/wire"
)

// sendTo sends a request to a subshell.
func (f *front) sendTo(subshell, kind string, content any) *wire.Message {
	f.t.Helper()
	m, err := f.author.New(kind, wire.Header{}, content)
	if err != nil {
		f.t.Fatal(err)
	}
	m.Header.Subshell = subshell
	f.post(kernel.Shell, m)
	return m
}

func (f *front) subshell() string {
	f.t.Helper()
	c, _ := f.ask(kernel.Control, "create_subshell_request", struct{}{})
	want(f.t, c, "status", "ok")
	return c["subshell_id"].(string)
}

// gather takes messages until all requests have ended, and gives those of each; before holds
// what an earlier gather took.
func (f *front) gather(before map[string][]sent, requests ...*wire.Message) map[string][]sent {
	f.t.Helper()
	if before == nil {
		before = map[string][]sent{}
	}
	for _, r := range requests {
		ended := func(s sent) bool { return state(s.m) == "idle" }
		for !slices.ContainsFunc(before[r.Header.ID], ended) {
			s := f.next()
			before[s.m.Parent.ID] = append(before[s.m.Parent.ID], s)
		}
	}
	return before
}

// asked waits for a cell's question. What is sent before it is answered comes while the cell runs.
func (f *front) asked() (answer func()) {
	f.t.Helper()
	for {
		s := f.next()
		if s.m.Header.Type != "input_request" {
			continue
		}
		return func() {
			m, err := f.author.New("input_reply", s.m.Header, map[string]string{"value": "on"})
			if err != nil {
				f.t.Fatal(err)
			}
			f.post(kernel.Stdin, m)
		}
	}
}

func reply(t testing.TB, of []sent) map[string]any {
	t.Helper()
	for _, s := range of {
		if s.ch == kernel.Shell || s.ch == kernel.Control {
			return decode(t, s.m)
		}
	}
	t.Fatal("there is no reply")
	return nil
}

func TestSubshellsComeAndGo(t *testing.T) {
	quietLog(t)
	f := start(t, kernel.Info{})
	list := func(ids ...any) {
		t.Helper()
		c, _ := f.ask(kernel.Control, "list_subshell_request", struct{}{})
		if ids == nil {
			ids = []any{}
		}
		want(t, c, "subshell_id", ids)
	}
	list()
	id := f.subshell()
	list(id)
	if f.subshell() == id {
		t.Error("two subshells have one ID")
	}
	m := f.sendTo(id, "kernel_info_request", struct{}{})
	c, _ := f.collect(m, kernel.Shell)
	want(t, c, "status", "ok")
	want(t, c, "supported_features", []any{"kernel subshells"})
	c, _ = f.ask(kernel.Control, "delete_subshell_request", map[string]any{"subshell_id": id})
	want(t, c, "status", "ok")
	for _, gone := range []any{id, "never", ""} {
		c, _ = f.ask(kernel.Control, "delete_subshell_request", map[string]any{"subshell_id": gone})
		want(t, c, "status", "error")
	}
	for _, gone := range []string{id, "never"} {
		c, _ = f.collect(f.sendTo(gone, "kernel_info_request", struct{}{}), kernel.Shell)
		want(t, c, "status", "error")
		if s := c["evalue"].(string); !strings.Contains(s, "no subshell") {
			t.Errorf("evalue %q", s)
		}
	}
	c, _ = f.execute("value 1") // the main shell is still there
	want(t, c, "status", "ok")
}

func TestSubshellsAreBounded(t *testing.T) {
	quietLog(t)
	f := start(t, kernel.Info{})
	for n := 0; ; n++ {
		c, _ := f.ask(kernel.Control, "create_subshell_request", struct{}{})
		if c["status"] == "error" {
			if n < 100 {
				t.Errorf("only %d could be opened", n)
			}
			break
		}
		if n > 10000 {
			t.Fatal("there is no bound")
		}
	}
}

// What a front end asks while a cell runs is answered before the cell ends.
func TestSubshellAnswersWhileACellRuns(t *testing.T) {
	f := start(t, kernel.Info{})
	id := f.subshell()
	cell := f.send(kernel.Shell, "execute_request", map[string]any{"code": "print on\nloop"})
	for f.next().m.Header.Type != "stream" {
	}
	for kind, content := range map[string]any{
		"complete_request":    map[string]any{"code": "pri", "cursor_pos": 3},
		"inspect_request":     map[string]any{"code": "print", "cursor_pos": 3},
		"is_complete_request": map[string]any{"code": "print x"},
		"history_request":     map[string]any{"hist_access_type": "tail", "n": 3},
		"kernel_info_request": struct{}{},
		"comm_info_request":   struct{}{},
	} {
		c, _ := f.collect(f.sendTo(id, kind, content), kernel.Shell)
		if s := c["status"]; s != "ok" && s != "complete" {
			t.Errorf("%s: %v", kind, c)
		}
	}
	stop := f.send(kernel.Control, "interrupt_request", struct{}{})
	got := f.gather(nil, cell, stop)
	want(t, reply(t, got[cell.Header.ID]), "ename", "interrupted")
}

// Cells run one at a time, whichever shell they come to, and a cell's parent names its shell.
func TestCellsOfTwoShellsTakeTurns(t *testing.T) {
	f := start(t, kernel.Info{})
	id := f.subshell()
	first := f.send(kernel.Shell, "execute_request", map[string]any{"code": "input Go on"})
	answer := f.asked()
	second := f.sendTo(id, "execute_request", map[string]any{"code": "value 2"})
	for f.next().m.Parent.ID != second.Header.ID { // its busy
	}
	answer()
	var order []string
	for open := 2; open > 0; {
		s := f.next()
		if s.ch == kernel.Shell {
			order = append(order, s.m.Parent.ID)
		}
		if s.m.Parent.ID == second.Header.ID && s.m.Parent.Subshell != id {
			t.Errorf("%s has subshell %q in its parent header", s.m.Header.Type, s.m.Parent.Subshell)
		}
		if state(s.m) == "idle" {
			open--
		}
	}
	if len(order) != 2 || order[0] != first.Header.ID || order[1] != second.Header.ID {
		t.Errorf("replies in order %v", order)
	}
}

// A cell's error aborts what waits on the same shell, and on no other.
func TestErrorAbortsWhatWaitsOnTheSameShell(t *testing.T) {
	f := start(t, kernel.Info{})
	id := f.subshell()
	fails := f.send(kernel.Shell, "execute_request", map[string]any{"code": "input Go on\nerror no"})
	answer := f.asked()
	aborted := f.send(kernel.Shell, "execute_request", map[string]any{"code": "value 1"})
	other := f.sendTo(id, "execute_request", map[string]any{"code": "value 2"})
	answer()
	got := f.gather(nil, fails, aborted, other)
	for _, c := range []struct {
		m    *wire.Message
		want string
	}{{fails, "error"}, {aborted, "aborted"}, {other, "ok"}} {
		want(t, reply(t, got[c.m.Header.ID]), "status", c.want)
	}
}

// Deleting a subshell leaves none of its requests without an answer.
func TestRequestsOfADeletedSubshellAreAnswered(t *testing.T) {
	quietLog(t)
	f := start(t, kernel.Info{})
	id := f.subshell()
	running := f.sendTo(id, "execute_request", map[string]any{"code": "input Go on\nvalue 1"})
	answer := f.asked()
	waiting := f.sendTo(id, "execute_request", map[string]any{"code": "value 2"})
	remove := f.send(kernel.Control, "delete_subshell_request", map[string]any{"subshell_id": id})
	got := f.gather(nil, remove)
	want(t, reply(t, got[remove.Header.ID]), "status", "ok")
	answer()
	f.gather(got, running, waiting)
	want(t, reply(t, got[running.Header.ID]), "status", "ok")
	want(t, reply(t, got[waiting.Header.ID]), "status", "error")
}

func TestKernelEndsWithSubshells(t *testing.T) {
	f := start(t, kernel.Info{})
	id := f.subshell()
	f.sendTo(id, "execute_request", map[string]any{"code": "print on\nloop"})
	for f.next().m.Header.Type != "stream" {
	}
	f.send(kernel.Control, "shutdown_request", struct{}{})
	<-f.in.Closed()
}
