package assist

import (
	"go/ast"
	"go/token"
	"go/types"
)

// expected gives the type to which the expression at the end of path should be assignable, nil
// where anything may stand; isType tells that a type must stand there.
func (c *checked) expected(path []ast.Node) (want types.Type, isType bool) {
	i := len(path) - 1
	if i < 1 {
		return nil, false
	}
	node, ok := path[i].(ast.Expr)
	if !ok {
		return nil, false
	}
	if sel, ok := path[i-1].(*ast.SelectorExpr); ok && sel.Sel == node {
		node, i = sel, i-1
	}
	for i > 0 {
		paren, ok := path[i-1].(*ast.ParenExpr)
		if !ok {
			break
		}
		node, i = paren, i-1
	}
	if i == 0 {
		return nil, false
	}
	want, isType = c.expectedIn(path[:i], node)
	if want == nil || !valid(want) {
		return nil, isType
	}
	if types.IsInterface(want) && want.Underlying().(*types.Interface).Empty() {
		return nil, isType
	}
	if _, param := want.(*types.TypeParam); param {
		return nil, isType
	}
	return want, isType
}

// expectedIn gives what node should be in the last of path, its parent.
func (c *checked) expectedIn(path []ast.Node, node ast.Expr) (want types.Type, isType bool) {
	switch p := path[len(path)-1].(type) {
	case *ast.CallExpr:
		return c.expectedArgument(p, node)
	case *ast.AssignStmt:
		for i, r := range p.Rhs {
			if r == node && p.Tok != token.DEFINE && i < len(p.Lhs) {
				return c.typeOf(p.Lhs[i]), false
			}
		}
	case *ast.ValueSpec:
		if p.Type == node {
			return nil, true
		}
		if p.Type != nil {
			return c.typeOf(p.Type), false
		}
	case *ast.Field:
		return nil, p.Type == node
	case *ast.ArrayType:
		return nil, p.Elt == node
	case *ast.MapType, *ast.ChanType, *ast.TypeSpec:
		return nil, true
	case *ast.TypeAssertExpr:
		return nil, p.Type == node
	case *ast.CompositeLit:
		return c.expectedElement(p, node), p.Type == node
	case *ast.KeyValueExpr:
		if len(path) > 1 {
			if lit, ok := path[len(path)-2].(*ast.CompositeLit); ok {
				return c.expectedPair(lit, p, node), false
			}
		}
	case *ast.BinaryExpr:
		return c.expectedOperand(p, node), false
	case *ast.UnaryExpr:
		switch p.Op {
		case token.NOT:
			return types.Typ[types.Bool], false
		case token.AND:
			want, _ := c.expected(path)
			if want, ok := want.(*types.Pointer); ok {
				return want.Elem(), false
			}
		}
	case *ast.StarExpr:
		if want, isType := c.expected(path); isType {
			return nil, true
		} else if want != nil {
			return types.NewPointer(want), false
		}
	case *ast.IndexExpr:
		if p.Index == node {
			if m, ok := under(c.typeOf(p.X)).(*types.Map); ok {
				return m.Key(), false
			}
			return types.Typ[types.Int], false
		}
	case *ast.SliceExpr:
		if p.X != node {
			return types.Typ[types.Int], false
		}
	case *ast.SendStmt:
		if ch, ok := under(c.typeOf(p.Chan)).(*types.Chan); ok && p.Value == node {
			return ch.Elem(), false
		}
	case *ast.IfStmt, *ast.ForStmt:
		return types.Typ[types.Bool], false
	case *ast.ReturnStmt:
		if sig := c.function(path); sig != nil {
			for i, r := range p.Results {
				if r == node && i < sig.Results().Len() {
					return sig.Results().At(i).Type(), false
				}
			}
		}
	case *ast.CaseClause:
		return c.expectedCase(path)
	}
	return nil, false
}

func under(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return t.Underlying()
}

// typeOf gives an expression's type, also where the checker gave up before it.
func (c *checked) typeOf(e ast.Expr) types.Type {
	if tv, ok := c.info.Types[e]; ok && tv.Type != nil && valid(tv.Type) {
		return tv.Type
	}
	if id, ok := e.(*ast.Ident); ok {
		if o := c.info.ObjectOf(id); o != nil && o.Type() != nil && valid(o.Type()) {
			return o.Type()
		}
	}
	if tv, ok := c.evaluate(e); ok && tv.Type != nil && valid(tv.Type) {
		return tv.Type
	}
	return nil
}

func (c *checked) expectedArgument(call *ast.CallExpr, node ast.Expr) (types.Type, bool) {
	at := -1
	for i, a := range call.Args {
		if a == node {
			at = i
		}
	}
	if at < 0 {
		return nil, false
	}
	if id, ok := call.Fun.(*ast.Ident); ok {
		if _, builtin := c.info.Uses[id].(*types.Builtin); builtin || types.Universe.Lookup(id.Name) == c.info.Uses[id] && c.info.Uses[id] != nil {
			return c.expectedBuiltin(id.Name, call, at)
		}
	}
	sig, ok := under(c.typeOf(call.Fun)).(*types.Signature)
	if !ok || sig.TypeParams().Len() > 0 {
		return nil, false
	}
	return parameter(sig, at), false
}

func (c *checked) expectedBuiltin(name string, call *ast.CallExpr, at int) (types.Type, bool) {
	switch {
	case (name == "make" || name == "new") && at == 0:
		return nil, true
	case name == "make":
		return types.Typ[types.Int], false
	case name == "append" && at > 0:
		if s, ok := under(c.typeOf(call.Args[0])).(*types.Slice); ok {
			return s.Elem(), false
		}
	case name == "delete" && at == 1:
		if m, ok := under(c.typeOf(call.Args[0])).(*types.Map); ok {
			return m.Key(), false
		}
	}
	return nil, false
}

// parameter gives the type of a function's argument at a place.
func parameter(sig *types.Signature, at int) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && at >= n-1 {
		if s, ok := sig.Params().At(n - 1).Type().(*types.Slice); ok {
			return s.Elem()
		}
	}
	if at >= n {
		return nil
	}
	return sig.Params().At(at).Type()
}

// literal gives the type of what a composite literal makes.
func (c *checked) literal(lit *ast.CompositeLit) types.Type {
	tv, ok := c.info.Types[lit]
	if !ok || tv.Type == nil {
		if lit.Type == nil {
			return nil
		}
		return under(c.typeOf(lit.Type))
	}
	return under(deref(tv.Type))
}

func (c *checked) expectedElement(lit *ast.CompositeLit, node ast.Expr) types.Type {
	switch t := c.literal(lit).(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		return t.Key() // the value comes behind a colon
	case *types.Struct:
		for i, e := range lit.Elts {
			if e == node && i < t.NumFields() {
				return t.Field(i).Type()
			}
		}
	}
	return nil
}

func (c *checked) expectedPair(lit *ast.CompositeLit, kv *ast.KeyValueExpr, node ast.Expr) types.Type {
	switch t := c.literal(lit).(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		if kv.Key == node {
			return t.Key()
		}
		return t.Elem()
	case *types.Struct:
		id, ok := kv.Key.(*ast.Ident)
		if !ok || kv.Value != node {
			return nil
		}
		for f := range t.Fields() {
			if f.Name() == id.Name {
				return f.Type()
			}
		}
	}
	return nil
}

func (c *checked) expectedOperand(p *ast.BinaryExpr, node ast.Expr) types.Type {
	switch p.Op {
	case token.LAND, token.LOR:
		return types.Typ[types.Bool]
	case token.SHL, token.SHR:
		return nil
	}
	other := p.X
	if other == node {
		other = p.Y
	}
	t := c.typeOf(other)
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		return nil
	}
	return t
}

// function gives the signature of the innermost function around.
func (c *checked) function(path []ast.Node) *types.Signature {
	for i := len(path) - 1; i >= 0; i-- {
		switch f := path[i].(type) {
		case *ast.FuncLit:
			sig, _ := c.typeOf(f).(*types.Signature)
			return sig
		case *ast.FuncDecl:
			if o, ok := c.info.Defs[f.Name].(*types.Func); ok {
				return o.Signature()
			}
			return nil
		}
	}
	return nil
}

// expectedCase gives the type of what stands behind case.
func (c *checked) expectedCase(path []ast.Node) (types.Type, bool) {
	for i := len(path) - 1; i >= 0; i-- {
		switch s := path[i].(type) {
		case *ast.TypeSwitchStmt:
			return nil, true
		case *ast.SwitchStmt:
			if s.Tag == nil {
				return types.Typ[types.Bool], false
			}
			return c.typeOf(s.Tag), false
		case *ast.SelectStmt, *ast.FuncLit:
			return nil, false
		}
	}
	return nil, false
}
