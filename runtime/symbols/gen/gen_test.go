package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestGenerated regenerates every package that a go:generate line of ours writes and
// compares the files with those in the tree.
func TestGenerated(t *testing.T) {
	if os.Getenv("TALBOT_CHECK_GENERATED") != "1" {
		t.Skip("takes about half a minute; set TALBOT_CHECK_GENERATED=1 to compare generated files with what go generate gives")
	}
	root := filepath.Join("..", "..", "..")
	for _, dir := range []string{"runtime/symbols", "stdlib/symbols", "plotting/symbols"} {
		t.Run(dir, func(t *testing.T) {
			dir := filepath.Join(root, filepath.FromSlash(dir))
			pkg, args, sources := generateLine(t, filepath.Join(dir, "symbols.go"))
			if v := headerOf(t, dir); !strings.Contains(v, " with "+runtime.Version()+".") {
				t.Skipf("generated with another Go than this test's %s: %s", runtime.Version(), v)
			}
			fresh := t.TempDir()
			if err := generate(pkg, fresh, args, sources); err != nil {
				t.Fatal(err)
			}
			names := map[string]bool{}
			for _, d := range []string{dir, fresh} {
				for _, pattern := range []string{"table*.go", "*.zip"} {
					found, err := filepath.Glob(filepath.Join(d, pattern))
					if err != nil {
						t.Fatal(err)
					}
					for _, f := range found {
						names[filepath.Base(f)] = true
					}
				}
			}
			for n := range names {
				have, err1 := os.ReadFile(filepath.Join(dir, n))
				want, err2 := os.ReadFile(filepath.Join(fresh, n))
				if err1 != nil || err2 != nil || !bytes.Equal(have, want) {
					t.Errorf("%s is not what the generator gives now; run go generate ./...", n)
				}
			}
		})
	}
}

// generateLine reads a package's go:generate line.
func generateLine(t *testing.T, file string) (pkg string, args []string, sources bool) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(src)) {
		rest, ok := strings.CutPrefix(line, "//go:generate go run talbot/runtime/symbols/gen ")
		if !ok {
			continue
		}
		for f := strings.Fields(rest); len(f) > 0; f = f[1:] {
			switch {
			case f[0] == "-package":
				pkg, f = f[1], f[1:]
			case f[0] == "-sources":
				sources = true
			default:
				args = append(args, f[0])
			}
		}
		return pkg, args, sources
	}
	t.Fatalf("%s has no go:generate line", file)
	return
}

func headerOf(t *testing.T, dir string) string {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(dir, "table.go"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(src), "\n")
	return line
}
