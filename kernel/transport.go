package kernel

import (
	"context"

	"talbot/kernel/wire"
)

// A Channel is one of the paths between a kernel and its front ends.
type Channel uint8

// The channels of the protocol. The heartbeat carries no messages and is the transport's own.
const (
	Shell   Channel = iota // requests, in order
	Control                // requests that do not wait behind a running cell
	Stdin                  // questions to the person, and answers
	IOPub                  // what everybody sees
)

func (c Channel) String() string {
	return [...]string{"shell", "control", "stdin", "iopub"}[c]
}

// A Transport carries messages between a kernel and its front ends. It has checked what
// it delivers, and it bounds what it holds for each front end in bytes.
// Its methods may be called from any goroutine.
type Transport interface {
	// Receive waits for the next message on Shell, Control or Stdin, or on IOPub for the next
	// subscription: a message whose content names its topic, {"subscription": topic}, and
	// whose Route leads back. An error means that no more will come.
	Receive(ctx context.Context, ch Channel) (*wire.Message, error)
	// Send queues a message: for the front end that m.Route names, which is an error if it is
	// not there, or on IOPub without a Route for all. A cell's output may wait here for a
	// front end that reads slowly, never for one that does not read.
	Send(ch Channel, m *wire.Message) error
}
