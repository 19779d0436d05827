// Package queue has a queue that is bounded in bytes.
package queue

import (
	"context"
	"io"
	"sync"
	"time"
)

// A Queue is bounded in bytes, not in items. One item is taken whatever its size if the
// queue is empty, so that nothing is too large to pass.
type Queue[T any] struct {
	mu      sync.Mutex
	changed *sync.Cond
	items   []entry[T]
	bytes   int64 // in items
	max     int64
	out     int64     // bytes that have left, ever
	marked  time.Time // when the queue last began to fill, or stallBytes had left
	markOut int64     // out at that time
	stalled bool      // its reader is too slow to wait for, until half of the queue has left
	taken   bool      // the last item taken may still be in work
	closed  bool
}

type entry[T any] struct {
	item T
	size int64
}

// New gives an empty queue that holds up to maxBytes.
func New[T any](maxBytes int64) *Queue[T] {
	q := &Queue[T]{max: maxBytes}
	q.changed = sync.NewCond(&q.mu)
	return q
}

func (q *Queue[T]) add(item T, size int64) {
	if len(q.items) == 0 {
		q.mark()
	}
	size = min(size, q.max) // so that one beyond the bound leaves the reserve for those after it
	q.items = append(q.items, entry[T]{item, size})
	q.bytes += size
	q.changed.Broadcast()
}

func (q *Queue[T]) mark() { q.marked, q.markOut = time.Now(), q.out }

func (q *Queue[T]) fits(size, limit int64) bool { return q.bytes+size <= limit || len(q.items) == 0 }

// Offer adds an item if there is room, with reserve bytes beyond the bound.
func (q *Queue[T]) Offer(item T, size, reserve int64) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || !q.fits(size, q.max+reserve) {
		return false
	}
	q.add(item, size)
	return true
}

// Put waits for room and adds an item; false means that the queue was closed.
func (q *Queue[T]) Put(item T, size int64) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.closed && !q.fits(size, q.max) {
		q.changed.Wait()
	}
	if q.closed {
		return false
	}
	q.add(item, size)
	return true
}

// A queue of which less than stallBytes leave in stallTime is stalled. A front end on a
// busy machine or a slow line is faster.
const (
	stallTime  = 3 * time.Second
	stallBytes = 64 << 10
)

// Patient waits for room as long as the queue drains; a stalled queue drops the item.
func (q *Queue[T]) Patient(item T, size int64) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.stalled && q.bytes < q.max/2 {
		q.stalled = false
	}
	for !q.closed && !q.stalled && !q.fits(size, q.max) {
		left := stallTime - time.Since(q.marked)
		if left <= 0 {
			q.stalled = true
			break
		}
		t := time.AfterFunc(left, func() {
			q.mu.Lock() // so that the signal does not come before the wait
			defer q.mu.Unlock()
			q.changed.Broadcast()
		})
		q.changed.Wait()
		t.Stop()
	}
	if q.closed || q.stalled {
		return false
	}
	q.add(item, size)
	return true
}

// Take waits for the next item. The one that was taken before is done with.
func (q *Queue[T]) Take(ctx context.Context) (T, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.taken = false
	if len(q.items) == 0 && !q.closed && ctx.Err() == nil {
		stop := context.AfterFunc(ctx, func() {
			q.mu.Lock()
			defer q.mu.Unlock()
			q.changed.Broadcast()
		})
		defer stop()
	}
	for len(q.items) == 0 && !q.closed && ctx.Err() == nil {
		q.changed.Wait()
	}
	var none T
	if ctx.Err() != nil {
		return none, ctx.Err()
	}
	if len(q.items) == 0 {
		return none, io.EOF
	}
	e := q.items[0]
	q.items[0] = entry[T]{}
	if q.items = q.items[1:]; len(q.items) == 0 {
		q.items = nil
	}
	q.bytes -= e.size
	if q.out += e.size; q.out-q.markOut >= stallBytes {
		q.mark()
	}
	q.taken = true
	q.changed.Broadcast()
	return e.item, nil
}

// Empty tells whether nothing waits.
func (q *Queue[T]) Empty() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items) == 0
}

// Done tells whether nothing waits or is in work.
func (q *Queue[T]) Done() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items) == 0 && !q.taken
}

// Close refuses new items; those that wait can still be taken.
func (q *Queue[T]) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

// Drop closes the queue and forgets what waits.
func (q *Queue[T]) Drop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.items, q.bytes, q.taken = nil, 0, false
	q.changed.Broadcast()
}
