package kernel

import (
	"bufio"
	"bytes"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
)

// A history file holds one entry a line as JSON. It is cut to historyKeep bytes when a
// kernel finds more than historyMost in it.
const (
	historyMost  = 2 << 20
	historyKeep  = 1 << 20
	historyEntry = 64 << 10 // a longer cell is not kept in the file
)

// load reads the file. One that cannot be read is reported, and left alone.
func (h *history) load() {
	if h.file == "" {
		return
	}
	raw, err := readTail(h.file, historyMost)
	if os.IsNotExist(err) {
		return
	}
	if err != nil {
		log.Printf("kernel: history of earlier sessions: %v", err)
		h.file = ""
		return
	}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, len(raw)+1)
	h.mu.Lock()
	defer h.mu.Unlock()
	for lines.Scan() {
		var e entry
		if json.Unmarshal(lines.Bytes(), &e) == nil && e.Session > 0 { // a line that was cut is skipped
			h.entries = append(h.entries, e)
			h.session = max(h.session, e.Session+1)
		}
	}
	if len(h.entries) > historyEntries {
		h.entries = h.entries[len(h.entries)-historyEntries:]
	}
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

// save appends an entry to the file. The file is opened each time, since another kernel
// may have replaced it by a shorter one.
func (h *history) save(e entry) {
	if h.file == "" || len(e.Input) > historyEntry {
		return
	}
	err := appendLine(h.file, e)
	if err == nil {
		err = shorten(h.file)
	}
	if err != nil {
		log.Printf("kernel: history is kept for this session only: %v", err)
		h.file = ""
	}
}

func appendLine(path string, e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) // what people type is theirs
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n')) // one write, so that kernels do not mix their lines
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
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
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
