//go:build unix

package zmq

import (
	"context"
	"errors"
	"os"
	"strconv"
	"syscall"
	"time"
)

const parentPoll = time.Second

// waitForParent returns true when the parent process has ended, false when there is
// nothing to wait for or ctx is done.
func waitForParent(ctx context.Context, value string) bool {
	pid, err := strconv.Atoi(value)
	if err != nil || pid <= 0 {
		return false
	}
	direct := os.Getppid() == pid // else something stands between, such as a wrapper
	if !direct && gone(pid) {     // a number from another container or machine
		return false
	}
	tick := time.NewTicker(parentPoll)
	defer tick.Stop()
	for {
		if direct && os.Getppid() != pid || gone(pid) {
			return true
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return false
		}
	}
}

func gone(pid int) bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
