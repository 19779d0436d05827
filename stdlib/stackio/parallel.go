package stackio

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// workers gives how many goroutines share n frames.
func workers(n int) int { return max(1, min(runtime.GOMAXPROCS(0), n)) }

// each calls do for 0 to n-1 from a few goroutines, in about that order. It stops at the first error, of which
// it gives the one with the lowest number, or when ctx is done.
func each(ctx context.Context, n int, own *scratch, do func(i int, s *scratch) error) error {
	if w := workers(n); w > 1 {
		return eachParallel(ctx, n, w, do)
	}
	if own == nil {
		own = &scratch{}
	}
	for i := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := do(i, own); err != nil {
			return err
		}
	}
	return nil
}

func eachParallel(ctx context.Context, n, w int, do func(i int, s *scratch) error) error {
	var (
		next   atomic.Int64
		failed atomic.Bool
		wg     sync.WaitGroup
		mu     sync.Mutex
		where  int
		first  error
	)
	for range w {
		wg.Go(func() {
			var s scratch
			for !failed.Load() && ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(i, &s); err != nil {
					failed.Store(true)
					mu.Lock()
					if first == nil || i < where {
						where, first = i, err
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if first == nil {
		return ctx.Err()
	}
	return first
}

// eachFrame calls do for each frame of a block, with its number in the file and where it goes.
func eachFrame(ctx context.Context, b block, do func(i int, dst []byte, s *scratch) error) error {
	return each(ctx, b.n, b.scratch, func(k int, s *scratch) error {
		err := do(b.first+k*b.step, b.frame(k), s)
		if err == nil {
			b.done(1)
		}
		return err
	})
}
