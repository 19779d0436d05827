package zmtp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

var wide = Limit{Bytes: 1 << 20, Frames: 100}

// pair gives two ends of a connection after their handshake.
func pair(t testing.TB, server, client SocketType) (*Conn, *Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	type opened struct {
		c   *Conn
		err error
	}
	done := make(chan opened, 1)
	go func() {
		nc, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			done <- opened{nil, err}
			return
		}
		c, err := Open(nc, client, "the client", false)
		done <- opened{c, err}
	}()
	nc, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(nc, server, "", true)
	o := <-done
	if err != nil || o.err != nil {
		t.Fatal(err, o.err)
	}
	t.Cleanup(func() { s.Close(); o.c.Close() })
	return s, o.c
}

func TestMessagesOfEverySize(t *testing.T) {
	s, c := pair(t, Router, Dealer)
	if s.Identity != "the client" {
		t.Errorf("identity %q", s.Identity)
	}
	for _, n := range []int{0, 1, 255, 256, 65535, 65536, 65537, 500000} {
		want := [][]byte{{}, bytes.Repeat([]byte{7}, n), []byte("end")}
		go func() { errors.Join(c.Write(want), c.Flush()) }()
		got, err := s.Read(wide)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
}

func TestIncompatibleSocketsPart(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		nc, err := net.Dial("tcp", ln.Addr().String())
		if err == nil {
			Open(nc, Sub, "", false)
		}
	}()
	nc, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(nc, Router, "", true); err == nil || !strings.Contains(err.Error(), `a "SUB" socket cannot talk to a ROUTER`) {
		t.Errorf("got %v", err)
	}
}

func TestPingIsAnswered(t *testing.T) {
	s, c := pair(t, Router, Dealer)
	go s.Read(wide)
	c.frame.SendCmd("PING", append([]byte{0, 10}, "context"...))
	c.Flush()
	body, flags, err := readFrame(c.in, 100, nil)
	if err != nil {
		t.Fatal(err)
	}
	name, data, err := splitCommand(body)
	if flags&flagCommand == 0 || name != "PONG" || string(data) != "context" || err != nil {
		t.Errorf("got %q %q, flags %d, %v", name, data, flags, err)
	}
}

func TestLimits(t *testing.T) {
	for name, frames := range map[string][][]byte{
		"one frame":   {make([]byte, 1<<20+1)},
		"all frames":  {make([]byte, 1<<19), make([]byte, 1<<19), {1}},
		"many frames": make([][]byte, 101),
	} {
		s, c := pair(t, Router, Dealer)
		go func() { errors.Join(c.Write(frames), c.Flush()) }()
		if _, err := s.Read(wide); !errors.Is(err, ErrTooLong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAMessageThatStallsEnds(t *testing.T) {
	s, c := pair(t, Router, Dealer)
	limit := wide
	limit.Stall = 50 * time.Millisecond
	c.net.Write([]byte{0, 10, 'x'}) // 1 of 10 bytes
	if _, err := s.Read(limit); !errors.Is(err, errTimeout(err)) {
		t.Errorf("got %v", err)
	}
	// Silence between messages is no stall.
	s, c = pair(t, Router, Dealer)
	go func() {
		time.Sleep(150 * time.Millisecond)
		errors.Join(c.Write([][]byte{{1}}), c.Flush())
	}()
	if _, err := s.Read(limit); err != nil {
		t.Error(err)
	}
}

// errTimeout is err if it says that a deadline passed.
func errTimeout(err error) error {
	var n net.Error
	if errors.As(err, &n) && n.Timeout() {
		return err
	}
	return io.ErrNoProgress
}

func TestAnnouncedLengthsCostNothing(t *testing.T) {
	var before, after runtime.MemStats
	head := binary.BigEndian.AppendUint64([]byte{flagLong}, 1<<40)
	runtime.ReadMemStats(&before)
	for range 100 {
		_, _, err := readFrame(bytes.NewReader(append(head, make([]byte, 100)...)), 1<<41, nil)
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 100*2*firstChunk {
		t.Errorf("%d bytes were allocated", n)
	}
}

func TestGrowIsAskedForAllThatIsHeld(t *testing.T) {
	const n = 300000
	frame := append(binary.BigEndian.AppendUint64([]byte{flagLong}, n), make([]byte, n)...)
	var held int64
	if _, _, err := readFrame(bytes.NewReader(frame), n, func(k int64) error { held += k; return nil }); err != nil || held != n {
		t.Errorf("%d of %d bytes were asked for, %v", held, n, err)
	}
	full := errors.New("full")
	_, _, err := readFrame(bytes.NewReader(frame), n, func(k int64) error {
		if k > firstChunk {
			return full
		}
		return nil
	})
	if err != full {
		t.Errorf("got %v", err)
	}
}

func TestMetadata(t *testing.T) {
	for raw, says := range map[string]string{
		"\x00\x00\x00\x00\x00":   "without a name",
		"\x05ab":                 "cut short",
		"\x01a\x00\x00\x00\x05x": "cut short",
		"\x01a\xff\xff\xff\xff":  "cut short",
	} {
		if _, err := parseMetadata([]byte(raw)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", raw, err)
		}
	}
	got, err := parseMetadata([]byte("\x0bSOCKET-type\x00\x00\x00\x03SUB\x08Identity\x00\x00\x00\x00"))
	if want := map[string]string{"socket-type": "SUB", "identity": ""}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte{0, 1, 7})
	f.Add(append(binary.BigEndian.AppendUint64([]byte{flagLong | flagMore}, 3), 1, 2, 3))
	f.Add([]byte("\x04\x1a\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		const limit = 1 << 16
		r := bytes.NewReader(raw)
		for {
			body, flags, err := readFrame(r, limit, nil)
			if err != nil {
				return
			}
			if len(body) > limit {
				t.Fatalf("a frame of %d bytes", len(body))
			}
			if flags&flagCommand != 0 {
				if name, data, err := splitCommand(body); err == nil && name == "READY" {
					parseMetadata(data)
				}
			}
		}
	})
}

// FuzzOpen lets a peer say anything from its greeting on.
func FuzzOpen(f *testing.F) {
	greeting := "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL" + strings.Repeat("\x00", 48)
	ready := "\x04\x1a\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"
	f.Add([]byte(greeting + ready + "\x01\x01a\x00\x01b"))
	f.Add([]byte(greeting + "\x04\x29\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB\x08Identity\x00\x00\x00\x02id" + "\x00\x01\x01"))
	f.Add([]byte(greeting + ready + "\x04\x07\x04PING\x00\x00x\x02\x00\x00\x00\x00\x00\x00\x00\x01a"))
	f.Add([]byte(greeting[:20]))
	f.Fuzz(func(t *testing.T, raw []byte) {
		here, there := net.Pipe()
		go func() {
			there.Write(raw) //nolint:errcheck // it may be refused on the way
			there.Close()
		}()
		go io.Copy(io.Discard, there) //nolint:errcheck // until the other end closes
		c, err := Open(here, Router, "", true)
		if err != nil {
			return
		}
		defer c.Close()
		if len(c.Identity) > maxIdentity {
			t.Fatalf("an identity of %d bytes", len(c.Identity))
		}
		limit := Limit{Bytes: 1 << 12, Frames: 8}
		for {
			frames, err := c.Read(limit)
			if err != nil {
				return
			}
			n := 0
			for _, frame := range frames {
				n += len(frame)
			}
			if n > int(limit.Bytes) || len(frames) > limit.Frames {
				t.Fatalf("%d frames of %d bytes", len(frames), n)
			}
		}
	})
}
