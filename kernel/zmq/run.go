// Package zmq carries the Jupyter protocol over ZeroMQ.
package zmq

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"time"

	"talbot/kernel"
)

// lingerTime is how long the last messages may take to be sent when the kernel ends.
const lingerTime = time.Second

// Open listens as a connection file says, or registers the kernel as a registration file says.
// A front end may connect from then on, so a
// kernel does well to open before it starts its interpreter: a client that is refused
// tries again after 100 ms or more.
func Open(connectionFile string) (*Transport, error) {
	c, err := LoadConnection(connectionFile)
	if err != nil {
		return nil, err
	}
	if c.registers() {
		return register(connectionFile, c)
	}
	t, err := Listen(c)
	if err != nil {
		return nil, err
	}
	if t.Connection != c { // ports were chosen here: tell who reads the file
		if err := t.Connection.Save(connectionFile); err != nil {
			t.Close(0)
			return nil, err
		}
	}
	return t, nil
}

// Run is Open and Transport.Run.
func Run(ctx context.Context, connectionFile string, in kernel.Interpreter, info kernel.Info) error {
	t, err := Open(connectionFile)
	if err != nil {
		return errors.Join(err, in.Close())
	}
	return t.Run(ctx, in, info)
}

// Run serves an interpreter to Jupyter until a front end shuts the kernel down, its parent
// process ends or ctx is cancelled. It closes the interpreter and the transport. An
// interrupt signal stops the running cell, not the kernel.
func (t *Transport) Run(ctx context.Context, in kernel.Interpreter, info kernel.Info) error {
	defer t.Close(lingerTime)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	k := kernel.New(in, info)

	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	go func() {
		for {
			select {
			case <-interrupts:
				k.Interrupt()
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() {
		if waitForParent(ctx, os.Getenv(parentVariable)) {
			stop()
		}
	}()
	return k.Serve(ctx, t)
}
