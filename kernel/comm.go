package kernel

import (
	"context"
	"errors"

	"talbot/kernel/wire"
)

// No comm target lives in this kernel, so none is ever open: a front end that opens one
// is told at once that it is closed.

func (k *Kernel) commInfo(context.Context, *wire.Message) (response, error) {
	return response{content: map[string]any{"status": "ok", "comms": map[string]any{}}}, nil
}

func (k *Kernel) commOpen(_ context.Context, m *wire.Message) (response, error) {
	var c struct {
		CommID string `json:"comm_id"`
	}
	if err := content(m, &c); err != nil {
		return response{}, err
	}
	if c.CommID == "" {
		return response{}, errors.New("comm_open names no comm_id")
	}
	k.publish("comm_close", m.Header, map[string]any{"comm_id": c.CommID, "data": map[string]any{}})
	return response{}, nil
}

// commMessage passes over what a front end sent before it learnt that the comm is closed.
func (k *Kernel) commMessage(context.Context, *wire.Message) (response, error) {
	return response{}, nil
}
