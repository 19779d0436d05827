package widgets

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"talbot/runtime/display"
)

func TestIntSlider(t *testing.T) {
	f := newFront(t)
	s := IntSlider{Min: 5, Max: 50, Description: "lag"}.New()
	var got []int
	s.OnChange(func(v int) { got = append(got, v) })
	wantState(t, f.show(s), map[string]any{
		"_model_name": "IntSliderModel", "_model_module": "@jupyter-widgets/controls", "_model_module_version": "2.0.0",
		"_view_name": "IntSliderView", "min": 5.0, "max": 50.0, "step": 1.0, "value": 5.0, "description": "lag", "continuous_update": true,
	})
	wantText(t, s, "lag: 5 (5 to 50)")
	if again := f.messages(); len(again) != 0 {
		t.Errorf("shown again it sends %v", again)
	}

	answer := f.move(s, "23")
	if len(answer) != 1 || answer[0].Method != "echo_update" || answer[0].State["value"] != 23.0 || s.Value() != 23 {
		t.Errorf("a move to 23 gives %d, answered by %+v", s.Value(), answer)
	}
	settle(t)
	answer = f.move(s, "99") // a page whose bounds are not these
	if len(answer) != 2 || answer[1].Method != "update" || answer[1].State["value"] != 50.0 || s.Value() != 50 {
		t.Errorf("a move to 99 gives %d, answered by %+v", s.Value(), answer)
	}
	settle(t)
	for _, bad := range []string{`"x"`, "null", "[1]", "1.5", "{}"} {
		answer = f.move(s, bad)
		if s.Value() != 50 || len(answer) != 2 {
			t.Errorf("a move to %s gives %d, answered by %+v", bad, s.Value(), answer)
		}
	}
	settle(t)
	if sent := f.messages(); len(sent) != 0 {
		t.Errorf("the page is told %v", sent)
	}
	s.Set(7)
	settle(t)
	if !slices.Contains(got, 23) || !slices.Contains(got, 50) || got[len(got)-1] != 7 {
		t.Errorf("OnChange saw %v", got)
	}
}

func TestSettings(t *testing.T) {
	f := newFront(t)
	for _, c := range []struct {
		w    Widget
		text string
		want map[string]any
	}{
		{IntSlider{}.New(), "0 (0 to 100)", map[string]any{"max": 100.0}},
		{IntSlider{Min: -3, Max: 3, Value: -9, Step: 2, WhenDone: true}.New(), "-3 (-3 to 3)", map[string]any{"value": -3.0, "step": 2.0, "continuous_update": false}},
		{FloatSlider{Description: "D"}.New(), "D: 0 (0 to 1)", map[string]any{"_model_name": "FloatSliderModel", "step": 0.01, "readout_format": ".2f"}},
		{FloatSlider{Max: 1e-6, Value: 5e-7}.New(), "5e-07 (0 to 1e-06)", map[string]any{"readout_format": ".3g"}},
		{FloatSlider{Min: 0.1, Max: 1000, Value: 10, Log: true}.New(), "10 (0.1 to 1000)", map[string]any{"_model_name": "FloatLogSliderModel", "min": -1.0, "max": 3.0, "value": 10.0, "base": 10.0}},
		{IntRangeSlider{Max: 9}.New(), "0 to 9 (of 0 to 9)", map[string]any{"_view_name": "IntRangeSliderView", "value": []any{0.0, 9.0}}},
		{FloatRangeSlider{Value: [2]float64{0.5, 7}}.New(), "0.5 to 1 (of 0 to 1)", map[string]any{"value": []any{0.5, 1.0}}},
		{IntText{Value: 4, Description: "n"}.New(), "n: 4", map[string]any{"_view_name": "IntTextView", "value": 4.0}},
		{FloatText{Value: 4.5}.New(), "4.5", map[string]any{"value": 4.5}},
		{IntProgress{Value: 40, Style: "info"}.New(), "40 (0 to 100)", map[string]any{"_model_name": "IntProgressModel", "_view_name": "ProgressView", "bar_style": "info", "step": nil}},
		{FloatProgress{Value: 0.4}.New(), "0.4 (0 to 1)", map[string]any{"_model_name": "FloatProgressModel", "_view_name": "ProgressView"}},
		{Text{Value: "a<b", Placeholder: "type"}.New(), "a<b", map[string]any{"value": "a<b", "placeholder": "type", "continuous_update": true}},
		{Label{Value: "hello"}.New(), "hello", map[string]any{"_view_name": "LabelView"}},
		{HTML{Value: "<b>1 &lt; 2</b>"}.New(), "1 < 2", map[string]any{"value": "<b>1 &lt; 2</b>"}},
		{Checkbox{Value: true, Description: "log"}.New(), "log: yes", map[string]any{"value": true}},
		{Dropdown{Options: []string{"a", "b"}, Value: "b", Description: "map"}.New(), "map: b (of a, b)", map[string]any{"index": 1.0, "_options_labels": []any{"a", "b"}}},
		{Button{Description: "go", Style: "success"}.New(), "[go]", map[string]any{"button_style": "success", "description": "go"}},
		{Output{}.New(), "", map[string]any{"_model_module": "@jupyter-widgets/output", "_model_module_version": "1.0.0", "outputs": []any{}}},
	} {
		wantState(t, f.show(c.w), c.want)
		wantText(t, c.w, c.text)
	}
}

func TestBadSettings(t *testing.T) {
	newFront(t)
	for _, c := range []struct {
		w     Widget
		parts []string
	}{
		{IntSlider{Min: 9, Max: 3, Description: "lag"}.New(), []string{"an IntSlider (lag)", "Min 9, Max 3"}},
		{IntSlider{Step: -1}.New(), []string{"Step -1"}},
		{FloatSlider{Min: math.NaN(), Max: 1}.New(), []string{"Min NaN"}},
		{FloatSlider{Max: math.Inf(1)}.New(), []string{"Max +Inf"}},
		{FloatSlider{Max: 1, Log: true}.New(), []string{"Log and Min 0"}},
		{IntRangeSlider{Value: [2]int{5, 3}}.New(), []string{"Value [5 3]"}},
		{FloatRangeSlider{Value: [2]float64{0.5, 0.3}}.New(), []string{"Value [0.5 0.3]"}},
		{FloatText{Value: math.Inf(-1)}.New(), []string{"Value -Inf"}},
		{Dropdown{}.New(), []string{"no Options"}},
		{Dropdown{Options: []string{"a"}, Value: "z", Description: "map"}.New(), []string{"(map)", `"z"`, `["a"]`}},
		{Button{Style: "pink"}.New(), []string{`"pink"`, `"danger"`}},
		{VBox(Label{}.New(), IntProgress{Style: "x"}.New()), []string{`Style "x"`}},
	} {
		_, err := c.w.MIMEBundle()
		wantError(t, err, c.parts...)
	}
}

func TestControlsHold(t *testing.T) {
	f := newFront(t)
	r := IntRangeSlider{Max: 10}.New()
	fr := FloatRangeSlider{}.New()
	c := Dropdown{Options: []string{"a", "b", "c"}}.New()
	b := Checkbox{}.New()
	x := Text{}.New()
	var seen []string
	note := func(v ...any) { seen = append(seen, fmt.Sprint(v...)) }
	r.OnChange(func(low, high int) { note(low, high) })
	fr.OnChange(func(low, high float64) { note(low, high) })
	c.OnChange(func(s string) { note(s) })
	b.OnChange(func(v bool) { note(v) })
	x.OnChange(func(s string) { note(s) })
	for _, w := range []Widget{r, fr, c, b, x} {
		f.show(w)
	}
	f.move(r, "[3,4]")
	f.move(fr, "[0.25,0.75]")
	f.say(c.id, `{"method":"update","state":{"index":2}}`)
	f.move(b, "true")
	f.move(x, `"typed"`)
	settle(t)
	if want := []string{"3 4", "0.25 0.75", "c", "true", "typed"}; !slices.Equal(seen, want) {
		t.Errorf("seen %q, want %q", seen, want)
	}
	if low, high := r.Value(); low != 3 || high != 4 {
		t.Errorf("the range is %d to %d", low, high)
	}
	if c.Value() != "c" || c.Index() != 2 || !b.Value() || x.Value() != "typed" {
		t.Errorf("they hold %q %d %v %q", c.Value(), c.Index(), b.Value(), x.Value())
	}
	wantError(t, c.Set("z"), `"z"`, `["a" "b" "c"]`)
	if err := c.Set("b"); err != nil || c.Value() != "b" {
		t.Errorf("set to b it holds %q, %v", c.Value(), err)
	}
	f.say(c.id, `{"method":"update","state":{"index":77}}`)
	if c.Value() != "c" {
		t.Errorf("an index too large chooses %q", c.Value())
	}
	settle(t)
}

func TestButton(t *testing.T) {
	f := newFront(t)
	b := Button{Description: "go"}.New()
	clicks := 0
	b.OnClick(func() { clicks++ })
	f.show(b)
	for range 3 {
		f.say(b.id, `{"method":"custom","content":{"event":"click"}}`)
	}
	f.say(b.id, `{"method":"custom","content":{"event":"hover"}}`)
	f.say(b.id, `{"method":"custom","content":7}`)
	settle(t)
	if clicks != 3 {
		t.Errorf("%d clicks, want 3: each counts", clicks)
	}
}

// While a function is busy, the changes that come are one.
func TestStaleChangesAreDropped(t *testing.T) {
	f := newFront(t)
	s := IntSlider{Max: 1000}.New()
	begun, release := make(chan int), make(chan bool)
	s.OnChange(func(v int) { begun <- v; <-release })
	f.show(s)
	f.move(s, "1")
	if v := <-begun; v != 1 {
		t.Errorf("the first call sees %d", v)
	}
	for i := range 500 {
		f.move(s, fmt.Sprint(i+2))
	}
	release <- true
	if v := <-begun; v != 501 {
		t.Errorf("the second call sees %d, want the last value", v)
	}
	release <- true
	settle(t)
}

// A loop that sets a value at each turn does not flood the page, and the last value arrives.
func TestOftenSet(t *testing.T) {
	f := newFront(t)
	p := IntProgress{Max: 100_000}.New()
	f.show(p)
	for i := range 100_001 {
		p.Set(i)
	}
	var all []sent
	eventually(t, func() bool {
		all = append(all, f.messages()...)
		return len(all) > 0 && all[len(all)-1].State["value"] == 100_000.0
	})
	if len(all) > 10_000 {
		t.Errorf("%d messages for 100,000 values", len(all))
	}
}

func TestRequests(t *testing.T) {
	f := newFront(t)
	s := IntSlider{Value: 3}.New()
	f.show(s)
	answer := f.say(s.id, `{"method":"request_state"}`)
	if len(answer) != 1 || answer[0].Method != "update" || answer[0].State["_model_name"] != "IntSliderModel" {
		t.Errorf("request_state is answered by %+v", answer)
	}
	page := front{t: t}
	display.CommHandler(controlTarget)(display.Comm{Kind: display.OpenComm, ID: "c"}, &page)
	display.CommHandler(controlTarget)(display.Comm{Kind: display.CommMessage, ID: "c", Data: json.RawMessage(`{"method":"request_states"}`)}, &page)
	states := page.messages()
	if len(states) != 1 || states[0].ID != "c" || states[0].Method != "update_states" || states[0].States[s.id]["model_name"] != "IntSliderModel" {
		t.Errorf("request_states is answered by %+v", states)
	}
	if answer := f.say("nobody", `{"method":"request_state"}`); len(answer) != 1 || answer[0].Kind != display.CloseComm {
		t.Errorf("an unknown widget is answered by %+v", answer)
	}
	s.Close()
	s.Close()
	s.Set(9)
	if m := f.messages(); len(m) != 1 || m[0].Kind != display.CloseComm || models.find(s.id) != nil {
		t.Errorf("closed it says %+v", m)
	}
	b := Button{}.New()
	f.show(b)
	display.CommHandler(target)(display.Comm{Kind: display.CloseComm, ID: b.id}, &page)
	if models.find(b.id) != nil {
		t.Error("a widget that the page closed is still known")
	}
}

func TestLayoutAndBoxes(t *testing.T) {
	f := newFront(t)
	s := IntSlider{Description: "a long description", Layout: Layout{Width: "400px"}}.New()
	box := HBox(s, VBox(Label{Value: "one"}.New(), Label{Value: "two"}.New()))
	if _, err := box.MIMEBundle(); err != nil {
		t.Fatal(err)
	}
	known := map[string]map[string]any{}
	for _, m := range f.messages() {
		for _, v := range m.State { // what a state names must have come before it
			refs := []any{v}
			if list, ok := v.([]any); ok {
				refs = list
			}
			for _, r := range refs {
				if name, ok := r.(string); ok && strings.HasPrefix(name, "IPY_MODEL_") && known[strings.TrimPrefix(name, "IPY_MODEL_")] == nil {
					t.Errorf("%s names %s, which the page does not know yet", m.State["_model_name"], name)
				}
			}
		}
		known[m.ID] = m.State
	}
	if len(known) != 7 {
		t.Errorf("%d models came", len(known))
	}
	slider := known[s.id]
	wantState(t, known[strings.TrimPrefix(slider["layout"].(string), "IPY_MODEL_")], map[string]any{"_model_name": "LayoutModel", "width": "400px", "height": nil})
	wantState(t, known[strings.TrimPrefix(slider["style"].(string), "IPY_MODEL_")], map[string]any{"description_width": "initial"})
	wantText(t, box, "a long description: 0 (0 to 100)  one\ntwo")
}

func TestOutput(t *testing.T) {
	f := newFront(t)
	a := Output{}.New()
	f.show(a)
	a.Capture(func() {
		fmt.Fprint(display.Stdout(), "printed ")
		fmt.Fprintln(display.Stdout(), "text")
		display.Show("shown")
		display.ShowAs("id", "one")
		display.Update("id", "two")
	})
	if err := a.Show(display.Bundle{Data: map[string]any{"image/png": []byte{1, 2}}}, display.Bundle{Data: map[string]any{"application/json": math.NaN()}}); err != nil {
		t.Fatal(err)
	}
	if shown := f.shown(); len(shown) != 0 {
		t.Errorf("beside the area appears %+v", shown)
	}
	state := f.say(a.id, `{"method":"request_state"}`)[0].State
	want := `[{"name":"stdout","output_type":"stream","text":"printed text\n"},` +
		`{"data":{"text/plain":"shown"},"output_type":"display_data"},` +
		`{"data":{"text/plain":"two"},"output_type":"display_data"},` +
		`{"data":{"image/png":"AQI="},"output_type":"display_data"},`
	if got := string(encode(state["outputs"])); !strings.HasPrefix(got, want) || !strings.Contains(got, "cannot be shown") {
		t.Errorf("the outputs are %s", got)
	}
	if text := a.text(); !strings.HasPrefix(text, "printed text\nshown\ntwo\n") {
		t.Errorf("the text is %q", text)
	}
	a.Clear()
	for range mostOutputs + 10 {
		a.Show("x") //nolint:errcheck // text can be shown
	}
	if len(a.outputs) != mostOutputs {
		t.Errorf("%d outputs are kept", len(a.outputs))
	}
	a.Clear()
	for range 100 {
		a.Stream("stdout", strings.Repeat("é", mostText/20))
	}
	if n := len(a.outputs[0].Text); len(a.outputs) != 1 || n > mostText+100 || !strings.HasPrefix(a.outputs[0].Text, "…\n") {
		t.Errorf("%d bytes of printing are kept", n)
	}
}

// Nothing that a page sends can end the session.
func FuzzMessages(f *testing.F) {
	for _, s := range []string{`{"method":"update","state":{"value":5}}`, `{"method":"update","state":{"index":-1,"value":null}}`,
		`{"method":"custom","content":{"event":"click"}}`, `{"method":"request_state"}`, `[]`, `{"state":{"_model_name":"x","outputs":[1]}}`, `null`, `{`} {
		f.Add([]byte(s))
	}
	old := display.SetSink(&front{})
	f.Cleanup(func() { display.SetSink(old) })
	ws := []Widget{IntSlider{}.New(), FloatSlider{}.New(), IntRangeSlider{}.New(), Text{}.New(), Checkbox{}.New(),
		Dropdown{Options: []string{"a", "b"}}.New(), Button{}.New(), Output{}.New(), VBox()}
	for _, w := range ws {
		if err := w.base().open(); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) { // the kernel refuses it
			return
		}
		var answer front
		for _, w := range ws {
			handle(display.Comm{Kind: display.CommMessage, ID: w.base().id, Data: data}, &answer)
			if _, err := w.MIMEBundle(); err != nil {
				t.Error(err)
			}
		}
	})
}
