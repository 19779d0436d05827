package client

import (
	"context"
	"encoding/json"
	"strings"

	"talbot/kernel"
	"talbot/kernel/wire"
)

// A Cell is code to execute. What is left at zero has the protocol's default.
type Cell struct {
	Code            string
	Silent          bool
	NoHistory       bool
	ContinueOnError bool // cells that wait are run even if this one fails
	Subshell        string
	UserExpressions map[string]string

	// Input answers the cell's questions; nil means that it may not ask.
	Input func(prompt string, secret bool) (string, error)
	// Seen, if set, is called with every output as it comes, and the result holds none.
	Seen func(Output)
}

// An Output is one thing that a cell showed.
type Output struct {
	Kind      string         // the message type: "stream", "display_data", "execute_result", "error", …
	Name      string         // of a stream
	Text      string         // of a stream
	Data      map[string]any // of a display or result
	Metadata  map[string]any // of a display or result
	Transient map[string]any // of a display
	Wait      bool           // of clear_output
}

// A Result is what came of a cell.
type Result struct {
	Status    string // "ok", "error" or "aborted"
	Count     int
	Name      string // of the error
	Value     string // of the error
	Traceback []string
	Outputs   []Output
	Exchange  *Exchange
}

// Text gives what the cell wrote to a stream.
func (r *Result) Text(stream string) string {
	var b strings.Builder
	for _, o := range r.Outputs {
		if o.Kind == "stream" && o.Name == stream {
			b.WriteString(o.Text)
		}
	}
	return b.String()
}

// Plain gives the plain text of the cell's value, or "".
func (r *Result) Plain() string {
	for _, o := range r.Outputs {
		if o.Kind == "execute_result" {
			s, _ := o.Data["text/plain"].(string)
			return s
		}
	}
	return ""
}

// Execute runs a cell and waits for its end. A cell that fails is no error here.
func (c *Client) Execute(ctx context.Context, cell Cell) (*Result, error) {
	if cell.UserExpressions == nil {
		cell.UserExpressions = map[string]string{}
	}
	content := map[string]any{
		"code": cell.Code, "silent": cell.Silent, "store_history": !cell.NoHistory && !cell.Silent,
		"user_expressions": cell.UserExpressions, "allow_stdin": cell.Input != nil, "stop_on_error": !cell.ContinueOnError,
	}
	r := &Result{}
	e, err := c.exchange(ctx, kernel.Shell, cell.Subshell, "execute_request", content, func(ch kernel.Channel, m *wire.Message) error {
		switch ch {
		case kernel.IOPub:
			if o, ok := output(m); ok {
				if cell.Seen != nil {
					cell.Seen(o)
				} else {
					r.Outputs = append(r.Outputs, o)
				}
			}
		case kernel.Stdin:
			return c.reply(m, cell.Input)
		}
		return nil
	})
	r.Exchange = e
	if err != nil {
		return r, err
	}
	var reply struct {
		Status, Ename, Evalue string
		Traceback             []string
		Count                 int `json:"execution_count"`
	}
	if err := e.Content(&reply); err != nil {
		return r, err
	}
	r.Status, r.Count, r.Name, r.Value, r.Traceback = reply.Status, reply.Count, reply.Ename, reply.Evalue, reply.Traceback
	return r, nil
}

// reply answers an input_request.
func (c *Client) reply(m *wire.Message, input func(string, bool) (string, error)) error {
	if m.Header.Type != "input_request" || input == nil {
		return nil
	}
	var q struct {
		Prompt   string
		Password bool
	}
	if err := json.Unmarshal(m.Content, &q); err != nil {
		return err
	}
	line, err := input(q.Prompt, q.Password)
	if err != nil {
		return err
	}
	answer, err := c.author.New("input_reply", m.Header, map[string]string{"value": line})
	if err != nil {
		return err
	}
	return c.send(kernel.Stdin, answer)
}

// output reads a message from iopub; false if it is no output of a cell.
func output(m *wire.Message) (Output, bool) {
	switch m.Header.Type {
	case "stream", "display_data", "update_display_data", "execute_result", "clear_output", "error":
	default:
		return Output{}, false
	}
	o := Output{Kind: m.Header.Type}
	if json.Unmarshal(m.Content, &o) != nil {
		return Output{}, false
	}
	return o, true
}
