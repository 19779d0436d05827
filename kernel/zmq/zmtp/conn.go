// Package zmtp is one ZeroMQ connection: the ZMTP 3.0 handshake and frames whose memory
// is bounded whatever the peer announces (https://rfc.zeromq.org/spec/23/).
//
// zmq4.Conn exchanges greetings and writes messages. It is not let read them, since it
// allocates what a peer announces before the bytes have come, and panics on a malformed READY.
package zmtp

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// A SocketType is the kind of ZeroMQ socket that a connection belongs to.
type SocketType = zmq4.SocketType

// The socket types that the Jupyter protocol uses.
const (
	Router SocketType = zmq4.Router
	Dealer SocketType = zmq4.Dealer
	XPub   SocketType = zmq4.XPub
	Sub    SocketType = zmq4.Sub
	Req    SocketType = zmq4.Req
	Rep    SocketType = zmq4.Rep
)

// HandshakeTime is how long a peer may take for the handshake.
const HandshakeTime = 10 * time.Second

// A Conn is a connection after its handshake. One goroutine may read while another writes.
type Conn struct {
	// Identity is what the peer calls itself, or "".
	Identity string

	net   net.Conn
	in    *bufio.Reader
	frame *zmq4.Conn

	mu  sync.Mutex // guards out: the reader answers PING
	out *bufio.Writer
}

// Open makes the handshake over an accepted (server) or dialled connection. It closes nc
// if that fails.
func Open(nc net.Conn, typ SocketType, identity string, server bool) (*Conn, error) {
	c := &Conn{net: nc, in: bufio.NewReaderSize(nc, 16<<10), out: bufio.NewWriterSize(nc, 16<<10)}
	nc.SetDeadline(time.Now().Add(HandshakeTime))
	frame, err := zmq4.Open(stream{c}, &mechanism{conn: c, typ: typ}, typ, zmq4.SocketIdentity(identity), server, nil)
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("zmtp: %w", err)
	}
	nc.SetDeadline(time.Time{})
	c.frame = frame
	return c, nil
}

// Dial connects to a listening socket.
func Dial(ctx context.Context, network, address string, typ SocketType, identity string) (*Conn, error) {
	var d net.Dialer
	nc, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return Open(nc, typ, identity, false)
}

// Write queues a message in the connection's buffer and sends what does not fit; Flush
// sends the rest.
func (c *Conn) Write(frames [][]byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frame.SendMsg(zmq4.NewMsgFrom(frames...))
}

// Flush sends what Write has buffered.
func (c *Conn) Flush() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.Flush()
}

// Close ends the connection; a Read or Write under way fails.
func (c *Conn) Close() error { return c.net.Close() }

// LocalAddr is this side's address.
func (c *Conn) LocalAddr() net.Addr { return c.net.LocalAddr() }

// SetReadDeadline bounds the next reads; the zero time lifts the bound.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.net.SetReadDeadline(t) }

// SetWriteDeadline bounds the next writes; the zero time lifts the bound.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.net.SetWriteDeadline(t) }

// stream is the connection as zmq4 sees it: buffered both ways. zmq4 reads the greeting
// only, for which the peer waits until it has ours.
type stream struct{ *Conn }

func (s stream) Read(p []byte) (int, error) {
	if err := s.out.Flush(); err != nil {
		return 0, err
	}
	return s.in.Read(p)
}

func (s stream) Write(p []byte) (int, error) { return s.out.Write(p) }

func (s stream) RemoteAddr() net.Addr          { return s.net.RemoteAddr() }
func (s stream) SetDeadline(t time.Time) error { return s.net.SetDeadline(t) }
