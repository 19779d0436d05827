//go:build unix

package browser_test

import (
	"os/exec"
	"syscall"
)

// endTogether lets the end of a command's context end its children too: a notebook server leaves
// kernels behind, Chromium its renderers.
func endTogether(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
