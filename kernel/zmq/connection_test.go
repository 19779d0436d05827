package zmq

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestLoadConnection(t *testing.T) {
	dir := t.TempDir()
	const rest = `"shell_port": 1, "control_port": 2, "stdin_port": 3, "iopub_port": 4, "hb_port": 5}`
	for content, says := range map[string]string{
		`{"ip": "127.0.0.1", "transport": "tcp", "key": "k", "signature_scheme": "hmac-sha256", "unknown": 1, ` + rest: "",
		`{"ip": "127.0.0.1", ` + rest: "",
		``:                            "not the JSON",
		`[]`:                          "not the JSON",
		`{` + rest:                    "ip is missing",
		`{"ip": "x", "transport": "udp", ` + rest:                              `transport is "udp"`,
		`{"ip": "x", "signature_scheme": "hmac-md5", ` + rest:                  `signature_scheme is "hmac-md5"`,
		`{"ip": "x", "shell_port": 70000}`:                                     "shell_port is 70000; it must lie in 0…65535",
		`{"ip": "x", "shell_port": -1}`:                                        "shell_port is -1",
		`{"ip": "x", "shell_port": "9"}`:                                       "not the JSON",
		`{"ip": "x", "shell_port": 9, "hb_port": 9}`:                           "shell_port and hb_port are both 9",
		`{"ip": "x", "pad": "` + strings.Repeat("x", maxConnectionFile) + `"}`: "too long",
	} {
		path := filepath.Join(dir, "c.json")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := LoadConnection(path)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%.60s: %v, want %q", content, err, says)
		}
	}
	if _, err := LoadConnection(filepath.Join(dir, "absent.json")); err == nil || !strings.Contains(err.Error(), "absent.json") {
		t.Errorf("absent: %v", err)
	}
}

func TestSaveIsPrivateAndRoundTrips(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.json")
	want := Connection{Transport: "tcp", IP: "127.0.0.1", Key: "k", SignatureScheme: "hmac-sha256",
		ShellPort: 1, ControlPort: 2, StdinPort: 3, IOPubPort: 4, HBPort: 5, KernelName: "talbot"}
	if err := want.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err := LoadConnection(path)
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		c                Connection
		network, address string
	}{
		{Connection{Transport: "tcp", IP: "127.0.0.1"}, "tcp", "127.0.0.1:5"},
		{Connection{Transport: "tcp", IP: "::1"}, "tcp", "[::1]:5"},
		{Connection{Transport: "tcp", IP: "*"}, "tcp", ":5"},
		{Connection{Transport: "ipc", IP: "/tmp/k"}, "unix", "/tmp/k-5"},
	} {
		if n, a := c.c.Address(5); n != c.network || a != c.address {
			t.Errorf("%+v: %s %s", c.c, n, a)
		}
	}
}

func TestListenRefuses(t *testing.T) {
	if _, err := Listen(Connection{Transport: "ipc", IP: "/tmp/k"}); err == nil || !strings.Contains(err.Error(), "must be given") {
		t.Errorf("ipc without ports: %v", err)
	}
	first, err := Listen(Connection{IP: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close(0)
	taken := first.Connection
	if _, err := Listen(taken); err == nil || !strings.Contains(err.Error(), "hb_port") {
		t.Errorf("ports in use: %v", err)
	}
}

func TestAFileIsNotTakenForAStaleSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "k-1")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := listen("ROUTER", "unix", path, newBudget(1)); err == nil {
		t.Error("it was replaced")
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "mine" {
		t.Errorf("%q, %v", b, err)
	}
}

func FuzzConnectionFile(f *testing.F) {
	f.Add([]byte(`{"transport":"tcp","ip":"127.0.0.1","shell_port":1,"key":"k","signature_scheme":"hmac-sha256"}`))
	f.Add([]byte(`{"registration_ip":"::1","registration_port":"51587","kernel_id":"x"}`))
	f.Add([]byte(`{"transport":"ipc","ip":"k","hb_port":70000,"registration_port":1e3}`))
	file := filepath.Join(f.TempDir(), "c.json")
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := LoadConnection(file)
		if err != nil {
			return
		}
		if err := c.Save(file); err != nil {
			t.Fatal(err)
		}
		if again, err := LoadConnection(file); err != nil || again != c {
			t.Fatalf("%+v became %+v, %v", c, again, err)
		}
		for _, p := range c.ports() {
			c.Address(*p.port)
		}
	})
}
