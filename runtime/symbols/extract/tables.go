package extract

import (
	"bytes"
	"fmt"
	"go/constant"
	"go/format"
	"go/token"
	"go/types"
	"math/big"
	"path"
	"slices"
	"sort"
	"strings"
)

// support is the part of a generated package that is the same for all: data only, so that
// stdlib and plotting can carry tables without knowing an interpreter. The entries are
// static data that the linker lays out: they cost nothing until a package's table is asked for.
const support = `import (
	_ "embed"
	"go/constant"
	"go/token"
	"reflect"
)

// Types is the packages' export data, for a type checker.
//
//go:embed types.zip
var Types []byte

// Docs is the packages' documentation.
//
//go:embed docs.zip
var Docs []byte

// Packages gives each package's symbols as the interpreter wants them. A key is the import
// path, a slash and the package name. A call builds the table anew.
var Packages = map[string]func() map[string]reflect.Value{
%s}

type entry struct {
	name string
	kind uint8
	v    any
}

const (
	value    = iota // a function, a typed constant, a nil pointer to a type
	variable        // a pointer to the variable
	untyped         // an untyped constant: an int64, a string, or a literal
)

// A literal is an untyped constant that every target gives the same value.
type literal struct {
	kind     token.Token
	num, den string // den is empty but for a ratio
}

const (
	integer = token.INT
	float   = token.FLOAT
)

func table(entries []entry) map[string]reflect.Value {
	m := make(map[string]reflect.Value, len(entries))
	for _, e := range entries {
		v := reflect.ValueOf(e.v)
		switch e.kind {
		case variable:
			v = v.Elem()
		case untyped:
			v = reflect.ValueOf(constantOf(e.v))
		}
		m[e.name] = v
	}
	return m
}

func constantOf(v any) constant.Value {
	switch v := v.(type) {
	case int64:
		return constant.MakeInt64(v)
	case string:
		return constant.MakeString(v)
	}
	l := v.(literal)
	c := constant.MakeFromLiteral(l.num, l.kind, 0)
	if l.den != "" {
		c = constant.BinaryOp(constant.ToFloat(c), token.QUO, constant.MakeFromLiteral(l.den, token.INT, 0))
	}
	if l.kind == token.FLOAT || l.den != "" {
		c = constant.ToFloat(c)
	}
	return c
}
`

// writeTables writes table.go and one table_NAME.go for each family of packages.
func writeTables(files map[string][]byte, pkgName string, worlds []*world, paths []string) error {
	families := map[string][]string{}
	var index strings.Builder
	for _, p := range paths {
		if p == "unsafe" {
			continue // has no ordinary functions; written by hand
		}
		fmt.Fprintf(&index, "\t%q: func() map[string]reflect.Value { return table(table_%s[:]) },\n", p+"/"+worlds[0].pkgs[p].Name(), mangle(p))
		f := family(worlds[0].infos[p])
		families[f] = append(families[f], p)
	}
	src, err := format.Source([]byte(header(pkgName) + fmt.Sprintf(support, index.String())))
	if err != nil {
		return err
	}
	files["table.go"] = src
	for name, ps := range families {
		if files["table_"+name+".go"], err = writeFamily(pkgName, worlds, ps); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// family names the file that holds a package's table.
func family(p *listed) string {
	parts := strings.Split(p.ImportPath, "/")
	switch {
	case p.Standard:
		return "std"
	case parts[0] == "talbot":
		return "talbot"
	case parts[0] == "gonum.org" && len(parts) > 2:
		return mangle(parts[2])
	}
	return "modules"
}

// mangle makes of an import path what identifiers end with.
func mangle(p string) string {
	return strings.NewReplacer("/", "_", ".", "_", "_", "__", "-", "_dash_", "~", "_tilde_", "+", "_plus_").Replace(p)
}

// alias is the name under which a generated file imports a package.
func alias(p string) string {
	a := mangle(p)
	if !token.IsIdentifier(a) || types.Universe.Lookup(a) != nil || slices.Contains(ownNames, a) {
		return "p_" + a
	}
	return a
}

// ownNames are what a generated package declares besides tables and wrappers.
var ownNames = []string{"entry", "value", "variable", "untyped", "literal", "integer", "float", "table", "init"}

// A writer collects the source of one file.
type writer struct {
	imports map[string]bool
	body    bytes.Buffer
	tail    bytes.Buffer // interface wrappers
}

func writeFamily(pkgName string, worlds []*world, paths []string) ([]byte, error) {
	w := &writer{imports: map[string]bool{}}
	for _, p := range paths {
		w.table(worlds, p)
	}
	var b bytes.Buffer
	b.WriteString(header(pkgName))
	b.WriteString("//lint:file-ignore SA1019 cells may use what is deprecated\n\n")
	b.WriteString("import (\n")
	var imps []string
	for p := range w.imports {
		imps = append(imps, p)
	}
	sort.Strings(imps)
	for _, p := range imps {
		if a := alias(p); a == path.Base(p) && a == worlds[0].pkgs[p].Name() {
			fmt.Fprintf(&b, "\t%q\n", p)
		} else {
			fmt.Fprintf(&b, "\t%s %q\n", a, p)
		}
	}
	b.WriteString(")\n\n")
	b.Write(w.body.Bytes())
	b.Write(w.tail.Bytes())
	return format.Source(b.Bytes())
}

// table writes the entries of one package: what all targets have under one name and kind.
func (w *writer) table(worlds []*world, importPath string) {
	fmt.Fprintf(&w.body, "var table_%s = [...]entry{\n", mangle(importPath))
	scope := worlds[0].pkgs[importPath].Scope()
	for _, name := range scope.Names() {
		if objs := everywhere(worlds, importPath, name); objs != nil {
			w.entry(importPath, objs)
		}
	}
	w.body.WriteString("}\n\n")
}

// everywhere gives an exported object as each target has it, or nil if they differ in kind.
func everywhere(worlds []*world, importPath, name string) []types.Object {
	var objs []types.Object
	for _, world := range worlds {
		o := world.pkgs[importPath].Scope().Lookup(name)
		if o == nil || !o.Exported() || len(objs) > 0 && fmt.Sprintf("%T", o) != fmt.Sprintf("%T", objs[0]) {
			return nil
		}
		objs = append(objs, o)
	}
	return objs
}

func (w *writer) entry(importPath string, objs []types.Object) {
	o := objs[0]
	full := alias(importPath) + "." + o.Name()
	add := func(name, kind, expr string) {
		w.imports[importPath] = true
		fmt.Fprintf(&w.body, "\t{%q, %s, %s},\n", name, kind, expr)
	}
	switch o := o.(type) {
	case *types.Const:
		kind, expr := constExpr(full, objs)
		if kind == "" {
			return
		}
		add(o.Name(), kind, expr)
	case *types.Func:
		if o.Signature().TypeParams().Len() == 0 {
			add(o.Name(), "value", full)
		}
	case *types.Var:
		add(o.Name(), "variable", "&"+full)
	case *types.TypeName:
		if isGeneric(o.Type()) {
			return
		}
		iface, _ := o.Type().Underlying().(*types.Interface)
		if iface != nil && !iface.IsMethodSet() {
			return // a constraint
		}
		add(o.Name(), "value", "(*"+full+")(nil)")
		if iface != nil && !o.IsAlias() {
			wrapper := "wrap_" + mangle(importPath) + "_" + o.Name()
			add("_"+o.Name(), "value", "(*"+wrapper+")(nil)")
			w.wrapper(wrapper, importPath, o.Name(), iface)
		}
	}
}

func isGeneric(t types.Type) bool {
	switch t := t.(type) {
	case *types.Named:
		return t.TypeParams().Len() > 0
	case *types.Alias:
		return t.TypeParams().Len() > 0
	}
	return false
}

// constExpr gives an entry's kind and Go expression. An untyped constant keeps its exact
// value; where targets differ (os.PathSeparator), the compiler of the target gives it.
func constExpr(full string, objs []types.Object) (kind, expr string) {
	c := objs[0].(*types.Const)
	basic, ok := c.Type().(*types.Basic)
	if !ok || basic.Info()&types.IsUntyped == 0 || c.Val().Kind() == constant.Bool || c.Val().Kind() == constant.Complex {
		return "value", full
	}
	for _, o := range objs[1:] {
		if o.(*types.Const).Val().ExactString() != c.Val().ExactString() {
			if c.Val().Kind() == constant.String {
				return "untyped", full
			}
			return "untyped", "int64(" + full + ")"
		}
	}
	lit := func(kind, num, den string) (string, string) {
		if den != "" {
			return "untyped", fmt.Sprintf("literal{%s, %q, %q}", kind, num, den)
		}
		return "untyped", fmt.Sprintf("literal{kind: %s, num: %q}", kind, num)
	}
	switch v := constant.Val(c.Val()).(type) {
	case string:
		return "untyped", full
	case int64:
		if basic.Info()&types.IsFloat == 0 {
			return "untyped", "int64(" + full + ")"
		}
		return lit("float", fmt.Sprint(v), "1")
	case *big.Int:
		return lit("integer", v.String(), "")
	case *big.Rat:
		return lit("integer", v.Num().String(), v.Denom().String())
	case *big.Float:
		return lit("float", v.Text('p', 0), "")
	}
	return "", ""
}
