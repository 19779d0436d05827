package display

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

type events []Event

func (e *events) Event(x Event) { *e = append(*e, x) }

// bubble runs a test with a bar, in a time of its own, and gives it the events so far.
func bubble(t *testing.T, total int64, f func(p *Progress, got func() events, cancel context.CancelCauseFunc)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var got events
		ctx, cancel := context.WithCancelCause(WithSink(context.Background(), &got))
		defer cancel(nil)
		p := NewProgress(ctx, "averaging", total)
		f(p, func() events {
			p.mu.Lock() // it draws on other goroutines
			defer p.mu.Unlock()
			return slices.Clone(got)
		}, cancel)
	})
}

// after lets time pass, and what is due then happen.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestProgressIsSilentForASecond(t *testing.T) {
	bubble(t, 10, func(p *Progress, got func() events, _ context.CancelCauseFunc) {
		after(900 * time.Millisecond)
		p.Add(9)
		p.End(nil)
		after(time.Minute)
		if len(got()) != 0 {
			t.Errorf("%d events within the first second", len(got()))
		}
	})
}

func TestProgress(t *testing.T) {
	bubble(t, 100, func(p *Progress, got func() events, _ context.CancelCauseFunc) {
		after(1500 * time.Millisecond) // the first step takes long
		p.Add(25)
		after(0)
		p.Add(1) // at once: waits for its turn
		after(99 * time.Millisecond)
		if len(got()) != 2 {
			t.Fatalf("%d events within the tenth of a second", len(got()))
		}
		after(1401 * time.Millisecond)
		p.Add(24)
		after(0)
		p.Add(50)
		after(time.Second)
		p.End(nil)
		p.End(errors.New("late"))
		p.Add(1)
		after(time.Minute)
		e := got()
		for i, want := range []string{"  0%  starting", " 25%  4.5s left", " 26%  4.6s left", " 50%  3s left", "100%  finishing", "100%  done in 4s"} {
			if i >= len(e) {
				t.Fatalf("%d events", len(e))
			}
			if s := e[i].Bundle.PlainText(); !strings.HasSuffix(s, want) {
				t.Errorf("event %d reads %q, want its end %q", i, s, want)
			}
			if (e[i].Kind == ShowData) != (i == 0) || e[i].ID == "" || e[i].ID != e[0].ID {
				t.Errorf("event %d: %+v", i, e[i])
			}
			if last := i == 5; IsCompleteProgress(e[i].Bundle) != last || IsRunningProgress(e[i].Bundle) == last {
				t.Errorf("event %d is complete before its time, or never", i)
			}
		}
		if len(e) != 6 {
			t.Errorf("%d events", len(e))
		}
	})
}

func TestProgressThrottle(t *testing.T) {
	bubble(t, 10_000, func(p *Progress, got func() events, _ context.CancelCauseFunc) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 2500 {
					time.Sleep(4 * time.Millisecond)
					p.Add(1)
				}
			})
		}
		wg.Wait()
		p.End(nil)
		if n := len(got()); n < 80 || n > 92 {
			t.Errorf("%d events in ten seconds, want ten a second after the first", n)
		}
		if s := got()[len(got())-1].Bundle.PlainText(); !strings.HasSuffix(s, "100%  done in 10s") {
			t.Errorf("the end reads %q", s)
		}
	})
}

func TestProgressStops(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{context.Canceled, "interrupted"},
		{fmt.Errorf("ddm: %w", context.DeadlineExceeded), "out of time after 2s"},
		{errors.New("disk <full>"), "stopped: disk <full>"},
		{nil, "ended after 2s"}, // a loop that was left
	} {
		bubble(t, 4, func(p *Progress, got func() events, _ context.CancelCauseFunc) {
			after(2 * time.Second)
			p.Add(1)
			p.End(c.err)
			last := got()[len(got())-1].Bundle
			if !strings.HasSuffix(last.PlainText(), " 25%  "+c.want) || IsCompleteProgress(last) || IsRunningProgress(last) {
				t.Errorf("%v reads %q", c.err, last.PlainText())
			}
			if html := last.Data["text/html"].(string); strings.Contains(html, "<full>") {
				t.Errorf("not escaped: %s", html)
			}
		})
	}
}

// A cell that is stopped hardly comes to call End.
func TestProgressInterrupted(t *testing.T) {
	bubble(t, 4, func(p *Progress, got func() events, cancel context.CancelCauseFunc) {
		after(2 * time.Second)
		p.Add(1)
		cancel(nil)
		after(0)
		said := len(got())
		if s := got()[said-1].Bundle.PlainText(); !strings.HasSuffix(s, " 25%  interrupted") {
			t.Errorf("reads %q", s)
		}
		p.End(nil) // deferred
		after(time.Minute)
		if len(got()) != said {
			t.Error("says twice that it was interrupted")
		}
	})
	// A routine that had all but ended is done.
	bubble(t, 4, func(p *Progress, got func() events, cancel context.CancelCauseFunc) {
		after(2 * time.Second)
		cancel(nil)
		after(0)
		p.Add(4)
		p.End(nil)
		if s := got()[len(got())-1].Bundle.PlainText(); !strings.HasSuffix(s, "100%  done in 2s") {
			t.Errorf("reads %q", s)
		}
	})
}

func TestProgressWithoutTotal(t *testing.T) {
	bubble(t, 0, func(p *Progress, got func() events, _ context.CancelCauseFunc) {
		after(2 * time.Second)
		p.Add(41)
		after(time.Second)
		p.Add(1)
		p.End(nil)
		e := got()
		for i, want := range []string{"averaging  0  1s", "averaging  41  2s", "averaging  42  done in 3s"} {
			if s := e[i].Bundle.PlainText(); s != want {
				t.Errorf("event %d reads %q, want %q", i, s, want)
			}
		}
		if html := e[1].Bundle.Data["text/html"]; strings.Contains(fmt.Sprint(html), "value=") {
			t.Errorf("a part of an unknown whole: %s", html)
		}
	})
}

func TestShow(t *testing.T) {
	var got events
	defer SetSink(SetSink(&got))
	if err := Show(1, Text("two")); err != nil {
		t.Fatal(err)
	}
	if err := ShowAs("", 3); err == nil {
		t.Error("an empty id is accepted")
	}
	if err := ShowAs("id", 3); err != nil {
		t.Fatal(err)
	}
	if err := Update("id", broken{}); err == nil || !strings.Contains(err.Error(), "no ink") {
		t.Errorf("a value that cannot show itself gives %v", err)
	}
	Clear(true)
	if len(got) != 4 || got[1].Bundle.PlainText() != "two" || got[2].ID != "id" || !got[3].Wait {
		t.Errorf("events %+v", got)
	}
}

func TestNilBundler(t *testing.T) {
	b, err := Of((*pointer)(nil))
	if err != nil || b.PlainText() != "nil, where a *display.pointer could be" {
		t.Errorf("%q, %v", b.PlainText(), err)
	}
	if b, err = Of(&pointer{"here"}); err != nil || b.PlainText() != "here" {
		t.Errorf("%q, %v", b.PlainText(), err)
	}
}

type pointer struct{ text string }

func (p *pointer) MIMEBundle() (Bundle, error) { return Text(p.text), nil }

type broken struct{}

func (broken) MIMEBundle() (Bundle, error) { return Bundle{}, errors.New("no ink") }
