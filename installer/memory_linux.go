package installer

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

// memory gives the bytes of memory that this computer has and that are free; 0 means unknown.
// A container's limit counts as what it has.
func memory() (total, free uint64) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		// A line reads "MemTotal:  16384 kB".
		field := strings.Fields(s.Text())
		if len(field) < 2 {
			continue
		}
		kb, err := strconv.ParseUint(field[1], 10, 64)
		if err != nil {
			continue
		}
		switch field[0] {
		case "MemTotal:":
			total = kb << 10
		case "MemAvailable:":
			free = kb << 10
		}
	}
	for _, name := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		b, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		if limit, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64); err == nil && limit < total {
			total, free = limit, min(free, limit)
		}
	}
	return total, free
}
