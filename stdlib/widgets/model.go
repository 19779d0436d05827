package widgets

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"maps"
	"sync"
	"time"

	"talbot/runtime/display"
)

// A Widget is anything of this package that can be shown.
type Widget interface {
	display.Bundler
	base() *model
}

// A kind names the JavaScript that draws a widget.
type kind struct {
	module, version string
	model           string
	viewModule      string // "" is module
	view            string // "" leaves the front end nothing to draw
}

func control(name string) kind {
	return kind{module: "@jupyter-widgets/controls", version: "2.0.0", model: name + "Model", view: name + "View"}
}

// protocol is the version of the widgets' messages that is spoken here.
const protocol = `{"version":"2.1.0"}`

// A model is a widget's state, of which every front end that shows it holds a copy.
type model struct {
	id    string
	kind  kind
	fault error         // of the settings; told when the widget is shown
	text  func() string // what stands for it where there are no widgets
	parts []Widget      // what its state names
	label string        // what stands before it

	// take, called with mu held, takes a front end's change of one key and reports whether the
	// widget has changed; custom takes other messages of its view.
	take   func(key string, raw json.RawMessage) (changed bool)
	custom func(content json.RawMessage)

	mu        sync.Mutex
	state     map[string]any
	opened    bool
	closed    bool
	dirty     map[string]bool // keys that the front ends do not know the state of
	sent      time.Time       // when they were told last
	timer     *time.Timer     // until they are told next
	listeners []listener
}

// A listener is called when a widget has changed.
type listener struct {
	key any // where a call with the same key waits already, it is the same call
	f   func()
}

func newModel(k kind, state map[string]any) *model {
	var id [16]byte
	rand.Read(id[:]) // never fails, by its documentation
	return &model{id: hex.EncodeToString(id[:]), kind: k, state: state, dirty: map[string]bool{}}
}

func (m *model) base() *model { return m }

// MIMEBundle shows the widget; where a front end has none, its state in words.
func (m *model) MIMEBundle() (display.Bundle, error) {
	if err := m.open(); err != nil {
		return display.Bundle{}, err
	}
	b := display.Text(m.text())
	b.Data["application/vnd.jupyter.widget-view+json"] = map[string]any{"version_major": 2, "version_minor": 0, "model_id": m.id}
	return b, nil
}

// Close takes the widget from all pages.
func (m *model) Close() {
	m.mu.Lock()
	wasOpen := m.opened && !m.closed
	m.closed = true
	m.mu.Unlock()
	if wasOpen {
		models.remove(m)
		display.SendComm(display.Comm{Kind: display.CloseComm, ID: m.id})
	}
}

// open tells the front ends of the widget and its parts.
func (m *model) open() error {
	for _, p := range m.parts {
		if err := p.base().open(); err != nil {
			return err
		}
	}
	if m.fault != nil {
		return m.fault
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.opened {
		return nil
	}
	m.opened = true
	clear(m.dirty)
	models.add(m)
	display.SendComm(display.Comm{
		Kind: display.OpenComm, ID: m.id, Target: target, Metadata: json.RawMessage(protocol),
		Data: encode(map[string]any{"state": m.whole(), "buffer_paths": []any{}}),
	})
	return nil
}

// whole gives the state as a front end that knows nothing needs it. mu is held.
func (m *model) whole() map[string]any {
	s := maps.Clone(m.state)
	k := m.kind
	s["_model_module"], s["_model_module_version"], s["_model_name"] = k.module, k.version, k.model
	s["_view_module"], s["_view_module_version"], s["_view_name"] = k.module, k.version, nil
	if k.view != "" {
		s["_view_name"] = k.view
	}
	if k.viewModule != "" {
		s["_view_module"], s["_view_module_version"] = k.viewModule, "2.0.0"
	}
	return s
}

// put changes a key of the state, here and in the front ends. mu is held.
func (m *model) put(key string, v any) {
	m.state[key] = v
	m.dirty[key] = true
	m.flush()
}

// often is how much apart the front ends are told of changes: a loop that sets a widget's value
// at each turn would flood them.
const often = 20 * time.Millisecond

// flush tells the front ends what they do not know, now or soon. mu is held.
func (m *model) flush() {
	if !m.opened || m.closed || m.timer != nil || len(m.dirty) == 0 {
		return
	}
	if wait := often - time.Since(m.sent); wait > 0 {
		m.timer = time.AfterFunc(wait, func() {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.timer = nil
			m.flush()
		})
		return
	}
	state := map[string]any{}
	for key := range m.dirty {
		state[key] = m.state[key]
	}
	clear(m.dirty)
	m.sent = time.Now()
	display.SendComm(message(m.id, "update", state))
}

// listen has f called after each change. mu is not held.
func (m *model) listen(key any, f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.listeners = append(m.listeners, listener{key, f})
}

// changed calls who listens. mu is held.
func (m *model) changed() {
	for _, l := range m.listeners {
		calls.put(call{key: l.key, comm: m.id, f: l.f})
	}
}

// message gives a message that carries state.
func message(id, method string, state map[string]any) display.Comm {
	return display.Comm{Kind: display.CommMessage, ID: id, Data: encode(map[string]any{
		"method": method, "state": state, "buffer_paths": []any{},
	})}
}

// encode encodes what this package has made.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
