// Package installer makes Talbot known to Jupyter on this computer, takes it away again, and
// says what is wrong when a notebook program does not find it.
//
// Jupyter knows a kernel by a folder that holds kernel.json and its logos. Install writes that
// folder, Uninstall removes what Install wrote and nothing else, and Doctor reads what is there.
//
// The package neither starts nor knows the kernel: whoever calls Doctor hands it a Probe.
package installer

//go:generate go run ./gen/logos
//go:generate go run ./gen/notice
