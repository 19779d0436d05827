//go:build unix

package child

import (
	"os"
	"os/exec"
	"syscall"
)

func shellCommand(command string) []string { return []string{"sh", "-c", command} }

// setGroup puts a program and all that it will start into a group of their own.
func setGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func interruptGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGINT) }

func killGroup(p *os.Process) { syscall.Kill(-p.Pid, syscall.SIGKILL) } //nolint:errcheck // it may just have ended

// groupLives reports whether a program left something running.
func groupLives(p *os.Process) bool { return syscall.Kill(-p.Pid, 0) == nil }
