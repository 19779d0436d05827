package child

import "os"

// Pipes gives this process's standard input and output for the session's own use.
func Pipes() (in, out *os.File, err error) { return os.Stdin, os.Stdout, nil }

// replace does nothing: Windows knows standard handles, not descriptors.
func replace(*os.File, int) error { return nil }

// endGroup does nothing: programs on Windows have no groups of this kind.
func endGroup() {}
