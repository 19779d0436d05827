package kernel_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"talbot/kernel"
	"talbot/kernel/kerneltest"
	"talbot/kernel/wire"
	"talbot/runtime/display"
)

// A cellFunc is an interpreter whose every cell is one function.
type cellFunc struct {
	*kerneltest.Interpreter
	cell func(out display.Output) display.Result
}

func (c cellFunc) Execute(_ context.Context, _ string, out display.Output) display.Result {
	return c.cell(out)
}

// runCell gives what a cell publishes.
func runCell(t *testing.T, cell func(out display.Output) display.Result) []*wire.Message {
	t.Helper()
	f := startWith(t, cellFunc{kerneltest.New(), cell}, kernel.Info{})
	_, iopub := f.execute("x")
	return iopub[1:]
}

func TestSmallPrintsAreGathered(t *testing.T) {
	iopub := runCell(t, func(out display.Output) display.Result {
		for range 10000 {
			out.Stream("stdout", "x\n")
		}
		return display.Result{}
	})
	if n := len(iopub); n < 2 || n > 10 {
		t.Errorf("10000 prints of 2 bytes came in %d messages", n)
	}
}

func TestPrintedTextIsWhole(t *testing.T) {
	text := strings.Repeat("größe 𝕋 ", 30000)
	const pieces = 13 * 7 * 300 // whole repeats of 13 bytes
	iopub := runCell(t, func(out display.Output) display.Result {
		out.Stream("stdout", text)
		for i := range text { // and in pieces that cut characters
			out.Stream("stderr", text[i:min(i+1, len(text))])
			if i > 3000 {
				break
			}
		}
		for i := 0; i < pieces; i += 7 {
			out.Stream("stdout", text[i:i+7])
		}
		return display.Result{}
	})
	var got strings.Builder
	for _, m := range iopub {
		c := decode(t, m)
		s := c["text"].(string)
		if len(s) > 64<<10 {
			t.Errorf("a message of %d bytes", len(s))
		}
		if c["name"] == "stdout" {
			got.WriteString(s)
		}
	}
	if want := text + text[:pieces]; got.String() != want {
		t.Errorf("got %d bytes, want %d, or other ones", got.Len(), len(want))
	}
}

func TestACutCharacterIsShownInTheEnd(t *testing.T) {
	iopub := runCell(t, func(out display.Output) display.Result {
		out.Stream("stdout", "a\xf0\x9d")
		time.Sleep(100 * time.Millisecond) // past the time that text is gathered for, twice
		return display.Result{}
	})
	var got strings.Builder
	for _, m := range iopub {
		got.WriteString(decode(t, m)["text"].(string))
	}
	if s := got.String(); !strings.HasPrefix(s, "a") || strings.Count(s, string(utf8.RuneError)) == 0 {
		t.Errorf("got %q", s)
	}
}

func TestPrintsAppearWhileTheCellRuns(t *testing.T) {
	f := start(t, kernel.Info{})
	f.send(kernel.Shell, "execute_request", map[string]any{"code": "print now\nsleep 2000"})
	begin := time.Now()
	for f.next().m.Header.Type != "stream" {
	}
	if d := time.Since(begin); d > time.Second {
		t.Errorf("the text came after %v", d)
	}
}

func TestOutputAfterTheEndIsStillTheCells(t *testing.T) {
	f := start(t, kernel.Info{})
	cell := f.send(kernel.Shell, "execute_request", map[string]any{"code": "later x"})
	f.collect(cell, kernel.Shell)
	if s := f.next(); s.m.Header.Type != "stream" || s.m.Parent.ID != cell.Header.ID {
		t.Errorf("%s with parent %q", s.m.Header.Type, s.m.Parent.ID)
	}
}

func TestBundles(t *testing.T) {
	iopub := runCell(t, func(out display.Output) display.Result {
		out.Event(display.Event{Bundle: display.Bundle{
			Data: map[string]any{
				"image/png": []byte{0x89, 'P', 'N', 'G'}, "image/svg+xml": []byte("<svg/>"), "text/plain": "a plot",
				"application/json": map[string]any{"a": []int{1}}, "application/x-bad+json": math.NaN(),
			},
			Metadata: map[string]any{"image/png": map[string]int{"width": 3}},
		}})
		return display.Result{}
	})
	c := decode(t, iopub[0])
	data := c["data"].(map[string]any)
	want(t, data, "image/png", "iVBORw==")
	want(t, data, "image/svg+xml", "<svg/>")
	want(t, data, "application/json", map[string]any{"a": []any{1.0}})
	want(t, data, "application/x-bad+json", nil)
	want(t, c, "metadata", map[string]any{"image/png": map[string]any{"width": 3.0}})
	if s := data["text/plain"].(string); !strings.HasPrefix(s, "a plot\n") || !strings.Contains(s, "NaN") {
		t.Errorf("plain text is %q", s)
	}
}
