//go:build !race

// The race detector's own memory would be counted.

package kernel_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	"talbot/kernel/client"
	"talbot/kernel/wire"
	"talbot/kernel/zmq/zmtp"
)

// peakResident gives the most memory in MB that a process has had.
func peakResident(t *testing.T, pid int) int {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	var kb int
	_, rest, _ := bytes.Cut(raw, []byte("VmHWM:"))
	if _, err := fmt.Sscan(string(rest), &kb); err != nil {
		t.Fatal(err)
	}
	return kb >> 10
}

// All hostile peers at once, seen from outside the kernel's process.
func TestResidentMemoryUnderAttack(t *testing.T) {
	p := startProcess(t)
	at := func(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
	quiet := peakResident(t, p.PID())

	for range 5 { // subscribers that never read
		sub, err := zmtp.Dial(within(t), "tcp", at(p.Connection.IOPubPort), zmtp.Sub, "")
		if err != nil {
			t.Fatal(err)
		}
		defer sub.Close()
		sub.Write([][]byte{{1}})
		sub.Flush()
	}
	for range 10 { // 100 MB signed with another key
		go func() {
			conn, err := zmtp.Dial(within(t), "tcp", at(p.Connection.ShellPort), zmtp.Dealer, "")
			if err != nil {
				return
			}
			defer conn.Close()
			m, err := wire.Author{}.New("execute_request", wire.Header{}, map[string]string{})
			if err != nil {
				return
			}
			m.Buffers = [][]byte{make([]byte, 100<<20)}
			frames, err := wire.NewCodec("another").Encode(m)
			if err == nil {
				conn.Write(frames)
			}
		}()
	}
	n := 0
	r, err := p.Execute(within(t), client.Cell{Code: "spam 2000000", Seen: func(o client.Output) { n += len(o.Text) }})
	if err != nil || r.Status != "ok" || n != 200_000_000 {
		t.Errorf("%+v, %d bytes, %v", r, n, err)
	}
	time.Sleep(100 * time.Millisecond)
	mb := peakResident(t, p.PID())
	t.Logf("%d MB before, at most %d MB under attack", quiet, mb)
	// One copy of 32 MB is shared by the subscribers, the reader's queue is as long, and the
	// collector lets the heap grow to twice that.
	if mb > 400 {
		t.Errorf("%d MB resident", mb)
	}
}
