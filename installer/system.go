package installer

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// A system is what the places of Jupyter's files depend on. The rules of every operating system
// are plain code, each in the file named for it, so that tests on one see the mistakes of all.
type system struct {
	os     string // as runtime.GOOS
	home   string
	getenv func(string) string
}

func thisSystem() (system, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return system{}, errors.New("cannot tell your home folder (" + err.Error() + "); give a place with --prefix")
	}
	return system{os: runtime.GOOS, home: home, getenv: os.Getenv}, nil
}

// dataFolder is where Jupyter keeps the user's own files.
func (s system) dataFolder() string {
	if d := s.getenv("JUPYTER_DATA_DIR"); d != "" {
		return d
	}
	switch s.os {
	case "darwin":
		return macDataFolder(s)
	case "windows":
		return windowsDataFolder(s)
	}
	return posixDataFolder(s)
}

// talbotFolder is where Talbot keeps the user's copy of itself.
func (s system) talbotFolder() string {
	switch s.os {
	case "darwin":
		return macTalbotFolder(s)
	case "windows":
		return windowsTalbotFolder(s)
	}
	return posixTalbotFolder(s)
}

// systemFolders are the Jupyter folders that all users of the computer share.
func (s system) systemFolders() []string {
	if s.os == "windows" {
		return windowsSystemFolders(s)
	}
	return posixSystemFolders()
}

// searchPath lists the folders whose "kernels" folder Jupyter reads, the first match winning.
// The folder of a Python environment is known only where that environment is active.
func (s system) searchPath() []string {
	path := filepath.SplitList(s.getenv("JUPYTER_PATH"))
	user, environment := s.dataFolder(), ""
	if prefix, _ := s.environment(); prefix != "" {
		environment = filepath.Join(prefix, "share", "jupyter")
	}
	// Since version 5 of jupyter_core an active environment comes before the user's folder.
	path = append(path, environment, user)
	path = append(path, s.systemFolders()...)
	var out []string
	for _, p := range path {
		if p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// environment gives the root of the active Python environment and the variable that names it.
// A virtual environment is usually made inside a conda one, so it comes first.
func (s system) environment() (prefix, variable string) {
	for _, v := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		if p := s.getenv(v); p != "" {
			return p, v
		}
	}
	return "", ""
}

// executableName is the name of a program's file.
func (s system) executableName(name string) string {
	if s.os == "windows" {
		return name + ".exe"
	}
	return name
}
