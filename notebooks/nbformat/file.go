package nbformat

import (
	"errors"
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
// Only where the folder takes no new files is the old one written over.
func WriteFile(name string, nb *Notebook) error {
	return WriteAtomic(name, nb.Bytes())
}

// Writable tells why WriteFile could not write a file, before hours go into what it is to
// hold. It changes nothing.
func Writable(name string) error {
	if info, err := os.Stat(name); err == nil {
		if info.IsDir() {
			return fmt.Errorf("%s is a folder", name)
		}
		if !info.Mode().IsRegular() {
			return nil
		}
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".talbot.*")
	if err == nil {
		f.Close()
		return os.Remove(f.Name())
	}
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	if f, err = os.OpenFile(name, os.O_WRONLY, 0); err != nil {
		return err
	}
	return f.Close()
}

func overwrite(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
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
	if errors.Is(err, fs.ErrPermission) {
		return overwrite(name, data) // the folder takes no new files
	}
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
