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

// Run serves an interpreter to Jupyter as the connection file says, until a front end
// shuts the kernel down, its parent process ends or ctx is cancelled. It closes the
// interpreter. An interrupt signal stops the running cell, not the kernel.
func Run(ctx context.Context, connectionFile string, in kernel.Interpreter, info kernel.Info) error {
	c, err := LoadConnection(connectionFile)
	if err != nil {
		return errors.Join(err, in.Close())
	}
	t, err := Listen(c)
	if err != nil {
		return errors.Join(err, in.Close())
	}
	defer t.Close(lingerTime)
	if t.Connection != c { // ports were chosen here: tell who reads the file
		if err := t.Connection.Save(connectionFile); err != nil {
			return errors.Join(err, in.Close())
		}
	}
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
