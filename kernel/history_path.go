package kernel

import (
	"os"
	"path/filepath"
	"runtime"
)

// DefaultHistoryFile gives where a user's history is kept on this system, or "" if no
// home directory is known.
func DefaultHistoryFile() string {
	var base string
	home, err := os.UserHomeDir()
	switch {
	case runtime.GOOS == "windows":
		base = os.Getenv("LOCALAPPDATA")
	case runtime.GOOS == "darwin" && err == nil:
		base = filepath.Join(home, "Library", "Application Support")
	case os.Getenv("XDG_DATA_HOME") != "":
		base = os.Getenv("XDG_DATA_HOME")
	case err == nil:
		base = filepath.Join(home, ".local", "share")
	}
	if base == "" {
		return ""
	}
	return filepath.Join(base, "talbot", "history.jsonl")
}
