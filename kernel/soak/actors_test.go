package soak

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"talbot/kernel"
	"talbot/kernel/client"
	"talbot/kernel/wire"
	"talbot/kernel/zmq/zmtp"
)

// An actor does one thing, again and again until its context ends. What has begun it brings to
// its end, so that all that was asked for is waited for.
type actor func(ctx context.Context, l *life, t *tally, r *rand.Rand) error

func casting() map[string]actor {
	return map[string]actor{
		"writers' visits":        write,
		"other writers' visits":  write,
		"assistants' visits":     assist,
		"interrupts":             interrupt,
		"child kills":            kill,
		"deserters":              desert,
		"slow subscribers":       doze,
		"vandals' visits":        vandalize,
		"bad requests' visits":   misspeak,
		"visits of subshell use": shell,
		"conversations' visits":  converse,
	}
}

// disturbances counts interrupts and kills, as they begin and as their effect has passed: a cell
// during which one came may end in any way.
var disturbances struct{ begun, passed atomic.Int64 }

func disturb() (passed func()) {
	disturbances.begun.Add(1)
	return func() { disturbances.passed.Add(1) }
}

func pause(ctx context.Context, r *rand.Rand, least, most time.Duration) {
	select {
	case <-time.After(least + rand.N(most-least)):
	case <-ctx.Done():
	}
}

// visit connects and has something done before the connection ends.
func visit(l *life, do func(ctx context.Context, c *client.Client) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, err := client.Connect(ctx, l.conn)
	if err != nil {
		return err
	}
	defer c.Close()
	return do(ctx, c)
}

// warm runs a cell that must succeed; only that its process was killed since the last one may be
// told first.
func warm(t *testing.T, l *life) {
	t.Helper()
	err := visit(l, func(ctx context.Context, c *client.Client) error {
		r, err := c.Execute(ctx, client.Cell{Code: "1+1"})
		if err == nil && r.Name == "session ended" {
			r, err = c.Execute(ctx, client.Cell{Code: "1+1"})
		}
		if err == nil && r.Plain() != "2" {
			err = fmt.Errorf("1+1 gave %s %q %s", r.Status, r.Plain(), r.Value)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// runCell runs a random cell and checks what comes of it.
func runCell(c *client.Client, subshell string, t *tally, r *rand.Rand) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tag := "t" + strings.ReplaceAll(wire.NewID()[:13], "-", "")
	what := next(tag, r)
	before := disturbances.passed.Load()
	answers := what.input
	result, err := c.Execute(ctx, client.Cell{Code: what.code, Subshell: subshell, ContinueOnError: r.IntN(2) == 0, Input: func(string, bool) (string, error) {
		if len(answers) == 0 {
			return "", errors.New("a question too many")
		}
		a := answers[0]
		answers = answers[1:]
		return a, nil
	}})
	if err != nil {
		return fmt.Errorf("%q: %w", what.code, err)
	}
	if err := what.check(tag, result, disturbances.begun.Load() > before); err != nil {
		return fmt.Errorf("%q: %w", what.code, err)
	}
	t.add("cells "+result.Status, 1)
	t.add("lines", len(what.stdout))
	return nil
}

func write(ctx context.Context, l *life, t *tally, r *rand.Rand) error {
	return visit(l, func(_ context.Context, c *client.Client) error {
		for range 1 + r.IntN(30) {
			if ctx.Err() != nil {
				break
			}
			if err := runCell(c, "", t, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// assist asks what a front end asks while a person types.
func assist(ctx context.Context, l *life, t *tally, r *rand.Rand) error {
	return visit(l, func(_ context.Context, c *client.Client) error {
		bounded, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		id, err := c.OpenSubshell(bounded)
		if err != nil {
			return err
		}
		for range 50 {
			if ctx.Err() != nil {
				break
			}
			begin := time.Now()
			e, err := c.RequestOn(bounded, id, "complete_request", map[string]any{"code": "import \"strings\"\nstrings.HasP", "cursor_pos": 28})
			if err != nil {
				return err
			}
			t.trip(time.Since(begin))
			if s := string(e.Reply.Content); !strings.Contains(s, "HasPrefix") {
				return fmt.Errorf("completion gave %.200s", s)
			}
			for kind, content := range map[string]any{
				"inspect_request":     map[string]any{"code": "len", "cursor_pos": 3},
				"is_complete_request": map[string]any{"code": "for {"},
				"history_request":     map[string]any{"hist_access_type": "search", "pattern": "*fmt*", "n": 5, "unique": true},
			} {
				if _, err := c.RequestOn(bounded, id, kind, content); err != nil {
					return err
				}
			}
			pause(ctx, r, time.Millisecond, 100*time.Millisecond)
		}
		return c.CloseSubshell(bounded, id)
	})
}

func interrupt(ctx context.Context, l *life, _ *tally, r *rand.Rand) error {
	pause(ctx, r, 100*time.Millisecond, 4*time.Second)
	return visit(l, func(ctx context.Context, c *client.Client) error {
		defer disturb()()
		return c.Interrupt(ctx)
	})
}

func kill(ctx context.Context, l *life, _ *tally, r *rand.Rand) error {
	pause(ctx, r, 3*time.Second, 15*time.Second)
	defer disturb()()
	for _, pid := range children(l.pid) {
		if p, err := os.FindProcess(pid); err == nil {
			p.Kill() //nolint:errcheck // it may have ended by itself
		}
	}
	pause(context.Background(), r, time.Second, 2*time.Second) // until the session has noticed
	return nil
}

// desert asks for a cell and is gone before it ends.
func desert(ctx context.Context, l *life, _ *tally, r *rand.Rand) error {
	pause(ctx, r, 10*time.Millisecond, time.Second)
	return visit(l, func(_ context.Context, c *client.Client) error {
		short, cancel := context.WithTimeout(context.Background(), time.Duration(1+r.IntN(30))*time.Millisecond)
		defer cancel()
		_, err := c.Execute(short, client.Cell{Code: "import \"fmt\"\nfor i := range 2000 {\n\tfmt.Println(i)\n}"})
		if errors.Is(err, context.DeadlineExceeded) {
			err = nil
		}
		return err
	})
}

// doze subscribes to all output and reads little of it, or nothing.
func doze(ctx context.Context, l *life, _ *tally, r *rand.Rand) error {
	network, address := l.conn.Address(l.conn.IOPubPort)
	bounded, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	sub, err := zmtp.Dial(bounded, network, address, zmtp.Sub, "")
	if err != nil {
		return err
	}
	defer sub.Close()
	sub.Write([][]byte{{1}}) //nolint:errcheck // the kernel may not care
	sub.Flush()              //nolint:errcheck // as above
	for range r.IntN(20) {
		sub.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := sub.Read(zmtp.Limit{Bytes: 1 << 30, Frames: 16}); err != nil {
			break
		}
		pause(ctx, r, time.Millisecond, 300*time.Millisecond)
	}
	pause(ctx, r, time.Millisecond, 20*time.Second)
	return nil
}

// vandalize sends what is no message, or one with a wrong signature, and leaves.
func vandalize(ctx context.Context, l *life, _ *tally, r *rand.Rand) error {
	noise := make([]byte, 1+r.IntN(1<<16))
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	port := [...]int{l.conn.ShellPort, l.conn.ControlPort, l.conn.StdinPort, l.conn.IOPubPort, l.conn.HBPort}[r.IntN(5)]
	if r.IntN(2) == 0 {
		nc, err := net.Dial("tcp", net.JoinHostPort(l.conn.IP, strconv.Itoa(port)))
		if err != nil {
			return err
		}
		nc.Write(noise) //nolint:errcheck // it may be refused
		pause(ctx, r, time.Millisecond, 50*time.Millisecond)
		return nc.Close()
	}
	bounded, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	typ := zmtp.Dealer
	if port == l.conn.IOPubPort {
		typ = zmtp.Sub
	}
	conn, err := zmtp.Dial(bounded, "tcp", net.JoinHostPort(l.conn.IP, strconv.Itoa(port)), typ, "")
	if err != nil {
		return err
	}
	defer conn.Close()
	m, err := wire.Author{}.New("shutdown_request", wire.Header{}, struct{}{})
	if err != nil {
		return err
	}
	forged, err := wire.NewCodec("another key").Encode(m)
	if err != nil {
		return err
	}
	for _, frames := range [][][]byte{{noise}, {noise[:len(noise)/2], {}, noise[len(noise)/2:]}, forged} {
		conn.Write(frames) //nolint:errcheck // it may be refused
		conn.Flush()       //nolint:errcheck // as above
	}
	pause(ctx, r, time.Millisecond, 50*time.Millisecond)
	return nil
}

// misspeak sends signed requests whose content makes no sense. Each must be answered.
func misspeak(ctx context.Context, l *life, t *tally, r *rand.Rand) error {
	values := []any{nil, true, -1, 1e300, "\xff", "😀", []any{}, map[string]any{"a": []any{}}, strings.Repeat("[", 1000)}
	kinds := map[string][]string{
		"execute_request":     {"silent", "store_history", "user_expressions", "allow_stdin", "stop_on_error"},
		"complete_request":    {"code", "cursor_pos"},
		"inspect_request":     {"code", "cursor_pos", "detail_level"},
		"is_complete_request": {"code"},
		"history_request":     {"hist_access_type", "output", "session", "start", "stop", "n", "pattern", "unique"},
		"comm_info_request":   {"target_name"},
		"unheard_request":     {"x"},
	}
	return visit(l, func(_ context.Context, c *client.Client) error {
		bounded, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		for kind, fields := range kinds {
			content := map[string]any{}
			for _, f := range fields {
				if r.IntN(2) == 0 {
					content[f] = values[r.IntN(len(values))]
				}
			}
			e, err := c.Request(bounded, kernel.Shell, kind, content)
			if err != nil {
				return fmt.Errorf("%s %v: %w", kind, content, err)
			}
			var reply struct{ Status string }
			if err := e.Content(&reply); err != nil || reply.Status == "" {
				return fmt.Errorf("%s %v: the reply is %s", kind, content, e.Reply.Content)
			}
			t.add("bad requests", 1)
		}
		pause(ctx, r, 10*time.Millisecond, 500*time.Millisecond)
		return nil
	})
}

// shell runs cells on a subshell.
func shell(ctx context.Context, l *life, t *tally, r *rand.Rand) error {
	return visit(l, func(bounded context.Context, c *client.Client) error {
		id, err := c.OpenSubshell(bounded)
		if err != nil {
			return err
		}
		for range 1 + r.IntN(10) {
			if ctx.Err() != nil {
				break
			}
			if err := runCell(c, id, t, r); err != nil {
				return err
			}
		}
		again, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		return c.CloseSubshell(again, id)
	})
}

// converse opens conversations that nobody in the session takes part in, and talks into them.
func converse(ctx context.Context, l *life, t *tally, r *rand.Rand) error {
	return visit(l, func(bounded context.Context, c *client.Client) error {
		id := wire.NewID()
		for _, kind := range []string{"comm_open", "comm_msg", "comm_close"} {
			e, err := c.Request(bounded, kernel.Shell, kind, map[string]any{"comm_id": id, "target_name": "nobody", "data": map[string]any{"a": r.IntN(10)}})
			if err != nil {
				return fmt.Errorf("%s: %w", kind, err)
			}
			if kind == "comm_open" && !slices.ContainsFunc(e.IOPub, func(m *wire.Message) bool { return m.Header.Type == "comm_close" }) {
				return errors.New("nobody closed a conversation with nobody")
			}
			t.add("conversation messages", 1)
		}
		pause(ctx, r, 10*time.Millisecond, time.Second)
		return nil
	})
}
