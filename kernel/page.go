package kernel

import (
	"regexp"
	"strings"

	"talbot/runtime/display"
)

// A page request asks for documentation as IPython's users do: name? or ?name, and with
// two marks for the source. A question mark is no token of Go, so no cell is mistaken for one.
var pagePattern = regexp.MustCompile(`^(\?{0,2})\s*([\pL_][\pL\pN_]*(?:[./][\pL_][\pL\pN_]*)*)\s*(\?{0,2})$`)

// A pageExpr is what a page request asks about.
type pageExpr struct {
	name   string
	detail int
}

func pageRequest(code string) (pageExpr, bool) {
	code = strings.TrimSpace(code)
	if !strings.HasPrefix(code, "?") && !strings.HasSuffix(code, "?") {
		return pageExpr{}, false
	}
	m := pagePattern.FindStringSubmatch(code)
	if m == nil {
		return pageExpr{}, false
	}
	return pageExpr{name: m[2], detail: max(len(m[1]), len(m[3])) - 1}, true
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
