package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"talbot/runtime/display"
)

// What ends the process is told in a person's words, and the next cell finds a fresh session.
func TestDeath(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the cells send Unix signals")
	}
	for name, c := range map[string]struct{ code, why string }{
		"panic in a compiled goroutine": {`import "time"; time.AfterFunc(0, func() { var m map[string]int; m["a"] = 1 }); time.Sleep(time.Hour)`, "assignment to entry in nil map"},
		"concurrent map writes": {`m := map[int]int{}
for range 8 { go func() { for { for i := range 100 { m[i] = i } } }() }
select {}`, "concurrent map"},
		"killed":        {`import "os"; p, _ := os.FindProcess(os.Getpid()); p.Kill(); select {}`, "killed"},
		"real exit":     {`import "syscall"; syscall.Exit(9)`, "exit status 9"},
		"out of memory": {`import "bytes"; var all [][]byte; for { all = append(all, bytes.Repeat([]byte("x"), 1<<28)) }`, "out of memory"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTestSession(t)
			mustRun(t, s, "old := 1")
			r := await(t, start(s, c.code, &recorder{}))
			if name == "out of memory" && r.Err != nil && r.Err.Name == "out of memory" {
				return // stopped in time: the session lives
			}
			wantError(t, r, "session ended", c.why)
			if !r.Err.SessionEnded || len(r.Err.Traceback) == 0 {
				t.Errorf("the error says too little: %+v", r.Err)
			}
			wantError(t, s.Execute(context.Background(), "old", &recorder{}), "compile error", "undefined: old")
			if got := mustRun(t, s, "type old struct{ N int }\nold{2}.N"); got != "2" {
				t.Errorf("the fresh session gives %s, want 2", got)
			}
		})
	}
}

// These end the cell and leave the session.
func TestEndOfCellOnly(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "import (\"fmt\"; \"log\"; \"os\"; \"runtime\"; \"time\")\nold := 1")
	for _, c := range []struct{ code, name, text string }{
		{"os.Exit(3)", "exit", "3"},
		{"func() { os.Exit(4) }()", "exit", "4"},
		{"go os.Exit(5); select {}", "exit", "5"},
		{"log.Fatal(\"enough\")", "exit", "enough"},
		{"log.Fatalf(\"%d\", 6)", "exit", "6"},
		{"panic(\"no\")", "panic", "no"},
		{"var f func(int) int; f = func(n int) int { return f(n+1) + 1 }; f(0)", "stack overflow", "call itself"},
		{"var all [][]byte; for { b := make([]byte, 1<<20); for i := 0; i < len(b); i += 4096 { b[i] = 1 }; all = append(all, b) }", "out of memory", "may have"},
	} {
		r := await(t, start(s, c.code, &recorder{}))
		wantError(t, r, c.name, c.text)
		if got := mustRun(t, s, "old"); got != "1" {
			t.Fatalf("after %s old is %s, want 1", c.code, got)
		}
	}
	for _, code := range []string{"os.Exit(0)", "runtime.Goexit()", "go panic(\"alone\"); time.Sleep(10*time.Millisecond)"} {
		if r := await(t, start(s, code, &recorder{})); r.Err != nil {
			t.Errorf("%s gives %s", code, errText(r.Err))
		}
	}
}

// Asking for much more memory than there is costs the cell, not the session.
func TestOneGreatAllocation(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux says what memory is really there")
	}
	s := newTestSession(t)
	mustRun(t, s, "old := 1")
	wantError(t, await(t, start(s, "b := make([]byte, 1<<30)\nfor {}", &recorder{})), "out of memory", "may have")
	if got := mustRun(t, s, "b = nil\nold"); got != "1" {
		t.Errorf("old is %s, want 1", got)
	}
}

func TestNoProcess(t *testing.T) {
	for name, command := range map[string][]string{
		"missing": {filepath.Join(t.TempDir(), "nothing")},
		"mute":    {"go", "version"},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(Settings{Command: command})
			defer s.Close()
			for range 2 {
				r := await(t, start(s, "1", &recorder{}))
				if r.Err == nil || r.Err.Name != "session ended" {
					t.Fatalf("the error is %s", errText(r.Err))
				}
				if name == "missing" && !strings.Contains(r.Err.Value, "cannot be started") {
					t.Errorf("the error is %s", r.Err.Value)
				}
			}
		})
	}
}

func TestCloseWhileACellRuns(t *testing.T) {
	s := newTestSession(t)
	out := &recorder{}
	c := start(s, "import \"fmt\"\nfmt.Println(\"begun\")\nfor {}", out)
	waitFor(t, out, "begun")
	waiting := start(s, "1", out)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantError(t, await(t, c), "session ended", "closed")
	wantError(t, await(t, waiting), "session ended", "closed")
	if err := s.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

// Programs that cells started end with the session.
func TestProgramsEnd(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("looks into /proc")
	}
	s := newTestSession(t)
	pid := mustRun(t, s, "import \"os/exec\"\nc := exec.Command(\"sleep\", \"3600\")\nc.Start()\nc.Process.Pid")
	s.Close()
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%s/stat", pid))
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("process %s lives on", pid)
		}
	}
}

// Two cells at once run one after the other.
func TestExecuteTwiceAtOnce(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "n := 0")
	var results []<-chan display.Result
	for range 10 {
		results = append(results, start(s, "for range 1000 { n++ }", &recorder{}))
	}
	for _, c := range results {
		if r := await(t, c); r.Err != nil {
			t.Fatal(errText(r.Err))
		}
	}
	if got := mustRun(t, s, "n"); got != "10000" && got != "10_000" && got != "10,000" {
		t.Errorf("n is %s, want 10000", got)
	}
}

func TestTail(t *testing.T) {
	var w tail
	w.Write([]byte("first\n"))
	for range 10_000 {
		fmt.Fprintln(&w, "a line that a library prints")
	}
	w.Write([]byte("fatal error: last\n"))
	got := w.String()
	if len(got) > 3*maxWords {
		t.Errorf("%d bytes are kept", len(got))
	}
	if !strings.HasPrefix(got, "first\n") || !strings.HasSuffix(got, "fatal error: last\n") || !strings.Contains(got, "\n…\n") {
		t.Errorf("kept: %.40q … %q", got, got[len(got)-40:])
	}
}
