// Package zmq carries the Jupyter protocol over ZeroMQ.
package zmq

import (
	"context"
	"errors"

	"talbot/kernel"
)

// Run serves an interpreter to Jupyter as the connection file says, until a front end
// shuts the kernel down, its parent process ends or ctx is cancelled. It closes the interpreter.
func Run(ctx context.Context, connectionFile string, in kernel.Interpreter, info kernel.Info) error {
	if _, err := LoadConnection(connectionFile); err != nil {
		return errors.Join(err, in.Close())
	}
	return errors.Join(errors.New("the transport is being written"), in.Close())
}
