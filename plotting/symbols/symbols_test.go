package symbols

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// TestEveryPackage wants a table, types and docs of every package under plotting.
func TestEveryPackage(t *testing.T) {
	var want []string
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		dir := path.Join("talbot/plotting", path.Dir(name))
		if dir != "talbot/plotting/symbols" && !strings.Contains(dir, "/internal") && !strings.Contains(dir, "/testdata") && !slices.Contains(want, dir) {
			want = append(want, dir)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(want) == 0 {
		t.Fatal("no packages found")
	}
	types, docs := entries(t, Types), entries(t, Docs)
	for _, p := range want {
		table := Packages[p+"/"+path.Base(p)]
		switch {
		case table == nil || !types[p] || !docs[p]:
			t.Errorf("%s has no table, types or docs; run go generate ./...", p)
		case len(table()) == 0:
			t.Errorf("the table of %s is empty", p)
		}
	}
	if len(Packages) != len(want) {
		t.Errorf("%d tables for the %d packages %v; run go generate ./...", len(Packages), len(want), want)
	}
}

func entries(t *testing.T, archive []byte) map[string]bool {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, f := range z.File {
		name, _, _ := strings.Cut(f.Name, "@")
		out[name] = true
	}
	return out
}
