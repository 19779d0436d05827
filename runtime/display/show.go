package display

import (
	"context"
	"errors"
	"fmt"
	"image"
	"reflect"
	"strconv"

	"talbot/runtime/display/value"
)

// ErrNoInput is returned where a cell asks for input and nobody can be asked.
var ErrNoInput = errors.New("this front end takes no input")

// Show puts each value under the cell, in order. A Bundler shows itself; any other
// value is shown as Of gives it.
func Show(values ...any) error {
	s := currentSink()
	for _, v := range values {
		b, err := Of(v)
		if err != nil {
			return err
		}
		s.Event(Event{Kind: ShowData, Bundle: b})
	}
	return nil
}

// ShowAs puts a value under the cell in an output that Update can replace later.
func ShowAs(id string, v any) error { return send(ShowData, id, v) }

// Update replaces every output shown as id.
func Update(id string, v any) error { return send(UpdateData, id, v) }

func send(k EventKind, id string, v any) error {
	if id == "" {
		return errors.New("display: the id is empty; give the output a name")
	}
	b, err := Of(v)
	if err != nil {
		return err
	}
	currentSink().Event(Event{Kind: k, ID: id, Bundle: b})
	return nil
}

// Clear removes the cell's outputs: at once or, with wait, when the next output comes,
// which avoids flicker in a loop that redraws.
func Clear(wait bool) { currentSink().Event(Event{Kind: ClearOutput, Wait: wait}) }

// NewID gives a display ID that is unique in this process.
func NewID() string {
	process.Lock()
	defer process.Unlock()
	process.ids++
	return "talbot-" + strconv.FormatUint(process.ids, 10)
}

// Of gives the bundle that stands for any value: its own if it is a Bundler or a Bundle, a PNG
// if it is an image, else readable text, with an HTML table beside it where that says more.
func Of(v any) (Bundle, error) {
	switch v := v.(type) {
	case Bundle:
		return v, nil
	case *Bundle:
		if v != nil {
			return *v, nil
		}
	case Bundler:
		// What a call that failed gave in its value's place can show nothing of itself.
		if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && p.IsNil() {
			return Text(fmt.Sprintf("nil, where a %T could be", v)), nil
		}
		return v.MIMEBundle() // its error is its own, and says so
	case image.Image:
		return picture(v), nil
	}
	return TextAndHTML(value.Show(v)), nil
}

// Format gives a value as text that a person can read: single numbers exactly as %v has
// them, sequences of floats to six digits, long sequences and maps abridged, tables as aligned
// rows, structs with their fields' names, pointers followed.
func Format(v any) string { return value.Format(v) }

type sinkKey struct{}

// WithSink returns a context whose progress bars go to s.
func WithSink(ctx context.Context, s Sink) context.Context {
	return context.WithValue(ctx, sinkKey{}, s)
}

func sinkFrom(ctx context.Context) Sink {
	if s := ownSink(); s != nil {
		return s
	}
	if s, ok := ctx.Value(sinkKey{}).(Sink); ok {
		return s
	}
	return currentSink()
}

// stdoutSink serves a program that the Go toolchain built: pictures as a line of text.
type stdoutSink struct{}

func (stdoutSink) Event(e Event) {
	if e.Kind == ShowData && e.ID == "" {
		fmt.Println(e.Bundle.PlainText())
	}
}
