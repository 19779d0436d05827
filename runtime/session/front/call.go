package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A Call is a call of the session among a cell's statements: a line of the cell that is no Go.
type Call struct {
	ID       int
	Off, End int    // the text that is no Go, in bytes of the cell
	Holes    []Hole // Go in that text whose values the call gets

	How How
	To  int // the end of the Go behind it that it is about
}

// A Hole is Go in the midst of other text: a name or an expression.
type Hole struct{ From, To int }

// How tells what becomes of a Call.
type How int

const (
	Nothing  How = iota // nothing is called: the text is only to be passed over
	Calls               // it is called in its place
	Brackets            // it is told when the Go behind it begins and when that has ended
	Repeats             // it gets the Go behind it as a function, to run it as often as it likes
)

// blank takes the calls' own text out of a cell; all else keeps its place.
func blank(src string, calls []Call) string {
	if len(calls) == 0 {
		return src
	}
	b := []byte(src)
	for _, c := range calls {
		for i := c.Off; i < c.End; i++ {
			if b[i] != '\n' {
				b[i] = ' '
			}
		}
	}
	return string(b)
}

// A session call is what a unit stands for instead of a statement of its own.
type sessionCall struct {
	fn     string // of the host package
	id     int
	holes  []int // those of the Call's holes that are Go, as unit.stmt has them
	behind bool  // it ends what another began
}

// place puts the calls among a cell's units, in the cell's order.
func (c *compiler) place(src string, calls []Call) (errs Errors) {
	at := func(u *unit) int { return c.s.offset(src, u) }
	if len(calls) == 0 {
		return nil
	}
	file := c.s.fset.AddFile(fileName(c.cell), -1, len(src))
	file.SetLinesForContent([]byte(src))
	for _, call := range calls {
		pos := file.Pos(call.Off)
		first := len(c.units)
		for i, u := range c.units {
			if u.call == nil && at(u) >= call.Off {
				first = i
				break
			}
		}
		last := first
		for call.How >= Brackets && last < len(c.units) && at(c.units[last]) < call.To {
			last++
		}
		own := origin{c.cell, call.Off, call.End, token.ILLEGAL}
		mark := func(fn string) *unit {
			return &unit{kind: token.ILLEGAL, src: own, stmt: &ast.BlockStmt{Lbrace: pos, Rbrace: pos}, call: &sessionCall{fn: fn, id: call.ID}}
		}
		switch call.How {
		case Calls:
			u := mark("Line")
			c.fill(u, src, call.Holes)
			c.units = slices.Insert(c.units, first, u)
		case Brackets:
			end := mark("End")
			end.call.behind = true
			c.units = slices.Insert(c.units, last, end)
			c.units = slices.Insert(c.units, first, mark("Begin"))
		case Repeats:
			u := mark("Repeat")
			body := u.stmt.(*ast.BlockStmt)
			for _, v := range c.units[first:last] {
				if v.stmt == nil {
					errs = append(errs, c.s.errorAt(v.decl.Pos(), "%timeit takes statements and expressions, and this is a declaration"))
					continue
				}
				body.List = append(body.List, v.stmt)
			}
			c.units = slices.Replace(c.units, first, last, u)
		}
	}
	return errs
}

// offset tells where in a cell's text a unit begins.
func (s *State) offset(src string, u *unit) int {
	n := u.node()
	if n == nil {
		return u.src.off
	}
	p := s.fset.Position(n.Pos())
	off := 0
	for range p.Line - 1 {
		off += strings.IndexByte(src[off:], '\n') + 1
	}
	return off + p.Column - 1
}

// fill gives a call the values of its holes. What is in them may be the other text's own, as
// $HOME or {print $1}: only what parses, and names nothing that is unknown, is taken for Go.
func (c *compiler) fill(u *unit, src string, holes []Hole) {
	body := u.stmt.(*ast.BlockStmt)
	for i, h := range holes {
		units, errs := c.s.parseChunk(origin{c.cell, h.From, h.To, token.ILLEGAL}, src)
		if len(errs) > 0 || len(units) != 1 {
			continue
		}
		st, ok := units[0].stmt.(*ast.ExprStmt)
		if !ok || !c.knows(st.X) {
			continue
		}
		u.call.holes = append(u.call.holes, i)
		body.List = append(body.List, &ast.AssignStmt{Lhs: []ast.Expr{ident("_", st.Pos())}, TokPos: st.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{st.X}})
	}
}

// knows reports whether an expression names something of the session's, and nothing else but
// what the language has.
func (c *compiler) knows(e ast.Expr) bool {
	own, all := false, true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			all = false
		case *ast.SelectorExpr:
			ast.Inspect(n.X, func(m ast.Node) bool {
				if id, ok := m.(*ast.Ident); ok {
					own, all = own || c.known(id.Name), all && (c.known(id.Name) || len(c.s.imp.Named(id.Name)) > 0 || types.Universe.Lookup(id.Name) != nil)
				}
				return true
			})
			return false
		case *ast.Ident:
			own, all = own || c.known(n.Name), all && (c.known(n.Name) || types.Universe.Lookup(n.Name) != nil)
		}
		return true
	})
	return own && all
}

func (c *compiler) known(name string) bool {
	return c.s.names[name] != nil || c.s.imports[name] != "" || slices.ContainsFunc(c.units, func(u *unit) bool { return slices.Contains(u.names, name) })
}

// sessionCall lowers a unit's call of the session.
func (em *emitter) sessionCall(u *unit) []ast.Stmt {
	pos := u.stmt.Pos()
	args := []ast.Expr{&ast.BasicLit{ValuePos: pos, Kind: token.INT, Value: strconv.Itoa(u.call.id)}}
	body := u.stmt.(*ast.BlockStmt).List
	switch u.call.fn {
	case "Line":
		for i, st := range body {
			orig := st.(*ast.AssignStmt).Rhs[0]
			args = append(args, &ast.BasicLit{ValuePos: pos, Kind: token.INT, Value: strconv.Itoa(u.call.holes[i])}, em.printed(em.expr(orig), em.info.Types[orig].Type))
		}
	case "Repeat":
		args = append(args, em.repeated(body, pos), em.repeated(nil, pos))
	}
	return []ast.Stmt{&ast.ExprStmt{X: em.hostCall(u.call.fn, pos, args...)}}
}

// repeated gives statements as a function that runs them n times. Its loop is the shortest
// that the interpreter knows: the empty one beside it tells what the loop itself takes.
func (em *emitter) repeated(body []ast.Stmt, pos token.Pos) ast.Expr {
	fn := parseExpr("func(nʹ int) { for ; nʹ > 0; nʹ-- { } }", pos).(*ast.FuncLit)
	loop := fn.Body.List[0].(*ast.ForStmt)
	for _, st := range body {
		if x, ok := st.(*ast.ExprStmt); ok {
			if tv := em.info.Types[x.X]; tv.IsValue() && !isTuple(tv.Type) {
				st = &ast.AssignStmt{Lhs: []ast.Expr{ident("_", st.Pos())}, TokPos: st.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{em.expr(x.X)}}
				loop.Body.List = append(loop.Body.List, st)
				continue
			}
		}
		loop.Body.List = append(loop.Body.List, em.stmt(st, "")...)
	}
	return fn
}

func isTuple(t types.Type) bool { _, ok := t.(*types.Tuple); return ok }
