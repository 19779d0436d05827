package assist

import (
	"strings"
	"testing"
	"time"
)

// TestOddInput gives what no person types: the answer may be nothing, but it comes.
func TestOddInput(t *testing.T) {
	st := session(t)
	for name, code := range map[string]string{
		"open parentheses": strings.Repeat("(", 5_000),
		"calls":            strings.Repeat("f(", 5_000) + "cell.",
		"selectors":        "cell" + strings.Repeat(".Next", 5_000) + ".",
		"humps":            "x := mat." + strings.Repeat("nN", 200),
		"blocks":           strings.Repeat("if x {\n", 1_000) + "cell.",
		"literals":         strings.Repeat("[]any{", 5_000),
		"a long line":      strings.Repeat("x := 1; ", 5_000) + "cell.",
		"a long string":    "x := `" + strings.Repeat("a", 1<<20),
		"nothing but dots": strings.Repeat(".", 50_000),
		"operators":        "x := " + strings.Repeat("1 + -", 20_000) + "cell.",
		"types":            "type t " + strings.Repeat("struct { a ", 3_000) + "int",
		"bytes":            strings.Repeat("\xff\x00%", 10_000),
		"lines":            strings.Repeat("%time ", 5_000) + "\n" + strings.Repeat("!", 5_000),
	} {
		begin := time.Now()
		Complete(st, code, len(code))
		Inspect(st, code, len(code), 1)
		IsComplete(code)
		t.Logf("%-17s %v", name, time.Since(begin))
	}
}
