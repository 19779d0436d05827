package nbformat

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.ipynb")
	if err := os.WriteFile(name, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	nb := parse(t, jupyter)
	target := name
	if runtime.GOOS != "windows" {
		target = filepath.Join(dir, "link.ipynb")
		if err := os.Symlink("a.ipynb", target); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteFile(target, nb); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(name)
	if err != nil || string(got) != jupyter {
		t.Fatalf("%v\n%s", err, got)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("permissions became %v", info.Mode())
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 2 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	if err := WriteFile(filepath.Join(dir, "none", "a.ipynb"), nb); err == nil {
		t.Error("a file in a folder that does not exist was written")
	}
}

func TestWritable(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.ipynb")
	if err := Writable(name); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	if err := Writable(dir); err == nil {
		t.Error("a notebook can be written in the place of a folder")
	}
	if err := Writable(filepath.Join(dir, "none", "a.ipynb")); err == nil {
		t.Error("a notebook can be written in a folder that does not exist")
	}
}

// TestClosedFolder writes a file in a folder that takes no new ones.
func TestClosedFolder(t *testing.T) {
	dir := t.TempDir()
	name, other := filepath.Join(dir, "a.ipynb"), filepath.Join(dir, "b.ipynb")
	if err := os.WriteFile(name, []byte(strings.Repeat("old", 10_000)), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	if f, err := os.Create(filepath.Join(dir, "probe")); err == nil {
		f.Close()
		t.Skip("this user, or this system, writes in closed folders too")
	}
	if err := errors.Join(Writable(name), WriteFile(name, parse(t, jupyter))); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != jupyter {
		t.Errorf("%v\n%s", err, got)
	}
	if Writable(other) == nil || WriteFile(other, parse(t, jupyter)) == nil {
		t.Error("a new file was written")
	}
}
