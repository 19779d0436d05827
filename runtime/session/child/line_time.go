package child

import (
	"fmt"
	"math"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// A timing is what %time has noted at its beginning.
type timing struct {
	start time.Time
	cpu   time.Duration
	bytes uint64
}

// begin starts a %time.
func (h *host) begin(id int) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	h.timings[id] = timing{cpu: processorTime(), bytes: m.TotalAlloc, start: time.Now()}
}

// end ends a %time and says what it took.
func (h *host) end(id int) {
	wall := time.Since(h.timings[id].start)
	t := h.timings[id]
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	text := duration(wall)
	if cpu := processorTime() - t.cpu; cpu > 0 {
		text += ", processors " + duration(cpu)
	}
	fmt.Printf("%s, %s allocated\n", text, bytesText(m.TotalAlloc-t.bytes))
}

const (
	timedRuns = 7
	// runTakes is how long a run of %timeit is made to take, if one turn does not take longer:
	// much more than the clock's grain, and short enough for an interrupt between runs.
	runTakes = 60 * time.Millisecond
	// enough ends the runs of what takes long.
	enough = 5 * time.Second
)

// repeat is %timeit. run runs the Go so many times; empty does as many turns of the same loop
// with nothing in it, whose time is taken off.
func (h *host) repeat(_ int, run, empty func(n int)) {
	time1 := func(f func(int), n int) time.Duration {
		if h.stop.stopped() {
			halt()
		}
		start := time.Now()
		f(n)
		return time.Since(start)
	}
	runtime.GC()
	n, took := 1, time1(run, 1)
	for took < runTakes/4 && n < 1<<30 {
		// At least twice as many, at most a hundred times: the first turns tell little.
		n = int(float64(n) * min(100, max(2, float64(runTakes)/float64(took+1))))
		took = time1(run, n)
	}
	if took < runTakes {
		n = max(n, int(float64(n)*float64(runTakes)/float64(took+1)))
	}
	var turns []float64 // nanoseconds of a turn, by run
	for begun := time.Now(); len(turns) < timedRuns; {
		turns = append(turns, float64(time1(run, n))/float64(n))
		if len(turns) >= 2 && time.Since(begun) > enough {
			break
		}
	}
	loop := math.Inf(1)
	for range 3 {
		loop = min(loop, float64(time1(empty, n))/float64(n))
	}
	mean, best := 0.0, math.Inf(1)
	for i := range turns {
		turns[i] = max(turns[i]-loop, 0)
		mean += turns[i] / float64(len(turns))
		best = min(best, turns[i])
	}
	spread := 0.0
	for _, t := range turns {
		spread += (t - mean) * (t - mean) / float64(len(turns)-1)
	}
	fmt.Printf("%s ± %s (best %s; %d runs of %s)\n", nanoseconds(mean), nanoseconds(math.Sqrt(spread)), nanoseconds(best), len(turns), count(n))
}

// duration writes a time with three digits.
func duration(d time.Duration) string { return nanoseconds(float64(d)) }

func nanoseconds(ns float64) string {
	switch {
	case ns < 1e3:
		return digits(ns) + " ns"
	case ns < 1e6:
		return digits(ns/1e3) + " µs"
	case ns < 1e9:
		return digits(ns/1e6) + " ms"
	case ns < 120e9:
		return digits(ns/1e9) + " s"
	}
	return time.Duration(ns).Round(time.Second).String()
}

func digits(x float64) string {
	switch {
	case x < 10:
		return strconv.FormatFloat(x, 'f', 2, 64)
	case x < 100:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(x, 'f', 0, 64)
}

func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if n == 1 {
		return "1 turn"
	}
	return s + " turns"
}

func bytesText(n uint64) string {
	const units = "kMGT"
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	x, i := float64(n)/1000, 0
	for x >= 999.5 && i < len(units)-1 {
		x, i = x/1000, i+1
	}
	return strings.TrimSuffix(strconv.FormatFloat(x, 'g', 3, 64), ".0") + " " + units[i:i+1] + "B"
}
