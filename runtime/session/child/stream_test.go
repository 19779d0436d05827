package child

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"

	"talbot/runtime/session/link"
)

func TestUnfinishedRune(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "a": 0, "é": 0, "€": 0, "😀": 0,
		"a\xc3": 1, "a\xe2": 1, "a\xe2\x82": 2, "\xf0\x9f\x98": 3, "\xf0\x9f": 2,
		"\xff": 0, "\x80\x80\x80\x80": 0, "é\xa9": 0,
	} {
		if got := unfinishedRune([]byte(s)); got != want {
			t.Errorf("%q has %d bytes of an unfinished character, want %d", s, got, want)
		}
	}
}

func TestOverlap(t *testing.T) {
	mark := []byte("abab!")
	for s, want := range map[string]int{"": 0, "x": 0, "xa": 1, "xab": 2, "xaba": 3, "abab": 4, "ababab": 4, "abab!": 0, "ba": 1} {
		if got := overlap([]byte(s), mark); got != want {
			t.Errorf("%q ends with %d bytes of the mark, want %d", s, got, want)
		}
	}
}

// wire gives a Conn whose reports are collected; its texts are read once it is settled.
func wire(t *testing.T) (*link.Conn, func() string) {
	r, w := io.Pipe()
	t.Cleanup(func() { w.Close() })
	var mu sync.Mutex
	var text strings.Builder
	in, reached := link.NewConn(r, io.Discard), make(chan struct{})
	go func() {
		for {
			var m link.Report
			if in.Receive(&m) != nil {
				return
			}
			mu.Lock()
			if m.Stream != nil {
				text.WriteString(m.Stream.Text)
			}
			mu.Unlock()
			if m.Ready {
				reached <- struct{}{}
			}
		}
	}()
	conn := link.NewConn(bytes.NewReader(nil), w)
	return conn, func() string {
		if err := conn.Send(&link.Report{Ready: true}); err != nil { // all that was sent before it is there
			t.Fatal(err)
		}
		<-reached
		mu.Lock()
		defer mu.Unlock()
		return text.String()
	}
}

// What was written before settle has been sent when it returns, but for a character's beginning.
func TestSettle(t *testing.T) {
	conn, text := wire(t)
	s, err := newStream("stdout", conn)
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	for i := range 300 {
		part := strings.Repeat(fmt.Sprintf("é%d", i), i*i/10)
		// What looks like the beginning of a mark is not one.
		part += string(s.mark[:i%len(s.mark)])
		if i%7 == 0 {
			part += string(s.mark[:3])
		}
		go func() { io.WriteString(s.w, part) }() //nolint:errcheck // the text is compared
		want += strings.ToValidUTF8(part, "")
		for len(strings.ReplaceAll(text(), "\ufffd", "")) < len(want) {
			if !s.settle() {
				t.Fatal("the stream is closed")
			}
			runtime.Gosched() // what is written in parts may not be there yet
		}
	}
	// The mark is random: what of it is no character comes as U+FFFD.
	if got := strings.ReplaceAll(text(), "\ufffd", ""); got != want {
		t.Errorf("%d bytes come, not the %d written", len(got), len(want))
	}
	s.w.Close()
	if s.settle() {
		t.Error("a closed stream settles")
	}
}

func TestSettleBesideWriters(t *testing.T) {
	conn, text := wire(t)
	s, err := newStream("stdout", conn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.w.Close()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 500 {
				fmt.Fprintln(s.w, strings.Repeat("x", 99))
			}
		})
	}
	for range 200 {
		s.settle()
	}
	wg.Wait()
	s.settle()
	if got := strings.Count(text(), strings.Repeat("x", 99)+"\n"); got != 2000 {
		t.Errorf("%d lines come whole, want 2000", got)
	}
}

// newTestHost gives a host without an interpreter.
func newTestHost(t *testing.T) *host {
	conn, _ := wire(t)
	return &host{conn: conn, trace: &trace{now: func() int64 { return 0 }}, questions: newQuestions(), stop: newStopper()}
}

func TestStopper(t *testing.T) {
	s := newStopper()
	first, ctx := s.channel(), s.ctx
	if s.stopped() || s.renew() {
		t.Error("a new stopper is stopped")
	}
	s.stop()
	s.stop()
	<-first
	<-ctx.Done()
	if !s.stopped() || !s.renew() || s.stopped() || s.ctx.Err() != nil || s.channel() == first {
		t.Error("a stopper that was stopped is not renewed")
	}
}

func TestQuestions(t *testing.T) {
	q := newQuestions()
	first := q.next()
	second := q.next()
	q.answer(link.Input{ID: first, Text: "late"})
	q.answer(link.Input{ID: second, Text: "right"})
	q.answer(link.Input{ID: second, Text: "twice"})
	if a := <-q.answers; a.Text != "right" {
		t.Errorf("the answer is %q", a.Text)
	}
	q.answer(link.Input{ID: second, Text: "given up"})
	q.next()
	if len(q.answers) != 0 {
		t.Error("an answer to an earlier question is there for the next")
	}
}
