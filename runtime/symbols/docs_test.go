package symbols

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestDoc(t *testing.T) {
	d := NewDocs(Docs, []byte("no archive"))
	for _, c := range []struct{ path, name, want string }{
		{"fmt", "", "Package fmt implements"},
		{"fmt", "Println", "Println formats using the default formats"},
		{"net/http", "Client.Do", "Do sends an HTTP request"},
		{"net/http", "Client.Timeout", "Timeout specifies a time limit"},
		{"io", "Reader", "Reader is the interface"},
		{"io", "EOF", "EOF is the error returned by Read"},
		{"math", "Pi", ""},
		{"gonum.org/v1/gonum/mat", "Dense.Mul", "Mul takes the matrix product"},
		{"talbot/runtime/array", "New", "New gives an array of zeros."},
		{"unsafe", "Sizeof", "Sizeof takes an expression"},
		{"builtin", "append", "The append built-in function"},
		{"fmt", "NoSuch", ""},
		{"no/such", "", ""},
	} {
		got := d.Doc(c.path, c.name)
		if c.want == "" && c.name == "NoSuch" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("Doc(%q, %q) = %.60q, want %q…", c.path, c.name, got, c.want)
		}
	}
}

// TestSourcesTypeCheck wants of each generic source that it declares what the package's
// types say is generic, and that all it lacks is a compiled symbol of the same package.
func TestSourcesTypeCheck(t *testing.T) {
	undefined := regexp.MustCompile(`undefined: (\w+)`)
	for path, wants := range map[string][]string{
		"cmp": {"Compare", "Less", "Or", "Ordered"}, "errors": {"AsType"}, "iter": {"Seq", "Seq2", "Pull", "Pull2"},
		"maps": {"Keys", "Clone", "Collect"}, "math/rand/v2": {"N"}, "reflect": {"TypeFor", "TypeAssert"},
		"slices": {"Sort", "SortFunc", "Sorted", "Insert", "All", "Chunk"}, "sync": {"OnceValue", "OnceValues"}, "sync/atomic": {"Pointer"},
	} {
		fset := token.NewFileSet()
		m := NewImporter(fset, Types)
		native, err := m.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		var files []*ast.File
		for name, src := range Source(path) {
			f, err := parser.ParseFile(fset, path+"/"+name, src, 0)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		conf := types.Config{Importer: m, Error: func(err error) {
			match := undefined.FindStringSubmatch(err.Error())
			if match == nil || native.Scope().Lookup(match[1]) == nil || !ast.IsExported(match[1]) {
				t.Errorf("source of %s: %v", path, err)
			}
		}}
		pkg, _ := conf.Check(path, fset, files, nil)
		for _, name := range wants {
			if pkg.Scope().Lookup(name) == nil {
				t.Errorf("source of %s lacks %s", path, name)
			}
		}
		for _, name := range native.Scope().Names() {
			if isGeneric(native.Scope().Lookup(name)) && pkg.Scope().Lookup(name) == nil {
				t.Logf("source of %s has no %s", path, name)
			}
		}
	}
	if Source("fmt") != nil {
		t.Error("fmt has no generic source")
	}
}

// TestReplacementsBehaveAlike compiles the sources that replace runtime-bound ones and
// runs them beside the library's own.
func TestReplacementsBehaveAlike(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command")
	}
	dir := t.TempDir()
	put := func(name, src string) {
		t.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("go.mod", "module alike\n\ngo 1.26.0\n")
	for _, p := range []string{"iter", "maps", "slices", "sync/atomic"} {
		for name, src := range Source(p) {
			put(filepath.Base(p)+"/"+name, src)
		}
	}
	put("main.go", alike)
	cmd := exec.Command("go", "run", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "ok\n" {
		t.Errorf("%v\n%s", err, out)
	}
}

const alike = `package main

import (
	"fmt"
	stditer "iter"
	"reflect"
	stdslices "slices"

	"alike/atomic"
	"alike/iter"
	"alike/maps"
	"alike/slices"
)

func same(what string, a, b any) {
	if !reflect.DeepEqual(a, b) {
		fmt.Println(what, a, b)
	}
}

// drain pulls n values and stops.
func drain(next func() (int, bool), stop func(), n int) (out []int) {
	for range n {
		v, ok := next()
		if !ok {
			out = append(out, -1)
		}
		out = append(out, v)
	}
	stop()
	stop()
	v, ok := next()
	return append(out, v, len(fmt.Sprint(ok)))
}

func main() {
	s := []int{5, 3, 9, 1}
	for n := range 7 {
		n1, s1 := iter.Pull(iter.Seq[int](stdslices.Values(s)))
		n2, s2 := stditer.Pull(stdslices.Values(s))
		same("Pull", drain(n1, s1, n), drain(n2, s2, n))
	}
	func() {
		defer func() { same("panic", recover(), "boom") }()
		next, _ := iter.Pull(func(yield func(int) bool) { panic("boom") })
		next()
	}()
	cleaned := false
	next, stop := iter.Pull(func(yield func(int) bool) { defer func() { cleaned = true }(); yield(1); yield(2) })
	next()
	stop()
	same("stop runs defers", cleaned, true)

	m := map[string]int{"a": 1}
	c := maps.Clone(m)
	c["b"] = 2
	same("Clone", m, map[string]int{"a": 1})
	same("Clone nil", maps.Clone(map[string]int(nil)) == nil, true)

	// Insert and Replace of a slice into itself, every position, against the library.
	for i := range 7 {
		for j := i; j < 7; j++ {
			for k := range 7 {
				for l := k; l < 7; l++ {
					mk := func() []int { return append(make([]int, 0, 20), 0, 1, 2, 3, 4, 5, 6) }
					a, b := mk(), mk()
					same("Insert", slices.Insert(a, i, a[k:l]...), stdslices.Insert(b, i, b[k:l]...))
					a, b = mk(), mk()
					same("Replace", slices.Replace(a, i, j, a[k:l]...), stdslices.Replace(b, i, j, b[k:l]...))
				}
			}
		}
	}

	var p atomic.Pointer[int]
	x, y := 1, 2
	same("zero", p.Load() == nil, true)
	p.Store(&x)
	same("swap", p.Swap(&y), &x)
	same("cas", []bool{p.CompareAndSwap(&x, &x), p.CompareAndSwap(&y, &x), p.Load() == &x}, []bool{false, true, true})
	fmt.Println("ok")
}
`
