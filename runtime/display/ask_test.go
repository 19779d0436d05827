package display

import (
	"context"
	"io"
	"strings"
	"testing"
)

// A clerk answers whatever is asked.
type clerk struct{ asked string }

func (*clerk) Event(Event) {}

func (c *clerk) Input(_ context.Context, prompt string, secret bool) (string, error) {
	c.asked = prompt
	if secret {
		c.asked += " secretly"
	}
	return "an answer", nil
}

type mute struct{}

func (mute) Event(Event) {}

func TestAsk(t *testing.T) {
	c := &clerk{}
	ctx := WithSink(t.Context(), c)
	for want, ask := range map[string]func(context.Context, string) (string, error){"Who?": Ask, "Who? secretly": AskSecret} {
		if got, err := ask(ctx, "Who?"); got != "an answer" || err != nil || c.asked != want {
			t.Errorf("asked %q, got %q, %v", c.asked, got, err)
		}
	}
	if _, err := Ask(WithSink(t.Context(), mute{}), "Who?"); err != ErrNoInput {
		t.Errorf("where nobody can be asked: %v", err)
	}
}

func TestReadLine(t *testing.T) {
	r := strings.NewReader("one\r\ntwo\n\nlast")
	for _, want := range []string{"one", "two", "", "last"} {
		if got, err := readLine(r); got != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if _, err := readLine(r); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}
