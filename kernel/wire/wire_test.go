package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

var author = Author{Session: "s", Username: "u", Version: "5.4"}

func message(t testing.TB) *Message {
	t.Helper()
	m, err := author.New("execute_request", Header{}, map[string]string{"code": "a < b && c"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func encode(t testing.TB, c *Codec, m *Message) [][]byte {
	t.Helper()
	frames, err := c.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	return frames
}

func TestRoundTrip(t *testing.T) {
	for _, key := range []string{"", "secret"} {
		m := message(t)
		m.Route = [][]byte{{1, 2}, []byte("more")}
		m.Buffers = [][]byte{{}, {0, 255}}
		if err := m.SetMetadata(map[string]int{"a": 1}); err != nil {
			t.Fatal(err)
		}
		got, err := NewCodec(key).Decode(encode(t, NewCodec(key), m))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got.Route, m.Route) || !reflect.DeepEqual(got.Buffers, m.Buffers) ||
			string(got.Metadata) != `{"a":1}` || string(got.Content) != `{"code":"a < b && c"}` {
			t.Errorf("got %+v", got)
		}
		h := got.Header
		h.raw = nil
		if !reflect.DeepEqual(h, m.Header) || !got.Parent.IsZero() {
			t.Errorf("header %+v, parent %+v", h, got.Parent)
		}
	}
}

// The digest was made with Python's hmac module.
func TestSignatureIsHMACSHA256(t *testing.T) {
	m := &Message{Header: Header{raw: json.RawMessage(`{"msg_id":"1","msg_type":"x"}`)}, Content: json.RawMessage(`{"a":1}`)}
	frames := encode(t, NewCodec("key"), m)
	const want = "4d315654716920d3dde0f8702aa82a867450303fb85689ccfaaec524fa3f643e"
	if got := string(frames[1]); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

func TestParentKeepsItsBytes(t *testing.T) {
	header := `{"msg_id":"1", "msg_type":"x_request","extra": [1, 2.50],"date":"2020-01-01T00:00:00Z"}`
	in := &Message{Header: Header{raw: json.RawMessage(header)}}
	got, err := NewCodec("k").Decode(encode(t, NewCodec("k"), in))
	if err != nil {
		t.Fatal(err)
	}
	reply, err := author.New("x_reply", got.Header, struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	if frames := encode(t, NewCodec("k"), reply); string(frames[3]) != header {
		t.Errorf("parent header %s", frames[3])
	}
}

// What does not matter in a header may be of any type.
func TestHeadersAreReadLoosely(t *testing.T) {
	var h Header
	raw := `{"msg_id":"1","msg_type":"x","session":null,"username":{"a":1},"date":1.5,"version":5.3,"subshell_id":7}`
	if err := h.UnmarshalJSON([]byte(raw)); err != nil {
		t.Fatal(err)
	}
	if h.Session != "" || h.Version != "5.3" || h.Subshell != "7" {
		t.Errorf("got %+v", h)
	}
	if again, err := h.MarshalJSON(); err != nil || string(again) != raw {
		t.Errorf("it became %s, %v", again, err)
	}
	if err := h.UnmarshalJSON([]byte(`{"msg_id":"1","msg_type":"x","subshell_id":null}`)); err != nil || h.Subshell != "" {
		t.Errorf("a subshell that is null: %q, %v", h.Subshell, err)
	}
}

func TestHeaderForm(t *testing.T) {
	if ok := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(NewID()); !ok {
		t.Errorf("%s is no version 4 UUID", NewID())
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 678900000, time.FixedZone("", 3600))
	if d := Date(at); d != "2026-01-02T02:04:05.678900Z" {
		t.Errorf("date %s", d)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := func() [][]byte { return encode(t, NewCodec("k"), message(t)) }
	edit := func(i int, b string) [][]byte { f := good(); f[i] = []byte(b); return f }
	resign := func(i int, b string) [][]byte {
		f := edit(i, b)
		c := NewCodec("k")
		d := c.digest(f[2:6]...)
		f[1] = []byte(hexOf(d[:]))
		return f
	}
	long := strings.Repeat(" ", MaxHeader)
	tests := map[string]struct {
		frames    [][]byte
		says      string
		signature bool
	}{
		"nothing":             {nil, "no delimiter", false},
		"no delimiter":        {good()[1:], "no delimiter", false},
		"too long a route":    {append(make([][]byte, MaxRoute+1), good()...), "no delimiter", false},
		"too few frames":      {good()[:5], "4 frames after", false},
		"no signature":        {edit(1, ""), "0 bytes, not 64", true},
		"no hexadecimal":      {edit(1, strings.Repeat("z", 64)), "not hexadecimal", true},
		"another signature":   {edit(1, strings.Repeat("0", 64)), "not made with", true},
		"changed header":      {edit(2, "{}"), "not made with", true},
		"changed parent":      {edit(3, "{ }"), "not made with", true},
		"changed metadata":    {edit(4, "{ }"), "not made with", true},
		"changed content":     {edit(5, "{}"), "not made with", true},
		"header no object":    {resign(2, "[]"), "header is not a JSON object", false},
		"header cut":          {resign(2, `{"msg_id":`), "header is not a JSON object", false},
		"header without type": {resign(2, `{"msg_id":"1"}`), "no msg_id or no msg_type", false},
		"wrong type of ID":    {resign(2, `{"msg_id":1,"msg_type":"x"}`), "header", false},
		"long header":         {resign(2, "{"+long+"}"), "at most", false},
		"long parent":         {resign(3, "{"+long+"}"), "at most", false},
		"parent null":         {resign(3, "null"), "parent header is not", false},
		"metadata null":       {resign(4, "null"), "metadata is not", false},
		"content a string":    {resign(5, `"x"`), "content is not", false},
		"content twice":       {resign(5, "{}{}"), "content is not", false},
		"content with NaN":    {resign(5, `{"a":NaN}`), "content is not", false},
		"metadata with NaN":   {resign(4, `{"a":NaN}`), "metadata is not", false},
		"content too deep":    {resign(5, `{"a":`+strings.Repeat("[", 100000)+strings.Repeat("]", 100000)+`}`), "content is not", false},
		"too many buffers":    {append(good(), make([][]byte, MaxBuffers+1)...), "buffers; at most", false},
	}
	for name, test := range tests {
		m, err := NewCodec("k").Decode(test.frames)
		if err == nil {
			err = m.Fault
		}
		if err == nil {
			t.Errorf("%s: taken", name)
			continue
		}
		if !strings.Contains(err.Error(), test.says) || errors.Is(err, ErrSignature) != test.signature {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func hexOf(b []byte) string {
	const digits = "0123456789abcdef"
	var s strings.Builder
	for _, c := range b {
		s.WriteByte(digits[c>>4])
		s.WriteByte(digits[c&15])
	}
	return s.String()
}

func TestReplayIsRefusedWithinTheWindow(t *testing.T) {
	c := NewCodec("k")
	frames := encode(t, c, message(t))
	if _, err := c.Decode(frames); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Decode(frames); !errors.Is(err, ErrSignature) {
		t.Errorf("taken twice: %v", err)
	}
	if _, err := NewCodec("").Decode(frames); err != nil {
		t.Errorf("an unsigned conversation refuses: %v", err)
	}

	var r replays
	d := func(i int) (d [32]byte) { d[0], d[1], d[2] = byte(i), byte(i>>8), byte(i>>16); return d }
	for i := range 2*replayWindow + 10 {
		if !r.add(d(i)) {
			t.Fatalf("%d was new", i)
		}
	}
	if len(r.seen) != replayWindow || len(r.ring) != replayWindow {
		t.Errorf("%d and %d are remembered", len(r.seen), len(r.ring))
	}
	if r.add(d(replayWindow + 10)) {
		t.Error("the oldest in the window is forgotten")
	}
	if !r.add(d(replayWindow + 9)) {
		t.Error("one before the window is remembered")
	}
}

func FuzzDecode(f *testing.F) {
	for _, key := range []string{"", "k"} {
		m, _ := author.New("x_request", Header{ID: "p", Type: "y"}, map[string]string{"a": "b"})
		m.Route, m.Buffers = [][]byte{[]byte("id")}, [][]byte{{1}}
		frames, _ := NewCodec(key).Encode(m)
		f.Add(bytes.Join(frames, []byte{0}), key)
	}
	f.Add([]byte("<IDS|MSG>\x00\x00{}\x00{}\x00{}\x00{}"), "")
	f.Fuzz(func(t *testing.T, raw []byte, key string) {
		frames := bytes.Split(raw, []byte{0})
		m, err := NewCodec(key).Decode(frames)
		if err != nil || m.Fault != nil {
			return
		}
		again, err := NewCodec(key).Decode(encode(t, NewCodec(key), m))
		if err != nil {
			t.Fatalf("what was decoded does not decode again: %v", err)
		}
		again.Received = m.Received
		if !reflect.DeepEqual(m, again) {
			t.Errorf("%+v became %+v", m, again)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	c, m := NewCodec("key"), message(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Encode(m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	frames := encode(b, NewCodec("key"), message(b))
	c := NewCodec("key")
	b.ReportAllocs()
	for b.Loop() {
		c.seen = replays{} // the same message is taken again
		if _, err := c.Decode(frames); err != nil {
			b.Fatal(err)
		}
	}
}
