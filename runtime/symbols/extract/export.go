package extract

import (
	"archive/zip"
	"bytes"
	"fmt"
	"go/token"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
)

// exportData writes each package in the indexed form of x/tools: it holds all that the
// package's API reaches, whatever package that comes from, so one entry is enough to
// import one package. Against the compiler's own export data it needs no compilation for
// six targets, holds no positions of this machine, and a reader built by a newer Go still
// reads it; it loads in 1–6 ms a package.
//
// An entry is named by its import path; where targets differ, by path@os_arch+os_arch….
// The entry "index" lists every path with its package name, but for those of inner, which are
// not for cells. Where a target has symbols that
// others lack, path#names lists those that all have: the tables hold no others, so a cell
// must not be told of them.
func exportData(worlds []*world, paths, inner []string) ([]byte, error) {
	entries := map[string][]byte{}
	var index bytes.Buffer
	for _, p := range paths {
		fmt.Fprintln(&index, p, worlds[0].pkgs[p].Name())
	}
	for _, p := range slices.Concat(paths, inner) {
		if p == "unsafe" {
			continue
		}
		if names, all := exportedEverywhere(worlds, p); !all {
			entries[p+"#names"] = []byte(strings.Join(names, "\n"))
		}
		byData := map[string][]string{}
		for _, w := range worlds {
			var b bytes.Buffer
			// An empty file set leaves positions out.
			if err := gcexportdata.Write(&b, token.NewFileSet(), w.pkgs[p]); err != nil {
				return nil, fmt.Errorf("export data of %s for %s: %w", p, w.target, err)
			}
			byData[b.String()] = append(byData[b.String()], w.target.String())
		}
		for data, ts := range byData {
			name := p
			if len(byData) > 1 {
				name += "@" + strings.Join(ts, "+")
			}
			entries[name] = []byte(data)
		}
	}
	entries["index"] = index.Bytes()
	return zipped(entries)
}

// exportedEverywhere gives the exported names that a package has on every target, and
// whether that is all of them.
func exportedEverywhere(worlds []*world, importPath string) (names []string, all bool) {
	union := map[string]bool{}
	for _, w := range worlds {
		for _, n := range w.pkgs[importPath].Scope().Names() {
			union[n] = union[n] || token.IsExported(n)
		}
	}
	all = true
	for _, n := range sorted(union) {
		if !union[n] {
			continue
		}
		if everywhere(worlds, importPath, n) == nil {
			all = false
		} else {
			names = append(names, n)
		}
	}
	return names, all
}

// zipped packs entries in the order of their names, without times.
func zipped(entries map[string][]byte) ([]byte, error) {
	names := make([]string, 0, len(entries))
	for n := range entries {
		names = append(names, n)
	}
	sort.Strings(names)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		f, err := z.CreateHeader(&zip.FileHeader{Name: n, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(entries[n]); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
