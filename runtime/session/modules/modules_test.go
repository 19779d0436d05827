package modules

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestParse(t *testing.T) {
	dir := t.TempDir()
	for arg, want := range map[string]string{
		"github.com/montanaflynn/stats":         "github.com/montanaflynn/stats",
		"github.com/montanaflynn/stats@v0.7.1":  "github.com/montanaflynn/stats@v0.7.1",
		"github.com/montanaflynn/stats@latest":  "github.com/montanaflynn/stats@latest",
		"gopkg.in/yaml.v3@v3.0.1":               "gopkg.in/yaml.v3@v3.0.1",
		"golang.org/x/exp/rand@feature/branch":  "golang.org/x/exp/rand@feature/branch",
		"example.com/old@v2.0.0+incompatible":   "example.com/old@v2.0.0+incompatible",
		"./mine":                                filepath.Join(dir, "mine"),
		"../mine/":                              filepath.Join(filepath.Dir(dir), "mine"),
		".":                                     dir,
		"":                                      "error: is no module's name",
		"stats":                                 "error: begins with a site",
		"-o=/tmp/x":                             "error: is no module's name",
		"github.com/a/b@":                       "error: behind @ stands a version",
		"github.com/a/b@-x":                     "error: behind @ stands a version",
		"github.com/a/b@v1 ; rm":                "error: behind @ stands a version",
		"github.com/a/../b":                     "error: is no module's name",
		"github.com/a b":                        "error: is no module's name",
		"https://github.com/montanaflynn/stats": "error: an address",
		"git@github.com:montanaflynn/stats.git@v1": "error: behind @ stands a version",
		"talbot":                     "error: always there",
		"gonum.org/v1/gonum":         "error: always there",
		"gonum.org/v1/gonum@v0.16.0": "gonum.org/v1/gonum@v0.16.0",
		"talbot/stdlib/ddm":          "error: always there",
	} {
		a, err := Parse(arg, dir)
		if why, bad := strings.CutPrefix(want, "error: "); bad {
			if err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("%q gives %v and %v, want an error with %q", arg, a, err, why)
			}
			continue
		}
		if err != nil || a.String() != want {
			t.Errorf("%q gives %q and %v, want %q", arg, a, err, want)
		}
	}
}

func TestExact(t *testing.T) {
	for v, want := range map[string]bool{"v1.2.3": true, "v1.2": false, "latest": false, "": false, "v2.0.0+incompatible": true, "v0.0.0-20231110203233-9a3e6036ecaa": true, "main": false} {
		if exact(v) != want {
			t.Errorf("exact(%q) is %v", v, !want)
		}
	}
}

func TestWith(t *testing.T) {
	have := []Module{{Path: "a.b/c", Version: "v1.0.0"}, {Path: "mine", Dir: "/home/mine"}}
	for asked, want := range map[string]string{
		"a.b/c@v1.2.0":       "/home/mine, a.b/c@v1.2.0",
		"a.b/c":              "/home/mine, a.b/c@v1.0.0",
		"d.e/f":              "a.b/c@v1.0.0, /home/mine, d.e/f",
		"d.e/f d.e/f@latest": "a.b/c@v1.0.0, /home/mine, d.e/f@latest",
		"/home/mine":         "a.b/c@v1.0.0, /home/mine",
	} {
		var more []Asked
		for _, arg := range strings.Fields(asked) {
			if strings.HasPrefix(arg, "/") {
				more = append(more, Asked{Dir: arg})
				continue
			}
			a, err := Parse(arg, "/")
			if err != nil {
				t.Fatal(err)
			}
			more = append(more, a)
		}
		if got := names(With(have, more)); got != want {
			t.Errorf("with %s there are %s, want %s", asked, got, want)
		}
	}
}

func TestKey(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := writeFile(filepath.Join(dir, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	of := func(list ...Asked) string {
		t.Helper()
		k, err := key(list)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	if k := of(Asked{Path: "a.b/c", Version: "latest"}); k != "" {
		t.Errorf("latest has the key %q", k)
	}
	a, b := Asked{Path: "a.b/c", Version: "v1.0.0"}, Asked{Path: "d.e/f", Version: "v1.0.0"}
	if of(a, b) != of(b, a) || of(a) == of(b) || of(a) == of(a, b) {
		t.Error("keys do not tell lists apart")
	}
	if _, err := key([]Asked{{Dir: dir}}); err == nil || !strings.Contains(err.Error(), "no file go.mod") {
		t.Errorf("a folder without go.mod gives %v", err)
	}
	write("go.mod", "module mine")
	seen := map[string]string{of(Asked{Dir: dir}): "go.mod"}
	for _, f := range []struct {
		name, text string
		same       bool
	}{
		{"a.go", "package mine", false}, {"a.go", "package mine\n", false}, {"a_test.go", "package mine", true}, {".git/x", "x", true},
		{"testdata/a.go", "package x", true}, {"data.txt", "1", false}, {"data.txt", "22", false}, {"sub/b.go", "package sub", false},
	} {
		write(f.name, f.text)
		k := of(Asked{Dir: dir})
		if before, known := seen[k]; known != f.same {
			t.Errorf("after %s holds %q the content is as after %q", f.name, f.text, before)
		}
		seen[k] = f.name
	}
}

func TestExplain(t *testing.T) {
	list := []Asked{{Path: "example.com/x", Version: "v1.0.0"}}
	for said, want := range map[string]string{
		`go: example.com/x@v1.0.0: Get "https://proxy.golang.org/example.com/x/@v/v1.0.0.info": dial tcp: lookup proxy.golang.org: no such host`:                                 "the network or the module proxy does not answer",
		`go: example.com/x@v1.0.0: Get "https://proxy.golang.org/x": proxyconnect tcp: dial tcp 127.0.0.1:9: connect: connection refused`:                                        "the network or the module proxy does not answer",
		`go: example.com/x: module example.com/x: reading https://proxy.golang.org/example.com/x/@v/list: 404 Not Found`:                                                         "there is no module example.com/x@v1.0.0",
		"go: module example.com/x: git ls-remote -q origin in /c: exit status 128:\n\tfatal: could not read Username for 'https://github.com': terminal prompts disabled":        "there is no module",
		`go: example.com/x@v1.0.0: reading https://proxy.golang.org/example.com/x/@v/v1.0.0.info: 404 Not Found`:                                                                 "there is no version v1.0.0",
		`go: example.com/x@v1.0.0: invalid version: unknown revision v1.0.0`:                                                                                                     "there is no version v1.0.0",
		`go: example.com/x@v7: no matching versions for query "v7"`:                                                                                                              "no version that fits v7",
		`go: example.com/x@v1.0.0 requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)`:                                                                                    "example.com/x@v1.0.0 needs Go 1.99, and this computer's is Go 1.26.8",
		"go: example.com/x@v2.0.0: invalid version: module contains a go.mod file, so module path must match major version (\"example.com/x/v2\")\n\tshould be v0 or v1, not v2": "ends with /v2",
		"go: example.com/x@v1.0.0: parsing go.mod:\n\tmodule declares its path as: example.com/y\n\t        but was required as: example.com/x":                                  "calls itself example.com/y",
		`go: module example.com/x@upgrade found (v1.1.0), but does not contain package example.com/x/y`:                                                                          "holds no package example.com/x/y",
		`go: example.com/a@v1.0.0 requires example.com/x@v1.2.0, not example.com/x@v1.0.0`:                                                                                       "the versions do not go together: example.com/a@v1.0.0 requires",
		"verifying example.com/x@v1.0.0: checksum mismatch\n\tdownloaded: h1:a\n\tgo.sum: h1:b\n\nSECURITY ERROR":                                                                "not what it was when it was published",
		`write /tmp/x: no space left on device`:                                         "the disk is full",
		"go: downloading example.com/x v1.0.0\n# example.com/x\nx.go:1:2: undefined: y": "does not compile",
		`something new`: "the go command could not fetch or build example.com/x@v1.0.0",
	} {
		err := explain(&goError{[]string{"get"}, said, errors.New("exit status 1")}, list)
		if text, _, _ := strings.Cut(err.Error(), "\n"); !strings.Contains(text, want) {
			t.Errorf("%s\nis explained by %q, want %q", said, text, want)
		}
		if strings.Contains(err.Error(), "go: downloading") {
			t.Errorf("the explanation holds what was only on the way: %v", err)
		}
	}
	if plain := errors.New("plain"); explain(plain, list) != plain {
		t.Error("an error that is not the go command's does not stay")
	}
}

// fakeGo makes a folder with a go command that says it is of a version.
func fakeGo(t *testing.T, version string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("writes a shell script")
	}
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\necho '{\"GOVERSION\": %q, \"GOFLAGS\": \"-tags=x -race -mod=vendor\"}'\n", version)
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestToolchain(t *testing.T) {
	t.Setenv("GOTOOLCHAIN", "")
	t.Setenv("GOENV", filepath.Join(t.TempDir(), "none"))
	tool, err := newToolchain(context.Background(), filepath.Join(fakeGo(t, "go1.99.1"), "go"))
	if err != nil {
		t.Fatal(err)
	}
	env := "\n" + strings.Join(tool.env, "\n") + "\n"
	for _, want := range []string{"\nGOFLAGS=-tags=x -mod=mod\n", "\nGOTOOLCHAIN=local\n", "\nGOWORK=off\n", "\nCGO_ENABLED=0\n"} {
		if !strings.Contains(env, want) {
			t.Errorf("the environment lacks %q", want)
		}
	}
	t.Setenv("GOTOOLCHAIN", "auto")
	if tool, err = newToolchain(context.Background(), filepath.Join(fakeGo(t, "go1.99.1"), "go")); err != nil || strings.Contains(strings.Join(tool.env, "\n"), "GOTOOLCHAIN=local") {
		t.Errorf("what the user set is not left: %v", err)
	}
	if _, err = newToolchain(context.Background(), filepath.Join(fakeGo(t, "a game"), "go")); err == nil {
		t.Error("another program called go is taken for the toolchain")
	}
}

// With no Go, or too old a one, what to install is said; a kit that is there is used all the same.
func TestNoToolchain(t *testing.T) {
	t.Setenv("GOROOT", "")
	t.Setenv("PATH", fakeGo(t, "go1.12"))
	_, err := findGo(context.Background(), "1.999.0")
	var fault *ToolchainError
	if !errors.As(err, &fault) || fault.Found == "" || !strings.Contains(err.Error(), "Go 1.999 or newer") || !strings.Contains(err.Error(), "https://go.dev/dl/") {
		t.Errorf("too old a Go gives %v", err)
	}
	none := &ToolchainError{Need: "1.26"}
	if !strings.Contains(none.Error(), "install Go 1.26 or newer from https://go.dev/dl/") {
		t.Errorf("no Go gives %v", none)
	}

	b := &Builder{Source: fstest.MapFS{"go.mod": {Data: []byte("module talbot\n\ngo 1.999.0\n")}, "go.sum": {}}, Cache: t.TempDir()}
	list := []Asked{{Path: "example.com/x", Version: "v1.0.0"}}
	if _, err := b.Get(context.Background(), list, func(string) {}); !errors.As(err, &fault) {
		t.Errorf("a module that is not there gives %v", err)
	}
	c, err := b.cache()
	if err != nil {
		t.Fatal(err)
	}
	published(t, c, list)
	kit, err := b.Get(context.Background(), []Asked{{Path: "example.com/x"}}, func(string) {})
	if err != nil || !kit.Cached || kit.Modules[0].Version != "v1.0.0" || string(kit.Types[0]) != "types" {
		t.Errorf("the kit that is there gives %+v and %v", kit, err)
	}
}

// published puts a kit into a cache.
func published(t *testing.T, c *cache, list []Asked) *Kit {
	t.Helper()
	k, err := key(list)
	if err != nil {
		t.Fatal(err)
	}
	work := c.path("work", "kit")
	for _, name := range []string{"types.zip", "docs.zip", "sources.zip", filepath.Base(program(""))} {
		if err := writeFile(filepath.Join(work, name), []byte(strings.TrimSuffix(name, ".zip"))); err != nil {
			t.Fatal(err)
		}
	}
	var m manifest
	for _, a := range list {
		m.Modules = append(m.Modules, Module{Path: a.Path, Version: a.Version})
	}
	kit, err := c.publish(work, k, m)
	if err != nil {
		t.Fatal(err)
	}
	return kit
}

func TestPrune(t *testing.T) {
	b := &Builder{Source: fstest.MapFS{"go.mod": {}}, Cache: t.TempDir()}
	c, err := b.cache()
	if err != nil {
		t.Fatal(err)
	}
	b.Source = fstest.MapFS{"go.mod": {Data: []byte("other")}}
	other, err := b.cache()
	if err != nil || other.dir == c.dir {
		t.Fatalf("another Talbot's cache is %v (%v)", other, err)
	}
	old, fresh := published(t, c, []Asked{{Path: "a.b/c", Version: "v1.0.0"}}), published(t, c, []Asked{{Path: "a.b/c", Version: "v1.1.0"}})
	long := time.Now().Add(-2 * unused)
	for _, d := range []string{filepath.Dir(old.Program), other.dir} {
		if err := os.Chtimes(d, long, long); err != nil {
			t.Fatal(err)
		}
	}
	c.prune(time.Now())
	for name, want := range map[string]bool{old.Program: false, fresh.Program: true, other.dir: false, c.dir: true} {
		if _, err := os.Stat(name); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
	if v := c.version("a.b/c"); v != "v1.1.0" {
		t.Errorf("the version is %q", v)
	}
}

// The lock is one for all processes, and whoever waits for it can be stopped.
func TestLock(t *testing.T) {
	c := &cache{t.TempDir()}
	unlock, err := c.lock(context.Background(), func() {})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := c.lock(ctx, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped wait gives %v", err)
	}
	unlock()
	if unlock, err = c.lock(context.Background(), func() {}); err != nil {
		t.Fatal(err)
	}
	unlock()
}

func TestWriteSource(t *testing.T) {
	src := fstest.MapFS{
		"go.mod":          {Data: []byte("module talbot")},
		"a/a.go":          {Data: []byte("package a\n\n//go:embed types.zip\nvar Types []byte\n")},
		"a/a_test.go":     {Data: []byte("package a")},
		"a/gen/main.go":   {Data: []byte("package main")},
		"a/testdata/x.go": {Data: []byte("package x")},
		"a/b/asm_amd64.s": {Data: []byte("TEXT")},
		"a/b/kept.zip":    {Data: []byte("zip")},
	}
	dir := filepath.Join(t.TempDir(), "source")
	for range 2 {
		if err := writeSource(src, dir); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]int64{"go.mod": 13, "a/a.go": 49, "a/types.zip": 0, "a/b/asm_amd64.s": 4, "a/b/kept.zip": 3, "a/a_test.go": -1, "a/gen": -1, "a/testdata": -1} {
		size := int64(-1)
		if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			size = info.Size()
		}
		if size != want {
			t.Errorf("%s has %d bytes, want %d", name, size, want)
		}
	}
	id, err := sourceID(src)
	if err != nil {
		t.Fatal(err)
	}
	src["a/a_test.go"] = &fstest.MapFile{Data: []byte("package a // other")}
	if same, _ := sourceID(src); same != id {
		t.Error("a test changes what a program is built of")
	}
	src["a/a.go"] = &fstest.MapFile{Data: []byte("package a // other")}
	if other, _ := sourceID(src); other == id {
		t.Error("another source has the same name")
	}
}

func TestBrokenPackages(t *testing.T) {
	err := &goError{said: "example.com/x/a\n# example.com/x/b\nb.go:1:2: undefined: y\n\tmore\n# example.com/x/c\nc.go:3:4: z\n"}
	got := brokenPackages(err)
	if len(got) != 2 || got["example.com/x/b"].Error() != "it does not compile: b.go:1:2: undefined: y\n\tmore" || got["example.com/x/c"] == nil {
		t.Errorf("broken are %v", got)
	}
}
