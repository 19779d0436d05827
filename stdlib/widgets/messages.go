package widgets

import (
	"encoding/json"
	"maps"
	"sync"

	"talbot/runtime/display"
)

// The targets of the widgets' conversations: one for each widget, and one in which a page that
// was opened anew asks for all of them.
const (
	target        = "jupyter.widget"
	controlTarget = "jupyter.widget.control"
)

// models are those that front ends know, by the ID of their conversation.
var models = registry{by: map[string]*model{}}

type registry struct {
	mu sync.Mutex
	by map[string]*model
}

func (r *registry) add(m *model) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.by[m.id] = m
}

func (r *registry) remove(m *model) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.by, m.id)
}

func (r *registry) find(id string) *model {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.by[id]
}

func (r *registry) all() map[string]*model {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.by)
}

func init() {
	display.HandleComms(target, handle)
	display.HandleComms(controlTarget, handleControl)
}

// handle takes what a widget's view sends.
func handle(c display.Comm, answer display.Sink) {
	m := models.find(c.ID)
	if m == nil {
		if c.Kind != display.CloseComm { // a widget that a front end made by itself, or one of an earlier session
			send(answer, display.Comm{Kind: display.CloseComm, ID: c.ID})
		}
		return
	}
	if c.Kind == display.CloseComm {
		m.mu.Lock()
		m.closed = true
		m.mu.Unlock()
		models.remove(m)
		return
	}
	var d struct {
		Method  string
		State   map[string]json.RawMessage
		Content json.RawMessage
	}
	if json.Unmarshal(c.Data, &d) != nil {
		return
	}
	switch d.Method {
	case "update":
		m.update(d.State, answer)
	case "request_state":
		m.mu.Lock()
		defer m.mu.Unlock()
		send(answer, message(m.id, "update", m.whole()))
	case "custom":
		if m.custom != nil {
			m.custom(d.Content)
		}
	}
}

func send(to display.Sink, c display.Comm) {
	to.Event(display.Event{Kind: display.SendsComm, Comm: &c})
}

// update takes a front end's changes and tells all front ends of them. What the widget does not
// take as it is goes back right.
func (m *model) update(state map[string]json.RawMessage, answer display.Sink) {
	m.mu.Lock()
	defer m.mu.Unlock()
	echo, wrong := map[string]any{}, map[string]any{}
	changed := false
	for key, raw := range state {
		if _, known := m.state[key]; !known || m.take == nil {
			continue
		}
		changed = m.take(key, raw) || changed
		delete(m.dirty, key)
		echo[key] = m.state[key]
		if !equal(raw, m.state[key]) {
			wrong[key] = m.state[key]
		}
	}
	if len(echo) > 0 {
		send(answer, message(m.id, "echo_update", echo))
	}
	if len(wrong) > 0 {
		send(answer, message(m.id, "update", wrong))
	}
	if changed {
		m.changed()
	}
}

// equal tells whether JSON means the value.
func equal(raw json.RawMessage, v any) bool {
	var a, b any
	return json.Unmarshal(raw, &a) == nil && json.Unmarshal(encode(v), &b) == nil && string(encode(a)) == string(encode(b))
}

// handleControl answers a page that asks for the widgets that are there.
func handleControl(c display.Comm, answer display.Sink) {
	var d struct{ Method string }
	if c.Kind != display.CommMessage || json.Unmarshal(c.Data, &d) != nil || d.Method != "request_states" {
		return
	}
	states := map[string]any{}
	for id, m := range models.all() {
		m.mu.Lock()
		states[id] = map[string]any{
			"model_name": m.kind.model, "model_module": m.kind.module, "model_module_version": m.kind.version, "state": m.whole(),
		}
		m.mu.Unlock()
	}
	send(answer, display.Comm{Kind: display.CommMessage, ID: c.ID, Data: encode(map[string]any{
		"method": "update_states", "states": states, "buffer_paths": []any{},
	})})
}
