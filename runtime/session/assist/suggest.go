package assist

import (
	"cmp"
	"go/types"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"talbot/runtime/display"
)

// The suggestions for one cursor. A name that begins as the person typed comes before one that
// does in another case, and that before one whose humps do (nd, NewDense); among those, what
// fits the type that is expected comes first, then what is near.
type suggestions struct {
	prefix string
	want   types.Type // what an expression at the cursor should be assignable to, or nil
	types  bool       // a type is expected
	seen   map[string]bool
	found  []suggestion
	pkg    *types.Package
}

type suggestion struct {
	display.Match
	rank int // lower is better
}

// Ranks. Distances of scopes and depths of embedding are below 100.
const (
	rankFold   = 10_000 // the name begins as typed, in another case
	rankHumps  = 20_000
	rankUnlike = 3_000 // not what is expected, where something is
	rankFits   = -1_000
	rankExact  = -2_000
	rankField  = -5_000
)

// add proposes a name, unless a nearer declaration has hidden it.
func (s *suggestions) add(name, kind, signature string, rank int) {
	if s.seen[name] || name == "_" || name == cursorName || strings.ContainsRune(name, mark) {
		return
	}
	penalty, ok := likeness(name, s.prefix)
	if !ok {
		return
	}
	s.seen[name] = true
	s.found = append(s.found, suggestion{display.Match{Text: name, Kind: kind, Signature: signature}, rank + penalty})
}

// likeness tells whether a name can be meant by what is typed, and how much worse than by its
// beginning. Of a name with a package before it either part counts.
func likeness(name, typed string) (penalty int, ok bool) {
	if i := strings.IndexByte(name, '.'); i > 0 && typed != "" {
		if p, ok := likeness(name[i+1:], typed); ok {
			return p, true
		}
		name = name[:i]
	}
	switch {
	case strings.HasPrefix(name, typed):
		return 0, true
	case len(name) >= len(typed) && strings.EqualFold(name[:len(typed)], typed):
		return rankFold, true
	case len(typed) >= 2 && len(typed) <= 20 && humps(name, typed): // the search takes longer than names are
		return rankHumps + 100*len(name), true // fewer humps left out come first
	}
	return 0, false
}

// humps reports whether typed can be cut into beginnings of humps of a name, in their order and
// from the first on, whatever the case.
func humps(name, typed string) bool {
	r, n := utf8.DecodeRuneInString(name)
	t, m := utf8.DecodeRuneInString(typed)
	if n == 0 || unicode.ToLower(r) != unicode.ToLower(t) {
		return false
	}
	name, typed = name[n:], typed[m:]
	if typed == "" {
		return true
	}
	if humps(name, typed) { // the next letter of the same hump
		return true
	}
	before := r
	for i, r := range name {
		if unicode.IsUpper(r) && !unicode.IsUpper(before) || unicode.IsDigit(r) && !unicode.IsDigit(before) || before == '_' && r != '_' {
			if humps(name[i:], typed) {
				return true
			}
		}
		before = r
	}
	return false
}

func (s *suggestions) object(name string, o types.Object, rank int) {
	if s.seen[name] {
		return
	}
	if _, ok := likeness(name, s.prefix); !ok {
		return // before the work of a signature
	}
	s.add(name, kindOf(o), signature(o, name, s.pkg), rank+s.fit(o))
}

// fit ranks an object by what is expected at the cursor.
func (s *suggestions) fit(o types.Object) int {
	_, isType := o.(*types.TypeName)
	_, isPkg := o.(*types.PkgName)
	if s.types {
		if isType || isPkg {
			return 0
		}
		return rankUnlike
	}
	if s.want == nil || isType || isPkg {
		return 0
	}
	t := o.Type()
	if _, untyped := o.(*types.Nil); untyped {
		return 0
	}
	fits := func(t types.Type) bool { return t != nil && valid(t) && types.AssignableTo(t, s.want) }
	if fits(t) {
		if _, isConst := o.(*types.Const); isConst && types.Identical(t, s.want) {
			return rankExact
		}
		return rankFits
	}
	if f, ok := t.(*types.Signature); ok && f.Results().Len() > 0 && fits(f.Results().At(0).Type()) {
		return rankFits / 2
	}
	return 0
}

func valid(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return !ok || b.Kind() != types.Invalid
}

func (s *suggestions) sorted() []display.Match {
	slices.SortFunc(s.found, func(a, b suggestion) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(a.Text, b.Text))
	})
	out := make([]display.Match, len(s.found))
	for i, f := range s.found {
		out[i] = f.Match
	}
	return out
}
