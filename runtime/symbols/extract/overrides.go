package extract

// overrides replace declarations that lean on the runtime, on unsafe or on internal
// packages by plain Go of the same behaviour, so that an interpreter can run them.
var overrides = map[string]string{
	// The library's clone is in the runtime.
	"maps": `
func Clone[M ~map[K]V, K comparable, V any](m M) M {
	if m == nil {
		return nil
	}
	c := make(M, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}`,

	// The library compares addresses as numbers. Slices of one array overlap where the
	// first element of one is an element of the other.
	"slices": `
func overlaps[E any](a, b []E) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	for i := range a {
		if &a[i] == &b[0] {
			return true
		}
	}
	for i := range b {
		if &b[i] == &a[0] {
			return true
		}
	}
	return false
}`,

	"math/rand/v2": `
func N[Int intType](n Int) Int {
	if n <= 0 {
		panic("invalid argument to N")
	}
	return Int(Uint64N(uint64(n)))
}`,

	// The library uses the compiler's own type records.
	"reflect": `
func TypeFor[T any]() Type {
	return TypeOf((*T)(nil)).Elem()
}

func TypeAssert[T any](v Value) (T, bool) {
	t, ok := v.Interface().(T)
	return t, ok
}`,

	"sync/atomic": `
import "sync"

type Pointer[T any] struct {
	mu sync.Mutex
	p  *T
}

func (x *Pointer[T]) Load() *T {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.p
}

func (x *Pointer[T]) Store(val *T) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.p = val
}

func (x *Pointer[T]) Swap(next *T) *T {
	x.mu.Lock()
	defer x.mu.Unlock()
	previous := x.p
	x.p = next
	return previous
}

func (x *Pointer[T]) CompareAndSwap(previous, next *T) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.p != previous {
		return false
	}
	x.p = next
	return true
}`,

	// The library switches coroutines in the runtime; goroutines that hand over to each
	// other do the same, more slowly.
	"iter": `
func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	var value, zero V
	resume, end := pull(func(yield func() bool) {
		seq(func(v V) bool {
			value = v
			return yield()
		})
	})
	next = func() (V, bool) {
		if !resume() {
			return zero, false
		}
		return value, true
	}
	return next, end
}

func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	var key, zeroKey K
	var value, zero V
	resume, end := pull(func(yield func() bool) {
		seq(func(k K, v V) bool {
			key, value = k, v
			return yield()
		})
	})
	next = func() (K, V, bool) {
		if !resume() {
			return zeroKey, zero, false
		}
		return key, value, true
	}
	return next, end
}

func pull(seq func(yield func() bool)) (resume func() bool, stop func()) {
	var failure any
	started, stopped, done := false, false, false
	more := make(chan bool)
	ready := make(chan bool)
	run := func() {
		defer func() {
			failure = recover()
			done = true
			ready <- false
		}()
		if <-more {
			seq(func() bool {
				if stopped {
					return false
				}
				ready <- true
				return <-more
			})
		}
	}
	turn := func(on bool) bool {
		if done {
			return false
		}
		if !started {
			started = true
			go run()
		}
		stopped = !on
		more <- on
		ok := <-ready
		if f := failure; f != nil {
			failure = nil
			panic(f)
		}
		return ok
	}
	resume = func() bool { return turn(true) }
	stop = func() {
		if !started {
			done = true
		}
		turn(false)
	}
	return resume, stop
}`,
}
