package kernel

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"talbot/kernel/wire"
)

// An entry is one cell that was run.
type entry struct {
	Session int    `json:"session"` // counts up with each kernel that runs a cell
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

// A history holds the cells of this session and, with a file, of the others: those before it,
// and those of kernels that run beside it.
type history struct {
	file *historyFile // nil keeps this session's only

	mu      sync.Mutex
	session int     // 0 until the session has a number
	own     []entry // this session's, oldest first
}

func newHistory(path string) *history {
	h := &history{}
	if path != "" {
		h.file = &historyFile{path: path}
	}
	return h
}

// add remembers a cell.
func (h *history) add(line int, input, output string) {
	e := entry{Line: line, Input: input, Output: cutText(output, historyOutput)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.file != nil {
		h.session = h.file.append(h.session, e)
	}
	h.session = max(h.session, 1)
	e.Session = h.session
	h.own = append(h.own, e)
	if n := len(h.own) - historyEntries; n > 0 {
		clear(h.own[:n])
		h.own = h.own[n:] // append moves the rest now and then, not at each cell
	}
}

// cutText gives at most n bytes of a text, without a part of a character at its end.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// historyContent is the content of history_request.
type historyContent struct {
	Output  bool
	Access  string `json:"hist_access_type"`
	Session int    // of a range: 0 is this one, -1 the one before it
	Start   int
	Stop    *int // after the last line; nil and 0 are the end
	N       int
	Pattern string
	Unique  bool
}

func (k *Kernel) historyRequest(_ context.Context, m *wire.Message) (response, error) {
	c := historyContent{Pattern: "*"}
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

// find gives the entries that a request asks for, in order of session and line. What is asked
// is what IPython answers.
func (h *history) find(c historyContent) ([]entry, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	all, session := h.own, h.session
	if h.file != nil {
		all, session = h.merged()
	}
	switch c.Access {
	case "tail", "":
		if c.N <= 0 {
			c.N = historyTail
		}
		return slices.Clone(all[max(0, len(all)-c.N):]), nil
	case "range":
		if c.Session <= 0 {
			c.Session += max(session, 1)
		}
		return lines(all, c), nil
	case "search":
		return search(all, c), nil
	}
	return nil, fmt.Errorf("hist_access_type is %q; tail, range and search are known", c.Access)
}

// merged gives this session's entries among those in the file, and its number: the next one
// where it has none yet.
func (h *history) merged() ([]entry, int) {
	others, last := h.file.entries(h.session)
	if len(h.own) == 0 {
		return others, last + 1
	}
	all := slices.Concat(others, h.own)
	slices.SortStableFunc(all, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Session, b.Session), cmp.Compare(a.Line, b.Line))
	})
	return all, h.session
}

// lines gives the lines of one session from start up to stop; negative ones count from its end.
func lines(all []entry, c historyContent) []entry {
	var found []entry
	end := 1 // after the last line
	for _, e := range all {
		if e.Session == c.Session {
			found = append(found, e)
			end = max(end, e.Line+1)
		}
	}
	start, stop := c.Start, end
	if start < 0 {
		start += end
	}
	if c.Stop != nil && *c.Stop > 0 {
		stop = *c.Stop
	} else if c.Stop != nil && *c.Stop < 0 {
		stop = *c.Stop + end
	}
	return slices.DeleteFunc(found, func(e entry) bool { return e.Line < start || e.Line >= stop })
}

// search gives the last entries that match; with unique the last of those with equal input.
func search(all []entry, c historyContent) []entry {
	var found []entry
	seen := map[string]bool{}
	for _, e := range slices.Backward(all) {
		if c.N > 0 && len(found) == c.N {
			break
		}
		if c.Unique && seen[e.Input] || !globMatch(c.Pattern, e.Input) {
			continue
		}
		if c.Unique {
			seen[e.Input] = true
		}
		found = append(found, e)
	}
	slices.Reverse(found)
	return found
}

// globMatch tells whether all of s matches a pattern as SQLite's GLOB takes it: * stands for any
// text, ? for any character, [abc], [a-z] and [^a] for one of some. It goes back to the last *
// only, so its time is bounded by the product of the lengths.
func globMatch(pattern, s string) bool {
	star, mark := "", "" // what follows the last *, and what it had to match then
	back := false
	for s != "" {
		if rest, ok := strings.CutPrefix(pattern, "*"); ok {
			star, mark, back = rest, s, true
			pattern = rest
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		if rest, ok := globOne(pattern, r); ok {
			pattern, s = rest, s[size:]
			continue
		}
		if !back {
			return false
		}
		_, size = utf8.DecodeRuneInString(mark)
		mark = mark[size:]
		pattern, s = star, mark
	}
	return strings.Trim(pattern, "*") == ""
}

// globOne matches one character, and gives what follows in the pattern.
func globOne(pattern string, r rune) (rest string, ok bool) {
	if pattern == "" {
		return "", false
	}
	p, size := utf8.DecodeRuneInString(pattern)
	rest = pattern[size:]
	switch p {
	case '?':
		return rest, true
	case '[':
		return globSet(rest, r)
	}
	return rest, p == r
}

// globSet matches one character with what stands behind a [. A set that has no end matches nothing.
func globSet(set string, r rune) (rest string, ok bool) {
	set, not := strings.CutPrefix(set, "^")
	found := false
	for first := true; ; first = false {
		low, size := utf8.DecodeRuneInString(set)
		if size == 0 {
			return "", false
		}
		set = set[size:]
		if low == ']' && !first {
			return set, found != not
		}
		high := low
		if tail, ok := strings.CutPrefix(set, "-"); ok && low != ']' && tail != "" && tail[0] != ']' {
			high, size = utf8.DecodeRuneInString(tail)
			set = tail[size:]
		}
		found = found || low <= r && r <= high
	}
}
