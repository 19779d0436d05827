package stackio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// missing says of a path that cannot be looked at where it was looked for and what is there. A
// notebook's own folder is not always the one that its writer has in mind.
func missing(path string, err error) error {
	if path == "" {
		return errors.New("path is empty; give a file or a folder")
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	full, e := filepath.Abs(path)
	if e != nil {
		return err
	}
	have := filepath.Dir(full) // the nearest folder that exists
	for have != filepath.Dir(have) {
		if st, e := os.Stat(have); e == nil && st.IsDir() {
			break
		}
		have = filepath.Dir(have)
	}
	rest, e := filepath.Rel(have, full)
	if e != nil {
		return err
	}
	first, _, _ := strings.Cut(rest, string(filepath.Separator))
	return &notFound{fmt.Sprintf("%s: there is no %s in %s%s", path, first, have, likely(have, first)), err}
}

// likely names what a folder holds under a name of which two thirds begin or end as the given one does.
func likely(folder, name string) string {
	d, err := os.Open(folder)
	if err != nil {
		return ""
	}
	defer d.Close()
	names, _ := d.Readdirnames(10_000) // of more, some; an error leaves fewer
	best, score := "", 2
	for _, n := range names {
		a, b := strings.ToLower(n), strings.ToLower(name)
		if s := sharedEnds(a, b); s > score && 3*s >= 2*len(b) || s == score && best != "" && n < best {
			best, score = n, s
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; there is %s", best)
}

// sharedEnds counts the bytes that two names share at their beginning and at their end.
func sharedEnds(a, b string) int {
	n, i, j := min(len(a), len(b)), 0, 0
	for i < n && a[i] == b[i] {
		i++
	}
	for j < n-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	return i + j
}

// A notFound is still fs.ErrNotExist to errors.Is.
type notFound struct {
	text string
	err  error
}

func (n *notFound) Error() string { return n.text }
func (n *notFound) Unwrap() error { return n.err }
