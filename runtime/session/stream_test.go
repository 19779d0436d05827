package session

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"talbot/runtime/display"
)

// A transcript keeps prints and displays in the order they come.
type transcript struct {
	mu    sync.Mutex
	parts []string
}

func (o *transcript) add(s string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.parts = append(o.parts, s)
}

func (o *transcript) Stream(name, text string) { o.add(name + ":" + text) }
func (o *transcript) Event(e display.Event)    { o.add("event:" + e.Bundle.PlainText()) }
func (o *transcript) Input(context.Context, string, bool) (string, error) {
	return "", display.ErrNoInput
}

// joined gives what came, with neighbours of one stream put together.
func (o *transcript) joined() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []string
	for _, p := range o.parts {
		name, text, _ := strings.Cut(p, ":")
		if n := len(out); n > 0 && name != "event" && strings.HasPrefix(out[n-1], name+":") {
			out[n-1] += text
			continue
		}
		out = append(out, p)
	}
	return out
}

func transcribe(t *testing.T, s *Session, code string) []string {
	t.Helper()
	out := &transcript{}
	if r := await(t, start(s, code, out)); r.Err != nil {
		t.Fatalf("%s\ngives %s", code, errText(r.Err))
	}
	return out.joined()
}

func TestOrder(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "import (\"fmt\"; \"os\"; \"os/exec\"; \"talbot/runtime/display\")")
	got := transcribe(t, s, `for i := range 3 { fmt.Print("a", i); display.Show(i); fmt.Println("b") }`)
	want := []string{"stdout:a0", "event:0", "stdout:b\na1", "event:1", "stdout:b\na2", "event:2", "stdout:b\n"}
	if !slices.Equal(got, want) {
		t.Errorf("prints and displays come as %q, want %q", got, want)
	}
	if runtime.GOOS != "windows" {
		got = transcribe(t, s, `fmt.Print("before "); c := exec.Command("printf", "program"); c.Stdout = os.Stdout; err := c.Run(); fmt.Println(" after", err)`)
		if want := []string{"stdout:before program after <nil>\n"}; !slices.Equal(got, want) {
			t.Errorf("a program's output comes as %q, want %q", got, want)
		}
	}
}

func TestStreams(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "import (\"fmt\"; \"io\"; \"log\"; \"os\"; \"strings\"; \"syscall\"; \"time\")")
	for code, want := range map[string][]string{
		`fmt.Print("no newline")`:                                                {"stdout:no newline"},
		`fmt.Fprintln(os.Stderr, "fault")`:                                       {"stderr:fault\n"},
		`log.SetFlags(0); log.Print("logged")`:                                   {"stderr:logged\n"},
		`io.WriteString(os.Stdout, "a\xffb\xc3")`:                                {"stdout:a\ufffdb\ufffd"},
		`os.Stdout.WriteString("\xc3"); os.Stdout.WriteString("\xa9")`:           {"stdout:é"},
		`fmt.Print("€"[:1]); time.Sleep(5*time.Millisecond); fmt.Print("€"[1:])`: {"stdout:€"},
		`os.Stdout.Close(); fmt.Println("lost")`:                                 nil,
		`os.Stderr.Close()`:                                                      nil,
	} {
		if got := transcribe(t, s, code); !slices.Equal(got, want) {
			t.Errorf("%s\ngives %q, want %q", code, got, want)
		}
		if strings.Contains(code, "Close") {
			for _, again := range []struct{ code, want string }{{`fmt.Println("open again")`, "stdout:open again\n"}, {`log.SetFlags(0); log.Print("open again")`, "stderr:open again\n"}} {
				if got := transcribe(t, s, again.code); !slices.Equal(got, []string{again.want}) {
					t.Errorf("after %s\n%s gives %q, want %q", code, again.code, got, again.want)
				}
			}
		}
	}
	if runtime.GOOS != "windows" {
		// Descriptor 1 is the cells', not the session's.
		if got, want := transcribe(t, s, `_, err := syscall.Write(1, []byte("raw")); if err != nil { panic(err) }`), []string{"stdout:raw"}; !slices.Equal(got, want) {
			t.Errorf("descriptor 1 gives %q, want %q", got, want)
		}
		if got := mustRun(t, s, `n, err := syscall.Read(0, make([]byte, 10)); n`); got != "0" {
			t.Errorf("descriptor 0 gives %s bytes, want 0", got)
		}
	}
}

// An error that a cell gets and does not look at is told; one that it looks at is the cell's matter.
func TestUnreadErrors(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "import (\"errors\"; \"fmt\")\nfunc fails(n int) (int, error) { if n > 0 { return 0, fmt.Errorf(\"no %d\", n) }; return 1, nil }\nvar earlier error")
	for code, want := range map[string][]string{
		`a, err := fails(0)`:                                         nil,
		`a, err := fails(1)`:                                         {"stderr:err: no 1\n"},
		`_, earlier = fails(2)`:                                      {"stderr:earlier: no 2\n"},
		"a, e := fails(3)\nb, e := fails(4)":                         {"stderr:e: no 4\n"},
		"a, e1 := fails(5)\n_, e2 := fails(6)":                       {"stderr:e1: no 5\ne2: no 6\n"},
		"a, err := fails(7)\nif err != nil { fmt.Println(\"bad\") }": {"stdout:bad\n"},
		"a, err := fails(8)\nerr":                                    nil,
		"a, err := fails(9)\nfunc look() error { return err }":       nil,
		`err := errors.New("made")`:                                  nil,
		`_, _ = fails(10)`:                                           nil,
		"package main\nvar a, err = fails(11)\nfunc main() {}":       nil,
	} {
		if got := transcribe(t, s, code); !slices.Equal(got, want) {
			t.Errorf("%s\ngives %q, want %q", code, got, want)
		}
	}
}

// A great deal of output comes whole while nothing else waits.
func TestMuchOutput(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "import (\"fmt\"; \"os\"; \"strings\")")
	out := &counter{}
	if r := await(t, start(s, `line := strings.Repeat("x", 1023) + "\n"; for range 20_000 { fmt.Print(line) }; for range 1000 { fmt.Fprint(os.Stderr, line) }`, out)); r.Err != nil {
		t.Fatal(errText(r.Err))
	}
	if out.n != 21_000*1024 {
		t.Errorf("%d bytes came, want %d", out.n, 21_000*1024)
	}
}

type counter struct {
	transcript
	n int
}

func (c *counter) Stream(_, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n += len(text)
}

// What a goroutine prints later goes to the cell that runs then.
func TestBackgroundOutput(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "import \"fmt\"\ngo_, gone := make(chan int), make(chan int)\ngo func() { for i := range go_ { fmt.Println(\"turn\", i); gone <- i } }()")
	for i := range 3 {
		if got, want := transcribe(t, s, fmt.Sprintf("go_ <- %d; <-gone", i)), []string{fmt.Sprintf("stdout:turn %d\n", i)}; !slices.Equal(got, want) {
			t.Errorf("the cell shows %q, want %q", got, want)
		}
	}
}

// A goroutine's panic is told and costs the goroutine alone.
func TestPanicInGoroutine(t *testing.T) {
	s := newTestSession(t)
	out := &recorder{}
	if r := await(t, start(s, "go panic(\"alone\")", out)); r.Err != nil {
		t.Fatal(errText(r.Err))
	}
	waitFor(t, out, "panic in a goroutine: alone")
	if got := mustRun(t, s, "2 + 2"); got != "4" {
		t.Errorf("2 + 2 gives %s", got)
	}
}
