package session

import (
	"context"
	"strings"
	"testing"
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
