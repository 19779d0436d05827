package installer

import "path/filepath"

func windowsDataFolder(s system) string {
	if d := s.getenv("APPDATA"); d != "" {
		return filepath.Join(d, "jupyter")
	}
	return filepath.Join(s.home, ".jupyter", "data")
}

// windowsTalbotFolder is under LOCALAPPDATA: a program must not roam with the user's profile.
func windowsTalbotFolder(s system) string {
	d := s.getenv("LOCALAPPDATA")
	if d == "" {
		d = filepath.Join(s.home, "AppData", "Local")
	}
	return filepath.Join(d, "talbot")
}

func windowsSystemFolders(s system) []string {
	if d := s.getenv("PROGRAMDATA"); d != "" {
		return []string{filepath.Join(d, "jupyter")}
	}
	return nil
}
