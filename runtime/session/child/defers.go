package child

import (
	"sync"

	"talbot/runtime/goroutine"
)

// A Defers holds what one call of an interpreted function has deferred.
type Defers struct {
	h     *host
	calls []deferred
}

type deferred struct {
	f    func()
	deaf bool // f does not recover by itself, and so nothing that it calls does
}

func (h *host) newDefers() *Defers { return &Defers{h: h} }

// Push defers a call.
func (d *Defers) Push(f func()) { d.calls = append(d.calls, deferred{f: f}) }

// PushDeaf defers a call of a function in which recover does not stand.
func (d *Defers) PushDeaf(f func()) { d.calls = append(d.calls, deferred{f: f, deaf: true}) }

// A panicking is a panic on its way through a function's deferred calls.
type panicking struct {
	value     any
	recovered bool
}

// panics are those that deferred calls may recover, per goroutine, innermost last.
var panics struct {
	sync.Mutex
	of map[uint64][]*panicking
}

// Run calls a function's body and then what it deferred, as Go does: last first, also when the
// body panics or its goroutine ends; a deferred call may recover the panic or replace it.
func (d *Defers) Run(body func()) {
	ended := false
	defer func() {
		var p *panicking
		if !ended {
			if r := recover(); r != nil {
				p = &panicking{value: r}
			} else if d.h.exiting() {
				return // os.Exit runs no deferred calls
			}
		}
		for len(d.calls) > 0 {
			f := d.calls[len(d.calls)-1]
			d.calls = d.calls[:len(d.calls)-1]
			if next := d.call(f, p); next != nil {
				p = next
			}
			if p != nil && p.recovered {
				d.h.trace.reset()
				p = nil
			}
		}
		if p != nil {
			panic(p.value)
		}
	}()
	body()
	ended = true
}

// call makes one deferred call while p, if not nil, is on its way. It gives the panic that the
// call itself ended with.
func (d *Defers) call(f deferred, p *panicking) (next *panicking) {
	if f.deaf || p == nil {
		p = nothing
	}
	id := enter(p)
	ended := false
	defer func() {
		if id != 0 {
			panics.Lock()
			if s := panics.of[id]; len(s) > 1 {
				panics.of[id] = s[:len(s)-1]
			} else {
				delete(panics.of, id)
			}
			panics.Unlock()
		}
		if !ended {
			if r := recover(); r != nil {
				next = &panicking{value: r}
			}
		}
	}()
	f.f()
	ended = true
	return nil
}

// nothing hides the panics further out from a deferred call that may not recover them.
var nothing = &panicking{recovered: true}

// enter makes p what the calling goroutine may recover, and gives the goroutine's number; 0
// means that there is nothing to hide.
func enter(p *panicking) (id uint64) {
	panics.Lock()
	defer panics.Unlock()
	if p == nothing && len(panics.of) == 0 {
		return 0
	}
	id = goroutine.ID()
	if p == nothing && len(panics.of[id]) == 0 {
		return 0
	}
	if panics.of == nil {
		panics.of = map[uint64][]*panicking{}
	}
	panics.of[id] = append(panics.of[id], p)
	return id
}

// recover is the built-in recover of interpreted code.
func (h *host) recover() any {
	panics.Lock()
	defer panics.Unlock()
	if len(panics.of) == 0 {
		return nil
	}
	s := panics.of[goroutine.ID()]
	if len(s) == 0 || s[len(s)-1].recovered {
		return nil
	}
	p := s[len(s)-1]
	p.recovered = true
	return goPanic(p.value)
}
