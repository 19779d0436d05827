package display

import (
	"io"
	"os"
	"sync"
	"sync/atomic"

	"talbot/runtime/goroutine"
)

// within are the goroutines whose output goes elsewhere than the process's.
var within struct {
	count atomic.Int32 // of them, so that nobody else pays for the search
	sync.Mutex
	by map[uint64]Sink
}

// Within calls f. What the calling goroutine shows until f returns goes to s; so does what it
// prints by package fmt, if s has a method Stream as an Output does. Goroutines that f starts
// show and print as any other.
func Within(s Sink, f func()) {
	id := goroutine.ID()
	within.Lock()
	if within.by == nil {
		within.by = map[uint64]Sink{}
	}
	before, nested := within.by[id]
	within.by[id] = s
	within.Unlock()
	within.count.Add(1)
	defer func() {
		within.count.Add(-1)
		within.Lock()
		defer within.Unlock()
		if nested {
			within.by[id] = before
		} else {
			delete(within.by, id)
		}
	}()
	f()
}

// ownSink gives where the calling goroutine's output goes if that is not the process's sink.
func ownSink() Sink {
	if within.count.Load() == 0 {
		return nil
	}
	id := goroutine.ID()
	within.Lock()
	defer within.Unlock()
	return within.by[id]
}

// Stdout gives where the calling goroutine prints: the process's standard output, but for
// what Within says.
func Stdout() io.Writer {
	if p, ok := ownSink().(streamer); ok {
		return printed{p}
	}
	return os.Stdout
}

type streamer interface{ Stream(name, text string) }

type printed struct{ to streamer }

func (p printed) Write(b []byte) (int, error) {
	p.to.Stream("stdout", string(b))
	return len(b), nil
}
