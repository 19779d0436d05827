package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"talbot/runtime/display"
	"talbot/runtime/session/child"
	"talbot/runtime/session/link"
)

// A process runs a session's cells.
type process struct {
	cmd      *exec.Cmd
	conn     *link.Conn
	words    *tail // what the Go runtime said last
	done     chan *link.Done
	stopping chan struct{}
	ready    chan struct{} // closed when it takes cells
	dead     chan struct{} // closed when nothing more comes from it
	err      error         // why it could not be started or read
	exited   chan struct{}
	explain  func(*link.Fault) *display.Error

	mu     sync.Mutex
	out    display.Output     // of the cell that runs, or ran last
	line   func(id int) error // does what a line of it says
	groups map[int]bool       // programs that lines started, which have groups of their own
	ran    bool               // it has had a cell
	killed string             // why the session ended it
	input  context.CancelFunc
	comms  conversations
}

func startProcess(s Settings, explain func(*link.Fault) *display.Error) *process {
	p := &process{
		explain: explain, comms: newConversations(),
		words: &tail{}, done: make(chan *link.Done, 1), stopping: make(chan struct{}, 1), groups: map[int]bool{},
		ready: make(chan struct{}), dead: make(chan struct{}), exited: make(chan struct{}),
	}
	p.cmd = exec.Command(s.Command[0], slices.Concat(s.Command[1:], []string{child.ArgsFollow}, s.Args)...)
	p.cmd.Dir = s.Dir
	p.cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", child.MemoryVariable, s.Memory), "GOTRACEBACK="+traceback())
	p.cmd.Stderr = p.words
	p.cmd.WaitDelay = time.Second // programs that cells started may hold its streams open
	lead(p.cmd)
	in, err := p.cmd.StdinPipe()
	if err == nil {
		var out io.ReadCloser
		if out, err = p.cmd.StdoutPipe(); err == nil {
			if err = p.cmd.Start(); err == nil {
				p.conn = link.NewConn(link.AfterMark(out, p.words), in)
			}
		}
	}
	if err != nil {
		p.err = fmt.Errorf("the process for cells cannot be started: %w", err)
		close(p.dead)
		close(p.exited)
		return p
	}
	go p.read()
	return p
}

// read takes the process's reports until it ends.
func (p *process) read() {
	for {
		var r link.Report
		if err := p.conn.Receive(&r); err != nil {
			p.err = err
			break
		}
		out := p.output(&r)
		switch {
		case r.Done != nil:
			p.noInput()
			p.done <- r.Done
		case r.Ready:
			close(p.ready)
		case r.Stopping:
			p.note()
		case r.Group != nil:
			p.mu.Lock()
			if delete(p.groups, r.Group.ID); !r.Group.Gone {
				p.groups[r.Group.ID] = true
			}
			p.mu.Unlock()
		case r.Line != nil:
			go p.doLine(r.Line.ID)
		case r.Answered:
			p.answered(r.Answers)
		case out == nil:
		case r.Stream != nil:
			out.Stream(r.Stream.Name, r.Stream.Text)
		case r.Event != nil:
			p.event(out, r.Event)
		case r.Fault != nil:
			out.Stream("stderr", strings.Join(p.explain(r.Fault).Traceback, "\n")+"\n")
		case r.Question != nil:
			p.ask(out, r.Question)
		}
	}
	p.noInput()
	close(p.dead)
	p.closeComms()
	p.cmd.Wait() //nolint:errcheck // ProcessState tells
	close(p.exited)
}

// output gives where a report goes: by default to the cell that runs or ran last.
func (p *process) output(r *link.Report) display.Output {
	p.mu.Lock()
	defer p.mu.Unlock()
	if q, ok := p.comms.asked[r.Answers]; ok {
		return q.out
	}
	if c, ok := p.comms.open[r.For]; ok {
		return c.out
	}
	return p.out
}

func (p *process) event(out display.Output, e *link.Event) {
	if e.Kind == display.SendsComm && e.Comm != nil {
		p.noteComm(*e.Comm, out)
	}
	out.Event(display.Event{Kind: e.Kind, ID: e.ID, Wait: e.Wait, Comm: e.Comm, Bundle: e.Bundle.Unpack()})
}

// note says that the running cell has been told to stop.
func (p *process) note() {
	select {
	case p.stopping <- struct{}{}:
	default:
	}
}

// noInput gives up the question that is open, if one is.
func (p *process) noInput() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.input != nil {
		p.input()
	}
}

// ask has a question answered while reports go on coming.
func (p *process) ask(out display.Output, q *link.Question) {
	ctx, cancel := context.WithCancel(context.Background())
	p.mu.Lock()
	p.input = cancel
	p.mu.Unlock()
	go func() {
		defer cancel()
		text, err := out.Input(ctx, q.Prompt, q.Secret)
		answer := &link.Input{ID: q.ID, Text: text}
		if errors.Is(err, io.EOF) {
			answer.End = true
		} else if err != nil {
			answer.Err = err.Error()
		}
		p.send(&link.Request{Input: answer})
	}()
}

// doLine does what a line of the running cell says, while reports go on coming.
func (p *process) doLine(id int) {
	p.mu.Lock()
	do := p.line
	p.mu.Unlock()
	done := &link.LineDone{}
	if err := do(id); err != nil {
		done.Err = err.Error()
	}
	p.send(&link.Request{LineDone: done})
}

func (p *process) run(r *link.Run, out display.Output, line func(id int) error) error {
	if p.conn == nil {
		return p.err
	}
	p.mu.Lock()
	p.out, p.line, p.ran = out, line, true
	p.mu.Unlock()
	select { // an interrupt of an earlier cell
	case <-p.stopping:
	default:
	}
	return p.conn.Send(&link.Request{Run: r})
}

// hasRun reports whether cells may have left something in the process.
func (p *process) hasRun() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ran
}

func (p *process) send(r *link.Request) {
	if p.conn != nil {
		p.conn.Send(r) //nolint:errcheck // a process that is gone is noticed by its reader
	}
}

func (p *process) kill(why string) {
	p.mu.Lock()
	p.killed = why
	p.mu.Unlock()
	if p.cmd.Process != nil {
		end(p.cmd.Process)
	}
}

func (p *process) wait() {
	select {
	case <-p.exited:
	case <-time.After(5 * time.Second):
		p.kill("its process answered no more")
		<-p.exited
	}
	if p.cmd.Process != nil {
		end(p.cmd.Process) // what it started
	}
	p.endGroups()
}

// endGroups ends the programs that lines started.
func (p *process) endGroups() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id := range p.groups {
		endGroup(id)
	}
	clear(p.groups)
}

// close ends the process.
func (p *process) close() {
	if p.cmd.Process == nil {
		return
	}
	p.kill("the session was closed")
	<-p.exited
	p.endGroups()
}

// reason says in a person's words why the process died.
func (p *process) reason(err error) string {
	p.mu.Lock()
	killed := p.killed
	p.mu.Unlock()
	if killed != "" {
		return killed
	}
	if p.conn == nil {
		return p.err.Error()
	}
	words := p.words.String()
	if strings.Contains(words, "fatal error: runtime: out of memory") {
		return "out of memory: the machine has less than the cell asked for at once"
	}
	for _, line := range strings.Split(words, "\n") {
		if strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "runtime: goroutine stack exceeds") {
			return strings.TrimSpace(strings.TrimSuffix(line, " [recovered]"))
		}
	}
	st := p.cmd.ProcessState
	switch {
	case st == nil:
		return err.Error()
	case st.ExitCode() == child.ExitMemory:
		return "out of memory"
	case st.ExitCode() == -1:
		return "its process was killed (" + st.String() + "), perhaps because the machine ran out of memory"
	case st.ExitCode() == 0 && !errors.Is(err, io.EOF):
		return err.Error()
	}
	return "its process ended with " + st.String()
}

// lastWords gives what of the Go runtime's last words is about compiled code that cells call:
// the goroutine that failed, without the calls of the interpreter, the runtime and the session.
func (p *process) lastWords() []string {
	lines := strings.Split(strings.TrimSpace(p.words.String()), "\n")
	if debugging() {
		return lines
	}
	var out []string
	for i := 0; i+1 < len(lines) && len(out) < maxLastWords; i++ {
		where, isFrame := strings.CutPrefix(lines[i+1], "\t")
		if !isFrame {
			continue
		}
		i++
		call := strings.TrimPrefix(lines[i-1], "created by ")
		if !slices.ContainsFunc(ownFrames, func(own string) bool { return strings.HasPrefix(call, own) }) {
			out = append(out, "  "+call, "      "+where)
		}
	}
	return out
}

const maxLastWords = 12

// ownFrames begin the names of functions that say nothing of a cell's fault.
var ownFrames = []string{"runtime.", "internal/", "reflect.", "github.com/traefik/yaegi/", "talbot/runtime/session", "main.", "panic(", "sync.", "syscall."}

// A tail keeps the beginning and the end of what is written to it: libraries may say much
// before the Go runtime's last words come.
type tail struct {
	mu        sync.Mutex
	head, end []byte
	lost      bool // something between them
}

const maxWords = 32 << 10 // of each

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := min(len(p), maxWords-len(t.head))
	t.head = append(t.head, p[:n]...)
	t.end = append(t.end, p[n:]...)
	if more := len(t.end) - maxWords; more > 0 {
		t.end = append(t.end[:0], t.end[more:]...)
		t.lost = true
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lost {
		return string(t.head) + "\n…\n" + string(t.end)
	}
	return string(t.head) + string(t.end)
}
