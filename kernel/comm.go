package kernel

import (
	"context"
	"encoding/json"
	"errors"

	"talbot/kernel/wire"
	"talbot/runtime/display"
)

var commKinds = map[string]display.CommKind{
	"comm_open": display.OpenComm, "comm_msg": display.CommMessage, "comm_close": display.CloseComm,
}

// comm hands a front end's message to the object in the session that it is for.
func (k *Kernel) comm(_ context.Context, m *wire.Message) (response, error) {
	var c struct {
		CommID string          `json:"comm_id"`
		Target string          `json:"target_name"`
		Data   json.RawMessage `json:"data"`
	}
	if err := content(m, &c); err != nil {
		return response{}, err
	}
	if c.CommID == "" {
		return response{}, errors.New(m.Header.Type + " names no comm_id")
	}
	out := newOutput(k, m, false, false)
	defer out.end()
	k.in.Comm(display.Comm{
		Kind: commKinds[m.Header.Type], ID: c.CommID, Target: c.Target, Data: c.Data, Metadata: m.Metadata, Buffers: m.Buffers,
	}, out)
	return response{}, nil
}

// commInfo lists the open conversations, of one target if the request names it.
func (k *Kernel) commInfo(_ context.Context, m *wire.Message) (response, error) {
	var c struct {
		Target string `json:"target_name"`
	}
	if err := content(m, &c); err != nil {
		return response{}, err
	}
	comms := map[string]any{}
	for id, target := range k.in.Comms() {
		if c.Target == "" || c.Target == target {
			comms[id] = map[string]string{"target_name": target}
		}
	}
	return response{content: map[string]any{"status": "ok", "comms": comms}}, nil
}

// publishComm sends the session's message to all front ends.
func (k *Kernel) publishComm(parent wire.Header, c *display.Comm) {
	content := map[string]any{"comm_id": c.ID, "data": object(c.Data)}
	kind := "comm_msg"
	switch c.Kind {
	case display.OpenComm:
		kind, content["target_name"] = "comm_open", c.Target
	case display.CloseComm:
		kind = "comm_close"
	}
	k.publishWith(kind, parent, content, object(c.Metadata), c.Buffers)
}

// object gives raw JSON, {} where there is none.
func object(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("{}")
	}
	return raw
}
