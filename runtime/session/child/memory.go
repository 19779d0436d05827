package child

import (
	"fmt"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"time"

	"talbot/runtime/session/link"
)

// Limits of a session's process.
const (
	maxStack   = 512 << 20 // of all goroutines together; past it a recursion is taken to have no end
	watchEvery = 5 * time.Millisecond
)

// MemoryVariable names the environment variable that holds the session's memory limit in bytes.
const MemoryVariable = "TALBOT_MEMORY"

// ExitMemory is the process's exit status when a cell went on to take memory after it was stopped.
const ExitMemory = 86

// watchMemory stops cells that recurse without end, or that take more memory than there is,
// while there is still room to say so.
func (h *host) watchMemory() {
	debug.SetMaxStack(8 * maxStack)
	limit, _ := strconv.ParseUint(os.Getenv(MemoryVariable), 10, 64)
	if limit > 0 {
		debug.SetMemoryLimit(int64(limit - limit/8)) // collect harder before it comes to the limit
	}
	samples := []metrics.Sample{
		{Name: "/memory/classes/heap/stacks:bytes"},
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
	}
	over := 0
	for range time.Tick(watchEvery) {
		metrics.Read(samples)
		stack := samples[0].Value.Uint64()
		used := samples[1].Value.Uint64() - samples[2].Value.Uint64()
		switch {
		case stack > maxStack:
			h.interrupt(&link.Fault{Kind: "stack overflow", Text: fmt.Sprintf("stack overflow: the calls in progress take more than %d MB of stack; does a function call itself without end?", maxStack>>20)})
		case limit > 0 && used > limit:
			if over++; over == 1 {
				h.interrupt(&link.Fault{Kind: "out of memory", Text: fmt.Sprintf("out of memory: this cell and the session's variables take more than the %s that the session may have", gigabytes(limit))})
				continue
			}
			// What the cell has let go of comes back; what is still there then stays in variables.
			if over%40 == 0 {
				debug.FreeOSMemory()
			}
			if over > 400 || used > limit+limit/8 {
				os.Exit(ExitMemory)
			}
		default:
			over = 0
		}
	}
}

func gigabytes(n uint64) string { return fmt.Sprintf("%.1f GB", float64(n)/1e9) }
