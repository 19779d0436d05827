package stackio

import "golang.org/x/sys/unix"

// availableMemory takes half of the machine's memory as available: macOS compresses and frees on demand, and
// what it calls free says little.
func availableMemory() int64 {
	total, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return fallbackMemory
	}
	return int64(total / 2)
}
