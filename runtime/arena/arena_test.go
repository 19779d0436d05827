package arena

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"talbot/runtime/plan"
)

func take(t *testing.T, a *Arena, n int) *Buffer {
	t.Helper()
	b, err := a.Take(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBuffersAreLentAgain(t *testing.T) {
	before := Held()
	var a Arena
	for _, n := range []int{0, 1, 64, 4096, 65537, 1 << 20, 3<<20 + 5} {
		b := take(t, &a, n)
		bytes := Slice[byte](b)
		if len(bytes) != n {
			t.Fatalf("%d bytes asked for, %d lent", n, len(bytes))
		}
		if n > 0 && uintptr(unsafe.Pointer(&bytes[0]))%64 != 0 {
			t.Errorf("%d bytes are not aligned", n)
		}
		for i := range bytes {
			bytes[i] = 1
		}
		held := a.Usage().Held
		b.Release()
		again := take(t, &a, n)
		if got := a.Usage().Held; got != held {
			t.Errorf("%d bytes: %d held after taking them again, %d before", n, got, held)
		}
		again.Release()
	}
	if u := a.Usage(); u.Buffers != 0 || u.Lent != 0 || u.Held != Held()-before {
		t.Errorf("all given back: %+v, all arenas %d", u, Held()-before)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if u := a.Usage(); u.Held != 0 || Held() != before {
		t.Errorf("closed: %+v, all arenas %d", u, Held()-before)
	}
}

// A small wish does not take a large buffer, which the next large one would miss.
func TestLargeBuffersWaitForLargeWishes(t *testing.T) {
	var a Arena
	defer a.Trim()
	take(t, &a, 64<<20).Release()
	small := take(t, &a, 100)
	large := take(t, &a, 50<<20)
	if got := a.Usage().Held; got != 64<<20+page {
		t.Errorf("%d bytes held", got)
	}
	small.Release()
	large.Release()
}

func TestPoison(t *testing.T) {
	a := Arena{Poison: true}
	defer a.Trim()
	b, numbers, err := Take[float64](context.Background(), &a, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range numbers {
		if !math.IsNaN(v) {
			t.Fatalf("a fresh buffer holds %v", v)
		}
	}
	clear(numbers)
	b.Release()
	for _, v := range numbers { // given back, but still mapped
		if !math.IsNaN(v) {
			t.Fatalf("a buffer that was given back holds %v", v)
		}
	}
}

func TestReleasedTwicePanics(t *testing.T) {
	var a Arena
	defer a.Trim()
	b := take(t, &a, 10)
	b.Release()
	other := take(t, &a, 10) // the same memory, to another holder
	defer other.Release()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	b.Release()
}

func TestTakeRefuses(t *testing.T) {
	var a Arena
	for n, want := range map[int]string{-1: "-1 bytes", 1 << 50: "more than any computer"} {
		if _, err := a.Take(context.Background(), n); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: error %v", n, err)
		}
	}
	if total, _ := plan.Memory(); total > 0 {
		_, err := a.Take(context.Background(), int(min(total, 1<<46))*2)
		var short *plan.Shortage
		if !errors.As(err, &short) {
			t.Errorf("twice the memory there is: error %v", err)
		}
	}
	if _, _, err := Take[complex128](context.Background(), &a, math.MaxInt/4); err == nil {
		t.Error("numbers whose bytes cannot be counted: no error")
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := a.Take(ended, 1<<20); !errors.Is(err, context.Canceled) {
		t.Errorf("after the context's end: error %v", err)
	}
	if u := a.Usage(); u != (Usage{}) {
		t.Errorf("what was refused is held: %+v", u)
	}
}

func TestCloseTellsWhatIsLent(t *testing.T) {
	var a Arena
	b := take(t, &a, 100)
	if err := a.Close(); err == nil || !strings.Contains(err.Error(), "1 buffers") {
		t.Errorf("error %v", err)
	}
	Slice[byte](b)[99] = 1 // still there
	b.Release()
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

func TestManyGoroutines(t *testing.T) {
	a := Arena{Poison: true}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 50 {
				b, mine, err := Take[uint32](context.Background(), &a, 1000*(1+(g+i)%5))
				if err != nil {
					t.Error(err)
					return
				}
				for j := range mine {
					mine[j] = uint32(g)
				}
				for _, v := range mine {
					if v != uint32(g) {
						t.Error("two goroutines have the same memory")
						return
					}
				}
				b.Release()
			}
		})
	}
	wg.Wait()
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

// Memory fresh from the system, against that of Go's heap, and lent again.
func BenchmarkTake(b *testing.B) {
	const size = 256 << 20
	b.Run("fresh", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			var a Arena
			buf, err := a.Take(context.Background(), size)
			if err != nil {
				b.Fatal(err)
			}
			buf.Release()
			a.Trim()
		}
	})
	b.Run("again", func(b *testing.B) {
		b.SetBytes(size)
		var a Arena
		for b.Loop() {
			buf, err := a.Take(context.Background(), size)
			if err != nil {
				b.Fatal(err)
			}
			buf.Release()
		}
		a.Trim()
	})
	b.Run("heap", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			m := make([]byte, size)
			for i := 0; i < size; i += 4096 {
				m[i] = 1
			}
		}
	})
}
