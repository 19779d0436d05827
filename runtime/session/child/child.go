// Package child is the process in which a session's cells run: the interpreter, the cells'
// standard streams, interrupts and limits. The session starts it and ends it; when the
// process dies of what cannot be recovered, the session lives on.
package child

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/traefik/yaegi/interp"

	"talbot/runtime/display"
	"talbot/runtime/session/front"
	"talbot/runtime/session/link"
	"talbot/runtime/session/reckon"
)

// Tables gives symbol tables as the generated packages hold them: "path/name" → table.
type Tables map[string]func() map[string]reflect.Value

// ArgsFollow stands on the process's command line before what cells see as os.Args.
const ArgsFollow = "--"

// A host is the interpreter with what surrounds it.
type host struct {
	conn      *link.Conn
	i         *interp.Interpreter
	trace     *trace
	types     *typeTable
	imported  map[string]bool // names given to the interpreter
	stdout    *stream
	stderr    *stream
	own       []*os.File // the process's own standard streams
	questions *questions
	stop      *stopper
	spent     []string           // functions of the interpreter that no source will name again
	lines     []link.Line        // of the cell that runs
	lineDone  chan link.LineDone // answers to questions about them
	timings   map[int]timing     // of %time, by line
	lastDir   string             // where %cd came from
	comms     comms
	reckoner  *reckon.Program
	noteAt    *int // where interpreted code notes its line

	turn sync.Mutex // held while a cell runs, and while the stopper is renewed

	mu      sync.Mutex
	running bool
	calling int          // callbacks that have begun
	cells   int          // begun so far
	value   *link.Bundle // what the cell showed last
	shows   string       // the source of the type of what the cell shows next
	fault   *link.Fault  // set by what ends a cell other than by a panic
}

// Main serves a session over in and out until in ends. It replaces the process's standard
// streams by the cells'.
func Main(in io.Reader, out io.Writer, tables ...Tables) error {
	h := &host{conn: link.NewConn(in, out), trace: &trace{}, types: newTypeTable(), imported: map[string]bool{}, questions: newQuestions(), stop: newStopper(), lineDone: make(chan link.LineDone, 1)}
	if _, err := io.WriteString(out, link.Mark); err != nil {
		return err
	}
	// A terminal sends its interrupt to every process; the session decides here.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	if err := h.streams(); err != nil {
		return err
	}
	if i := slices.Index(os.Args, ArgsFollow); i >= 0 {
		os.Args = append([]string{os.Args[0]}, os.Args[i+1:]...)
		if len(os.Args) > 1 {
			os.Args = os.Args[1:]
		}
	}
	display.SetSink(h)
	if err := h.start(tables); err != nil {
		return err
	}
	go h.watchMemory()
	if err := h.conn.Send(&link.Report{Ready: true}); err != nil {
		return err
	}
	for {
		var req link.Request
		if err := h.conn.Receive(&req); err != nil {
			endGroup() // and the programs that cells started
			if err == io.EOF {
				return nil
			}
			return err
		}
		switch {
		case req.Run != nil:
			h.mu.Lock()
			h.running = true
			h.cells++
			h.mu.Unlock()
			go h.run(req.Run)
		case req.Interrupt:
			h.interrupt(&link.Fault{Kind: "interrupted", Text: "the cell was stopped; the session and its variables live on"})
		case req.LineDone != nil:
			h.lineDone <- *req.LineDone
		case req.Input != nil:
			h.questions.answer(*req.Input)
		case req.Comm != nil:
			h.comms.put(h, req.Comm)
		}
	}
}

// start makes the interpreter with all that cells may import.
func (h *host) start(tables []Tables) error {
	h.trace.now = h.noted
	h.reckoner = reckon.New(&h.stop.flag, reckon.Hooks{Halt: halt, Overflow: h.tooDeep, Panic: h.faulted})
	h.i = interp.New(interp.Options{Stdin: stdin{h}, Stdout: os.Stdout, Stderr: h.trace})
	exports := interp.Exports{}
	for _, t := range tables {
		for key, table := range t {
			// The interpreter would compile its own generic sources at the key fmt/fmt; the
			// front end brings better ones.
			if key == "fmt/fmt" {
				key = "fmt/./fmt"
			}
			exports[key] = table()
		}
	}
	h.override(exports)
	if err := h.i.Use(exports); err != nil {
		return err
	}
	if _, err := h.i.Eval(front.Prelude); err != nil {
		return fmt.Errorf("the interpreter's prelude: %w", err)
	}
	return nil
}

// run runs a cell and reports how it ended.
func (h *host) run(r *link.Run) {
	h.turn.Lock()
	defer h.turn.Unlock()
	h.renew() // where an interrupt ended a callback
	done := &link.Done{}
	finished := false
	defer func() {
		// A cell that an interrupt or os.Exit ended comes here by runtime.Goexit.
		h.mu.Lock()
		h.running = false
		if h.fault != nil && (!finished || done.Fault != nil || h.stop.stopped()) {
			done.Fault = h.fault
		}
		if h.fault != nil && h.fault.Kind == "exit" && h.fault.Code == 0 {
			done.Fault = nil
		}
		done.Value, h.value, h.fault = h.value, nil, nil
		if done.Fault != nil {
			done.Value = nil
		}
		h.mu.Unlock()
		h.settle()
		h.renew()
		h.forget()
		done.Dir, _ = os.Getwd()              // where there is none any more, files are named from elsewhere
		h.conn.Send(&link.Report{Done: done}) //nolint:errcheck // a session that is gone wants no report
	}()
	h.trace.reset()
	h.questions.forget()
	h.lines, h.timings = r.Lines, map[int]timing{}
	for i, step := range r.Steps {
		prog, err := h.compile(step)
		if err != nil {
			done.Fault = &link.Fault{Kind: "not supported", Text: err.Error()}
			finished = true
			return
		}
		if i == 0 {
			done.Compiled = true
		}
		h.spent = append(h.spent, step.Retired...)
		if _, err = h.i.Execute(prog); err == nil && step.Call != "" {
			h.spent = append(h.spent, step.Call)
			err = h.call(step.Call)
		}
		if err != nil {
			done.Fault = h.panicFault(err)
			finished = true
			return
		}
	}
	finished = true
}

// renew readies what an interrupt has stopped for the next cell or callback, unless it was meant
// for a cell that is still to begin. h.turn is held.
func (h *host) renew() {
	h.mu.Lock()
	renewed := h.fault == nil && h.stop.renew()
	h.mu.Unlock()
	if renewed {
		h.call(front.Renew) //nolint:errcheck // a function of the prelude
	}
}

// call calls a function of the interpreted main package that takes and gives nothing.
func (h *host) call(name string) error {
	prog, err := h.compileStatement(name + "()")
	if err != nil {
		return err
	}
	_, err = h.i.Execute(prog)
	return err
}

// guard turns a panic of the interpreter's compiler into an error.
func guard(what string, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("the interpreter's %s failed on this cell: %v", what, r)
		if os.Getenv("TALBOT_DEBUG") != "" {
			debug.PrintStack()
		}
	}
}

// Event sends what a routine shows.
func (h *host) Event(e display.Event) {
	if e.Kind == display.SendsComm {
		h.send(e, link.Report{For: h.comms.opener()})
		return
	}
	h.settle()
	h.send(e, link.Report{})
}

// send sends an event in a report that says to whom it belongs.
func (h *host) send(e display.Event, r link.Report) {
	b, err := link.Pack(e.Bundle)
	if err != nil {
		b, _ = link.Pack(display.Text("this value cannot be shown: " + err.Error()))
	}
	r.Event = &link.Event{Kind: e.Kind, ID: e.ID, Wait: e.Wait, Bundle: b, Comm: e.Comm}
	h.conn.Send(&r) //nolint:errcheck // as above
}

// A stopper is how running code learns that it should end.
type stopper struct {
	flag uint32 // read by loops in package reckon
	seen *bool  // the same for interpreted ones, which read a bool of their own fastest
	mu   sync.Mutex
	done chan struct{}
	ctx  *cellContext
}

func newStopper() *stopper {
	return &stopper{done: make(chan struct{}), ctx: newCellContext()}
}

func (s *stopper) stopped() bool { return atomic.LoadUint32(&s.flag) != 0 }

func (s *stopper) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if atomic.SwapUint32(&s.flag, 1) == 0 {
		s.mirror(true)
		close(s.done)
		s.ctx.cancel()
	}
}

func (s *stopper) mirror(stopped bool) {
	if s.seen != nil {
		*s.seen = stopped
	}
}

// renew readies the stopper for the next cell and reports whether that was needed.
func (s *stopper) renew() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if atomic.LoadUint32(&s.flag) == 0 {
		return false
	}
	s.done, s.ctx = make(chan struct{}), newCellContext()
	atomic.StoreUint32(&s.flag, 0)
	s.mirror(false)
	return true
}

func (s *stopper) channel() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done
}

// interrupt stops the running cell; fault says why.
func (h *host) interrupt(fault *link.Fault) {
	h.mu.Lock()
	meant := h.running || h.calling > 0
	if h.running && h.fault == nil {
		h.fault = fault
	}
	if meant {
		h.stop.stop()
	}
	h.mu.Unlock()
	if !meant {
		return
	}
	h.conn.Send(&link.Report{Stopping: true}) //nolint:errcheck // as above
}
