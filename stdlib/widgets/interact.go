package widgets

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"talbot/runtime/display"
)

// Interact shows a control for each parameter of fn, and below them what fn gives and shows. When
// a control moves, fn is called anew and the new picture takes the old one's place; positions that
// the control passed while fn was busy are left out.
//
// A control may be made by this package, or be one of its settings structs, or:
//
//	bool                      a checkbox
//	string                    a field for text
//	int, float64              a slider that begins there, from 0 to twice the value
//	[2]int, [2]float64        a slider from the first to the second
//	[3]int, [3]float64        the same with a step as the third
//	[]string, []int, []float64  a list to choose from
//
// Named puts a name before any of these. Where controls are left out, fn's parameters choose: a
// slider from 0 to 100 for an int and from 0 to 1 for a float64, a checkbox for a bool, a field
// for a string.
//
// The error says which control does not fit fn. Where the notebook cannot draw widgets, fn's
// picture for the first values stands there, with a note.
func Interact(fn any, controls ...any) error {
	in := &interaction{fn: reflect.ValueOf(fn)}
	if in.fn.Kind() != reflect.Func || in.fn.IsNil() {
		return fmt.Errorf("widgets.Interact: the first argument is %T; it must be a function", fn)
	}
	t := in.fn.Type()
	if t.IsVariadic() {
		return fmt.Errorf("widgets.Interact: the function takes any number of arguments; give it as many as there are controls")
	}
	if len(controls) > t.NumIn() {
		return fmt.Errorf("widgets.Interact: %d controls for a function with %d parameters", len(controls), t.NumIn())
	}
	var shown []Widget
	for i := range t.NumIn() {
		var from any
		if i < len(controls) {
			from = controls[i]
		}
		p, err := newParameter(from, t.In(i), fmt.Sprintf("argument %d", i+1))
		if err != nil {
			return fmt.Errorf("widgets.Interact: argument %d: %w", i+1, err)
		}
		in.parameters = append(in.parameters, p)
		shown = append(shown, p.widget)
	}
	if len(shown) > 0 {
		box := VBox(shown...)
		texts := box.text
		box.text = func() string {
			return texts() + "\nThese controls move in JupyterLab and wherever else Jupyter's widgets are drawn."
		}
		if err := display.Show(box); err != nil {
			return err
		}
	}
	in.draw()
	for _, p := range in.parameters {
		p.widget.base().listen(in, in.redraw)
	}
	return nil
}

// An interaction is a function with its controls and its picture.
type interaction struct {
	fn         reflect.Value
	parameters []parameter

	mu    sync.Mutex
	drawn time.Time // when the last picture was begun
	due   bool      // the next one will begin soon
	slots []slot    // where its parts stand
}

// A slot is a display that is updated.
type slot struct {
	id    string
	shown [sha256.Size]byte // fingerprint: a cell that is run again and again leaves its slots behind
}

// fingerprint tells bundles apart without keeping their pictures.
func fingerprint(b display.Bundle) [sha256.Size]byte {
	h := sha256.New()
	json.NewEncoder(h).Encode(b) //nolint:errcheck // what cannot be encoded cannot be shown either
	return [sha256.Size]byte(h.Sum(nil))
}

// frame is the time of one picture: front ends draw hardly more than 30 a second.
const frame = time.Second / 30

// redraw draws, or if the last picture is fresh has it done a little later.
func (in *interaction) redraw() {
	in.mu.Lock()
	due, wait := in.due, frame-time.Since(in.drawn)
	in.due = wait > 0
	in.mu.Unlock()
	switch {
	case due:
		return
	case wait <= 0:
		in.draw()
		return
	}
	comm := in.parameters[0].widget.base().id
	time.AfterFunc(wait, func() { calls.put(call{key: in, comm: comm, f: in.draw}) })
}

// draw calls the function with what the controls hold, and shows what comes of it.
func (in *interaction) draw() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.drawn, in.due = time.Now(), false
	arguments := make([]reflect.Value, len(in.parameters))
	for i, p := range in.parameters {
		arguments[i] = p.value()
	}
	var p picture
	var results []reflect.Value
	display.Within(&p, func() { results = in.fn.Call(arguments) })
	in.show(p.with(results))
}

// show puts the parts of a picture where those of the last one were.
func (in *interaction) show(parts []display.Bundle) {
	for len(parts) < len(in.slots) {
		parts = append(parts, display.Text("")) // where there is no part any more
	}
	for i, b := range parts {
		mark := fingerprint(b)
		switch {
		case i == len(in.slots):
			in.slots = append(in.slots, slot{display.NewID(), mark})
			display.ShowAs(in.slots[i].id, b) //nolint:errcheck // a bundle can be shown
		case in.slots[i].shown != mark:
			in.slots[i].shown = mark
			display.Update(in.slots[i].id, b) //nolint:errcheck // as above
		}
	}
}

// A picture gathers what a function shows, prints and gives.
type picture struct {
	mu    sync.Mutex
	parts []display.Bundle
	ids   map[string]int // part by display ID
	text  strings.Builder
}

// Event implements display.Sink.
func (p *picture) Event(e display.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.Kind == display.ClearOutput {
		p.parts, p.ids = nil, nil
		p.text.Reset()
		return
	}
	p.endText()
	if i, ok := p.ids[e.ID]; ok {
		p.parts[i] = e.Bundle
		return
	}
	if e.Kind == display.UpdateData {
		return
	}
	if e.ID != "" {
		if p.ids == nil {
			p.ids = map[string]int{}
		}
		p.ids[e.ID] = len(p.parts)
	}
	p.parts = append(p.parts, e.Bundle)
}

// Stream takes what is printed.
func (p *picture) Stream(_, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text.WriteString(text)
}

// endText makes what was printed a part. mu is held.
func (p *picture) endText() {
	if p.text.Len() > 0 {
		p.parts = append(p.parts, display.Text(strings.TrimSuffix(p.text.String(), "\n")))
		p.text.Reset()
	}
}

// with gives the whole picture: what was shown and what the function has given, an error as the
// last result only where there is one. Bars of what the function waited for are left out.
func (p *picture) with(values []reflect.Value) []display.Bundle {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.endText()
	for i, v := range values {
		if k := v.Kind(); k == reflect.Interface || k == reflect.Pointer {
			if v.IsNil() {
				continue
			}
		}
		b, err := display.Of(v.Interface())
		if failed, ok := v.Interface().(error); ok && i == len(values)-1 {
			b = display.Text("error: " + failed.Error())
		} else if err != nil {
			b = display.Text("error: " + err.Error())
		}
		p.parts = append(p.parts, b)
	}
	return slices.DeleteFunc(slices.Clone(p.parts), display.IsCompleteProgress)
}
