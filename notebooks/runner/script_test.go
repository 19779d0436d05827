package runner

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talbot/runtime/display"
)

func TestScript(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "figures")
	var out, errs bytes.Buffer
	err := RunScript(t.Context(), "#!/usr/bin/env talbot run\nprint a\\n\nwarn w\\n\nshow s\nas bar 10%\nupdate bar 20%\nupdate bar done\npicture  one\npicture p two\npicture p three\nvalue v", newFake(), &out, &errs, ScriptSettings{Figures: dir})
	if err != nil {
		t.Fatal(err)
	}
	one, two := filepath.Join(dir, "figure-1.png"), filepath.Join(dir, "figure-2.png")
	if want := "a\ns\n" + one + "  figure\n" + two + "  figure\nv\n"; out.String() != want {
		t.Errorf("stdout %q\nwant %q", out.String(), want)
	}
	if want := "w\ndone\n"; errs.String() != want {
		t.Errorf("stderr %q, want %q", errs.String(), want)
	}
	for name, want := range map[string]string{one: "one", two: "three"} {
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("%d files", len(left))
	}
}

func TestScriptErrors(t *testing.T) {
	var out, errs bytes.Buffer
	err := RunScript(t.Context(), "picture  one\nfail x", newFake(), &out, &errs, ScriptSettings{})
	var fail *display.Error
	if !errors.As(err, &fail) || fail.Value != "x" || out.String() != "figure\n" {
		t.Errorf("%v, stdout %q", err, out.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := RunScript(ctx, "block", newFake(), &out, &errs, ScriptSettings{}); !errors.As(err, &fail) || fail.Name != "interrupted" {
		t.Errorf("got %v", err)
	}
	broken := brokenPipe{}
	if err := RunScript(t.Context(), "print x", newFake(), broken, broken, ScriptSettings{}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("got %v", err)
	}
	asked := ""
	input := func(_ context.Context, prompt string, _ bool) (string, error) {
		asked = prompt
		return "", nil
	}
	if err := RunScript(t.Context(), "input", newFake(), &out, &errs, ScriptSettings{Input: input}); err != nil || asked != "?" {
		t.Errorf("%v, asked %q", err, asked)
	}
	if err := RunScript(t.Context(), "input", newFake(), &out, &errs, ScriptSettings{}); err == nil || !strings.Contains(err.Error(), "no input") {
		t.Errorf("got %v", err)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, os.ErrClosed }
