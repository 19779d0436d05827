package plan

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var ctx = context.Background()

func TestRunDoesEverythingOnce(t *testing.T) {
	for _, items := range []int{1, 2, 7, 100, 1001} {
		for _, chunk := range []int{-1, 0, 1, 3, 100, 5000} {
			for _, workers := range []int{0, 1, 2, 5} {
				times := make([]atomic.Int32, items)
				var done atomic.Int64
				mine := make([]int, 16) // a worker's own, not shared: the race detector would tell
				w := Work{Items: items, Chunk: chunk, Workers: workers, Done: func(n int64) { done.Add(n) }}
				err := w.Run(ctx, func(worker int, b Block) error {
					mine[worker] += b.Count
					for i := b.First; i < b.End(); i++ {
						times[i].Add(1)
					}
					if b.Count > max(1, chunk) || b.First%max(1, chunk) != 0 {
						return fmt.Errorf("chunk %+v", b)
					}
					return nil
				})
				sum := 0
				for _, n := range mine {
					sum += n
				}
				if err != nil || done.Load() != int64(items) || sum != items {
					t.Errorf("%+v: %v; %d done, %d counted", w, err, done.Load(), sum)
				}
				for i := range times {
					if n := times[i].Load(); n != 1 {
						t.Fatalf("%d items by %d: item %d was done %d times", items, chunk, i, n)
					}
				}
			}
		}
	}
	if err := (Work{}).Run(ctx, nil); err != nil {
		t.Errorf("no items: %v", err)
	}
}

// Whichever goroutine fails first by the clock, the error is that of the earliest chunk. The clock
// is synctest's, which stands still while any goroutine can run: no busy neighbour changes the order.
func TestFirstErrorWins(t *testing.T) {
	bad := []int{13, 14, 15, 40}
	for _, workers := range []int{1, 2, 4, 8} {
		synctest.Test(t, func(t *testing.T) {
			var begun atomic.Int64
			err := Work{Items: 1000, Workers: workers}.Run(ctx, func(_ int, b Block) error {
				begun.Add(1)
				time.Sleep(time.Millisecond)
				if slices.Contains(bad, b.First) {
					time.Sleep(time.Duration(16-min(16, b.First)) * 100 * time.Microsecond) // the later fail sooner
					return fmt.Errorf("no %d", b.First)
				}
				return nil
			})
			if err == nil || err.Error() != "no 13" {
				t.Fatalf("%d workers: %v", workers, err)
			}
			if n := begun.Load(); n < 14 || n > int64(13+2*workers) {
				t.Fatalf("%d workers: %d chunks were begun, of which the 14th failed", workers, n)
			}
		})
	}
}

func TestRunIsCancelled(t *testing.T) {
	why := errors.New("enough")
	for _, workers := range []int{1, 3} {
		c, stop := context.WithCancelCause(ctx)
		var begun atomic.Int64
		err := Work{Items: 1000, Workers: workers}.Run(c, func(_ int, b Block) error {
			if begun.Add(1) == 10 {
				stop(why)
			}
			return nil
		})
		if !errors.Is(err, why) || begun.Load() > int64(10+workers) {
			t.Errorf("%d workers: %v after %d chunks", workers, err, begun.Load())
		}
		if err := (Work{Items: 1, Workers: workers}).Run(c, func(int, Block) error { t.Error("begun"); return nil }); err != why {
			t.Errorf("cancelled before: %v", err)
		}
		if err := (Work{}).Run(c, nil); err != why {
			t.Errorf("cancelled, no items: %v", err)
		}
		// What was done to its end is good, even if ctx ended meanwhile.
		c, end := context.WithCancel(ctx)
		if err := (Work{Items: 1, Workers: workers}).Run(c, func(int, Block) error { end(); return nil }); err != nil {
			t.Errorf("cancelled in the last chunk: %v", err)
		}
	}
}

func TestPanicBecomesAnError(t *testing.T) {
	for _, workers := range []int{1, 4} {
		err := Work{Items: 100, Chunk: 10, Workers: workers}.Run(ctx, func(_ int, b Block) error {
			var none []int
			if b.First == 50 {
				none[b.First]++
			}
			return nil
		})
		var p *Panic
		var fault runtime.Error
		if !errors.As(err, &p) || !errors.As(err, &fault) {
			t.Fatalf("%d workers: %v", workers, err)
		}
		if p.Block != (Block{50, 10}) || !strings.Contains(err.Error(), "panic at items 50 to 59: runtime error: index out of range [50]") || !strings.Contains(string(p.Stack), "work_test.go") {
			t.Errorf("%d workers: %v\n%s", workers, err, p.Stack)
		}
		err = Work{Items: 1, Workers: workers, Done: func(int64) { panic("counted") }}.Run(ctx, func(int, Block) error { return nil })
		if !errors.As(err, &p) || p.Unwrap() != nil || err.Error() != "panic at item 0: counted" {
			t.Errorf("a panic of the counter: %v", err)
		}
	}
}

// A goroutine that ends without a word must not pass for one that did its work.
func TestGoexitIsNoticed(t *testing.T) {
	err := Work{Items: 10, Workers: 2}.Run(ctx, func(_ int, b Block) error {
		if b.First == 3 {
			runtime.Goexit()
		}
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "9 of 10 chunks") {
		t.Errorf("%v", err)
	}
}

func TestWorkers(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	for n, want := range map[int]int{-1: 1, 0: 1, 2: 2, 3: 3, 9: 3} {
		if w := Workers(n); w != want {
			t.Errorf("%d turns: %d workers", n, w)
		}
	}
}

// BenchmarkRun is what a chunk costs beside its work.
func BenchmarkRun(b *testing.B) {
	w := Work{Items: b.N}
	if err := w.Run(ctx, func(int, Block) error { return nil }); err != nil {
		b.Fatal(err)
	}
}
