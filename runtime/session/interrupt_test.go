package session

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"talbot/runtime/display"
)

// patience is what a test gives a machine that is slow; nothing is expected to take as long.
const patience = 30 * time.Second

// start runs a cell and gives where its result will come.
func start(s *Session, code string, out display.Output) <-chan display.Result {
	c := make(chan display.Result, 1)
	go func() { c <- s.Execute(context.Background(), code, out) }()
	return c
}

func await(t *testing.T, c <-chan display.Result) display.Result {
	t.Helper()
	select {
	case r := <-c:
		return r
	case <-time.After(patience):
		t.Fatal("the cell does not end")
	}
	panic("unreachable")
}

// mustRun runs a cell that has to succeed and gives its value's text.
func mustRun(t testing.TB, s *Session, code string) string {
	t.Helper()
	r := s.Execute(context.Background(), code, &recorder{})
	if r.Err != nil {
		t.Fatalf("%s\ngives %s", code, errText(r.Err))
	}
	if r.Value == nil {
		return ""
	}
	return r.Value.PlainText()
}

// waitFor returns once the recorder holds a text.
func waitFor(t *testing.T, out *recorder, text string) {
	t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(out.String(), text); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%q does not come; there is %q", text, out)
		}
	}
}

func wantError(t *testing.T, r display.Result, name, text string) {
	t.Helper()
	if r.Err == nil || r.Err.Name != name || !strings.Contains(r.Err.Value, text) {
		t.Fatalf("the error is %s, want %s with %q", errText(r.Err), name, text)
	}
}

// Whatever a cell waits for, an interrupt ends the wait and leaves the variables.
func TestInterrupt(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, `silent, _ := net.Listen("tcp", "127.0.0.1:0")
kept := []int{1, 2, 3}
add := func(n int) int { return n + len(kept) }
var mu sync.Mutex
var wg sync.WaitGroup
never := make(chan int)`)
	for name, code := range map[string]string{
		"loop":          `fmt.Println("begun"); for {}`,
		"numbers":       `func spin(n int) (t int) { for n > 0 { t++; n = n%1000 + 1 }; return }; fmt.Println("begun"); spin(1)`,
		"many calls":    `func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }; fmt.Println("begun"); fib(90)`,
		"printing":      `fmt.Println("begun"); for { fmt.Println("again") }`,
		"recursion":     `var f func(n int) int; f = func(n int) int { if n == 0 { return 0 }; return f(n-1) + f(n-1) }; fmt.Println("begun"); f(60)`,
		"sleep":         `fmt.Println("begun"); time.Sleep(time.Hour)`,
		"receive":       `fmt.Println("begun"); <-never`,
		"send":          `fmt.Println("begun"); never <- 1`,
		"select":        `fmt.Println("begun"); select {}`,
		"range":         `fmt.Println("begun"); for range never {}`,
		"wait group":    `wg = sync.WaitGroup{}; wg.Add(1); fmt.Println("begun"); wg.Wait()`,
		"mutex":         `mu = sync.Mutex{}; mu.Lock(); fmt.Println("begun"); mu.Lock()`,
		"read lock":     `rw := sync.RWMutex{}; rw.Lock(); fmt.Println("begun"); rw.RLock()`,
		"write lock":    `rw2 := sync.RWMutex{}; rw2.RLock(); fmt.Println("begun"); rw2.Lock()`,
		"any lock":      `var l sync.Locker = &sync.Mutex{}; l.Lock(); fmt.Println("begun"); l.Lock()`,
		"condition":     `func() { mu = sync.Mutex{}; c := sync.NewCond(&mu); mu.Lock(); defer mu.Unlock(); fmt.Println("begun"); c.Wait() }()`,
		"embedded lock": `m := &struct{ sync.Mutex }{}; m.Lock(); fmt.Println("begun"); m.Lock()`,
		"deep":          `func down(n int) int { if n == 0 { fmt.Println("begun"); for {} }; return down(n-1) + 1 }; down(10000)`,
		"two channels":  `fmt.Println("begun"); select { case <-never: case never <- 1: }`,
		"nil channel":   `var none chan int; fmt.Println("begun"); <-none`,
		"timer":         `fmt.Println("begun"); <-time.After(time.Hour)`,
		"sleep's value": `nap := time.Sleep; fmt.Println("begun"); nap(time.Hour); for {}`,
		"callback":      `fmt.Println("begun"); strings.Map(func(r rune) rune { for {} }, "abc")`,
		"once":          `var once sync.Once; fmt.Println("begun"); once.Do(func() { for {} })`,
		"web request":   `fmt.Println("begun"); http.Get("http://" + silent.Addr().String())`,
		"web client":    `fmt.Println("begun"); c := http.Client{}; c.Get("http://" + silent.Addr().String())`,
		"accept":        `alone, _ := net.Listen("tcp", "127.0.0.1:0"); fmt.Println("begun"); alone.Accept()`,
		"network":       `n, _ := net.Dial("tcp", silent.Addr().String()); fmt.Println("begun"); n.Read(make([]byte, 1))`,
		"pipe":          `r, _ := io.Pipe(); fmt.Println("begun"); io.ReadAll(r)`,
		"goroutines":    `for range 3 { go func() { for {} }() }; fmt.Println("begun"); for {}`,
		"scanner":       `fmt.Println("begun"); bufio.NewScanner(os.Stdin).Scan()`,
		"timing":        `fmt.Println("begun")` + "\n%timeit time.Sleep(time.Hour)",
		"context":       `fmt.Println("begun"); <-ctx.Done(); for {}`,
		"own context":   `c, cancel := context.WithTimeout(ctx, time.Hour); defer cancel(); fmt.Println("begun"); <-c.Done(); for {}`,
		"program":       `fmt.Println("begun"); fmt.Println(exec.Command("sleep", "3600").Run()); for {}`,
		"question":      `fmt.Println("begun"); var n int; fmt.Scan(&n); for {}`,
		"reader":        `fmt.Println("begun"); bufio.NewReader(os.Stdin).ReadString('\n'); for {}`,
		"in defer":      `func() { defer func() { for {} }(); fmt.Println("begun") }()`,
		"despite defer": `func() { defer func() { recover() }(); fmt.Println("begun"); for {} }()`,
	} {
		t.Run(name, func(t *testing.T) {
			out := &recorder{silent: true}
			c := start(s, code, out)
			waitFor(t, out, "begun")
			s.Interrupt()
			wantError(t, await(t, c), "interrupted", "stopped")
			if got := mustRun(t, s, "add(1)"); got != "4" {
				t.Errorf("the closure gives %s, want 4", got)
			}
		})
	}
}

func TestCancelledBeforeTheStart(t *testing.T) {
	s := newTestSession(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	wantError(t, s.Execute(ctx, "for {}", &recorder{}), "interrupted", "before it began")
	if got := mustRun(t, s, "1 + 1"); got != "2" {
		t.Errorf("1 + 1 gives %s", got)
	}
}

// An interrupt between a cell's coming and its start is not lost.
func TestInterruptAtOnce(t *testing.T) {
	s := newTestSession(t)
	for range 20 {
		c := start(s, "for {}", &recorder{})
		for {
			s.mu.Lock()
			active := s.active
			s.mu.Unlock()
			if active {
				break
			}
		}
		s.Interrupt()
		wantError(t, await(t, c), "interrupted", "stopped")
	}
}

// An interrupt that no cell is there for stops no later one, and two in quick succession are one.
func TestInterruptsThatMeanNothing(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "x := 7")
	for range 5 {
		s.Interrupt()
	}
	if got := mustRun(t, s, "x"); got != "7" {
		t.Errorf("x is %s, want 7", got)
	}
	ctx, cancel := context.WithCancel(context.Background())
	out := &recorder{}
	c := make(chan display.Result, 1)
	go func() { c <- s.Execute(ctx, "import \"fmt\"\nfmt.Println(\"begun\")\nfor {}", out) }()
	waitFor(t, out, "begun")
	cancel()
	s.Interrupt()
	wantError(t, await(t, c), "interrupted", "stopped")
	if got := mustRun(t, s, "x"); got != "7" {
		t.Errorf("x is %s, want 7", got)
	}
}

// What does not listen costs the session at the second interrupt, and the person is told before.
func TestDeafRoutine(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "import (\"fmt\"; \"net\")\nold := 1\nl, err := net.Listen(\"tcp\", \"127.0.0.1:0\")")
	out := &recorder{}
	c := start(s, "fmt.Println(\"begun\")\naccept := l.Accept\naccept()", out)
	waitFor(t, out, "begun")
	s.Interrupt()
	waitFor(t, out, "Interrupt again")
	s.Interrupt()
	r := await(t, c)
	wantError(t, r, "session ended", "interrupted twice")
	if !r.Err.SessionEnded {
		t.Error("the error does not say that the session ended")
	}
	wantError(t, s.Execute(context.Background(), "old", &recorder{}), "compile error", "undefined: old")
	if got := mustRun(t, s, "old := 2\nold"); got != "2" {
		t.Errorf("the fresh session gives %s, want 2", got)
	}
}

// Goroutines of earlier cells live through the interrupt of a later one if they do not wait.
func TestClosuresLiveOn(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "n := 0\nstep := func() int { for i := 0; i < 3; i++ { n++ }; return n }")
	for want := 3; want <= 9; want += 3 {
		out := &recorder{}
		c := start(s, "import \"fmt\"\nfmt.Println(\"begun\")\nfor {}", out)
		waitFor(t, out, "begun")
		s.Interrupt()
		await(t, c)
		if r := s.Execute(context.Background(), "step()", &recorder{}); r.Err != nil || r.Value.PlainText() != strconv.Itoa(want) {
			t.Fatalf("step gives %v %v, want %d", r.Value, r.Err, want)
		}
	}
}
