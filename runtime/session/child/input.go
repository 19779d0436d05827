package child

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"talbot/runtime/display"
	"talbot/runtime/session/link"
)

// questions are what cells ask the person for, one at a time.
type questions struct {
	turn    chan struct{} // full while somebody asks
	answers chan link.Input

	mu   sync.Mutex
	line []byte // the rest of the last answer
	last uint64 // the last question's ID
}

func newQuestions() *questions {
	return &questions{turn: make(chan struct{}, 1), answers: make(chan link.Input, 1)}
}

// answer takes what the person typed, unless its question is past.
func (q *questions) answer(a link.Input) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if a.ID != q.last {
		return
	}
	select {
	case q.answers <- a:
	default:
	}
}

// next begins a question.
func (q *questions) next() uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.last++
	select { // an answer that came after its question was given up
	case <-q.answers:
	default:
	}
	return q.last
}

// forget drops what is left of an answer: a new cell asks anew.
func (q *questions) forget() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.line = nil
}

// take gives up to len(p) bytes of the line that is there.
func (q *questions) take(p []byte) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := copy(p, q.line)
	q.line = q.line[n:]
	return n
}

// enter waits until nobody else asks; leave lets others ask.
func (h *host) enter() (leave func()) {
	stop := h.stop.channel()
	select {
	case h.questions.turn <- struct{}{}:
	case <-stop:
		halt()
	}
	return func() { <-h.questions.turn }
}

// question puts a question to the person and waits for the answer; io.EOF says that there will be
// none. It is called after enter.
func (h *host) question(ctx context.Context, prompt string, secret bool) (string, error) {
	q, stop := h.questions, h.stop.channel()
	if h.stop.stopped() {
		halt()
	}
	h.settle()
	if err := h.conn.Send(&link.Report{Question: &link.Question{ID: q.next(), Prompt: prompt, Secret: secret}}); err != nil {
		return "", err
	}
	select {
	case a := <-q.answers:
		switch {
		case a.End:
			return "", io.EOF
		case a.Err == display.ErrNoInput.Error():
			return "", display.ErrNoInput
		case a.Err != "":
			return "", errors.New(a.Err)
		}
		return a.Text, nil
	case <-ctx.Done():
	case <-stop:
	}
	if h.stop.stopped() {
		halt()
	}
	return "", ctx.Err()
}

// Input asks as display.Ask does.
func (h *host) Input(ctx context.Context, prompt string, secret bool) (string, error) {
	defer h.enter()()
	return h.question(ctx, prompt, secret)
}

// stdin is the cells' standard input: it asks the person for each line that is read.
type stdin struct{ h *host }

func (s stdin) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	defer s.h.enter()()
	q := s.h.questions
	if n := q.take(p); n > 0 {
		return n, nil
	}
	text, err := s.h.question(context.Background(), "", false)
	if err == io.EOF {
		return 0, err
	}
	if err != nil {
		return 0, fmt.Errorf("reading standard input: %w", err)
	}
	q.mu.Lock()
	q.line = []byte(text + "\n")
	q.mu.Unlock()
	return q.take(p), nil
}
