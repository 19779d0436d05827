package zmq

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

// A Connection says where a kernel listens and with which key messages are signed.
// It is the content of Jupyter's connection file.
type Connection struct {
	Transport       string `json:"transport"` // "tcp" or "ipc"
	IP              string `json:"ip"`        // an address, or with ipc the stem of the sockets' paths
	ShellPort       int    `json:"shell_port"`
	ControlPort     int    `json:"control_port"`
	StdinPort       int    `json:"stdin_port"`
	IOPubPort       int    `json:"iopub_port"`
	HBPort          int    `json:"hb_port"`
	SignatureScheme string `json:"signature_scheme"` // "hmac-sha256"
	Key             string `json:"key"`              // "" leaves messages unsigned
	KernelName      string `json:"kernel_name,omitempty"`

	// A registration file names a socket instead of ports; the kernel tells it the ports that
	// it chose.
	RegistrationIP   string      `json:"registration_ip,omitempty"`
	RegistrationPort json.Number `json:"registration_port,omitempty"` // a number, or one in quotes
	KernelID         string      `json:"kernel_id,omitempty"`         // by which the socket's owner knows the kernel
}

// maxConnectionFile bounds what LoadConnection reads: a real file has a few hundred bytes.
const maxConnectionFile = 1 << 20

// LoadConnection reads and checks a connection file.
func LoadConnection(path string) (Connection, error) {
	var c Connection
	info, err := os.Stat(path)
	if err != nil {
		return c, fmt.Errorf("connection file: %w", err)
	}
	if info.Size() > maxConnectionFile {
		return c, fmt.Errorf("connection file %s: %d bytes is too long for one", path, info.Size())
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("connection file: %w", err)
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, fmt.Errorf("connection file %s is not the JSON that Jupyter writes: %w", path, err)
	}
	if err := c.Validate(); err != nil {
		return c, fmt.Errorf("connection file %s: %w", path, err)
	}
	return c, nil
}

// Validate tells what is wrong with a connection, if anything.
func (c *Connection) Validate() error {
	switch c.Transport {
	case "":
		c.Transport = "tcp"
	case "tcp", "ipc":
	default:
		return fmt.Errorf("transport is %q; tcp and ipc are known", c.Transport)
	}
	if c.SignatureScheme == "" {
		c.SignatureScheme = "hmac-sha256"
	}
	if c.SignatureScheme != "hmac-sha256" {
		return fmt.Errorf("signature_scheme is %q; hmac-sha256 is the only one known", c.SignatureScheme)
	}
	if c.registers() {
		if c.RegistrationIP == "" {
			return errors.New("registration_ip is missing; it goes with registration_port")
		}
		_, err := c.registrationPort()
		return err
	}
	if c.IP == "" {
		return errors.New("ip is missing; 127.0.0.1 is usual")
	}
	used := map[int]string{}
	for _, p := range c.ports() {
		if *p.port < 0 || *p.port > 65535 {
			return fmt.Errorf("%s is %d; it must lie in 0…65535", p.name, *p.port)
		}
		if *p.port == 0 {
			continue
		}
		if other := used[*p.port]; other != "" {
			return fmt.Errorf("%s and %s are both %d", other, p.name, *p.port)
		}
		used[*p.port] = p.name
	}
	return nil
}

// Save writes the connection file, readable by its owner only since it holds the key.
func (c Connection) Save(path string) error {
	raw, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".connection-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(append(raw, '\n'))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// registers tells whether the kernel is to choose its ports and tell them.
func (c Connection) registers() bool { return c.RegistrationPort != "" }

func (c Connection) registrationPort() (int, error) {
	port, err := strconv.Atoi(c.RegistrationPort.String())
	if err != nil || port < 1 || port > 65535 {
		return 0, fmt.Errorf("registration_port is %s; it must lie in 1…65535", c.RegistrationPort)
	}
	return port, nil
}

type namedPort struct {
	name string
	port *int
}

func (c *Connection) ports() []namedPort {
	return []namedPort{
		{"shell_port", &c.ShellPort}, {"control_port", &c.ControlPort}, {"stdin_port", &c.StdinPort},
		{"iopub_port", &c.IOPubPort}, {"hb_port", &c.HBPort},
	}
}

// Address gives the network and address of a port, as net.Listen and net.Dial take them.
func (c Connection) Address(port int) (network, address string) {
	if c.Transport == "ipc" {
		return "unix", c.IP + "-" + strconv.Itoa(port)
	}
	host := c.IP
	if host == "*" {
		host = ""
	}
	return "tcp", net.JoinHostPort(host, strconv.Itoa(port))
}
