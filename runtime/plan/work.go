package plan

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Workers gives how many goroutines share n turns of work: one per processor that Go may
// use, but no more than there are turns, and at least one.
func Workers(n int) int { return max(1, min(runtime.GOMAXPROCS(0), n)) }

// Work is items that goroutines take from a common counter, chunk by chunk in rising order.
type Work struct {
	Items   int
	Chunk   int               // items taken at once; 0: 1
	Workers int               // goroutines; 0: one per processor
	Done    func(items int64) // told after each chunk, from any of the goroutines; nil: nobody is
}

// A Panic is what a chunk panicked with, carried to whoever started the work.
type Panic struct {
	Block Block
	Value any
	Stack []byte // of the goroutine that panicked
}

func (p *Panic) Error() string { return fmt.Sprintf("panic at %v: %v", p.Block, p.Value) }

// Unwrap gives the value, if it is an error.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// Run calls do for every chunk, with the number of the goroutine that it is on, from 0 on: what
// that goroutine alone uses can stand under this number.
//
// After an error or panic no more chunks begin; Run waits for those that have begun and gives the
// error of the first chunk in order, which does not depend on the number of goroutines. When ctx
// ends before all chunks have begun, Run gives ctx's cause. With one goroutine that
// is the caller's.
func (w Work) Run(ctx context.Context, do func(worker int, b Block) error) error {
	if w.Items <= 0 {
		return context.Cause(ctx)
	}
	r := &run{Work: w, ctx: ctx, do: do}
	r.Chunk = max(1, min(w.Chunk, w.Items))
	chunks := up(w.Items, r.Chunk)
	r.Workers = min(w.Workers, chunks)
	if w.Workers <= 0 {
		r.Workers = Workers(chunks)
	}
	r.chunks = int64(chunks)
	if r.Workers == 1 {
		r.loop(0)
	} else {
		var wg sync.WaitGroup
		for worker := range r.Workers {
			wg.Go(func() { r.loop(worker) })
		}
		wg.Wait()
	}
	switch {
	case r.err != nil:
		return r.err
	case r.ended.Load() == r.chunks:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return fmt.Errorf("plan: a goroutine left its work: %d of %d chunks were done", r.ended.Load(), r.chunks)
}

// A run is one call of Run.
type run struct {
	Work
	ctx    context.Context
	do     func(worker int, b Block) error
	chunks int64

	next, ended atomic.Int64
	failed      atomic.Bool

	mu    sync.Mutex
	where int64 // chunk of err
	err   error
}

func (r *run) loop(worker int) {
	for {
		// First asked, then taken: what was taken is done, so that of two chunks that fail the
		// earlier one is always found.
		if r.failed.Load() || r.ctx.Err() != nil {
			return
		}
		c := r.next.Add(1) - 1
		if c >= r.chunks {
			return
		}
		first := int(c) * r.Chunk
		b := Block{first, min(r.Chunk, r.Items-first)}
		if err := r.turn(worker, b); err != nil {
			r.failed.Store(true)
			r.mu.Lock()
			if r.err == nil || c < r.where {
				r.where, r.err = c, err
			}
			r.mu.Unlock()
			return
		}
		r.ended.Add(1)
	}
}

func (r *run) turn(worker int, b Block) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{b, v, debug.Stack()}
		}
	}()
	if err := r.do(worker, b); err != nil {
		return err
	}
	if r.Done != nil {
		r.Done(int64(b.Count))
	}
	return nil
}
