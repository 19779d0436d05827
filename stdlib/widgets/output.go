package widgets

import (
	"encoding/json"
	"strings"

	"talbot/runtime/display"
)

// An Output describes an area for what is shown and printed, wherever it stands among other
// widgets.
type Output struct{ Layout Layout }

// New makes the area.
func (s Output) New() *OutputArea {
	m := newModel(kind{module: "@jupyter-widgets/output", version: "1.0.0", model: "OutputModel", view: "OutputView"},
		map[string]any{"msg_id": "", "outputs": []output{}})
	m.layOut(s.Layout)
	a := &OutputArea{model: m}
	m.text = a.plain
	return a
}

// An OutputArea holds outputs, as a cell does.
type OutputArea struct {
	*model
	outputs []output // guarded by mu
}

// An output is one of an area, in the form of the notebook format.
type output struct {
	Kind     string         `json:"output_type"`
	Data     map[string]any `json:"data,omitempty"`
	Metadata map[string]any `json:"metadata,omitempty"`
	Name     string         `json:"name,omitempty"`
	Text     string         `json:"text,omitempty"`
	id       string
}

// mostOutputs and mostText bound what an area keeps.
const (
	mostOutputs = 200
	mostText    = 100_000 // bytes of one stretch of printing
)

// Show puts values into the area, below what is there.
func (a *OutputArea) Show(values ...any) error {
	for _, v := range values {
		b, err := display.Of(v)
		if err != nil {
			return err
		}
		a.Event(display.Event{Kind: display.ShowData, Bundle: b})
	}
	return nil
}

// Clear empties the area.
func (a *OutputArea) Clear() { a.Event(display.Event{Kind: display.ClearOutput}) }

// Capture calls f. What f shows, and prints by package fmt, goes into the area.
func (a *OutputArea) Capture(f func()) { display.Within(a, f) }

// Event implements display.Sink.
func (a *OutputArea) Event(e display.Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	shown := output{Kind: "display_data", Data: e.Bundle.Data, Metadata: e.Bundle.Metadata, id: e.ID}
	if _, err := json.Marshal(shown); err != nil {
		shown.Data, shown.Metadata = display.Text("this value cannot be shown: "+err.Error()).Data, nil
	}
	switch e.Kind {
	case display.ClearOutput:
		a.outputs = nil
	case display.ShowData:
		a.outputs = append(a.outputs, shown)
	case display.UpdateData:
		for i := range a.outputs {
			if a.outputs[i].id == e.ID {
				a.outputs[i] = shown
			}
		}
	}
	a.tell()
}

// Stream takes what Capture's function prints.
func (a *OutputArea) Stream(name, text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := len(a.outputs)
	if n == 0 || a.outputs[n-1].Name != name {
		a.outputs = append(a.outputs, output{Kind: "stream", Name: name})
		n = len(a.outputs)
	}
	o := &a.outputs[n-1]
	o.Text += text
	if cut := len(o.Text) - mostText; cut > 0 {
		o.Text = "…\n" + strings.ToValidUTF8(o.Text[cut:], "")
	}
	a.tell()
}

// tell puts the outputs into the state. mu is held.
func (a *OutputArea) tell() {
	if more := len(a.outputs) - mostOutputs; more > 0 {
		a.outputs = append([]output(nil), a.outputs[more:]...)
	}
	a.put("outputs", append([]output{}, a.outputs...))
}

// plain gives the area's text.
func (a *OutputArea) plain() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var lines []string
	for _, o := range a.outputs {
		text := o.Text
		if o.Kind != "stream" {
			text = display.Bundle{Data: o.Data}.PlainText()
		}
		lines = append(lines, strings.TrimSuffix(text, "\n"))
	}
	return strings.Join(lines, "\n")
}
