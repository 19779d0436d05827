package front

import (
	"go/ast"
	"go/token"
	"go/types"
)

// forwards declares the methods that a struct type has through embedded interfaces that are
// not of cells (see embedsCompiled).
func (lw *lowerer) forwards(t types.Type, pos token.Pos) {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return
	}
	st, ok := n.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i := range st.NumFields() {
		f := st.Field(i)
		if !embedsCompiled(f) {
			continue
		}
		iface := f.Type().Underlying().(*types.Interface)
		for j := range iface.NumMethods() {
			m := iface.Method(j)
			_, index, _ := types.LookupFieldOrMethod(n, true, m.Pkg(), m.Name())
			if len(index) != 2 || index[0] != i {
				continue // the type has its own, or two fields give it
			}
			const self = "x" + mark
			lit := lw.forward(m.Signature(), func(args []ast.Expr) *ast.CallExpr {
				field := &ast.SelectorExpr{X: ident(self, pos), Sel: ident(f.Name(), pos)}
				return &ast.CallExpr{Fun: &ast.SelectorExpr{X: field, Sel: ident(m.Name(), pos)}, Lparen: pos, Args: args}
			}, pos)
			recv := &ast.Field{Names: []*ast.Ident{ident(self, pos)}, Type: lw.typ(n, pos)}
			lw.decls = append(lw.decls, &ast.FuncDecl{Recv: &ast.FieldList{Opening: pos, List: []*ast.Field{recv}}, Name: ident(m.Name(), pos), Type: lit.Type, Body: lit.Body})
		}
	}
}
