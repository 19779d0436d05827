package symbols

import (
	"bytes"
	"fmt"
	"go/token"
	"go/types"
	"io"
	"runtime"
	"sort"
	"strings"
	"sync"

	"archive/zip"

	"golang.org/x/tools/go/gcexportdata"
)

// An Importer gives packages to a type checker out of archives of export data. It reads a
// package when it is first asked for, and a type is the same object through whichever
// package it is seen. Its methods may be called from any goroutine.
type Importer struct {
	mu      sync.Mutex
	fset    *token.FileSet
	data    map[string]*zip.File
	limits  map[string]*zip.File      // the names that a package has on every system
	names   map[string]string         // import path → package name
	paths   []string                  // sorted
	pkgs    map[string]*types.Package // as far as read
	loaded  map[string]*types.Package // as imported
	archive error                     // why an archive cannot be read
}

// NewImporter reads the lists of the archives (Types of this package, of stdlib/symbols and
// of plotting/symbols); packages follow when they are imported.
func NewImporter(fset *token.FileSet, archives ...[]byte) *Importer {
	m := &Importer{fset: fset, data: map[string]*zip.File{}, limits: map[string]*zip.File{}, names: map[string]string{}, pkgs: map[string]*types.Package{"unsafe": types.Unsafe}, loaded: map[string]*types.Package{"unsafe": types.Unsafe}}
	for _, a := range archives {
		if err := m.add(a); err != nil && m.archive == nil {
			m.archive = err
		}
	}
	for p := range m.names {
		m.paths = append(m.paths, p)
	}
	sort.Strings(m.paths)
	return m
}

func (m *Importer) add(archive []byte) error {
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return fmt.Errorf("export data: %w", err)
	}
	target := runtime.GOOS + "_" + runtime.GOARCH
	for _, f := range z.File {
		path, targets, special := strings.Cut(f.Name, "@")
		limited, isLimit := strings.CutSuffix(f.Name, "#names")
		switch {
		case isLimit:
			m.limits[limited] = f
		case path == "index":
			b, err := contents(f)
			if err != nil {
				return fmt.Errorf("export data: %w", err)
			}
			for line := range strings.Lines(string(b)) {
				path, name, _ := strings.Cut(strings.TrimSpace(line), " ")
				m.names[path] = name
			}
		case !special, matches(targets, target):
			m.data[path] = f
		case m.data[path] == nil:
			m.data[path] = f // a system that nothing was generated for: near enough to check cells
		}
	}
	return nil
}

func matches(targets, target string) bool {
	for t := range strings.SplitSeq(targets, "+") {
		if t == target {
			return true
		}
	}
	return false
}

func contents(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// Import gives the package at an import path, or an error for the person who wrote the
// import: it says what is not available and what is near it.
func (m *Importer) Import(path string) (*types.Package, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if pkg := m.loaded[path]; pkg != nil {
		return pkg, nil
	}
	f := m.data[path]
	if f == nil {
		if m.archive != nil {
			return nil, m.archive
		}
		return nil, &NotAvailable{Path: path, Near: m.near(path)}
	}
	b, err := contents(f)
	if err != nil {
		return nil, fmt.Errorf("export data of %s: %w", path, err)
	}
	// What other packages made known of this one before is completed, not replaced.
	pkg, err := gcexportdata.Read(bytes.NewReader(b), m.fset, m.pkgs, path)
	if err != nil {
		return nil, fmt.Errorf("export data of %s: %w", path, err)
	}
	if f := m.limits[path]; f != nil {
		if pkg, err = limit(pkg, f); err != nil {
			return nil, fmt.Errorf("export data of %s: %w", path, err)
		}
	}
	m.loaded[path] = pkg
	return pkg, nil
}

// limit gives a package with only the names that f lists; the objects are the same.
func limit(pkg *types.Package, f *zip.File) (*types.Package, error) {
	b, err := contents(f)
	if err != nil {
		return nil, err
	}
	limited := types.NewPackage(pkg.Path(), pkg.Name())
	for _, name := range strings.Fields(string(b)) {
		if o := pkg.Scope().Lookup(name); o != nil {
			limited.Scope().Insert(o)
		}
	}
	limited.SetImports(pkg.Imports())
	limited.MarkComplete()
	return limited, nil
}

// Paths lists what can be imported, sorted.
func (m *Importer) Paths() []string { return m.paths }

// Name gives the package name at an import path without reading the package, or "".
func (m *Importer) Name(path string) string { return m.names[path] }

// Named lists the import paths of the packages called name, the likelier first:
// Talbot's own, then shorter paths, newer major versions before older.
func (m *Importer) Named(name string) []string {
	var out []string
	for _, p := range m.paths {
		if m.names[p] == name {
			out = append(out, p)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return likelier(out[i], out[j]) })
	return out
}

func likelier(a, b string) bool {
	if ta, tb := strings.HasPrefix(a, "talbot/"), strings.HasPrefix(b, "talbot/"); ta != tb {
		return ta
	}
	if strings.HasPrefix(a, b+"/v") || strings.HasPrefix(b, a+"/v") {
		return len(a) > len(b)
	}
	// math/rand and text/template before crypto/rand and html/template
	ra, rb := rank(a), rank(b)
	if ra != rb {
		return ra < rb
	}
	return len(a) < len(b)
}

func rank(path string) int {
	top, _, _ := strings.Cut(path, "/")
	switch {
	case strings.Contains(top, "."):
		return 1
	case top == "crypto" || top == "html" || top == "runtime" || top == "testing" || top == "go" || top == "debug":
		return 2
	}
	return 0
}

// NotAvailable says that a package cannot be imported.
type NotAvailable struct {
	Path string
	Near []string // import paths like it
}

func (e *NotAvailable) Error() string {
	s := "package " + e.Path + " is not available in this kernel"
	if site, _, _ := strings.Cut(e.Path, "/"); strings.Contains(strings.Trim(site, "."), ".") {
		s += "; %get " + e.Path + ", at the top of the first cell, fetches it"
	}
	if len(e.Near) > 0 {
		return s + " (near: " + strings.Join(e.Near, ", ") + ")"
	}
	return s + " (it has the standard library, gonum, gonum/plot, talbot/stdlib and talbot/plotting)"
}

// near gives up to three paths with the same last element, or few letters away.
func (m *Importer) near(path string) []string {
	base := path[strings.LastIndexByte(path, '/')+1:]
	if base == "" {
		return nil
	}
	out := m.Named(base)
	type candidate struct {
		path string
		far  int
	}
	var cs []candidate
	for _, p := range m.paths {
		far := min(distance(p, path), distance(m.names[p], base)+1)
		if far <= 1+len(base)/4 {
			cs = append(cs, candidate{p, far})
		}
	}
	sort.SliceStable(cs, func(i, j int) bool { return cs[i].far < cs[j].far })
	for _, c := range cs {
		if !contains(out, c.path) {
			out = append(out, c.path)
		}
	}
	return out[:min(len(out), 3)]
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// distance counts the letters to insert, delete or replace between two strings.
func distance(a, b string) int {
	if len(a) > 100 || len(b) > 100 {
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
