package front

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A rangeFunc is a range over a function whose body is being lowered: the body is a function
// itself, so what leaves it says so in state, and the code after the call acts on it.
type rangeFunc struct {
	label  string
	labels map[string]bool // of loops inside the body
	state  string          // variable: 0 the body ended its turns, i+1 it was left for exits[i]
	exits  []ast.Stmt      // what to do after the call
	depth  int             // loops and switches open inside the body, where break means another thing
	loops  int             // loops among them, where continue does
}

// inside lowers what stands in a loop, or in a switch or select if loop is not set.
func (lw *lowerer) inside(loop bool, lower func() []ast.Stmt) []ast.Stmt {
	if lw.fn == nil || len(lw.fn.rangeFns) == 0 {
		return lower()
	}
	rf := lw.fn.rangeFns[len(lw.fn.rangeFns)-1]
	rf.depth++
	if loop {
		rf.loops++
	}
	out := lower()
	rf.depth--
	if loop {
		rf.loops--
	}
	return out
}

// rangeOverFunc lowers for k, v := range f to a call of f with the body.
func (lw *lowerer) rangeOverFunc(st *ast.RangeStmt, sig *types.Signature, label string) []ast.Stmt {
	pos := st.Pos()
	yield := sig.Params().At(0).Type().Underlying().(*types.Signature)
	rf := &rangeFunc{label: label, labels: map[string]bool{}, state: lw.temp()}
	lit := &ast.FuncLit{Type: lw.funcType(yield, pos)}
	var body []ast.Stmt
	for i, target := range []ast.Expr{st.Key, st.Value} {
		if i >= yield.Params().Len() {
			break
		}
		name := lw.temp()
		lit.Type.Params.List[i].Names = []*ast.Ident{ident(name, pos)}
		if id, ok := target.(*ast.Ident); target == nil || ok && id.Name == "_" {
			continue
		}
		body = append(body, &ast.AssignStmt{Lhs: []ast.Expr{lw.expr(target)}, TokPos: pos, Tok: st.Tok, Rhs: []ast.Expr{ident(name, pos)}})
	}
	if lw.fn == nil {
		lw.fn = &function{results: types.NewTuple()}
		defer func() { lw.fn = nil }()
	}
	fn := lw.fn
	fn.rangeFns = append(fn.rangeFns, rf)
	body = append(append([]ast.Stmt{lw.haltCheck(pos)}, body...), lw.block(st.Body).List...)
	fn.rangeFns = fn.rangeFns[:len(fn.rangeFns)-1]
	lit.Body = block(pos, append(body, returning("true", pos))...)

	out := []ast.Stmt{&ast.AssignStmt{Lhs: []ast.Expr{ident(rf.state, pos)}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{intLit(0, pos)}}}
	call := &ast.ExprStmt{X: &ast.CallExpr{Fun: lw.expr(st.X), Lparen: pos, Args: []ast.Expr{lit}}}
	out = append(out, call)
	if len(rf.exits) == 0 {
		out = append(out, &ast.AssignStmt{Lhs: []ast.Expr{ident("_", pos)}, TokPos: pos, Tok: token.ASSIGN, Rhs: []ast.Expr{ident(rf.state, pos)}})
	}
	for i, exit := range rf.exits {
		cond := &ast.BinaryExpr{X: ident(rf.state, pos), OpPos: pos, Op: token.EQL, Y: intLit(int64(i+1), pos)}
		out = append(out, &ast.IfStmt{If: pos, Cond: cond, Body: block(pos, exit)})
	}
	return out
}

func returning(value string, pos token.Pos) ast.Stmt {
	return &ast.ReturnStmt{Return: pos, Results: []ast.Expr{ident(value, pos)}}
}

// leave gives the statements that end the innermost range-over-function bodies down to the one
// at depth i of the stack, and then do exit outside it.
func (lw *lowerer) leave(i int, exit ast.Stmt, pos token.Pos) []ast.Stmt {
	fns := lw.fn.rangeFns
	for j := i; j < len(fns); j++ {
		// From the outermost inwards: each level's exit is to end the level around it.
		rf := fns[j]
		rf.exits = append(rf.exits, exit)
		set := &ast.AssignStmt{Lhs: []ast.Expr{ident(rf.state, pos)}, TokPos: pos, Tok: token.ASSIGN, Rhs: []ast.Expr{intLit(int64(len(rf.exits)), pos)}}
		exit = block(pos, set, returning("false", pos))
	}
	return exit.(*ast.BlockStmt).List
}

// branch lowers break, continue, goto and fallthrough. One that leaves the body of a range
// over a function becomes a return from that body.
func (lw *lowerer) branch(st *ast.BranchStmt) []ast.Stmt {
	plain := []ast.Stmt{st}
	if lw.fn == nil || len(lw.fn.rangeFns) == 0 || st.Tok == token.GOTO || st.Tok == token.FALLTHROUGH {
		return plain
	}
	fns := lw.fn.rangeFns
	last := len(fns) - 1
	if st.Label == nil {
		inner := fns[last]
		if st.Tok == token.BREAK && inner.depth > 0 || st.Tok == token.CONTINUE && inner.loops > 0 {
			return plain
		}
		if st.Tok == token.CONTINUE {
			return []ast.Stmt{returning("true", st.Pos())}
		}
		return []ast.Stmt{returning("false", st.Pos())}
	}
	for i := last; i >= 0; i-- {
		if fns[i].labels[st.Label.Name] {
			// A loop inside the body of fns[i]: plain there, an exit from what is further in.
			if i == last {
				return plain
			}
			return lw.leave(i+1, st, st.Pos())
		}
		if fns[i].label != st.Label.Name {
			continue
		}
		value := "false"
		if st.Tok == token.CONTINUE {
			value = "true"
		}
		if i == last {
			return []ast.Stmt{returning(value, st.Pos())}
		}
		return lw.leave(i+1, returning(value, st.Pos()), st.Pos())
	}
	// A loop around all of them.
	return lw.leave(0, st, st.Pos())
}
