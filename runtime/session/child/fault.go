package child

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"sync"

	"github.com/traefik/yaegi/interp"

	"talbot/runtime/display"
	"talbot/runtime/session/front"
	"talbot/runtime/session/link"
	"talbot/runtime/session/reckon"
)

// A trace keeps what the interpreter prints of a panic on its way up, innermost call first.
type trace struct {
	mu  sync.Mutex
	buf bytes.Buffer
	now func() int64 // gives the line that was noted last
	at  int64        // its value when the panic began
}

const maxTrace = 64 << 10

func (t *trace) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.buf.Len() == 0 {
		t.at = t.now()
	}
	if t.buf.Len() < maxTrace {
		t.buf.Write(p)
	}
	return len(p), nil
}

func (t *trace) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Reset()
}

func (t *trace) lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := strings.TrimSpace(t.buf.String())
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// noted gives the line that interpreted code noted last.
func (h *host) noted() int64 {
	if h.noteAt == nil {
		return 0
	}
	return int64(*h.noteAt)
}

// faulted takes the calls that a panic went through in package reckon, innermost first. Those
// that the interpreter knows of itself are the outermost one and, where it is the stub of a
// function, the call of that function.
func (h *host) faulted(calls []reckon.Frame) {
	at := calls[0]
	*h.noteAt = front.NoteOf(at.Func.Cell, at.Line)
	known := 1
	if calls[len(calls)-1].Func.Called != "" {
		known = 2
	}
	for _, c := range calls[:max(len(calls)-known, 0)] {
		fmt.Fprintf(h.trace, "cell%d/_.go:%d:1: panic: main.%s(...)\n", c.Func.Cell, c.Line, c.Func.Called)
	}
}

func (h *host) panicFault(err error) *link.Fault {
	f := &link.Fault{Kind: "panic", Text: err.Error(), Trace: h.trace.lines(), At: h.trace.at}
	var p interp.Panic
	if errors.As(err, &p) {
		var failed lineError
		if e, ok := p.Value.(lineError); ok {
			failed = e
		} else if v, ok := p.Value.(reflect.Value); ok && v.IsValid() && v.CanInterface() {
			failed, _ = v.Interface().(lineError)
		}
		if failed.err != nil {
			return &link.Fault{Kind: failed.sign, Text: failed.err.Error(), At: h.noted()}
		}
		f.Text = panicText(p.Value)
		if _, ok := p.Value.(unshown); ok {
			f.Kind = "cannot be shown"
		}
	}
	return f
}

// panicText gives a panic's value in the words that a compiled program would print.
func panicText(r any) string {
	r = goPanic(r)
	switch r := r.(type) {
	case error:
		return reword(r.Error())
	case fmt.Stringer:
		return reword(r.String())
	case string:
		return reword(r)
	}
	return display.Format(r)
}

// A runtimeError is a fault of an interpreted program in Go's words.
type runtimeError string

func (e runtimeError) Error() string { return string(e) }

// RuntimeError makes it a runtime.Error, which programs ask for.
func (runtimeError) RuntimeError() {}

// goPanic gives what recover returns for a panic: a fault that package reflect or the
// interpreter found is the runtime's.
func goPanic(r any) any {
	if v, ok := r.(reflect.Value); ok && v.IsValid() && v.CanInterface() {
		r = v.Interface()
	}
	switch x := r.(type) {
	case *reflect.ValueError:
		return runtimeError(nilDereference)
	case runtime.Error:
		return r
	case string:
		if strings.HasPrefix(x, "reflect: ") || strings.HasPrefix(x, "reflect.") {
			return runtimeError(reword(x))
		}
	case error:
		if reflect.TypeOf(r).String() == "*interp.cfgError" {
			text := x.Error()
			if i := strings.Index(text, "interface conversion"); i >= 0 {
				return runtimeError(cellNames(text[i:]))
			}
			return runtimeError(reword(text))
		}
	}
	return r
}

// notOf panics for an assertion that fails.
func notOf(x any, name string) {
	var what string
	if x != nil {
		what = "interface conversion: " + cellNames(reflect.TypeOf(x).String()) + " is not "
	} else {
		what = "interface conversion: interface is nil, not "
	}
	panic(runtimeError(what + "main." + front.Plain(name)))
}

const nilDereference = "runtime error: invalid memory address or nil pointer dereference"

// conversion matches a failed type assertion with the interpreter's place before it.
var conversion = regexp.MustCompile(`^\S*:\d+: (interface conversion: .*)$`)

// reword turns what package reflect says of an interpreted program's fault into Go's words.
func reword(s string) string {
	s = cellNames(s)
	switch {
	case strings.Contains(s, "on zero Value"), strings.Contains(s, "nil pointer evaluating"),
		s == "reflect: Call using zero Value argument", s == "reflect: Method on nil interface value":
		return nilDereference
	case strings.HasPrefix(s, "reflect: slice index out of range"), strings.HasPrefix(s, "reflect: array index out of range"), strings.HasPrefix(s, "reflect: string index out of range"):
		return "runtime error: index out of range"
	case strings.HasPrefix(s, "reflect: slice length out of range"), strings.HasPrefix(s, "reflect.MakeSlice: len"):
		return "runtime error: makeslice: len out of range"
	case strings.HasPrefix(s, "reflect.MakeSlice"):
		return "runtime error: makeslice: cap out of range"
	case strings.HasPrefix(s, "reflect.Value.Slice"):
		return "runtime error: slice bounds out of range"
	case s == "reflect.MakeSlice: negative len":
		return "runtime error: makeslice: len out of range"
	case s == "reflect.MakeSlice: negative cap", s == "reflect.MakeSlice: len > cap":
		return "runtime error: makeslice: cap out of range"
	case strings.HasPrefix(s, "reflect: cannot convert slice with length"):
		return "runtime error: " + strings.Replace(strings.TrimPrefix(s, "reflect: "), " to array ", " to array or pointer to array ", 1)
	case conversion.MatchString(s):
		return conversion.FindStringSubmatch(s)[1]
	case strings.HasSuffix(s, "call of nil function"), strings.HasPrefix(s, "reflect: function is nil"):
		return nilDereference
	}
	return s
}
