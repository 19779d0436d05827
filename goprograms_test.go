package main_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Go's own test programs say how much of Go cells take. Those under GOROOT/test that are to be
// run, that use nothing but std, and neither unsafe layouts, the runtime's insides nor a command
// line, are run by talbot run FILE.go; each must print and exit as the compiler's build does.
// testdata/goprograms.txt holds those that are known not to, with the reasons, and the least
// rate that a change may leave.

const goProgramsVariable = "TALBOT_GO_PROGRAMS"

var (
	usesMore = regexp.MustCompile(`"(unsafe|runtime/debug|runtime/pprof|runtime/trace|os/exec|syscall|internal/[^"]*|C|testing|go/[^"]*|plugin|runtime/cgo|runtime/metrics)"`)
	asksMore = regexp.MustCompile(`//go:(linkname|noescape|nosplit|embed)|runtime\.(Callers?|Stack|ReadMemStats|SetFinalizer|GC|FuncForPC|KeepAlive|AddCleanup|NumGoroutine|MemStats)`)
)

// goPrograms lists the programs by their names under root.
func goPrograms(t *testing.T, root string) (names []string) {
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && strings.HasSuffix(path, ".dir") {
			return fs.SkipDir
		}
		if e.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		first, _, _ := bytes.Cut(src, []byte("\n"))
		head, _, _ := bytes.Cut(src, []byte("package"))
		if string(bytes.TrimSpace(first)) == "// run" && !usesMore.Match(src) && !asksMore.Match(src) && !bytes.Contains(head, []byte("//go:build")) {
			name, err := filepath.Rel(root, path)
			names = append(names, filepath.ToSlash(name))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// knownGoPrograms reads the list of programs that are known to differ, and the floor of the rate.
func knownGoPrograms(t *testing.T) (reasons map[string]string, floor float64) {
	text, err := os.ReadFile(filepath.Join("testdata", "goprograms.txt"))
	if err != nil {
		t.Fatal(err)
	}
	reasons = map[string]string{}
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, reason, ok := strings.Cut(line, ": ")
		switch {
		case !ok || strings.TrimSpace(reason) == "":
			t.Fatalf("testdata/goprograms.txt:%d has no reason: %s", i+1, line)
		case name == "floor":
			if floor, err = strconv.ParseFloat(reason, 64); err != nil {
				t.Fatal(err)
			}
		default:
			reasons[name] = reason
		}
	}
	return reasons, floor
}

func TestGoPrograms(t *testing.T) {
	reasons, floor := knownGoPrograms(t)
	if os.Getenv(goProgramsVariable) == "" {
		t.Skipf("takes minutes: %s=1 runs it, %s=all also what is known to fail", goProgramsVariable, goProgramsVariable)
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(strings.TrimSpace(string(goroot)), "test")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("this Go comes without its test programs: there is no %s", root)
	}
	program, err := builtTalbot()
	if err != nil {
		t.Fatal(err)
	}
	names := goPrograms(t, root)
	if len(names) < 100 {
		t.Fatalf("only %d programs in %s", len(names), root)
	}
	all := os.Getenv(goProgramsVariable) == "all"
	work := make(chan string)
	var mu sync.Mutex
	var wg sync.WaitGroup
	passed := 0
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for name := range work {
				why := goProgramFails(program, filepath.Join(root, filepath.FromSlash(name)))
				mu.Lock()
				if why == "" {
					passed++
				}
				switch reason := reasons[name]; {
				case why == "" && reason != "":
					t.Logf("%s passes, and testdata/goprograms.txt lists it", name)
				case why != "" && reason == "":
					t.Logf("%s fails: %s", name, why)
				}
				mu.Unlock()
			}
		})
	}
	listed := 0
	for _, name := range names {
		if reasons[name] != "" {
			if listed++; !all {
				continue
			}
		}
		work <- name
	}
	close(work)
	wg.Wait()
	rate := float64(passed) / float64(len(names))
	t.Logf("%d of %d of Go's test programs pass: %.3f; %d are known not to", passed, len(names), rate, listed)
	if rate < floor {
		t.Errorf("%.3f of Go's test programs pass, %.3f did before", rate, floor)
	}
	for name := range reasons {
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(name))); err != nil {
			t.Logf("testdata/goprograms.txt lists %s, which this Go does not have", name)
		}
	}
}

// goProgramFails runs a program and says how it differs from what is expected, or "".
func goProgramFails(program, path string) string {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "run", path)
	cmd.Dir = os.TempDir()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	if ctx.Err() != nil {
		return "it does not end within a minute"
	}
	if err != nil {
		return strings.ReplaceAll(lastBytes(errs.String()+out.String(), 300), "\n", " | ")
	}
	want, err := os.ReadFile(strings.TrimSuffix(path, ".go") + ".out")
	if err != nil {
		want = nil
	}
	if got := out.String() + errs.String(); strings.TrimSpace(got) != strings.TrimSpace(string(want)) {
		return "it prints " + strconv.Quote(lastBytes(got, 300))
	}
	return ""
}

func lastBytes(s string, n int) string { return s[max(len(s)-n, 0):] }
