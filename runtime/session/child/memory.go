package child

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"time"

	"talbot/runtime/session/link"
	"talbot/runtime/session/reckon"
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

// A memoryGuard decides what is done about memory.
type memoryGuard struct {
	limit   uint64
	allowed uint64 // the limit, or a little more than a cell found when it began
	before  uint64 // what the last look saw
	cell    int
	over    int // looks in a row at which there was too much
}

// What a look at memory leads to.
type verdict int

const (
	fine    verdict = iota
	stop            // interrupt the cell
	collect         // give back what has been let go of
	end             // end the process while it still can tell why
)

// patience is how many looks a cell that was stopped may go on holding too much.
const patience = 400

// look judges the memory in use and, if it is more than allowed, what of it is resident.
func (g *memoryGuard) look(used uint64, cell int, running bool, resident func() uint64) verdict {
	if cell != g.cell {
		// Variables may hold more than the limit. A cell that frees them must be able to run.
		g.cell, g.over, g.allowed = cell, 0, max(g.limit, g.before+g.limit/32)
	}
	g.before = used
	if g.limit == 0 || used <= g.allowed {
		g.over = 0
		return fine
	}
	g.over++
	switch {
	case g.over == 1:
		return stop
	case min(used, resident()) > g.allowed+g.limit/8, running && g.over > patience:
		return end
	case g.over%40 == 0 && g.over <= patience:
		return collect
	}
	return fine
}

// watchMemory stops cells that recurse without end, or that take more memory than there is,
// while there is still room to say so.
func (h *host) watchMemory() {
	limit, _ := strconv.ParseUint(os.Getenv(MemoryVariable), 10, 64)
	stacks := uint64(maxStack)
	if limit > 0 {
		debug.SetMemoryLimit(int64(limit - limit/8)) // collect harder before it comes to the limit
		stacks = min(stacks, limit/2)
	}
	debug.SetMaxStack(8 * maxStack)
	samples := []metrics.Sample{
		{Name: "/memory/classes/heap/stacks:bytes"},
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
	}
	guard := memoryGuard{limit: limit, allowed: limit}
	overflowed := 0 // the cell whose stacks were too much
	for {
		if running, _ := h.atWork(); running {
			time.Sleep(watchEvery)
		} else {
			time.Sleep(10 * watchEvery)
		}
		running, cell := h.atWork()
		metrics.Read(samples)
		if samples[0].Value.Uint64() > stacks && overflowed != 0 && overflowed != cell {
			runtime.GC() // an earlier cell's stacks are gone only then
			overflowed = 0
			metrics.Read(samples)
		}
		if samples[0].Value.Uint64() > stacks {
			overflowed = cell
			h.interrupt(&link.Fault{Kind: "stack overflow", Text: fmt.Sprintf("stack overflow: the calls in progress take more than %d MB of stack; does a function call itself without end?", stacks>>20)})
			continue
		}
		switch guard.look(samples[1].Value.Uint64()-samples[2].Value.Uint64(), cell, running, resident) {
		case stop:
			h.interrupt(&link.Fault{Kind: "out of memory", Text: fmt.Sprintf("out of memory: this cell and the session's variables take more than the %s that the session may have", bytesText(limit))})
		case collect:
			debug.FreeOSMemory()
		case end:
			os.Exit(ExitMemory)
		}
	}
}

// atWork tells whether a cell runs, and how many have begun.
func (h *host) atWork() (running bool, cells int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.running, h.cells
}

// tooDeep ends a cell whose calls in package reckon nest too deep.
func (h *host) tooDeep() {
	h.interrupt(&link.Fault{Kind: "stack overflow", Text: fmt.Sprintf("stack overflow: more than %d calls are in progress; does a function call itself without end?", reckon.MaxDepth)})
	halt()
}
