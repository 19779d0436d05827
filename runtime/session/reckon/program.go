package reckon

import (
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"
)

// A function is a Func made ready.
type function struct {
	*Func
	id            int32
	bytes, slices uintptr
	body          flow
	globals       []unsafe.Pointer
}

// A Program is the functions of a session. Its methods may be called from any goroutine.
type Program struct {
	stop  *uint32
	hooks Hooks

	mu    sync.RWMutex
	names map[string]*function
	all   []*Func // by their numbers, for traces
	pool  sync.Pool
}

// A Frame is a call that a panic went through.
type Frame struct {
	Func *Func
	Line int
}

// Hooks are what a program calls of those who run it.
type Hooks struct {
	Halt     func()        // ends the goroutine, since the person has interrupted
	Overflow func()        // ends it, since calls nest deeper than MaxDepth
	Panic    func([]Frame) // hears of a panic on its way out, innermost call first
}

// New gives an empty program. Its loops and calls look at stop, which is not 0 after an interrupt.
func New(stop *uint32, hooks Hooks) *Program {
	p := &Program{stop: stop, hooks: hooks, names: map[string]*function{}}
	p.pool.New = func() any { return newEnv() }
	return p
}

// Add builds functions, which may call each other and those added before.
func (p *Program) Add(funcs []*Func) (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("reckon: %v", r)
		}
	}()
	var added []*function
	for _, f := range funcs {
		fn := &function{Func: f, id: int32(len(p.all)), globals: make([]unsafe.Pointer, f.Globals),
			bytes: uintptr(f.Bytes), slices: uintptr(f.Slices) * sliceSize}
		p.names[f.Name] = fn
		p.all = append(p.all, f)
		added = append(added, fn)
	}
	for _, fn := range added {
		b := &builder{program: p, fn: fn}
		fn.body = b.flow(fn.Func.Body)
		fn.Func.Body = nil
	}
	return nil
}

// Forget takes functions out by their names, with what enters them from outside. Those that call
// them keep them.
func (p *Program) Forget(names ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range names {
		delete(p.names, n)
		delete(p.names, n+Entry)
	}
}

// Entry ends the name of what enters a function from outside.
const Entry = "ʹin"

// Bind gives a function the addresses of the session's variables that it uses.
func (p *Program) Bind(name string, vars ...any) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	fn := p.names[name]
	for i, v := range vars {
		fn.globals[i] = reflect.ValueOf(v).UnsafePointer()
	}
}

// Run enters a function with the addresses of what its Ports name.
func (p *Program) Run(name string, vars ...any) {
	p.mu.RLock()
	fn := p.names[name]
	p.mu.RUnlock()
	if fn == nil || len(vars) != len(fn.Ports) {
		panic(fmt.Sprintf("reckon: %q is entered amiss", name))
	}
	e := p.pool.Get().(*env)
	e.stop, e.hooks, e.at, e.depth = p.stop, p.hooks, int32(fn.Line), 0
	e.place(0, 0)
	if uintptr(e.frame)+fn.bytes > e.limit || uintptr(e.slices)+fn.slices > e.top {
		e.grow(fn)
	}
	for i := range fn.Ports {
		fn.Ports[i].take(e, reflect.ValueOf(vars[i]).UnsafePointer())
	}
	ended := false
	defer func() {
		innermost := e.frame
		e.place(0, 0)
		for i := range fn.Ports {
			fn.Ports[i].give(e, reflect.ValueOf(vars[i]).UnsafePointer())
		}
		if ended {
			clear(e.rest[:fn.Slices])
			p.pool.Put(e)
		} else if atomic.LoadUint32(p.stop) == 0 {
			p.hooks.Panic(p.frames(fn, e, innermost))
		}
	}()
	fn.body(e)
	ended = true
}

// frames reads the calls under way from the stack.
func (p *Program) frames(root *function, e *env, innermost unsafe.Pointer) []Frame {
	p.mu.RLock()
	defer p.mu.RUnlock()
	var out []Frame
	at := int(e.at)
	for f := innermost; f != e.frame; {
		n := (*note)(unsafe.Add(f, -NoteSize))
		if len(out) < maxFrames {
			out = append(out, Frame{p.all[n.fn], at})
		}
		at = int(n.at)
		f = unsafe.Add(f, -int(n.step))
	}
	return append(out, Frame{root.Func, at})
}

const maxFrames = 64

// take copies an outer variable into the frame. Arrays are used where they lie.
func (p *Port) take(e *env, ptr unsafe.Pointer) {
	switch {
	case p.Len > 0:
		*p.slice(e) = slice{ptr, p.Len, p.Len}
	case p.Kind == Slice:
		*p.slice(e) = *(*slice)(ptr)
	default:
		copy(p.bytes(e), unsafe.Slice((*byte)(ptr), p.Size))
	}
}

// give copies it back if the part may have set it.
func (p *Port) give(e *env, ptr unsafe.Pointer) {
	switch {
	case !p.Out || p.Len > 0:
	case p.Kind == Slice:
		*(*slice)(ptr) = *p.slice(e)
	default:
		copy(unsafe.Slice((*byte)(ptr), p.Size), p.bytes(e))
	}
}

func (v *Var) slice(e *env) *slice {
	return (*slice)(unsafe.Add(e.slices, uintptr(v.At)*sliceSize))
}

func (v *Var) bytes(e *env) []byte { return unsafe.Slice((*byte)(unsafe.Add(e.frame, v.At)), v.Size) }
