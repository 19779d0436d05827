package display

import (
	"fmt"

	"talbot/runtime/display/value"
)

// A Table shows rows of words and numbers, with columns that line up.
type Table struct {
	Caption string   // stands above; may have several lines
	Columns []string // heads; may be nil
	Rows    [][]any
}

// MIMEBundle implements Bundler.
func (t Table) MIMEBundle() (Bundle, error) {
	for i, row := range t.Rows {
		if n := len(t.Columns); n > 0 && len(row) > n {
			return Bundle{}, fmt.Errorf("display.Table: row %d has %d values for %d columns", i, len(row), n)
		}
	}
	return TextAndHTML(value.Table(t.Caption, t.Columns, t.Rows)), nil
}
