//go:build unix

package child

import (
	"os"
	"syscall"
)

// Pipes gives this process's standard input and output for the session's own use, under other
// descriptors, and puts the null device in their place: a cell or a C library that reads and
// writes descriptors 0 and 1 itself must not break in on the session.
func Pipes() (in, out *os.File, err error) {
	none, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	defer none.Close()
	var files [2]*os.File
	for fd := range files {
		syscall.ForkLock.RLock()
		own, err := syscall.Dup(fd)
		if err == nil {
			syscall.CloseOnExec(own)
			// A reader then waits in the scheduler's poller, not with a thread of its own that
			// has to be woken and replaced for every message.
			err = syscall.SetNonblock(own, true)
		}
		syscall.ForkLock.RUnlock()
		if err != nil {
			return nil, nil, os.NewSyscallError("dup", err)
		}
		files[fd] = os.NewFile(uintptr(own), "session")
		if err := replace(none, fd); err != nil {
			return nil, nil, err
		}
	}
	return files[0], files[1], nil
}

// replace makes descriptor fd another name of f.
func replace(f *os.File, fd int) error {
	return os.NewSyscallError("dup", dup(int(f.Fd()), fd))
}

// endGroup ends the programs that cells started, and this process, where it leads a group.
func endGroup() {
	if pid := os.Getpid(); syscall.Getpgrp() == pid {
		syscall.Kill(-pid, syscall.SIGKILL) //nolint:errcheck // it ends either way
	}
}
