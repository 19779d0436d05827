package session

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"talbot/runtime/display"
)

// output runs a cell that has to succeed and gives what it printed.
func output(t *testing.T, s *Session, code string) string {
	t.Helper()
	out := &recorder{}
	r := s.Execute(context.Background(), code, out)
	if r.Err != nil {
		t.Fatalf("%s\ngives %s", code, errText(r.Err))
	}
	return out.String()
}

func TestHelpLine(t *testing.T) {
	s := newTestSession(t)
	got := output(t, s, "import \"fmt\"\nfmt.Println(\"before\")\n%help\nfmt.Println(\"after\")")
	if !strings.HasPrefix(got, "before\n") || !strings.HasSuffix(got, "after\n") {
		t.Errorf("the line does not act in its place: %q", got)
	}
	for _, c := range Lines() {
		if !strings.Contains(got, c.Sign) || !strings.Contains(got, c.Help) {
			t.Errorf("%%help does not tell of %s: %s", c.Sign, got)
		}
	}
}

func TestFaultsOfLines(t *testing.T) {
	s := newTestSession(t)
	for code, want := range map[string]string{
		"x := 1\n%hlep": "2:1: there is no line %hlep; did you mean %help? %help lists all",
		"%matplotlib":   "1:1: there is no line %matplotlib; %help lists all",
		"%%help\nx":     "%help takes one line",
		"import \"fmt\"\nfmt.Println(\"no\")\n%help\ny": "4:1: undefined: y",
	} {
		out := &recorder{}
		r := s.Execute(context.Background(), code, out)
		wantError(t, r, "compile error", want)
		if out.String() != "" {
			t.Errorf("%q ran in part, and printed %q", code, out)
		}
	}
}

func TestLinesActInTheirPlace(t *testing.T) {
	s := newTestSession(t)
	dir := t.TempDir()
	for _, c := range []struct{ code, want string }{
		{"import \"fmt\"\nx := 41\nfmt.Println(\"go\")\n%cd " + dir + "\nfmt.Println(\"on\")", "go\n" + dir + "\non\n"},
		{"%env TALBOT_TRIED=yes\nimport \"os\"\nfmt.Println(os.Getenv(\"TALBOT_TRIED\"))\n%env TALBOT_TRIED", "yes\nyes\n"},
		{"%%writefile note.txt\none\n%two", "written note.txt: 9 bytes\n"},
		{"%%writefile -a note.txt\nthree", "added to note.txt: 6 bytes\n"},
		{"b, err := os.ReadFile(\"note.txt\")\nfmt.Print(string(b))", "one\n%two\nthree\n"},
	} {
		if got := output(t, s, c.code); got != c.want {
			t.Errorf("%s\nprints %q, want %q", c.code, got, c.want)
		}
	}
	for code, want := range map[string]string{
		"%cd no/where":               "there is no folder no/where",
		"%cd note.txt":               "is a file",
		"%env TALBOT_NEVER":          "there is no variable TALBOT_NEVER",
		"%%writefile\nx":             "has no name",
		"%%writefile no/dir/x\nx":    "no such file",
		"%doc nothing":               "nothing is known of nothing",
		"x = 42\n%doc nothing there": "nothing is known",
	} {
		r := s.Execute(context.Background(), code, &recorder{})
		if r.Err == nil || !strings.HasPrefix(r.Err.Name, "%") || !strings.Contains(r.Err.Value, want) {
			t.Errorf("%s\ngives %s, want %q", code, errText(r.Err), want)
		}
	}
	if got := mustRun(t, s, "x"); got != "42" {
		t.Errorf("what stands above a line that fails did not run: x is %s", got)
	}
	if got := output(t, s, "s := `\n%cd /\n`\nx := x %\n 7\n%help"); strings.Contains(got, "/\n") {
		t.Errorf("a raw string's line ran: %s", got)
	}
}

func TestShellLines(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the lines are for a Unix shell")
	}
	s := newTestSession(t)
	mustRun(t, s, "x := 41\nname := \"a b\"\nxs := []int{1, 2}\ntype T int\nfunc (t T) String() string { return \"tee\" }\ntee := T(1)")
	for _, c := range []struct{ code, want string }{
		{"!echo $x {x + 1} \"$name\" $tee {len(xs)}", "41 42 a b tee 2\n"},
		{"!echo '$x {x}' \\$x ${x}none {}", "$x {x} $x none {}\n"},
		{"y := 7\n!echo $y\ny = 8\n!echo $y >&2", "7\n8\n"},
		{"!printf 'a\\nb\\n' | awk '{print $1}' \\\n  | tail -1", "b\n"},
		{"%%bash\nfor x in 1 2; do\n  echo $x\ndone", "1\n2\n"},
	} {
		if got := output(t, s, c.code); got != c.want {
			t.Errorf("%s\nprints %q, want %q", c.code, got, c.want)
		}
	}
	r := s.Execute(context.Background(), "y = 9\n!exit 3\ny = 10", &recorder{})
	wantError(t, r, "!", "exit 3 ended with exit status 3")
	if trace := strings.Join(r.Err.Traceback, "\n"); !strings.Contains(trace, "cell[7]:2") || !strings.Contains(trace, "!exit 3") {
		t.Errorf("the traceback does not quote the line: %s", trace)
	}
	if got := mustRun(t, s, "y"); got != "9" {
		t.Errorf("y is %s, want 9", got)
	}
	wantError(t, s.Execute(context.Background(), "%%bash -e\nfalse\necho no", &recorder{}), "%%bash", "exit status 1")
	wantError(t, s.Execute(context.Background(), "!nosuchprogram", &recorder{}), "!", "(!nosuchprogram)")
	wantError(t, s.Execute(context.Background(), "!echo {y.z}", &recorder{}), "compile error", "1:10: y.z undefined")
}

// An interrupt reaches what a shell started, and the session lives on; what is left running in
// the background ends with the session.
func TestShellIsInterrupted(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("looks into /proc")
	}
	s := newTestSession(t)
	mustRun(t, s, "x := 41")
	for _, code := range []string{"!echo begun; sleep 3600; echo more", "%%bash\necho begun\nsleep 3600 | cat\necho more", "!trap '' INT; echo begun; while true; do sleep 1; done"} {
		out := &recorder{}
		c := start(s, code, out)
		waitFor(t, out, "begun")
		s.Interrupt()
		wantError(t, await(t, c), "interrupted", "stopped")
		if got := mustRun(t, s, "x"); got != "41" || strings.Contains(out.String(), "more") {
			t.Errorf("after %s x is %s, and there is %q", code, got, out)
		}
	}
	pid := strings.TrimSpace(output(t, s, "!sleep 3600 & echo $!"))
	s.Close()
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if stat, err := os.ReadFile("/proc/" + pid + "/stat"); err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("process %s lives on", pid)
		}
	}
}

func TestTimeLines(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "n := 0\nf := func() int { n++; return n }")
	for _, c := range []struct{ code, output, value string }{
		{"%time f()", `^[\d.]+ [nµm]?s.* allocated\n$`, "1"},
		{"%time x := f()\nx", `^[\d.]+ [nµm]?s.* allocated\n$`, "2"},
		{"%time\ny := f()\ny", `^[\d.]+ [nµm]?s.* allocated\n$`, "3"},
		{"%%time\n\ny", `^[\d.]+ [nµm]?s.* allocated\n$`, "3"},
		{"%time a,\n b := f(), 1\na + b", `allocated\n$`, "5"},
		{"%timeit f()", `^[\d.]+ [nµm]?s ± .* \(best .*; 7 runs of .* turns\)\n$`, ""},
		{"%timeit\nz := n\nz++\n_ = z", `7 runs`, ""},
		{"%timeit n + 1", `7 runs`, ""},
		{"%timeit println()", `runs`, ""},
	} {
		out := &recorder{}
		r := s.Execute(context.Background(), c.code, out)
		if r.Err != nil {
			t.Fatalf("%s\ngives %s", c.code, errText(r.Err))
		}
		got := ""
		if r.Value != nil {
			got = r.Value.PlainText()
		}
		if got != c.value || !regexp.MustCompile(c.output).MatchString(out.String()) {
			t.Errorf("%s\ngives %q and prints %.200q", c.code, got, out)
		}
	}
	for code, want := range map[string]string{
		"%time":                   "1:1: there is no Go to time",
		"n\n%time":                "2:1: there is no Go to time",
		"%time nothing()":         "1:7: undefined: nothing",
		"%timeit func g() {}":     "declaration",
		"%timeit\nreturn":         "2:1: return stands outside",
		"%time x := 1 +":          "syntax error",
		"n = 0\n%%time\nf()\nf()": "must be its first line",
	} {
		wantError(t, s.Execute(context.Background(), code, &recorder{}), "compile error", want)
	}
	out := &recorder{}
	c := start(s, "import \"fmt\"\nfmt.Println(\"begun\")\n%timeit for {}", out)
	waitFor(t, out, "begun")
	s.Interrupt()
	wantError(t, await(t, c), "interrupted", "stopped")
}

func TestWho(t *testing.T) {
	s := newTestSession(t)
	if got := output(t, s, "%who"); !strings.HasPrefix(got, "The session has no names yet.\nMemory of the session: ") {
		t.Errorf("an empty session prints %s", got)
	}
	mustRun(t, s, "x := 41\ng := make([][]float64, 3)\nfor i := range g { g[i] = make([]float64, 4) }\nconst k = 2\nfunc f(a int) string { return \"\" }\ntype T struct{ A int }")
	got := output(t, s, "import \"gonum.org/v1/gonum/mat\"\nm := mat.NewDense(100, 20, nil)\nx := \"new\"\n%who")
	for _, want := range []string{
		`(?m)^g +\[\]\[\]float64 +3 × 4, 192 B$`, `(?m)^m +\*mat\.Dense +100 × 20, 16 kB|16\.1 kB`, `(?m)^x +string +3 bytes of text`,
		`(?m)^k +int constant$`, `(?m)^f +func\(a int\) string$`, `(?m)^T +type struct\{A int\}$`, `Memory of the session: .* of 537 MB`,
	} {
		if !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("%%who does not print %s:\n%s", want, got)
		}
	}
}

func TestResetAndReplay(t *testing.T) {
	s := newTestSession(t)
	out := &recorder{}
	r := s.Execute(context.Background(), "%replay", out)
	wantError(t, r, "%replay", "no cell has succeeded yet")
	mustRun(t, s, "import (\"fmt\"; \"os\")\nx := 1")
	output(t, s, "fmt.Println(\"seen\")\nx++")
	s.Execute(context.Background(), "y := undefined", out)
	s.Execute(context.Background(), "x = 100\npanic(1)", out)
	mustRun(t, s, "f := func() int { return x * 10 }\n%who\n%timeit x++")
	p, err := os.FindProcess(pidOf(t, s))
	if err != nil {
		t.Fatal(err)
	}
	p.Kill()
	wantError(t, await(t, start(s, "for {}", out)), "session ended", "%replay runs again the 3 cells that had succeeded")
	wantError(t, s.Execute(context.Background(), "x", out), "compile error", "undefined: x")

	out = &recorder{}
	r = s.Execute(context.Background(), "%replay\nf()", out)
	if r.Err != nil || r.Value == nil || r.Value.PlainText() != "20" {
		t.Fatalf("after the replay f gives %v %s", r.Value, errText(r.Err))
	}
	if out.String() != "" {
		t.Errorf("replayed cells print %q again", out)
	}
	if e := out.events; len(e) != 4 || e[0].Kind != display.ShowData || e[3].Kind != display.UpdateData || e[3].Bundle.PlainText() != "3 cells ran again." || e[0].ID == "" || e[0].ID != e[3].ID {
		t.Errorf("the progress is %v", e)
	}

	// One that fails stops the replay, and is left out of the next.
	mustRun(t, s, "z := f() / (len(os.Getenv(\"TALBOT_ONCE\")) - 1)")
	mustRun(t, s, "os.Setenv(\"TALBOT_ONCE\", \"1\")")
	t.Setenv("TALBOT_ONCE", "1")
	r = s.Execute(context.Background(), "%replay", out)
	wantError(t, r, "panic", "divide by zero")
	if got := mustRun(t, s, "%replay\nx"); got != "2" {
		t.Errorf("x is %s, want 2", got)
	}

	mustRun(t, s, "%reset")
	wantError(t, s.Execute(context.Background(), "x", out), "compile error", "undefined: x")
	wantError(t, s.Execute(context.Background(), "x := 1\n%reset", out), "compile error", "2:1: %reset acts before all else in its cell")
	wantError(t, s.Execute(context.Background(), "%replay", out), "%replay", "no cell has succeeded")
	if got := mustRun(t, s, "// fresh\n%reset\nx := \"new\"\nx"); got != "new" && got != `"new"` {
		t.Errorf("x is %s", got)
	}
}

func pidOf(t *testing.T, s *Session) int {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.proc.cmd.Process.Pid
}

func TestReplayIsInterrupted(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "import (\"fmt\"; \"os\")\nx := 1")
	mustRun(t, s, "if os.Getenv(\"TALBOT_AGAIN\") != \"\" { os.WriteFile(os.Getenv(\"TALBOT_AGAIN\"), nil, 0o666); for {} }")
	mustRun(t, s, "x = 2")
	mark := filepath.Join(t.TempDir(), "begun")
	t.Setenv("TALBOT_AGAIN", mark)
	out := &recorder{}
	c := start(s, "%replay\nx", out)
	for end := time.Now().Add(patience); ; time.Sleep(2 * time.Millisecond) {
		if _, err := os.Stat(mark); err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the replay does not come to the cell")
		}
	}
	s.Interrupt()
	wantError(t, await(t, c), "interrupted", "stopped")
	if got := mustRun(t, s, "x"); got != "1" {
		t.Errorf("x is %s, want 1", got)
	}
	t.Setenv("TALBOT_AGAIN", "")
	if got := mustRun(t, s, "%replay\nx"); got != "2" {
		t.Errorf("x is %s, want 2", got)
	}
}
