// Package assist helps a person to write a cell: what may stand at the cursor, what a name
// means, whether a cell is finished. It type-checks what is there of the cell, with all
// errors ignored, against the objects that the session has; it runs no code.
package assist

import (
	"go/types"
	"strings"

	"talbot/runtime/symbols"
)

// A State is what a session knows. The functions and maps are only read, and only until
// the call that takes the State returns. A nil field stands for nothing known.
type State struct {
	// Lookup gives the session's variable, function, type or constant of a name as the
	// person wrote it; the object itself may carry another name.
	Lookup func(name string) types.Object
	// Names lists the names that Lookup knows, in any order.
	Names func() []string
	// Declaration gives the source that declared a session's name, with its comment, or "".
	Declaration func(name string) string
	// Methods gives the sources of the methods of a session's type likewise.
	Methods func(typ string) []string
	// Imports maps the local names of imported packages to their import paths. A key that
	// begins with a dot stands for a dot import.
	Imports map[string]string
	// Dir is the folder in which cells run; "" is this process's.
	Dir string
	// Lines lists the lines that cells may hold besides Go.
	Lines []Line
	// Importer and Docs know the packages that cells can import.
	Importer *symbols.Importer
	Docs     *symbols.DocSet
}

// mark begins what the session appends to a name that it redefines; digits follow.
const mark = 'ʹ'

// plain removes the session's own marks from a text that names types.
func plain(s string) string {
	if !strings.ContainsRune(s, mark) {
		return s
	}
	var b strings.Builder
	marked := false
	for _, r := range s {
		if r == mark {
			marked = true
			continue
		}
		if marked && r >= '0' && r <= '9' {
			continue
		}
		marked = false
		b.WriteRune(r)
	}
	return b.String()
}

// clamp moves a cursor into code and off the inside of a rune.
func clamp(code string, cursor int) int {
	cursor = max(0, min(cursor, len(code)))
	for cursor > 0 && cursor < len(code) && code[cursor]&0xC0 == 0x80 {
		cursor--
	}
	return cursor
}
