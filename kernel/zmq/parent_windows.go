package zmq

import (
	"context"
	"strconv"

	"golang.org/x/sys/windows"
)

const parentPoll = 1000 // milliseconds

// waitForParent returns true when the parent process has ended, false when there is
// nothing to wait for or ctx is done.
func waitForParent(ctx context.Context, value string) bool {
	handle, err := strconv.ParseUint(value, 10, 64)
	if err != nil || handle == 0 {
		return false
	}
	for ctx.Err() == nil {
		switch event, err := windows.WaitForSingleObject(windows.Handle(handle), parentPoll); {
		case err != nil: // the handle was not inherited: there is nothing to watch
			return false
		case event == windows.WAIT_OBJECT_0:
			return true
		}
	}
	return false
}
