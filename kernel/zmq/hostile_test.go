package zmq_test

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"io"
	"log"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"talbot/kernel"
	"talbot/kernel/client"
	"talbot/kernel/kerneltest"
	"talbot/kernel/wire"
	"talbot/kernel/zmq"
	"talbot/kernel/zmq/zmtp"
)

// ports lists the addresses that a kernel listens at, by the name of the socket.
func ports(c zmq.Connection) map[string]string {
	at := func(port int) string { return net.JoinHostPort(c.IP, strconv.Itoa(port)) }
	return map[string]string{"shell": at(c.ShellPort), "control": at(c.ControlPort), "stdin": at(c.StdinPort),
		"iopub": at(c.IOPubPort), "hb": at(c.HBPort)}
}

func dialRaw(t testing.TB, address string) net.Conn {
	t.Helper()
	nc, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	return nc
}

func dialZMTP(t testing.TB, address string, typ zmtp.SocketType) *zmtp.Conn {
	t.Helper()
	conn, err := zmtp.Dial(within(t), "tcp", address, typ, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// watchMemory returns a function that tells by how many MB the memory in use had grown at most.
func watchMemory() (grown func() int) {
	inUse := func() int64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapInuse + m.StackInuse)
	}
	runtime.GC()
	before := inUse()
	var most atomic.Int64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			most.Store(max(most.Load(), inUse()-before))
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() int {
		close(stop)
		<-stopped
		return int(most.Load() >> 20)
	}
}

func quietLog(t testing.TB) {
	log.SetOutput(io.Discard)
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
}

func TestSilentConnectionsBlockNobody(t *testing.T) {
	s := serve(t, loopback())
	for _, address := range ports(s.conn) {
		for range 100 { // more than may wait for their handshake
			dialRaw(t, address)
		}
		dialRaw(t, address).Write([]byte{0xff, 0, 0, 0, 0}) // and one that stops within its greeting
	}
	wantPrint(t, s.Client)
	wantPrint(t, connect(t, s.conn))
}

func TestSilentPeersBlockNobody(t *testing.T) {
	s := serve(t, loopback())
	for name, address := range ports(s.conn) {
		typ := zmtp.Dealer
		if name == "iopub" {
			typ = zmtp.Sub
		}
		for range 20 {
			dialZMTP(t, address, typ)
		}
	}
	wantPrint(t, s.Client)
	wantPrint(t, connect(t, s.conn))
}

func TestSubscriberThatNeverReads(t *testing.T) {
	s := serve(t, loopback())
	sub := dialZMTP(t, ports(s.conn)["iopub"], zmtp.Sub)
	sub.Write([][]byte{{1}})
	sub.Flush()
	grown := watchMemory()
	const lines = 800_000 // 80 MB, more than twice a queue
	n := 0
	r := run(t, s.Client, client.Cell{Code: "spam " + strconv.Itoa(lines), Seen: func(o client.Output) { n += len(o.Text) }})
	if r.Status != "ok" {
		t.Fatalf("the cell gave %s", r.Status)
	}
	if n != 100*lines {
		t.Errorf("the subscriber that reads got %d of %d bytes", n, 100*lines)
	}
	// Two queues of 32 MB, and as much again until the collector runs. The growth over time is
	// TestResidentMemoryUnderAttack's matter.
	if mb := grown(); mb > 300 {
		t.Errorf("memory grew by %d MB", mb)
	} else {
		t.Logf("memory grew by %d MB, the test's own client included", mb)
	}
	wantPrint(t, s.Client)
}

func TestWrongSignature(t *testing.T) {
	quietLog(t)
	s := serve(t, loopback())
	author := wire.Author{Session: wire.NewID(), Version: "5.4"}
	for _, name := range []string{"shell", "control", "stdin"} {
		for _, codec := range []*wire.Codec{wire.NewCodec("another key"), wire.NewCodec("")} {
			conn := dialZMTP(t, ports(s.conn)[name], zmtp.Dealer)
			for range 100 {
				m, err := author.New("shutdown_request", wire.Header{}, map[string]bool{"restart": false})
				if err != nil {
					t.Fatal(err)
				}
				frames, err := codec.Encode(m)
				if err != nil {
					t.Fatal(err)
				}
				if err := conn.Write(frames); err != nil {
					t.Fatal(err)
				}
			}
			conn.Flush()
		}
	}
	time.Sleep(100 * time.Millisecond)
	wantPrint(t, s.Client)
	select {
	case err := <-s.done:
		t.Fatalf("a stranger shut the kernel down: %v", err)
	default:
	}
}

func TestReplayedMessageIsRefused(t *testing.T) {
	quietLog(t)
	s := serve(t, loopback())
	conn := dialZMTP(t, ports(s.conn)["shell"], zmtp.Dealer)
	m, err := wire.Author{Version: "5.4"}.New("execute_request", wire.Header{}, map[string]string{"code": "value 1"})
	if err != nil {
		t.Fatal(err)
	}
	frames, err := wire.NewCodec(s.conn.Key).Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		conn.Write(frames)
	}
	conn.Flush()
	time.Sleep(100 * time.Millisecond)
	if r := s.run(t, "value 2"); r.Count != 2 {
		t.Errorf("the next cell has number %d: the message that was sent three times did not run once", r.Count)
	}
}

// A message of 100 MB from strangers is refused as soon as its length is known; that of a
// client is taken. Lengths that are announced and never come cost nothing.
func TestLargeMessages(t *testing.T) {
	quietLog(t)
	s := serve(t, loopback())
	grown := watchMemory()
	chunk := make([]byte, 1<<20)
	for name, address := range ports(s.conn) {
		typ := zmtp.Dealer
		if name == "iopub" {
			typ = zmtp.Sub
		}
		for range 4 {
			if _, err := zmtp.Dial(within(t), "tcp", address, typ, ""); err != nil {
				t.Fatal(err)
			}
			nc := dialRaw(t, address)
			handshake(t, nc, typ)
			for _, size := range []uint64{15 << 20, 100 << 20, 1 << 40, 1<<64 - 1} {
				head := binary.BigEndian.AppendUint64([]byte{3}, size) // long, more to come
				if _, err := nc.Write(head); err != nil {
					break
				}
				for sent := uint64(0); sent < min(size, 100<<20); sent += uint64(len(chunk)) {
					if _, err := nc.Write(chunk); err != nil {
						break
					}
				}
			}
		}
	}
	if mb := grown(); mb > 200 { // 12 strangers with 16 MB each at one time
		t.Errorf("memory grew by %d MB for strangers", mb)
	} else {
		t.Logf("memory grew by %d MB for strangers", mb)
	}
	wantPrint(t, s.Client)
	runtime.GC()

	grown = watchMemory()
	r := s.run(t, "// "+strings.Repeat("x", 100<<20))
	if r.Status != "ok" {
		t.Errorf("a cell of 100 MB gave %s %s", r.Status, r.Value)
	}
	t.Logf("memory grew by %d MB for a signed cell of 100 MB, the test's own client included", grown())
	wantPrint(t, s.Client)
}

// handshake greets as ZMTP 3.0 does and tells a socket type.
func handshake(t testing.TB, nc net.Conn, typ zmtp.SocketType) {
	t.Helper()
	greeting := make([]byte, 64)
	copy(greeting, "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL")
	ready := "\x05READY\x0bSocket-Type\x00\x00\x00" + string(rune(len(typ))) + string(typ)
	nc.Write(append(greeting, append([]byte{4, byte(len(ready))}, ready...)...))
	nc.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.ReadFull(nc, make([]byte, 64+2)); err != nil {
		t.Fatal(err)
	}
}

func TestRandomBytes(t *testing.T) {
	quietLog(t)
	s := serve(t, loopback())
	noise := make([]byte, 1<<16)
	for name, address := range ports(s.conn) {
		typ := zmtp.Dealer
		if name == "iopub" {
			typ = zmtp.Sub
		}
		for range 20 {
			rand.Read(noise)
			dialRaw(t, address).Write(noise)                            // instead of a greeting
			dialRaw(t, address).Write([]byte("GET / HTTP/1.1\r\n\r\n")) // a browser
			after := dialRaw(t, address)
			handshake(t, after, typ)
			after.Write(noise) // instead of frames
			conn := dialZMTP(t, address, typ)
			conn.Write([][]byte{noise[:100], {}, noise[:1000]}) // frames that are no message
			conn.Write([][]byte{[]byte("<IDS|MSG>"), {}, {}, {}, {}, {}})
			conn.Flush()
		}
	}
	time.Sleep(100 * time.Millisecond)
	wantPrint(t, s.Client)
	wantPrint(t, connect(t, s.conn))
}

func TestGoroutinesEndWithTheirPeers(t *testing.T) {
	s := serve(t, loopback())
	before := runtime.NumGoroutine()
	for range 30 {
		c, err := client.Connect(context.Background(), s.conn)
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before+2; {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines before, %d after", before, runtime.NumGoroutine())
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// A request that comes before any subscription waits for one, though not for ever.
func TestFirstRequestWaitsForASubscriber(t *testing.T) {
	tr, err := zmq.Listen(loopback())
	if err != nil {
		t.Fatal(err)
	}
	defer tr.Close(0)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go kernel.New(kerneltest.New(), kernel.Info{}).Serve(ctx, tr)
	shell := dialZMTP(t, ports(tr.Connection)["shell"], zmtp.Dealer)
	codec, limit := wire.NewCodec(tr.Connection.Key), zmtp.Limit{Bytes: 1 << 20, Frames: 10}
	for range 2 {
		m, err := wire.Author{}.New("kernel_info_request", wire.Header{}, struct{}{})
		if err != nil {
			t.Fatal(err)
		}
		frames, err := codec.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		shell.Write(frames)
	}
	shell.Flush()
	iopub := dialZMTP(t, ports(tr.Connection)["iopub"], zmtp.Sub)
	iopub.Write([][]byte{{1}})
	iopub.Flush()
	for range 4 { // busy and idle, twice
		if _, err := iopub.Read(limit); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if _, err := shell.Read(limit); err != nil {
			t.Fatal(err)
		}
	}
}
