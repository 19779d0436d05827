package plan

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestMemoryIsKnown(t *testing.T) {
	switch runtime.GOOS {
	case "linux", "darwin", "windows":
	default:
		t.Skip("not asked for on " + runtime.GOOS)
	}
	total, free := Memory()
	if total < 64<<20 || total > 1<<50 || free > total {
		t.Errorf("Memory() = %d, %d", total, free)
	}
	if runtime.GOOS != "darwin" && free < 1<<20 {
		t.Errorf("%d bytes are free", free)
	}
}

func TestBudget(t *testing.T) {
	if n := Budget(12345); n != 12345 {
		t.Errorf("asked for 12345 bytes, allowed %d", n)
	}
	total, _ := Memory()
	if n := Budget(0); n < 1<<20 || total > 0 && n > total/2 {
		t.Errorf("Budget(0) = %d of %d", n, total)
	}
	if n := Limit(); n > total {
		t.Errorf("Limit() = %d of %d", n, total)
	}
}

// What the process has let go of does not count against its limit.
func TestBudgetKeepsGoLimit(t *testing.T) {
	const limit = 256 << 20
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(limit))
	garbage := make([]byte, 128<<20)
	for i := 0; i < len(garbage); i += 4096 {
		garbage[i] = 1
	}
	held := Budget(0)
	runtime.KeepAlive(garbage)
	if held > 64<<20 {
		t.Errorf("holding 128 MiB of 256 MiB, the budget is %d", held)
	}
	garbage = nil
	if freed := Budget(0); freed < 96<<20 || freed > limit/2 {
		t.Errorf("with next to nothing held of 256 MiB, the budget is %d", freed)
	}
}
