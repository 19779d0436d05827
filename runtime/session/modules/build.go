package modules

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// Get gives the kit for a list of modules, building it if it is not in the cache. say is told
// what is being done, for the person who waits.
func (b *Builder) Get(ctx context.Context, list []Asked, say func(string)) (*Kit, error) {
	c, err := b.cache()
	if err != nil {
		return nil, err
	}
	for i, a := range list {
		if a.Dir == "" && a.Version == "" {
			list[i].Version = c.version(a.Path)
		}
	}
	k, err := key(list)
	if err != nil {
		return nil, err
	}
	if kit := c.find(k); kit != nil {
		return kit, nil
	}
	base, err := b.goMod()
	if err != nil {
		return nil, err
	}
	tool, err := findGo(ctx, base.Go.Version)
	if err != nil {
		return nil, err
	}
	unlock, err := c.lock(ctx, func() { say("waiting for another notebook, which builds modules too …") })
	if err != nil {
		return nil, err
	}
	defer unlock()
	if kit := c.find(k); kit != nil {
		return kit, nil // built by whoever held the lock
	}
	work := c.path("work")
	if err := os.RemoveAll(work); err != nil { // of one who was ended
		return nil, err
	}
	defer os.RemoveAll(work) //nolint:errcheck // the next one tries again
	if err := writeSource(b.Source, c.path("source")); err != nil {
		return nil, err
	}
	j := &job{builder: b, cache: c, tool: tool, base: base, dir: work, list: list, say: say}
	return j.build(ctx)
}

// goMod reads the go.mod of Talbot's source.
func (b *Builder) goMod() (*modfile.File, error) {
	raw, err := fs.ReadFile(b.Source, "go.mod")
	if err != nil {
		return nil, fmt.Errorf("the source in this program: %w", err)
	}
	return modfile.Parse("go.mod", raw, nil)
}

// A job is the making of one kit.
type job struct {
	builder *Builder
	cache   *cache
	tool    *toolchain
	base    *modfile.File
	dir     string // the program's module
	list    []Asked
	say     func(string)
	inC     []string // packages that hold C
}

func (j *job) path(parts ...string) string {
	return filepath.Join(append([]string{j.dir}, parts...)...)
}

// goCommand runs go in the program's module and tells what it fetches.
func (j *job) goCommand(ctx context.Context, args ...string) ([]byte, error) {
	return j.tool.run(ctx, j.dir, j.downloads, args...)
}

func (j *job) downloads(line string) {
	if what, ok := strings.CutPrefix(line, "go: downloading "); ok {
		j.say("fetching " + what + " …")
	}
}

func (j *job) build(ctx context.Context) (*Kit, error) {
	j.say("looking for " + names(j.list) + " …")
	if err := j.resolve(ctx); err != nil {
		return nil, explain(err, j.list)
	}
	k, err := key(j.list)
	if err != nil {
		return nil, err
	}
	if kit := j.cache.find(k); kit != nil {
		return kit, j.cache.remember(kit.Modules) // what latest stands for is known
	}
	m, err := j.compile(ctx)
	if err != nil {
		return nil, explain(err, j.list)
	}
	kit, err := j.cache.publish(j.path("kit"), k, m)
	if err == nil {
		j.cache.prune(time.Now())
	}
	return kit, err
}

// mainModule is the path of the module that a program for cells is the main package of.
const mainModule = "talbot-cells"

// noVersion stands in go.mod for the version of what a folder replaces.
const noVersion = "v0.0.0-00010101000000-000000000000"

// resolve writes the program's go.mod, has the go command choose versions and takes them into
// the list.
func (j *job) resolve(ctx context.Context) error {
	f := new(modfile.File)
	add := func(err error) {
		if err != nil {
			panic(err) // a version or path that has been checked
		}
	}
	add(f.AddModuleStmt(mainModule))
	add(f.AddGoStmt(j.base.Go.Version))
	for _, r := range j.base.Require {
		f.AddNewRequire(r.Mod.Path, r.Mod.Version, r.Indirect)
	}
	f.AddNewRequire(own, noVersion, false)
	add(f.AddReplace(own, "", j.cache.path("source"), ""))
	var get []string
	for i, a := range j.list {
		if a.Dir == "" {
			get = append(get, strings.TrimSuffix(a.Path+"@"+a.Version, "@"))
			continue
		}
		raw, err := os.ReadFile(filepath.Join(a.Dir, "go.mod"))
		if err != nil {
			return err
		}
		p := modfile.ModulePath(raw)
		if err := checkLocal(a.Dir, p, j.list[:i]); err != nil {
			return err
		}
		j.list[i].Path = p
		f.AddNewRequire(p, noVersion, false)
		add(f.AddReplace(p, "", a.Dir, ""))
	}
	f.Cleanup()
	raw, err := f.Format()
	if err != nil {
		return err
	}
	if err := writeFile(j.path("go.mod"), raw); err != nil {
		return err
	}
	sums, err := fs.ReadFile(j.builder.Source, "go.sum")
	if err != nil {
		return err
	}
	if err := writeFile(j.path("go.sum"), sums); err != nil {
		return err
	}
	if len(get) > 0 {
		if _, err := j.goCommand(ctx, append([]string{"get", "--"}, get...)...); err != nil {
			return err
		}
	}
	chosen, err := j.chosen()
	if err != nil {
		return err
	}
	for i, a := range j.list {
		if a.Dir != "" {
			continue
		}
		if j.list[i].Version = chosen[holder(chosen, a.Path)]; j.list[i].Version == "" {
			return fmt.Errorf("the go command found no module with %s", a.Path)
		}
	}
	return nil
}

func checkLocal(dir, p string, others []Asked) error {
	if err := module.CheckImportPath(p); err != nil {
		return fmt.Errorf("the go.mod in %s names no module that can be imported: %w", dir, err)
	}
	if p == own || strings.HasPrefix(p, own+"/") || p == mainModule {
		return fmt.Errorf("the module in %s is called %s, which is a name of Talbot's: give it another in its go.mod", dir, p)
	}
	for _, o := range others {
		if o.Path == p {
			return fmt.Errorf("%s and %s are both the module %s", o, dir, p)
		}
	}
	return nil
}

// chosen gives the modules of the program with their versions.
func (j *job) chosen() (map[string]string, error) {
	raw, err := os.ReadFile(j.path("go.mod"))
	if err != nil {
		return nil, err
	}
	f, err := modfile.Parse("go.mod", raw, nil)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, r := range f.Require {
		out[r.Mod.Path] = r.Mod.Version
	}
	return out, nil
}

// holder gives the module that holds a package: the one with the longest path that it begins with.
func holder(modules map[string]string, pkg string) string {
	best := ""
	for m := range modules {
		if within(pkg, m) && len(m) > len(best) {
			best = m
		}
	}
	return best
}

func within(pkg, m string) bool { return pkg == m || strings.HasPrefix(pkg, m+"/") }

func names(list []Asked) string {
	var out []string
	for _, a := range list {
		out = append(out, a.String())
	}
	return strings.Join(out, ", ")
}

// raised tells which of the modules that Talbot's own symbols are of got another version.
func (j *job) raised(chosen map[string]string) (out []string) {
	for _, r := range j.base.Require {
		if v := chosen[r.Mod.Path]; v != r.Mod.Version && slices.ContainsFunc(tabled(), func(p string) bool { return within(p, r.Mod.Path) }) {
			out = append(out, r.Mod.Path)
		}
	}
	return out
}
