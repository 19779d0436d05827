package main

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// TestSourceIsWhole compares what the program carries with what the process for cells is built of.
func TestSourceIsWhole(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,GoFiles,IgnoredGoFiles,SFiles,HFiles,EmbedFiles", "talbot/runtime/session", "talbot/stdlib/symbols", "talbot/plotting/symbols")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath                                          string
			GoFiles, IgnoredGoFiles, SFiles, HFiles, EmbedFiles []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		folder, own := strings.CutPrefix(p.ImportPath, "talbot/")
		if !own {
			continue
		}
		for _, list := range [][]string{p.GoFiles, p.IgnoredGoFiles, p.SFiles, p.HFiles, p.EmbedFiles} {
			for _, name := range list {
				n++
				// The archives of types and docs are for the program itself alone.
				if _, err := fs.Stat(source, path.Join(folder, filepath.ToSlash(name))); err != nil && path.Ext(name) != ".zip" {
					t.Errorf("%v: add it to the patterns in source.go", err)
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d files were looked for", n)
	}
}
