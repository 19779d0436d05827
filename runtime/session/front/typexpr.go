package front

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path"
	"strconv"
	"strings"
)

// unnameable is panicked by typ for a type that source outside its package cannot name.
type unnameable struct{ t types.Type }

// nameable reports whether source in a cell can name t.
func (lw *lowerer) nameable(t types.Type) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(unnameable); !is {
				panic(r)
			}
			ok = false
		}
	}()
	lw.typ(t, token.NoPos)
	return true
}

// typ gives the source of a type below, at pos.
func (lw *lowerer) typ(t types.Type, pos token.Pos) ast.Expr {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return &ast.SelectorExpr{X: lw.packageAt("unsafe", pos), Sel: ident("Pointer", pos)}
		}
		if t.Kind() == types.UntypedNil || t.Kind() == types.Invalid {
			panic(unnameable{t})
		}
		if t.Info()&types.IsUntyped != 0 {
			return lw.typ(types.Default(t), pos)
		}
		return ident(t.Name(), pos)
	case *types.Named:
		return lw.named(t, pos)
	case *types.Pointer:
		return &ast.StarExpr{Star: pos, X: lw.typ(t.Elem(), pos)}
	case *types.Slice:
		return &ast.ArrayType{Lbrack: pos, Elt: lw.typ(t.Elem(), pos)}
	case *types.Array:
		return &ast.ArrayType{Lbrack: pos, Len: intLit(t.Len(), pos), Elt: lw.typ(t.Elem(), pos)}
	case *types.Map:
		return &ast.MapType{Map: pos, Key: lw.typ(t.Key(), pos), Value: lw.typ(t.Elem(), pos)}
	case *types.Chan:
		dir := map[types.ChanDir]ast.ChanDir{types.SendRecv: ast.SEND | ast.RECV, types.SendOnly: ast.SEND, types.RecvOnly: ast.RECV}[t.Dir()]
		ct := &ast.ChanType{Begin: pos, Dir: dir, Value: lw.typ(t.Elem(), pos)}
		if dir != ast.SEND|ast.RECV {
			ct.Arrow = pos
		}
		return ct
	case *types.Signature:
		return lw.funcType(t, pos)
	case *types.Struct:
		return lw.structType(t, pos)
	case *types.Interface:
		return lw.interfaceType(t, pos)
	}
	panic(unnameable{t})
}

func (lw *lowerer) named(t *types.Named, pos token.Pos) ast.Expr {
	obj := t.Obj()
	if obj.Pkg() == nil { // error, comparable
		return ident(obj.Name(), pos)
	}
	if t.TypeArgs().Len() > 0 {
		return lw.instanceType(t, pos)
	}
	if obj.Pkg().Path() == "main" {
		return ident(lw.nameOf(obj), pos)
	}
	if name := lw.libraryName(obj); name != "" {
		return ident(name, pos)
	}
	if !obj.Exported() || obj.Parent() != obj.Pkg().Scope() && obj.Parent() != nil {
		panic(unnameable{t})
	}
	return &ast.SelectorExpr{X: lw.packageAt(obj.Pkg().Path(), pos), Sel: ident(obj.Name(), pos)}
}

// nameOf gives the name below of a main-package object: a session-level one's, or a local's own.
func (lw *lowerer) nameOf(obj types.Object) string {
	if first := lw.c.earlier[obj]; first != nil {
		obj = first
	}
	if n, ok := lw.c.out[obj]; ok {
		return n
	}
	if n, ok := lw.c.s.out[obj]; ok {
		return n
	}
	return obj.Name()
}

func (lw *lowerer) funcType(sig *types.Signature, pos token.Pos) *ast.FuncType {
	ft := &ast.FuncType{Func: pos, Params: lw.tuple(sig.Params(), pos, sig.Variadic())}
	if sig.Results().Len() > 0 {
		ft.Results = lw.tuple(sig.Results(), pos, false)
	}
	return ft
}

func (lw *lowerer) tuple(t *types.Tuple, pos token.Pos, variadic bool) *ast.FieldList {
	fl := &ast.FieldList{Opening: pos}
	for i := range t.Len() {
		var e ast.Expr
		if variadic && i == t.Len()-1 {
			if s, ok := t.At(i).Type().(*types.Slice); ok {
				e = &ast.Ellipsis{Ellipsis: pos, Elt: lw.typ(s.Elem(), pos)}
			}
		}
		if e == nil {
			e = lw.typ(t.At(i).Type(), pos)
		}
		fl.List = append(fl.List, &ast.Field{Type: e})
	}
	return fl
}

// form gives what a type of a cell is declared as under the name below. A struct's first field
// gets the name into its tag: package reflect then tells the type from others of the same fields.
// For a type whose form its package keeps to itself it gives what the person wrote.
func (lw *lowerer) form(t types.Type, name string, written ast.Expr) ast.Expr {
	if selfFunc(t) {
		return anyForm(written.Pos())
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || st.NumFields() == 0 || !lw.nameable(st) {
		return lw.expr(written)
	}
	return lw.tagged(st, name, written.Pos())
}

func (lw *lowerer) tagged(st *types.Struct, name string, pos token.Pos) ast.Expr {
	x := lw.structType(st, pos).(*ast.StructType)
	own := mark + ":" + strconv.Quote(name)
	if tag := st.Tag(0); tag != "" {
		own = tag + " " + own
	}
	x.Fields.List[0].Tag = &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: strconv.Quote(own)}
	return x
}

func (lw *lowerer) structType(t *types.Struct, pos token.Pos) ast.Expr {
	fl := &ast.FieldList{Opening: pos, Closing: pos}
	for i := range t.NumFields() {
		f := t.Field(i)
		if !f.Exported() && f.Pkg() != nil && f.Pkg().Path() != "main" && lw.lib == nil {
			panic(unnameable{t})
		}
		field := &ast.Field{Type: lw.typ(f.Type(), pos)}
		if !f.Embedded() || embedsCompiled(f) {
			name := f.Name()
			if name == "_" { // the interpreter takes no two of them
				name = mark + strconv.Itoa(i)
			}
			field.Names = []*ast.Ident{ident(name, pos)}
		}
		if tag := t.Tag(i); tag != "" {
			field.Tag = &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: strconv.Quote(tag)}
		}
		fl.List = append(fl.List, field)
	}
	return &ast.StructType{Struct: pos, Fields: fl}
}

func (lw *lowerer) interfaceType(t *types.Interface, pos token.Pos) ast.Expr {
	if !t.IsMethodSet() {
		panic(unnameable{t})
	}
	fl := &ast.FieldList{Opening: pos, Closing: pos}
	for i := range t.NumMethods() {
		m := t.Method(i)
		fl.List = append(fl.List, &ast.Field{
			Names: []*ast.Ident{ident(m.Name(), pos)},
			Type:  lw.funcType(m.Type().(*types.Signature), pos),
		})
	}
	return &ast.InterfaceType{Interface: pos, Methods: fl}
}

// packageAt names an imported package below; it is imported once per session under one alias
// that no cell can redefine.
func (lw *lowerer) packageAt(p string, pos token.Pos) *ast.Ident {
	alias := lw.c.s.aliases[p]
	if alias == "" {
		base := strings.Map(func(r rune) rune {
			if r == '.' || r == '-' {
				return '_'
			}
			return r
		}, path.Base(p))
		alias = fmt.Sprintf("%s%sp%d", base, mark, len(lw.c.s.aliases))
		lw.c.s.aliases[p] = alias
	}
	lw.usedPackages[p] = alias
	return ident(alias, pos)
}

// constant gives a literal for a constant expression's value, typed as the checker found it.
// It gives nil for a kind of constant that has no literal.
func (lw *lowerer) constant(tv types.TypeAndValue, pos token.Pos) ast.Expr {
	b, ok := tv.Type.Underlying().(*types.Basic)
	if !ok {
		return nil
	}
	t := tv.Type
	if b.Info()&types.IsUntyped != 0 {
		t = types.Default(t)
		b = t.Underlying().(*types.Basic)
	}
	var lit ast.Expr
	bare := types.Invalid // the type that the literal has by itself
	switch {
	case b.Info()&types.IsBoolean != 0:
		lit, bare = ident(tv.Value.String(), pos), types.Bool
	case b.Info()&types.IsString != 0:
		lit, bare = &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: strconv.Quote(constant.StringVal(tv.Value))}, types.String
	case b.Info()&types.IsInteger != 0:
		v := constant.ToInt(tv.Value)
		if v.Kind() != constant.Int {
			return nil
		}
		lit, bare = numeric(token.INT, v.ExactString(), pos), types.Int
	case b.Info()&types.IsFloat != 0:
		lit, bare = floatLit(tv.Value, pos), types.Float64
	case b.Info()&types.IsComplex != 0:
		v := constant.ToComplex(tv.Value)
		lit = &ast.CallExpr{Fun: ident("complex", pos), Args: []ast.Expr{floatLit(constant.Real(v), pos), floatLit(constant.Imag(v), pos)}}
		bare = types.Complex128
	default:
		return nil
	}
	if _, plain := t.(*types.Basic); plain && b.Kind() == bare {
		return lit
	}
	return &ast.CallExpr{Fun: lw.typ(t, pos), Lparen: pos, Args: []ast.Expr{lit}}
}

func floatLit(v constant.Value, pos token.Pos) ast.Expr {
	f, _ := constant.Float64Val(constant.ToFloat(v))
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return numeric(token.FLOAT, s, pos)
}

func numeric(kind token.Token, s string, pos token.Pos) ast.Expr {
	if rest, neg := strings.CutPrefix(s, "-"); neg {
		return &ast.UnaryExpr{OpPos: pos, Op: token.SUB, X: &ast.BasicLit{ValuePos: pos, Kind: kind, Value: rest}}
	}
	return &ast.BasicLit{ValuePos: pos, Kind: kind, Value: s}
}

func intLit(n int64, pos token.Pos) ast.Expr {
	return numeric(token.INT, strconv.FormatInt(n, 10), pos)
}

func ident(name string, pos token.Pos) *ast.Ident { return &ast.Ident{NamePos: pos, Name: name} }

// embedsCompiled reports whether a field embeds an interface that is not of a cell. The
// interpreter cannot make such a struct: the field becomes a plain one of the same name, and
// the type gets methods that call those of the field.
func embedsCompiled(f *types.Var) bool {
	return f.Embedded() && types.IsInterface(f.Type()) && compiled(f.Type())
}
