package kernel_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"talbot/kernel/client"
	"talbot/kernel/zmq"
)

// startProcess runs this test's binary as a kernel.
func startProcess(t *testing.T) *client.Process {
	t.Helper()
	t.Setenv(serveVariable, filepath.Join(t.TempDir(), "history.jsonl"))
	p, err := client.Start(within(t), []string{self(t), "{connection_file}", "a trailing argument"}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

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

func TestProcessStartsRunsAndStops(t *testing.T) {
	p := startProcess(t)
	r, err := p.Execute(within(t), client.Cell{Code: "print x\nvalue 2"})
	if err != nil || r.Text("stdout") != "x\n" || r.Plain() != "2" {
		t.Errorf("got %+v, %v", r, err)
	}
	if err := p.Stop(within(t)); err != nil {
		t.Error(err)
	}
}

func TestInterruptSignalStopsTheCellOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt signal for one process")
	}
	p := startProcess(t)
	time.AfterFunc(200*time.Millisecond, func() {
		if self, err := os.FindProcess(p.PID()); err == nil {
			self.Signal(os.Interrupt)
		}
	})
	r, err := p.Execute(within(t), client.Cell{Code: "loop"})
	if err != nil || r.Name != "interrupted" {
		t.Fatalf("got %+v, %v", r, err)
	}
	if r, err := p.Execute(within(t), client.Cell{Code: "value 1"}); err != nil || r.Plain() != "1" {
		t.Errorf("afterwards %+v, %v", r, err)
	}
}

func TestHistoryReachesTheNextProcess(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.jsonl")
	for i, want := range []string{"[]", `[[1,1,"print kept"]]`} {
		t.Setenv(serveVariable, file)
		p, err := client.Start(within(t), []string{self(t), "{connection_file}"}, os.Stderr)
		if err != nil {
			t.Fatal(err)
		}
		e, err := p.Request(within(t), 0, "history_request", map[string]any{"hist_access_type": "tail", "n": 5, "output": false, "raw": true})
		if err != nil || !strings.Contains(string(e.Reply.Content), `"history":`+want) {
			t.Errorf("process %d: %v %v", i, string(e.Reply.Content), err)
		}
		if _, err := p.Execute(within(t), client.Cell{Code: "print kept"}); err != nil {
			t.Error(err)
		}
		if err := p.Stop(within(t)); err != nil {
			t.Error(err)
		}
	}
}

func TestFaultsAtStartAreTold(t *testing.T) {
	t.Setenv(serveVariable, "unused")
	bad := filepath.Join(t.TempDir(), "c.json")
	if err := os.WriteFile(bad, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	_, err := client.Start(within(t), []string{self(t), bad}, &log)
	if err == nil || !strings.Contains(err.Error(), "its process ended") || !strings.Contains(log.String(), "not the JSON") {
		t.Errorf("%v, log %q", err, log.String())
	}
	if _, err := client.Start(within(t), []string{"/no/such/kernel"}, nil); err == nil || !strings.Contains(err.Error(), "does not start") {
		t.Errorf("got %v", err)
	}
	short, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := client.Connect(short, zmq.Connection{IP: "127.0.0.1", ShellPort: 1, HBPort: 2, IOPubPort: 3, StdinPort: 4, ControlPort: 5}); err == nil ||
		!strings.Contains(err.Error(), "no kernel listens") {
		t.Errorf("got %v", err)
	}
}

func TestKernelEndsWithItsParent(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("on Windows the parent is told by an inherited handle")
	}
	// The parent is a process of its own, which this test kills.
	parent := exec.Command("sleep", "60")
	if err := parent.Start(); err != nil {
		needs(t, "sleep")
	}
	file := filepath.Join(t.TempDir(), "c.json")
	c := zmq.Connection{Transport: "tcp", IP: "127.0.0.1", Key: "k"}
	if err := c.Save(file); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self(t), file)
	child.Env = append(os.Environ(), serveVariable+"=x", "JPY_PARENT_PID="+strconv.Itoa(parent.Process.Pid))
	child.Dir = t.TempDir()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for c.ShellPort == 0 { // the kernel writes the ports that it chose
		c, _ = zmq.LoadConnection(file)
		time.Sleep(10 * time.Millisecond)
	}
	cl, err := client.Connect(within(t), c)
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	parent.Process.Kill()
	parent.Wait()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		child.Process.Kill()
		t.Error("the kernel outlived its parent")
	}
}
