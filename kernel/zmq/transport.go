package zmq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"talbot/kernel"
	"talbot/kernel/queue"
	"talbot/kernel/wire"
	"talbot/kernel/zmq/zmtp"
)

// Bounds on messages.
const (
	maxMessage   = 256 << 20 // from a peer that has signed one before
	maxStranger  = 16 << 20  // from one that has not
	maxSubscribe = 4 << 10
	maxHeartbeat = 64 << 10
	maxFrames    = wire.MaxRoute + 6 + wire.MaxBuffers
	arrivalBytes = 512 << 20 // of all messages that are arriving
	inboxBytes   = 64 << 20  // of messages that wait for the kernel, each channel; beyond it peers wait
)

// A Transport is the kernel's five sockets: ROUTER for shell, control and stdin, XPUB for
// iopub and a ROUTER that echoes the heartbeat.
type Transport struct {
	// Connection says where the sockets listen, with the ports that were chosen.
	Connection Connection

	codec     *wire.Codec
	sockets   [4]*socket // by kernel.Channel
	heartbeat *socket
	inbox     [4]*queue.Queue[*wire.Message] // by kernel.Channel
	topic     string
	refused   atomic.Int64
	audience  audience
}

var _ kernel.Transport = (*Transport)(nil)

// Listen opens the sockets that a connection names. Port 0 is replaced by a free one.
func Listen(c Connection) (*Transport, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	t := &Transport{audience: audience{arrived: make(chan struct{})}, Connection: c, codec: wire.NewCodec(c.Key), topic: "kernel." + wire.NewID() + "."}
	arrival := newBudget(arrivalBytes)
	open := func(typ zmtp.SocketType, port *int, name string) (*socket, error) {
		if c.Transport == "ipc" && *port == 0 {
			return nil, fmt.Errorf("%s is 0; over ipc it must be given", name)
		}
		network, address := c.Address(*port)
		s, err := listen(typ, network, address, arrival)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if a, ok := s.ln.Addr().(*net.TCPAddr); ok {
			*port = a.Port
		}
		return s, nil
	}
	var errs [5]error
	t.sockets[kernel.Shell], errs[0] = open(zmtp.Router, &t.Connection.ShellPort, "shell_port")
	t.sockets[kernel.Control], errs[1] = open(zmtp.Router, &t.Connection.ControlPort, "control_port")
	t.sockets[kernel.Stdin], errs[2] = open(zmtp.Router, &t.Connection.StdinPort, "stdin_port")
	t.sockets[kernel.IOPub], errs[3] = open(zmtp.XPub, &t.Connection.IOPubPort, "iopub_port")
	t.heartbeat, errs[4] = open(zmtp.Router, &t.Connection.HBPort, "hb_port")
	if err := errors.Join(errs[:]...); err != nil {
		t.Close(0)
		return nil, err
	}
	for ch := range t.inbox {
		t.inbox[ch] = queue.New[*wire.Message](inboxBytes)
		if kernel.Channel(ch) != kernel.IOPub {
			t.route(t.sockets[ch], t.inbox[ch])
		}
	}
	iopub := t.sockets[kernel.IOPub]
	iopub.limit = func(*peer) zmtp.Limit { return zmtp.Limit{Bytes: maxSubscribe, Frames: 1} }
	iopub.receive = t.subscribed
	t.heartbeat.limit = func(*peer) zmtp.Limit { return zmtp.Limit{Bytes: maxHeartbeat, Frames: wire.MaxRoute} }
	t.heartbeat.receive = func(p *peer, frames [][]byte) error {
		p.out.Offer(frames, sizeOf(frames), 0)
		return nil
	}
	for _, s := range append(t.sockets[:], t.heartbeat) {
		go s.serve()
	}
	return t, nil
}

// route makes a socket check messages and put them into an inbox.
func (t *Transport) route(s *socket, inbox *queue.Queue[*wire.Message]) {
	s.limit = func(p *peer) zmtp.Limit {
		if t.codec.Signed() && !p.trusted.Load() {
			return zmtp.Limit{Bytes: maxStranger, Frames: maxFrames}
		}
		return zmtp.Limit{Bytes: maxMessage, Frames: maxFrames}
	}
	s.receive = func(p *peer, frames [][]byte) error {
		m, err := t.codec.Decode(frames)
		if err != nil {
			t.refuse(err)
			return nil
		}
		p.trusted.Store(true)
		t.audience.await()
		m.Route = append([][]byte{[]byte(p.id)}, m.Route...)
		if !inbox.Put(m, sizeOf(frames)) {
			return net.ErrClosed
		}
		return nil
	}
}

// subscribed takes what a subscriber sends. A new subscription goes to the kernel, unless
// its topic is no text (JEP 65).
func (t *Transport) subscribed(p *peer, frames [][]byte) error {
	topic, added := p.subscribe(frames)
	t.audience.here()
	if !added || !utf8.ValidString(topic) {
		return nil
	}
	content, err := json.Marshal(map[string]string{"subscription": topic})
	if err != nil {
		return err
	}
	m := &wire.Message{Route: [][]byte{[]byte(p.id), []byte(topic)}, Content: content, Received: time.Now()}
	if !t.inbox[kernel.IOPub].Put(m, sizeOf(frames)) {
		return net.ErrClosed
	}
	return nil
}

// refuse reports the first few messages that were not taken, for whoever reads the
// kernel's log; a flood of them must not fill it.
func (t *Transport) refuse(err error) {
	const reported = 10
	switch n := t.refused.Add(1); {
	case n < reported:
		log.Printf("kernel: message refused: %v", err)
	case n == reported:
		log.Printf("kernel: message refused: %v (more will not be reported)", err)
	}
}

// Receive implements kernel.Transport.
func (t *Transport) Receive(ctx context.Context, ch kernel.Channel) (*wire.Message, error) {
	return t.inbox[ch].Take(ctx)
}

// Send implements kernel.Transport.
func (t *Transport) Send(ch kernel.Channel, m *wire.Message) error {
	if len(m.Route) == 0 {
		if ch == kernel.IOPub {
			return t.publish(m)
		}
		return fmt.Errorf("zmq: %s has no route", m.Header.Type)
	}
	p := t.sockets[ch].peer(string(m.Route[0]))
	if p == nil {
		return fmt.Errorf("zmq: the front end that %s is for is not connected to %s", m.Header.Type, ch)
	}
	frames, err := t.codec.Encode(m)
	if err != nil {
		return err
	}
	frames = frames[1:] // the ROUTER's own routing frame
	if !p.out.Offer(frames, sizeOf(frames), outBytes/4) {
		return fmt.Errorf("zmq: the front end does not read its replies; %s was dropped", m.Header.Type)
	}
	return nil
}

// publish sends to all subscribers. Output waits for those that read slowly, but what
// tells them of the kernel's state goes into a reserve.
func (t *Transport) publish(m *wire.Message) error {
	topic := t.topic + m.Header.Type
	m.Route = [][]byte{[]byte(topic)}
	frames, err := t.codec.Encode(m)
	if err != nil {
		return err
	}
	size := sizeOf(frames)
	for _, p := range t.sockets[kernel.IOPub].all() {
		if !p.wants(topic) {
			continue
		}
		switch m.Header.Type {
		case "stream", "display_data", "update_display_data":
			p.out.Patient(frames, size)
		default:
			p.out.Offer(frames, size, outBytes/4)
		}
	}
	return nil
}

// Close sends what is queued, for at most the linger time, and closes the sockets.
func (t *Transport) Close(linger time.Duration) {
	for _, q := range t.inbox {
		if q != nil {
			q.Close()
		}
	}
	deadline := time.Now().Add(linger)
	for _, s := range append(t.sockets[:], t.heartbeat) {
		if s != nil {
			s.close(deadline)
		}
	}
}
