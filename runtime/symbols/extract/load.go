package extract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
	"slices"
	"sort"
	"strings"
)

// listed is what the go command says of a package.
type listed struct {
	ImportPath, Dir, Name   string
	GoFiles, IgnoredGoFiles []string
	Imports                 []string
	ImportMap               map[string]string
	Standard, DepOnly       bool
	Error                   *struct{ Err string }
}

// A world is one target's packages, type-checked from source without function bodies.
type world struct {
	target  Target
	pkgs    map[string]*types.Package
	infos   map[string]*listed
	wanted  []string // sorted import paths
	leftOut []LeftOut
}

// A loader reads sources once for all targets.
type loader struct {
	query Query
	fset  *token.FileSet
	files map[string]*ast.File
}

func newLoader(q Query) *loader {
	return &loader{query: q, fset: token.NewFileSet(), files: map[string]*ast.File{}}
}

// list asks the go command for the packages of the query and all that they need, dependencies first.
func (l *loader) list(ctx context.Context, t Target) ([]*listed, error) {
	command, env := l.query.Go, l.query.Env
	if command == "" {
		command = "go"
	}
	if env == nil {
		env = append(os.Environ(), "GOFLAGS=", "GOEXPERIMENT=")
	}
	cmd := exec.CommandContext(ctx, command, append([]string{"list", "-e", "-deps", "-json=ImportPath,Dir,Name,GoFiles,IgnoredGoFiles,Imports,ImportMap,Standard,DepOnly,Error"}, l.query.Patterns...)...)
	cmd.Dir = l.query.Dir
	cmd.Env = append(slices.Clip(env), "GOOS="+t.OS, "GOARCH="+t.Arch, "CGO_ENABLED=0")
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list for %s: %w\n%s", t, err, strings.TrimSpace(said.String()))
	}
	var all []*listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if err := d.Decode(p); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
}

// load lists and type-checks the packages of the query, with all that they need.
func (l *loader) load(ctx context.Context, t Target) (*world, error) {
	all, err := l.list(ctx, t)
	if err != nil {
		return nil, err
	}
	w := &world{target: t, pkgs: map[string]*types.Package{"unsafe": types.Unsafe}, infos: map[string]*listed{}}
	broken := map[string]error{}
	for _, p := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w.infos[p.ImportPath] = p
		wanted := !p.DepOnly && p.Name != "main" && !skipped(p.ImportPath, l.query.Exclude)
		if p.ImportPath == "unsafe" {
			if wanted {
				w.wanted = append(w.wanted, p.ImportPath)
			}
			continue
		}
		why := l.check(w, p, broken)
		if why != nil && p.Standard && len(p.GoFiles) > 0 {
			return nil, fmt.Errorf("%s for %s: %w", p.ImportPath, t, why)
		}
		if why != nil {
			broken[p.ImportPath] = why
			// A folder of tests alone, or one of std for cgo's sake, is no package to miss.
			if wanted && !p.Standard && !(errors.Is(why, errNoFiles) && p.Error == nil) {
				w.leftOut = append(w.leftOut, LeftOut{p.ImportPath, t, why})
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

var errNoFiles = errors.New("it has no Go files for this system")

// ErrCgo is why a package that holds C code is left out.
var ErrCgo = errors.New("it needs cgo: part of it is written in C, and only modules in Go alone can be fetched")

// check type-checks one package.
func (l *loader) check(w *world, p *listed, broken map[string]error) error {
	if len(p.GoFiles) == 0 || p.Error != nil {
		return why(p)
	}
	for _, i := range p.Imports {
		if m, ok := p.ImportMap[i]; ok {
			i = m
		}
		if why := broken[i]; why != nil {
			return fmt.Errorf("it imports %s: %w", i, why)
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
		Sizes:            types.SizesFor("gc", w.target.Arch),
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
		if usesC(p) {
			return ErrCgo
		}
		return err
	}
	w.pkgs[p.ImportPath] = pkg
	return nil
}

// why tells why the go command finds no package where one was expected.
func why(p *listed) error {
	switch {
	case usesC(p):
		return ErrCgo
	case len(p.GoFiles) == 0 && (p.Error == nil || len(p.IgnoredGoFiles) > 0):
		return errNoFiles
	}
	return errors.New(p.Error.Err)
}

// usesC reports whether files that a build without cgo leaves out hold C.
func usesC(p *listed) bool {
	return slices.ContainsFunc(p.IgnoredGoFiles, func(name string) bool {
		f, _ := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ImportsOnly)
		return f != nil && slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"C"` })
	})
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
