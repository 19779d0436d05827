package runner

import (
	"io"
	"slices"
	"strings"

	"talbot/runtime/display"
)

// Live prints outputs that are updated, such as progress bars. On a terminal they stand below
// all else that is printed and change in place, several at once where work is nested or runs in
// parallel; elsewhere only their last states are printed. It needs a lock of whoever uses it.
type Live struct {
	W        io.Writer
	Terminal bool

	lines []liveLine
	drawn int  // lines of the terminal that these take up
	open  bool // what was printed last has not ended its line
}

type liveLine struct {
	id, text string
	running  bool // a bar, which will say when it ends
}

// Update shows the new state of an output. What is no bar stays where it is once another is shown.
func (l *Live) Update(id string, b display.Bundle) error {
	var out strings.Builder
	l.erase(&out)
	now := liveLine{id, strings.TrimSuffix(b.PlainText(), "\n"), display.IsRunningProgress(b)}
	i := slices.IndexFunc(l.lines, func(line liveLine) bool { return line.id == id })
	switch {
	case i < 0:
		l.settle(&out, false)
		l.lines = append(l.lines, now)
	case l.lines[i].running && !now.running: // its end
		l.lines = slices.Delete(l.lines, i, i+1)
		l.begin(&out)
		out.WriteString(now.text + "\n")
	default:
		l.lines[i] = now
	}
	l.draw(&out)
	_, err := io.WriteString(l.W, out.String())
	return err
}

// Print writes text to w, which may be another stream of the same terminal.
func (l *Live) Print(w io.Writer, text string) error {
	if text == "" {
		return nil
	}
	var before, after strings.Builder
	l.erase(&before)
	l.settle(&before, false)
	if before.Len() > 0 {
		if _, err := io.WriteString(l.W, before.String()); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	l.open = l.Terminal && !strings.HasSuffix(text, "\n")
	if l.open || len(l.lines) == 0 {
		return nil
	}
	l.draw(&after)
	_, err := io.WriteString(l.W, after.String())
	return err
}

// Settle leaves all outputs as they are now. They may be updated again, further down.
func (l *Live) Settle() error {
	var out strings.Builder
	l.erase(&out)
	l.settle(&out, true)
	_, err := io.WriteString(l.W, out.String())
	return err
}

// settle prints outputs for good: what is no bar, or all.
func (l *Live) settle(out *strings.Builder, all bool) {
	l.lines = slices.DeleteFunc(l.lines, func(line liveLine) bool {
		if all || !line.running {
			l.begin(out)
			out.WriteString(line.text + "\n")
			return true
		}
		return false
	})
}

// begin makes sure that a line begins.
func (l *Live) begin(out *strings.Builder) {
	if l.open {
		out.WriteString("\n")
		l.open = false
	}
}

// erase takes the outputs off the terminal.
func (l *Live) erase(out *strings.Builder) {
	if l.drawn > 0 {
		out.WriteString("\r" + strings.Repeat("\x1b[A", l.drawn-1) + "\x1b[J") // up, and clear what is below
		l.drawn = 0
	}
}

// draw puts the outputs on the terminal. The cursor stays in the last line. Lines that are too
// long are cut off, so that each takes up one.
func (l *Live) draw(out *strings.Builder) {
	if !l.Terminal || len(l.lines) == 0 {
		return
	}
	l.begin(out)
	texts := make([]string, len(l.lines))
	for i, line := range l.lines {
		texts[i] = line.text
	}
	all := strings.Join(texts, "\n")
	out.WriteString("\x1b[?7l" + all + "\x1b[?7h") // without wrapping
	l.drawn = 1 + strings.Count(all, "\n")
}
