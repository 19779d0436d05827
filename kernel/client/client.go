// Package client talks to a Jupyter kernel over ZeroMQ, as a front end does. It serves
// the kernel's tests and the check of an installation.
package client

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"talbot/kernel"
	"talbot/kernel/wire"
	"talbot/kernel/zmq"
	"talbot/kernel/zmq/zmtp"
)

// A Client is connected to one kernel. Its methods may be called from any goroutine.
type Client struct {
	author wire.Author
	codec  *wire.Codec
	conns  [4]*zmtp.Conn // by kernel.Channel
	hb     *zmtp.Conn
	beat   sync.Mutex // held during a heartbeat

	mu      sync.Mutex
	pending map[string]chan arrival // by the request's ID
	watch   func(*wire.Message)     // sees what is published
	err     error                   // why the connection ended
	ended   chan struct{}
}

type arrival struct {
	ch kernel.Channel
	m  *wire.Message
}

const (
	dialEvery = 10 * time.Millisecond
	askFirst  = 20 * time.Millisecond
	askLast   = time.Second
)

var limit = zmtp.Limit{Bytes: 1 << 30, Frames: 1 << 12}

// Connect connects to the kernel that listens as c says, waiting for it to listen and to
// answer until ctx is done.
func Connect(ctx context.Context, c zmq.Connection) (*Client, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	cl := &Client{
		author:  wire.Author{Session: wire.NewID(), Username: "talbot", Version: kernel.ProtocolVersion},
		codec:   wire.NewCodec(c.Key),
		pending: map[string]chan arrival{},
		ended:   make(chan struct{}),
	}
	dial := func(into **zmtp.Conn, port int, typ zmtp.SocketType) error {
		network, address := c.Address(port)
		for {
			conn, err := zmtp.Dial(ctx, network, address, typ, cl.author.Session)
			if err == nil {
				*into = conn
				return nil
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("client: no kernel listens at %s: %w", address, err)
			case <-time.After(dialEvery):
			}
		}
	}
	err := dial(&cl.conns[kernel.Shell], c.ShellPort, zmtp.Dealer)
	if err == nil {
		err = errors.Join(
			dial(&cl.conns[kernel.Control], c.ControlPort, zmtp.Dealer),
			dial(&cl.conns[kernel.Stdin], c.StdinPort, zmtp.Dealer),
			dial(&cl.conns[kernel.IOPub], c.IOPubPort, zmtp.Sub),
			dial(&cl.hb, c.HBPort, zmtp.Dealer))
	}
	if err == nil {
		err = write(cl.conns[kernel.IOPub], [][]byte{{1}}) // subscribe to all
	}
	if err != nil {
		cl.Close()
		return nil, err
	}
	cl.readAll()
	if err := cl.ready(ctx); err != nil {
		cl.Close()
		return nil, err
	}
	return cl, nil
}

// ready asks the kernel who it is until both the answer and the state that goes with it
// arrive: a subscription may reach the kernel after the first request.
func (c *Client) ready(ctx context.Context) error {
	for wait := askFirst; ; wait = min(2*wait, askLast) {
		try, cancel := context.WithTimeout(ctx, wait)
		_, err := c.Request(try, kernel.Shell, "kernel_info_request", struct{}{})
		cancel()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("client: the kernel listens but does not answer: %w", err)
		}
	}
}

func write(conn *zmtp.Conn, frames [][]byte) error {
	if err := conn.Write(frames); err != nil {
		return err
	}
	return conn.Flush()
}

// readAll reads all channels. The connection has ended when all of them have, so that
// nothing is lost of what a kernel says last.
func (c *Client) readAll() {
	var open sync.WaitGroup
	for ch, conn := range c.conns {
		open.Go(func() { c.read(kernel.Channel(ch), conn) })
	}
	go func() {
		open.Wait()
		c.end(errors.New("client: the kernel closed the connection"))
	}()
}

// read takes what arrives on a channel to the request that it belongs to.
func (c *Client) read(ch kernel.Channel, conn *zmtp.Conn) {
	for {
		frames, err := conn.Read(limit)
		if err != nil {
			return
		}
		m, err := c.codec.Decode(frames)
		if err == nil {
			err = m.Fault
		}
		if err != nil {
			c.end(fmt.Errorf("client: %s: %w", ch, err))
			return
		}
		c.mu.Lock()
		waiting, watch := c.pending[m.Parent.ID], c.watch
		c.mu.Unlock()
		if watch != nil && ch == kernel.IOPub {
			watch(m)
		}
		if waiting != nil {
			select {
			case waiting <- arrival{ch, m}:
			case <-c.ended:
				return
			}
		}
	}
}

func (c *Client) end(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
		close(c.ended)
	}
}

// Close ends the connection. The kernel lives on.
func (c *Client) Close() error {
	c.end(errors.New("client: closed"))
	for _, conn := range append(c.conns[:], c.hb) {
		if conn != nil {
			conn.Close()
		}
	}
	return nil
}

// Watch has f called with everything that the kernel publishes from now on, in order, whatever
// caused it. f must not wait for this client.
func (c *Client) Watch(f func(*wire.Message)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watch = f
}

// Tell sends a message that has no reply, such as comm_msg, and waits for nothing. Its header's
// ID is id, so that the sender can know what it causes.
func (c *Client) Tell(kind, id string, content any) error {
	m, err := c.author.New(kind, wire.Header{}, content)
	if err != nil {
		return err
	}
	m.Header.ID = id
	return c.send(kernel.Shell, m)
}

// send sends a message on a channel.
func (c *Client) send(ch kernel.Channel, m *wire.Message) error {
	frames, err := c.codec.Encode(m)
	if err != nil {
		return err
	}
	return write(c.conns[ch], frames)
}

// Heartbeat tells whether the kernel's process answers.
func (c *Client) Heartbeat(ctx context.Context) error {
	c.beat.Lock()
	defer c.beat.Unlock()
	deadline, _ := ctx.Deadline()
	c.hb.SetReadDeadline(deadline)
	id := []byte(wire.NewID())
	if err := write(c.hb, [][]byte{id}); err != nil {
		return err
	}
	for {
		frames, err := c.hb.Read(zmtp.Limit{Bytes: 1 << 16, Frames: 8})
		if err != nil {
			return fmt.Errorf("client: no heartbeat: %w", err)
		}
		if len(frames) == 1 && string(frames[0]) == string(id) {
			return nil
		}
	}
}
