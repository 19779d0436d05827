package child

import "fmt"

// A shownValue is a number or string of an interpreted type with a String or Error method.
type shownValue struct {
	text func() string
	raw  any
}

func newShown(text func() string, raw any) any { return shownValue{text, raw} }

// Format prints by the method where package fmt would.
func (v shownValue) Format(s fmt.State, verb rune) {
	value := v.raw
	switch verb {
	case 'v', 's', 'q', 'x', 'X':
		if !s.Flag('#') || verb != 'v' {
			value = v.text()
		}
	}
	fmt.Fprintf(s, fmt.FormatString(s, verb), value)
}
