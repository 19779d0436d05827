package child

import (
	"fmt"
	"io"
	"sync"

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

// stdin is the cells' standard input: it asks the person for each line that is read.
type stdin struct{ h *host }

func (s stdin) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	q := s.h.questions
	stop := s.h.stop.channel()
	select {
	case q.turn <- struct{}{}:
		defer func() { <-q.turn }()
	case <-stop:
		halt()
	}
	if n := q.take(p); n > 0 {
		return n, nil
	}
	if s.h.stop.stopped() {
		halt()
	}
	s.h.settle()
	if err := s.h.conn.Send(&link.Report{Question: &link.Question{ID: q.next()}}); err != nil {
		return 0, err
	}
	select {
	case a := <-q.answers:
		switch {
		case a.End:
			return 0, io.EOF
		case a.Err != "":
			return 0, fmt.Errorf("reading standard input: %s", a.Err)
		}
		q.mu.Lock()
		q.line = []byte(a.Text + "\n")
		q.mu.Unlock()
	case <-stop:
		halt()
	}
	return q.take(p), nil
}
