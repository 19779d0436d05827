package plan

import (
	"math"

	"golang.org/x/sys/unix"
)

// macOS compresses and frees on demand: what it calls free says little, so that it is unknown.
func memory() (total, free int64) {
	n, err := unix.SysctlUint64("hw.memsize")
	if err != nil || n > math.MaxInt64 {
		return 0, 0
	}
	return int64(n), 0
}
