package kernel

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// A historyFile holds one entry a line as JSON, of all kernels of a user. It is cut to
// historyKeep bytes when a kernel finds more than historyMost in it.
type historyFile struct {
	path   string
	broken bool // it could not be read or written, which was told

	// What was read when the file had this size and time.
	size int64
	at   time.Time
	read []entry
}

const (
	historyMost    = 2 << 20
	historyKeep    = 1 << 20
	historyEntry   = 64 << 10 // of a longer cell the file keeps the beginning
	historySession = 1 << 40  // a number beyond it is damage
)

// entries gives the entries of all sessions but one, by session and line, and the greatest
// session's number.
func (f *historyFile) entries(but int) (others []entry, last int) {
	if !f.broken {
		if err := f.refresh(); err != nil {
			f.fail("history of earlier sessions", err)
		}
	}
	if n := len(f.read); n > 0 {
		last = f.read[n-1].Session
	}
	if but == 0 {
		return f.read, last
	}
	return slices.DeleteFunc(slices.Clone(f.read), func(e entry) bool { return e.Session == but }), last
}

func (f *historyFile) fail(what string, err error) {
	f.broken = true
	log.Printf("kernel: %s: %v", what, err)
}

// refresh reads the file if it has changed. Lines that are no entry, cut or damaged, are skipped.
func (f *historyFile) refresh() error {
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		f.size, f.at, f.read = 0, time.Time{}, nil
		return nil
	}
	if err != nil {
		return err
	}
	if info.Size() == f.size && info.ModTime().Equal(f.at) {
		return nil
	}
	raw, err := readTail(f.path, historyMost)
	if err != nil {
		return err
	}
	var read []entry
	scan := bufio.NewScanner(bytes.NewReader(raw))
	scan.Buffer(nil, len(raw)+1)
	for scan.Scan() {
		var e entry
		if json.Unmarshal(scan.Bytes(), &e) == nil && e.Session > 0 && e.Session < historySession {
			read = append(read, e)
		}
	}
	slices.SortStableFunc(read, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Session, b.Session), cmp.Compare(a.Line, b.Line))
	})
	f.size, f.at, f.read = info.Size(), info.ModTime(), read[max(0, len(read)-historyEntries):]
	return nil
}

// readTail reads a file, or of a long one its last bytes from the start of a line.
func readTail(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New(path + " is not a file")
	}
	start := max(0, info.Size()-most)
	raw := make([]byte, info.Size()-start)
	n, err := f.ReadAt(raw, start)
	if n < len(raw) && err != nil {
		return nil, err
	}
	if start > 0 {
		_, raw, _ = bytes.Cut(raw, []byte("\n"))
	}
	return raw, nil
}

// append adds an entry to the file, and gives the session's number: the given one, or if that
// is 0 the one after the greatest there. Kernels take turns, so that two that start together
// get two numbers, and none adds to a file that another is just replacing by a shorter one.
func (f *historyFile) append(session int, e entry) int {
	if f.broken {
		return session
	}
	err := os.MkdirAll(filepath.Dir(f.path), 0o700)
	if err == nil {
		unlock := lockFile(f.path + ".lock")
		defer unlock()
		if session == 0 {
			_, last := f.entries(0)
			session = last + 1
		}
		e.Session, e.Input = session, cutText(e.Input, historyEntry)
		if err = appendLine(f.path, e); err == nil {
			err = shorten(f.path)
		}
	}
	if err != nil {
		f.fail("history is kept for this session only", err)
	}
	return session
}

func appendLine(path string, e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600) // what people type is theirs
	if err != nil {
		return err
	}
	if cutShort(f) {
		line = append([]byte("\n"), line...)
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// cutShort tells whether the file's last line has no end: its writer was stopped.
func cutShort(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return false
	}
	var last [1]byte
	_, err = f.ReadAt(last[:], info.Size()-1)
	return err == nil && last[0] != '\n'
}

// shorten keeps the end of a file that has grown too long.
func shorten(path string) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() <= historyMost {
		return err
	}
	raw, err := readTail(path, historyKeep)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".history-*")
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
