package zmq

import (
	"sync"
	"sync/atomic"
	"time"
)

// audienceTime is how long the first request waits for a subscriber. A client connects its
// sockets one by one, and one that was refused because the kernel was starting tries each
// again after 100 to 200 ms.
const audienceTime = 250 * time.Millisecond

// An audience is there when somebody has subscribed to iopub. A client whose first request
// is answered before it has subscribed misses the state that goes with it, and asks again
// after a pause.
type audience struct {
	arrived chan struct{}
	once    sync.Once
	late    atomic.Bool // nobody came in time: no request waits any more
}

func (a *audience) here() { a.once.Do(func() { close(a.arrived) }) }

func (a *audience) await() {
	if a.late.Load() {
		return
	}
	select {
	case <-a.arrived:
		return
	default:
	}
	t := time.NewTimer(audienceTime)
	defer t.Stop()
	select {
	case <-a.arrived:
	case <-t.C:
		a.late.Store(true)
	}
}
