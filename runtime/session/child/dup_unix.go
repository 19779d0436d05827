//go:build unix && !linux && !solaris && !illumos

package child

import "syscall"

func dup(from, to int) error { return syscall.Dup2(from, to) }
