package kernel

import (
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"strings"
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

func TestHistoryOutlivesSessions(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "history.jsonl")
	first := newHistory(file)
	first.add(1, "a", "1")
	first.add(2, "b", "")
	second := newHistory(file)
	second.add(1, "c", "")
	second.add(2, "a", "2")
	stop := 2
	for _, test := range []struct {
		c    historyContent
		want string
	}{
		{historyContent{Access: "tail", N: 3}, "1.2:b 2.1:c 2.2:a"},
		{historyContent{Access: "tail"}, "1.1:a 1.2:b 2.1:c 2.2:a"},
		{historyContent{Access: "range"}, "2.1:c 2.2:a"},
		{historyContent{Access: "range", Session: 1}, "1.1:a 1.2:b"},
		{historyContent{Access: "range", Session: -1, Start: 2}, "1.2:b"},
		{historyContent{Access: "range", Session: 2, Start: 1, Stop: &stop}, "2.1:c"},
		{historyContent{Access: "search", Pattern: "a"}, "1.1:a 2.2:a"},
		{historyContent{Access: "search", Pattern: "a", Unique: true}, "2.2:a"},
		{historyContent{Access: "search", Pattern: "*", N: 2}, "2.1:c 2.2:a"},
		{historyContent{Access: "search", Pattern: "?"}, "1.1:a 1.2:b 2.1:c 2.2:a"},
		{historyContent{Access: "search", Pattern: "x*"}, ""},
	} {
		if got := inputs(t, second, test.c); got != test.want {
			t.Errorf("%+v: %q, want %q", test.c, got, test.want)
		}
	}
	if _, err := second.find(historyContent{Access: "guess"}); err == nil || !strings.Contains(err.Error(), "tail, range and search") {
		t.Errorf("an unknown access: %v", err)
	}
}

func TestHistoryFileIsBounded(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.jsonl")
	h := newHistory(file)
	cell := strings.Repeat("x", 30000)
	for i := range 100 {
		h.add(i+1, cell+fmt.Sprint(i), "")
	}
	info, err := os.Stat(file)
	if err != nil || info.Size() > historyMost {
		t.Fatalf("%d bytes, %v", info.Size(), err)
	}
	h.add(101, strings.Repeat("y", historyEntry+1), "")
	again := newHistory(file)
	found, err := again.find(historyContent{Access: "tail", N: 2})
	if err != nil || len(found) != 2 || found[1].Line != 100 {
		t.Errorf("the last entries are not in the file: %d, %v", len(found), err)
	}
}

func TestDamagedHistoryIsReadAsFarAsItGoes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.jsonl")
	content := "{\"session\":4,\"line\":1,\"input\":\"a\"}\nnoise\n\n{\"session\":-1,\"line\":1}\n{\"session\":4,\"line\":2,\"inp"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := inputs(t, newHistory(file), historyContent{Access: "tail"}); got != "4.1:a" {
		t.Errorf("got %q", got)
	}
}

func TestHistoryThatCannotBeWrittenIsKeptInMemory(t *testing.T) {
	log.SetOutput(io.Discard)
	defer log.SetOutput(os.Stderr)
	dir := t.TempDir()
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHistory(filepath.Join(blocked, "history.jsonl"))
	h.add(1, "a", "")
	h.add(2, "b", "")
	if got := inputs(t, h, historyContent{Access: "tail"}); got != "1.1:a 1.2:b" {
		t.Errorf("got %q", got)
	}
}

func TestGlobMatch(t *testing.T) {
	for _, test := range []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "a/b\nc", true}, {"a*c", "abc", true}, {"a*c", "abd", false},
		{"*b*", "abc", true}, {"?", "ö", true}, {"?", "", false}, {"a*a*a", "aaaa", true}, {"a*a*ab", "aaaa", false},
		{"[a]", "a", false}, {"[a]", "[a]", true}, {"**x", "yx", true},
	} {
		if got := globMatch(test.pattern, test.s); got != test.want {
			t.Errorf("%q %q: %v", test.pattern, test.s, got)
		}
	}
	if globMatch(strings.Repeat("*a", 500)+"b", strings.Repeat("a", 5000)) { // must end soon
		t.Error("matched")
	}
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
