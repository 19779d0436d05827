// Package arena lends large buffers that do not belong to Go's heap: on Linux they are mapped
// with huge pages and touched by all processors at once, since the first touch of ordinary pages
// takes longer than most arithmetic on them. Buffers that come back are lent again.
//
// Go's collector neither scans nor frees this memory: what was taken is held until it is given
// back, and what was given back until Trim or Close. Nothing happens behind the holder's back.
// Elsewhere than on Linux the buffers are ordinary memory, aligned alike.
package arena

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"

	"talbot/runtime/plan"
)

// An Arena lends buffers. The zero Arena is ready; its methods may be called from any goroutine.
type Arena struct {
	// Poison fills buffers with bytes of all ones, NaN as floating-point numbers, when they are
	// taken and when they come back: tests thus find what relies on zeros, or on memory that was
	// given back.
	Poison bool

	mu   sync.Mutex
	free []*Buffer // given back, the smallest first
	lent map[*Buffer]bool
	held int64
}

// A Buffer is memory that was lent.
type Buffer struct {
	arena  *Arena
	memory []byte // all of it, aligned
	n      int    // what was asked for
	region region
}

// Usage counts bytes and buffers.
type Usage struct {
	Held    int64 // bytes taken from the system
	Lent    int64 // bytes of those that somebody has
	Buffers int   // lent
}

// all is what the arenas of this process hold together.
var all atomic.Int64

// Held gives the bytes that all arenas of this process hold.
func Held() int64 { return all.Load() }

// page is what buffers are rounded up to, and large what those from a few pages on are.
const (
	page  = 64 << 10
	large = 2 << 20
)

func round(n int) int {
	unit := page
	if n > large/2 {
		unit = large
	}
	return (n + unit - 1) / unit * unit
}

// Take lends n bytes at a multiple of 64. Their contents are arbitrary. Memory that must first
// come from the system is touched before it is lent, by one goroutine per processor, until ctx
// ends; where the system has too little of it the error says so.
func (a *Arena) Take(ctx context.Context, n int) (*Buffer, error) {
	if n < 0 {
		return nil, fmt.Errorf("arena: %d bytes; allowed are 0 and more", n)
	}
	if n > 1<<48 {
		return nil, fmt.Errorf("arena: %s of memory are more than any computer has", plan.Bytes(int64(n)))
	}
	b := a.reuse(n)
	if b == nil {
		var err error
		if b, err = a.fresh(ctx, round(max(1, n))); err != nil {
			return nil, err
		}
	}
	b.n = n
	if a.Poison {
		poison(b.memory)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.lent == nil {
		a.lent = map[*Buffer]bool{}
	}
	a.lent[b] = true
	return b, nil
}

// reuse gives the smallest buffer that holds n bytes and is no more than twice as large.
func (a *Arena) reuse(n int) *Buffer {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, b := range a.free {
		if len(b.memory) >= n {
			if len(b.memory) > max(2*round(max(1, n)), page) {
				break
			}
			a.free = append(a.free[:i], a.free[i+1:]...)
			return b
		}
	}
	return nil
}

func (a *Arena) fresh(ctx context.Context, size int) (*Buffer, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	if _, free := plan.Memory(); free > 0 && int64(size) > free {
		a.Trim() // what nobody has may be what is missing
		if _, free = plan.Memory(); free > 0 && int64(size) > free {
			return nil, fmt.Errorf("arena: %w", &plan.Shortage{Budget: free, Least: int64(size)})
		}
	}
	r, memory, err := newRegion(size)
	if err != nil {
		return nil, fmt.Errorf("arena: the system refuses %s of memory: %w", plan.Bytes(int64(size)), err)
	}
	a.mu.Lock()
	a.held += int64(size)
	a.mu.Unlock()
	all.Add(int64(size))
	b := &Buffer{arena: a, memory: memory, region: r}
	if err := touch(ctx, memory); err != nil {
		a.drop(b)
		return nil, err
	}
	return b, nil
}

// touch writes to every page, so that the system provides it.
func touch(ctx context.Context, memory []byte) error {
	const chunk = 8 << 20
	w := plan.Work{Items: (len(memory) + chunk - 1) / chunk}
	return w.Run(ctx, func(_ int, b plan.Block) error {
		part := memory[b.First*chunk : min(len(memory), b.End()*chunk)]
		for i := 0; i < len(part); i += 4096 {
			part[i] = 0
		}
		return nil
	})
}

func poison(memory []byte) {
	for i := range memory {
		memory[i] = 0xff
	}
}

// Release gives the buffer back. Nothing may use it, or slices of it, afterwards. To release one
// twice is a mistake of the calling package, and panics.
func (b *Buffer) Release() {
	a := b.arena
	if a.Poison {
		poison(b.memory)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.lent[b] {
		panic("arena: a buffer was released that is not lent")
	}
	delete(a.lent, b)
	// A buffer of its own for the next holder: the old one stays not lent for ever.
	next := &Buffer{arena: a, memory: b.memory, region: b.region}
	b.memory, b.n = nil, 0
	i := 0
	for i < len(a.free) && len(a.free[i].memory) < len(next.memory) {
		i++
	}
	a.free = append(a.free[:i], append([]*Buffer{next}, a.free[i:]...)...)
}

// Trim gives what nobody has back to the system.
func (a *Arena) Trim() {
	a.mu.Lock()
	free := a.free
	a.free = nil
	a.mu.Unlock()
	for _, b := range free {
		a.drop(b)
	}
}

func (a *Arena) drop(b *Buffer) {
	size := int64(len(b.memory))
	b.memory = nil
	b.region.free()
	a.mu.Lock()
	a.held -= size
	a.mu.Unlock()
	all.Add(-size)
}

// Close is Trim, and the error says if buffers are still lent. These stay valid.
func (a *Arena) Close() error {
	a.Trim()
	if u := a.Usage(); u.Buffers > 0 {
		return fmt.Errorf("arena: closed while %d buffers of %s are lent", u.Buffers, plan.Bytes(u.Lent))
	}
	return nil
}

// Usage counts what the arena holds now.
func (a *Arena) Usage() Usage {
	a.mu.Lock()
	defer a.mu.Unlock()
	u := Usage{Held: a.held, Buffers: len(a.lent)}
	for b := range a.lent {
		u.Lent += int64(len(b.memory))
	}
	return u
}

// Number is what buffers can be seen as: nothing with pointers, which the collector would not see.
type Number interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64 | ~int8 | ~int16 | ~int32 | ~int64 | ~float32 | ~float64 | ~complex64 | ~complex128
}

// Slice sees the bytes that were asked for as as many numbers as fit.
func Slice[T Number](b *Buffer) []T {
	var t T
	n := b.n / int(unsafe.Sizeof(t))
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&b.memory[0])), n)
}

// Take lends n numbers of one type: the buffer, and the numbers in it.
func Take[T Number](ctx context.Context, a *Arena, n int) (*Buffer, []T, error) {
	var t T
	size := int(unsafe.Sizeof(t))
	if n < 0 || n > (1<<48)/size {
		return nil, nil, fmt.Errorf("arena: %d numbers of %d bytes are more than any computer has", n, size)
	}
	b, err := a.Take(ctx, n*size)
	if err != nil {
		return nil, nil, err
	}
	return b, Slice[T](b), nil
}

func address(m []byte) int { return int(uintptr(unsafe.Pointer(&m[0]))) }
