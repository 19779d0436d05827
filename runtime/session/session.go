// Package session runs cells of Go. The session parses, checks and lowers them (package
// front) and holds what it needs to complete and explain code; a process of its own (package
// child) interprets them. When that process dies the session says why and starts another.
package session

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"reflect"
	"sync"
	"time"

	"talbot/runtime/display"
	"talbot/runtime/plan"
	"talbot/runtime/session/assist"
	"talbot/runtime/session/child"
	"talbot/runtime/session/front"
	"talbot/runtime/session/lines"
	"talbot/runtime/session/link"
	"talbot/runtime/session/modules"
	"talbot/runtime/symbols"
)

// A Library is a set of packages that cells may import, as the generated symbols packages hold it.
type Library struct {
	Path     string // import path of the package that holds it
	Packages map[string]func() map[string]reflect.Value
	Types    []byte // export data
	Docs     []byte
}

// Settings say how a session runs. Command must be set.
type Settings struct {
	// Command starts a process that calls RunChild.
	Command []string
	// Libraries are what cells may import besides std, gonum and gonum/plot.
	Libraries []Library
	// Memory is the most that cells may take, in bytes; 0 means three quarters of what the machine has free.
	Memory uint64
	// Dir is the cells' working directory; "" means this process's.
	Dir string
	// Args are what cells see in os.Args: a script's name and arguments.
	Args []string
	// Source is Talbot's own: go.mod, go.sum and the Go files that the process for cells is
	// built of. Without it %get can fetch nothing.
	Source fs.FS
	// Cache is the folder that keeps what %get fetched; "" means Talbot's in the user's cache folder.
	Cache string
}

// A Session runs cells one after another. Its methods may be called from any goroutine.
type Session struct {
	running sync.Mutex // held while a cell runs

	mu       sync.Mutex // guards what follows
	settings Settings
	kit      *modules.Kit // what %get fetched, or nil
	importer *symbols.Importer
	docs     *symbols.DocSet
	fetched  symbols.SourceSet // of generics in the kit
	state    *front.State
	cells    int         // run so far
	replay   []succeeded // since the session was fresh
	dir      string      // where cells run, as the last one left it
	proc     *process
	closed   bool
	active   bool               // a cell is on its way
	sent     bool               // and its process has it
	stop     context.CancelFunc // of its context, for what the session itself does for it
	stopping int                // interrupts of it
	first    time.Time          // when the first came
}

// New gives a session, whose process starts by itself soon.
func New(s Settings) *Session {
	if s.Memory == 0 {
		s.Memory = uint64(plan.Limit())
	}
	ses := &Session{settings: s, dir: s.Dir}
	ses.know()
	ses.state = ses.newState()
	time.AfterFunc(startDelay, ses.start)
	return ses
}

// startDelay leaves the processors to the front end's handshake, in which a late answer costs
// a client's retry of 100 ms; a cell that comes earlier starts the process itself.
const startDelay = 30 * time.Millisecond

func (s *Session) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proc == nil && !s.closed {
		s.proc = startProcess(s.settings, s.fault)
	}
}

func (s *Session) newState() *front.State {
	return front.New(s.importer, token.NewFileSet(), s.source)
}

// RunChild serves a session from the process that it started; it returns when the session ends.
func RunChild(libraries []Library) error {
	tables := []child.Tables{symbols.Packages}
	for _, l := range libraries {
		tables = append(tables, l.Packages)
	}
	return runChild(tables)
}

// Execute runs a cell and returns when it has ended. Cancelling ctx interrupts it.
func (s *Session) Execute(ctx context.Context, code string, out display.Output) display.Result {
	s.running.Lock()
	defer s.running.Unlock()
	if ctx.Err() != nil {
		return failed(&display.Error{Name: "interrupted", Value: "the cell was stopped before it began", Traceback: []string{red("interrupted: the cell was stopped before it began")}})
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return failed(s.closedError())
	}
	s.active, s.stopping = true, 0
	ctx, s.stop = context.WithCancel(ctx)
	s.cells++
	cell := s.cells
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.active = false
		s.stop()
		s.mu.Unlock()
	}()
	return s.cell(ctx, cell, code, out)
}

// cell runs a cell within Execute.
func (s *Session) cell(ctx context.Context, cell int, code string, out display.Output) display.Result {
	s.mu.Lock()
	s.sent = false
	s.mu.Unlock()
	lay, err := arrange(code)
	if err == nil {
		err = s.lead(ctx, lay, out)
	}
	s.mu.Lock()
	var prog *front.Program
	if err != nil {
		s.state.Note(cell, code)
	} else {
		prog, err = s.compile(cell, code, lay.calls)
	}
	if s.proc == nil {
		s.proc = startProcess(s.settings, s.fault)
	}
	p := s.proc
	s.mu.Unlock()
	var e *display.Error
	if errors.As(err, &e) {
		return failed(e)
	}
	if err != nil {
		return failed(s.compileError(cell, err))
	}
	if len(prog.Steps) == 0 {
		s.commit(prog)
		s.keep(lay, cell, code)
		return display.Result{}
	}

	line := func(id int) error { return s.line(ctx, lay.lines[id], out) }
	done, err := s.await(ctx, p, &link.Run{Cell: cell, Steps: prog.Steps, Lines: lay.forProcess(prog)}, out, line)
	if err != nil {
		return failed(s.lost(p, err))
	}
	if done.Compiled {
		s.commit(prog)
	}
	s.mu.Lock()
	s.dir = done.Dir
	s.mu.Unlock()
	if done.Fault != nil {
		return failed(s.fault(done.Fault))
	}
	s.keep(lay, cell, code)
	if done.Value == nil {
		return display.Result{}
	}
	b := done.Value.Unpack()
	return display.Result{Value: &b}
}

func failed(e *display.Error) display.Result { return display.Result{Err: e} }

func (s *Session) compile(cell int, code string, calls []front.Call) (prog *front.Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = front.Errors{{Msg: fmt.Sprintf("this cell cannot be compiled; please report it: %v", r)}}
			if debugging() {
				panic(r)
			}
		}
	}()
	return s.state.Compile(cell, code, calls...)
}

func (s *Session) commit(p *front.Program) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.Commit()
}

// ignored is how long a routine may go on after an interrupt before the person is told.
const ignored = 2 * time.Second

// await runs a cell in the process and passes on what it shows.
func (s *Session) await(ctx context.Context, p *process, run *link.Run, out display.Output, line func(id int) error) (*link.Done, error) {
	if err := p.run(run, out, line); err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.sent = true
	if s.stopping > 0 { // an interrupt that came while the cell was compiled
		p.send(&link.Request{Interrupt: true})
	}
	s.mu.Unlock()
	stop := ctx.Done()
	var told <-chan time.Time
	for {
		select {
		case d := <-p.done:
			return d, nil
		case <-p.dead:
			// It may have reported before it died.
			select {
			case d := <-p.done:
				return d, nil
			default:
			}
			return nil, p.err
		case <-stop:
			stop = nil
			s.mu.Lock()
			first := s.stopping == 0 // else an interrupt has cancelled it
			s.mu.Unlock()
			if first {
				s.Interrupt()
			}
		case <-p.stopping:
			if told == nil {
				told = time.After(ignored)
			}
		case <-told:
			told = nil
			s.mu.Lock()
			s.stopping = max(s.stopping, 1)
			s.mu.Unlock()
			out.Stream("stderr", "The cell has not stopped yet: what it calls does not look for interrupts. Interrupt again to end the session; its variables will be gone.\n")
		}
	}
}

// soon is how long after the first interrupt a second one still means the same: keys bounce,
// and a cell that listens takes a moment to end.
const soon = 500 * time.Millisecond

// Interrupt stops the running cell; the session and its variables live on. A second call
// while the same cell still runs ends the process, for what does not listen.
func (s *Session) Interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.active {
		if s.proc != nil {
			s.proc.send(&link.Request{Interrupt: true}) // a callback may be running
		}
		return
	}
	s.stopping++
	s.stop()
	if s.proc == nil {
		return
	}
	if s.stopping == 1 {
		s.first = time.Now()
		if s.sent {
			s.proc.send(&link.Request{Interrupt: true})
			s.proc.note()
		}
		return
	}
	cell, p := s.cells, s.proc
	time.AfterFunc(max(soon-time.Since(s.first), 0), func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.active && s.cells == cell && s.proc == p {
			p.kill("it was interrupted twice")
		}
	})
}

func (s *Session) closedError() *display.Error {
	const text = "the session is closed"
	return &display.Error{Name: "session ended", Value: text, Traceback: []string{red(text)}, SessionEnded: true}
}

// lost replaces a process that died and says why it did.
func (s *Session) lost(p *process, err error) *display.Error {
	p.wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return s.closedError()
	}
	why := p.reason(err)
	text := "the session ended: " + why + "; its variables are gone"
	switch n := len(s.replay); {
	case n == 1:
		text += ". %replay runs again the cell that had succeeded"
	case n > 1:
		text += fmt.Sprintf(". %%replay runs again the %d cells that had succeeded", n)
	}
	if s.proc == p {
		s.state, s.dir = s.newState(), s.settings.Dir
		s.proc = nil
		if p.conn == nil {
			text = why // the next cell tries again
		} else {
			s.proc = startProcess(s.settings, s.fault)
		}
	}
	return &display.Error{Name: "session ended", Value: text, Traceback: append([]string{red(text)}, p.lastWords()...), SessionEnded: true}
}

// Close ends the session and its process.
func (s *Session) Close() error {
	s.mu.Lock()
	p := s.proc
	s.closed, s.proc = true, nil
	s.mu.Unlock()
	if p != nil {
		p.close()
	}
	return nil
}

// Complete proposes what may stand at byte offset cursor of code.
func (s *Session) Complete(code string, cursor int) display.Completion {
	s.mu.Lock()
	defer s.mu.Unlock()
	return assist.Complete(s.assistance(), code, cursor)
}

// Inspect documents what stands at byte offset cursor of code; detail 1 asks for the source.
func (s *Session) Inspect(code string, cursor, detail int) (display.Bundle, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return assist.Inspect(s.assistance(), code, cursor, detail)
}

// IsComplete tells whether code can be run as it is: "complete", "incomplete" with the next
// line's indent, "invalid" or "unknown".
func (s *Session) IsComplete(code string) (status, indent string) {
	found := lines.Find(code)
	if lines.Unfinished(code, found) {
		return "incomplete", ""
	}
	return assist.IsComplete(lines.Blank(code, found))
}

func (s *Session) assistance() assist.State {
	return assist.State{
		Lookup: s.state.Lookup, Names: s.state.Names, Declaration: s.state.Declaration, Methods: s.state.Methods,
		Imports: s.state.Imports(), Importer: s.importer, Docs: s.docs, Dir: s.dir, Lines: Lines(),
	}
}
