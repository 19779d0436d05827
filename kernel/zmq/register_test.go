package zmq_test

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"talbot/kernel"
	"talbot/kernel/client"
	"talbot/kernel/kerneltest"
	"talbot/kernel/wire"
	"talbot/kernel/zmq"
	"talbot/kernel/zmq/zmtp"
)

// A registry is the socket that a launcher waits at for kernels' ports.
type registry struct {
	ln     net.Listener
	ports  chan map[string]string
	answer func(codec *wire.Codec) [][]byte
}

const registryKey = "a key of the registry"

func newRegistry(t *testing.T, network, address string, answer func(*wire.Codec) [][]byte) *registry {
	t.Helper()
	ln, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	r := &registry{ln: ln, ports: make(chan map[string]string, 1), answer: answer}
	go r.serve()
	return r
}

func (r *registry) serve() {
	codec := wire.NewCodec(registryKey)
	for {
		nc, err := r.ln.Accept()
		if err != nil {
			return
		}
		conn, err := zmtp.Open(nc, zmtp.Router, "", true)
		if err != nil {
			continue
		}
		frames, err := conn.Read(zmtp.Limit{Bytes: 1 << 16, Frames: 8})
		if err != nil {
			conn.Close()
			continue
		}
		content, err := codec.Unseal(frames)
		var ports map[string]string
		if err == nil && json.Unmarshal(content, &ports) == nil {
			r.ports <- ports
		}
		if a := r.answer(codec); a != nil {
			conn.Write(a)
			conn.Flush()
		} else {
			conn.Close()
		}
	}
}

func acknowledge(c *wire.Codec) [][]byte { return c.Seal([]byte("ACK")) }

// registrationFile writes what a launcher hands to a kernel.
func registrationFile(t *testing.T, fields map[string]any) string {
	t.Helper()
	for k, v := range map[string]any{"kernel_id": "seven", "transport": "tcp", "signature_scheme": "hmac-sha256", "key": registryKey} {
		if _, ok := fields[k]; !ok {
			fields[k] = v
		}
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "registration.json")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestKernelRegistersItsPorts(t *testing.T) {
	for _, name := range []string{"tcp", "ipc"} {
		t.Run(name, func(t *testing.T) {
			fields := map[string]any{"registration_ip": "127.0.0.1"}
			network, address := "tcp", "127.0.0.1:0"
			if name == "ipc" {
				if runtime.GOOS == "windows" {
					t.Skip("Windows has no ipc")
				}
				stem := filepath.Join(t.TempDir(), "r")
				network, address = "unix", stem+"-1"
				fields["registration_ip"], fields["registration_port"], fields["transport"] = stem, 1, "ipc"
			}
			r := newRegistry(t, network, address, acknowledge)
			if a, ok := r.ln.Addr().(*net.TCPAddr); ok {
				fields["registration_port"] = strconv.Itoa(a.Port) // some launchers write it in quotes
			}
			file := registrationFile(t, fields)
			tr, err := zmq.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			in := kerneltest.New()
			done := make(chan error, 1)
			go func() { done <- tr.Run(t.Context(), in, kernel.Info{}) }()
			ports := <-r.ports
			if ports["kernel_id"] != "seven" || ports["shell_port"] != strconv.Itoa(tr.Connection.ShellPort) || len(ports) != 6 {
				t.Errorf("registered %v, listens at %+v", ports, tr.Connection)
			}
			c, err := zmq.LoadConnection(file) // by which other clients connect
			if err != nil {
				t.Fatal(err)
			}
			cl := connect(t, c)
			wantPrint(t, cl)
			if err := cl.Shutdown(within(t), false); err != nil {
				t.Error(err)
			}
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRegistrationThatFails(t *testing.T) {
	open := func(fields map[string]any) error {
		tr, err := zmq.Open(registrationFile(t, fields))
		if err == nil {
			tr.Close(0)
		}
		return err
	}
	for name, answer := range map[string]func(*wire.Codec) [][]byte{
		"another key": func(*wire.Codec) [][]byte { return wire.NewCodec("another").Seal([]byte("ACK")) },
		"no seal":     func(*wire.Codec) [][]byte { return [][]byte{[]byte("ACK")} },
		"no answer":   func(*wire.Codec) [][]byte { return nil },
	} {
		r := newRegistry(t, "tcp", "127.0.0.1:0", answer)
		err := open(map[string]any{"registration_ip": "127.0.0.1", "registration_port": r.ln.Addr().(*net.TCPAddr).Port})
		if err == nil || !strings.Contains(err.Error(), "acknowledgement") {
			t.Errorf("%s: %v", name, err)
		}
	}
	closed := newRegistry(t, "tcp", "127.0.0.1:0", acknowledge)
	closed.ln.Close()
	for says, fields := range map[string]map[string]any{
		"cannot reach":               {"registration_ip": "127.0.0.1", "registration_port": closed.ln.Addr().(*net.TCPAddr).Port},
		"registration_ip is missing": {"registration_port": 5},
		"must lie in 1…65535":        {"registration_ip": "127.0.0.1", "registration_port": 65536},
		"signature_scheme":           {"registration_ip": "127.0.0.1", "registration_port": 5, "signature_scheme": "none"},
	} {
		if err := open(fields); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

// A subscriber is told that its subscription has come in, and nobody else is.
func TestSubscribersAreWelcomed(t *testing.T) {
	s := serve(t, loopback())
	codec := wire.NewCodec(s.conn.Key)
	welcome := func(topic string, messages ...[]byte) *wire.Message {
		sub := dialZMTP(t, ports(s.conn)["iopub"], zmtp.Sub)
		for _, m := range append(messages, append([]byte{1}, topic...)) {
			sub.Write([][]byte{m})
		}
		sub.Flush()
		frames, err := sub.Read(zmtp.Limit{Bytes: 1 << 16, Frames: 8})
		if err != nil {
			t.Fatal(err)
		}
		m, err := codec.Decode(frames)
		if err != nil {
			t.Fatal(err)
		}
		if string(frames[0]) != topic || m.Header.Type != "iopub_welcome" || !m.Parent.IsZero() {
			t.Errorf("topic %q got %q, %s", topic, frames[0], m.Header.Type)
		}
		return m
	}
	for _, topic := range []string{"", "kernel.", "größe"} {
		m := welcome(topic)
		var c struct{ Subscription *string }
		if json.Unmarshal(m.Content, &c) != nil || c.Subscription == nil || *c.Subscription != topic {
			t.Errorf("topic %q: content %s", topic, m.Content)
		}
	}
	// What is no text is passed over, and so is an end of what never began.
	welcome("after", []byte("\x00x"), []byte("\x01\xff\xfe"), []byte("\x00\xff\xfe"), []byte{}, []byte("\x07"))
	r := run(t, s.Client, client.Cell{Code: "value 1"})
	for _, o := range r.Outputs {
		if o.Kind != "execute_result" {
			t.Errorf("got %s", o.Kind)
		}
	}
}
