package kernel

import (
	"go/token"
	"strings"

	"talbot/runtime/display"
)

// A pageExpr is what a page request asks about. Such a request asks for documentation as
// IPython's users do: name? or ?name, and with two marks for the source. A question mark
// is no token of Go, so no cell is mistaken for one.
type pageExpr struct {
	name   string
	detail int
}

func pageRequest(code string) (pageExpr, bool) {
	code = strings.TrimSpace(code)
	rest := strings.TrimLeft(code, "?")
	before := len(code) - len(rest)
	name := strings.TrimRight(rest, "?")
	marks := max(before, len(rest)-len(name))
	name = strings.TrimSpace(name)
	if marks < 1 || marks > 2 || !isName(name) {
		return pageExpr{}, false
	}
	return pageExpr{name: name, detail: marks - 1}, true
}

// isName tells whether s is an identifier, or some of them joined by dots or slashes.
func isName(s string) bool {
	for part := range strings.SplitSeq(strings.ReplaceAll(s, "/", "."), ".") {
		if !token.IsIdentifier(part) && !token.IsKeyword(part) {
			return false
		}
	}
	return true
}

// page answers a page request by a payload that the front end shows in its pager.
func (k *Kernel) page(e pageExpr, out *output) []any {
	b, found := k.in.Inspect(e.name, len(e.name), e.detail)
	if !found {
		out.Stream("stderr", "nothing is known of "+e.name+"\n")
		return []any{}
	}
	if b.PlainText() == "" {
		plain := display.Text(e.name)
		for mime, v := range b.Data {
			plain.Data[mime] = v
		}
		b.Data = plain.Data
	}
	data, _ := encodeBundle(b)
	return []any{map[string]any{"source": "page", "data": data, "start": 0}}
}
