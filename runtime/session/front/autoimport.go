package front

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// A name that stands for nothing, and before a dot, may be that of a package that the cell has
// not imported. It is imported then, as goimports would: the package must have what the cell
// selects from it. Where several have it, the standard library goes before other modules and
// Talbot's own before both; of the standard library's own, math/rand/v2 goes before math/rand
// and that before crypto/rand (but rand.Read is crypto/rand's), text/template before
// html/template. Whatever the cells declare under the name goes before any package.

// An Importer imports packages, and lists the paths of those with a name, likelier first.
type Importer interface {
	types.Importer
	Named(name string) []string
}

// importMissing imports what errs find undefined, and reports whether it did. Where packages of
// one name are equally likely, it says so in the error.
func (c *compiler) importMissing(errs Errors) bool {
	found := false
	for name, members := range c.selected(errs) {
		paths := c.candidates(name, members)
		switch {
		case len(paths) == 0:
		case len(paths) == 1:
			c.imports[name] = paths[0]
			found = true
		default:
			for _, e := range errs {
				if e.Msg == "undefined: "+name {
					e.Msg += ambiguous(name, paths)
				}
			}
		}
	}
	return found
}

func ambiguous(name string, paths []string) string {
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = `import "` + p + `"`
	}
	return fmt.Sprintf(" (several packages are called %s; write one of: %s)", name, strings.Join(quoted, ", "))
}

// selected gives what is selected from each undefined name.
func (c *compiler) selected(errs Errors) map[string]map[string]bool {
	undefined := map[string]bool{}
	for _, e := range errs {
		if name, ok := strings.CutPrefix(e.Msg, "undefined: "); ok && c.imports[name] == "" {
			undefined[name] = true
		}
	}
	if len(undefined) == 0 {
		return nil
	}
	out := map[string]map[string]bool{}
	for _, u := range c.units {
		ast.Inspect(u.node(), func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			id, ok := sel.X.(*ast.Ident)
			if ok && undefined[id.Name] && c.info.Uses[id] == nil {
				if out[id.Name] == nil {
					out[id.Name] = map[string]bool{}
				}
				out[id.Name][sel.Sel.Name] = true
			}
			return true
		})
	}
	return out
}

// candidates gives the packages that a name may mean; more than one are equally likely.
func (c *compiler) candidates(name string, members map[string]bool) []string {
	all := c.s.imp.Named(name)
	paths := slices.DeleteFunc(slices.Clone(all), func(p string) bool { return !c.exports(p, members) })
	if len(paths) == 0 {
		paths = all // the error then names what the likeliest lacks
		return paths[:min(len(paths), 1)]
	}
	slices.SortStableFunc(paths, func(a, b string) int { return distance(a) - distance(b) })
	first := paths[0]
	if distance(first) == farthest {
		return slices.DeleteFunc(paths, func(p string) bool { return strings.HasPrefix(first, p+"/v") })
	}
	return paths[:1]
}

const farthest = 2

// distance ranks import paths: Talbot's own, the standard library's, other modules'.
func distance(path string) int {
	top, _, _ := strings.Cut(path, "/")
	switch {
	case top == "talbot":
		return 0
	case !strings.Contains(top, "."):
		return 1
	}
	return farthest
}

func (c *compiler) exports(path string, members map[string]bool) bool {
	if path == "math/rand" && members["Read"] {
		return false // deprecated: who writes rand.Read wants random bytes
	}
	pkg, err := c.s.imp.Import(path)
	if err != nil {
		return false
	}
	for m := range members {
		if o := pkg.Scope().Lookup(m); o == nil || !o.Exported() {
			return false
		}
	}
	return true
}
