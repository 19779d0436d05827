package display

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

type events []Event

func (e *events) Event(x Event) { *e = append(*e, x) }

// clocked gives a progress whose clock the test turns.
func clocked(total int64) (*Progress, *events, *time.Time) {
	var got events
	p := NewProgress(WithSink(context.Background(), &got), "averaging", total)
	now := p.start
	p.now = func() time.Time { return now }
	return p, &got, &now
}

func TestProgressIsSilentForASecond(t *testing.T) {
	p, got, now := clocked(10)
	*now = now.Add(900 * time.Millisecond)
	p.Add(9)
	p.End(nil)
	if len(*got) != 0 {
		t.Errorf("%d events within the first second", len(*got))
	}
}

func TestProgress(t *testing.T) {
	p, got, now := clocked(100)
	*now = now.Add(2 * time.Second)
	p.Add(25)
	p.Add(1) // at once: throttled
	*now = now.Add(time.Second)
	p.Add(24)
	p.End(nil)
	p.End(errors.New("late"))
	p.Add(1)
	e := *got
	if len(e) != 3 || e[0].Kind != ShowData || e[1].Kind != UpdateData || e[1].ID != e[0].ID || e[0].ID == "" {
		t.Fatalf("events %+v", e)
	}
	for i, want := range []string{"25%  6s left", "50%  3s left", "100%  done in 3s"} {
		if s := e[i].Bundle.PlainText(); !strings.HasSuffix(s, want) {
			t.Errorf("event %d reads %q, want its end %q", i, s, want)
		}
	}
	if IsCompleteProgress(e[1].Bundle) || !IsCompleteProgress(e[2].Bundle) {
		t.Error("only the last bar is complete")
	}
}

func TestProgressInterrupted(t *testing.T) {
	for err, want := range map[error]string{context.Canceled: "interrupted", errors.New("disk <full>"): "stopped: disk <full>"} {
		p, got, now := clocked(4)
		*now = now.Add(2 * time.Second)
		p.Add(1)
		p.End(err)
		last := (*got)[len(*got)-1].Bundle
		if !strings.Contains(last.PlainText(), " 25%  "+want) || IsCompleteProgress(last) {
			t.Errorf("%v reads %q", err, last.PlainText())
		}
		if html := last.Data["text/html"].(string); strings.Contains(html, "<full>") {
			t.Errorf("not escaped: %s", html)
		}
	}
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
