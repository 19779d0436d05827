package installer

import "golang.org/x/sys/unix"

// memory gives the bytes of memory that this computer has and that are free; 0 means unknown:
// macOS keeps no simple count of what is free.
func memory() (total, free uint64) {
	total, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return 0, 0
	}
	return total, 0
}
