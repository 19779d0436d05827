package modules

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"talbot/runtime/symbols"
	"talbot/runtime/symbols/extract"
)

// compile makes the program and what the session must know of its packages, in the folder kit.
func (j *job) compile(ctx context.Context) (m manifest, err error) {
	chosen, err := j.chosen()
	if err != nil {
		return m, err
	}
	m.Go = j.tool.version
	if raised := j.raised(chosen); len(raised) > 0 {
		m.Whole = true
		if err := j.ownSymbols(ctx, raised); err != nil {
			return m, err
		}
	}
	j.say("reading " + names(j.list) + " …")
	q := j.query()
	for _, a := range j.list {
		q.Patterns = append(q.Patterns, a.Path+"/...")
	}
	set, err := extract.Load(ctx, q)
	if err != nil {
		return m, err
	}
	if j.inC, err = j.writtenInC(ctx, q.Patterns); err != nil {
		return m, err
	}
	if err := writeFile(j.path("main.go"), j.mainFile()); err != nil {
		return m, err
	}
	for {
		sources, err := set.Generics(available)
		if err != nil {
			return m, err
		}
		if err := writeFile(j.path("kit", "sources.zip"), sources); err != nil {
			return m, err
		}
		if m.Modules, err = j.modules(set); err != nil {
			return m, err
		}
		if err := j.write(set, j.path("symbols"), ""); err != nil {
			return m, err
		}
		if err = j.link(ctx); err == nil {
			break
		}
		// A package of many that does not compile is no reason to have none.
		broken := brokenPackages(err)
		if len(broken) == 0 || !set.Drop(broken) {
			return m, err
		}
	}
	if j.builder.Try != nil {
		j.say("starting it …")
		if err := j.builder.Try(program(j.path("kit"))); err != nil {
			return m, fmt.Errorf("%s was built, but a session with it does not start: %w", names(j.list), err)
		}
	}
	return m, nil
}

// query begins a query for packages as the program will have them.
func (j *job) query() extract.Query {
	return extract.Query{Targets: []extract.Target{extract.Host()}, Go: j.tool.command, Dir: j.dir, Env: append(slices.Clip(j.tool.env), "PWD="+j.dir), Said: j.downloads}
}

// write writes a set's tables into a Go package and its archives into the kit; the program
// itself needs no archives.
func (j *job) write(set *extract.Set, dir, suffix string) error {
	files, err := set.Files(path.Base(filepath.ToSlash(dir)))
	if err != nil {
		return err
	}
	old, _ := filepath.Glob(filepath.Join(dir, "table_*.go"))
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	for name, b := range files {
		if base, isArchive := strings.CutSuffix(name, ".zip"); isArchive {
			if err := writeFile(j.path("kit", base+suffix+".zip"), b); err != nil {
				return err
			}
			b = nil
		}
		if err := writeFile(filepath.Join(dir, name), b); err != nil {
			return err
		}
	}
	return nil
}

// mainFile gives the program: a session's process with the libraries that every session has.
func (j *job) mainFile() []byte {
	var imports, libraries strings.Builder
	for i, l := range append(slices.Clone(j.builder.Libraries), mainModule+"/symbols") {
		fmt.Fprintf(&imports, "\tlibrary%d %q\n", i, l)
		fmt.Fprintf(&libraries, "\t\t{Packages: library%d.Packages},\n", i)
	}
	return fmt.Appendf(nil, `package main

import (
	"fmt"
	"os"

	"talbot/runtime/session"
%s)

func main() {
	err := session.RunChild([]session.Library{
%s	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "talbot:", err)
		os.Exit(1)
	}
}
`, imports.String(), libraries.String())
}

// link compiles the program.
func (j *job) link(ctx context.Context) error {
	n := 0
	j.say("compiling …")
	_, err := j.tool.run(ctx, j.dir, func(line string) {
		j.downloads(line)
		if !strings.ContainsAny(line, " \t:") { // -v names each package
			n++
			j.say(fmt.Sprintf("compiling: %d packages so far …", n))
		}
	}, "build", "-v", "-ldflags=-s -w", "-o", program(j.path("kit")), ".")
	return err
}

// modules lists what the program has of each module that was asked for.
func (j *job) modules(set *extract.Set) ([]Module, error) {
	of := map[string]string{}
	var out []Module
	for _, a := range j.list {
		of[a.Path] = ""
	}
	for _, a := range j.list {
		m := Module{Path: a.Path, Version: a.Version, Dir: a.Dir}
		for _, p := range set.Paths {
			if holder(of, p) == a.Path {
				m.Packages = append(m.Packages, p)
			}
		}
		for _, l := range set.LeftOut {
			if holder(of, l.Path) == a.Path {
				m.LeftOut = append(m.LeftOut, LeftOut{l.Path, l.Why.Error()})
			}
		}
		for _, p := range j.inC {
			known := func(l LeftOut) bool { return l.Path == p }
			switch {
			case holder(of, p) != a.Path || slices.ContainsFunc(m.LeftOut, known):
			case slices.Contains(m.Packages, p):
				m.Partial = append(m.Partial, p)
			default:
				m.LeftOut = append(m.LeftOut, LeftOut{p, extract.ErrCgo.Error()})
			}
		}
		if len(m.Packages) == 0 {
			return nil, nothingIn(m)
		}
		out = append(out, m)
	}
	return out, nil
}

// writtenInC lists packages that hold C: without cgo the go command does not see those that hold
// nothing else.
func (j *job) writtenInC(ctx context.Context, patterns []string) ([]string, error) {
	t := *j.tool
	t.env = append(slices.Clip(t.env), "CGO_ENABLED=1")
	out, err := t.run(ctx, j.dir, j.downloads, append([]string{"list", "-e", "-f", "{{if .CgoFiles}}{{.ImportPath}}{{end}}", "--"}, patterns...)...)
	return slices.DeleteFunc(strings.Fields(string(out)), func(p string) bool { return slices.Contains(strings.Split(p, "/"), "internal") }), err
}

// nothingIn says why nothing of a module can be imported.
func nothingIn(m Module) error {
	switch len(m.LeftOut) {
	case 0:
		return fmt.Errorf("%s holds no package that cells can import, only programs or internal packages", m)
	case 1:
		return fmt.Errorf("%s cannot be used in cells: %s", m.LeftOut[0].Path, m.LeftOut[0].Why)
	}
	s := fmt.Sprintf("no package of %s can be used in cells:", m)
	for i, l := range m.LeftOut {
		if i == 5 {
			s += fmt.Sprintf("\n  … and %d more", len(m.LeftOut)-i)
			break
		}
		s += "\n  " + l.Path + ": " + l.Why
	}
	return errors.New(s)
}

var packageLine = regexp.MustCompile(`(?m)^# (\S+)$`)

// brokenPackages reads of go build's words which packages it could not compile, and why.
func brokenPackages(err error) map[string]error {
	var failed *goError
	if !errors.As(err, &failed) {
		return nil
	}
	out := map[string]error{}
	heads := packageLine.FindAllStringSubmatchIndex(failed.said, -1)
	for i, h := range heads {
		end := len(failed.said)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		out[failed.said[h[2]:h[3]]] = errors.New("it does not compile: " + strings.TrimSpace(failed.said[h[1]:end]))
	}
	return out
}

// tabled lists the packages that Talbot's own tables hold.
var tabled = sync.OnceValue(func() []string { return symbols.NewImporter(token.NewFileSet(), symbols.Types).Paths() })

// available reports whether cells have a package in any session.
func available(path string) bool { return within(path, own) || slices.Contains(tabled(), path) }

// ownSymbols makes Talbot's own symbols anew, in a copy of its source, where a module raised
// the version of what they are of.
func (j *job) ownSymbols(ctx context.Context, raised []string) error {
	j.say("adapting to newer versions of " + strings.Join(raised, ", ") + " …")
	copied := j.path("talbot")
	if err := writeSource(j.builder.Source, copied); err != nil {
		return err
	}
	if _, err := j.goCommand(ctx, "mod", "edit", "-replace="+own+"="+copied); err != nil {
		return err
	}
	for i, lib := range append([]string{own + "/runtime/symbols"}, j.builder.Libraries...) {
		folder := strings.TrimPrefix(lib, own+"/")
		q := j.query()
		var err error
		if q.Patterns, q.Exclude, err = generateLine(j.builder.Source, folder); err != nil {
			return err
		}
		set, err := extract.Load(ctx, q)
		if err != nil {
			return err
		}
		if err := j.write(set, filepath.Join(copied, filepath.FromSlash(folder)), fmt.Sprintf("-%d", i)); err != nil {
			return err
		}
	}
	return nil
}

// generateLine reads which packages the symbols in a folder of Talbot's source are of.
func generateLine(src fs.FS, folder string) (patterns, exclude []string, err error) {
	raw, err := fs.ReadFile(src, path.Join(folder, "symbols.go"))
	if err != nil {
		return nil, nil, err
	}
	for line := range strings.Lines(string(raw)) {
		if args, ok := strings.CutPrefix(line, "//go:generate go run talbot/runtime/symbols/gen -package symbols "); ok {
			for _, a := range strings.Fields(args) {
				if rest, minus := strings.CutPrefix(a, "-"); !minus {
					patterns = append(patterns, a)
				} else if rest != "sources" {
					exclude = append(exclude, rest)
				}
			}
			return patterns, exclude, nil
		}
	}
	return nil, nil, fmt.Errorf("%s/symbols.go does not say what its symbols are of", folder)
}
