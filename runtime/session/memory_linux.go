package session

import (
	"os"
	"strconv"
	"strings"
)

// defaultMemory gives three quarters of the memory that is free, within the limit of the
// control group that the process runs in.
func defaultMemory() uint64 {
	free := uint64(0)
	if raw, err := os.ReadFile("/proc/meminfo"); err == nil {
		for _, line := range strings.Split(string(raw), "\n") {
			if rest, ok := strings.CutPrefix(line, "MemAvailable:"); ok {
				kb, _ := strconv.ParseUint(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 10, 64)
				free = kb << 10
			}
		}
	}
	for _, name := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if raw, err := os.ReadFile(name); err == nil {
			if n, err := strconv.ParseUint(strings.TrimSpace(string(raw)), 10, 64); err == nil && n > 0 && (free == 0 || n < free) {
				free = n
			}
		}
	}
	return free / 4 * 3
}
