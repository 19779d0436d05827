package runner

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxLine is how much of an unfinished line a carriage return can still overwrite.
const maxLine = 64 << 10

// A fold keeps what a terminal would show of a stream: a carriage return or a backspace
// moves back in the line and what follows overwrites it, so that a progress bar leaves
// one line. Of a long stream it keeps the head and the tail.
type fold struct {
	limit   int // bytes kept of finished lines
	head    []byte
	tail    []byte
	dropped int64
	line    []byte // the unfinished line
	cursor  int    // where in line the next character goes
}

func (f *fold) write(s string) {
	for s != "" {
		n := 0
		for n < len(s) && s[n] != '\n' && s[n] != '\r' && s[n] != '\b' {
			n++
		}
		f.put(s[:n])
		if n == len(s) {
			return
		}
		switch s[n] {
		case '\n':
			f.line = append(f.line, '\n')
			f.flush()
		case '\r':
			f.cursor = 0
		case '\b':
			_, size := utf8.DecodeLastRune(f.line[:f.cursor])
			f.cursor -= size
		}
		s = s[n+1:]
	}
}

// put writes characters at the cursor.
func (f *fold) put(s string) {
	if s == "" {
		return
	}
	if f.cursor < len(f.line) {
		// Escape sequences have no width: where there are any, the rest of the line goes.
		if rest := f.line[f.cursor:]; !strings.Contains(s, "\x1b") && bytes.IndexByte(f.line, 0x1b) < 0 {
			for range utf8.RuneCountInString(s) {
				_, size := utf8.DecodeRune(rest)
				rest = rest[size:]
			}
			line := append(f.line[:f.cursor:f.cursor], s...)
			f.cursor = len(line)
			f.line = append(line, rest...)
			return
		}
		f.line = f.line[:f.cursor]
	}
	f.line = append(f.line, s...)
	if f.cursor = len(f.line); f.cursor > maxLine {
		f.flush()
	}
}

func (f *fold) flush() {
	f.keep(f.line)
	f.line, f.cursor = f.line[:0], 0
}

func (f *fold) keep(b []byte) {
	half := f.limit / 2
	if len(f.tail) == 0 && f.dropped == 0 {
		n := min(half-len(f.head), len(b))
		f.head = append(f.head, b[:n]...)
		b = b[n:]
	}
	f.tail = append(f.tail, b...)
	if over := len(f.tail) - half; over > half {
		f.dropped += int64(over)
		f.tail = append(f.tail[:0], f.tail[over:]...)
	}
}

func (f *fold) size() int { return len(f.head) + len(f.tail) + len(f.line) }

// text gives what is kept, with a note where something is missing.
func (f *fold) text() string {
	tail := string(f.tail) + string(f.line)
	if f.dropped == 0 {
		return string(f.head) + tail
	}
	head, dropped := string(f.head), f.dropped
	if i := strings.LastIndexByte(head, '\n'); i >= 0 {
		dropped += int64(len(head) - i - 1)
		head = head[:i+1]
	}
	if i := strings.IndexByte(tail, '\n'); i >= 0 && i < len(tail)-1 {
		dropped += int64(i + 1)
		tail = tail[i+1:]
	}
	head = strings.ToValidUTF8(head, "")
	if !strings.HasSuffix(head, "\n") {
		head += "\n"
	}
	return head + fmt.Sprintf("… %s left out …\n", size(dropped)) + strings.ToValidUTF8(tail, "")
}

func size(n int64) string {
	switch {
	case n < 10_000:
		return fmt.Sprintf("%d bytes", n)
	case n < 10_000_000:
		return fmt.Sprintf("%d kB", n/1000)
	case n < 10_000_000_000:
		return fmt.Sprintf("%d MB", n/1_000_000)
	}
	return fmt.Sprintf("%d GB", n/1_000_000_000)
}
