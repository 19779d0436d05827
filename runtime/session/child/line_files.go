package child

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode"
)

// env is %env: all variables, one, or one set.
func env(args string) error {
	if args == "" {
		all := os.Environ()
		slices.Sort(all)
		for _, v := range all {
			if !strings.HasPrefix(v, MemoryVariable+"=") {
				fmt.Println(v)
			}
		}
		return nil
	}
	name, value, set := strings.Cut(args, "=")
	if i := strings.IndexFunc(args, unicode.IsSpace); i >= 0 && (!set || i < len(name)) {
		name, value, set = args[:i], strings.TrimSpace(args[i:]), true
	}
	name = strings.TrimSpace(name)
	if set {
		if err := os.Setenv(name, unquoted(strings.TrimSpace(value))); err != nil {
			return fmt.Errorf("the variable %q cannot be set: %w", name, err)
		}
		return nil
	}
	value, ok := os.LookupEnv(name)
	if !ok {
		return fmt.Errorf("there is no variable %s; %%env %s=value sets it", name, name)
	}
	fmt.Println(value)
	return nil
}

// unquoted takes a pair of quotes off a text.
func unquoted(s string) string {
	if n := len(s); n >= 2 && s[0] == s[n-1] && (s[0] == '"' || s[0] == '\'') {
		return s[1 : n-1]
	}
	return s
}

// changeDir is %cd. Without a folder it goes home, with - back to where it came from.
func (h *host) changeDir(dir string) error {
	dir = unquoted(dir)
	before, _ := os.Getwd()
	home, err := os.UserHomeDir()
	switch {
	case dir == "-" && h.lastDir == "":
		return errors.New("there was no folder before this one")
	case dir == "-":
		dir = h.lastDir
	case (dir == "" || dir == "~" || strings.HasPrefix(dir, "~/")) && err != nil:
		return err
	case dir == "" || dir == "~":
		dir = home
	case strings.HasPrefix(dir, "~/"):
		dir = home + dir[1:]
	}
	if err := os.Chdir(dir); err != nil {
		switch info, e := os.Stat(dir); {
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("there is no folder %s in %s", dir, before)
		case e == nil && !info.IsDir():
			return fmt.Errorf("%s is a file, not a folder", dir)
		}
		return err
	}
	h.lastDir = before
	now, err := os.Getwd()
	fmt.Println(now)
	return err
}

// writeFile is %%writefile.
func writeFile(args, body string) error {
	name, add := strings.CutPrefix(args, "-a ")
	name = unquoted(strings.TrimSpace(name))
	if name == "" || name == "-a" {
		return errors.New("the file has no name: write %%writefile NAME, or %%writefile -a NAME to add to it")
	}
	mode, did := os.O_TRUNC, "written"
	if add {
		mode, did = os.O_APPEND, "added to"
	}
	if body != "" && !strings.HasSuffix(body, "\n") {
		body += "\n"
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|mode, 0o666)
	if err != nil {
		return err
	}
	if _, err = f.WriteString(body); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	fmt.Printf("%s %s: %d bytes\n", did, name, len(body))
	return nil
}
