package front

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// call lowers a call, a conversion or a use of a built-in function.
func (lw *lowerer) call(e *ast.CallExpr) ast.Expr {
	tv := lw.info.Types[e.Fun]
	if tv.IsType() {
		return lw.conversion(e, tv.Type)
	}
	if tv.IsBuiltin() {
		if x := lw.spreadBuiltin(e); x != nil {
			return x
		}
		if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok {
			if x := lw.builtin(id.Name, e); x != nil {
				return x
			}
			out := &ast.CallExpr{Fun: ident(id.Name, id.Pos()), Lparen: e.Lparen, Args: lw.exprs(e.Args), Ellipsis: e.Ellipsis, Rparen: e.Rparen}
			lw.holdArgs(e, out)
			return out
		}
	}
	if x := lw.waiting(e); x != nil {
		return x
	}
	lw.called[ast.Unparen(e.Fun)] = true
	out := &ast.CallExpr{Fun: lw.callee(lw.expr(e.Fun), tv.Type), Lparen: e.Lparen, Args: lw.exprs(e.Args), Ellipsis: e.Ellipsis, Rparen: e.Rparen}
	if !lw.callsCell(e) {
		for i, a := range out.Args {
			out.Args[i] = lw.bound(a, lw.typeOf(e.Args[i]))
		}
	}
	lw.holdArgs(e, out)
	lw.fixArgs(e, out)
	lw.unblock(e, out)
	return out
}

// callsCell reports whether e calls a function by the name that a cell declared it under.
func (lw *lowerer) callsCell(e *ast.CallExpr) bool {
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
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == "main"
}

// bound gives a function literal that is handed to compiled code bound to the variables of
// its turn of a loop: the interpreter would bind it when it is called.
func (lw *lowerer) bound(e ast.Expr, t types.Type) ast.Expr {
	lit, ok := ast.Unparen(e).(*ast.FuncLit)
	if !ok || !lw.nameable(t) {
		return e
	}
	pos := lit.Pos()
	slice := &ast.CompositeLit{Type: &ast.ArrayType{Lbrack: pos, Elt: lw.typ(t, pos)}, Lbrace: pos, Elts: []ast.Expr{lit}, Rbrace: pos}
	return &ast.IndexExpr{X: slice, Lbrack: pos, Index: intLit(0, pos), Rbrack: pos}
}

func (lw *lowerer) conversion(e *ast.CallExpr, t types.Type) ast.Expr {
	fun := lw.typ(t, e.Fun.Pos())
	switch fun.(type) {
	case *ast.StarExpr, *ast.FuncType, *ast.ChanType:
		fun = &ast.ParenExpr{Lparen: fun.Pos(), X: fun}
	}
	from := lw.typeOf(e.Args[0])
	arg := lw.bound(lw.expr(e.Args[0]), from)
	if h := lw.held(arg, from, t); h != arg {
		if lw.carrier(from) == "" {
			return h
		}
		arg = h
	}
	return &ast.CallExpr{Fun: fun, Lparen: e.Lparen, Args: []ast.Expr{arg}, Rparen: e.Rparen}
}

// builtin lowers the built-in functions that the interpreter lacks; nil means that it has this one.
func (lw *lowerer) builtin(name string, e *ast.CallExpr) ast.Expr {
	pos := e.Pos()
	switch name {
	case "panic":
		if t := lw.typeOf(e.Args[0]); ofCell(t) && hasStringMethod(t, "Error") {
			return &ast.CallExpr{Fun: ident("panic", pos), Lparen: pos, Args: []ast.Expr{lw.held(lw.expr(e.Args[0]), t, types.Universe.Lookup("error").Type())}}
		}
	case "recover":
		return lw.hostCall("Recover", pos)
	case "print":
		return lw.hostCall("Print", pos, lw.exprs(e.Args)...)
	case "println":
		return lw.hostCall("Println", pos, lw.exprs(e.Args)...)
	case "len", "cap":
		if x := lw.arrayLength(e); x != nil {
			return x
		}
	case "min", "max":
		t := lw.typeOf(e)
		op := "<"
		if name == "max" {
			op = ">"
		}
		// NaN wins in both, as vʹ != vʹ is true of it alone.
		src := `func(aʹ ...%[1]s) %[1]s { mʹ := aʹ[0]; for _, vʹ := range aʹ[1:] { if mʹ == mʹ && (vʹ %[2]s mʹ || vʹ != vʹ) { mʹ = vʹ } }; return mʹ }`
		if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
			src = `func(aʹ ...%[1]s) %[1]s { mʹ := aʹ[0]; for _, vʹ := range aʹ[1:] { if vʹ %[2]s mʹ { mʹ = vʹ } }; return mʹ }`
		}
		fn := lw.shared(name+"/"+lw.key(t), fmt.Sprintf(src, lw.key(t), op))
		return &ast.CallExpr{Fun: fn(pos), Lparen: e.Lparen, Args: lw.exprs(e.Args), Rparen: e.Rparen}
	case "clear":
		return lw.hostCall("Clear", pos, lw.exprs(e.Args)...)
	case "make":
		if c, ok := lw.typeOf(e).Underlying().(*types.Chan); ok && c.Dir() != types.SendRecv {
			// The interpreter makes none that goes one way.
			both := types.NewChan(types.SendRecv, c.Elem())
			args := append([]ast.Expr{lw.typ(both, pos)}, lw.exprs(e.Args[1:])...)
			fn := lw.shared("oneway/"+lw.key(lw.typeOf(e)), "func(c"+mark+" "+lw.key(both)+") "+lw.key(lw.typeOf(e))+" { return c"+mark+" }")
			return &ast.CallExpr{Fun: fn(pos), Lparen: pos, Args: []ast.Expr{&ast.CallExpr{Fun: ident("make", pos), Lparen: pos, Args: args}}}
		}
	case "new":
		if lw.info.Types[e.Args[0]].IsType() {
			return nil
		}
		t := lw.typeOf(e).Underlying().(*types.Pointer).Elem()
		fn := lw.shared("new/"+lw.key(t), fmt.Sprintf(`func(vʹ %[1]s) *%[1]s { return &vʹ }`, lw.key(t)))
		return &ast.CallExpr{Fun: fn(pos), Lparen: e.Lparen, Args: lw.exprs(e.Args), Rparen: e.Rparen}
	}
	return nil
}

// spreadBuiltin lowers a call of a built-in function whose arguments are one call's values, which
// the interpreter does not take; nil means that it is none.
func (lw *lowerer) spreadBuiltin(e *ast.CallExpr) ast.Expr {
	if len(e.Args) != 1 {
		return nil
	}
	args, ok := lw.typeOf(e.Args[0]).(*types.Tuple)
	id, named := ast.Unparen(e.Fun).(*ast.Ident)
	if !ok || !named || id.Name == "print" || id.Name == "println" {
		return nil
	}
	pos := e.Pos()
	params := lw.tuple(args, pos, false)
	call := &ast.CallExpr{Fun: ident(id.Name, pos), Lparen: pos}
	for i, f := range params.List {
		f.Names = []*ast.Ident{ident("p"+mark+strconv.Itoa(i), pos)}
		call.Args = append(call.Args, f.Names[0])
	}
	if s, ok := args.At(args.Len() - 1).Type().Underlying().(*types.Basic); ok && s.Kind() == types.String && id.Name == "append" && args.Len() == 2 {
		if b, ok := args.At(0).Type().Underlying().(*types.Slice); ok && !types.AssignableTo(s, b.Elem()) {
			call.Ellipsis = pos
		}
	}
	ft := &ast.FuncType{Func: pos, Params: params}
	var body ast.Stmt = &ast.ExprStmt{X: call}
	if t := lw.typeOf(e); !lw.info.Types[e].IsVoid() {
		ft.Results = &ast.FieldList{Opening: pos, List: []*ast.Field{{Type: lw.typ(t, pos)}}}
		body = &ast.ReturnStmt{Return: pos, Results: []ast.Expr{call}}
	}
	return &ast.CallExpr{Fun: &ast.FuncLit{Type: ft, Body: block(pos, body)}, Lparen: pos, Args: lw.exprs(e.Args), Rparen: e.Rparen}
}

// arrayLength gives the length of an array, or of one that a pointer points to, nil included;
// the expression that gives the array is still evaluated. It gives nil for other types.
func (lw *lowerer) arrayLength(e *ast.CallExpr) ast.Expr {
	t := lw.typeOf(e.Args[0])
	u := t.Underlying()
	if p, ok := u.(*types.Pointer); ok {
		u = p.Elem().Underlying()
	}
	a, ok := u.(*types.Array)
	if !ok || !lw.nameable(t) {
		return nil
	}
	fn := lw.shared("len/"+lw.key(t), fmt.Sprintf("func(_ %s) int { return %d }", lw.key(t), a.Len()))
	return &ast.CallExpr{Fun: fn(e.Pos()), Lparen: e.Lparen, Args: lw.exprs(e.Args), Rparen: e.Rparen}
}

// key gives a type's source as text, which also tells it from others.
func (lw *lowerer) key(t types.Type) string { return exprString(lw.typ(t, token.NoPos)) }

// shared gives a session-level function of source src, made once for its key.
func (lw *lowerer) shared(key, src string) func(token.Pos) ast.Expr {
	name := lw.sharedName(key, func(name string) ast.Decl {
		lit := parseExpr(src, token.NoPos).(*ast.FuncLit)
		return &ast.FuncDecl{Name: ident(name, token.NoPos), Type: lit.Type, Body: lit.Body}
	})
	return func(pos token.Pos) ast.Expr { return ident(name, pos) }
}

// sharedName gives the name of a session-level declaration made once for its key.
func (lw *lowerer) sharedName(key string, make func(name string) ast.Decl) string {
	if n, ok := lw.c.s.instances[key]; ok {
		return n
	}
	if n, ok := lw.c.instances[key]; ok {
		return n
	}
	name := fmt.Sprintf("s%s%d_%d", mark, lw.c.cell, len(lw.c.instances))
	lw.c.instances[key] = name
	lw.decls = append(lw.decls, make(name))
	return name
}

// fixArgs mends arguments that the interpreter would hand to native code amiss.
func (lw *lowerer) fixArgs(e, out *ast.CallExpr) {
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	fn, ok := lw.info.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() == "main" {
		return
	}
	sig := fn.Signature()
	carries := false
	for i, a := range e.Args {
		pt := paramType(sig, i)
		if pt == nil || e.Ellipsis.IsValid() && i == len(e.Args)-1 {
			continue
		}
		if _, isIface := pt.Underlying().(*types.Interface); !isIface {
			continue
		}
		if lw.isStdin(a) {
			// Reading it asks the person.
			out.Args[i] = &ast.SelectorExpr{X: lw.packageAt(hostPath, a.Pos()), Sel: ident("Stdin", a.Pos())}
			continue
		}
		if fn.Pkg().Path() == "talbot/runtime/display" {
			if x := lw.described(out.Args[i], lw.typeOf(a)); x != nil {
				out.Args[i] = x
			}
			continue
		}
		if printing(fn) && takesAny(pt) {
			x := lw.printed(out.Args[i], lw.typeOf(a))
			if fn.Name() == "Errorf" && lw.isError(lw.typeOf(a)) {
				x = lw.asError(out.Args[i], lw.typeOf(a))
			}
			carries = carries || x != out.Args[i]
			out.Args[i] = x
		}
	}
	if last := len(e.Args) - 1; e.Ellipsis.IsValid() && printing(fn) && takesAny(paramType(sig, last)) {
		out.Args[last] = lw.hostCall("Held", e.Args[last].Pos(), out.Args[last])
		carries = true
	}
	if carries && fn.Pkg().Path() == "fmt" {
		switch fn.Name() {
		case "Printf", "Sprintf", "Fprintf", "Errorf": // where %T speaks of the values themselves
			out.Fun = &ast.SelectorExpr{X: lw.packageAt(hostPath, e.Pos()), Sel: ident(fn.Name(), e.Pos())}
		}
	}
}

// printing reports whether a function prints what it is given.
func printing(fn *types.Func) bool {
	switch fn.Pkg().Path() {
	case "fmt":
		return !strings.Contains(strings.ToLower(fn.Name()), "scan")
	case "log":
		return true
	}
	return false
}

func takesAny(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.Empty()
}

// isError reports whether t is a cell's type whose values are errors.
func (lw *lowerer) isError(t types.Type) bool {
	return ofCell(t) && hasStringMethod(t, "Error") && lw.nameable(t)
}

// asError gives an argument of fmt.Errorf as an error, so that %w wraps it.
func (lw *lowerer) asError(x ast.Expr, t types.Type) ast.Expr {
	if lw.carrier(t) != "" {
		if lw.isTold(t, "Error") {
			return x
		}
		x = x.(*ast.CallExpr).Args[0]
	}
	return lw.told(x, t, types.Universe.Lookup("error").Type())
}

func paramType(sig *types.Signature, i int) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		if s, ok := sig.Params().At(n - 1).Type().(*types.Slice); ok {
			return s.Elem()
		}
	}
	if i >= n {
		return nil
	}
	return sig.Params().At(i).Type()
}

func (lw *lowerer) isStdin(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Stdin" {
		return false
	}
	v, ok := lw.info.Uses[sel.Sel].(*types.Var)
	return ok && v.Pkg() != nil && v.Pkg().Path() == "os"
}

// shownBy gives the interface through which a cell's type shows itself: fmt.Stringer or error, or "".
func (lw *lowerer) shownBy(t types.Type) string {
	n := types.Unalias(t)
	if p, ok := n.(*types.Pointer); ok {
		n = types.Unalias(p.Elem())
	}
	named, ok := n.(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "main" {
		return ""
	}
	if _, isIface := named.Underlying().(*types.Interface); isIface {
		return ""
	}
	switch {
	case hasStringMethod(t, "Error"):
		return "error"
	case hasStringMethod(t, "String"):
		return exprString(&ast.SelectorExpr{X: lw.packageAt("fmt", token.NoPos), Sel: ident("Stringer", token.NoPos)})
	}
	return ""
}

func hasStringMethod(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, false, nil, name)
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	sig := fn.Signature()
	return sig.Params().Len() == 0 && sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), types.Typ[types.String])
}
