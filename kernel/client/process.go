package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"talbot/kernel/wire"
	"talbot/kernel/zmq"
)

// A Process is a kernel that Start has started, and a client connected to it.
type Process struct {
	*Client
	Connection zmq.Connection

	dir    string
	exited chan struct{}
	err    error // of Wait; read after exited is closed
	cmd    *exec.Cmd
}

// Start runs a kernel's command and connects to it. In argv, as in kernel.json, {connection_file}
// stands for the path of the connection file. What the kernel logs goes to log.
func Start(ctx context.Context, argv []string, log io.Writer) (*Process, error) {
	if len(argv) == 0 {
		return nil, errors.New("client: the kernel's command is empty")
	}
	conn, err := freeConnection()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "kernel-")
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "connection.json")
	if err := conn.Save(file); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	args := make([]string, len(argv))
	for i, a := range argv {
		args[i] = strings.ReplaceAll(a, "{connection_file}", file)
	}
	p := &Process{Connection: conn, dir: dir, exited: make(chan struct{}), cmd: exec.Command(args[0], args[1:]...)}
	p.cmd.Stderr = log
	p.cmd.Stdout = log
	p.cmd.Env = append(os.Environ(), parentEnv()...)
	p.cmd.WaitDelay = time.Second
	if err := p.cmd.Start(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("client: the kernel does not start: %w", err)
	}
	connecting, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		p.err = p.cmd.Wait()
		close(p.exited)
		cancel(errors.New("its process ended"))
	}()
	p.Client, err = Connect(connecting, conn)
	if err != nil {
		p.Kill()
		if cause := context.Cause(connecting); cause != nil && ctx.Err() == nil {
			return nil, fmt.Errorf("client: the kernel does not answer: %w (%v)", cause, p.err)
		}
		return nil, err
	}
	return p, nil
}

// Stop shuts the kernel down and waits for its process, which is killed when ctx is done.
func (p *Process) Stop(ctx context.Context) error {
	err := p.Shutdown(ctx, false)
	select {
	case <-p.exited:
		p.Close()
		return errors.Join(p.err, os.RemoveAll(p.dir))
	case <-ctx.Done():
		p.Kill()
		return errors.Join(fmt.Errorf("client: the kernel did not end: %w", ctx.Err()), err)
	}
}

// Kill ends the process at once.
func (p *Process) Kill() {
	p.cmd.Process.Kill()
	<-p.exited
	if p.Client != nil {
		p.Close()
	}
	os.RemoveAll(p.dir)
}

// PID is the number of the kernel's process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Exited is closed when the process has ended.
func (p *Process) Exited() <-chan struct{} { return p.exited }

// freeConnection finds five free ports on the loopback address and makes a key.
func freeConnection() (zmq.Connection, error) {
	var ports [5]int
	for i := range ports {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return zmq.Connection{}, err
		}
		defer ln.Close()
		ports[i] = ln.Addr().(*net.TCPAddr).Port
	}
	return zmq.Connection{
		Transport: "tcp", IP: "127.0.0.1", Key: wire.NewID(), SignatureScheme: "hmac-sha256",
		ShellPort: ports[0], ControlPort: ports[1], StdinPort: ports[2], IOPubPort: ports[3], HBPort: ports[4],
	}, nil
}

// parentEnv tells the kernel who started it, where that is told by a number.
func parentEnv() []string {
	if os.PathSeparator == '\\' { // Windows wants an inherited handle
		return nil
	}
	return []string{"JPY_PARENT_PID=" + strconv.Itoa(os.Getpid())}
}
