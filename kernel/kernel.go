package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"maps"
	"os/user"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"talbot/kernel/wire"
)

// A Kernel answers the requests of Jupyter front ends with what an Interpreter does.
type Kernel struct {
	in        Interpreter
	info      Info
	author    wire.Author
	history   *history
	transport Transport

	asking    chan struct{} // held while a person is asked for input
	executing chan struct{} // held while a cell runs

	mu       sync.Mutex
	shells   map[string]*shell    // by ID
	count    int                  // cells that went into history
	running  map[*output]struct{} // cells that run or wait for their turn
	question *question
	stop     context.CancelFunc
}

// New gives a kernel that runs cells with in.
func New(in Interpreter, info Info) *Kernel {
	name := "kernel"
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	return &Kernel{
		in: in, info: info,
		author:  wire.Author{Session: wire.NewID(), Username: name, Version: ProtocolVersion},
		history: newHistory(info.HistoryFile),
		asking:  make(chan struct{}, 1), executing: make(chan struct{}, 1),
		shells: map[string]*shell{}, running: map[*output]struct{}{},
	}
}

// closeTime is how long a cell may take to end when the kernel shuts down.
const closeTime = 2 * time.Second

// Serve answers requests until a front end shuts the kernel down, the transport ends or
// ctx is cancelled; then it closes the interpreter. It is called once.
func (k *Kernel) Serve(ctx context.Context, t Transport) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	k.mu.Lock()
	k.transport, k.stop = t, cancel
	k.mu.Unlock()
	k.publish("status", wire.Header{}, map[string]any{"execution_state": "starting"})

	err := k.openShell(ctx, "")
	if err != nil {
		return err
	}
	go k.loop(ctx, Shell, k.dispatch)
	go k.loop(ctx, Control, k.take)
	go k.loop(ctx, Stdin, k.answer)
	go k.loop(ctx, IOPub, k.welcome)

	<-ctx.Done()
	err = k.in.Close()
	late := time.After(closeTime)
	k.mu.Lock()
	shells := maps.Clone(k.shells)
	k.mu.Unlock()
	for _, s := range shells {
		select {
		case <-s.done:
		case <-late:
			return errors.Join(err, errors.New("kernel: the cell that ran did not end"))
		}
	}
	return err
}

// loop takes a channel's messages one after the other.
func (k *Kernel) loop(ctx context.Context, ch Channel, handle func(context.Context, Channel, *wire.Message)) {
	for {
		m, err := k.transport.Receive(ctx, ch)
		if err != nil {
			if ctx.Err() == nil {
				log.Printf("kernel: %s: %v", ch, err)
				k.stop()
			}
			return
		}
		handle(ctx, ch, m)
	}
}

// take handles a message.
func (k *Kernel) take(ctx context.Context, ch Channel, m *wire.Message) {
	size := len(m.Content)
	k.handle(ctx, ch, m)
	if size >= largeMessage {
		debug.FreeOSMemory()
	}
}

// largeMessage is the size in bytes from which on the memory that a message took is given back to
// the system at once: decoding it and compiling a cell of that size takes ten times as much.
const largeMessage = 8 << 20

// A response is what a request leads to.
type response struct {
	content  any            // of the reply; nil if there is none
	metadata map[string]any // of the reply
	then     func()         // done when the request has ended for the front end
}

type handler func(*Kernel, context.Context, *wire.Message) (response, error)

// handlerOf gives what answers a kind of request, or nil.
func handlerOf(kind string) handler {
	switch kind {
	case "kernel_info_request":
		return (*Kernel).kernelInfo
	case "execute_request":
		return (*Kernel).execute
	case "is_complete_request":
		return (*Kernel).isComplete
	case "complete_request":
		return (*Kernel).complete
	case "inspect_request":
		return (*Kernel).inspect
	case "history_request":
		return (*Kernel).historyRequest
	case "comm_info_request":
		return (*Kernel).commInfo
	case "comm_open", "comm_msg", "comm_close":
		return (*Kernel).comm
	case "interrupt_request":
		return (*Kernel).interrupt
	case "shutdown_request":
		return (*Kernel).shutdown
	case "create_subshell_request":
		return (*Kernel).createSubshell
	case "delete_subshell_request":
		return (*Kernel).deleteSubshell
	case "list_subshell_request":
		return (*Kernel).listSubshells
	}
	return nil
}

// handle answers one request, between the states busy and idle.
func (k *Kernel) handle(ctx context.Context, ch Channel, m *wire.Message) {
	k.publish("status", m.Header, map[string]any{"execution_state": "busy"})
	r := k.respond(ctx, ch, m)
	if r.content != nil {
		kind := strings.TrimSuffix(m.Header.Type, "_request") + "_reply"
		k.send(ch, kind, m, r.content, r.metadata)
	}
	k.publish("status", m.Header, map[string]any{"execution_state": "idle"})
	if r.then != nil {
		r.then()
	}
}

// respond calls the request's handler. Whatever goes wrong there becomes an error reply.
func (k *Kernel) respond(ctx context.Context, ch Channel, m *wire.Message) (r response) {
	kind := m.Header.Type
	isRequest := strings.HasSuffix(kind, "_request")
	defer func() {
		if p := recover(); p != nil {
			log.Printf("kernel: panic in %s: %v\n%s", kind, p, debug.Stack())
			r = response{}
			if isRequest {
				r.content = errorContent("internal error", "the kernel failed to answer this request; its log says where", nil)
			}
		}
	}()
	h := handlerOf(kind)
	if h == nil {
		log.Printf("kernel: a message of unknown type %q", kind)
		if isRequest {
			r.content = errorContent("unknown request", kind+" is not a request that this kernel knows", nil)
		}
		return r
	}
	var err error
	if ch == Shell && k.shell(m.Header.Subshell) == nil {
		err = noSubshell(m.Header.Subshell)
	} else {
		r, err = h(k, ctx, m)
	}
	if err != nil {
		log.Printf("kernel: %s: %v", kind, err)
		if isRequest {
			r.content = errorContent("bad request", err.Error(), nil)
		}
	}
	return r
}

// errorContent is the content of a reply, or of an error message.
func errorContent(name, value string, traceback []string) map[string]any {
	if traceback == nil {
		traceback = []string{name + ": " + value}
	}
	return map[string]any{"status": "error", "ename": name, "evalue": value, "traceback": traceback}
}

// send sends a message to whom a request came from.
func (k *Kernel) send(ch Channel, kind string, request *wire.Message, content any, metadata map[string]any) (*wire.Message, error) {
	m, err := k.author.New(kind, request.Header, content)
	if err == nil && len(metadata) > 0 {
		err = m.SetMetadata(metadata)
	}
	if err == nil {
		m.Route = request.Route
		err = k.transport.Send(ch, m)
	}
	if err != nil {
		log.Printf("kernel: sending %s: %v", kind, err)
	}
	return m, err
}

// publish sends a message to all front ends.
func (k *Kernel) publish(kind string, parent wire.Header, content any) {
	k.publishWith(kind, parent, content, nil, nil)
}

func (k *Kernel) publishWith(kind string, parent wire.Header, content any, metadata json.RawMessage, buffers [][]byte) {
	m, err := k.author.New(kind, parent, content)
	if err == nil {
		m.Metadata, m.Buffers = metadata, buffers
		err = k.transport.Send(IOPub, m)
	}
	if err != nil {
		log.Printf("kernel: publishing %s: %v", kind, err)
	}
}
