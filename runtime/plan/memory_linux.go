package plan

import (
	"bufio"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func memory() (total, free int64) { return linux{"/proc", "/sys/fs/cgroup"}.memory() }

// A linux is where the kernel shows what it counts.
type linux struct{ proc, cgroup string }

// counters name what a control group of either version allows, what it has taken and what of
// that are cached files, which give way. Above memory.high a process is slowed to a crawl.
var counters = []struct{ limit, used, cached string }{
	{"memory.max", "memory.current", "inactive_file"},
	{"memory.high", "memory.current", "inactive_file"},
	{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"},
}

func (l linux) memory() (total, free int64) {
	info := keyed(filepath.Join(l.proc, "meminfo"))
	total, free = info["MemTotal:"]<<10, info["MemAvailable:"]<<10
	for _, dir := range l.groups() {
		for _, c := range counters {
			limit, ok := number(filepath.Join(dir, c.limit))
			if !ok || limit > math.MaxInt64/2 { // version 1 writes "none" as a huge number
				continue
			}
			if total == 0 || limit < total {
				total = limit
			}
			if used, ok := number(filepath.Join(dir, c.used)); ok {
				cached := min(used, keyed(filepath.Join(dir, "memory.stat"))[c.cached])
				limit = max(0, limit-used+cached)
			}
			// Nothing left must not read as unknown.
			if limit = max(limit, 1); free == 0 || limit < free {
				free = limit
			}
		}
	}
	return total, free
}

// groups lists the folders of the control groups whose limits hold for this process: its own
// and all above. In a container the topmost folder may be the container's own group.
func (l linux) groups() []string {
	v1 := filepath.Join(l.cgroup, "memory")
	v2 := []string{l.cgroup, filepath.Join(l.cgroup, "unified")} // alone, or beside version 1
	dirs := append([]string{v1}, v2...)
	b, err := os.ReadFile(filepath.Join(l.proc, "self", "cgroup"))
	if err != nil {
		return dirs
	}
	for line := range strings.Lines(string(b)) {
		// Such as "4:memory:/user/7", or "0::/user.slice" of version 2.
		part := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(part) != 3 {
			continue
		}
		var roots []string
		switch {
		case part[0] == "0" && part[1] == "":
			roots = v2
		case slices.Contains(strings.Split(part[1], ","), "memory"):
			roots = []string{v1}
		}
		for _, root := range roots {
			for p := filepath.Join("/", part[2]); p != "/"; p = filepath.Dir(p) {
				dirs = append(dirs, filepath.Join(root, p))
			}
		}
	}
	return dirs
}

// keyed reads lines of a name and a number. What is not there counts as 0.
func keyed(path string) map[string]int64 {
	m := map[string]int64{}
	f, err := os.Open(path)
	if err != nil {
		return m
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, 1<<16))
	for lines.Scan() {
		if w := strings.Fields(lines.Text()); len(w) >= 2 {
			if n, err := strconv.ParseInt(w[1], 10, 64); err == nil && n >= 0 {
				m[w[0]] = n
			}
		}
	}
	return m
}

// number reads a file of one number; "max" is none.
func number(path string) (int64, bool) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	return n, err == nil && n >= 0
}
