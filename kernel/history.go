package kernel

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"talbot/kernel/wire"
)

// An entry is one cell that was run.
type entry struct {
	Session int    `json:"session"` // counts up each time a kernel starts
	Line    int    `json:"line"`    // the cell's execution count
	Input   string `json:"input"`
	Output  string `json:"output,omitempty"` // plain text of its value
}

// Bounds on what is remembered.
const (
	historyEntries = 20000
	historyOutput  = 4 << 10 // bytes of one output
	historyTail    = 10      // entries of a tail request that names no number
)

// A history holds the cells of this session and, with a file, of those before it.
// The file is read when it is first needed.
type history struct {
	file string

	once    sync.Once
	mu      sync.Mutex
	session int
	entries []entry // oldest first
}

func newHistory(file string) *history { return &history{file: file, session: 1} }

// add remembers a cell.
func (h *history) add(line int, input, output string) {
	h.once.Do(h.load)
	if len(output) > historyOutput {
		output = output[:historyOutput]
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	e := entry{h.session, line, input, output}
	h.entries = append(h.entries, e)
	if n := len(h.entries) - historyEntries; n > 0 {
		h.entries = append(h.entries[:0], h.entries[n:]...)
	}
	h.save(e)
}

// historyContent is the content of history_request.
type historyContent struct {
	Output  bool
	Access  string `json:"hist_access_type"`
	Session int
	Start   int
	Stop    *int // after the last line; nil is the end
	N       int
	Pattern string
	Unique  bool
}

func (k *Kernel) historyRequest(_ context.Context, m *wire.Message) (response, error) {
	var c historyContent
	if err := content(m, &c); err != nil {
		return response{}, err
	}
	found, err := k.history.find(c)
	if err != nil {
		return response{}, err
	}
	list := make([]any, len(found))
	for i, e := range found {
		list[i] = []any{e.Session, e.Line, e.Input}
		if c.Output {
			var out any
			if e.Output != "" {
				out = e.Output
			}
			list[i] = []any{e.Session, e.Line, []any{e.Input, out}}
		}
	}
	return response{content: map[string]any{"status": "ok", "history": list}}, nil
}

// find gives the entries that a request asks for, oldest first.
func (h *history) find(c historyContent) ([]entry, error) {
	h.once.Do(h.load)
	h.mu.Lock()
	defer h.mu.Unlock()
	switch c.Access {
	case "tail", "":
		if c.N <= 0 {
			c.N = historyTail
		}
		return slices.Clone(h.entries[max(0, len(h.entries)-c.N):]), nil
	case "range":
		if c.Session <= 0 {
			c.Session += h.session
		}
		var found []entry
		for _, e := range h.entries {
			if e.Session == c.Session && e.Line >= c.Start && (c.Stop == nil || e.Line < *c.Stop) {
				found = append(found, e)
			}
		}
		return found, nil
	case "search":
		return h.search(c), nil
	}
	return nil, fmt.Errorf("hist_access_type is %q; tail, range and search are known", c.Access)
}

// search gives the last entries that match; with unique the last of those with equal input.
func (h *history) search(c historyContent) []entry {
	var found []entry
	seen := map[string]bool{}
	for i := len(h.entries) - 1; i >= 0 && (c.N <= 0 || len(found) < c.N); i-- {
		e := h.entries[i]
		if !globMatch(c.Pattern, e.Input) || c.Unique && seen[e.Input] {
			continue
		}
		seen[e.Input] = true
		found = append(found, e)
	}
	slices.Reverse(found)
	return found
}

// globMatch tells whether all of s matches a pattern in which * stands for any text and ?
// for any character. It goes back to the last * only, so its time is bounded by the
// product of the lengths.
func globMatch(pattern, s string) bool {
	p, t := []rune(pattern), []rune(s)
	i, j, star, mark := 0, 0, -1, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}
