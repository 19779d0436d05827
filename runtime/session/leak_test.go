package session

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// Sessions that were closed, or whose process died, leave no descriptor and no goroutine.
func TestNothingIsLeft(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("counts descriptors in /proc")
	}
	cycle := func() {
		s := newTestSession(t)
		mustRun(t, s, "import \"os\"\nx := 1")
		s.Execute(context.Background(), "p, _ := os.FindProcess(os.Getpid()); p.Kill(); select {}", &recorder{})
		mustRun(t, s, "x := 2")
		s.Close()
	}
	count := func() (files, routines int) {
		fds, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(fds), runtime.NumGoroutine()
	}
	cycle()
	files, routines := count()
	for range 10 {
		cycle()
	}
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		f, r := count()
		if f <= files+2 && r <= routines+2 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d descriptors and %d goroutines are left of %d and %d", f, r, files, routines)
		}
	}
}

// Many cells leave no goroutine and no descriptor in the process.
func TestCellsLeaveNothing(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "import (\"fmt\"; \"os\"; \"runtime\")")
	count := func() int {
		n, err := strconv.Atoi(mustRun(t, s, "fmt.Sprint(runtime.NumGoroutine())"))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	for range 50 {
		mustRun(t, s, "fmt.Fprint(os.Stderr, 1); func() { defer func() { recover() }(); panic(1) }()")
	}
	if after := count(); after > before+10 { // the runtime and the cell before have some for a while
		t.Errorf("the process has %d goroutines, had %d", after, before)
	}
}
