package zmq_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"talbot/kernel"
	"talbot/kernel/client"
	"talbot/kernel/wire"
	"talbot/kernel/zmq"
	"talbot/kernel/zmq/zmtp"
)

func TestExecuteOverEveryTransport(t *testing.T) {
	transports := map[string]zmq.Connection{
		"tcp":      loopback(),
		"unsigned": {Transport: "tcp", IP: "127.0.0.1"},
		"ipv6":     {Transport: "tcp", IP: "::1", Key: "k"},
	}
	if runtime.GOOS != "windows" {
		transports["ipc"] = zmq.Connection{Transport: "ipc", IP: filepath.Join(t.TempDir(), "k"), Key: "k",
			ShellPort: 1, ControlPort: 2, StdinPort: 3, IOPubPort: 4, HBPort: 5}
	}
	for name, c := range transports {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c)
			r := s.run(t, "print one\neprint two\nvalue 42")
			if r.Status != "ok" || r.Text("stdout") != "one\n" || r.Text("stderr") != "two\n" || r.Plain() != "42" || r.Count != 1 {
				t.Errorf("got %+v", r)
			}
			if err := s.Heartbeat(within(t)); err != nil {
				t.Error(err)
			}
			info, err := s.KernelInfo(within(t))
			if err != nil || info.Implementation != "fake" || info.ProtocolVersion != "5.5" || info.Language.Name != "go" {
				t.Errorf("kernel info %+v, %v", info, err)
			}
		})
	}
}

func TestInterruptWhileACellRuns(t *testing.T) {
	s := serve(t, loopback())
	started := make(chan struct{})
	go func() {
		<-started
		if err := s.Interrupt(within(t)); err != nil {
			t.Error(err)
		}
	}()
	r := run(t, s.Client, client.Cell{Code: "print x\nsleep 50\nloop", Seen: func(o client.Output) {
		if o.Kind == "stream" {
			close(started)
		}
	}})
	if r.Status != "error" || r.Name != "interrupted" {
		t.Errorf("got %s %s", r.Status, r.Name)
	}
	wantPrint(t, s.Client)
	if err := s.Interrupt(within(t)); err != nil { // no cell runs, though a widget's function may
		t.Error(err)
	}
	if n := s.in.Interrupts(); n != 2 {
		t.Errorf("the interpreter was interrupted %d times", n)
	}
}

func TestInput(t *testing.T) {
	s := serve(t, loopback())
	asked := ""
	r := run(t, s.Client, client.Cell{Code: "print before\ninput Name?", Input: func(prompt string, secret bool) (string, error) {
		asked = prompt
		return "Fox", nil
	}})
	if asked != "Name?" || r.Text("stdout") != "before\ngot Fox\n" {
		t.Errorf("asked %q, then %q", asked, r.Text("stdout"))
	}
	r = run(t, s.Client, client.Cell{Code: "secret P", Input: func(_ string, secret bool) (string, error) {
		if !secret {
			t.Error("a password is asked for in the open")
		}
		return "s", nil
	}})
	if r.Text("stdout") != "got s\n" {
		t.Errorf("got %q", r.Text("stdout"))
	}
	if r := s.run(t, "input x"); r.Status != "error" || !strings.Contains(r.Value, "takes no input") || !strings.Contains(r.Text("stderr"), "takes no input") {
		t.Errorf("without allow_stdin: %s %q", r.Status, r.Value)
	}
	// A question that is open ends with the cell's interrupt; an answer that comes later is passed over.
	r = run(t, s.Client, client.Cell{Code: "input x", Input: func(string, bool) (string, error) {
		return "late", s.Interrupt(within(t))
	}})
	if r.Status != "error" || r.Value != context.Canceled.Error() {
		t.Errorf("after an interrupt: %s %q", r.Status, r.Value)
	}
	wantPrint(t, s.Client)
}

func TestErrorAbortsWhatWaits(t *testing.T) {
	s := serve(t, loopback())
	other := connect(t, s.conn)
	results := make(chan *client.Result, 2)
	go func() {
		r, _ := s.Execute(within(t), client.Cell{Code: "sleep 300\nerror no"})
		results <- r
	}()
	time.Sleep(100 * time.Millisecond)
	r := run(t, other, client.Cell{Code: "print must not run"})
	if r.Status != "aborted" || len(r.Outputs) > 0 {
		t.Errorf("a cell that waited behind an error: %s %v", r.Status, r.Outputs)
	}
	if r := <-results; r.Status != "error" || r.Value != "no" {
		t.Errorf("got %s %q", r.Status, r.Value)
	}
	wantPrint(t, other)

	go s.Execute(within(t), client.Cell{Code: "sleep 300\nerror no", ContinueOnError: true})
	time.Sleep(100 * time.Millisecond)
	wantPrint(t, other)
}

func TestShutdownWhileACellRuns(t *testing.T) {
	for _, restart := range []bool{false, true} {
		s := serve(t, loopback())
		go s.Execute(within(t), client.Cell{Code: "loop"})
		time.Sleep(50 * time.Millisecond)
		e, err := s.Request(within(t), kernel.Control, "shutdown_request", map[string]bool{"restart": restart})
		if e == nil || e.Reply == nil {
			t.Fatalf("no reply: %v", err)
		}
		var reply struct {
			Status  string
			Restart bool
		}
		json.Unmarshal(e.Reply.Content, &reply)
		if reply.Status != "ok" || reply.Restart != restart {
			t.Errorf("reply %s", e.Reply.Content)
		}
		select {
		case err := <-s.done:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(5 * time.Second):
			t.Error("the kernel did not end")
		}
	}
}

func TestClientsAreToldApart(t *testing.T) {
	s := serve(t, loopback())
	other := connect(t, s.conn)
	ctx, cancel := context.WithCancel(within(t))
	defer cancel()
	go func() {
		for ctx.Err() == nil {
			other.Execute(ctx, client.Cell{Code: "print other"})
		}
	}()
	for range 50 {
		if r := s.run(t, "print mine\nvalue 1"); r.Text("stdout") != "mine\n" || r.Plain() != "1" {
			t.Fatalf("got %v", r.Outputs)
		}
	}
}

// A front end whose connection broke gets the reply that it waits for when it comes back under
// its name, also if the kernel has not noticed the break.
func TestReplyFindsAClientThatCameBack(t *testing.T) {
	s := serve(t, loopback())
	codec := wire.NewCodec(s.conn.Key)
	dial := func() *zmtp.Conn {
		conn, err := zmtp.Dial(within(t), "tcp", ports(s.conn)["shell"], zmtp.Dealer, "a front end")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	sub := dialZMTP(t, ports(s.conn)["iopub"], zmtp.Sub)
	sub.Write([][]byte{{1}})
	sub.Flush()
	limit := zmtp.Limit{Bytes: 1 << 20, Frames: 16}
	for _, breaks := range []bool{true, false} {
		first := dial()
		m, err := wire.Author{}.New("execute_request", wire.Header{}, map[string]string{"code": "print on\nloop"})
		if err != nil {
			t.Fatal(err)
		}
		frames, err := codec.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		first.Write(frames)
		first.Flush()
		for kind := ""; kind != "stream"; { // until the cell runs
			frames, err := sub.Read(limit)
			if err != nil {
				t.Fatal(err)
			}
			m, err := codec.Decode(frames)
			if err != nil {
				t.Fatal(err)
			}
			kind = m.Header.Type
		}
		if breaks {
			first.Close()
		}
		second := dial()
		if err := s.Interrupt(within(t)); err != nil {
			t.Fatal(err)
		}
		got, err := second.Read(limit)
		if err != nil {
			t.Fatal(err)
		}
		reply, err := codec.Decode(got)
		if err != nil || reply.Header.Type != "execute_reply" || reply.Parent.ID != m.Header.ID {
			t.Errorf("got %v, %v", reply, err)
		}
	}
}

func BenchmarkExecute(b *testing.B) {
	s := serve(b, loopback())
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Execute(ctx, client.Cell{Code: "value 2"}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPrint is a cell that prints lines of 100 bytes.
func BenchmarkPrint(b *testing.B) {
	s := serve(b, loopback())
	b.SetBytes(100_000)
	for b.Loop() {
		run(b, s.Client, client.Cell{Code: "spam 1000", Seen: func(client.Output) {}})
	}
}
