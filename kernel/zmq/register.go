package zmq

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"time"

	"talbot/kernel/wire"
	"talbot/kernel/zmq/zmtp"
)

// registerTime is how long whoever started the kernel may take to acknowledge its ports.
const registerTime = 30 * time.Second

// maxAcknowledgement bounds the answer to a registration, whose content is its sender's affair.
const maxAcknowledgement = 64 << 10

// register listens at ports that are free and tells them to the registration socket that the
// connection names (JEP 66). So no port can be taken by another program between the time that
// it was found free and the kernel's start. They are added to the registration file, so that
// other clients can connect by it; where that cannot be written, the socket's owner has them.
func register(file string, c Connection) (*Transport, error) {
	port, err := c.registrationPort()
	if err != nil {
		return nil, err
	}
	network, address := Connection{Transport: c.Transport, IP: c.RegistrationIP}.Address(port)
	ctx, cancel := context.WithTimeout(context.Background(), registerTime)
	defer cancel()
	conn, err := zmtp.Dial(ctx, network, address, zmtp.Dealer, "")
	if err != nil {
		return nil, fmt.Errorf("the kernel cannot reach the registration socket that started it: %w", err)
	}
	defer conn.Close()
	t, err := Listen(c.atFreePorts(conn.LocalAddr()))
	if err != nil {
		return nil, err
	}
	if err := announce(conn, t.codec, t.Connection); err != nil {
		t.Close(0)
		return nil, fmt.Errorf("the kernel told its ports to %s: %w", address, err)
	}
	if err := t.Connection.Save(file); err != nil {
		log.Printf("kernel: other clients cannot connect: %v", err)
	}
	return t, nil
}

// atFreePorts gives the connection with ports to listen at: 0, which stands for a free one, or
// over ipc, where there is no such thing, numbers that no socket has. Without an address of its
// own the kernel listens where the registration socket was reached from.
func (c Connection) atFreePorts(local net.Addr) Connection {
	for _, p := range c.ports() {
		*p.port = 0
	}
	if c.Transport != "ipc" {
		if a, ok := local.(*net.TCPAddr); ok && c.IP == "" {
			c.IP = a.IP.String()
		}
		return c
	}
	if c.IP == "" {
		c.IP = c.RegistrationIP
	}
	first := 1 + rand.IntN(60000)
	for _, p := range c.ports() {
		for *p.port == 0 {
			_, path := c.Address(first)
			if _, err := os.Lstat(path); err != nil {
				*p.port = first
			}
			first++
		}
	}
	return c
}

// announce sends the ports and waits for the acknowledgement. Neither is a whole message: they
// are a signature and content alone.
func announce(conn *zmtp.Conn, codec *wire.Codec, c Connection) error {
	ports := map[string]string{"kernel_id": c.KernelID}
	for _, p := range c.ports() {
		ports[p.name] = strconv.Itoa(*p.port)
	}
	content, err := json.Marshal(ports)
	if err != nil {
		return err
	}
	deadline := time.Now().Add(registerTime)
	conn.SetWriteDeadline(deadline)
	if err := conn.Write(codec.Seal(content)); err != nil {
		return err
	}
	if err := conn.Flush(); err != nil {
		return err
	}
	conn.SetReadDeadline(deadline)
	frames, err := conn.Read(zmtp.Limit{Bytes: maxAcknowledgement, Frames: 8})
	if err != nil {
		return fmt.Errorf("no acknowledgement came: %w", err)
	}
	if _, err := codec.Unseal(frames); err != nil {
		return fmt.Errorf("the acknowledgement is not what was agreed on: %w", err)
	}
	return nil
}
