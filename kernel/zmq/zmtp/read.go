package zmtp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

// maxCommand bounds a command: READY holds a socket type and an identity of 255 bytes.
const maxCommand = 4 << 10

// Bits of a frame's first byte.
const (
	flagMore    = 1
	flagLong    = 2
	flagCommand = 4
)

// ErrTooLong is what Read returns when a peer sends more than the limit. The connection
// is then of no further use.
var ErrTooLong = errors.New("message too long")

// A Limit bounds what Read takes.
type Limit struct {
	Bytes  int64 // of one message
	Frames int   // of one message
	// Stall is how long a message that has begun may go without a byte; 0 is for ever.
	Stall time.Duration
	// Grow, if set, is asked before n more bytes are held for a message that is arriving,
	// and refuses by an error.
	Grow func(n int64) error
}

// Read returns the next message's frames. A PING is answered, other commands are passed over.
func (c *Conn) Read(l Limit) ([][]byte, error) {
	if _, err := c.in.Peek(1); err != nil { // between messages a peer may be silent as long as it likes
		return nil, err
	}
	r := &stallReader{conn: c, stall: l.Stall}
	defer r.disarm()
	var frames [][]byte
	left := l.Bytes
	for {
		body, flags, err := readFrame(r, left, l.Grow)
		if err != nil {
			return nil, err
		}
		left -= int64(len(body)) + frameCost
		if flags&flagCommand != 0 {
			if len(frames) > 0 || flags&flagMore != 0 {
				return nil, errors.New("zmtp: a command within a message")
			}
			if err := c.command(body); err != nil {
				return nil, err
			}
			r.disarm()
			if _, err := c.in.Peek(1); err != nil {
				return nil, err
			}
			left = l.Bytes
			continue
		}
		frames = append(frames, body)
		if flags&flagMore == 0 {
			return frames, nil
		}
		if len(frames) >= l.Frames {
			return nil, fmt.Errorf("zmtp: %w: more than %d frames", ErrTooLong, l.Frames)
		}
	}
}

// frameCost is what a frame takes beside its bytes.
const frameCost = 32

// command answers PING (ZMTP 3.1, which libzmq sends whatever version was greeted).
func (c *Conn) command(body []byte) error {
	name, data, err := splitCommand(body)
	if err != nil {
		return fmt.Errorf("zmtp: %w", err)
	}
	if name != "PING" || len(data) < 2 || len(data) > 2+16 {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.frame.SendCmd("PONG", data[2:]); err != nil { // after the time to live, its context
		return err
	}
	return c.out.Flush()
}

// stallReader puts off the read deadline whenever bytes have come.
type stallReader struct {
	conn  *Conn
	stall time.Duration
	armed bool
}

func (r *stallReader) Read(p []byte) (int, error) {
	if r.stall > 0 && r.conn.in.Buffered() == 0 {
		r.armed = true
		r.conn.net.SetReadDeadline(time.Now().Add(r.stall))
	}
	return r.conn.in.Read(p)
}

func (r *stallReader) disarm() {
	if r.armed {
		r.armed = false
		r.conn.net.SetReadDeadline(time.Time{})
	}
}

// firstChunk is what is allocated for a long frame before any of it has come.
const firstChunk = 64 << 10

// readFrame reads one frame of at most limit bytes. Memory grows with the bytes that have
// arrived, at most doubling, so an announced length costs nothing.
func readFrame(r io.Reader, limit int64, grow func(int64) error) (body []byte, flags byte, err error) {
	var head [9]byte
	if _, err = io.ReadFull(r, head[:2]); err != nil {
		return nil, 0, err
	}
	flags = head[0]
	if flags&^(flagMore|flagLong|flagCommand) != 0 {
		return nil, 0, fmt.Errorf("zmtp: frame flags %#x are not ZMTP's", flags)
	}
	size := uint64(head[1])
	if flags&flagLong != 0 {
		if _, err = io.ReadFull(r, head[2:]); err != nil {
			return nil, 0, cutShort(err)
		}
		size = binary.BigEndian.Uint64(head[1:])
	}
	if flags&flagCommand != 0 {
		limit, grow = maxCommand, nil // small, and gone as soon as it is answered
	}
	if size > uint64(max(limit, 0)) {
		return nil, 0, fmt.Errorf("zmtp: %w: a frame of %d bytes where %d more are taken", ErrTooLong, size, max(limit, 0))
	}
	n := 0
	for {
		next := min(uint64(max(firstChunk, 2*n)), size)
		if grow != nil {
			if err = grow(int64(next) - int64(n)); err != nil {
				return nil, 0, err
			}
		}
		bigger := make([]byte, next)
		copy(bigger, body)
		body = bigger
		if _, err = io.ReadFull(r, body[n:]); err != nil {
			return nil, 0, cutShort(err)
		}
		if n = len(body); uint64(n) == size {
			return body, flags, nil
		}
	}
}

// cutShort tells the end of the stream within a frame from one between messages.
func cutShort(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
