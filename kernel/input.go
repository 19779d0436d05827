package kernel

import (
	"bytes"
	"context"
	"log"

	"talbot/kernel/wire"
	"talbot/runtime/display"
)

// A question is an input_request that waits for its answer.
type question struct {
	id     string
	route  [][]byte
	answer chan string
}

// ask puts a question to the front end that sent a cell, one question at a time.
func (k *Kernel) ask(ctx context.Context, o *output, prompt string, secret bool) (string, error) {
	select {
	case k.asking <- struct{}{}:
		defer func() { <-k.asking }()
	case <-ctx.Done():
		return "", ctx.Err()
	case <-o.interrupted:
		return "", context.Canceled
	}
	q := &question{route: o.request.Route, answer: make(chan string, 1)}
	k.setQuestion(q) // before it is sent, for the answer may come at once
	defer k.setQuestion(nil)
	m, err := k.author.New("input_request", o.request.Header, map[string]any{"prompt": prompt, "password": secret})
	if err != nil {
		return "", err
	}
	k.mu.Lock()
	q.id = m.Header.ID
	k.mu.Unlock()
	m.Route = q.route
	if err := k.transport.Send(Stdin, m); err != nil {
		log.Printf("kernel: %v", err)
		return "", display.ErrNoInput
	}
	select {
	case line := <-q.answer:
		return line, nil
	case <-ctx.Done():
		return "", ctx.Err()
	case <-o.interrupted:
		return "", context.Canceled
	}
}

func (k *Kernel) setQuestion(q *question) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.question = q
}

// answer takes a message from the stdin channel. Only whom the question was put to can
// answer it; an answer to an earlier question is passed over.
func (k *Kernel) answer(_ context.Context, _ Channel, m *wire.Message) {
	if m.Header.Type != "input_reply" {
		log.Printf("kernel: a %q on stdin", m.Header.Type)
		return
	}
	var c struct{ Value string }
	if err := content(m, &c); err != nil {
		log.Printf("kernel: %v", err)
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	q := k.question
	if q == nil || !sameRoute(q.route, m.Route) || m.Parent.ID != "" && m.Parent.ID != q.id {
		return
	}
	k.question = nil
	q.answer <- c.Value
}

func sameRoute(a, b [][]byte) bool {
	return len(a) > 0 && len(b) > 0 && bytes.Equal(a[0], b[0])
}
