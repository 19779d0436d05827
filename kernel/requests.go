package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"unicode/utf8"

	"talbot/kernel/wire"
	"talbot/runtime/display"
)

// content decodes what a request says; fields that are absent or null keep their value.
func content(m *wire.Message, into any) error {
	if m.Fault != nil {
		return fmt.Errorf("%s: %w", m.Header.Type, m.Fault)
	}
	if err := json.Unmarshal(m.Content, into); err != nil {
		return fmt.Errorf("content of %s: %w", m.Header.Type, err)
	}
	return nil
}

func (k *Kernel) kernelInfo(context.Context, *wire.Message) (response, error) {
	links := k.info.HelpLinks
	if links == nil {
		links = []HelpLink{}
	}
	return response{content: map[string]any{
		"status":                 "ok",
		"protocol_version":       ProtocolVersion,
		"implementation":         k.info.Implementation,
		"implementation_version": k.info.Version,
		"language_info":          k.info.languageInfo(),
		"banner":                 k.info.Banner,
		"supported_features":     []string{"kernel subshells"},
		"debugger":               false, // deprecated: a feature that is not supported
		"help_links":             links,
	}}, nil
}

func (k *Kernel) isComplete(_ context.Context, m *wire.Message) (response, error) {
	var c struct{ Code string }
	if err := content(m, &c); err != nil {
		return response{}, err
	}
	if _, ok := pageRequest(c.Code); ok {
		return response{content: map[string]any{"status": "complete"}}, nil
	}
	status, indent := k.in.IsComplete(c.Code)
	reply := map[string]any{"status": status}
	if status == "incomplete" {
		reply["indent"] = indent
	}
	return response{content: reply}, nil
}

// A place is code with a cursor, as complete_request and inspect_request carry it.
type place struct {
	Code        string
	CursorPos   *int `json:"cursor_pos"` // in code points; nil is the end
	DetailLevel int  `json:"detail_level"`
}

// cursor gives the cursor as a byte offset.
func (p place) cursor() int {
	if p.CursorPos == nil {
		return len(p.Code)
	}
	return byteOffset(p.Code, *p.CursorPos)
}

func (k *Kernel) complete(_ context.Context, m *wire.Message) (response, error) {
	var p place
	if err := content(m, &p); err != nil {
		return response{}, err
	}
	found := k.in.Complete(p.Code, p.cursor())
	start, end := runeOffset(p.Code, found.Start), runeOffset(p.Code, found.End)
	matches := make([]string, len(found.Matches))
	types := make([]map[string]any, len(found.Matches))
	for i, match := range found.Matches {
		matches[i] = match.Text
		types[i] = map[string]any{
			"start": start, "end": end, "text": match.Text, "type": match.Kind, "signature": match.Signature,
		}
	}
	return response{content: map[string]any{
		"status":       "ok",
		"matches":      matches,
		"cursor_start": start,
		"cursor_end":   end,
		"metadata":     map[string]any{"_jupyter_types_experimental": types},
	}}, nil
}

func (k *Kernel) inspect(_ context.Context, m *wire.Message) (response, error) {
	var p place
	if err := content(m, &p); err != nil {
		return response{}, err
	}
	b, found := k.in.Inspect(p.Code, p.cursor(), p.DetailLevel)
	if !found {
		b = display.Bundle{}
	}
	data, metadata := encodeBundle(b)
	return response{content: map[string]any{"status": "ok", "found": found, "data": data, "metadata": metadata}}, nil
}

// interrupt stops the cell that runs; the reply does not wait for its end.
func (k *Kernel) interrupt(context.Context, *wire.Message) (response, error) {
	k.Interrupt()
	return response{content: map[string]any{"status": "ok"}}, nil
}

// Interrupt stops the cell that runs, if one does, those that wait for it on other shells, and
// what a widget has called.
func (k *Kernel) Interrupt() {
	k.mu.Lock()
	running := maps.Clone(k.running)
	k.mu.Unlock()
	for out := range running {
		out.interrupt()
	}
	k.in.Interrupt()
}

// welcome tells a subscriber that its subscription has come in (JEP 65).
func (k *Kernel) welcome(_ context.Context, _ Channel, m *wire.Message) {
	k.send(IOPub, "iopub_welcome", &wire.Message{Route: m.Route}, m.Content, nil)
}

func (k *Kernel) shutdown(_ context.Context, m *wire.Message) (response, error) {
	var c struct{ Restart bool }
	if err := content(m, &c); err != nil {
		return response{}, err
	}
	reply := map[string]any{"status": "ok", "restart": c.Restart}
	return response{content: reply, then: func() {
		k.publish("shutdown_reply", m.Header, reply) // so that every front end learns of it
		k.stop()
	}}, nil
}

// byteOffset gives the byte offset of a position counted in code points, within s.
func byteOffset(s string, points int) int {
	if points <= 0 {
		return 0
	}
	for i := range s {
		if points == 0 {
			return i
		}
		points--
	}
	return len(s)
}

// runeOffset gives the position in code points of a byte offset, within s.
func runeOffset(s string, offset int) int {
	return utf8.RuneCountInString(s[:max(0, min(offset, len(s)))])
}
