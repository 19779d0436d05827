package lines

import (
	"slices"
	"strings"
)

// Near gives those of names that a person may have meant by a name that is none of them,
// likeliest first.
func Near(name string, names []string) []string {
	type guess struct {
		name     string
		distance int
	}
	var guesses []guess
	lower := strings.ToLower(name)
	for _, n := range names {
		d := distance(lower, n)
		if strings.HasPrefix(n, lower) || strings.HasPrefix(lower, n) {
			d = min(d, 1)
		}
		if d <= 1+len(n)/4 {
			guesses = append(guesses, guess{n, d})
		}
	}
	slices.SortStableFunc(guesses, func(a, b guess) int { return a.distance - b.distance })
	var out []string
	for _, g := range guesses {
		out = append(out, g.name)
	}
	return out
}

// distance counts the letters to be put in, left out, changed or swapped to turn a into b.
func distance(a, b string) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row := rows[0], rows[1], rows[2]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		rows[0], rows[1], rows[2] = last, row, before
	}
	return rows[1][len(b)]
}
