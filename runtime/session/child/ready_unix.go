//go:build unix

package child

import (
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// read reads what the pipe has, once it has something. The taking and the note that text is held
// are one step to idle, which others call.
func (s *stream) read(buf []byte) (n int, err error) {
	raw, err := s.r.SyscallConn()
	if err != nil {
		return 0, err
	}
	var failed error
	err = raw.Read(func(fd uintptr) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		for {
			n, failed = syscall.Read(int(fd), buf)
			if failed != syscall.EINTR {
				break
			}
		}
		s.holds = s.holds || n > 0
		return failed != syscall.EAGAIN
	})
	switch {
	case err != nil:
		return 0, err
	case failed != nil:
		return 0, os.NewSyscallError("read", failed)
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}

// idle reports whether all that was written has been sent, without which it would have to be
// waited for.
func (s *stream) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	raw, err := s.r.SyscallConn()
	if s.holds || err != nil {
		return false
	}
	empty := false
	err = raw.Control(func(fd uintptr) {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		empty = err == nil && n == 0
	})
	return err == nil && empty
}
