package installer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// writeFile puts data at path at once: a reader sees the old file or the new one, never a part.
func writeFile(path string, data []byte, mode fs.FileMode) error {
	return replaceFile(path, mode, func(f *os.File) error {
		_, err := f.Write(data)
		return err
	})
}

func replaceFile(path string, mode fs.FileMode, fill func(*os.File) error) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return placeError(dir, err)
	}
	f, err := os.CreateTemp(dir, ".talbot-*")
	if err != nil {
		return placeError(dir, err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	err = fill(f)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(f.Name(), mode)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err = os.Rename(f.Name(), path); err != nil && runtime.GOOS == "windows" {
		// Windows does not replace a program that runs, but lets it be renamed.
		if os.Rename(path, outgoing(path)) == nil {
			err = os.Rename(f.Name(), path)
		}
	}
	if err != nil {
		return fmt.Errorf("replacing %s: %w", path, err)
	}
	os.Remove(outgoing(path)) // it stays where it still runs, until the next time
	return nil
}

// outgoing is the name under which a running program waits for its removal on Windows.
func outgoing(path string) string { return path + ".old" }

// placeError adds to a refusal what the person can do.
func placeError(folder string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: you may not write there; leave --prefix out to install for yourself alone, or run with the rights of its owner", err)
	}
	return fmt.Errorf("making %s: %w", folder, err)
}

func copyProgram(from, to string) error {
	if sameFile(from, to) {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("copying the program: %w", err)
	}
	defer in.Close()
	return replaceFile(to, 0o755, func(out *os.File) error {
		_, err := io.Copy(out, in)
		return err
	})
}

// buildCacheEntry is the name of a folder in go's build cache that holds a finished program.
var buildCacheEntry = regexp.MustCompile(`^[0-9a-f]{64}-d$`)

// temporary reports whether the program stands where it will not be found for long: in the
// folder for temporary files or in one of the go command's.
func temporary(program string) bool {
	for _, dir := range []string{os.TempDir(), os.Getenv("GOTMPDIR"), os.Getenv("GOCACHE")} {
		if dir != "" && within(program, dir) {
			return true
		}
	}
	for _, part := range strings.FieldsFunc(filepath.ToSlash(program), func(r rune) bool { return r == '/' }) {
		if part == "go-build" || goBuildFolder.MatchString(part) || buildCacheEntry.MatchString(part) {
			return true
		}
	}
	return false
}

var goBuildFolder = regexp.MustCompile(`^go-build[0-9]+$`)

// within reports whether path lies under dir, also where one of them is written through a link
// (the temporary folder of macOS is).
func within(path, dir string) bool {
	if p, err := filepath.EvalSymlinks(path); err == nil {
		path = p
	}
	if d, err := filepath.EvalSymlinks(dir); err == nil {
		dir = d
	}
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func sameFile(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}

// runnable says why a program cannot be started; nil means that nothing speaks against it.
func runnable(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s does not exist", path)
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a folder, not a program", path)
	case runtime.GOOS != "windows" && info.Mode()&0o111 == 0:
		return fmt.Errorf("%s may not be executed (its mode is %v)", path, info.Mode().Perm())
	}
	return nil
}
