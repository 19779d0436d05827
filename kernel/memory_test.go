package kernel_test

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"os"
	"reflect"
	"testing"
	"time"

	"talbot/kernel"
	"talbot/kernel/kerneltest"
	"talbot/kernel/wire"
)

// memory is a transport within the process: what the kernel sends is kept in order.
type memory struct {
	in   [4]chan *wire.Message
	sent chan sent
}

type sent struct {
	ch kernel.Channel
	m  *wire.Message
}

func (t *memory) Receive(ctx context.Context, ch kernel.Channel) (*wire.Message, error) {
	select {
	case m := <-t.in[ch]:
		return m, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (t *memory) Send(ch kernel.Channel, m *wire.Message) error {
	t.sent <- sent{ch, m}
	return nil
}

// A front is a kernel's only front end.
type front struct {
	t      testing.TB
	tr     *memory
	in     *kerneltest.Interpreter
	author wire.Author
	done   chan error
	cancel context.CancelFunc
}

func start(t testing.TB, info kernel.Info) *front {
	t.Helper()
	in := kerneltest.New()
	f := startWith(t, in, info)
	f.in = in
	return f
}

func startWith(t testing.TB, in kernel.Interpreter, info kernel.Info) *front {
	t.Helper()
	f := &front{t: t, tr: &memory{sent: make(chan sent, 10000)},
		author: wire.Author{Session: "front", Version: kernel.ProtocolVersion}, done: make(chan error, 1)}
	for i := range f.tr.in {
		f.tr.in[i] = make(chan *wire.Message, 100)
	}
	ctx, cancel := context.WithCancel(context.Background())
	f.cancel = cancel
	go func() { f.done <- kernel.New(in, info).Serve(ctx, f.tr) }()
	t.Cleanup(f.stop)
	if m := f.next(); state(m.m) != "starting" {
		t.Fatalf("the first message is %s %s", m.m.Header.Type, m.m.Content)
	}
	return f
}

func (f *front) stop() {
	f.cancel()
	select {
	case err := <-f.done:
		if err != nil {
			f.t.Error(err)
		}
		f.done <- nil
	case <-time.After(10 * time.Second):
		f.t.Error("the kernel does not end")
	}
}

func (f *front) next() sent {
	f.t.Helper()
	select {
	case m := <-f.tr.sent:
		return m
	case <-time.After(10 * time.Second):
		f.t.Fatal("the kernel is silent")
	}
	return sent{}
}

// send sends a request.
func (f *front) send(ch kernel.Channel, kind string, content any) *wire.Message {
	f.t.Helper()
	m, err := f.author.New(kind, wire.Header{}, content)
	if err != nil {
		f.t.Fatal(err)
	}
	f.post(ch, m)
	return m
}

func (f *front) post(ch kernel.Channel, m *wire.Message) {
	m.Route, m.Received = [][]byte{[]byte("front")}, time.Now()
	f.tr.in[ch] <- m
}

// ask sends a request and takes all that belongs to it, checking that it lies between
// busy and idle. The reply's content is decoded; the other messages are returned.
func (f *front) ask(ch kernel.Channel, kind string, content any) (reply map[string]any, iopub []*wire.Message) {
	f.t.Helper()
	return f.collect(f.send(ch, kind, content), ch)
}

func (f *front) collect(request *wire.Message, ch kernel.Channel) (reply map[string]any, iopub []*wire.Message) {
	f.t.Helper()
	if m := f.next(); state(m.m) != "busy" || m.m.Parent.ID != request.Header.ID {
		f.t.Fatalf("%s begins with %s %s", request.Header.Type, m.m.Header.Type, m.m.Content)
	}
	for {
		s := f.next()
		if s.m.Parent.ID != request.Header.ID {
			f.t.Fatalf("%s has parent %q", s.m.Header.Type, s.m.Parent.ID)
		}
		switch {
		case s.ch == kernel.IOPub && state(s.m) == "idle":
			return reply, iopub
		case s.ch == kernel.IOPub:
			iopub = append(iopub, s.m)
		case s.ch == ch:
			if reply != nil {
				f.t.Fatalf("a second reply: %s", s.m.Content)
			}
			reply = decode(f.t, s.m)
		default:
			f.t.Fatalf("%s on %s", s.m.Header.Type, s.ch)
		}
	}
}

func (f *front) execute(code string) (map[string]any, []*wire.Message) {
	f.t.Helper()
	return f.ask(kernel.Shell, "execute_request", map[string]any{"code": code})
}

func decode(t testing.TB, m *wire.Message) map[string]any {
	t.Helper()
	var c map[string]any
	if err := json.Unmarshal(m.Content, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func state(m *wire.Message) string {
	var c struct {
		State string `json:"execution_state"`
	}
	json.Unmarshal(m.Content, &c)
	return c.State
}

// want compares a field, after JSON, with a value as encoding/json decodes it.
func want(t testing.TB, c map[string]any, field string, value any) {
	t.Helper()
	if !reflect.DeepEqual(c[field], value) {
		t.Errorf("%s is %#v, want %#v", field, c[field], value)
	}
}

func types(ms []*wire.Message) []string {
	var list []string
	for _, m := range ms {
		list = append(list, m.Header.Type)
	}
	return list
}

func wantTypes(t testing.TB, ms []*wire.Message, kinds ...string) {
	t.Helper()
	if !reflect.DeepEqual(types(ms), kinds) {
		t.Fatalf("iopub got %q, want %q", types(ms), kinds)
	}
}

func quietLog(t testing.TB) {
	log.SetOutput(io.Discard)
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
}
