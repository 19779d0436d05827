package zmq

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"talbot/kernel/queue"
	"talbot/kernel/zmq/zmtp"
)

// A peer is one connection to a socket, after its handshake.
type peer struct {
	id      string // under which a ROUTER knows it
	conn    *zmtp.Conn
	out     *queue.Queue[[][]byte]
	trusted atomic.Bool // it has sent a message with a right signature
	once    sync.Once

	mu     sync.Mutex
	topics map[string]int // of a SUB, with how often it subscribed
}

// close ends the connection; its reader and writer return.
func (p *peer) close() {
	p.once.Do(func() {
		p.out.Drop()
		p.conn.Close()
	})
}

// write sends what is queued until the connection ends. It flushes when nothing more waits.
func (p *peer) write() {
	defer p.close()
	for {
		frames, err := p.out.Take(context.Background())
		if err != nil {
			return
		}
		if p.conn.Write(frames) != nil {
			return
		}
		if p.out.Empty() && p.conn.Flush() != nil {
			return
		}
	}
}

// flushed waits until all that was queued has been written, at most until the deadline.
func (p *peer) flushed(deadline time.Time) {
	for !p.out.Done() && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
}

// maxTopics bounds a subscriber's topics; Jupyter's clients subscribe to "" alone.
const maxTopics = 64

// subscribe takes a subscription message: 1 or 0, then the topic. It tells whether the topic
// is new to the peer.
func (p *peer) subscribe(frames [][]byte) (topic string, added bool) {
	if len(frames) != 1 || len(frames[0]) == 0 {
		return "", false
	}
	topic = string(frames[0][1:])
	p.mu.Lock()
	defer p.mu.Unlock()
	switch frames[0][0] {
	case 1:
		if len(p.topics) < maxTopics || p.topics[topic] > 0 {
			p.topics[topic]++
			return topic, p.topics[topic] == 1
		}
	case 0:
		if p.topics[topic] > 1 {
			p.topics[topic]--
		} else {
			delete(p.topics, topic)
		}
	}
	return topic, false
}

// wants tells whether the peer subscribed to a prefix of the topic.
func (p *peer) wants(topic string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for t := range p.topics {
		if len(t) <= len(topic) && topic[:len(t)] == t {
			return true
		}
	}
	return false
}

func sizeOf(frames [][]byte) int64 {
	const perFrame = 32
	n := int64(0)
	for _, f := range frames {
		n += int64(len(f)) + perFrame
	}
	return n
}
