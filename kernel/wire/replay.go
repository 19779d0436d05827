package wire

import (
	"crypto/sha256"
	"sync"
)

// replayWindow is how many of the last signatures are remembered, as many as the
// reference implementation keeps; about 6 MB when full.
const replayWindow = 1 << 16

// replays remembers the last signatures, so that a message that was overheard cannot
// be sent again. Every message carries a random ID, so equal signatures are no accident.
type replays struct {
	mu   sync.Mutex
	seen map[[sha256.Size]byte]struct{}
	ring [][sha256.Size]byte // in order of arrival, oldest at next once full
	next int
}

// add remembers a signature, or tells that it was there already.
func (r *replays) add(d [sha256.Size]byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.seen[d]; ok {
		return false
	}
	if r.seen == nil {
		r.seen = make(map[[sha256.Size]byte]struct{})
	}
	if len(r.ring) < replayWindow {
		r.ring = append(r.ring, d)
	} else {
		delete(r.seen, r.ring[r.next])
		r.ring[r.next] = d
		r.next = (r.next + 1) % replayWindow
	}
	r.seen[d] = struct{}{}
	return true
}
