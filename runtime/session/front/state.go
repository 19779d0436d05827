package front

import (
	"go/token"
	"go/types"
	"strconv"

	"talbot/runtime/session/chunk"
)

// mark stands in every name that the front end makes, so that none meets a person's.
const mark = "ʹ"

// A State is what earlier cells left for later ones to name. It is not safe for concurrent use.
type State struct {
	fset    *token.FileSet
	imp     Importer
	sources func(path string) map[string]string

	names   map[string]*entry // what a cell may name, as the person wrote it
	imports map[string]string // local name → path; "." + path → path for dot imports
	cells   map[int]string    // sources by number, for errors and for compiling anew

	out       map[types.Object]string // session-level objects → their names below
	serial    map[string]int          // versions given out per name
	generics  map[types.Object]*generic
	instances map[string]string // generic instance → its name below
	aliases   map[string]string // import path → its name below
	libraries map[string]*library
	casts     map[string]*cast  // interface types → how values in an any come to be of them
	born      []*types.Named    // types that casts may have to know
	carriers  map[string]string // types of cells → the compiled ones that tell them apart in an any
	carried   map[string]int    // carriers given out per kind
	reckon    map[string]*reckoned
}

// An entry is a session-level name.
type entry struct {
	obj     types.Object
	kind    token.Token // FUNC, TYPE, CONST, VAR
	src     origin
	methods []origin        // of a type, in the order declared
	uses    map[string]bool // names that the declaration mentions, to find dependents
}

// An origin is where a declaration stands.
type origin struct {
	cell, off, end int
	kind           token.Token
}

// New gives the state of a fresh session. imp imports the packages that cells can name;
// sources gives the Go files of a package whose generics are to be copied into cells, or nil.
func New(imp Importer, fset *token.FileSet, sources func(path string) map[string]string) *State {
	s := &State{
		fset: fset, imp: imp, sources: sources,
		names: map[string]*entry{}, imports: map[string]string{}, cells: map[int]string{},
		out: map[types.Object]string{}, serial: map[string]int{}, generics: map[types.Object]*generic{},
		instances: map[string]string{}, aliases: map[string]string{}, libraries: map[string]*library{}, casts: map[string]*cast{}, reckon: map[string]*reckoned{},
		carriers: map[string]string{}, carried: map[string]int{},
	}
	if p, err := imp.Import("context"); err == nil {
		// Every cell has ctx, which an interrupt cancels.
		v := types.NewVar(token.NoPos, types.NewPackage("main", "main"), "ctx", p.Scope().Lookup("Context").Type())
		s.names["ctx"] = &entry{obj: v, kind: token.VAR}
		s.out[v] = "ctx" + mark
	}
	return s
}

// Note keeps the text of a cell that is not compiled, for its errors.
func (s *State) Note(cell int, src string) { s.cells[cell] = src }

// Source gives the text of a cell by its number.
func (s *State) Source(cell int) string { return s.cells[cell] }

// Lookup gives the object that a cell would name, or nil.
func (s *State) Lookup(name string) types.Object {
	if e := s.names[name]; e != nil {
		return e.obj
	}
	return nil
}

// Names lists what cells have declared.
func (s *State) Names() []string {
	out := make([]string, 0, len(s.names))
	for n := range s.names {
		out = append(out, n)
	}
	return out
}

// Imports maps the local names of imported packages to their paths.
func (s *State) Imports() map[string]string { return s.imports }

// fresh gives a name below that was not given before. The first version keeps the person's
// name, so that embedded fields and JSON see it.
func (s *State) fresh(name string) string {
	s.serial[name]++
	if n := s.serial[name]; n > 1 || name == "main" || name == "init" || types.Universe.Lookup(name) != nil {
		return name + mark + strconv.Itoa(n)
	}
	return name
}

// Declaration gives the source that declared a name, with the comment above it, or "".
func (s *State) Declaration(name string) string {
	if e := s.names[name]; e != nil {
		return s.declaration(e.src)
	}
	return ""
}

// Methods gives the sources of a type's methods as Declaration does, in the order declared.
func (s *State) Methods(typ string) (out []string) {
	if e := s.names[typ]; e != nil {
		for _, m := range e.methods {
			out = append(out, s.declaration(m))
		}
	}
	return out
}

func (s *State) declaration(at origin) string {
	src := s.cells[at.cell]
	if at.cell == 0 || at.end > len(src) {
		return ""
	}
	return src[chunk.Comment(src, at.off):at.end]
}
