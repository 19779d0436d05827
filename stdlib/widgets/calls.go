package widgets

import (
	"sync"

	"talbot/runtime/display"
)

// calls are the calls of the person's functions that are due, in order, one at a time.
var calls queue

type queue struct {
	mu      sync.Mutex
	waiting []call
	busy    bool
}

// A call is due because of a change in the conversation comm.
type call struct {
	key  any
	comm string
	f    func()
}

// mostCalls bounds the queue: somebody who clicks faster than a function can be called for long
// does not mean each click.
const mostCalls = 1000

// put has a call made after those that wait. One with the same key that waits already will find
// what holds then: stale changes are dropped.
func (q *queue) put(c call) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, w := range q.waiting {
		if w.key == c.key {
			return
		}
	}
	if len(q.waiting) == mostCalls {
		return
	}
	q.waiting = append(q.waiting, c)
	if !q.busy {
		q.busy = true
		go q.work()
	}
}

func (q *queue) work() {
	for {
		q.mu.Lock()
		if len(q.waiting) == 0 {
			q.busy = false
			q.mu.Unlock()
			return
		}
		c := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.mu.Unlock()
		display.Callback(c.comm, c.f)
	}
}
