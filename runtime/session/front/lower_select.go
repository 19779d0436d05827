package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

func (lw *lowerer) selector(e *ast.SelectorExpr) ast.Expr {
	if inst := lw.instantiated(e.Sel); inst != nil {
		return inst
	}
	if id, ok := e.X.(*ast.Ident); ok {
		if pn, ok := lw.info.Uses[id].(*types.PkgName); ok {
			if obj := lw.info.Uses[e.Sel]; obj != nil && internal(pn.Imported().Path()) {
				if name := lw.libraryName(obj); name != "" {
					return ident(name, id.Pos())
				}
			}
			named := &ast.SelectorExpr{X: lw.packageAt(pn.Imported().Path(), id.Pos()), Sel: ident(e.Sel.Name, e.Sel.Pos())}
			if v, ok := lw.info.Uses[e.Sel].(*types.Var); ok {
				if _, basic := v.Type().Underlying().(*types.Basic); basic {
					// The interpreter takes a compiled number or text for a constant.
					return &ast.ParenExpr{Lparen: e.Pos(), X: &ast.StarExpr{Star: e.Pos(), X: &ast.UnaryExpr{OpPos: e.Pos(), Op: token.AND, X: named}}}
				}
			}
			return named
		}
	}
	sel := lw.info.Selections[e]
	if sel == nil {
		return &ast.SelectorExpr{X: lw.expr(e.X), Sel: e.Sel}
	}
	if sel.Kind() == types.MethodExpr {
		return lw.methodExpr(e, sel)
	}
	if sel.Kind() == types.MethodVal {
		if v := lw.methodValue(e, sel); v != nil {
			return v
		}
	}
	x := lw.promote(lw.expr(e.X), sel)
	name := e.Sel.Name
	if v, ok := sel.Obj().(*types.Var); ok {
		name = lw.fieldName(v)
	}
	return &ast.SelectorExpr{X: x, Sel: ident(name, e.Sel.Pos())}
}

// addressOf gives the address of what selector reads through it, or nil.
func addressOf(e ast.Expr) ast.Expr {
	if p, ok := e.(*ast.ParenExpr); ok {
		if star, ok := p.X.(*ast.StarExpr); ok {
			if u, ok := star.X.(*ast.UnaryExpr); ok && u.Op == token.AND {
				return u
			}
		}
	}
	return nil
}

// fieldName gives a field's name below, which for an embedded field is its type's.
func (lw *lowerer) fieldName(v *types.Var) string {
	if v.Embedded() {
		t := types.Unalias(v.Type())
		if p, ok := t.(*types.Pointer); ok {
			t = types.Unalias(p.Elem())
		}
		if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != nil && (n.Obj().Pkg().Path() == "main" || n.TypeArgs().Len() > 0) {
			if id, ok := lw.typ(n, token.NoPos).(*ast.Ident); ok {
				return id.Name
			}
		}
	}
	return v.Name()
}

// promote writes out the embedded fields through which a selection goes.
func (lw *lowerer) promote(x ast.Expr, sel *types.Selection) ast.Expr {
	t := sel.Recv()
	for _, i := range sel.Index()[:len(sel.Index())-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			break
		}
		f := st.Field(i)
		if !f.Exported() && f.Pkg().Path() != "main" {
			break
		}
		x = &ast.SelectorExpr{X: x, Sel: ident(lw.fieldName(f), x.Pos())}
		t = f.Type()
	}
	return x
}

// methodValue gives x.Method, not called, as a function that holds its receiver of now: the
// interpreter would look at the receiver when the function is called. It gives nil where that
// makes no difference.
func (lw *lowerer) methodValue(e *ast.SelectorExpr, sel *types.Selection) ast.Expr {
	recv := lw.receiverType(sel)
	if lw.called[e] || !lw.nameable(recv) {
		return nil
	}
	sig := sel.Type().(*types.Signature)
	pos := e.Pos()
	x := lw.promote(lw.expr(e.X), sel)
	if _, takesPtr := sel.Obj().(*types.Func).Signature().Recv().Type().Underlying().(*types.Pointer); takesPtr {
		if _, isPtr := recv.Underlying().(*types.Pointer); !isPtr {
			x, recv = &ast.UnaryExpr{OpPos: pos, Op: token.AND, X: x}, types.NewPointer(recv)
		}
	}
	const held = "x" + mark
	inner := lw.forward(sig, func(args []ast.Expr) *ast.CallExpr {
		return &ast.CallExpr{Fun: &ast.SelectorExpr{X: ident(held, pos), Sel: ident(sel.Obj().Name(), pos)}, Lparen: pos, Args: args}
	}, pos)
	outer := &ast.FuncLit{Type: &ast.FuncType{Func: pos,
		Params:  &ast.FieldList{Opening: pos, List: []*ast.Field{{Names: []*ast.Ident{ident(held, pos)}, Type: lw.typ(recv, pos)}}},
		Results: &ast.FieldList{Opening: pos, List: []*ast.Field{{Type: lw.funcType(sig, pos)}}}},
		Body: block(pos, &ast.ReturnStmt{Return: pos, Results: []ast.Expr{inner}})}
	return &ast.CallExpr{Fun: outer, Lparen: pos, Args: []ast.Expr{x}}
}

// forward gives a function of signature sig that hands its arguments to a call.
func (lw *lowerer) forward(sig *types.Signature, call func(args []ast.Expr) *ast.CallExpr, pos token.Pos) *ast.FuncLit {
	ft := lw.funcType(sig, pos)
	var args []ast.Expr
	for i, f := range ft.Params.List {
		name := "p" + mark + strconv.Itoa(i)
		f.Names = []*ast.Ident{ident(name, pos)}
		args = append(args, ident(name, pos))
	}
	c := call(args)
	if sig.Variadic() {
		c.Ellipsis = pos
	}
	var body ast.Stmt = &ast.ExprStmt{X: c}
	if sig.Results().Len() > 0 {
		body = &ast.ReturnStmt{Return: pos, Results: []ast.Expr{c}}
	}
	return &ast.FuncLit{Type: ft, Body: block(pos, body)}
}

// methodExpr gives T.Method as a function.
func (lw *lowerer) methodExpr(e *ast.SelectorExpr, sel *types.Selection) ast.Expr {
	sig := sel.Type().(*types.Signature)
	pos := e.Pos()
	return lw.forward(sig, func(args []ast.Expr) *ast.CallExpr {
		return &ast.CallExpr{Fun: &ast.SelectorExpr{X: args[0], Sel: ident(sel.Obj().Name(), pos)}, Lparen: pos, Args: args[1:]}
	}, pos)
}
