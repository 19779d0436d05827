package session

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/goproxytest"

	"talbot/runtime/display"
)

// newFetcher gives a function that makes sessions that can fetch modules: those of
// testdata/proxy over the loopback, what Talbot itself is built of from the user's module cache.
// The former stay there too, since another test may be using them: one that changes needs
// another version.
func newFetcher(t *testing.T) func(t *testing.T) *Session {
	t.Helper()
	if testing.Short() {
		t.Skip("builds programs")
	}
	goEnv := func(name string) string {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Skip("no go command: ", err)
		}
		return strings.TrimSpace(string(out))
	}
	proxy := goproxytest.NewTestServer(t, filepath.Join("testdata", "proxy"), "")
	t.Setenv("GOPROXY", proxy.URL+","+goEnv("GOPROXY"))
	t.Setenv("GONOSUMDB", "example.com")
	t.Setenv("GOFLAGS", strings.TrimSpace(goEnv("GOFLAGS")+" -modcacherw"))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	settings := Settings{Command: []string{self}, Memory: 512 << 20, Source: os.DirFS(filepath.Join("..", "..")), Cache: t.TempDir(), Dir: t.TempDir()}
	return func(t *testing.T) *Session {
		s := New(settings)
		t.Cleanup(func() { s.Close() })
		return s
	}
}

// get runs a cell and gives what it shows, prints and returns.
func get(t *testing.T, s *Session, code string) (shown string, r display.Result) {
	t.Helper()
	out := &recorder{}
	r = s.Execute(context.Background(), code, out)
	shown = out.String()
	out.mu.Lock()
	defer out.mu.Unlock()
	for _, e := range out.events {
		shown += e.Bundle.PlainText() + "\n"
	}
	return shown, r
}

func wantShown(t *testing.T, s *Session, code, want string) {
	t.Helper()
	shown, r := get(t, s, code)
	if r.Err != nil {
		t.Fatalf("%s\ngives %s\n%s", code, errText(r.Err), shown)
	}
	if r.Value != nil {
		shown += r.Value.PlainText()
	}
	if !strings.Contains(shown, want) {
		t.Errorf("%s\nshows %q, want %q", code, shown, want)
	}
}

func TestGet(t *testing.T) {
	fetcher := newFetcher(t)

	t.Run("module", func(t *testing.T) {
		s := fetcher(t)
		mustRun(t, s, `import "strings"`)
		wantShown(t, s, "%get example.com/talbot/shapes\nimport \"example.com/talbot/shapes\"\nshapes.Total(shapes.Square{2}, shapes.Square{3})", "13")
		wantShown(t, s, "%get", "example.com/talbot/shapes v1.1.0: import \"example.com/talbot/shapes\"")
		wantShown(t, s, "type circle struct{ r float64 }\nfunc (c circle) Area() float64 { return 3 * c.r * c.r }\nshapes.Total(circle{1}, shapes.Square{1})", "4")
		wantShown(t, s, "shapes.Unit = \"k\"\nshapes.Unit += \"m\"\np := &shapes.Unit\n*p += \"!\"\nstrings.Repeat(shapes.Unit, shapes.Sides)", "km!km!km!km!")
		wantError(t, s.Execute(context.Background(), "import \"example.com/talbot/shapes/broken\"", &recorder{}), "compile error", "not available")
		// Asked for again, it is there.
		wantShown(t, s, "%get example.com/talbot/shapes@v1.1.0\nshapes.Sides", "4")
		if c := s.Complete("shapes.To", 9); len(c.Matches) != 1 || !strings.HasPrefix(c.Matches[0].Text, "Total") {
			t.Errorf("shapes.To is completed by %v", c.Matches)
		}
		if b, ok := s.Inspect("shapes.Total", 12, 0); !ok || !strings.Contains(b.PlainText(), "Total adds areas") {
			t.Errorf("shapes.Total is explained by %q", b.PlainText())
		}
		// Where there are variables, they are not lost without a word.
		wantError(t, s.Execute(context.Background(), "%get example.com/talbot/generic", &recorder{}), "%get", "%get -replay example.com/talbot/generic")
		wantShown(t, s, "circle{2}.Area()", "12")
		wantShown(t, s, "%get -replay example.com/talbot/generic\nimport \"example.com/talbot/generic\"\ngeneric.Largest(circle{2}.Area(), shapes.Total(shapes.Square{4}))", "16")
	})

	t.Run("broken and foreign packages are left out", func(t *testing.T) {
		s := fetcher(t)
		wantShown(t, s, "%get example.com/talbot/shapes", "left out example.com/talbot/shapes/broken: it does not compile")
		shown, _ := get(t, s, "%get")
		for _, want := range []string{
			"left out example.com/talbot/shapes/onbroken: it imports example.com/talbot/shapes/broken: it does not compile",
			"left out example.com/talbot/shapes/inc: it needs cgo",
		} {
			if !strings.Contains(shown, want) {
				t.Errorf("%%get says %q, want %q", shown, want)
			}
		}
	})

	t.Run("versions", func(t *testing.T) {
		s := fetcher(t)
		wantShown(t, s, "%get example.com/talbot/shapes@v1.0.0\nimport \"example.com/talbot/shapes\"\nshapes.Square{3}.Area()", "9")
		wantError(t, s.Execute(context.Background(), "shapes.Total()", &recorder{}), "compile error", "undefined: shapes.Total")
		wantShown(t, s, "%get -replay example.com/talbot/shapes@latest\nshapes.Total(shapes.Square{1})", "1")
	})

	t.Run("generics", func(t *testing.T) {
		s := fetcher(t)
		wantShown(t, s, "%get example.com/talbot/generic@v1.1.0\nimport \"example.com/talbot/generic\"\ngeneric.Largest(3.5, 1000, 2)", "100")
		wantShown(t, s, "type length int\ngeneric.Largest(length(3), 7)", "7")
		wantShown(t, s, "type bird struct{ name string }\ngeneric.Names([]bird{{\"tit\"}, {\"owl\"}}, func(b bird) string { return b.name })", "TIT! OWL!")
		wantShown(t, s, "var st generic.Stack[bird]\nst.Push(bird{\"kite\"})\nb, ok := st.Pop()\nimport \"fmt\"\nfmt.Println(b.name, ok)", "kite true")
		wantShown(t, s, "generic.NewBag[bird]().Add(bird{\"kite\"}).Add(bird{\"kite\"}).Len()", "1")
		wantShown(t, s, "generic.Of(bird{\"wren\"}).Get().name", "wren")
		wantError(t, s.Execute(context.Background(), "generic.Of(1).Null()", &recorder{}), "panic", "generic.Column.Null cannot be used in a cell")
		wantError(t, s.Execute(context.Background(), "import \"example.com/talbot/generic/internal/order\"", &recorder{}), "compile error", "is internal")
	})

	t.Run("failures", func(t *testing.T) {
		s := fetcher(t)
		for module, want := range map[string]string{
			"example.com/talbot/nothing":       "there is no module example.com/talbot/nothing",
			"example.com/talbot/shapes@v7":     "no version",
			"example.com/talbot/shapes@v1.9.9": "there is no version v1.9.9",
			"example.com/talbot/shapes/none":   "holds no package example.com/talbot/shapes/none",
			"example.com/talbot/newer":         "needs Go 1.999, and this computer's is Go 1.",
			"example.com/talbot/panics":        "no licence file found",
			"example.com/talbot/wrong":         "cannot use 1 (untyped int constant) as string value",
			"example.com/talbot/inc":           "needs cgo",
			"example.com/talbot/shapes/cmd":    "holds no package",
			"example.com/talbot/program":       "no package that cells can import",
			"talbot/stdlib/ddm":                "always there",
			"-x":                               "no module's name",
			"https://example.com/x":            "an address",
			"./nowhere":                        "there is no folder",
		} {
			wantError(t, s.Execute(context.Background(), "%get "+module, &recorder{}), "%get", want)
		}
		wantShown(t, s, "1 + 1", "2") // nothing else is lost
	})

	t.Run("local", func(t *testing.T) {
		s := fetcher(t)
		dir := filepath.Join(s.settings.Dir, "mine")
		write := func(name, text string) {
			t.Helper()
			if err := os.MkdirAll(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		write("mine.go", "package mine\n\nfunc Answer() int { return 41 }\n")
		wantError(t, s.Execute(context.Background(), "%get ./mine", &recorder{}), "%get", "no file go.mod")
		write("go.mod", "module mine\n\ngo 1.21\n")
		wantShown(t, s, "%get ./mine\nimport \"mine\"\nmine.Answer()", "41")
		write("mine.go", "package mine\n\nfunc Answer() int { return 42 }\n")
		wantShown(t, s, "%get -replay ./mine\nmine.Answer()", "42")
	})

	t.Run("stopped", func(t *testing.T) {
		s := fetcher(t)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if r := s.Execute(ctx, "%get example.com/talbot/limits", &recorder{}); r.Err == nil || r.Err.Name != "interrupted" {
			t.Errorf("a stopped cell gives %s", errText(r.Err))
		}
		wantShown(t, s, "1 + 1", "2")
	})
}
