package installer

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// Settings say what to install and where. The zero value installs the running program for this
// user as the kernel "talbot". Of User, Prefix and SysPrefix at most one may be set.
type Settings struct {
	User        bool   // the user's own Jupyter folder: what the zero value does too
	Prefix      string // a folder whose share/jupyter takes the kernel, such as /usr/local
	SysPrefix   bool   // the active Python environment (VIRTUAL_ENV, else CONDA_PREFIX)
	Name        string // the kernel's name, by which notebooks ask for it; "" is talbot
	DisplayName string // what people see in menus; "" is Go (Talbot)
	Force       bool   // replace a kernel of that name that is not Talbot's
	Executable  string // the program that Jupyter is to start; "" is the running one
	Version     string // Talbot's version, noted in the kernelspec
}

// DefaultName is the name of the kernel where Settings give none.
const DefaultName = "talbot"

const defaultDisplayName = "Go (Talbot)"

// Jupyter itself takes only these characters in a kernel's name.
var validName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

// kernelName gives the name of the kernel's folder. Jupyter looks names up in lower case.
func (s Settings) kernelName() (string, error) {
	name := s.Name
	if name == "" {
		name = DefaultName
	}
	if !validName.MatchString(name) || strings.Trim(name, ".") == "" {
		return "", fmt.Errorf("name %q: a kernel's name may hold the letters a to z, digits, '.', '_' and '-', and not dots alone", s.Name)
	}
	return strings.ToLower(name), nil
}

// A place is where one installation lives.
type place struct {
	kernels string // the folder that holds one folder for each kernel
	bin     string // the folder for a copy of the program
}

func (s Settings) place(sys system) (place, error) {
	chosen := 0
	for _, set := range []bool{s.User, s.Prefix != "", s.SysPrefix} {
		if set {
			chosen++
		}
	}
	if chosen > 1 {
		return place{}, errors.New("user, prefix and sys-prefix exclude one another: give one of them")
	}
	prefix := s.Prefix
	if s.SysPrefix {
		if prefix, _ = sys.environment(); prefix == "" {
			return place{}, errors.New("sys-prefix: no Python environment is active (neither VIRTUAL_ENV nor CONDA_PREFIX is set): activate one, or name its folder with --prefix")
		}
	}
	jupyter, talbot := sys.dataFolder(), sys.talbotFolder()
	if prefix != "" {
		// The program's copy stays inside the prefix, so that it can be read by all who see the
		// kernel and goes when the environment goes.
		jupyter, talbot = filepath.Join(prefix, "share", "jupyter"), filepath.Join(prefix, "share", "talbot")
	}
	// A kernelspec with relative paths would work from one folder only.
	jupyter, err := filepath.Abs(jupyter)
	if err == nil {
		talbot, err = filepath.Abs(talbot)
	}
	return place{kernels: filepath.Join(jupyter, "kernels"), bin: filepath.Join(talbot, "bin")}, err
}
