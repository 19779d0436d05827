package session

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/traefik/yaegi/interp"
)

// A cell's way there and back, through the process.
func BenchmarkExecute(b *testing.B) {
	s := newTestSession(b)
	mustRun(b, s, "1 + 1")
	for b.Loop() {
		mustRun(b, s, "1 + 1")
	}
}

// A session from nothing to its first result.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s := newTestSession(b)
		mustRun(b, s, "1 + 1")
		s.Close()
	}
}

// A line printed in a loop, until it has come.
func BenchmarkPrint(b *testing.B) {
	s := newTestSession(b)
	mustRun(b, s, "import \"fmt\"")
	b.SetBytes(16)
	out := &counter{}
	if r := s.Execute(context.Background(), fmt.Sprintf("for range %d { fmt.Println(\"fifteen letters\") }", b.N), out); r.Err != nil {
		b.Fatal(errText(r.Err))
	}
	if out.n != 16*b.N {
		b.Fatalf("%d bytes came, want %d", out.n, 16*b.N)
	}
}

// A turn of a loop in a cell, which looks whether it is interrupted.
func BenchmarkLoop(b *testing.B) {
	s := newTestSession(b)
	mustRun(b, s, "func sum(n int) int { s := 0; for i := 0; i < n; i++ { s += i }; return s }")
	b.ResetTimer()
	mustRun(b, s, fmt.Sprintf("sum(%d)", b.N))
}

// The same turn in the bare interpreter.
func BenchmarkLoopBare(b *testing.B) {
	i := interp.New(interp.Options{})
	if _, err := i.Eval("func sum(n int) int { s := 0; for i := 0; i < n; i++ { s += i }; return s }"); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	if _, err := i.Eval(fmt.Sprintf("sum(%d)", b.N)); err != nil {
		b.Fatal(err)
	}
}

// The same cells run again and again leave the processes small.
func TestMemoryOverCells(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	s := newTestSession(t)
	cells := []string{
		"import \"fmt\"\nfmt.Print()",
		"x := []float64{1, 2, 3}\ntotal := 0.0\nfor _, v := range x { total += v }\ntotal",
		"text := fmt.Sprint(len(x))\nif text != \"3\" { panic(text) }\nswitch { case total > 5: fmt.Print(\"large\") }",
	}
	size := func() int { return resident(t, os.Getpid()) + resident(t, s.proc.cmd.Process.Pid) }
	run := func(n int) {
		for i := range n {
			mustRun(t, s, cells[i%len(cells)])
		}
	}
	run(300)
	before := size()
	run(3000)
	// The interpreter by itself keeps 40 kB of each: 120 MB.
	if grown := size() - before; grown > 50<<20 {
		t.Errorf("3000 cells take %d MB", grown>>20)
	}
}

// A function declared again and again leaves no trail of its earlier versions.
func TestMemoryOverVersions(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	s := newTestSession(t)
	mustRun(t, s, "import \"fmt\"")
	n := 0
	run := func(cells int) {
		for range cells {
			n++
			mustRun(t, s, fmt.Sprintf("func f(s string) string { if len(s) > %d { return s }; return fmt.Sprint(s, %d) }\nfunc g(k int) (t int) { for i := range k { t += i*%d }; return }\nf(fmt.Sprint(g(3)))", n, n, n))
		}
	}
	size := func() int { return resident(t, os.Getpid()) + resident(t, s.proc.cmd.Process.Pid) }
	run(300)
	before := size()
	run(2000)
	// The interpreter by itself keeps 60 kB of each: 120 MB.
	if grown := size() - before; grown > 50<<20 {
		t.Errorf("2000 versions take %d MB", grown>>20)
	}
}

func resident(t *testing.T, pid int) int {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(raw))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
