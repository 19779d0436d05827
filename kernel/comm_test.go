package kernel_test

import (
	"slices"
	"testing"
	"time"

	"talbot/kernel"
	"talbot/kernel/wire"
)

func TestUnknownCommsAreClosedAtOnce(t *testing.T) {
	quietLog(t)
	f := start(t, kernel.Info{})
	reply, iopub := f.ask(kernel.Shell, "comm_open", map[string]any{"comm_id": "7", "target_name": "x", "data": map[string]any{}})
	wantTypes(t, iopub, "comm_close")
	want(t, decode(t, iopub[0]), "comm_id", "7")
	if reply != nil {
		t.Errorf("a reply: %v", reply)
	}
	_, iopub = f.ask(kernel.Shell, "comm_msg", map[string]any{"comm_id": "7", "data": map[string]any{}})
	wantTypes(t, iopub, "comm_close")
	for _, kind := range []string{"comm_close", "comm_open", "comm_msg"} {
		_, iopub = f.ask(kernel.Shell, kind, map[string]any{})
		wantTypes(t, iopub)
	}
}

// openComms asks for the open conversations of a target.
func openComms(f *front, target string) map[string]any {
	f.t.Helper()
	c, _ := f.ask(kernel.Shell, "comm_info_request", map[string]any{"target_name": target})
	want(f.t, c, "status", "ok")
	return c["comms"].(map[string]any)
}

func TestCellOpensComm(t *testing.T) {
	f := start(t, kernel.Info{})
	_, iopub := f.execute("print before\nopen 1\nprint after")
	wantTypes(t, iopub, "execute_input", "stream", "comm_open", "stream")
	open := decode(t, iopub[2])
	want(t, open, "comm_id", "1")
	want(t, open, "target_name", "echo")
	want(t, open, "data", map[string]any{"a": 1.0})
	if string(iopub[2].Metadata) != `{"version":"2"}` {
		t.Errorf("the metadata is %s", iopub[2].Metadata)
	}
	_, iopub = f.ask(kernel.Shell, "execute_request", map[string]any{"code": "open 2", "silent": true})
	wantTypes(t, iopub, "comm_open") // a silent cell shows nothing, but its objects are there

	if c := openComms(f, ""); len(c) != 2 {
		t.Errorf("the open comms are %v", c)
	}
	want(t, openComms(f, "echo"), "1", map[string]any{"target_name": "echo"})
	if c := openComms(f, "other"); len(c) != 0 {
		t.Errorf("another target has %v", c)
	}
	_, iopub = f.execute("close 1")
	wantTypes(t, iopub, "execute_input", "comm_close")
	if c := openComms(f, ""); len(c) != 1 {
		t.Errorf("the open comms are %v", c)
	}
}

// What answers a message has it as its parent, with data, metadata and buffers whole.
func TestFrontEndTalksInComm(t *testing.T) {
	f := start(t, kernel.Info{})
	_, iopub := f.ask(kernel.Shell, "comm_open", map[string]any{"comm_id": "9", "target_name": "echo"})
	wantTypes(t, iopub)
	m, err := f.author.New("comm_msg", wire.Header{}, map[string]any{"comm_id": "9", "data": map[string]any{"x": []int{1}}})
	if err != nil {
		t.Fatal(err)
	}
	m.Metadata, m.Buffers = []byte(`{"m":2}`), [][]byte{{0, 255}, {}}
	m.Route, m.Received = [][]byte{[]byte("front")}, time.Now()
	f.tr.in[kernel.Shell] <- m
	_, iopub = f.collect(m, kernel.Shell)
	wantTypes(t, iopub, "comm_msg")
	want(t, decode(t, iopub[0]), "data", map[string]any{"x": []any{1.0}})
	if string(iopub[0].Metadata) != `{"m":2}` || !slices.EqualFunc(iopub[0].Buffers, m.Buffers, slices.Equal) {
		t.Errorf("metadata %s, buffers %v", iopub[0].Metadata, iopub[0].Buffers)
	}
	_, iopub = f.ask(kernel.Shell, "comm_close", map[string]any{"comm_id": "9"})
	wantTypes(t, iopub)
	if c := openComms(f, ""); len(c) != 0 {
		t.Errorf("the open comms are %v", c)
	}
}
