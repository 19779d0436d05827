package installer

import "path/filepath"

// macDataFolder is not under Application Support: Jupyter chose ~/Library/Jupyter, and a
// kernelspec anywhere else is not found.
func macDataFolder(s system) string { return filepath.Join(s.home, "Library", "Jupyter") }

func macTalbotFolder(s system) string {
	return filepath.Join(s.home, "Library", "Application Support", "talbot")
}
