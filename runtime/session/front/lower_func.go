package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// A function is what return and defer statements need to know of the one that they stand in.
type function struct {
	results  *types.Tuple
	named    bool         // the results have names
	vars     []string     // variables that hold the results; set if returns go through them
	setter   string       // function that sets named results, which other names may hide
	setUsed  bool         // a return called it
	defers   string       // variable that holds what is deferred, or ""
	rangeFns []*rangeFunc // ranges over functions whose bodies are being lowered
}

// function lowers a function's head and body. One that calls what may call it again listens
// to the interrupt.
func (lw *lowerer) function(ft *ast.FuncType, sig *types.Signature, body *ast.BlockStmt) (*ast.FuncType, *ast.BlockStmt) {
	head := lw.paramTypes(ft, sig)
	if body == nil {
		return head, nil
	}
	pos := body.Pos()
	outer, quiet := lw.fn, lw.quiet
	lw.quiet = false
	defer func() { lw.fn, lw.quiet = outer, quiet }()
	fn := &function{results: sig.Results()}
	lw.fn = fn
	deferring, ranging := scan(lw, body)
	named := head.Results != nil && len(head.Results.List) > 0 && len(head.Results.List[0].Names) > 0
	fn.named = named
	if (deferring || ranging) && sig.Results().Len() > 0 {
		lw.resultVars(fn, head, named)
	}
	if deferring {
		fn.defers = lw.temp()
	}
	out := lw.block(body)
	var first []ast.Stmt
	if lw.callsCells(body) {
		first = append(first, lw.haltCheck(pos))
	}
	first = append(first, lw.zeroResults(head, sig, pos)...)
	if fn.setUsed {
		first = append(first, lw.setterDecl(fn, head, pos))
	}
	if deferring {
		out = block(pos, lw.deferring(fn, out, pos)...)
	}
	out.List = append(first, out.List...)
	return head, out
}

// zeroResults sets named results to zero: below they may share their place with the variable
// to which the caller assigns the call, and begin with its value.
func (lw *lowerer) zeroResults(head *ast.FuncType, sig *types.Signature, pos token.Pos) []ast.Stmt {
	if head.Results == nil {
		return nil
	}
	var out []ast.Stmt
	for i, f := range head.Results.List {
		if len(f.Names) == 0 || f.Names[0].Name == "_" {
			continue
		}
		zero := ident(lw.temp(), pos)
		vs := &ast.ValueSpec{Names: []*ast.Ident{zero}, Type: lw.typ(sig.Results().At(i).Type(), pos)}
		out = append(out, &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: pos, Tok: token.VAR, Specs: []ast.Spec{vs}}},
			&ast.AssignStmt{Lhs: []ast.Expr{ident(f.Names[0].Name, pos)}, TokPos: pos, Tok: token.ASSIGN, Rhs: []ast.Expr{zero}})
	}
	return out
}

// deferring runs a body inside a call of the host, which runs what the body deferred. The
// interpreter's own defer holds a lock for which a closure of the same function then waits.
func (lw *lowerer) deferring(fn *function, body *ast.BlockStmt, pos token.Pos) []ast.Stmt {
	make := &ast.AssignStmt{Lhs: []ast.Expr{ident(fn.defers, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{lw.hostCall("NewDefers", pos)}}
	run := &ast.CallExpr{Fun: &ast.SelectorExpr{X: ident(fn.defers, pos), Sel: ident("Run", pos)}, Lparen: pos,
		Args: []ast.Expr{&ast.FuncLit{Type: &ast.FuncType{Func: pos, Params: &ast.FieldList{Opening: pos}}, Body: body}}}
	out := []ast.Stmt{make, &ast.ExprStmt{X: run}}
	if fn.results.Len() > 0 {
		out = append(out, &ast.ReturnStmt{Return: pos})
	}
	return out
}

// scan looks in a body, but not in the functions inside it, for defer statements and ranges
// over functions.
func scan(lw *lowerer, body ast.Node) (deferring, ranging bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			deferring = true
		case *ast.RangeStmt:
			_, isFunc := lw.typeOf(n.X).Underlying().(*types.Signature)
			ranging = ranging || isFunc
		}
		return true
	})
	return deferring, ranging
}

// resultVars has every result stand in a named variable.
func (lw *lowerer) resultVars(fn *function, head *ast.FuncType, named bool) {
	base := lw.temp()
	for i, f := range head.Results.List {
		if !named || f.Names[0].Name == "_" {
			f.Names = []*ast.Ident{ident(base+"r"+strconv.Itoa(i), f.Type.Pos())}
		}
		fn.vars = append(fn.vars, f.Names[0].Name)
	}
	if named {
		fn.setter = base + "set"
	}
}

// setterDecl gives the function that sets the results by names that nothing hides.
func (lw *lowerer) setterDecl(fn *function, head *ast.FuncType, pos token.Pos) ast.Stmt {
	ft := &ast.FuncType{Func: pos, Params: &ast.FieldList{Opening: pos}}
	set := &ast.AssignStmt{TokPos: pos, Tok: token.ASSIGN}
	for i, f := range head.Results.List {
		arg := fn.setter + strconv.Itoa(i)
		ft.Params.List = append(ft.Params.List, &ast.Field{Names: []*ast.Ident{ident(arg, pos)}, Type: lw.typ(fn.results.At(i).Type(), pos)})
		set.Lhs = append(set.Lhs, ident(f.Names[0].Name, pos))
		set.Rhs = append(set.Rhs, ident(arg, pos))
	}
	return &ast.AssignStmt{Lhs: []ast.Expr{ident(fn.setter, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{&ast.FuncLit{Type: ft, Body: block(pos, set)}}}
}

// returnStmt lowers a return. Where a body runs inside another call, as with defers and
// ranges over functions, the results wait in variables until those calls have ended.
func (lw *lowerer) returnStmt(st *ast.ReturnStmt) []ast.Stmt {
	fn, pos := lw.fn, st.Pos()
	if fn == nil || fn.vars == nil {
		if fn != nil && len(fn.rangeFns) > 0 {
			return lw.leave(0, &ast.ReturnStmt{Return: pos}, pos)
		}
		ret := &ast.ReturnStmt{Return: st.Return, Results: lw.returned(st.Results)}
		var out []ast.Stmt
		if fn != nil && fn.named {
			lw.keepAll(st.Results, ret.Results, &out)
		}
		return append(out, ret)
	}
	var out []ast.Stmt
	values := lw.returned(st.Results)
	lw.keepAll(st.Results, values, &out)
	switch {
	case len(st.Results) == 0:
	case fn.setter != "":
		fn.setUsed = true
		out = append(out, &ast.ExprStmt{X: &ast.CallExpr{Fun: ident(fn.setter, pos), Lparen: pos, Args: values}})
	default:
		set := &ast.AssignStmt{TokPos: pos, Tok: token.ASSIGN, Rhs: values}
		for _, v := range fn.vars {
			set.Lhs = append(set.Lhs, ident(v, pos))
		}
		out = append(out, set)
	}
	bare := &ast.ReturnStmt{Return: pos}
	if len(fn.rangeFns) > 0 {
		return append(out, lw.leave(0, bare, pos)...)
	}
	return append(out, bare)
}

// returned lowers what a return gives. The interpreter would store the outcome of a comparison
// wrongly in a result that is an interface.
func (lw *lowerer) returned(results []ast.Expr) []ast.Expr {
	out := lw.exprs(results)
	if lw.fn == nil || len(results) != lw.fn.results.Len() {
		return out
	}
	for i, e := range results {
		to := lw.fn.results.At(i).Type()
		out[i] = lw.held(out[i], lw.typeOf(e), to)
		if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && types.IsInterface(to) && isComparison(b.Op) {
			out[i] = &ast.CallExpr{Fun: lw.typ(lw.typeOf(e), e.Pos()), Lparen: e.Pos(), Args: []ast.Expr{out[i]}}
		}
	}
	return out
}

func isComparison(op token.Token) bool {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}

// keepAll puts several values into variables of their own where one may depend on a result that
// another would set, or fail after it.
func (lw *lowerer) keepAll(from, values []ast.Expr, before *[]ast.Stmt) {
	if len(values) < 2 {
		return
	}
	for i, e := range from {
		if lw.info.Types[e].Value == nil && !lw.info.Types[e].IsNil() {
			values[i] = lw.keep(values[i], before)
		}
	}
}

// later lowers a go or defer statement: the arguments are evaluated now, and the call becomes
// a function without parameters that stmt has called later.
func (lw *lowerer) later(call *ast.CallExpr, stmt func(fn ast.Expr) ast.Stmt) []ast.Stmt {
	pos := call.Pos()
	lowered, ok := lw.expr(call).(*ast.CallExpr)
	if !ok {
		return nil // a constant: nothing happens
	}
	if lit, ok := ast.Unparen(lowered.Fun).(*ast.FuncLit); ok && len(lowered.Args) == 0 && lit.Type.Results == nil {
		return []ast.Stmt{stmt(lw.bound(lit, niladic))}
	}
	var out []ast.Stmt
	bind := func(e ast.Expr) ast.Expr {
		name := lw.temp()
		out = append(out, &ast.AssignStmt{Lhs: []ast.Expr{ident(name, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{e}})
		return ident(name, pos)
	}
	switch fun := ast.Unparen(lowered.Fun).(type) {
	case *ast.FuncLit:
		lowered.Fun = bind(fun)
	case *ast.SelectorExpr:
		if recv := lw.receiverOf(call, fun); recv != nil {
			lowered.Fun = &ast.SelectorExpr{X: bind(recv), Sel: fun.Sel}
		}
	case *ast.Ident:
		if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
			if _, isVar := lw.info.Uses[id].(*types.Var); isVar {
				lowered.Fun = bind(fun)
			}
		}
	}
	for i, a := range lowered.Args {
		if i < len(call.Args) && len(lowered.Args) == len(call.Args) {
			tv := lw.info.Types[call.Args[i]]
			if tv.IsNil() || tv.Value != nil || tv.IsType() {
				continue
			}
			if _, multi := tv.Type.(*types.Tuple); multi {
				continue
			}
		}
		if u, ok := a.(*ast.UnaryExpr); ok && u.Op == token.AND {
			continue // the address of a variable stays what it is
		}
		lowered.Args[i] = bind(a)
	}
	body := block(pos, &ast.ExprStmt{X: lowered})
	lit := &ast.FuncLit{Type: &ast.FuncType{Func: pos, Params: &ast.FieldList{Opening: pos}}, Body: body}
	return append(out, stmt(lw.bound(lit, niladic)))
}

// receiverOf gives the receiver of a method call as it is to be kept for later, or nil if the
// lowered call is none.
func (lw *lowerer) receiverOf(call *ast.CallExpr, lowered *ast.SelectorExpr) ast.Expr {
	se, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || lw.info.Selections[se] == nil || lowered.Sel.Name != se.Sel.Name {
		return nil
	}
	sel := lw.info.Selections[se]
	fn, ok := sel.Obj().(*types.Func)
	if !ok || sel.Kind() != types.MethodVal || waits[fn.FullName()] != "" {
		return nil
	}
	if _, takesPtr := fn.Signature().Recv().Type().Underlying().(*types.Pointer); takesPtr {
		if _, isPtr := lw.receiverType(sel).Underlying().(*types.Pointer); !isPtr {
			return &ast.UnaryExpr{OpPos: call.Pos(), Op: token.AND, X: lowered.X}
		}
	}
	return lowered.X
}

// bodyOf gives the body of a function that is a literal or declared in this cell, or nil.
func (lw *lowerer) bodyOf(fun ast.Expr) *ast.BlockStmt {
	var id *ast.Ident
	switch f := ast.Unparen(fun).(type) {
	case *ast.FuncLit:
		return f.Body
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return nil
	}
	fn, ok := lw.info.Uses[id].(*types.Func)
	if !ok {
		return nil
	}
	for _, u := range lw.c.units {
		if fd, ok := u.decl.(*ast.FuncDecl); ok && lw.c.info.Defs[fd.Name] == fn {
			return fd.Body
		}
	}
	return nil
}

// recovers reports whether recover stands in a function itself.
func (lw *lowerer) recovers(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == "recover" {
			found = found || lw.info.Types[id].IsBuiltin() || lw.c.info.Types[id].IsBuiltin()
		}
		_, inner := n.(*ast.FuncLit)
		return !inner
	})
	return found
}

// niladic is the type func().
var niladic = types.NewSignatureType(nil, nil, nil, nil, nil, false)
