package front

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// carrier names the compiled type that tells values of a cell's own number, string or bool type
// from plain ones where they stand in an any. It gives "" for other types, and once the host has
// none left of the kind.
func (lw *lowerer) carrier(t types.Type) string {
	if !cellBasic(t) || !lw.nameable(t) {
		return ""
	}
	key := lw.key(t)
	name, ok := lw.c.s.carriers[key]
	if !ok {
		name, ok = lw.c.carriers[key]
	}
	if !ok {
		name = lw.newCarrier(t, key)
		lw.c.carriers[key] = name
	}
	if name == "" {
		return ""
	}
	return lw.host(name, token.NoPos)
}

// CarrierSlots is how many carriers the host has of each kind and way to show itself.
const CarrierSlots = 24

func (lw *lowerer) newCarrier(t types.Type, key string) string {
	base := "struct"
	if b, ok := t.Underlying().(*types.Basic); ok {
		base = b.Name()
	}
	kind, method := strings.ToUpper(base[:1])+base[1:], ""
	switch {
	case hasStringMethod(t, "Error"):
		kind, method = kind+"E", "Error"
	case hasStringMethod(t, "String"):
		kind, method = kind+"S", "String"
	}
	n := lw.c.s.carried[kind] + lw.c.carried[kind]
	if n == CarrierSlots {
		return ""
	}
	lw.c.carried[kind]++
	name := kind + strconv.Itoa(n)
	full := lw.host(name, token.NoPos)
	zero := full + "(0)"
	switch base {
	case "string":
		zero = full + `("")`
	case "bool":
		zero = full + "(false)"
	case "struct":
		zero = full + "{}"
	}
	text := "nil"
	if method != "" {
		text = fmt.Sprintf("func(xʹ interface{}) string { return %s(xʹ.(%s)).%s() }", key, full, method)
	}
	lw.c.described = append(lw.c.described, fmt.Sprintf("%s(%s, %q, %s)", lw.host("Carries", token.NoPos), zero, key, text))
	return name
}

// cellBasic reports whether t is a number, string, bool or empty struct type that a cell declares.
func cellBasic(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "main" {
		return false
	}
	switch u := n.Underlying().(type) {
	case *types.Basic:
		return u.Kind() != types.UnsafePointer
	case *types.Struct:
		return u.NumFields() == 0
	}
	return false
}

// carried gives a value of t in its carrier, or nil if t has none.
func (lw *lowerer) carried(x ast.Expr, t types.Type) ast.Expr {
	c := lw.carrier(t)
	if c == "" {
		return nil
	}
	return &ast.CallExpr{Fun: parseExpr(c, x.Pos()), Lparen: x.Pos(), Args: []ast.Expr{x}}
}

// uncarried lowers x.(T) for an any and a T with a carrier; it gives nil for others.
func (lw *lowerer) uncarried(x ast.Expr, from, t types.Type, both bool) ast.Expr {
	if !open(from) {
		return nil
	}
	c := lw.carrier(t)
	if c == "" {
		return nil
	}
	key, pos := lw.key(t), x.Pos()
	src, kind := "func(xʹ interface{}) %[1]s { return %[1]s(xʹ.(%[2]s)) }", "uncarried/"
	if both {
		src, kind = "func(xʹ interface{}) (%[1]s, bool) { vʹ, okʹ := xʹ.(%[2]s); return %[1]s(vʹ), okʹ }", "uncarried2/"
	}
	fn := lw.shared(kind+key, fmt.Sprintf(src, key, c))
	return &ast.CallExpr{Fun: fn(pos), Lparen: pos, Args: []ast.Expr{x}}
}

// descriptions gives the statements that tell the host how new carriers show themselves.
func (lw *lowerer) descriptions() []ast.Stmt {
	var out []ast.Stmt
	for _, d := range lw.c.described {
		out = append(out, parseStmts(d, token.NoPos)...)
	}
	lw.c.described = nil
	return out
}
