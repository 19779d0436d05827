package front

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// held lowers the conversion of a value to an interface. The interpreter makes one that looks
// at the variable x again whenever a method is called, so that in a loop all would show the
// last x; a function's parameter holds it. In an any, a value that has methods would be one that
// only the interpreter can read; what the host gives back is plain.
func (lw *lowerer) held(x ast.Expr, from, to types.Type) ast.Expr {
	if to != nil && from != nil && types.IsInterface(from) && !compiled(from) && !open(from) && open(to) && !isSpoken(to) {
		return lw.boxed(x, from)
	}
	if b, ok := from.(*types.Basic); ok && b.Kind() == types.UntypedNil {
		return x
	}
	if lw.renames(from, to) {
		return &ast.CallExpr{Fun: lw.typ(to, x.Pos()), Lparen: x.Pos(), Args: []ast.Expr{x}}
	}
	if to == nil || from == nil || !types.IsInterface(to) || types.IsInterface(from) || !lw.nameable(from) || !lw.nameable(to) {
		return x
	}
	i := to.Underlying().(*types.Interface)
	if i.NumMethods() == 0 {
		if !ofCell(from) {
			return x
		}
		if c := lw.carried(x, from); c != nil {
			return c
		}
		return lw.hostCall("Any", x.Pos(), x)
	}
	if compiled(to) && !ofCell(from) || isFresh(x) && !compiled(to) {
		return x
	}
	f, t := lw.key(from), lw.key(to)
	if isSpoken(to) && ofCell(from) {
		return lw.told(x, from, to)
	}
	fn := lw.shared("hold/"+t+"/"+f, fmt.Sprintf("func(vʹ %s) %s { return vʹ }", f, t))
	return &ast.CallExpr{Fun: fn(x.Pos()), Lparen: x.Pos(), Args: []ast.Expr{x}}
}

// isFresh reports whether x makes a value that no variable holds.
func isFresh(x ast.Expr) bool {
	x = ast.Unparen(x)
	if u, ok := x.(*ast.UnaryExpr); ok && u.Op == token.AND {
		x = ast.Unparen(u.X)
	}
	_, ok := x.(*ast.CompositeLit)
	return ok
}

// renames reports whether an assignment turns a struct without a name into one with a name, or
// the other way: below they are of different tags.
func (lw *lowerer) renames(from, to types.Type) bool {
	if from == nil || to == nil || types.Identical(from, to) || !lw.nameable(to) {
		return false
	}
	_, a := from.Underlying().(*types.Struct)
	_, b := to.Underlying().(*types.Struct)
	return a && b && (ofCell(from) || ofCell(to))
}

// settled gives an argument of a cell's interface type t that the interpreter would wrap once
// more where it is the result of a call.
func (lw *lowerer) settled(x ast.Expr, t types.Type) ast.Expr {
	if _, isCall := ast.Unparen(x).(*ast.CallExpr); !isCall || t == nil || !types.IsInterface(t) || compiled(t) || open(t) || !lw.nameable(t) {
		return x
	}
	pos := x.Pos()
	slice := &ast.CompositeLit{Type: &ast.ArrayType{Lbrack: pos, Elt: lw.typ(t, pos)}, Lbrace: pos, Elts: []ast.Expr{x}, Rbrace: pos}
	return &ast.IndexExpr{X: slice, Lbrack: pos, Index: intLit(0, pos), Rbrack: pos}
}

// ofCell reports whether t is a type of a cell or a pointer to one.
func ofCell(t types.Type) bool {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "main"
}

// holdAll holds the values of an assignment that have one target each.
func (lw *lowerer) holdAll(lhs []ast.Expr, rhs []ast.Expr, out []ast.Expr) {
	if len(lhs) != len(rhs) {
		return
	}
	for i, l := range lhs {
		if id, ok := l.(*ast.Ident); ok && id.Name == "_" {
			continue
		}
		out[i] = lw.held(out[i], lw.typeOf(rhs[i]), lw.typeOf(l))
	}
}

// holdArgs holds the arguments of a call of a function.
func (lw *lowerer) holdArgs(e, out *ast.CallExpr) {
	sig, ok := lw.typeOf(e.Fun).Underlying().(*types.Signature)
	if !ok || len(e.Args) != len(out.Args) {
		return
	}
	for i, a := range e.Args {
		if e.Ellipsis.IsValid() && i == len(e.Args)-1 {
			break
		}
		to := paramType(sig, i)
		if to != nil && types.IsInterface(to) && to.Underlying().(*types.Interface).NumMethods() == 0 && lw.callsCompiled(e) {
			if c := lw.carried(out.Args[i], lw.typeOf(a)); c != nil {
				out.Args[i] = c
			}
			continue // the interpreter gives compiled functions the value with its methods
		}
		out.Args[i] = lw.settled(lw.held(out.Args[i], lw.typeOf(a), to), to)
	}
}

// isSpoken reports whether t is error or fmt.Stringer, for which the host has wrappers of its own.
func isSpoken(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	if p := n.Obj().Pkg(); p != nil {
		return p.Path() == "fmt" && n.Obj().Name() == "Stringer"
	}
	return n.Obj().Name() == "error"
}

// told lowers the conversion of a cell's value to an error or a fmt.Stringer.
func (lw *lowerer) told(x ast.Expr, from, to types.Type) ast.Expr {
	f, t := lw.key(from), lw.key(to)
	kind, method := "Text", "String"
	if t == "error" {
		kind, method = "Error", "Error"
	}
	if lw.isTold(from, method) {
		c := lw.carrier(from)
		fn := lw.shared("hold/"+t+"/"+f, fmt.Sprintf("func(vʹ %s) %s { return %s(vʹ) }", f, t, c))
		return &ast.CallExpr{Fun: fn(x.Pos()), Lparen: x.Pos(), Args: []ast.Expr{x}}
	}
	self, value := "xʹ.("+f+")", "vʹ"
	if c := lw.carrier(from); c != "" {
		self, value = f+"(xʹ.("+c+"))", c+"(vʹ)"
	}
	methods := lw.sharedName("methods/"+t+"/"+f, func(name string) ast.Decl {
		src := fmt.Sprintf("%s(func(xʹ interface{}) string { return %s.%s() }", lw.host("Methods", token.NoPos), self, method)
		for _, m := range []struct{ name, params, args, result string }{
			{"Unwrap", "", "", "error"}, {"Unwrap", "", "", "[]error"},
			{"Is", ", eʹ error", "eʹ", "bool"}, {"As", ", eʹ interface{}", "eʹ", "bool"},
		} {
			if kind == "Error" && lw.hasMethodLike(from, m.name, strings.Count(m.params, ","), m.result) {
				src += fmt.Sprintf(", func(xʹ interface{}%s) %s { return %s.%s(%s) }", m.params, m.result, self, m.name, m.args)
			} else {
				src += ", nil"
			}
		}
		spec := &ast.ValueSpec{Names: []*ast.Ident{ident(name, token.NoPos)}, Values: []ast.Expr{parseExpr(src+")", token.NoPos)}}
		return &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{spec}}
	})
	fn := lw.shared("hold/"+t+"/"+f, fmt.Sprintf("func(vʹ %s) %s { return %s(%s, %s) }", f, t, lw.host(kind, token.NoPos), value, methods))
	return &ast.CallExpr{Fun: fn(x.Pos()), Lparen: x.Pos(), Args: []ast.Expr{x}}
}

// isTold reports whether the carrier of a type says all that its method says.
func (lw *lowerer) isTold(t types.Type, method string) bool {
	if lw.carrier(t) == "" || method == "String" && hasStringMethod(t, "Error") {
		return false
	}
	for _, name := range []string{"Unwrap", "Is", "As"} {
		if obj, _, _ := types.LookupFieldOrMethod(t, false, lw.c.pkg, name); obj != nil {
			return false
		}
	}
	return true
}

// hasMethodLike reports whether t has a method of so many parameters and one result.
func (lw *lowerer) hasMethodLike(t types.Type, name string, params int, result string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, false, lw.c.pkg, name)
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	sig := fn.Signature()
	return sig.Params().Len() == params && sig.Results().Len() == 1 && sig.Results().At(0).Type().String() == result
}

// speaks reports whether a value of t may stand in a wrapper of the host where it is an any.
func speaks(t types.Type) bool {
	return ofCell(t) && (hasStringMethod(t, "Error") || hasStringMethod(t, "String"))
}
