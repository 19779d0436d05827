//go:build unix

package kernel

import (
	"os"
	"syscall"
)

// lockFile waits until no other process holds the lock, and gives what frees it. Where a file
// system has no locks it gives nothing to wait for: then lines of kernels that write at the
// same moment may be lost.
func lockFile(path string) (unlock func()) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return func() {}
	}
	for syscall.Flock(int(f.Fd()), syscall.LOCK_EX) == syscall.EINTR {
	}
	return func() { f.Close() }
}
