package client

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"talbot/kernel"
	"talbot/kernel/wire"
)

// An Exchange is a request with what the kernel sent because of it, up to the state idle.
type Exchange struct {
	Reply *wire.Message
	IOPub []*wire.Message // in order, with the states busy and idle; empty for a cell
}

// Content decodes the reply's content.
func (e *Exchange) Content(into any) error { return json.Unmarshal(e.Reply.Content, into) }

// Request sends a request and waits for its reply and for the end of its output.
func (c *Client) Request(ctx context.Context, ch kernel.Channel, kind string, content any) (*Exchange, error) {
	return c.exchange(ctx, ch, "", kind, content, nil)
}

// RequestOn is Request on a subshell.
func (c *Client) RequestOn(ctx context.Context, subshell, kind string, content any) (*Exchange, error) {
	return c.exchange(ctx, kernel.Shell, subshell, kind, content, nil)
}

// exchange is Request with a function that sees every message as it comes.
func (c *Client) exchange(ctx context.Context, ch kernel.Channel, subshell, kind string, content any, see func(kernel.Channel, *wire.Message) error) (*Exchange, error) {
	m, err := c.author.New(kind, wire.Header{}, content)
	if err != nil {
		return nil, err
	}
	m.Header.Subshell = subshell
	arrivals := make(chan arrival, 256)
	c.mu.Lock()
	c.pending[m.Header.ID] = arrivals
	c.mu.Unlock()
	defer c.forget(m.Header.ID, arrivals)
	if err := c.send(ch, m); err != nil {
		return nil, err
	}
	e := &Exchange{}
	replies := strings.HasSuffix(kind, "_request")
	for idle := false; !idle || replies && e.Reply == nil; {
		a, err := c.next(ctx, arrivals)
		if err != nil {
			return e, err
		}
		switch a.ch {
		case kernel.IOPub:
			if see == nil {
				e.IOPub = append(e.IOPub, a.m)
			}
			idle = idle || state(a.m) == "idle"
		case kernel.Shell, kernel.Control:
			e.Reply = a.m
		}
		if see != nil {
			if err := see(a.ch, a.m); err != nil {
				return e, err
			}
		}
	}
	return e, nil
}

// next waits for a message. What came before the connection ended is not lost.
func (c *Client) next(ctx context.Context, arrivals chan arrival) (arrival, error) {
	select {
	case a := <-arrivals:
		return a, nil
	case <-ctx.Done():
		return arrival{}, ctx.Err()
	case <-c.ended:
	}
	select {
	case a := <-arrivals:
		return a, nil
	default:
		return arrival{}, c.err
	}
}

// forget drops a request. Its reader may be waiting to deliver to it.
func (c *Client) forget(id string, arrivals chan arrival) {
	c.mu.Lock()
	delete(c.pending, id)
	c.mu.Unlock()
	for {
		select {
		case <-arrivals:
		default:
			return
		}
	}
}

// state gives the execution state that a status message tells, or "".
func state(m *wire.Message) string {
	var s struct {
		State string `json:"execution_state"`
	}
	if m.Header.Type != "status" || json.Unmarshal(m.Content, &s) != nil {
		return ""
	}
	return s.State
}

// KernelInfo is what a kernel says of itself.
type KernelInfo struct {
	ProtocolVersion string `json:"protocol_version"`
	Implementation  string `json:"implementation"`
	Version         string `json:"implementation_version"`
	Banner          string `json:"banner"`
	Language        struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	} `json:"language_info"`
}

// KernelInfo asks the kernel who it is.
func (c *Client) KernelInfo(ctx context.Context) (KernelInfo, error) {
	var info KernelInfo
	e, err := c.Request(ctx, kernel.Shell, "kernel_info_request", struct{}{})
	if err == nil {
		err = e.Content(&info)
	}
	return info, err
}

// Interrupt stops the cell that runs.
func (c *Client) Interrupt(ctx context.Context) error {
	_, err := c.control(ctx, "interrupt_request", struct{}{})
	return err
}

// Shutdown ends the kernel; restart tells it that another will take its place.
func (c *Client) Shutdown(ctx context.Context, restart bool) error {
	_, err := c.control(ctx, "shutdown_request", map[string]bool{"restart": restart})
	return err
}

// OpenSubshell opens a subshell and gives its ID.
func (c *Client) OpenSubshell(ctx context.Context) (string, error) {
	var r struct {
		ID string `json:"subshell_id"`
	}
	e, err := c.control(ctx, "create_subshell_request", struct{}{})
	if err == nil {
		err = e.Content(&r)
	}
	return r.ID, err
}

// CloseSubshell closes a subshell.
func (c *Client) CloseSubshell(ctx context.Context, id string) error {
	_, err := c.control(ctx, "delete_subshell_request", map[string]string{"subshell_id": id})
	return err
}

// control sends a request on the control channel; a reply that tells of an error is one.
func (c *Client) control(ctx context.Context, kind string, content any) (*Exchange, error) {
	e, err := c.Request(ctx, kernel.Control, kind, content)
	if err != nil && (e == nil || e.Reply == nil) { // a kernel that shuts down need not say that it is idle
		return e, err
	}
	var r struct{ Status, Ename, Evalue string }
	if err := e.Content(&r); err != nil {
		return e, err
	}
	if r.Status != "ok" {
		return e, fmt.Errorf("client: %s: %s: %s", kind, r.Ename, r.Evalue)
	}
	return e, nil
}
