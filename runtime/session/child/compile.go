package child

import (
	"go/ast"
	"go/parser"
	"slices"
	"strings"

	"github.com/traefik/yaegi/interp"

	"talbot/runtime/session/front"
)

// baseName is the one file name under which the interpreter knows all source, since it scopes
// imports by it.
const baseName = "_.go"

// compile hands a step's declarations to the interpreter. They go in by their syntax tree:
// text might run an earlier cell's main again.
func (h *host) compile(step front.Step) (p *interp.Program, err error) {
	defer guard("compiler", &err)
	var b strings.Builder
	b.WriteString("package main\n")
	var paths []string
	for path := range step.Imports {
		if !h.imported[path] {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		b.WriteString("import " + step.Imports[path] + ` "` + path + "\"\n")
	}
	b.WriteString(step.Source)
	f, err := parser.ParseFile(h.i.FileSet(), baseName, b.String(), parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	if p, err = h.i.CompileAST(f); err == nil {
		for _, path := range paths {
			h.imported[path] = true
		}
	}
	return p, err
}

func (h *host) compileStatement(src string) (p *interp.Program, err error) {
	defer guard("compiler", &err)
	f, err := parser.ParseFile(h.i.FileSet(), baseName, "package main\nfunc _() {\n"+src+"\n}", parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return h.i.CompileAST(f.Decls[0].(*ast.FuncDecl).Body)
}
