package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// A lowerer rewrites checked source into what the interpreter runs correctly. It builds new
// nodes and leaves the checked ones as they are, so that types are found for each of them.
type lowerer struct {
	c            *compiler
	info         *types.Info
	lib          *library          // the library whose source is being lowered, or nil for cells
	usedPackages map[string]string // path → alias
	decls        []ast.Decl        // what the lowered source needs besides itself
	temps        int
	fn           *function         // the innermost function
	failed       Errors            // what the front end cannot lower
	called       map[ast.Expr]bool // method selections that stand in a call's place of the function
	quiet        bool              // a note of the line stands before the statement around
}

func (lw *lowerer) fail(pos token.Pos, msg string) {
	lw.failed = append(lw.failed, lw.c.s.errorAt(pos, msg))
}

func (lw *lowerer) temp() string {
	lw.temps++
	return "t" + mark + strconv.Itoa(lw.c.cell) + "_" + strconv.Itoa(lw.temps)
}

func (lw *lowerer) typeOf(e ast.Expr) types.Type {
	if t := lw.info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

func (lw *lowerer) exprs(list []ast.Expr) []ast.Expr {
	if list == nil {
		return nil
	}
	out := make([]ast.Expr, len(list))
	for i, e := range list {
		out[i] = lw.expr(e)
	}
	return out
}

// expr lowers an expression or a type.
func (lw *lowerer) expr(e ast.Expr) ast.Expr {
	if e == nil {
		return nil
	}
	if tv, ok := lw.info.Types[e]; ok {
		if tv.IsType() {
			return lw.typeExpr(e, tv.Type)
		}
		if tv.Value != nil {
			if lit := lw.constant(tv, e.Pos()); lit != nil {
				return lit
			}
		}
	}
	switch e := e.(type) {
	case *ast.Ident:
		return lw.ident(e)
	case *ast.BasicLit:
		return e
	case *ast.ParenExpr:
		return &ast.ParenExpr{Lparen: e.Lparen, X: lw.expr(e.X), Rparen: e.Rparen}
	case *ast.SelectorExpr:
		return lw.selector(e)
	case *ast.StarExpr:
		return &ast.StarExpr{Star: e.Star, X: lw.expr(e.X)}
	case *ast.UnaryExpr:
		if e.Op == token.ARROW {
			return lw.receive(e, false)
		}
		x := lw.expr(e.X)
		if p := addressOf(x); p != nil && e.Op == token.AND {
			return p
		}
		return &ast.UnaryExpr{OpPos: e.OpPos, Op: e.Op, X: x}
	case *ast.BinaryExpr:
		if c := lw.comparison(e); c != nil {
			return c
		}
		x := lw.expr(e.X)
		if (e.Op == token.SHL || e.Op == token.SHR) && lw.info.Types[e.X].Value != nil {
			// The interpreter wants a constant's type spelled out here.
			x = &ast.CallExpr{Fun: lw.typ(lw.typeOf(e.X), e.Pos()), Lparen: e.Pos(), Args: []ast.Expr{x}}
		}
		return &ast.BinaryExpr{X: x, OpPos: e.OpPos, Op: e.Op, Y: lw.expr(e.Y)}
	case *ast.CallExpr:
		return lw.call(e)
	case *ast.FuncLit:
		return lw.funcLit(e)
	case *ast.CompositeLit:
		return lw.composite(e)
	case *ast.IndexExpr:
		if inst := lw.instantiated(e.X); inst != nil {
			return inst
		}
		return &ast.IndexExpr{X: lw.expr(e.X), Lbrack: e.Lbrack, Index: lw.index(e), Rbrack: e.Rbrack}
	case *ast.IndexListExpr:
		if inst := lw.instantiated(e.X); inst != nil {
			return inst
		}
	case *ast.SliceExpr:
		return &ast.SliceExpr{X: lw.expr(e.X), Lbrack: e.Lbrack, Low: lw.expr(e.Low), High: lw.expr(e.High), Max: lw.expr(e.Max), Slice3: e.Slice3, Rbrack: e.Rbrack}
	case *ast.TypeAssertExpr:
		return lw.assertion(e, false)
	case *ast.KeyValueExpr:
		return &ast.KeyValueExpr{Key: lw.expr(e.Key), Colon: e.Colon, Value: lw.expr(e.Value)}
	}
	return e
}

// index lowers an index, which in a map is converted to the type of its keys.
func (lw *lowerer) index(e *ast.IndexExpr) ast.Expr {
	x := lw.expr(e.Index)
	m, ok := lw.typeOf(e.X).Underlying().(*types.Map)
	if !ok || !lw.nameable(m.Key()) {
		return x
	}
	if lw.info.Types[e.Index].IsNil() {
		t := lw.typ(m.Key(), e.Pos())
		if types.IsInterface(m.Key()) {
			return x
		}
		return &ast.CallExpr{Fun: &ast.ParenExpr{X: t}, Lparen: e.Pos(), Args: []ast.Expr{x}}
	}
	return lw.held(x, lw.typeOf(e.Index), m.Key())
}

// typeExpr gives a type's source. A type that its package keeps to itself can only be named
// by what the person wrote, as in a type declared from it.
func (lw *lowerer) typeExpr(e ast.Expr, t types.Type) ast.Expr {
	x := lw.typ(t, e.Pos())
	switch x.(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.ArrayType, *ast.MapType, *ast.StructType, *ast.InterfaceType:
		return x
	}
	if _, paren := e.(*ast.ParenExpr); paren {
		return &ast.ParenExpr{Lparen: e.Pos(), X: x}
	}
	return x
}

func (lw *lowerer) ident(id *ast.Ident) ast.Expr {
	if inst := lw.instantiated(id); inst != nil {
		return inst
	}
	obj := lw.info.Uses[id]
	if obj == nil {
		obj = lw.info.Defs[id]
	}
	if obj == nil || obj.Pkg() == nil {
		return ident(id.Name, id.Pos())
	}
	if name := lw.libraryName(obj); name != "" {
		return ident(name, id.Pos())
	}
	if obj.Pkg().Path() != "main" && obj.Parent() == obj.Pkg().Scope() {
		// Through a dot import, or a library's use of what is compiled into the kernel.
		return &ast.SelectorExpr{X: lw.packageAt(obj.Pkg().Path(), id.Pos()), Sel: ident(id.Name, id.Pos())}
	}
	if obj.Pkg().Path() == "main" {
		return lw.funcValue(id, obj, ident(lw.nameOf(obj), id.Pos()))
	}
	return ident(id.Name, id.Pos())
}

func (lw *lowerer) funcLit(e *ast.FuncLit) ast.Expr {
	sig, _ := lw.typeOf(e).Underlying().(*types.Signature)
	if sig == nil {
		return e
	}
	ft, body := lw.function(e.Type, sig, e.Body)
	return &ast.FuncLit{Type: ft, Body: body}
}

// paramTypes lowers a function's head, keeping its parameters' names.
func (lw *lowerer) paramTypes(ft *ast.FuncType, sig *types.Signature) *ast.FuncType {
	out := lw.funcType(sig, ft.Pos())
	nameAll(out.Params, ft.Params)
	nameAll(out.Results, ft.Results)
	for _, f := range out.Params.List { // without names the interpreter takes their places for those of the body's values
		if len(f.Names) == 0 {
			f.Names = []*ast.Ident{ident("_", f.Type.Pos())}
		}
	}
	return out
}

// nameAll gives the fields of to, one a parameter, the names of from.
func nameAll(to, from *ast.FieldList) {
	if to == nil || from == nil {
		return
	}
	i := 0
	for _, f := range from.List {
		for _, n := range f.Names {
			to.List[i].Names = []*ast.Ident{ident(n.Name, n.Pos())}
			i++
		}
		if len(f.Names) == 0 {
			i++
		}
	}
}

// callsCells reports whether a body calls a function that is not compiled into the kernel.
func (lw *lowerer) callsCells(b *ast.BlockStmt) bool {
	found := false
	ast.Inspect(b, func(n ast.Node) bool {
		if found {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if tv := lw.info.Types[n.Fun]; tv.IsType() || tv.IsBuiltin() {
				return true
			}
			if lw.callsCompiled(n) {
				return true
			}
			found = true
		}
		return true
	})
	return found
}

// callsCompiled reports whether e calls a function that is compiled into the kernel, by its name.
func (lw *lowerer) callsCompiled(e *ast.CallExpr) bool {
	var id *ast.Ident
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return false
	}
	fn, ok := lw.info.Uses[id].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() == "main" {
		return false
	}
	_, isIface := recvInterface(fn)
	return !isIface
}

func recvInterface(fn *types.Func) (*types.Interface, bool) {
	if r := fn.Signature().Recv(); r != nil {
		i, ok := r.Type().Underlying().(*types.Interface)
		return i, ok
	}
	return nil, false
}

func (lw *lowerer) composite(e *ast.CompositeLit) ast.Expr {
	t := lw.typeOf(e)
	out := &ast.CompositeLit{Lbrace: e.Lbrace, Rbrace: e.Rbrace}
	if e.Type != nil {
		out.Type = lw.typ(t, e.Pos())
	}
	u := t.Underlying()
	if p, ok := u.(*types.Pointer); ok {
		u = p.Elem().Underlying()
	}
	st, isStruct := u.(*types.Struct)
	var elem types.Type
	if l, ok := u.(interface{ Elem() types.Type }); ok {
		elem = l.Elem()
	}
	for i, x := range e.Elts {
		kv, ok := x.(*ast.KeyValueExpr)
		if !ok {
			to := elem
			if isStruct && i < st.NumFields() {
				to = st.Field(i).Type()
				if st.Field(i).Name() == "_" && lw.harmless(x) {
					// What is given to a field without a name is dropped.
					zero := &ast.CallExpr{Fun: ident("new", x.Pos()), Lparen: x.Pos(), Args: []ast.Expr{lw.typ(to, x.Pos())}}
					out.Elts = append(out.Elts, &ast.StarExpr{Star: x.Pos(), X: zero})
					continue
				}
			}
			out.Elts = append(out.Elts, lw.held(lw.expr(x), lw.typeOf(x), to))
			continue
		}
		to := elem
		key := kv.Key
		if id, ok := key.(*ast.Ident); ok && isStruct {
			name := id.Name
			if v, ok := lw.info.Uses[id].(*types.Var); ok {
				name, to = lw.fieldName(v), v.Type()
			}
			key = ident(name, id.Pos())
		} else {
			key = lw.expr(key)
			if m, ok := u.(*types.Map); ok {
				key = lw.held(key, lw.typeOf(kv.Key), m.Key())
			}
		}
		out.Elts = append(out.Elts, &ast.KeyValueExpr{Key: key, Colon: kv.Colon, Value: lw.held(lw.expr(kv.Value), lw.typeOf(kv.Value), to)})
	}
	return out
}

func block(pos token.Pos, list ...ast.Stmt) *ast.BlockStmt {
	return &ast.BlockStmt{Lbrace: pos, List: list, Rbrace: pos}
}
