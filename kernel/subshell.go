package kernel

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"talbot/kernel/queue"
	"talbot/kernel/wire"
)

// A shell answers the requests of one queue, one after the other. Beside the main one, whose
// ID is "", front ends may open subshells (JEP 91), which answer while a cell runs. Cells
// themselves run one at a time whichever shell they come to; see turn.
type shell struct {
	requests *queue.Queue[*wire.Message]
	done     chan struct{} // closed when the last request has been answered
	aborting time.Time     // execute requests that came before it are not run; Kernel.mu guards it
}

// Bounds on what front ends can make shells hold.
const (
	maxSubshells = 256      // JupyterLab opens one for each kind of comm
	shellBytes   = 64 << 20 // of messages that wait for one; beyond it all shells' senders wait
)

// openShell starts a shell, unless the kernel has ended or there are too many.
func (k *Kernel) openShell(ctx context.Context, id string) error {
	s := &shell{requests: queue.New[*wire.Message](shellBytes), done: make(chan struct{})}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.shells) > maxSubshells {
		return fmt.Errorf("there are %d subshells already, and no more are opened", maxSubshells)
	}
	k.shells[id] = s
	go func() {
		defer close(s.done)
		for {
			m, err := s.requests.Take(ctx)
			if err != nil {
				return
			}
			k.take(ctx, Shell, m)
		}
	}()
	return nil
}

// shell gives the shell with an ID, or nil.
func (k *Kernel) shell(id string) *shell {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.shells[id]
}

// dispatch takes a message from the shell channel to the shell that it is for.
func (k *Kernel) dispatch(ctx context.Context, _ Channel, m *wire.Message) {
	size := len(m.Content) + len(m.Metadata)
	for _, b := range m.Buffers {
		size += len(b)
	}
	s := k.shell(m.Header.Subshell)
	if s == nil || !s.requests.Put(m, int64(size)) {
		k.handle(ctx, Shell, m) // which says that there is no such subshell
	}
}

func (k *Kernel) createSubshell(ctx context.Context, _ *wire.Message) (response, error) {
	id := wire.NewID()
	if err := k.openShell(ctx, id); err != nil {
		return response{}, err
	}
	return response{content: map[string]any{"status": "ok", "subshell_id": id}}, nil
}

// deleteSubshell closes a subshell. A cell of it that runs goes on to its end; requests that
// wait are answered by an error.
func (k *Kernel) deleteSubshell(_ context.Context, m *wire.Message) (response, error) {
	var c struct {
		ID string `json:"subshell_id"`
	}
	if err := content(m, &c); err != nil {
		return response{}, err
	}
	k.mu.Lock()
	s := k.shells[c.ID]
	if c.ID != "" {
		delete(k.shells, c.ID)
	}
	k.mu.Unlock()
	if s == nil || c.ID == "" {
		return response{}, noSubshell(c.ID)
	}
	s.requests.Close()
	return response{content: map[string]any{"status": "ok"}}, nil
}

func (k *Kernel) listSubshells(context.Context, *wire.Message) (response, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	ids := slices.DeleteFunc(slices.Sorted(maps.Keys(k.shells)), func(id string) bool { return id == "" })
	if ids == nil {
		ids = []string{}
	}
	return response{content: map[string]any{"status": "ok", "subshell_id": ids}}, nil
}

func noSubshell(id string) error { return fmt.Errorf("there is no subshell %q", id) }

// turn waits until no cell of another shell runs, and gives what ends the turn; ok is false
// if the cell was interrupted before its turn came.
func (k *Kernel) turn(ctx context.Context, o *output) (end func(), ok bool) {
	select {
	case k.executing <- struct{}{}:
	case <-o.interrupted:
		return func() {}, false
	case <-ctx.Done():
		return func() {}, false
	}
	select {
	case <-o.interrupted: // with the cell whose end gave the turn
		<-k.executing
		return func() {}, false
	default:
		return func() { <-k.executing }, true
	}
}

// abort keeps the cells that are waiting now on the same shell from being run.
func (k *Kernel) abort(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s := k.shells[id]; s != nil {
		s.aborting = time.Now()
	}
}

// aborts tells whether a request waited already when a cell before it failed.
func (k *Kernel) aborts(m *wire.Message) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.shells[m.Header.Subshell]
	return s != nil && m.Received.Before(s.aborting)
}
