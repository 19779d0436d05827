package modules

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A program for cells is built of Talbot's source as the running Talbot carries it: the folder
// that Talbot was built in may be gone, or hold another version by now.

// sourceFiles lists what of the source a build needs: no tests, no generators.
func sourceFiles(src fs.FS) ([]string, error) {
	var out []string
	err := fs.WalkDir(src, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (e.Name() == "testdata" || e.Name() == "gen"):
			return fs.SkipDir
		case !e.IsDir() && !strings.HasSuffix(name, "_test.go"):
			out = append(out, name)
		}
		return nil
	})
	return out, err
}

// sourceID names the content of the source.
func sourceID(src fs.FS) (string, error) {
	names, err := sourceFiles(src)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, name := range names {
		b, err := fs.ReadFile(src, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n", name, len(b))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// writeSource makes the folder dir with the source in it, if it is not there yet.
func writeSource(src fs.FS, dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	tmp := dir + ".new"
	if err := os.RemoveAll(tmp); err != nil {
		return err
	}
	names, err := sourceFiles(src)
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := fs.ReadFile(src, name)
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(tmp, filepath.FromSlash(name)), b); err != nil {
			return err
		}
		// A program for cells type-checks nothing: archives that Go files embed may be empty.
		for _, archive := range embedded(b) {
			archive = path.Join(path.Dir(name), archive)
			if _, err := fs.Stat(src, archive); errors.Is(err, fs.ErrNotExist) {
				if err := writeFile(filepath.Join(tmp, filepath.FromSlash(archive)), nil); err != nil {
					return err
				}
			}
		}
	}
	return os.Rename(tmp, dir)
}

func writeFile(name string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o644)
}

// embedded lists the archives that a Go file embeds.
func embedded(src []byte) (out []string) {
	for sc := bufio.NewScanner(bytes.NewReader(src)); sc.Scan(); {
		if name, ok := strings.CutPrefix(sc.Text(), "//go:embed "); ok && strings.HasSuffix(name, ".zip") {
			out = append(out, name)
		}
	}
	return out
}
