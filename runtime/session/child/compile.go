package child

import (
	"fmt"
	"go/ast"
	"go/parser"
	"os"
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
	if err := h.reckoner.Add(step.Reckon); err != nil {
		return nil, err
	}
	if err := h.takeImports(step.Imports); err != nil {
		return nil, err
	}
	src := "package main\n" + step.Source
	if os.Getenv("TALBOT_DEBUG") != "" {
		fmt.Fprintf(os.Stderr, "--- the interpreter gets, with %v:\n%s---\n", step.Imports, src)
	}
	f, err := parser.ParseFile(h.i.FileSet(), baseName, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	h.types.declare(f)
	return h.i.CompileAST(f)
}

// takeImports imports packages that no earlier cell has, in a file of their own: the
// interpreter resolves types in a file before the file's imports are all there.
func (h *host) takeImports(imports map[string]string) error {
	var b strings.Builder
	var paths []string
	for path := range imports {
		if !h.imported[path] {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil
	}
	slices.Sort(paths)
	b.WriteString("package main\n")
	for _, path := range paths {
		b.WriteString("import " + imports[path] + ` "` + path + "\"\n")
	}
	f, err := parser.ParseFile(h.i.FileSet(), baseName, b.String(), parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	if _, err := h.i.CompileAST(f); err != nil {
		return err
	}
	for _, path := range paths {
		h.imported[path] = true
	}
	return nil
}

func (h *host) compileStatement(src string) (p *interp.Program, err error) {
	defer guard("compiler", &err)
	f, err := parser.ParseFile(h.i.FileSet(), baseName, "package main\nfunc _() {\n"+src+"\n}", parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return h.i.CompileAST(f.Decls[0].(*ast.FuncDecl).Body)
}
