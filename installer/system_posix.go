package installer

import "path/filepath"

// posixDataFolder follows the XDG base directory specification, as Jupyter does on Linux.
func posixDataFolder(s system) string { return filepath.Join(xdgDataHome(s), "jupyter") }

func posixTalbotFolder(s system) string { return filepath.Join(xdgDataHome(s), "talbot") }

func posixSystemFolders() []string {
	return []string{"/usr/local/share/jupyter", "/usr/share/jupyter"}
}

func xdgDataHome(s system) string {
	if d := s.getenv("XDG_DATA_HOME"); d != "" {
		return d
	}
	return filepath.Join(s.home, ".local", "share")
}
