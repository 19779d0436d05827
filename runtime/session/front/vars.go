package front

import (
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A Var is a name of the session as a person sees it. Below is the name under which the
// interpreter keeps a variable's value, "" for what is no variable.
type Var struct {
	Name, Type string
	Below      string
}

// Vars lists the session's names as they are while the program runs: variables first, then
// constants, functions and types.
func (p *Program) Vars() []Var {
	kinds := []token.Token{token.VAR, token.CONST, token.FUNC, token.TYPE}
	byKind := make([][]Var, len(kinds))
	add := func(name string, obj types.Object, kind token.Token, below string) {
		i := slices.Index(kinds, kind)
		if i < 0 || obj == nil {
			return
		}
		v := Var{Name: name, Type: typeText(obj, kind)}
		if kind == token.VAR {
			v.Below = below
		}
		byKind[i] = append(byKind[i], v)
	}
	own := p.c.definedNames()
	for name, e := range p.state.names {
		if !own[name] && e.src.cell > 0 {
			add(name, e.obj, e.kind, p.state.out[e.obj])
		}
	}
	for name := range own {
		obj := p.c.pkg.Scope().Lookup(name)
		add(name, obj, p.c.kindOf(name), p.c.out[obj])
	}
	var out []Var
	for _, vs := range byKind {
		slices.SortFunc(vs, func(a, b Var) int { return strings.Compare(a.Name, b.Name) })
		out = append(out, vs...)
	}
	return out
}

// typeText writes what a name is in one short line.
func typeText(obj types.Object, kind token.Token) string {
	qualify := func(p *types.Package) string {
		if p.Path() == "main" {
			return ""
		}
		return p.Name()
	}
	t := obj.Type()
	text := ""
	if kind == token.TYPE {
		text, t = "type ", t.Underlying()
	}
	text = strings.ReplaceAll(Plain(text+types.TypeString(t, qualify)), "interface{}", "any")
	if kind == token.CONST {
		text = strings.TrimPrefix(text, "untyped ") + " constant"
	}
	const width = 60
	if r := []rune(text); len(r) > width {
		text = string(r[:width-1]) + "…"
	}
	return text
}
