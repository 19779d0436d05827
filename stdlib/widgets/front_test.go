package widgets

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"talbot/runtime/display"
)

// A front stands for the notebook's page: it keeps what is sent to it.
type front struct {
	t      *testing.T
	mu     sync.Mutex
	events []display.Event
}

// newFront gives a page; everything of the test goes there.
func newFront(t *testing.T) *front {
	f := &front{t: t}
	old := display.SetSink(f)
	t.Cleanup(func() { display.SetSink(old) })
	return f
}

func (f *front) Event(e display.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.events = append(f.events, e)
}

// A sent is what one message carries.
type sent struct {
	Kind    display.CommKind `json:"-"`
	ID      string           `json:"-"`
	Method  string
	State   map[string]any
	States  map[string]map[string]any
	Version string `json:"-"`
}

// messages gives what was sent since the last call.
func (f *front) messages() []sent {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.take(func(e display.Event) bool { return e.Kind == display.SendsComm })
}

func (f *front) take(which func(display.Event) bool) []sent {
	var all []sent
	var rest []display.Event
	for _, e := range f.events {
		if !which(e) {
			rest = append(rest, e)
			continue
		}
		s := sent{Kind: e.Comm.Kind, ID: e.Comm.ID, Version: string(e.Comm.Metadata)}
		if e.Comm.Data != nil {
			if err := json.Unmarshal(e.Comm.Data, &s); err != nil {
				f.t.Errorf("data %s: %v", e.Comm.Data, err)
			}
		}
		all = append(all, s)
	}
	f.events = rest
	return all
}

// shown gives the displays since the last call, and what they update.
func (f *front) shown() []display.Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all, rest []display.Event
	for _, e := range f.events {
		if e.Kind == display.SendsComm {
			rest = append(rest, e)
		} else {
			all = append(all, e)
		}
	}
	f.events = rest
	return all
}

// say sends a message of a view and gives what answered it.
func (f *front) say(id string, data string) []sent {
	f.t.Helper()
	var answer front
	answer.t = f.t
	display.CommHandler(target)(display.Comm{Kind: display.CommMessage, ID: id, Data: json.RawMessage(data)}, &answer)
	return answer.messages()
}

// move changes a widget's value, as a view does.
func (f *front) move(w Widget, value string) []sent {
	f.t.Helper()
	return f.say(w.base().id, `{"method":"update","state":{"value":`+value+`},"buffer_paths":[]}`)
}

// show opens a widget and gives the state that the page got.
func (f *front) show(w Widget) map[string]any {
	f.t.Helper()
	b, err := w.MIMEBundle()
	if err != nil {
		f.t.Fatal(err)
	}
	view := b.Data["application/vnd.jupyter.widget-view+json"].(map[string]any)
	if view["model_id"] != w.base().id || view["version_major"] != 2 {
		f.t.Errorf("the view is %v", view)
	}
	for _, m := range f.messages() {
		if m.ID == w.base().id && m.Kind == display.OpenComm && m.Version == protocol {
			return m.State
		}
	}
	f.t.Fatal("the widget was not opened")
	return nil
}

// settle returns once no call is due.
func settle(t *testing.T) {
	t.Helper()
	eventually(t, func() bool {
		calls.mu.Lock()
		defer calls.mu.Unlock()
		return !calls.busy
	})
}

func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	for range 4000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("it does not come within twenty seconds")
}

func wantState(t *testing.T, got map[string]any, want map[string]any) {
	t.Helper()
	for key, v := range want {
		if !reflect.DeepEqual(got[key], v) {
			t.Errorf("the state's %s is %#v, want %#v", key, got[key], v)
		}
	}
}

func wantText(t *testing.T, w Widget, want string) {
	t.Helper()
	b, err := w.MIMEBundle()
	if err != nil || b.PlainText() != want {
		t.Errorf("without widgets it reads %q, %v; want %q", b.PlainText(), err, want)
	}
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error; want one with %q", parts)
		return
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("the error %q lacks %q", err, p)
		}
	}
}
