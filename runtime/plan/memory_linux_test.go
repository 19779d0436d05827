package plan

import (
	"os"
	"path/filepath"
	"testing"
)

const meminfo = "MemTotal:       16000000 kB\nMemFree:  1 kB\nMemAvailable:   8000000 kB\nHugePages_Total:       0\n"

func TestControlGroups(t *testing.T) {
	const kB = 1 << 10
	for _, c := range []struct {
		name        string
		files       map[string]string
		total, free int64
	}{
		{"nothing is known", nil, 0, 0},
		{"no groups", map[string]string{"proc/meminfo": meminfo}, 16e6 * kB, 8e6 * kB},
		{"version 2 in a container", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/\n",
			"cgroup/memory.max": "4000000000\n", "cgroup/memory.current": "1000000000\n",
			"cgroup/memory.stat": "anon 700000000\ninactive_file 300000000\n",
		}, 4e9, 3.3e9},
		{"version 2, a level above is the tightest", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/user.slice/user-7.slice/job.scope\n",
			"cgroup/user.slice/memory.max":                            "max\n",
			"cgroup/user.slice/memory.current":                        "5000000000\n",
			"cgroup/user.slice/user-7.slice/memory.max":               "3000000000\n",
			"cgroup/user.slice/user-7.slice/memory.current":           "2500000000\n",
			"cgroup/user.slice/user-7.slice/job.scope/memory.max":     "2000000000\n",
			"cgroup/user.slice/user-7.slice/job.scope/memory.current": "100000000\n",
		}, 2e9, 0.5e9},
		{"version 2, memory.high", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a\n",
			"cgroup/a/memory.max": "5000000000\n", "cgroup/a/memory.high": "1000000000\n", "cgroup/a/memory.current": "400000000\n",
		}, 1e9, 0.6e9},
		{"version 1, of which cached files give way", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "9:name=systemd:/x\n4:cpu,memory:/slurm/job_3\n0::/\n",
			"cgroup/memory/memory.limit_in_bytes":             "9223372036854771712\n",
			"cgroup/memory/memory.usage_in_bytes":             "9000000000\n",
			"cgroup/memory/slurm/job_3/memory.limit_in_bytes": "6000000000\n",
			"cgroup/memory/slurm/job_3/memory.usage_in_bytes": "5000000000\n",
			"cgroup/memory/slurm/job_3/memory.stat":           "inactive_file 1\ntotal_inactive_file 1500000000\n",
			"cgroup/memory/x/memory.limit_in_bytes":           "1\n",
		}, 6e9, 2.5e9},
		{"version 1 in a container that shows its own group as the root", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "4:memory:/docker/0123\n",
			"cgroup/memory/memory.limit_in_bytes": "1000000000\n", "cgroup/memory/memory.usage_in_bytes": "200000000\n",
		}, 1e9, 0.8e9},
		{"both versions", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a\n",
			"cgroup/unified/a/memory.max": "1000000000\n", "cgroup/unified/a/memory.current": "999999999\n",
		}, 1e9, 1},
		{"over its limit, nothing is left, which is not unknown", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a\n",
			"cgroup/a/memory.max": "1000000\n", "cgroup/a/memory.current": "2000000\n",
		}, 1e6, 1},
		{"a limit without a count", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a\n", "cgroup/a/memory.max": "1000000\n",
		}, 1e6, 1e6},
		{"limits beyond the machine", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a\n",
			"cgroup/a/memory.max": "99000000000\n", "cgroup/a/memory.current": "2000000\n",
		}, 16e6 * kB, 8e6 * kB},
		{"broken files", map[string]string{
			"proc/meminfo": "MemTotal:\nMemAvailable: many kB\n\x00\xff", "proc/self/cgroup": "0:\n:::\n\n7\n0::../../../a\n",
			"cgroup/a/memory.max": "-5\n", "cgroup/memory.max": "", "cgroup/memory.high": "99999999999999999999\n",
		}, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range c.files {
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			l := linux{filepath.Join(dir, "proc"), filepath.Join(dir, "cgroup")}
			if total, free := l.memory(); total != c.total || free != c.free {
				t.Errorf("%d bytes, %d free; want %d, %d", total, free, c.total, c.free)
			}
		})
	}
}
