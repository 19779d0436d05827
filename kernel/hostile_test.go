package kernel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"talbot/kernel"
	"talbot/kernel/kerneltest"
	"talbot/kernel/wire"
	"talbot/runtime/display"
)

// fields lists what the requests' contents hold.
var fields = map[string][]string{
	"execute_request":         {"code", "silent", "store_history", "user_expressions", "allow_stdin", "stop_on_error"},
	"complete_request":        {"code", "cursor_pos"},
	"inspect_request":         {"code", "cursor_pos", "detail_level"},
	"is_complete_request":     {"code"},
	"history_request":         {"hist_access_type", "output", "raw", "session", "start", "stop", "n", "pattern", "unique"},
	"comm_info_request":       {"target_name"},
	"comm_open":               {"comm_id", "target_name", "data"},
	"comm_msg":                {"comm_id", "data"},
	"comm_close":              {"comm_id", "data"},
	"kernel_info_request":     {"x"},
	"interrupt_request":       {"x"},
	"create_subshell_request": {"x"},
	"delete_subshell_request": {"subshell_id"},
	"list_subshell_request":   {"x"},
	"unheard_request":         {"x"},
	"unheard_of":              {"x"},
}

// wrong lists JSON values that make little sense anywhere.
var wrong = []string{
	"null", "true", "-1", "0", "9223372036854775807", "1e300", "-1e300", "0.5", "123456789012345678901234567890", `""`, `"x"`,
	`"\u0000"`, `"\ud800"`, "\"\xff\xfe\"", `"😀"`, "[]", "{}", `[[[]]]`, `{"a":{"b":[null]}}`,
	strings.Repeat("[", 9000) + strings.Repeat("]", 9000), `"` + strings.Repeat("x", 1<<20) + `"`,
}

// echo starts a kernel whose cells show their own code.
func echo(t testing.TB) *front {
	t.Helper()
	return startWith(t, coded{kerneltest.New()}, kernel.Info{})
}

// coded runs every cell at once, whatever stands in it.
type coded struct{ *kerneltest.Interpreter }

func (coded) Execute(_ context.Context, code string, _ display.Output) display.Result {
	b := display.Text(code)
	return display.Result{Value: &b}
}

// say sends a request with the given bytes as its content and metadata, and checks that all that
// belongs to it comes, and a reply if it is a request.
func (f *front) say(kind, content, metadata string) map[string]any {
	f.t.Helper()
	m, err := f.author.New(kind, wire.Header{}, struct{}{})
	if err != nil {
		f.t.Fatal(err)
	}
	m.Content, m.Metadata = json.RawMessage(content), json.RawMessage(metadata)
	codec := wire.NewCodec("")
	frames, err := codec.Encode(m)
	if err != nil {
		f.t.Fatal(err)
	}
	if m, err = codec.Decode(frames); err != nil {
		f.t.Fatalf("%s %.200s is not delivered: %v", kind, content, err)
	}
	f.post(kernel.Shell, m)
	reply, _ := f.collect(m, kernel.Shell)
	if isRequest := strings.HasSuffix(kind, "_request"); isRequest != (reply != nil) {
		f.t.Fatalf("%s %.200s: the reply is %v", kind, content, reply)
	}
	if s := reply["status"]; reply != nil && s == nil {
		f.t.Errorf("%s %.200s: the reply has no status: %v", kind, content, reply)
	}
	return reply
}

func TestRequestsThatMakeNoSenseAreAnswered(t *testing.T) {
	quietLog(t)
	f := echo(t)
	for kind, names := range fields {
		f.say(kind, "{}", "{}")
		for _, name := range names {
			for _, value := range wrong {
				f.say(kind, fmt.Sprintf("{%q:%s}", name, value), "{}")
			}
		}
		for _, whole := range []string{"[]", "null", "5", `"x"`, "{", `{"code":NaN}`, "{}{}", `{"code":"a","code":5}`, `{"CODE":"a"}`} {
			var object map[string]any
			isObject := json.Unmarshal([]byte(whole), &object) == nil && object != nil
			for _, c := range []map[string]any{f.say(kind, whole, "{}"), f.say(kind, "{}", whole)} {
				if kind == "execute_request" && !isObject {
					want(t, c, "status", "error")
				}
			}
		}
	}
	c, _ := f.execute("still there")
	want(t, c, "status", "ok")
}

// A request whose ID was used before is one like any other.
func TestRequestsMayShareAnID(t *testing.T) {
	f := start(t, kernel.Info{})
	m, err := f.author.New("execute_request", wire.Header{}, map[string]any{"code": "value 1"})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		again := *m
		f.post(kernel.Shell, &again)
		c, _ := f.collect(&again, kernel.Shell)
		want(t, c, "execution_count", float64(n+1))
	}
}

func FuzzRequests(f *testing.F) {
	for kind, names := range fields {
		for _, name := range names {
			for _, value := range wrong[:len(wrong)-2] {
				f.Add(kind, []byte(fmt.Sprintf("{%q:%s}", name, value)), []byte("{}"), "")
			}
		}
	}
	f.Add("shutdown_request", []byte(`{"restart":5}`), []byte("{}"), "x")
	quietLog(f)
	front := echo(f)
	f.Fuzz(func(t *testing.T, kind string, content, metadata []byte, subshell string) {
		if kind == "shutdown_request" && json.Valid(content) { // it ends the kernel
			return
		}
		front.t = t
		defer func() { front.t = f }()
		m, err := front.author.New(kind, wire.Header{}, struct{}{})
		if err != nil {
			t.Fatal(err)
		}
		m.Content, m.Metadata, m.Header.Subshell = content, metadata, subshell
		codec := wire.NewCodec("")
		frames, err := codec.Encode(m)
		if err != nil {
			return
		}
		if m, err = codec.Decode(frames); err != nil {
			return
		}
		front.post(kernel.Shell, m)
		reply, _ := front.collect(m, kernel.Shell)
		if strings.HasSuffix(kind, "_request") != (reply != nil) {
			t.Fatalf("%q: the reply is %v", kind, reply)
		}
	})
}

// Positions are counted in code points whatever they count and wherever they lie.
func TestPositionsAnywhere(t *testing.T) {
	f := start(t, kernel.Info{})
	for _, code := range []string{"", "pri", "😀😀 pri", "größe\npri", "\u0301pri", "👨‍👩‍👧 pri"} {
		points := len([]rune(code))
		for _, pos := range []int{-1 << 31, -1, 0, 1, points - 1, points, points + 1, 1 << 31} {
			c, _ := f.ask(kernel.Shell, "complete_request", map[string]any{"code": code, "cursor_pos": pos})
			want(t, c, "status", "ok")
			at := max(0, min(pos, points))
			want(t, c, "cursor_end", float64(at))
			if s := c["cursor_start"].(float64); s < 0 || int(s) > at {
				t.Errorf("%q at %d: it starts at %v", code, pos, s)
			}
			for _, m := range c["matches"].([]any) {
				if prefix := string([]rune(code)[int(c["cursor_start"].(float64)):at]); !strings.HasPrefix(m.(string), prefix) {
					t.Errorf("%q at %d: %q does not begin with %q", code, pos, m, prefix)
				}
			}
			c, _ = f.ask(kernel.Shell, "inspect_request", map[string]any{"code": code, "cursor_pos": pos, "detail_level": 1})
			want(t, c, "status", "ok")
		}
	}
}
