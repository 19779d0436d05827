package widgets

import "encoding/json"

// A value is what a control holds, kept under one key of its state.
type value[T comparable] struct {
	*model
	key    string
	v      T
	fit    func(T) T   // into the control's bounds
	encode func(T) any // for the state
	decode func(json.RawMessage) (T, error)
}

// hold gives the control's value v, and what is not set otherwise.
func hold[T comparable](m *model, v T) *value[T] {
	h := &value[T]{
		model: m, key: "value", v: v,
		fit:    func(v T) T { return v },
		encode: func(v T) any { return v },
		decode: func(raw json.RawMessage) (v T, err error) { return v, json.Unmarshal(raw, &v) },
	}
	m.take = h.takes
	m.state[h.key] = v
	return h
}

// bound keeps the value within bounds from now on.
func (h *value[T]) bound(fit func(T) T) {
	h.fit = fit
	h.v = fit(h.v)
	h.state[h.key] = h.encode(h.v)
}

func (h *value[T]) takes(key string, raw json.RawMessage) bool {
	if key != h.key || string(raw) == "null" {
		return false
	}
	v, err := h.decode(raw)
	if err != nil {
		return false
	}
	v = h.fit(v)
	if v == h.v {
		return false
	}
	h.v = v
	h.state[key] = h.encode(v)
	return true
}

func (h *value[T]) get() T {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.v
}

func (h *value[T]) set(v T) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if v = h.fit(v); v != h.v {
		h.v = v
		h.put(h.key, h.encode(v))
		h.changed()
	}
}

// onChange has f called with the value after changes; not for those that are past when its turn
// comes.
func (h *value[T]) onChange(f func(T)) {
	last := h.get()
	h.listen(new(int), func() {
		if v := h.get(); v != last {
			last = v
			f(v)
		}
	})
}
