package stackio

import (
	"bufio"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// availableMemory gives the bytes that this process may still take: what the system has free or can free,
// and no more than its control group allows.
func availableMemory() int64 {
	free := int64(fallbackMemory)
	if kb, ok := keyed("/proc/meminfo", "MemAvailable:"); ok {
		free = kb << 10
	}
	for _, dir := range cgroups() {
		for _, n := range [][3]string{
			{"memory.max", "memory.current", "inactive_file"},
			{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"},
		} {
			limit, ok1 := number(filepath.Join(dir, n[0]))
			used, ok2 := number(filepath.Join(dir, n[1]))
			if !ok1 || !ok2 || limit > math.MaxInt64/2 {
				continue
			}
			// Cached files count as used but give way.
			cached, _ := keyed(filepath.Join(dir, "memory.stat"), n[2])
			free = min(free, max(0, limit-used+cached))
		}
	}
	return free
}

// cgroups lists the directories whose limits hold for this process: its own and those above.
func cgroups() []string {
	dirs := []string{"/sys/fs/cgroup", "/sys/fs/cgroup/memory"}
	b, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return dirs
	}
	for line := range strings.Lines(string(b)) {
		part := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(part) != 3 {
			continue
		}
		root := "/sys/fs/cgroup"
		if part[1] == "memory" {
			root += "/memory"
		} else if part[1] != "" {
			continue
		}
		for p := filepath.Clean(part[2]); p != "/" && p != "."; p = filepath.Dir(p) {
			dirs = append(dirs, filepath.Join(root, p))
		}
	}
	return dirs
}

// keyed gives the number that follows a key at the start of a line.
func keyed(path, key string) (int64, bool) {
	f, err := os.Open(path)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if w := strings.Fields(lines.Text()); len(w) >= 2 && w[0] == key {
			n, err := strconv.ParseInt(w[1], 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}

func number(path string) (int64, bool) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	return n, err == nil
}
