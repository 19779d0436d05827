package zmq_test

import (
	"context"
	"testing"
	"time"

	"talbot/kernel"
	"talbot/kernel/client"
	"talbot/kernel/kerneltest"
	"talbot/kernel/zmq"
)

// A served kernel runs in this process and listens on the loopback address.
type served struct {
	*client.Client
	in   *kerneltest.Interpreter
	conn zmq.Connection
	done chan error // what Serve returned
}

func loopback() zmq.Connection {
	return zmq.Connection{Transport: "tcp", IP: "127.0.0.1", Key: "a key of the tests"}
}

// serve starts a kernel and connects to it; the test's end shuts it down.
func serve(t testing.TB, c zmq.Connection) *served {
	t.Helper()
	tr, err := zmq.Listen(c)
	if err != nil {
		t.Fatal(err)
	}
	s := &served{in: kerneltest.New(), conn: tr.Connection, done: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		err := kernel.New(s.in, kernel.Info{Implementation: "fake", Version: "1"}).Serve(ctx, tr)
		tr.Close(time.Second)
		s.done <- err
	}()
	s.Client = connect(t, s.conn)
	t.Cleanup(func() {
		cancel()
		select {
		case <-s.in.Closed():
		case <-time.After(10 * time.Second):
			t.Error("the interpreter was not closed")
		}
	})
	return s
}

func connect(t testing.TB, c zmq.Connection) *client.Client {
	t.Helper()
	cl, err := client.Connect(within(t), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cl.Close() })
	return cl
}

// within gives a context for what must not hang.
func within(t testing.TB) context.Context {
	limit := time.Now().Add(3 * time.Minute)
	if test, ok := t.(*testing.T); ok {
		if d, ok := test.Deadline(); ok { // a busy machine may take as long as the test may
			limit = d.Add(-10 * time.Second)
		}
	}
	ctx, cancel := context.WithDeadline(context.Background(), limit)
	t.Cleanup(cancel)
	return ctx
}

func (s *served) run(t testing.TB, code string) *client.Result {
	t.Helper()
	return run(t, s.Client, client.Cell{Code: code})
}

func run(t testing.TB, c *client.Client, cell client.Cell) *client.Result {
	t.Helper()
	r, err := c.Execute(within(t), cell)
	if err != nil {
		t.Fatalf("%.100q: %v", cell.Code, err)
	}
	return r
}

// wantPrint checks that the kernel still runs cells.
func wantPrint(t testing.TB, c *client.Client) {
	t.Helper()
	if r := run(t, c, client.Cell{Code: "print alive"}); r.Status != "ok" || r.Text("stdout") != "alive\n" {
		t.Errorf("a cell gave %s %q", r.Status, r.Text("stdout"))
	}
}
