package display

import (
	"context"
	"errors"
	"fmt"
	"html"
	"strings"
	"sync"
	"time"
)

// A Progress shows how far a long routine has come. Nothing appears during the first
// second; then a bar is updated at most ten times a second, with the time left.
//
//	bar := display.NewProgress(ctx, "fitting", int64(len(films)))
//	defer bar.End(nil)
//	for _, film := range films {
//		fit(film)
//		bar.Add(1)
//	}
//
// Bars may run beside and within one another, and each may be used by several goroutines.
type Progress struct {
	sink  Sink
	label string
	total int64 // 0 if nobody knows
	start time.Time

	mu      sync.Mutex
	done    int64
	id      string       // "" until it is shown
	shown   string       // as text
	last    time.Time    // when
	draws   *time.Timer  // the next time
	due     bool         // that will come
	stopped bool         // the context has ended
	ended   bool         // End was called
	cause   func() error // why the context has ended, nil if it has not
	unwatch func() bool  // it
}

// progressKey marks the bundles of bars in their metadata with what the work does.
const progressKey = "talbot"

const (
	running  = "running"
	stopped  = "stopped" // before its end
	complete = "complete"
)

// IsCompleteProgress reports whether a bundle is the bar of work that was done to its end: of
// no use to whoever reads the outputs later.
func IsCompleteProgress(b Bundle) bool { return progressState(b) == complete }

// IsRunningProgress reports whether a bundle is the bar of work that goes on.
func IsRunningProgress(b Bundle) bool { return progressState(b) == running }

func progressState(b Bundle) string {
	m, _ := b.Metadata[progressKey].(map[string]any)
	state, _ := m["progress"].(string)
	return state
}

const (
	progressDelay = time.Second
	progressEvery = 100 * time.Millisecond
)

// NewProgress starts to count towards total steps (frames, blocks, bytes …) of the work
// named by label; a total of 0 is for work whose length nobody knows. The bar goes where ctx
// says, as WithSink set it, or to this process's sink. When ctx ends, so does the bar.
func NewProgress(ctx context.Context, label string, total int64) *Progress {
	p := &Progress{sink: sinkFrom(ctx), label: label, total: max(total, 0), start: time.Now(), due: true}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.draws = time.AfterFunc(progressDelay, p.tick)
	p.cause = func() error { return context.Cause(ctx) }
	p.unwatch = context.AfterFunc(ctx, p.stop)
	return p
}

// Add counts n more steps as done. It may be called from any goroutine.
func (p *Progress) Add(n int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	p.done += n
	if !p.due && !p.stopped {
		p.due = true
		p.draws.Reset(max(0, progressEvery-time.Since(p.last)))
	}
}

// tick draws what was counted since the last time.
func (p *Progress) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.due = false
	if !p.ended && !p.stopped {
		p.draw(running, p.left())
	}
}

// stop tells that the context has ended, should End never be called.
func (p *Progress) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		p.stopped = true
		p.finish(p.cause())
	}
}

// End closes the bar: with what stopped the work and how far it had come, or if err is nil with
// the time that it took. Work that was not all done, as where a deferred End follows a panic or an
// interrupt, is never called done.
func (p *Progress) End(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		p.ended = true
		p.draws.Stop()
		p.unwatch()
		if err == nil && (p.done < p.total || p.total == 0) {
			err = p.cause()
		}
		p.finish(err)
	}
}

// finish draws the last state of a bar that is shown.
func (p *Progress) finish(err error) {
	if p.id == "" {
		return
	}
	took := round(time.Since(p.start))
	switch {
	case err == nil && p.done < p.total:
		p.draw(stopped, "ended after "+took) // a loop that was left early
	case err == nil:
		p.draw(complete, "done in "+took)
	case errors.Is(err, context.Canceled):
		p.draw(stopped, "interrupted")
	case errors.Is(err, context.DeadlineExceeded):
		p.draw(stopped, "out of time after "+took)
	default:
		p.draw(stopped, "stopped: "+err.Error())
	}
}

// left tells the time that the rest will take if it goes on as until now.
func (p *Progress) left() string {
	took := time.Since(p.start)
	switch {
	case p.total == 0:
		return round(took)
	case p.done <= 0:
		return "starting"
	case p.done >= p.total:
		return "finishing"
	}
	return round(time.Duration(float64(took)*(float64(p.total)/float64(p.done)-1))) + " left"
}

func (p *Progress) draw(state, words string) {
	p.last = time.Now()
	text, code := p.bar(state, words)
	if text == p.shown {
		return
	}
	b := TextAndHTML(text, code)
	b.Metadata = map[string]any{progressKey: map[string]any{"progress": state}}
	kind := UpdateData
	if p.id == "" {
		p.id = NewID()
		kind = ShowData
	}
	p.shown = text
	p.sink.Event(Event{Kind: kind, ID: p.id, Bundle: b})
}

// bar gives the bar as text and as HTML. Without a total it tells the number of steps.
func (p *Progress) bar(state, words string) (text, code string) {
	const (
		width = 30
		style = `<div style="font:12px sans-serif"><span>%s</span> %s<span>%s · %s</span></div>`
		meter = `<progress max="1"%s style="width:16em;vertical-align:middle"></progress> `
	)
	if p.total == 0 {
		moving := ""
		if state == running {
			moving = fmt.Sprintf(meter, "")
		}
		return fmt.Sprintf("%s  %d  %s", p.label, p.done, words),
			fmt.Sprintf(style, html.EscapeString(p.label), moving, fmt.Sprint(p.done), html.EscapeString(words))
	}
	part := max(0, min(float64(p.done)/float64(p.total), 1))
	full := int(part * width)
	percent := int(part * 100) // 100 stands for all
	text = fmt.Sprintf("%s %s%s %3d%%  %s", p.label, strings.Repeat("█", full), strings.Repeat("░", width-full), percent, words)
	return text, fmt.Sprintf(style, html.EscapeString(p.label), fmt.Sprintf(meter, fmt.Sprintf(` value="%.4f"`, part)),
		fmt.Sprintf("%d&thinsp;%%", percent), html.EscapeString(words))
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
