package child

import (
	"context"
	"fmt"
	"image"
	"io"
	"log"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/traefik/yaegi/interp"

	"talbot/runtime/display"
	"talbot/runtime/display/value"
	"talbot/runtime/session/link"
)

// A cellContext is what ctx names in cells.
type cellContext struct {
	context.Context
	cancel context.CancelFunc
}

func newCellContext() *cellContext {
	ctx, cancel := context.WithCancel(context.Background())
	return &cellContext{ctx, cancel}
}

// override gives the interpreter the package that lowered code calls, and the functions of std
// that must know of the session.
func (h *host) override(exports interp.Exports) {
	v := func(f any) reflect.Value { return reflect.ValueOf(f) }
	exports["talbot/cell/cell"] = map[string]reflect.Value{
		"Watch":      v(func(stop *bool) *bool { h.stop.seen = stop; return stop }),
		"Receive":    v(h.receive),
		"Send":       v(h.sendOn),
		"Select":     v(h.choose),
		"Context":    v(func() context.Context { return display.WithSink(h.context(), h) }),
		"Halt":       v(halt),
		"Go":         v(h.goroutine),
		"NoteAt":     v(func(at *int) *int { h.noteAt = at; return at }),
		"Run":        v(h.reckoner.Run),
		"Bind":       v(h.reckoner.Bind),
		"NewDefers":  v(h.newDefers),
		"Recover":    v(h.recover),
		"Error":      v(asError),
		"Text":       v(func(x any, by *toldMethods) fmt.Stringer { return toldText{told{x, by}} }),
		"Methods":    v(newToldMethods),
		"Bare":       v(bare),
		"NotOf":      v(notOf),
		"Any":        v(func(x any) any { return x }),
		"Equal":      v(equal),
		"Clear":      v(func(c any) { reflect.ValueOf(c).Clear() }),
		"NextRune":   v(nextRune),
		"Print":      v(printBuiltin),
		"Println":    v(printlnBuiltin),
		"Show":       v(h.show),
		"Unread":     v(unread),
		"Describe":   v(h.describe),
		"Described":  v(h.described),
		"Says":       v(h.types.says),
		"Carries":    v(h.types.carries),
		"Printed":    v(h.printed),
		"Held":       v(h.printedHeld),
		"Printf":     v(printf),
		"Sprintf":    v(sprintf),
		"Fprintf":    v(fprintf),
		"Errorf":     v(errorf),
		"Formats":    v(h.types.formats),
		"ShowBundle": v(h.showBundle),
		"Stdin":      v(io.Reader(stdin{h})),
		"Line":       v(h.line),
		"Begin":      v(h.begin),
		"End":        v(h.end),
		"Repeat":     v(h.repeat),
		"Sleep":      v(h.sleep),
		"Wait":       v(func(wg *sync.WaitGroup) { h.await(wg.Wait) }),
		"Lock":       v(func(m *sync.Mutex) { h.lock(m.TryLock) }),
		"RWLock":     v(func(m *sync.RWMutex) { h.lock(m.TryLock) }),
		"RLock":      v(func(m *sync.RWMutex) { h.lock(m.TryRLock) }),
		"LockAny":    v(h.lockAny),
		"CondWait":   v(h.condWait),
		"Await":      v(h.await),
	}
	addCarriers(exports["talbot/cell/cell"])
	exit := func(code int) { h.exit(code, fmt.Sprintf("exit status %d", code)) }
	exports["os/os"]["Exit"] = v(exit)
	fatal := func(text string) {
		log.Output(3, text) //nolint:errcheck // a stream of this process
		h.exit(1, "log.Fatal: "+text)
	}
	l := exports["log/log"]
	l["Fatal"] = v(func(a ...any) { fatal(fmt.Sprint(a...)) })
	l["Fatalf"] = v(func(f string, a ...any) { fatal(fmt.Sprintf(f, a...)) })
	l["Fatalln"] = v(func(a ...any) { fatal(strings.TrimSuffix(fmt.Sprintln(a...), "\n")) })
	exports["os/exec/exec"]["Command"] = v(h.command)
	exports["time/time"]["Sleep"] = v(h.sleep) // as a value; calls are lowered
	exports["errors/errors"]["As"] = v(errorsAs)
	f := exports["fmt/./fmt"]
	f["Print"] = v(func(a ...any) (int, error) { return fmt.Fprint(display.Stdout(), a...) })
	f["Printf"] = v(func(format string, a ...any) (int, error) { return fmt.Fprintf(display.Stdout(), format, a...) })
	f["Println"] = v(func(a ...any) (int, error) { return fmt.Fprintln(display.Stdout(), a...) })
	in := stdin{h}
	f["Scan"] = v(func(a ...any) (int, error) { return fmt.Fscan(in, a...) })
	f["Scanf"] = v(func(format string, a ...any) (int, error) { return fmt.Fscanf(in, format, a...) })
	f["Scanln"] = v(func(a ...any) (int, error) { return fmt.Fscanln(in, a...) })
}

func (h *host) context() context.Context {
	h.stop.mu.Lock()
	defer h.stop.mu.Unlock()
	return h.stop.ctx
}

// halt ends the calling goroutine and runs its deferred calls. Unlike a panic it climbs deep
// recursions in linear time, and no recover can stop it.
func halt() { runtime.Goexit() }

// exit ends the cell as os.Exit would end a program; the session stays.
func (h *host) exit(code int, text string) {
	h.interrupt(&link.Fault{Kind: "exit", Text: text, Code: code})
	halt()
}

// exiting reports whether the cell is ending as os.Exit ends a program.
func (h *host) exiting() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.fault != nil && h.fault.Kind == "exit"
}

// command is exec.Command for cells: an interrupt stops the program, which a terminal's Ctrl-C
// would reach by itself.
func (h *host) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(h.context(), name, args...)
	cmd.Cancel = func() error {
		if runtime.GOOS == "windows" {
			return cmd.Process.Kill()
		}
		return cmd.Process.Signal(os.Interrupt)
	}
	cmd.WaitDelay = time.Second // then by force
	return cmd
}

// goroutine runs a cell's goroutine. Its panic ends it alone, and is told.
func (h *host) goroutine(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(os.Stderr, "panic in a goroutine: %s\n", panicText(r))
		}
	}()
	f()
}

// describe tells the type of what the cell shows next.
func (h *host) describe(source string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shows = source
}

// show keeps the value of the cell's last expression; several values stand side by side. The
// error that a call gives as its last result is left out where it is nil, and stands alone where
// all else is zero.
func (h *host) show(values ...any) {
	h.mu.Lock()
	source := h.shows
	h.shows = ""
	h.mu.Unlock()
	types := h.types.results(source, len(values))
	if last := len(values) - 1; last > 0 && values[last] == nil {
		values = values[:last]
	} else if last > 0 && !slices.ContainsFunc(values[:last], isNotZero) {
		if _, failed := values[last].(error); failed {
			values, types = values[last:], types[last:]
		}
	}
	if len(values) == 1 && values[0] == nil {
		return // nil in an interface, as an error that is none, is nothing to see
	}
	if len(values) == 1 {
		h.showBundle(h.bundle(values[0], types[0]))
		return
	}
	texts := make([]string, len(values))
	for i, v := range values {
		b, err := h.bundle(v, types[i])
		if err != nil {
			b = display.Text(err.Error())
		}
		texts[i] = b.PlainText()
	}
	h.showBundle(display.Text(strings.Join(texts, " ")), nil)
}

// bundle gives what stands for a value of a cell.
func (h *host) bundle(v any, t *value.Type) (display.Bundle, error) {
	if t == nil {
		switch v.(type) {
		case display.Bundle, *display.Bundle, display.Bundler, image.Image:
			return display.Of(v)
		}
	}
	return described{v, t, value.Viewer{Dynamic: h.types.dynamic}}.MIMEBundle()
}

// unshown is panicked with what is wrong with a value that shows itself.
type unshown struct{ error }

// unread tells of an error that a cell put into a variable and looks at nowhere.
func unread(name string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
	}
}

func isNotZero(v any) bool { return v != nil && !reflect.ValueOf(v).IsZero() }

func (h *host) showBundle(b display.Bundle, err error) {
	if err != nil {
		panic(unshown{err})
	}
	p, err := link.Pack(b)
	if err != nil {
		panic(unshown{err})
	}
	h.mu.Lock()
	h.value = &p
	h.mu.Unlock()
}

// nextRune gives the character at a byte of a string, and the byte behind it.
func nextRune(s string, at int) (rune, int) {
	r, n := utf8.DecodeRuneInString(s[at:])
	return r, at + n
}
