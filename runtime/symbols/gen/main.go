// Command gen writes what cells need to know of compiled packages, as package extract makes it.
//
// It runs by go generate in the package that it writes:
//
//	//go:generate go run talbot/runtime/symbols/gen -package symbols std gonum.org/v1/gonum/...
//
// The arguments are package patterns as the go command takes them; a package named by a
// pattern that starts with a minus sign is left out (path.Match syntax).
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"talbot/runtime/symbols/extract"
)

func main() {
	pkg := flag.String("package", "symbols", "name of the package to write")
	out := flag.String("o", ".", "folder to write to")
	sources := flag.Bool("sources", false, "also write the sources of generic standard packages")
	flag.Parse()
	if err := generate(*pkg, *out, flag.Args(), *sources); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func generate(pkgName, out string, args []string, sources bool) error {
	q := extract.Query{Targets: extract.Everywhere()}
	for _, a := range args {
		if rest, ok := strings.CutPrefix(a, "-"); ok {
			q.Exclude = append(q.Exclude, rest)
		} else {
			q.Patterns = append(q.Patterns, a)
		}
	}
	set, err := extract.Load(context.Background(), q)
	if err != nil {
		return err
	}
	for _, l := range set.LeftOut {
		fmt.Fprintf(os.Stderr, "gen: left out %s for %s: %v\n", l.Path, l.Target, l.Why)
	}
	files, err := set.Files(pkgName)
	if err != nil {
		return err
	}
	if sources {
		if files["sources.zip"], err = set.StandardGenerics(); err != nil {
			return err
		}
	}
	return write(out, files)
}

// write replaces the generated files of a folder: those of an earlier run that are no longer made go.
func write(dir string, files map[string][]byte) error {
	old, err := filepath.Glob(filepath.Join(dir, "table_*.go"))
	if err != nil {
		return err
	}
	for _, f := range old {
		if files[filepath.Base(f)] == nil {
			if err := os.Remove(f); err != nil {
				return err
			}
		}
	}
	for name, data := range files {
		full := filepath.Join(dir, name)
		if have, err := os.ReadFile(full); err == nil && bytes.Equal(have, data) {
			continue
		}
		if err := os.WriteFile(full, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
