package kernel_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"talbot/kernel"
	"talbot/kernel/wire"
)

func TestKernelInfoOnBothChannels(t *testing.T) {
	f := start(t, kernel.Info{Implementation: "talbot", Version: "1.2", Banner: "hello", GoVersion: "go1.26.1"})
	for _, ch := range []kernel.Channel{kernel.Shell, kernel.Control} {
		c, iopub := f.ask(ch, "kernel_info_request", struct{}{})
		wantTypes(t, iopub)
		want(t, c, "status", "ok")
		want(t, c, "protocol_version", "5.5")
		want(t, c, "implementation", "talbot")
		want(t, c, "implementation_version", "1.2")
		want(t, c, "banner", "hello")
		language := c["language_info"].(map[string]any)
		want(t, language, "name", "go")
		want(t, language, "version", "1.26.1")
		want(t, language, "file_extension", ".go")
		want(t, language, "mimetype", "text/x-go")
	}
}

func TestExecuteShowsAllInOrder(t *testing.T) {
	f := start(t, kernel.Info{})
	c, iopub := f.execute("print a\nprint b\neprint c\nshow text/html <b>\nprint d\nshowid one\nupdate two\nclear wait\nprint e\nvalue 7")
	wantTypes(t, iopub, "execute_input", "stream", "stream", "display_data", "stream", "display_data",
		"update_display_data", "clear_output", "stream", "execute_result")
	want(t, c, "status", "ok")
	want(t, c, "execution_count", 1.0)
	want(t, c, "user_expressions", map[string]any{})
	want(t, decode(t, iopub[1]), "text", "a\nb\n")
	want(t, decode(t, iopub[2]), "name", "stderr")
	want(t, decode(t, iopub[3]), "data", map[string]any{"text/html": "<b>"})
	want(t, decode(t, iopub[3]), "transient", map[string]any{})
	want(t, decode(t, iopub[6]), "transient", map[string]any{"display_id": "id"})
	want(t, decode(t, iopub[7]), "wait", true)
	want(t, decode(t, iopub[9]), "execution_count", 1.0)
	want(t, decode(t, iopub[9]), "data", map[string]any{"text/plain": "7"})
}

func TestExecuteError(t *testing.T) {
	f := start(t, kernel.Info{})
	c, iopub := f.execute("error it broke")
	wantTypes(t, iopub, "execute_input", "error")
	for _, m := range []map[string]any{c, decode(t, iopub[1])} {
		want(t, m, "ename", "error")
		want(t, m, "evalue", "it broke")
		want(t, m, "traceback", []any{"error: it broke"})
	}
	want(t, c, "status", "error")
	want(t, c, "execution_count", 1.0)
}

func TestExecutionCount(t *testing.T) {
	f := start(t, kernel.Info{})
	for _, step := range []struct {
		content map[string]any
		count   float64
		iopub   []string
	}{
		{map[string]any{"code": "value 1"}, 1, []string{"execute_input", "execute_result"}},
		{map[string]any{"code": "value 1", "store_history": false}, 1, []string{"execute_input", "execute_result"}},
		{map[string]any{"code": "value 1\nprint x\nshow a/b c\nclear", "silent": true}, 1, nil},
		{map[string]any{"code": "error x", "silent": true, "stop_on_error": false}, 1, nil},
		{map[string]any{"code": "  \n"}, 1, []string{"execute_input"}},
		{map[string]any{"code": "value 1"}, 2, []string{"execute_input", "execute_result"}},
	} {
		c, iopub := f.ask(kernel.Shell, "execute_request", step.content)
		want(t, c, "execution_count", step.count)
		wantTypes(t, iopub, step.iopub...)
	}
}

func TestUserExpressions(t *testing.T) {
	f := start(t, kernel.Info{})
	c, iopub := f.ask(kernel.Shell, "execute_request", map[string]any{"code": "", "silent": true,
		"user_expressions": map[string]any{"a": "print hidden\nvalue 3", "b": "error no", "c": 5}})
	wantTypes(t, iopub)
	values := c["user_expressions"].(map[string]any)
	want(t, values["a"].(map[string]any), "data", map[string]any{"text/plain": "3"})
	want(t, values["b"].(map[string]any), "evalue", "no")
	want(t, values["c"].(map[string]any), "status", "error")
}

func TestAPanicAnswersAndServesOn(t *testing.T) {
	quietLog(t)
	f := start(t, kernel.Info{})
	c, iopub := f.execute("panic")
	want(t, c, "ename", "internal error")
	wantTypes(t, iopub, "execute_input", "error")
	c, _ = f.ask(kernel.Shell, "inspect_request", map[string]any{"code": "panic", "cursor_pos": 0})
	want(t, c, "status", "error")
	c, _ = f.ask(kernel.Shell, "complete_request", map[string]any{"code": 5})
	want(t, c, "ename", "bad request")
	c, _ = f.ask(kernel.Shell, "unheard_request", map[string]any{})
	want(t, c, "ename", "unknown request")
	if c, _ = f.ask(kernel.Shell, "unheard_of", map[string]any{}); c != nil {
		t.Errorf("a reply to no request: %v", c)
	}
	c, _ = f.execute("value 1")
	want(t, c, "status", "ok")
}

func TestAbortedCellsAreAnswered(t *testing.T) {
	f := start(t, kernel.Info{})
	first := f.send(kernel.Shell, "execute_request", map[string]any{"code": "sleep 50\nerror no"})
	second := f.send(kernel.Shell, "execute_request", map[string]any{"code": "print x"})
	info := f.send(kernel.Shell, "kernel_info_request", struct{}{})
	c, _ := f.collect(first, kernel.Shell)
	want(t, c, "status", "error")
	c, iopub := f.collect(second, kernel.Shell)
	want(t, c, "status", "aborted")
	wantTypes(t, iopub)
	c, _ = f.collect(info, kernel.Shell)
	want(t, c, "status", "ok")
}

func TestControlIsAnsweredWhileACellRuns(t *testing.T) {
	f := start(t, kernel.Info{})
	cell := f.send(kernel.Shell, "execute_request", map[string]any{"code": "loop"})
	f.next() // busy
	f.next() // execute_input
	time.Sleep(20 * time.Millisecond)
	interrupt := f.send(kernel.Control, "interrupt_request", struct{}{})
	got := map[string]int{}
	for range 6 { // the interrupt's busy, reply and idle; the cell's error, reply and idle
		s := f.next()
		switch s.m.Parent.ID {
		case interrupt.Header.ID:
			got["interrupt"]++
		case cell.Header.ID:
			got["cell"]++
		}
	}
	if got["interrupt"] != 3 || got["cell"] != 3 {
		t.Errorf("messages: %v", got)
	}
}

func TestShutdown(t *testing.T) {
	for _, ch := range []kernel.Channel{kernel.Control, kernel.Shell} {
		f := start(t, kernel.Info{})
		c, _ := f.ask(ch, "shutdown_request", map[string]any{"restart": true})
		want(t, c, "restart", true)
		if s := f.next(); s.ch != kernel.IOPub || s.m.Header.Type != "shutdown_reply" {
			t.Errorf("then %s on %s", s.m.Header.Type, s.ch)
		}
		select {
		case <-f.in.Closed():
		case <-time.After(5 * time.Second):
			t.Error("the interpreter is not closed")
		}
	}
}

func TestIsComplete(t *testing.T) {
	f := start(t, kernel.Info{})
	for code, status := range map[string]string{"print x": "complete", "x {": "incomplete", ")": "invalid", "print?": "complete"} {
		c, _ := f.ask(kernel.Shell, "is_complete_request", map[string]any{"code": code})
		want(t, c, "status", status)
		if status == "incomplete" {
			want(t, c, "indent", "\t")
		} else {
			want(t, c, "indent", nil)
		}
	}
}

func TestPositionsAreCodePoints(t *testing.T) {
	f := start(t, kernel.Info{})
	// 𝕋 is one code point, four bytes, two UTF-16 units.
	code := "𝕋ä größ + more"
	c, _ := f.ask(kernel.Shell, "complete_request", map[string]any{"code": code, "cursor_pos": 7})
	want(t, c, "matches", []any{"größe"})
	want(t, c, "cursor_start", 3.0)
	want(t, c, "cursor_end", 7.0)
	entry := c["metadata"].(map[string]any)["_jupyter_types_experimental"].([]any)[0].(map[string]any)
	want(t, entry, "type", "function")
	want(t, entry, "start", 3.0)
	for _, pos := range []any{nil, 1000, -5, 0} {
		c, _ := f.ask(kernel.Shell, "complete_request", map[string]any{"code": "ä pri", "cursor_pos": pos})
		want(t, c, "status", "ok")
		if n, ok := pos.(int); !ok || n > 0 {
			want(t, c, "cursor_end", 5.0)
		} else {
			want(t, c, "cursor_end", 0.0)
		}
	}
}

func TestInspectAndPage(t *testing.T) {
	f := start(t, kernel.Info{})
	c, _ := f.ask(kernel.Shell, "inspect_request", map[string]any{"code": "print", "cursor_pos": 3, "detail_level": 0})
	want(t, c, "found", true)
	want(t, c, "data", map[string]any{"text/plain": "print writes a line"})
	c, _ = f.ask(kernel.Shell, "inspect_request", map[string]any{"code": "nothing", "cursor_pos": 3})
	want(t, c, "found", false)
	want(t, c, "data", map[string]any{})
	for _, code := range []string{"print?", "?print", "print.x??"} {
		c, iopub := f.execute(code)
		wantTypes(t, iopub, "execute_input")
		page := c["payload"].([]any)[0].(map[string]any)
		want(t, page, "source", "page")
	}
	c, iopub := f.execute("nothing?")
	wantTypes(t, iopub, "execute_input", "stream")
	want(t, c, "payload", []any{})
}

func TestInputReachesOnlyWhoWasAsked(t *testing.T) {
	f := start(t, kernel.Info{})
	cell := f.send(kernel.Shell, "execute_request", map[string]any{"code": "print p\ninput Who?"})
	var request *wire.Message
	for request == nil {
		if s := f.next(); s.ch == kernel.Stdin {
			request = s.m
		}
	}
	want(t, decode(t, request), "prompt", "Who?")
	want(t, decode(t, request), "password", false)
	answer := func(route, parent, value string) {
		m, _ := f.author.New("input_reply", wire.Header{ID: parent, Type: "input_request"}, map[string]string{"value": value})
		m.Route = [][]byte{[]byte(route)}
		f.tr.in[kernel.Stdin] <- m
	}
	answer("other", request.Header.ID, "wrong")
	answer("front", "an earlier question", "stale")
	answer("front", request.Header.ID, "right")
	answer("front", request.Header.ID, "twice")
	var text strings.Builder
	for {
		s := f.next()
		if s.m.Header.Type == "stream" {
			text.WriteString(decode(t, s.m)["text"].(string))
		}
		if s.m.Parent.ID == cell.Header.ID && state(s.m) == "idle" {
			break
		}
	}
	if text.String() != "got right\n" {
		t.Errorf("printed %q", text.String())
	}
}

func TestHistoryRequests(t *testing.T) {
	quietLog(t)
	f := start(t, kernel.Info{HistoryFile: filepath.Join(t.TempDir(), "history.jsonl")})
	for _, code := range []string{"value 7", "print x", "value 7"} {
		f.execute(code)
	}
	for _, hidden := range []map[string]any{
		{"code": "value 8", "silent": true}, {"code": "value 9", "store_history": false}, {"code": " "},
	} {
		f.ask(kernel.Shell, "execute_request", hidden)
	}
	line := func(n float64, input any) any { return []any{1.0, n, input} }
	for _, c := range []struct {
		request map[string]any
		want    []any
	}{
		{map[string]any{"hist_access_type": "tail", "n": 2, "output": false, "raw": true}, []any{line(2, "print x"), line(3, "value 7")}},
		{map[string]any{"hist_access_type": "tail", "n": 2, "output": true, "raw": true}, []any{line(2, []any{"print x", nil}), line(3, []any{"value 7", "7"})}},
		{map[string]any{"hist_access_type": "range", "session": 0, "start": 1, "stop": 2}, []any{line(1, "value 7")}},
		{map[string]any{"hist_access_type": "range", "session": 0, "start": 2, "stop": nil}, []any{line(2, "print x"), line(3, "value 7")}},
		{map[string]any{"hist_access_type": "search", "pattern": "value*", "unique": true}, []any{line(3, "value 7")}},
		{map[string]any{"hist_access_type": "search", "pattern": "value*", "n": 10}, []any{line(1, "value 7"), line(3, "value 7")}},
		{map[string]any{"hist_access_type": "search"}, []any{line(1, "value 7"), line(2, "print x"), line(3, "value 7")}},
		{map[string]any{"hist_access_type": "search", "pattern": "none"}, []any{}},
	} {
		reply, iopub := f.ask(kernel.Shell, "history_request", c.request)
		wantTypes(t, iopub)
		if !reflect.DeepEqual(reply["history"], c.want) {
			t.Errorf("%v gives %v, want %v", c.request, reply["history"], c.want)
		}
	}
	c, _ := f.ask(kernel.Shell, "history_request", map[string]any{"hist_access_type": "guess"})
	want(t, c, "status", "error")
}
