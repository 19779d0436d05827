package plan

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// unknownMemory is taken as free where the system does not say.
const unknownMemory = 4 << 30

// Memory gives the bytes of memory that this process could have at most and those that it may
// still take: what the system has, within the limits of the control groups that the process is
// in. 0 stands for unknown.
func Memory() (total, free int64) { return memory() }

// Budget gives the bytes that a routine may take: what was asked for, or with 0 half of
// what is free, so that its results and those of the next one still find room. What is free
// is also what Go's own memory limit (GOMEMLIMIT, a session's limit) leaves. Where the system
// counts no free memory, half of all it has is taken to be free.
func Budget(asked int64) int64 {
	if asked > 0 {
		return asked
	}
	total, free := memory()
	if free == 0 {
		if free = total / 2; free == 0 {
			free = unknownMemory
		}
	}
	if left(free) < free {
		runtime.GC() // what nobody holds any more counts as free
		free = left(free)
	}
	return free / 2
}

// Limit gives the bytes that a process which runs for long, and for one user, should not exceed: three
// quarters of what is free when it starts. 0 stands for unknown.
func Limit() int64 {
	_, free := memory()
	return free / 4 * 3
}

// left gives what of the free bytes Go's own memory limit leaves.
func left(free int64) int64 {
	limit := debug.SetMemoryLimit(-1)
	if limit == math.MaxInt64 {
		return free
	}
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}, {Name: "/memory/classes/heap/free:bytes"}}
	metrics.Read(s)
	used := int64(s[0].Value.Uint64() - s[1].Value.Uint64() - s[2].Value.Uint64())
	return min(free, max(0, limit-used))
}
