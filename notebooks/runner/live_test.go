package runner

import (
	"bytes"
	"strings"
	"testing"

	"talbot/runtime/display"
)

// screen gives what a terminal shows after the codes that Live writes: its lines, and nothing else
// of what a terminal can do.
func screen(t *testing.T, s string) string {
	t.Helper()
	rows, y, x := []string{""}, 0, 0
	s = strings.NewReplacer("\x1b[?7l", "", "\x1b[?7h", "").Replace(s)
	for s != "" {
		switch {
		case strings.HasPrefix(s, "\x1b[A"):
			y, s = y-1, s[3:]
			if y < 0 {
				t.Fatal("above the first line")
			}
		case strings.HasPrefix(s, "\x1b[J"):
			rows, s = rows[:y+1], s[3:]
			rows[y] = rows[y][:min(x, len(rows[y]))]
		case s[0] == '\r':
			x, s = 0, s[1:]
		case s[0] == '\n':
			y, x, s = y+1, 0, s[1:]
			if y == len(rows) {
				rows = append(rows, "")
			}
		case s[0] == 0x1b:
			t.Fatalf("unknown code in %q", s[:min(8, len(s))])
		default:
			rows[y] = rows[y][:x] + s[:1] + rows[y][min(x+1, len(rows[y])):]
			x, s = x+1, s[1:]
		}
	}
	return strings.Join(rows, "|")
}

func TestLive(t *testing.T) {
	bar := func(text, state string) display.Bundle {
		b := display.Text(text)
		b.Metadata = map[string]any{"talbot": map[string]any{"progress": state}}
		return b
	}
	steps := []struct {
		do             func(l *Live, out *bytes.Buffer) error
		screen, stream string
	}{
		{func(l *Live, out *bytes.Buffer) error { return l.Print(out, "begin") }, "begin", "begin"},
		{func(l *Live, _ *bytes.Buffer) error { return l.Update("1", bar("outer 25%", "running")) }, "begin|outer 25%", "begin"},
		{func(l *Live, _ *bytes.Buffer) error { return l.Update("2", bar("inner 50%", "running")) }, "begin|outer 25%|inner 50%", "begin"},
		{func(l *Live, out *bytes.Buffer) error { return l.Print(out, "text\n") }, "begin|text|outer 25%|inner 50%", "begintext\n"},
		{func(l *Live, _ *bytes.Buffer) error { return l.Update("1", bar("outer 30%", "running")) }, "begin|text|outer 30%|inner 50%", "begintext\n"},
		{func(l *Live, _ *bytes.Buffer) error { return l.Update("2", bar("inner done", "complete")) }, "begin|text|inner done|outer 30%", "begintext\ninner done\n"},
		{func(l *Live, _ *bytes.Buffer) error { return l.Update("x", display.Text("n = 1")) }, "begin|text|inner done|outer 30%|n = 1", "begintext\ninner done\n"},
		{func(l *Live, _ *bytes.Buffer) error { return l.Update("x", display.Text("n = 2")) }, "begin|text|inner done|outer 30%|n = 2", "begintext\ninner done\n"},
		{func(l *Live, out *bytes.Buffer) error { return l.Print(out, "more\n") }, "begin|text|inner done|n = 2|more|outer 30%", "begintext\ninner done\nn = 2\nmore\n"},
		{func(l *Live, _ *bytes.Buffer) error { return l.Update("1", bar("outer: disk full", "stopped")) }, "begin|text|inner done|n = 2|more|outer: disk full|", "begintext\ninner done\nn = 2\nmore\nouter: disk full\n"},
		{func(l *Live, _ *bytes.Buffer) error { return l.Update("3", bar("third", "running")) }, "begin|text|inner done|n = 2|more|outer: disk full|third", "begintext\ninner done\nn = 2\nmore\nouter: disk full\n"},
		{func(l *Live, _ *bytes.Buffer) error { return l.Settle() }, "begin|text|inner done|n = 2|more|outer: disk full|third|", "begintext\ninner done\nn = 2\nmore\nouter: disk full\nthird\n"},
	}
	var terminal, stream bytes.Buffer
	a, b := &Live{W: &terminal, Terminal: true}, &Live{W: &stream}
	for i, s := range steps {
		if err := s.do(a, &terminal); err != nil {
			t.Fatal(err)
		}
		if err := s.do(b, &stream); err != nil {
			t.Fatal(err)
		}
		if got := screen(t, terminal.String()); got != s.screen {
			t.Errorf("step %d: the terminal shows %q, want %q", i, got, s.screen)
		}
		if stream.String() != s.stream {
			t.Errorf("step %d: elsewhere %q, want %q", i, stream.String(), s.stream)
		}
	}
}
