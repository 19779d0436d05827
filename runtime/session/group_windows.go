package session

import (
	"os"
	"os/exec"
	"syscall"
)

// lead makes the process the first of a group of its own: a console's Ctrl-C goes to the
// session alone, which passes it on.
func lead(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// end ends the process.
func end(p *os.Process) {
	p.Kill() //nolint:errcheck // it may just have ended
}

// endGroup does nothing: there are none.
func endGroup(int) {}
