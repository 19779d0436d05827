package assist

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// suggestNames proposes what can be named at the cursor: locals, the cell's and the
// session's names, imports, packages not yet imported, what the language predeclares.
func (c *checked) suggestNames(s *suggestions) {
	rank := 0
	for scope := c.scope(); scope != nil; scope = scope.Parent() {
		if scope == types.Universe {
			c.suggestSession(s, min(rank, 10))
			rank = 40
		}
		for _, n := range scope.Names() {
			if _, o := scope.LookupParent(n, c.pos); o != nil && o.Parent() == scope || scope == c.pkg.Scope() {
				s.object(n, scope.Lookup(n), rank)
			}
		}
		rank = min(rank+1, 10)
	}
	if s.prefix == "" {
		return
	}
	for _, k := range keywordNames {
		s.add(k, "keyword", "", 30)
	}
	if c.st.Importer == nil {
		return
	}
	for _, p := range c.st.Importer.Paths() {
		n := c.st.Importer.Name(p)
		if s.seen[n] {
			continue
		}
		if _, ok := likeness(n, s.prefix); ok {
			// The likeliest of several packages with one name.
			s.add(n, "package", `import "`+c.st.Importer.Named(n)[0]+`"`, 50)
		}
	}
}

// suggestSession proposes the session's names that the cell does not mention, which are not in
// the package's scope.
func (c *checked) suggestSession(s *suggestions, rank int) {
	if c.st.Names != nil {
		for _, n := range c.st.Names() {
			if s.seen[n] || c.declared[n] {
				continue
			}
			if o := c.st.Lookup(n); o != nil {
				s.object(n, o, rank)
			}
		}
	}
	if c.st.Importer == nil {
		return
	}
	for name, p := range c.st.Imports {
		if dotted := strings.HasPrefix(name, "."); !dotted && !s.seen[name] && !c.declared[name] {
			if _, ok := likeness(name, s.prefix); ok {
				s.add(name, "package", `import "`+p+`"`, rank)
			}
		}
	}
}

var keywordNames = func() (out []string) {
	for t := token.BREAK; t <= token.VAR; t++ {
		if t.IsKeyword() {
			out = append(out, t.String())
		}
	}
	return out
}()

// suggestLabels proposes the labels that break, continue and goto can name, and reports whether
// the cursor stands behind one of these.
func (c *checked) suggestLabels(s *suggestions, path []ast.Node) bool {
	n := len(path)
	if n < 2 {
		return false
	}
	branch, ok := path[n-2].(*ast.BranchStmt)
	if !ok {
		return false
	}
	rank := 0
	for i := n - 1; i >= 0; i-- {
		switch p := path[i].(type) {
		case *ast.LabeledStmt:
			if _, block := p.Stmt.(*ast.BlockStmt); branch.Tok != token.GOTO && (branch.Tok == token.BREAK || !block) {
				s.add(p.Label.Name, "label", "", rank)
				rank++
			}
		case *ast.FuncLit, *ast.FuncDecl:
			if branch.Tok == token.GOTO {
				ast.Inspect(p, func(n ast.Node) bool {
					if l, ok := n.(*ast.LabeledStmt); ok {
						s.add(l.Label.Name, "label", "", 0)
					}
					return true
				})
			}
			return true
		}
	}
	return true
}

// enumMost bounds the constants of a type that are proposed by themselves.
const enumMost = 100

// suggestConstants proposes the constants of the type that is expected, as of an enumeration,
// those of another package by its name; in a switch, those that it has not yet.
func (c *checked) suggestConstants(s *suggestions, path []ast.Node) {
	n, ok := types.Unalias(s.want).(*types.Named)
	if s.want == nil || !ok || n.Obj().Pkg() == nil {
		return
	}
	if _, basic := n.Underlying().(*types.Basic); !basic {
		return
	}
	for _, u := range usedCases(path) {
		s.seen[u] = true
	}
	pkg := n.Obj().Pkg()
	if pkg.Path() == c.pkg.Path() {
		return // in scope, and ranked by their type
	}
	qualifier := pkg.Name() + "."
	for name, p := range c.imports {
		if p == pkg.Path() {
			qualifier = strings.TrimPrefix(name, "."+p)
			if qualifier != "" {
				qualifier += "."
			}
			break
		}
	}
	if qualifier == "" {
		return
	}
	var names []string
	for _, name := range pkg.Scope().Names() {
		if o, ok := pkg.Scope().Lookup(name).(*types.Const); ok && o.Exported() && types.Identical(o.Type(), n) {
			names = append(names, name)
		}
	}
	if len(names) > enumMost {
		return
	}
	slices.SortStableFunc(names, func(a, b string) int {
		x, y := pkg.Scope().Lookup(a).(*types.Const).Val(), pkg.Scope().Lookup(b).(*types.Const).Val()
		if x.Kind() != y.Kind() || constant.Compare(x, token.EQL, y) {
			return 0
		}
		if constant.Compare(x, token.LSS, y) {
			return -1
		}
		return 1
	})
	for i, name := range names {
		s.add(qualifier+name, "constant", signature(pkg.Scope().Lookup(name), name, c.pkg), rankExact-enumMost+i)
	}
}

// usedCases gives what the other cases of the switch around list.
func usedCases(path []ast.Node) (out []string) {
	n := len(path)
	at := slices.IndexFunc(path, func(p ast.Node) bool { _, ok := p.(*ast.CaseClause); return ok })
	for i := n - 1; i >= 0; i-- {
		if cc, ok := path[i].(*ast.CaseClause); ok {
			at = i
			inList := false
			for _, e := range cc.List {
				inList = inList || i+1 < n && e == path[i+1]
			}
			if !inList {
				return nil
			}
			break
		}
	}
	if at < 0 {
		return nil
	}
	for i := at; i >= 0; i-- {
		sw, ok := path[i].(*ast.SwitchStmt)
		if !ok {
			continue
		}
		for _, st := range sw.Body.List {
			cc, ok := st.(*ast.CaseClause)
			if !ok {
				continue
			}
			for _, e := range cc.List {
				if at+1 < n && e == path[at+1] {
					continue // the cursor's own
				}
				out = append(out, types.ExprString(e))
			}
		}
		return out
	}
	return nil
}
