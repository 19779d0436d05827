package main_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The tables below are the import policy of the whole tree. A folder stands for itself and all
// below it; test files and generators (a folder named gen) may import what they like, except
// where a rule says otherwise.

// mayImport lists, for every folder, which other folders of this module its packages may import.
var mayImport = []struct {
	folder  string
	allowed []string
	reason  string
}{
	{"kernel", []string{"runtime/display"},
		"the protocol knows no interpreter and no science: whatever runs cells is handed to it"},
	{"runtime", []string{"runtime"},
		"what cells run on knows neither what they import nor who asks: main hands the symbols of stdlib and plotting over"},
	{"stdlib/symbols", []string{"stdlib", "runtime"},
		"the table of stdlib for the interpreter names every package of it"},
	{"stdlib", []string{"stdlib/stack", "runtime/display", "runtime/cluster", "runtime/array", "runtime/device", "runtime/fft", "runtime/simd", "runtime/linalg", "runtime/reduce", "runtime/arena", "runtime/plan"},
		"routines stand side by side and meet in the stack; what they need besides is the compute core and a way to show things"},
	{"plotting/symbols", []string{"plotting", "runtime"},
		"the table of plotting for the interpreter"},
	{"plotting", []string{"runtime/array", "runtime/display"},
		"a figure draws numbers, wherever they come from"},
	{"notebooks/scripts", []string{"stdlib", "plotting", "runtime/display", "runtime/array"},
		"an example script is cells in a file, and imports what cells may"},
	{"notebooks", []string{"runtime/display"},
		"notebooks are files: who runs their cells is handed over"},
	{"installer", []string{"runtime/plan"},
		"an installer that needs the kernel cannot help where the kernel is broken; plan is arithmetic and what the system says of its memory"},
}

// onlyIn lists the modules that some folders keep to themselves.
var onlyIn = []struct {
	module  string
	folders []string
	reason  string
}{
	{"github.com/traefik/yaegi", []string{"runtime/session", "runtime/symbols"},
		"the interpreter can be replaced as long as one folder knows it (and the one that makes its tables)"},
	{"github.com/go-zeromq/zmq4", []string{"kernel"},
		"ZeroMQ is one transport of several"},
	{"gonum.org/v1/plot", []string{"plotting", "runtime/symbols"},
		"figures have one look, and text in them one way not to panic"},
	{"github.com/yuin/goldmark", []string{"notebooks"}, "Markdown is part of a notebook's format"},
}

// nowhere lists what no file of this module may import, tests and generators included.
var nowhere = []struct{ module, reason string }{
	{"C", "a person with only Go installed must be able to build Talbot, for every system, on any other"},
	{"github.com/stretchr/testify", "package testing says enough"},
	{"github.com/spf13/cobra", "package flag says enough"},
	{"github.com/spf13/viper", "settings are structs"},
	{"github.com/mumax/3", "it is under the GPL"},
}

// A file is one Go file of the module with what it imports.
type file struct {
	name    string // from the root, with slashes
	folder  string
	imports []string
	exempt  bool // a test or a generator
}

func TestImportPolicy(t *testing.T) {
	files := goFiles(t)
	for _, f := range files {
		for _, imported := range f.imports {
			for _, rule := range nowhere {
				if under(imported, rule.module) {
					t.Errorf("%s imports %s: not anywhere, since %s", f.name, imported, rule.reason)
				}
			}
			if f.exempt {
				continue
			}
			for _, rule := range onlyIn {
				if under(imported, rule.module) && !underAny(f.folder, rule.folders) {
					t.Errorf("%s imports %s: only %s may, since %s", f.name, imported, strings.Join(rule.folders, " and "), rule.reason)
				}
			}
			if reason, ok := allowed(f.folder, imported); !ok {
				t.Errorf("%s imports %s: %s", f.name, imported, reason)
			}
		}
	}
}

// allowed applies the first rule of mayImport that speaks of the folder.
func allowed(folder, imported string) (reason string, ok bool) {
	target, inside := strings.CutPrefix(imported, "talbot/")
	if imported == "talbot" {
		return "nothing imports the program itself", false
	}
	if !inside || folder == "." {
		return "", true
	}
	for _, rule := range mayImport {
		if !under(folder, rule.folder) {
			continue
		}
		// A package may use what is below its own folder, in stdlib below its own routine's.
		own := rule.folder
		if own == "stdlib" {
			own = path.Join("stdlib", strings.Split(folder+"//", "/")[1])
		}
		return rule.reason, under(target, own) || underAny(target, rule.allowed)
	}
	return "its folder stands in no rule of this policy: add one, with its reason", false
}

func under(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

func underAny(p string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return under(p, f) })
}

// goFiles reads the imports of every Go file, for whichever system it is meant: go list would
// show those of one system only.
func goFiles(t *testing.T) []file {
	var files []file
	err := filepath.WalkDir(".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if e.IsDir() {
			if base := path.Base(name); base != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(name), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		f := file{name: name, folder: path.Dir(name)}
		f.exempt = strings.HasSuffix(name, "_test.go") || slices.Contains(strings.Split(f.folder, "/"), "gen")
		for _, i := range parsed.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, p)
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d Go files found: the policy was not checked", len(files))
	}
	return files
}

// A rule about a folder that is gone, or about a module that nothing uses, protects nothing.
func TestImportPolicySpeaksOfWhatIsThere(t *testing.T) {
	for _, rule := range mayImport {
		if info, err := os.Stat(filepath.FromSlash(rule.folder)); err != nil || !info.IsDir() {
			t.Errorf("mayImport speaks of %s, which is no folder", rule.folder)
		}
	}
	files := goFiles(t)
	for _, rule := range onlyIn {
		if !slices.ContainsFunc(files, func(f file) bool {
			return slices.ContainsFunc(f.imports, func(i string) bool { return under(i, rule.module) })
		}) {
			t.Errorf("onlyIn speaks of %s, which nothing imports", rule.module)
		}
	}
}

// The policy itself, on imports that it must let through and refuse.
func TestImportPolicyJudges(t *testing.T) {
	for _, c := range []struct {
		folder, imported string
		ok               bool
	}{
		{".", "talbot/kernel", true},
		{"kernel/zmq", "talbot/kernel/wire", true},
		{"kernel", "talbot/runtime/display", true},
		{"kernel", "talbot/runtime/session", false},
		{"runtime/session", "talbot/runtime/symbols", true},
		{"runtime/session", "talbot/kernel", false},
		{"runtime/symbols", "talbot/stdlib/ddm", false},
		{"stdlib/ddm", "talbot/stdlib/stack", true},
		{"stdlib/ddm", "talbot/stdlib/ddm/model", true},
		{"stdlib/ddm", "talbot/stdlib/simulate", false},
		{"stdlib/ddm", "talbot/runtime/session", false},
		{"stdlib/ddm", "talbot/plotting", false},
		{"stdlib/symbols", "talbot/stdlib/ddm", true},
		{"plotting", "talbot/stdlib/stack", false},
		{"notebooks/runner", "talbot/notebooks/nbformat", true},
		{"notebooks/runner", "talbot/runtime/session", false},
		{"notebooks/scripts/film", "talbot/stdlib/ddm", true},
		{"notebooks/scripts/film", "talbot/kernel", false},
		{"installer", "talbot/kernel", false},
		{"installer", "talbot/runtime/plan", true},
		{"installer", "talbot/runtime/session", false},
		{"installer", "talbot", false},
		{"elsewhere", "talbot/kernel", false},
		{"elsewhere", "fmt", true},
	} {
		if reason, ok := allowed(c.folder, c.imported); ok != c.ok {
			t.Errorf("%s imports %s: allowed is %v, want %v (%s)", c.folder, c.imported, ok, c.ok, reason)
		}
	}
}
