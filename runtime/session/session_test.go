package session

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"talbot/runtime/display"
)

const childVariable = "TALBOT_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		if err := RunChild(nil); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Setenv(childVariable, "1")
	os.Exit(m.Run())
}

func newTestSession(t testing.TB, args ...string) *Session {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := New(Settings{Command: []string{self}, Args: args, Memory: 512 << 20})
	t.Cleanup(func() { s.Close() })
	return s
}

// A recorder keeps what a cell produces.
type recorder struct {
	mu     sync.Mutex
	text   strings.Builder
	events []display.Event
	input  []string
	silent bool // nobody answers questions, nobody refuses them
}

func (r *recorder) Stream(_, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.text.WriteString(text)
}

func (r *recorder) Event(e display.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

func (r *recorder) Input(ctx context.Context, _ string, _ bool) (string, error) {
	if r.silent {
		<-ctx.Done()
		return "", ctx.Err()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.input) == 0 {
		return "", errors.New("nobody is there")
	}
	line := r.input[0]
	r.input = r.input[1:]
	return line, nil
}

func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// A cellCase is one of a file of cases: cells in one fresh session and what the last gives.
type cellCase struct {
	Name      string   `json:"name"`
	Cells     []string `json:"cells"`
	Stdout    string   `json:"stdout"`
	Value     string   `json:"value"`
	Error     string   `json:"error"`
	Interrupt float64  `json:"interrupt_after_s"`
}

// TestCells runs what notebook users expect to work, from a file beside the repository.
func TestCells(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "cells.json"))
	if err != nil {
		t.Skip("the file of cases is not beside the repository: ", err)
	}
	var file struct{ Cases []cellCase }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	passed := 0
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			if why := runCase(t, c); why != "" {
				t.Log(why)
			} else {
				passed++
			}
		})
	}
	t.Logf("%d of %d cases pass", passed, len(file.Cases))
	if passed < 100 {
		t.Errorf("%d of %d cases pass, want at least 100", passed, len(file.Cases))
	}
}

func runCase(t *testing.T, c cellCase) (why string) {
	s := newTestSession(t)
	out := &recorder{input: []string{"typed"}}
	var res display.Result
	for i, code := range c.Cells {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		if c.Interrupt > 0 {
			time.AfterFunc(time.Duration(c.Interrupt*float64(time.Second)), cancel)
		}
		res = s.Execute(ctx, code, out)
		cancel()
		last := i == len(c.Cells)-1
		if res.Err != nil && !last && testing.Verbose() {
			t.Logf("cell %d: %v", i+1, res.Err)
		}
	}
	value := "<none>"
	if res.Value != nil {
		value = res.Value.PlainText()
	}
	switch {
	case c.Error != "":
		if res.Err == nil || !strings.Contains(res.Err.Error()+strings.Join(res.Err.Traceback, "\n"), c.Error) {
			return "wanted the error " + c.Error + ", got " + errText(res.Err)
		}
	case res.Err != nil:
		return "error: " + errText(res.Err)
	case c.Stdout != "" && !strings.Contains(out.String(), c.Stdout):
		return "wanted to print " + c.Stdout + ", got " + out.String()
	case c.Value == "<none>" && value != "<none>":
		return "wanted no value, got " + value
	case c.Value != "" && c.Value != value && !strings.Contains(value, c.Value):
		return "wanted " + c.Value + ", got " + value
	}
	return ""
}

func errText(e *display.Error) string {
	if e == nil {
		return "none"
	}
	return e.Error() + "\n" + strings.Join(e.Traceback, "\n")
}
