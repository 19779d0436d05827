package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// A target is a system that Talbot is built for.
type target struct{ os, arch string }

func (t target) String() string { return t.os + "_" + t.arch }

// The tables hold what every target has, so that one set of files builds on all.
// The first is the one whose types and docs stand for all where they agree.
var targets = []target{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

// listed is what the go command says of a package.
type listed struct {
	ImportPath, Dir, Name string
	GoFiles               []string
	Imports               []string
	ImportMap             map[string]string
	Standard, DepOnly     bool
	Error                 *struct{ Err string }
}

// A world is one target's packages, type-checked from source without function bodies.
type world struct {
	target target
	pkgs   map[string]*types.Package
	infos  map[string]*listed
	wanted []string // sorted import paths
}

// A loader reads sources once for all targets.
type loader struct {
	fset  *token.FileSet
	files map[string]*ast.File
	warn  func(format string, args ...any)
}

func newLoader() *loader {
	return &loader{fset: token.NewFileSet(), files: map[string]*ast.File{}, warn: func(f string, a ...any) {
		fmt.Fprintf(os.Stderr, "gen: "+f+"\n", a...)
	}}
}

// load lists and type-checks the packages that match patterns, with all that they need.
// A package that does not type-check is left out with a warning, unless it is the standard library's.
func (l *loader) load(t target, patterns []string, skip func(string) bool) (*world, error) {
	cmd := exec.Command("go", append([]string{"list", "-e", "-deps", "-json=ImportPath,Dir,Name,GoFiles,Imports,ImportMap,Standard,DepOnly,Error"}, patterns...)...)
	cmd.Env = append(os.Environ(), "GOOS="+t.os, "GOARCH="+t.arch, "CGO_ENABLED=0", "GOEXPERIMENT=", "GOFLAGS=")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list for %s: %w", t, err)
	}
	w := &world{target: t, pkgs: map[string]*types.Package{"unsafe": types.Unsafe}, infos: map[string]*listed{}}
	broken := map[string]bool{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if err := d.Decode(p); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		w.infos[p.ImportPath] = p
		wanted := !p.DepOnly && p.Name != "main" && !skip(p.ImportPath)
		if p.ImportPath == "unsafe" {
			if wanted {
				w.wanted = append(w.wanted, p.ImportPath)
			}
			continue
		}
		if len(p.GoFiles) == 0 {
			continue // a folder of tests, or nothing for this target
		}
		if err := l.check(w, p, broken); err != nil {
			if p.Standard {
				return nil, fmt.Errorf("%s for %s: %w", p.ImportPath, t, err)
			}
			broken[p.ImportPath] = true
			if wanted {
				l.warn("left out %s for %s: %v", p.ImportPath, t, err)
			}
			continue
		}
		if wanted {
			w.wanted = append(w.wanted, p.ImportPath)
		}
	}
	sort.Strings(w.wanted)
	return w, nil
}

// check type-checks one package; go list gives dependencies first.
func (l *loader) check(w *world, p *listed, broken map[string]bool) error {
	for _, i := range p.Imports {
		if broken[i] {
			return fmt.Errorf("it imports %s, which is broken", i)
		}
	}
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := l.parse(p, name)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	conf := types.Config{
		IgnoreFuncBodies: true,
		Sizes:            types.SizesFor("gc", w.target.arch),
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if m, ok := p.ImportMap[path]; ok {
				path = m
			}
			if pkg := w.pkgs[path]; pkg != nil {
				return pkg, nil
			}
			return nil, fmt.Errorf("no package %s", path)
		}),
	}
	pkg, err := conf.Check(p.ImportPath, l.fset, files, nil)
	if err != nil {
		return err
	}
	w.pkgs[p.ImportPath] = pkg
	return nil
}

// parse reads a file under a name that holds no path of the machine that generates.
func (l *loader) parse(p *listed, name string) (*ast.File, error) {
	full := filepath.Join(p.Dir, name)
	if f := l.files[full]; f != nil {
		return f, nil
	}
	src, err := os.ReadFile(full)
	if err != nil {
		return nil, err
	}
	f, err := parser.ParseFile(l.fset, path.Join(p.ImportPath, name), src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	l.files[full] = f
	return f, nil
}

type importerFunc func(string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// skipped tells whether cells have no business with a package.
func skipped(importPath string, exclude []string) bool {
	for _, part := range strings.Split(importPath, "/") {
		if part == "internal" || part == "vendor" || part == "cmd" {
			return true
		}
	}
	for _, e := range exclude {
		if ok, _ := path.Match(e, importPath); ok {
			return true
		}
	}
	return false
}
