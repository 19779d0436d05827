package zmq

import (
	"fmt"
	"sync/atomic"
)

// A budget bounds the bytes of messages that are arriving, over all peers of all sockets.
type budget struct {
	left atomic.Int64
}

func newBudget(n int64) *budget {
	b := &budget{}
	b.left.Store(n)
	return b
}

func (b *budget) take(n int64) error {
	if b.left.Add(-n) < 0 {
		b.left.Add(n)
		return fmt.Errorf("zmq: messages that are arriving hold too much memory for %d bytes more", n)
	}
	return nil
}

func (b *budget) give(n int64) { b.left.Add(n) }
