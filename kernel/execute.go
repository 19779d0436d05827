package kernel

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"talbot/kernel/wire"
	"talbot/runtime/display"
)

// executeRequest is the content of execute_request. What a front end leaves out has the
// protocol's default.
type executeRequest struct {
	Code            string
	Silent          bool
	StoreHistory    *bool          `json:"store_history"`
	UserExpressions map[string]any `json:"user_expressions"`
	AllowStdin      *bool          `json:"allow_stdin"`
	StopOnError     *bool          `json:"stop_on_error"`
}

func unlessFalse(b *bool) bool { return b == nil || *b }

func (k *Kernel) execute(ctx context.Context, m *wire.Message) (response, error) {
	var c executeRequest
	if err := content(m, &c); err != nil {
		return response{}, err
	}
	if k.aborts(m) {
		return response{content: map[string]any{"status": "aborted"}, metadata: map[string]any{"status": "aborted"}}, nil
	}
	out := newOutput(k, m, c.Silent, unlessFalse(c.AllowStdin))
	k.enter(out)
	defer k.leave(out)
	end, ok := k.turn(ctx, out)
	defer end()
	started := wire.Date(time.Now())
	blank := strings.TrimSpace(c.Code) == ""
	stored := !c.Silent && !blank && unlessFalse(c.StoreHistory)
	count := k.nextCount(stored)
	if !c.Silent {
		k.publish("execute_input", m.Header, map[string]any{"code": c.Code, "execution_count": count})
	}

	result, payload := display.Result{}, []any{}
	if !ok {
		result.Err = &display.Error{Name: "interrupted", Value: "the cell was stopped while it waited for a cell of another shell"}
	} else if expr, ok := pageRequest(c.Code); ok {
		payload = k.page(expr, out)
	} else if !blank {
		result = k.run(ctx, c.Code, out)
	}
	out.end()
	reply := map[string]any{"status": "ok", "execution_count": count}
	if result.Err == nil {
		k.showValue(m, c.Silent, count, result.Value)
		reply["payload"] = payload
		reply["user_expressions"] = k.userExpressions(ctx, m, c.UserExpressions)
	} else {
		reply = k.showError(m, c.Silent, count, result.Err)
		if unlessFalse(c.StopOnError) {
			k.abort(m.Header.Subshell)
		}
	}
	r := response{content: reply, metadata: map[string]any{"started": started, "status": reply["status"], "dependencies_met": true}}
	if stored {
		text := ""
		if result.Value != nil {
			text = result.Value.PlainText()
		}
		r.then = func() { k.history.add(count, c.Code, text) }
	}
	return r, nil
}

// run executes code. A panic in the interpreter is an error of the cell.
func (k *Kernel) run(ctx context.Context, code string, out display.Output) (r display.Result) {
	defer func() {
		if p := recover(); p != nil {
			r = display.Result{Err: &display.Error{
				Name: "internal error", Value: fmt.Sprint(p), Traceback: strings.Split(string(debug.Stack()), "\n"),
			}}
		}
	}()
	return k.in.Execute(ctx, code, out)
}

func (k *Kernel) showValue(m *wire.Message, silent bool, count int, value *display.Bundle) {
	if value == nil || silent {
		return
	}
	data, metadata := encodeBundle(*value)
	k.publish("execute_result", m.Header, map[string]any{"execution_count": count, "data": data, "metadata": metadata})
}

// showError publishes a cell's error and gives the content of the reply.
func (k *Kernel) showError(m *wire.Message, silent bool, count int, e *display.Error) map[string]any {
	reply := errorContent(e.Name, e.Value, e.Traceback)
	if !silent {
		k.publish("error", m.Header, map[string]any{
			"ename": reply["ename"], "evalue": reply["evalue"], "traceback": reply["traceback"],
		})
	}
	reply["execution_count"] = count
	return reply
}

// userExpressions evaluates what a front end wants to know after a cell. What the
// expressions print is not shown.
func (k *Kernel) userExpressions(ctx context.Context, m *wire.Message, exprs map[string]any) map[string]any {
	values := map[string]any{}
	for name, expr := range exprs {
		code, ok := expr.(string)
		if !ok {
			values[name] = errorContent("bad request", fmt.Sprintf("the expression is %T, not a string", expr), nil)
			continue
		}
		quiet := newOutput(k, m, true, false)
		r := k.run(ctx, code, quiet)
		quiet.end()
		switch {
		case r.Err != nil:
			values[name] = errorContent(r.Err.Name, r.Err.Value, r.Err.Traceback)
		default:
			b := display.Bundle{}
			if r.Value != nil {
				b = *r.Value
			}
			data, metadata := encodeBundle(b)
			values[name] = map[string]any{"status": "ok", "data": data, "metadata": metadata}
		}
	}
	return values
}

// nextCount gives the number of the cell that is to run: a new one if it is to be stored.
func (k *Kernel) nextCount(stored bool) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if stored {
		k.count++
	}
	return k.count
}

func (k *Kernel) enter(out *output) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.running[out] = struct{}{}
}

func (k *Kernel) leave(out *output) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.running, out)
}
