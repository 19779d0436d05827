// Package modules fetches Go modules through the user's own Go toolchain and builds, for a list
// of them, a program that runs a session's cells with the modules' packages compiled in. Such a
// kit is built once and kept in the user's cache, under a name made of what went into it.
//
// The program is built from Talbot's own source, which the running Talbot carries.
package modules

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// A Builder makes kits. Source must be set.
type Builder struct {
	// Source holds Talbot's go.mod, go.sum and Go files.
	Source fs.FS
	// Libraries are the import paths of the packages in Source with symbols for cells, besides
	// runtime/symbols.
	Libraries []string
	// Cache is the folder to keep kits in; "" means Talbot's in the user's cache folder.
	Cache string
	// Try starts a program that was built and tells why it cannot serve a session.
	Try func(program string) error
}

// Asked is a module that a person asks for.
type Asked struct {
	Path    string // the module's, or that of a package in it; "" until a local one is read
	Version string // as Go's query: v1.2.3, latest, a branch; "" for whichever was fetched before, or the latest
	Dir     string // of a local module, absolute
}

func (a Asked) String() string {
	switch {
	case a.Dir != "":
		return a.Dir
	case a.Version == "":
		return a.Path
	}
	return a.Path + "@" + a.Version
}

// A Module is what a kit holds of a module.
type Module struct {
	Path     string // as it was asked for
	Version  string // exact; "" for a local one
	Dir      string // of a local one
	Packages []string
	LeftOut  []LeftOut
	Partial  []string // packages of which a part is written in C, and missing
}

// LeftOut is a package that is not in the kit.
type LeftOut struct{ Path, Why string }

func (m Module) String() string {
	if m.Dir != "" {
		return m.Path + " (" + m.Dir + ")"
	}
	return m.Path + " " + m.Version
}

// A Kit is what a session needs to have modules' packages in cells.
type Kit struct {
	Modules []Module
	Program string   // the program that runs cells
	Types   [][]byte // export data, in place of Talbot's own where Whole is set
	Docs    [][]byte
	Sources []byte // of generics
	Whole   bool
	Cached  bool // it was there before
}

var query = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+/-]*$`)

// Parse reads one argument: module@version, module, or the folder of a local module, which dir
// is the beginning of if it is relative.
func Parse(arg, dir string) (Asked, error) {
	if local(arg) {
		if !filepath.IsAbs(arg) {
			arg = filepath.Join(dir, arg)
		}
		abs, err := filepath.Abs(arg)
		return Asked{Dir: filepath.Clean(abs)}, err
	}
	p, v, hasVersion := strings.Cut(arg, "@")
	if hasVersion && !query.MatchString(v) {
		return Asked{}, fmt.Errorf("%q: behind @ stands a version such as v1.2.3, or latest", arg)
	}
	if strings.Contains(p, "://") {
		return Asked{}, fmt.Errorf("%q is an address; a module's name has no %s in front", arg, p[:strings.Index(p, "://")+3])
	}
	if p == own || strings.HasPrefix(p, own+"/") {
		return Asked{}, fmt.Errorf("%s is Talbot's own and always there", p)
	}
	if err := module.CheckImportPath(p); err != nil || !strings.Contains(strings.Split(p, "/")[0], ".") {
		why := "it begins with a site, as in github.com/montanaflynn/stats; a folder begins with ./"
		var bad *module.InvalidPathError
		if errors.As(err, &bad) && p != "" {
			why = bad.Err.Error()
		}
		return Asked{}, fmt.Errorf("%q is no module's name: %s", arg, why)
	}
	if v == "" && slices.ContainsFunc(tabled(), func(t string) bool { return within(t, p) }) {
		return Asked{}, fmt.Errorf("%s is part of Talbot and always there: its packages can be imported without %%get", p)
	}
	return Asked{Path: p, Version: v}, nil
}

// own is the path of Talbot's module.
const own = "talbot"

func local(arg string) bool {
	return arg == "." || arg == ".." || strings.HasPrefix(arg, "./") || strings.HasPrefix(arg, "../") || filepath.IsAbs(arg) ||
		runtime.GOOS == "windows" && (strings.HasPrefix(arg, `.\`) || strings.HasPrefix(arg, `..\`))
}

// exact reports whether a version names one content for ever.
func exact(v string) bool {
	return semver.IsValid(v) && semver.Canonical(v) == strings.TrimSuffix(v, "+incompatible")
}

// With adds to what a session has what it is asked to get; a module asked for again takes the
// new version.
func With(have []Module, more []Asked) []Asked {
	var out []Asked
	for _, m := range have {
		if !slices.ContainsFunc(more, func(a Asked) bool { return a.names(m) }) {
			out = append(out, Asked{Path: m.Path, Version: m.Version, Dir: m.Dir})
		}
	}
	for _, a := range more {
		if a.Version == "" && a.Dir == "" {
			for _, m := range have {
				if a.names(m) {
					a.Version = m.Version // what is there will do
				}
			}
		}
		out = slices.DeleteFunc(out, func(o Asked) bool { return o.Path == a.Path && o.Dir == a.Dir })
		out = append(out, a)
	}
	return out
}

func (a Asked) names(m Module) bool {
	if a.Dir != "" || m.Dir != "" {
		return a.Dir == m.Dir
	}
	return a.Path == m.Path
}
