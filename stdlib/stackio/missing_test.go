package stackio

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMissingPath(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"Film_01.tif", "film_02.tif", "cells.tif", "confocal"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ path, want string }{
		{"film_01.tif", "there is no film_01.tif in " + folder + "; there is Film_01.tif"},
		{"confocl", "there is no confocl in " + folder + "; there is confocal"},
		{"mouse.tif", "there is no mouse.tif in " + folder},
		{filepath.Join("data", "film.tif"), "there is no data in " + folder},
	} {
		_, err := Read(context.Background(), filepath.Join(folder, c.path), Options{})
		// A file system that does not tell letters' case apart finds the first.
		if c.path == "film_01.tif" && err != nil && !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil || !strings.HasSuffix(err.Error(), c.want) || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	if _, err := Open("", Options{}); err == nil || !strings.Contains(err.Error(), "path is empty") {
		t.Errorf("an empty path gives %v", err)
	}
	t.Chdir(folder)
	if _, err := Open("mouse.tif", Options{}); err == nil || !strings.Contains(err.Error(), filepath.Base(folder)) {
		t.Errorf("a relative path gives %v", err)
	}
}
