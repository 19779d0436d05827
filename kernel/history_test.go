package kernel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

func inputs(t *testing.T, h *history, c historyContent) string {
	t.Helper()
	found, err := h.find(c)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range found {
		list = append(list, fmt.Sprintf("%d.%d:%s", e.Session, e.Line, e.Input))
	}
	return strings.Join(list, " ")
}

// A list of requests with what each gives.
type asked struct {
	c    historyContent
	want string
}

func check(t *testing.T, h *history, list []asked) {
	t.Helper()
	for _, a := range list {
		if got := inputs(t, h, a.c); got != a.want {
			t.Errorf("%+v: %q, want %q", a.c, got, a.want)
		}
	}
}

func TestHistoryOutlivesSessions(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "history.jsonl")
	first := newHistory(file)
	first.add(1, "a", "1")
	first.add(2, "b", "")
	second := newHistory(file)
	check(t, second, []asked{ // it has no cell yet
		{historyContent{Access: "range"}, ""},
		{historyContent{Access: "range", Session: -1}, "1.1:a 1.2:b"},
	})
	second.add(1, "c", "")
	second.add(2, "a", "2")
	at := func(n int) *int { return &n }
	check(t, second, []asked{
		{historyContent{Access: "tail", N: 3}, "1.2:b 2.1:c 2.2:a"},
		{historyContent{Access: "tail"}, "1.1:a 1.2:b 2.1:c 2.2:a"},
		{historyContent{N: 1}, "2.2:a"},
		{historyContent{Access: "range"}, "2.1:c 2.2:a"},
		{historyContent{Access: "range", Session: 1}, "1.1:a 1.2:b"},
		{historyContent{Access: "range", Session: -1, Start: 2}, "1.2:b"},
		{historyContent{Access: "range", Session: 2, Start: 1, Stop: at(2)}, "2.1:c"},
		{historyContent{Access: "range", Start: 1, Stop: at(0)}, "2.1:c 2.2:a"},
		{historyContent{Access: "range", Start: -1}, "2.2:a"},
		{historyContent{Access: "range", Stop: at(-1)}, "2.1:c"},
		{historyContent{Access: "range", Session: 7}, ""},
		{historyContent{Access: "range", Session: -7}, ""},
		{historyContent{Access: "search", Pattern: "a"}, "1.1:a 2.2:a"},
		{historyContent{Access: "search", Pattern: "a", Unique: true}, "2.2:a"},
		{historyContent{Access: "search", Pattern: "*", Unique: true, N: 2}, "2.1:c 2.2:a"},
		{historyContent{Access: "search", Pattern: "*", N: 2}, "2.1:c 2.2:a"},
		{historyContent{Access: "search", Pattern: "?"}, "1.1:a 1.2:b 2.1:c 2.2:a"},
		{historyContent{Access: "search", Pattern: "[bc]"}, "1.2:b 2.1:c"},
		{historyContent{Access: "search", Pattern: "x*"}, ""},
	})
	if _, err := second.find(historyContent{Access: "guess"}); err == nil || !strings.Contains(err.Error(), "tail, range and search") {
		t.Errorf("an unknown access: %v", err)
	}
}

// Kernels that run side by side have numbers of their own, lose nothing and see each other's cells.
func TestKernelsShareAHistory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.jsonl")
	const kernels, cells = 8, 50
	var wg sync.WaitGroup
	for k := range kernels {
		wg.Go(func() {
			h := newHistory(file)
			for i := range cells {
				h.add(i+1, fmt.Sprint("kernel ", k), "")
			}
		})
	}
	wg.Wait()
	found, err := newHistory(file).find(historyContent{Access: "tail", N: 2 * kernels * cells})
	if err != nil {
		t.Fatal(err)
	}
	of := map[int]string{}
	for i, e := range found {
		if e.Session != i/cells+1 || e.Line != i%cells+1 {
			t.Fatalf("entry %d is line %d of session %d", i, e.Line, e.Session)
		}
		if of[e.Session] == "" {
			of[e.Session] = e.Input
		}
		if of[e.Session] != e.Input {
			t.Fatalf("session %d holds %q and %q", e.Session, of[e.Session], e.Input)
		}
	}
	if len(found) != kernels*cells {
		t.Errorf("%d of %d cells are left", len(found), kernels*cells)
	}

	one, other := newHistory(file), newHistory(file)
	one.add(1, "from one", "")
	other.add(1, "from the other", "")
	one.add(2, "from one again", "")
	check(t, other, []asked{
		{historyContent{Access: "tail", N: 3}, "9.1:from one 9.2:from one again 10.1:from the other"},
		{historyContent{Access: "range"}, "10.1:from the other"},
	})
}

func TestHistoryFileIsBounded(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.jsonl")
	h := newHistory(file)
	cell := strings.Repeat("x", 30000)
	for i := range 100 {
		h.add(i+1, cell+fmt.Sprint(i), strings.Repeat("ö", historyOutput))
	}
	h.add(101, strings.Repeat("y", 2*historyEntry), "")
	info, err := os.Stat(file)
	if err != nil || info.Size() > historyMost {
		t.Fatalf("%d bytes, %v", info.Size(), err)
	}
	found, err := newHistory(file).find(historyContent{Access: "tail", N: 2})
	if err != nil || len(found) != 2 || found[0].Line != 100 || len(found[0].Output) != historyOutput ||
		found[1].Line != 101 || len(found[1].Input) != historyEntry {
		t.Errorf("the last entries are not in the file: %v, %v", len(found), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(file)); len(left) != 2 { // it and its lock
		t.Errorf("the folder holds %v", left)
	}
}

func TestDamagedHistoryIsReadAsFarAsItGoes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.jsonl")
	content := "{\"session\":4,\"line\":1,\"input\":\"a\"}\nnoise\n\n\x00\xff\n{\"session\":-1,\"line\":1}\n" +
		"{\"session\":9223372036854775807,\"line\":1,\"input\":\"far\"}\n[1]\nnull\n{\"session\":4,\"line\":2,\"inp"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHistory(file)
	if got := inputs(t, h, historyContent{Access: "tail"}); got != "4.1:a" {
		t.Errorf("got %q", got)
	}
	h.add(1, "b", "") // behind the line that was cut
	h.add(2, "c", "")
	if got := inputs(t, newHistory(file), historyContent{Access: "tail"}); got != "4.1:a 5.1:b 5.2:c" {
		t.Errorf("got %q", got)
	}
}

func TestHistoryThatCannotBeKeptIsKeptInMemory(t *testing.T) {
	log.SetOutput(io.Discard)
	defer log.SetOutput(os.Stderr)
	dir := t.TempDir()
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(blocked, "history.jsonl"), dir} {
		h := newHistory(path)
		h.add(1, "a", "")
		h.add(2, "b", "")
		check(t, h, []asked{
			{historyContent{Access: "tail"}, "1.1:a 1.2:b"},
			{historyContent{Access: "range"}, "1.1:a 1.2:b"},
		})
	}
}

func TestGlobMatch(t *testing.T) {
	for _, test := range []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "a/b\nc", true}, {"a*c", "abc", true}, {"a*c", "abd", false},
		{"*b*", "abc", true}, {"?", "ö", true}, {"?", "", false}, {"a*a*a", "aaaa", true}, {"a*a*ab", "aaaa", false},
		{"[a]", "a", true}, {"[a]", "[a]", false}, {"**x", "yx", true}, {"[^a-c]?", "dx", true}, {"[^a-c]", "b", false},
		{"[]]", "]", true}, {"x[0", "x[0", false}, {"[ä-ö]", "ü", false}, {"A", "a", false},
	} {
		if got := globMatch(test.pattern, test.s); got != test.want {
			t.Errorf("%q %q: %v", test.pattern, test.s, got)
		}
	}
	if globMatch(strings.Repeat("*a", 500)+"b", strings.Repeat("a", 5000)) { // must end soon
		t.Error("matched")
	}
}

// Patterns mean what they mean to SQLite, in which IPython keeps its history.
func TestGlobMatchesAsSQLite(t *testing.T) {
	type glob struct {
		Pattern, Text string
		Match         bool
	}
	var globs []glob
	r := rand.New(rand.NewPCG(1, 2))
	text := func(alphabet []rune, most int) string {
		s := make([]rune, r.IntN(most))
		for i := range s {
			s[i] = alphabet[r.IntN(len(alphabet))]
		}
		return string(s)
	}
	for range 20000 {
		globs = append(globs, glob{Pattern: text([]rune("ab]-ö*?[[^c"), 9), Text: text([]rune("abcö]-^"), 6)})
	}
	in, err := json.Marshal(globs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/usr/bin/python3", "-c", `
import json, sqlite3, sys
db = sqlite3.connect(":memory:")
globs = json.load(sys.stdin)
for g in globs:
    g["Match"] = bool(db.execute("select ? glob ?", (g["Text"], g["Pattern"])).fetchone()[0])
json.dump(globs, sys.stdout)`)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		if os.Getenv("TALBOT_REQUIRE_PEERS") != "" {
			t.Fatal(err)
		}
		t.Skipf("there is no Python with SQLite: %v", err)
	}
	if err := json.Unmarshal(out, &globs); err != nil {
		t.Fatal(err)
	}
	matches := 0
	for _, g := range globs {
		if g.Match {
			matches++
		}
		if got := globMatch(g.Pattern, g.Text); got != g.Match {
			t.Errorf("%q glob %q: %v", g.Text, g.Pattern, got)
		}
	}
	if matches < 500 {
		t.Errorf("only %d match", matches)
	}
}

func FuzzHistoryFile(f *testing.F) {
	f.Add([]byte("{\"session\":4,\"line\":1,\"input\":\"a\"}\n"), "a*", 1)
	f.Add([]byte("\x00\n{}\n"), "[a-", -3)
	file := filepath.Join(f.TempDir(), "history.jsonl")
	f.Fuzz(func(t *testing.T, raw []byte, pattern string, n int) {
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		h := newHistory(file)
		h.add(1, "mine", "")
		for _, access := range []string{"tail", "range", "search"} {
			if _, err := h.find(historyContent{Access: access, Pattern: pattern, N: n, Start: n, Stop: &n, Session: n, Unique: true}); err != nil {
				t.Fatal(err)
			}
		}
		found, err := newHistory(file).find(historyContent{Access: "tail", N: 1})
		if err != nil || len(found) != 1 || found[0].Input != "mine" {
			t.Fatalf("the last cell is %v, %v", found, err)
		}
	})
}

func TestPageRequest(t *testing.T) {
	for code, want := range map[string]pageExpr{
		"fmt.Println?": {"fmt.Println", 0}, "?x": {"x", 0}, "x??": {"x", 1}, " ??größe.X ": {"größe.X", 1},
		"talbot/stdlib/ddm?": {"talbot/stdlib/ddm", 0},
	} {
		if got, ok := pageRequest(code); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, %v", code, got, ok)
		}
	}
	for _, code := range []string{"", "?", "a b?", "x", "// what?", "x\ny?", "f(1)?", "a???", "\"?\""} {
		if got, ok := pageRequest(code); ok {
			t.Errorf("%q is taken for %v", code, got)
		}
	}
}

func FuzzPositions(f *testing.F) {
	f.Add("größe 𝕋", 3)
	f.Add("\xff\xf0", -1)
	f.Fuzz(func(t *testing.T, s string, n int) {
		b := byteOffset(s, n)
		if b < 0 || b > len(s) {
			t.Fatalf("offset %d of %d bytes", b, len(s))
		}
		if r := runeOffset(s, b); n >= 0 && r > n || r < 0 {
			t.Errorf("position %d became %d", n, r)
		}
		runeOffset(s, n)
	})
}
