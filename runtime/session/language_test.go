package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"talbot/runtime/display"
)

// A languageCase is cells for one fresh session and what they give: what all of them print,
// then the last one's value ("value: …") or error ("error: …").
type languageCase struct {
	name  string
	line  int
	cells []string
	want  string
}

// languageCases reads cases from a file: each begins with "=== name", its cells stand apart by
// lines "---", and behind ">>>" stands what they give.
func languageCases(t *testing.T, file string) (out []*languageCase) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c *languageCase
	wanting := false
	for i, line := range strings.SplitAfter(string(raw), "\n") {
		text := strings.TrimSuffix(line, "\n")
		name, begins := strings.CutPrefix(text, "=== ")
		switch {
		case begins:
			c = &languageCase{name: name, line: i + 1, cells: []string{""}}
			out = append(out, c)
			wanting = false
		case c == nil:
			if strings.TrimSpace(text) != "" && !strings.HasPrefix(text, "#") {
				t.Fatalf("%s:%d: text before the first case", file, i+1)
			}
		case text == ">>>":
			wanting = true
		case wanting:
			c.want += line
		case text == "---":
			c.cells = append(c.cells, "")
		default:
			c.cells[len(c.cells)-1] += line
		}
	}
	return out
}

// TestLanguage runs what Go means in cells from end to end.
func TestLanguage(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "language", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no cases: ", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			for _, c := range languageCases(t, file) {
				t.Run(c.name, func(t *testing.T) {
					got, want := c.run(t), strings.TrimSpace(c.want)
					if !agrees(got, want) {
						t.Errorf("%s:%d gives\n%s\nwant\n%s", file, c.line, got, want)
					}
				})
			}
		})
	}
}

// agrees compares what a case gave with what it should; a last line "error: …" need only be
// part of the error.
func agrees(got, want string) bool {
	if got == want {
		return true
	}
	head, msg, ok := strings.Cut("\n"+want, "\nerror: ")
	if !ok {
		return false
	}
	gotHead, gotMsg, ok := strings.Cut("\n"+got, "\nerror: ")
	return ok && head == gotHead && strings.Contains(gotMsg, msg)
}

func (c *languageCase) run(t *testing.T) string {
	s := newTestSession(t)
	out := &recorder{}
	var res display.Result
	for i, code := range c.cells {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		res = s.Execute(ctx, code, out)
		cancel()
		if res.Err != nil && i < len(c.cells)-1 {
			fmt.Fprintf(&out.text, "cell %d: %s\n", i+1, res.Err.Error())
		}
	}
	text := out.String()
	if res.Value != nil {
		text += "value: " + res.Value.PlainText()
	}
	if res.Err != nil {
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		text += "error: " + res.Err.Error() + "\n" + strings.Join(res.Err.Traceback, "\n")
	}
	return strings.TrimSpace(text)
}
