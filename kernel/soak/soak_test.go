// Package soak uses a kernel for a long time as people, networks and bad luck do, and checks that
// nothing is lost and nothing leaks. It runs only when asked: see soak.sh.
package soak

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Variables that say how long the test runs, and from which seed.
const (
	timeVariable = "TALBOT_SOAK"
	seedVariable = "TALBOT_SOAK_SEED"
)

// lives is how many kernels live one after the other, unless that makes their lives too short or
// too long. They take turns in running within this process, where goroutines can be counted, and
// as a process of their own, as Jupyter starts them.
const (
	lives    = 10
	longest  = 5 * time.Minute
	shortest = 20 * time.Second
)

func TestSoak(t *testing.T) {
	given := os.Getenv(timeVariable)
	if given == "" {
		t.Skipf("%s says how long this runs, as 30m", timeVariable)
	}
	length, err := time.ParseDuration(given)
	if err != nil {
		t.Fatalf("%s is %q; 30m is half an hour", timeVariable, given)
	}
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv(seedVariable); s != "" {
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatalf("%s: %v", seedVariable, err)
		}
	}
	fmt.Printf("soak: %v, %s=%d\n", length, seedVariable, seed)
	if f, err := os.Create(filepath.Join(t.TempDir(), "log")); err == nil { // of refused messages, above all
		log.SetOutput(f)
		defer log.SetOutput(os.Stderr)
		defer f.Close()
	}
	binary := build(t)
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)

	tally := &tally{counts: map[string]int{}}
	random := rand.New(rand.NewPCG(seed, 1))
	end := time.Now().Add(length)
	for n := 0; n == 0 || time.Now().Before(end); n++ {
		span := max(min(length/lives, longest), shortest)
		before := measure(os.Getpid())
		l := born(t, n%2 == 0, binary)
		live(t, l, span, tally, random)
		l.end(t)
		if t.Failed() {
			return
		}
		after := settled(before)
		fmt.Printf("soak: life %d (%s), afterwards %v\n", n+1, l.kind, after)
		if after.goroutines > before.goroutines+slack || after.files > before.files+slack || after.children > before.children {
			t.Fatalf("life %d left something behind: %v before, %v after\n%s", n+1, before, after, stacks())
		}
		if left, _ := os.ReadDir(temp); len(left) > 0 {
			t.Fatalf("life %d left %v in the temporary folder", n+1, left)
		}
	}
	fmt.Println("soak:", tally)
}

// live lets a kernel be used by all actors at once, and compares what it holds at the end with
// what it held at first.
func live(t *testing.T, l *life, length time.Duration, tally *tally, random *rand.Rand) {
	warm(t, l)
	before := l.measure()
	ctx, cancel := context.WithTimeout(context.Background(), length)
	defer cancel()
	var actors sync.WaitGroup
	for name, act := range casting() {
		r := rand.New(rand.NewPCG(random.Uint64(), random.Uint64()))
		actors.Go(func() {
			for ctx.Err() == nil && !t.Failed() {
				if err := act(ctx, l, tally, r); err != nil {
					t.Errorf("%s: %v", name, err)
					if errors.Is(err, context.DeadlineExceeded) { // something hangs
						t.Log(stacks())
					}
				}
				tally.add(name, 1)
			}
		})
	}
	actors.Wait()
	if t.Failed() {
		return
	}
	warm(t, l) // a cell must run after all that
	after := l.settled(before)
	fmt.Printf("soak: %s at first %v, at the end %v\n", l.kind, before, after)
	if after.goroutines > before.goroutines+slack || after.files > before.files+slack || after.children > max(before.children, 1) {
		t.Errorf("the kernel holds more than at first: %v, then %v\n%s", before, after, stacks())
	}
	if after.memory > max(before.memory, 64)+growth {
		t.Errorf("the kernel's memory grew from %d to %d MB", before.memory, after.memory)
	}
}

func build(t *testing.T) string {
	binary := filepath.Join(t.TempDir(), "talbot")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", binary, "talbot").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// A tally counts what was done.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
	trips  []time.Duration // of completions
}

func (c *tally) add(what string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[what] += n
}

func (c *tally) trip(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trips = append(c.trips, d)
}

func (c *tally) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := ""
	for _, what := range slices.Sorted(maps.Keys(c.counts)) {
		s += fmt.Sprintf("%d %s, ", c.counts[what], what)
	}
	if len(c.trips) > 0 {
		slices.Sort(c.trips)
		s += fmt.Sprintf("completion %v median, %v at the 95th percentile", c.trips[len(c.trips)/2], c.trips[len(c.trips)*95/100])
	}
	return s
}

func stacks() string {
	buf := make([]byte, 4<<20)
	return string(buf[:runtime.Stack(buf, true)])
}
