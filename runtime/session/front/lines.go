package front

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// The interpreter says in which function a panic began, not where in it. So a statement that
// can fail first notes its line in a variable. A loop with one such line notes it once before
// it begins: noting costs a tenth of a turn.

// LineVariable holds the line noted last, as LineCell and LineOf read it.
const LineVariable = "at" + mark

const lineRange = 1 << 20

// LineOf splits a noted line into the cell's number and the line.
func LineOf(at int64) (cell, line int) { return int(at / lineRange), int(at % lineRange) }

// NoteOf gives what is noted for a line of a cell.
func NoteOf(cell, line int) int { return cell*lineRange + min(line, lineRange-1) }

// marked lowers a statement with its note.
func (lw *lowerer) marked(st ast.Stmt, label string) []ast.Stmt {
	if lw.lib != nil || lw.quiet {
		return lw.stmt(st, label)
	}
	f := lw.faults(st)
	if len(f.lines) == 0 {
		return lw.stmt(st, label)
	}
	if f.nested && (len(f.lines) > 1 || f.calls) {
		// Its parts note their own lines.
		return lw.stmt(st, label)
	}
	lw.quiet = f.nested
	out := lw.stmt(st, label)
	lw.quiet = false
	at := f.first
	if !f.nested && len(f.lines) > 1 {
		at = st.Pos()
	}
	return append([]ast.Stmt{lw.note(at)}, out...)
}

// note gives the statement that notes a line.
func (lw *lowerer) note(pos token.Pos) ast.Stmt {
	p := lw.c.s.fset.Position(pos)
	n := NoteOf(cellOf(p.Filename), p.Line)
	return &ast.AssignStmt{Lhs: []ast.Expr{ident(LineVariable, pos)}, TokPos: pos, Tok: token.ASSIGN,
		Rhs: []ast.Expr{&ast.BasicLit{ValuePos: pos, Kind: token.INT, Value: strconv.Itoa(n)}}}
}

// faults is what can fail in a statement.
type faults struct {
	lines  map[int]bool
	first  token.Pos
	calls  bool // it calls code of cells, which notes lines of its own
	nested bool // it holds other statements
}

func (lw *lowerer) faults(st ast.Stmt) *faults {
	f := &faults{lines: map[int]bool{}}
	add := func(pos token.Pos) {
		if len(f.lines) == 0 {
			f.first = pos
		}
		f.lines[lw.c.s.fset.Position(pos).Line] = true
	}
	stored := map[ast.Expr]bool{} // map elements that are written
	ast.Inspect(st, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
			f.nested = true
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				stored[l] = true
			}
		case *ast.IncDecStmt:
			stored[n.X] = true
		case *ast.SendStmt:
			add(n.Pos())
		case *ast.IndexExpr:
			if _, isMap := lw.typeOf(n.X).Underlying().(*types.Map); !isMap || stored[n] {
				if tv := lw.info.Types[n]; !tv.IsType() && tv.Value == nil {
					add(n.Pos())
				}
			}
		case *ast.SliceExpr, *ast.TypeAssertExpr:
			add(n.Pos())
		case *ast.StarExpr:
			if !lw.info.Types[n].IsType() {
				add(n.Pos())
			}
		case *ast.SelectorExpr:
			if s := lw.info.Selections[n]; s != nil && s.Kind() != types.MethodExpr {
				_, ptr := s.Recv().Underlying().(*types.Pointer)
				_, iface := s.Recv().Underlying().(*types.Interface)
				if ptr || iface || s.Indirect() {
					add(n.Pos())
				}
			}
		case *ast.BinaryExpr:
			if tv := lw.info.Types[n]; tv.Value == nil && (n.Op == token.QUO || n.Op == token.REM || n.Op == token.SHL || n.Op == token.SHR) {
				if b, ok := lw.typeOf(n).Underlying().(*types.Basic); ok && b.Info()&types.IsInteger != 0 && lw.info.Types[n.Y].Value == nil {
					add(n.Pos())
				}
			}
		case *ast.CallExpr:
			tv := lw.info.Types[n.Fun]
			if tv.IsBuiltin() {
				if id, ok := ast.Unparen(n.Fun).(*ast.Ident); ok && (id.Name == "panic" || id.Name == "close" || id.Name == "make") {
					add(n.Pos())
				}
				return true
			}
			if tv.IsType() {
				if _, isArray := tv.Type.Underlying().(*types.Array); isArray {
					add(n.Pos())
				}
				return true
			}
			add(n.Pos())
			f.calls = f.calls || !lw.callsCompiled(n)
		}
		return true
	})
	return f
}
