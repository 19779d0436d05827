package kernel

import (
	"os"

	"golang.org/x/sys/windows"
)

// lockFile waits until no other process holds the lock, and gives what frees it. Where a file
// system has no locks it gives nothing to wait for: then lines of kernels that write at the
// same moment may be lost.
func lockFile(path string) (unlock func()) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return func() {}
	}
	windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &windows.Overlapped{}) //nolint:errcheck // see above
	return func() { f.Close() }
}
