//go:build unix

package session

import (
	"os"
	"os/exec"
	"syscall"
)

// lead makes the process the first of a group of its own, with which the programs end that its
// cells start. A terminal's Ctrl-C goes to the session alone, which passes it on.
func lead(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// end ends the process and its group.
func end(p *os.Process) {
	p.Kill()                              //nolint:errcheck // it may just have ended
	syscall.Kill(-p.Pid, syscall.SIGKILL) //nolint:errcheck // as above
}

// endGroup ends a group of programs.
func endGroup(id int) { syscall.Kill(-id, syscall.SIGKILL) } //nolint:errcheck // they may just have ended
