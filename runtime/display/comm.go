package display

import (
	"encoding/json"
	"sync"
)

// A CommKind tells what a Comm does.
type CommKind uint8

const (
	// OpenComm begins a conversation: the other side looks for who knows the target.
	OpenComm CommKind = iota
	// CommMessage is one message of a conversation.
	CommMessage
	// CloseComm ends a conversation.
	CloseComm
)

// A Comm is one message of a conversation between an object in the session, such as a slider,
// and its picture in the front ends. Either side opens and closes it, and sends at any time.
type Comm struct {
	Kind     CommKind
	ID       string          // of the conversation
	Target   string          // of OpenComm: who is to answer
	Data     json.RawMessage // a JSON object; nil is an empty one
	Metadata json.RawMessage // a JSON object, or nil
	Buffers  [][]byte
}

// SendComm sends a message of a conversation to the front ends, whatever takes what the calling
// goroutine shows.
func SendComm(c Comm) { processSink().Event(Event{Kind: SendsComm, Comm: &c}) }

// targets are who takes the conversations that front ends open and go on with.
var targets struct {
	sync.Mutex
	by map[string]func(Comm, Sink)
}

// HandleComms has handle called with every message that front ends send in conversations of a
// target, one after the other. What is sent through the sink counts as the answer to that
// message; SendComm sends on its own account. handle should be quick: what takes time belongs
// into a Callback.
func HandleComms(target string, handle func(c Comm, answer Sink)) {
	targets.Lock()
	defer targets.Unlock()
	if targets.by == nil {
		targets.by = map[string]func(Comm, Sink){}
	}
	targets.by[target] = handle
}

// CommHandler gives who takes the messages of a target, or nil.
func CommHandler(target string) func(c Comm, answer Sink) {
	targets.Lock()
	defer targets.Unlock()
	return targets.by[target]
}

// A caller is a sink that knows how to call back into cells.
type caller interface{ Callback(comm string, f func()) }

// Callback calls f, a function of the person's that an event of the conversation called comm
// leads to, and returns when it has ended. One callback runs at a time. What f shows and prints
// appears below the cell that opened the conversation; so does its panic, which is no one
// else's. An interrupt ends it.
func Callback(comm string, f func()) {
	if c, ok := processSink().(caller); ok {
		c.Callback(comm, f)
		return
	}
	f()
}
