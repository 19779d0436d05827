package runner

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"talbot/notebooks/nbformat"
	"talbot/runtime/display"
)

// A fake runs cells whose lines are commands:
//
//	print TEXT · warn TEXT · show TEXT · as ID TEXT · update ID TEXT · clear · clear wait
//	widget TEXT · value TEXT · fail TEXT · block (until ctx is cancelled) · hang (whatever comes) · input
//
// In TEXT \n and \r stand for the characters.
type fake struct {
	ran        []string
	interrupts chan struct{}
	out        display.Output
}

func newFake() *fake { return &fake{interrupts: make(chan struct{}, 100)} }

func (f *fake) Interrupt() { f.interrupts <- struct{}{} }

func (f *fake) Execute(ctx context.Context, code string, out display.Output) (res display.Result) {
	f.ran = append(f.ran, code)
	f.out = out
	for line := range strings.Lines(code) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(rest)
		id, text, _ := strings.Cut(rest, " ")
		switch word {
		case "print":
			out.Stream("stdout", rest)
		case "warn":
			out.Stream("stderr", rest)
		case "show":
			out.Event(display.Event{Bundle: display.Text(rest)})
		case "picture":
			out.Event(display.Event{ID: id, Bundle: display.Bundle{Data: map[string]any{"image/png": []byte(text), "text/plain": "figure"}}})
		case "widget":
			b := display.Text(rest)
			b.Data["application/vnd.jupyter.widget-view+json"] = map[string]any{"model_id": "1"}
			out.Event(display.Event{Bundle: b})
			out.Event(display.Event{Kind: display.SendsComm, Comm: &display.Comm{ID: "1"}})
		case "as":
			out.Event(display.Event{ID: id, Bundle: display.Text(text)})
		case "update":
			out.Event(display.Event{Kind: display.UpdateData, ID: id, Bundle: display.Text(text)})
		case "clear":
			out.Event(display.Event{Kind: display.ClearOutput, Wait: rest == "wait"})
		case "value":
			b := display.Text(rest)
			res.Value = &b
		case "fail":
			return display.Result{Err: &display.Error{Name: "panic", Value: rest, Traceback: []string{"panic: " + rest}}}
		case "block":
			<-ctx.Done()
			return display.Result{Err: &display.Error{Name: "interrupted", Value: "the cell was interrupted"}}
		case "hang":
			for range 2 {
				<-f.interrupts
			}
			return display.Result{Err: &display.Error{Name: "session ended", Value: "gone", SessionEnded: true}}
		case "deaf":
			time.Sleep(time.Hour)
		case "input":
			if _, err := out.Input(ctx, "?", false); err != nil {
				return display.Result{Err: &display.Error{Name: "panic", Value: err.Error()}}
			}
		}
	}
	return res
}

// notebook gives a notebook of code cells; a first line "# tags: a b" becomes tags.
func notebook(t testing.TB, cells ...string) *nbformat.Notebook {
	t.Helper()
	nb := nbformat.New()
	for _, source := range cells {
		tags, rest, found := strings.Cut(source, "\n")
		if tags, ok := strings.CutPrefix(tags, "# tags: "); ok && found {
			c := nbformat.NewCell(nbformat.Code, rest)
			if err := c.SetMetadata(strings.Fields(tags), "tags"); err != nil {
				t.Fatal(err)
			}
			nb.Append(c)
			continue
		}
		nb.Append(nbformat.NewCell(nbformat.Code, source))
	}
	return nb
}

// outputs writes a cell's outputs in a line each.
func outputs(c *nbformat.Cell) string {
	var all []string
	for _, o := range c.Outputs() {
		switch o.Type() {
		case nbformat.Stream:
			all = append(all, fmt.Sprintf("%s %q", o.StreamName(), o.Text()))
		case nbformat.Error:
			all = append(all, fmt.Sprintf("error %s: %s", o.ErrorName(), o.ErrorValue()))
		default:
			s, _ := o.Data("text/plain")
			all = append(all, fmt.Sprintf("%s %q", o.Type(), s))
		}
	}
	return strings.Join(all, " | ")
}
