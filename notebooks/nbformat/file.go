package nbformat

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadFile reads a notebook.
func ReadFile(name string) (*Notebook, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	nb, err := Parse(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return nb, nil
}

// WriteFile writes a notebook. The file is the old one or the new one whole, never a
// part: it is written beside its place and renamed. Permissions and symbolic links stay.
func WriteFile(name string, nb *Notebook) error {
	return WriteAtomic(name, nb.Bytes())
}

// WriteAtomic writes a file as WriteFile does.
func WriteAtomic(name string, data []byte) (err error) {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() {
			return os.WriteFile(name, data, mode) // a pipe or a device takes it as it comes
		}
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(data); err != nil {
		return err
	}
	if err = f.Chmod(mode); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
