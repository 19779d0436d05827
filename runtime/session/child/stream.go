package child

import (
	"bytes"
	"crypto/rand"
	"log"
	"os"
	"sync"
	"unicode/utf8"

	"talbot/runtime/session/link"
)

// A stream carries what is written to a standard stream of this process to the session: by
// interpreted code, by compiled code and by programs that it starts, all through one pipe.
type stream struct {
	name string
	conn *link.Conn
	r, w *os.File
	mark []byte // written behind what is to be passed on before settle returns

	mu    sync.Mutex
	seen  chan struct{}
	wants bool
	holds bool // something that was read is not sent yet
}

func newStream(name string, conn *link.Conn) (*stream, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s := &stream{name: name, conn: conn, r: r, w: w, mark: make([]byte, 24), seen: make(chan struct{})}
	rand.Read(s.mark) //nolint:errcheck // never fails
	for i := range s.mark {
		s.mark[i] |= 0xF8 // bytes that no text in UTF-8 holds
	}
	go s.pump()
	return s, nil
}

// pump sends what is read until the pipe ends.
func (s *stream) pump() {
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := s.read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		for {
			i := -1
			if s.waiting() {
				i = bytes.Index(buf, s.mark)
			}
			if i < 0 {
				break
			}
			s.send(buf[:i])
			buf = append(buf[:0], buf[i+len(s.mark):]...)
			s.reached()
		}
		// Keep back what may be the start of a mark or of a character.
		keep := unfinishedRune(buf)
		if s.waiting() {
			keep = max(keep, overlap(buf, s.mark))
		}
		s.send(buf[:len(buf)-keep])
		buf = append(buf[:0], buf[len(buf)-keep:]...)
		if err != nil {
			s.send(buf)
			return
		}
		if len(buf) == 0 {
			s.mu.Lock()
			s.holds = false
			s.mu.Unlock()
		}
	}
}

func (s *stream) waiting() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wants
}

func (s *stream) reached() {
	s.mu.Lock()
	s.wants = false
	s.mu.Unlock()
	s.seen <- struct{}{}
}

func (s *stream) send(text []byte) {
	if len(text) > 0 {
		s.conn.Send(&link.Report{Stream: &link.Stream{Name: s.name, Text: string(bytes.ToValidUTF8(text, []byte("�")))}}) //nolint:errcheck // a session that is gone reads nothing
	}
}

// settle returns once everything written before has been sent. One call at a time. It reports
// whether the stream is still open.
func (s *stream) settle() bool {
	if _, err := s.w.Write(nil); err == nil && s.idle() {
		return true
	}
	s.mu.Lock()
	s.wants = true
	s.mu.Unlock()
	if _, err := s.w.Write(s.mark); err != nil {
		s.mu.Lock()
		s.wants = false
		s.mu.Unlock()
		return false
	}
	<-s.seen
	return true
}

// unfinishedRune counts the bytes at b's end that begin a character which is not all there.
func unfinishedRune(b []byte) int {
	for i := 1; i <= min(3, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:]) {
				return i
			}
			return 0
		}
	}
	return 0
}

// overlap gives the length of the longest end of b that begins mark.
func overlap(b, mark []byte) int {
	for n := min(len(b), len(mark)-1); n > 0; n-- {
		if bytes.HasSuffix(b, mark[:n]) {
			return n
		}
	}
	return 0
}

// streams points the process's standard streams at the cells'.
func (h *host) streams() (err error) {
	none, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	// Kept, since a collected os.File closes its descriptor, and the Go runtime writes its last words there.
	h.own = []*os.File{os.Stdin, os.Stdout, os.Stderr}
	os.Stdin = none
	if err := h.openStdout(); err != nil {
		return err
	}
	return h.openStderr()
}

func (h *host) openStdout() (err error) {
	if h.stdout, err = newStream("stdout", h.conn); err != nil {
		return err
	}
	os.Stdout = h.stdout.w
	return replace(h.stdout.w, 1)
}

// openStderr leaves descriptor 2 alone: what the Go runtime says when it dies goes there.
func (h *host) openStderr() (err error) {
	if h.stderr, err = newStream("stderr", h.conn); err != nil {
		return err
	}
	if log.Writer() == os.Stderr {
		log.SetOutput(h.stderr.w)
	}
	os.Stderr = h.stderr.w
	return nil
}

var settling sync.Mutex

// settle returns once all that was printed before has been sent. A stream that a cell has
// closed is opened again, so that later cells can print.
func (h *host) settle() {
	settling.Lock()
	defer settling.Unlock()
	if !h.stdout.settle() {
		h.openStdout() //nolint:errcheck // then there is nowhere to say so
	}
	if !h.stderr.settle() {
		h.openStderr() //nolint:errcheck // as above
	}
}
