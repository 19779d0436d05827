package child

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"talbot/runtime/session/link"
)

func TestPanicText(t *testing.T) {
	caught := func(f func()) (r any) {
		defer func() { r = recover() }()
		f()
		return nil
	}
	var none *struct{ A int }
	slice := reflect.ValueOf([]int{1})
	for name, c := range map[string]struct {
		value any
		want  string
	}{
		"text":                 {"boom", "boom"},
		"error":                {errors.New("bad"), "bad"},
		"number":               {42, "42"},
		"interpreted":          {reflect.ValueOf("inside"), "inside"},
		"nil dereference":      {caught(func() { _ = none.A }), nilDereference},
		"reflect, nil pointer": {caught(func() { reflect.ValueOf(none).Elem().Field(0) }), nilDereference},
		"reflect, index":       {caught(func() { slice.Index(5) }), "runtime error: index out of range"},
		"reflect, slice":       {caught(func() { slice.Slice(3, 9) }), "runtime error: slice bounds out of range"},
		"reflect, nil call":    {caught(func() { var f func(); reflect.ValueOf(f).Call(nil) }), nilDereference},
	} {
		if got := panicText(c.value); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %v is told as %q, want %q", name, c.value, got, c.want)
		}
	}
}

// Deferred calls run as Go runs them.
func TestDefers(t *testing.T) {
	h := newTestHost(t)
	var did []string
	say := func(s string) func() { return func() { did = append(did, s) } }
	run := func(body func(d *Defers)) (panicked any) {
		did = nil
		done := make(chan struct{})
		go func() { // its own, since it may end
			defer close(done)
			defer func() { panicked = recover() }()
			d := h.newDefers()
			d.Run(func() { body(d) })
			did = append(did, "returned")
		}()
		<-done
		return panicked
	}
	for name, c := range map[string]struct {
		body     func(d *Defers)
		panicked any
		did      string
	}{
		"order":   {func(d *Defers) { d.Push(say("a")); d.Push(say("b")) }, nil, "b a returned"},
		"panic":   {func(d *Defers) { d.Push(say("a")); panic("p") }, "p", "a"},
		"recover": {func(d *Defers) { d.Push(func() { say(fmt.Sprint(h.recover()))() }); panic("p") }, nil, "p returned"},
		"recover twice": {func(d *Defers) {
			d.Push(func() { say(fmt.Sprint(h.recover()))() })
			d.Push(func() { say(fmt.Sprint(h.recover()))() })
			panic("p")
		}, nil, "p <nil> returned"},
		"replaced":       {func(d *Defers) { d.Push(say("a")); d.Push(func() { panic("q") }); panic("p") }, "q", "a"},
		"no panic":       {func(d *Defers) { d.Push(func() { say(fmt.Sprint(h.recover()))() }) }, nil, "<nil> returned"},
		"goroutine ends": {func(d *Defers) { d.Push(say("a")); runtime.Goexit() }, nil, "a"},
	} {
		got := run(c.body)
		if got != c.panicked || !slices.Equal(did, strings.Fields(c.did)) {
			t.Errorf("%s: %v, panic %v; want %s, panic %v", name, did, got, c.did, c.panicked)
		}
	}
	// os.Exit runs none.
	h.running = true
	run(func(d *Defers) { d.Push(say("a")); h.exit(3, "exit status 3") })
	if len(did) > 0 {
		t.Errorf("an exit runs deferred calls: %v", did)
	}
	if want := (link.Fault{Kind: "exit", Text: "exit status 3", Code: 3}); !reflect.DeepEqual(*h.fault, want) {
		t.Errorf("the fault is %+v, want %+v", *h.fault, want)
	}
	if len(panics.of) != 0 {
		t.Errorf("panics are left over: %v", panics.of)
	}
}
