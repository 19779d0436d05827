package kernel

import (
	"context"
	"sync"
	"time"
	"unicode/utf8"

	"talbot/kernel/wire"
	"talbot/runtime/display"
)

// Printed text is gathered for streamTime or until there are streamBytes of it, so that a
// loop of small prints does not flood the front ends.
const (
	streamTime  = 20 * time.Millisecond
	streamBytes = 8 << 10
	streamMost  = 64 << 10 // bytes of one message
)

// An output publishes what one cell produces, in order. A slow front end holds up the
// goroutine that prints; see Transport.Send.
type output struct {
	k           *Kernel
	request     *wire.Message
	silent      bool
	allowStdin  bool
	interrupted chan struct{}
	once        sync.Once // closes interrupted

	mu    sync.Mutex
	name  string // of the stream that text belongs to
	text  []byte // gathered
	timer *time.Timer
	told  bool // that it cannot ask
	ended bool // the cell has returned; goroutines that it started may still print
}

func newOutput(k *Kernel, request *wire.Message, silent, allowStdin bool) *output {
	return &output{k: k, request: request, silent: silent, allowStdin: allowStdin, interrupted: make(chan struct{})}
}

var _ display.Output = (*output)(nil)

// Stream implements display.Output.
func (o *output) Stream(name, text string) {
	if name != "stderr" {
		name = "stdout"
	}
	if o.silent || text == "" {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if name != o.name {
		o.flush()
		o.name = name
	}
	for len(text) > 0 { // a large text is passed on piece by piece rather than copied whole
		n := min(len(text), streamMost-len(o.text))
		o.text = append(o.text, text[:n]...)
		text = text[n:]
		if len(o.text) >= streamBytes {
			o.flushWhole()
		}
	}
	if len(o.text) > 0 && o.timer == nil {
		o.timer = time.AfterFunc(streamTime, o.tick)
	}
}

func (o *output) tick() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flushWhole()
}

// flushWhole publishes the gathered text but for a character at its end that is cut. If
// the rest of that does not come in time, it is published as it is.
func (o *output) flushWhole() {
	n := len(o.text)
	cut := n
	for back := 1; back <= utf8.UTFMax && back <= n; back++ {
		if b := o.text[n-back]; utf8.RuneStart(b) {
			if b >= utf8.RuneSelf && !utf8.FullRune(o.text[n-back:]) {
				cut = n - back
			}
			break
		}
	}
	rest := string(o.text[cut:])
	o.text = o.text[:cut]
	o.flush()
	if rest != "" {
		o.text = append(o.text, rest...)
		o.timer = time.AfterFunc(streamTime, func() {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.flush()
		})
	}
}

// flush publishes all that was gathered.
func (o *output) flush() {
	if o.timer != nil {
		o.timer.Stop()
		o.timer = nil
	}
	if len(o.text) == 0 {
		return
	}
	o.k.publish("stream", o.request.Header, map[string]any{"name": o.name, "text": string(o.text)})
	o.text = o.text[:0]
}

// Event implements display.Sink.
func (o *output) Event(e display.Event) {
	if o.silent && e.Kind != display.SendsComm {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flush()
	if e.Kind == display.SendsComm {
		o.k.publishComm(o.request.Header, e.Comm)
		return
	}
	if e.Kind == display.ClearOutput {
		o.k.publish("clear_output", o.request.Header, map[string]any{"wait": e.Wait})
		return
	}
	data, metadata := encodeBundle(e.Bundle)
	transient := map[string]any{}
	if e.ID != "" {
		transient["display_id"] = e.ID
	}
	kind := "display_data"
	if e.Kind == display.UpdateData {
		kind = "update_display_data"
	}
	o.k.publish(kind, o.request.Header, map[string]any{"data": data, "metadata": metadata, "transient": transient})
}

// end publishes what is left when the cell has returned.
func (o *output) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flush()
	o.ended = true
}

// interrupt ends a question that is open. It does not wait for a print that is held up.
func (o *output) interrupt() { o.once.Do(func() { close(o.interrupted) }) }

// Input implements display.Output.
func (o *output) Input(ctx context.Context, prompt string, secret bool) (string, error) {
	o.mu.Lock()
	o.flush()
	able, told := o.allowStdin && !o.ended, o.told
	o.told = told || !able
	o.mu.Unlock()
	if !able {
		if !told { // few programs look at what reading gives
			o.Stream("stderr", "Nobody can be asked: "+display.ErrNoInput.Error()+".\n")
		}
		return "", display.ErrNoInput
	}
	return o.k.ask(ctx, o, prompt, secret)
}
