package child

import (
	"sync"
	"time"
)

// What blocks in a cell is done here in forms that an interrupt ends.

func (h *host) sleep(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-h.stop.channel():
		halt()
	}
}

// await calls a function that blocks, in a goroutine that an interrupt leaves behind.
func (h *host) await(f func()) {
	type ending struct{ panicked any }
	done := make(chan ending, 1)
	go func() {
		ended := false
		defer func() {
			if r := recover(); r != nil || ended {
				done <- ending{r}
			} // else an interrupt has ended it
		}()
		f()
		ended = true
	}()
	select {
	case e := <-done:
		if e.panicked != nil {
			panic(e.panicked)
		}
	case <-h.stop.channel():
		halt()
	}
}

// lockAny takes a lock of any kind.
func (h *host) lockAny(l sync.Locker) {
	if t, ok := l.(interface{ TryLock() bool }); ok {
		h.lock(t.TryLock)
		return
	}
	h.await(l.Lock)
}

// condWait is (*sync.Cond).Wait. An interrupt wakes all that wait, since this call cannot be
// woken alone, and holds the lock as it ends: what the cell has deferred may let it go.
func (h *host) condWait(c *sync.Cond) {
	done := make(chan struct{})
	go func() { c.Wait(); close(done) }()
	select {
	case <-done:
		return
	case <-h.stop.channel():
	}
	c.Broadcast()
	select {
	case <-done:
	case <-time.After(soon): // another holds the lock
	}
	halt()
}

// soon is how long an interrupted wait tries to get its lock back.
const soon = 50 * time.Millisecond

// lock takes a lock without a goroutine where it is free.
func (h *host) lock(try func() bool) {
	wait := time.Microsecond
	for !try() {
		select {
		case <-time.After(wait):
			wait = min(2*wait, time.Millisecond)
		case <-h.stop.channel():
			halt()
		}
	}
}
