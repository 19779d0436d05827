package link

import (
	"bytes"
	"io"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"talbot/runtime/display"
	"talbot/runtime/session/front"
)

func TestPack(t *testing.T) {
	in := display.Bundle{
		Data: map[string]any{
			"text/plain":       "é\x00",
			"text/html":        "",
			"image/png":        []byte{0, 1, 255},
			"application/json": map[string]any{"a": []int{1, 2}},
		},
		Metadata: map[string]any{"image/png": map[string]any{"width": 3.0}},
	}
	p, err := Pack(in)
	if err != nil {
		t.Fatal(err)
	}
	out := p.Unpack()
	if raw, ok := out.Data["application/json"].(interface{ MarshalJSON() ([]byte, error) }); !ok {
		t.Errorf("the JSON comes back as %T", out.Data["application/json"])
	} else if b, _ := raw.MarshalJSON(); string(b) != `{"a":[1,2]}` {
		t.Errorf("the JSON comes back as %s", b)
	}
	delete(in.Data, "application/json")
	delete(out.Data, "application/json")
	if !reflect.DeepEqual(in, out) {
		t.Errorf("the bundle comes back as %v, want %v", out, in)
	}
	if _, err := Pack(display.Bundle{Data: map[string]any{"application/json": math.NaN()}}); err == nil {
		t.Error("NaN is packed as JSON")
	}
	if _, err := Pack(display.Bundle{Metadata: map[string]any{"a": func() {}}}); err == nil {
		t.Error("a function is packed as metadata")
	}
	if out := (Bundle{}).Unpack(); len(out.Data) != 0 || out.Metadata != nil {
		t.Errorf("an empty bundle comes back as %v", out)
	}
}

// Messages from many goroutines arrive whole, each with what was set in it alone.
func TestConn(t *testing.T) {
	r, w := io.Pipe()
	from, to := NewConn(r, io.Discard), NewConn(bytes.NewReader(nil), w)
	const each = 200
	var wg sync.WaitGroup
	for _, m := range []*Report{
		{Ready: true},
		{Stream: &Stream{Name: "stdout", Text: "text"}},
		{Question: &Question{ID: 7, Prompt: "name?", Secret: true}},
		{Done: &Done{Value: &Bundle{Text: map[string]string{"text/plain": "3"}}, Compiled: true}},
		{Done: &Done{Fault: &Fault{Kind: "exit", Code: 3, Trace: []string{"a"}}}},
	} {
		wg.Go(func() {
			for range each {
				if err := to.Send(m); err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() { wg.Wait(); w.Close() }()
	count := 0
	for ; ; count++ {
		var m Report
		if err := from.Receive(&m); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		set := 0
		for _, ok := range []bool{m.Ready, m.Stream != nil, m.Question != nil, m.Done != nil} {
			if ok {
				set++
			}
		}
		if set != 1 {
			t.Fatalf("%d fields are set: %+v", set, m)
		}
		if m.Question != nil && *m.Question != (Question{ID: 7, Prompt: "name?", Secret: true}) {
			t.Errorf("the question comes as %+v", m.Question)
		}
	}
	if count != 5*each {
		t.Errorf("%d messages came, want %d", count, 5*each)
	}
}

func TestRequests(t *testing.T) {
	var wire bytes.Buffer
	sent := []Request{
		{Run: &Run{Cell: 3, Steps: []front.Step{{Imports: map[string]string{"fmt": "fmt"}, Source: "var x int", Call: "f"}}}},
		{Interrupt: true},
		{Input: &Input{ID: 9, Text: "typed", End: true, Err: "none"}},
	}
	c := NewConn(&wire, &wire)
	for i := range sent {
		if err := c.Send(&sent[i]); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range sent {
		var got Request
		if err := c.Receive(&got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v comes as %+v", want, got)
		}
	}
}

// Whatever a process writes, reading it ends without a panic.
func FuzzReceive(f *testing.F) {
	var wire bytes.Buffer
	c := NewConn(&wire, &wire)
	c.Send(&Report{Stream: &Stream{Name: "stdout", Text: "text"}}) //nolint:errcheck // a buffer takes all
	c.Send(&Report{Done: &Done{Fault: &Fault{Kind: "panic"}}})     //nolint:errcheck // as above
	f.Add(wire.Bytes())
	f.Add([]byte("a line on standard output\n"))
	f.Add([]byte{0xf8, 0x40, 0, 0, 0, 0, 0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		c := NewConn(bytes.NewReader(b), io.Discard)
		for range 100 {
			var r Report
			if err := c.Receive(&r); err != nil {
				return
			}
			if r.Event != nil {
				r.Event.Bundle.Unpack()
			}
			if r.Done != nil && r.Done.Value != nil {
				r.Done.Value.Unpack()
			}
		}
	})
}

func TestAfterMark(t *testing.T) {
	for _, c := range []struct{ sent, before, after string }{
		{Mark + "gob", "", "gob"},
		{"banner\n" + Mark + "gob", "banner\n", "gob"},
		{"\x00\x00talbot no" + Mark + Mark, "talbot no", Mark},
		{"nothing", "nothing", ""},
		{"", "", ""},
	} {
		var before strings.Builder
		after, err := io.ReadAll(AfterMark(iotest.OneByteReader(strings.NewReader(c.sent)), &before))
		if err != nil || string(after) != c.after || before.String() != c.before {
			t.Errorf("%q is cut into %q and %q (%v), want %q and %q", c.sent, before.String(), after, err, c.before, c.after)
		}
	}
}
