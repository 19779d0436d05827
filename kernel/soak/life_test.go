package soak

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"talbot/kernel"
	"talbot/kernel/client"
	"talbot/kernel/zmq"
	"talbot/runtime/session"
)

// patience bounds what must come in the end.
const patience = 2 * time.Minute

// A life is one kernel from its start to its end.
type life struct {
	kind string
	conn zmq.Connection
	pid  int
	stop func() error // ends it and returns when it has ended
}

// born starts a kernel, in this process or in one of its own.
func born(t *testing.T, inside bool, binary string) *life {
	t.Helper()
	history := filepath.Join(t.TempDir(), "data")
	if !inside {
		t.Setenv("XDG_DATA_HOME", history)
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		logged, err := os.CreateTemp(filepath.Dir(history), "log")
		if err != nil {
			t.Fatal(err)
		}
		p, err := client.Start(ctx, []string{binary, "kernel", "{connection_file}"}, logged)
		if err != nil {
			t.Fatal(err)
		}
		return &life{kind: "a process", conn: p.Connection, pid: p.PID(), stop: func() error {
			defer logged.Close()
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			return p.Stop(ctx)
		}}
	}
	tr, err := zmq.Listen(zmq.Connection{Transport: "tcp", IP: "127.0.0.1", Key: "a key of the soak test"})
	if err != nil {
		t.Fatal(err)
	}
	ses := session.New(session.Settings{Command: []string{binary, "session-process"}})
	done := make(chan error, 1)
	go func() { // the kernel closes its interpreter, and a shutdown request ends it
		done <- tr.Run(context.Background(), ses, kernel.Info{Implementation: "soak", HistoryFile: filepath.Join(history, "history.jsonl")})
	}()
	return &life{kind: "within the test", conn: tr.Connection, pid: os.Getpid(), stop: func() error {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		c, err := client.Connect(ctx, tr.Connection)
		if err != nil {
			return err
		}
		defer c.Close()
		if err := c.Shutdown(ctx, false); err != nil {
			return err
		}
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
			return errors.New("the kernel did not end")
		}
	}}
}

func (l *life) end(t *testing.T) {
	t.Helper()
	if err := l.stop(); err != nil {
		t.Errorf("at its end: %v", err)
	}
}

// holdings are what a process holds.
type holdings struct {
	goroutines int // of this process only
	files      int
	children   int
	memory     int // MB: of this process the heap in use, of another its resident pages
}

// Growth that is no leak: a goroutine or file that is just ending, and what an allocator keeps.
const (
	slack  = 3
	growth = 150 // MB
)

func (h holdings) String() string {
	return fmt.Sprintf("%d goroutines, %d files, %d children, %d MB", h.goroutines, h.files, h.children, h.memory)
}

// measure looks at a process; where there is no /proc it sees goroutines and memory alone.
func measure(pid int) holdings {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	files, _ := os.ReadDir(filepath.Join(proc, "fd"))
	h := holdings{files: len(files), children: len(children(pid))}
	if pid != os.Getpid() {
		if raw, err := os.ReadFile(filepath.Join(proc, "statm")); err == nil {
			var size, resident int
			fmt.Sscan(string(raw), &size, &resident)
			h.memory = resident * os.Getpagesize() >> 20
		}
		return h
	}
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	h.goroutines, h.memory = runtime.NumGoroutine(), int(m.HeapInuse>>20)
	return h
}

func (l *life) measure() holdings { return measure(l.pid) }

// settled waits a while for a process to hold no more than it did.
func (l *life) settled(before holdings) holdings { return settle(l.pid, before) }

func settled(before holdings) holdings { return settle(os.Getpid(), before) }

func settle(pid int, before holdings) holdings {
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		h := measure(pid)
		if h.goroutines <= before.goroutines && h.files <= before.files && h.children <= max(before.children, 1) || time.Now().After(deadline) {
			return h
		}
	}
}

// children lists the processes that cells run in.
func children(pid int) []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var list []int
	for _, e := range entries {
		n, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile(filepath.Join("/proc", e.Name(), "stat"))
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		fields := strings.Fields(rest)
		command, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline"))
		if len(fields) > 1 && fields[1] == strconv.Itoa(pid) && strings.Contains(string(command), "session-process") {
			list = append(list, n)
		}
	}
	return list
}
