package display

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// A Progress shows how far a long routine has come. Nothing appears during the first
// second; then a bar is updated at most ten times a second, with the time left.
type Progress struct {
	sink  Sink
	label string
	total int64
	start time.Time
	now   func() time.Time

	mu    sync.Mutex
	done  int64
	id    string
	last  time.Time
	ended bool

	complete bool
}

// progressKey marks the bundle of a complete bar in its metadata.
const progressKey = "talbot"

// IsCompleteProgress reports whether a bundle is the bar of work that was done to its end: of
// no use to whoever reads the outputs later.
func IsCompleteProgress(b Bundle) bool {
	m, _ := b.Metadata[progressKey].(map[string]any)
	return m["progress"] == "complete"
}

const (
	progressDelay = time.Second
	progressEvery = 100 * time.Millisecond
)

// NewProgress starts to count towards total steps (frames, blocks, bytes …) of the work
// named by label. The bar goes where ctx says, as WithSink set it, or to this process's sink.
func NewProgress(ctx context.Context, label string, total int64) *Progress {
	return &Progress{sink: sinkFrom(ctx), label: label, total: max(total, 1), start: time.Now(), now: time.Now}
}

// Add counts n more steps as done. It may be called from any goroutine.
func (p *Progress) Add(n int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	p.done += n
	t := p.now()
	if t.Sub(p.start) < progressDelay || t.Sub(p.last) < progressEvery {
		return
	}
	p.last = t
	p.draw("")
}

// End closes the bar: complete if err is nil, else with what stopped it and how far it had come.
func (p *Progress) End(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	p.ended = true
	if p.id == "" {
		return
	}
	switch {
	case err == nil:
		p.done, p.complete = p.total, true
		p.draw("done in " + round(p.now().Sub(p.start)))
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		p.draw("interrupted")
	default:
		p.draw("stopped: " + err.Error())
	}
}

func (p *Progress) draw(end string) {
	frac := min(float64(p.done)/float64(p.total), 1)
	took := p.now().Sub(p.start)
	if end == "" {
		end = "starting"
		if frac > 0 {
			end = round(time.Duration(float64(took)*(1-frac)/frac)) + " left"
		}
	}
	const width = 30
	full := int(frac * width)
	text := fmt.Sprintf("%s %s%s %3.0f%%  %s", p.label, strings.Repeat("█", full), strings.Repeat("░", width-full), frac*100, end)
	b := Text(text)
	b.Data["text/html"] = fmt.Sprintf(
		`<div style="font:12px sans-serif"><span>%s</span> <progress max="1" value="%.4f" style="width:16em;vertical-align:middle"></progress> <span>%.0f&thinsp;%% · %s</span></div>`,
		htmlEscape(p.label), frac, frac*100, htmlEscape(end))
	if p.complete {
		b.Metadata = map[string]any{progressKey: map[string]any{"progress": "complete"}}
	}
	kind := UpdateData
	if p.id == "" {
		p.id = NewID()
		kind = ShowData
	}
	p.sink.Event(Event{Kind: kind, ID: p.id, Bundle: b})
}

func htmlEscape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;").Replace(s)
}

func round(d time.Duration) string {
	switch {
	case d < time.Second:
		return d.Round(10 * time.Millisecond).String()
	case d < time.Minute:
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}
