package child

import (
	"os"
	"os/exec"
)

func shellCommand(command string) []string { return []string{"cmd", "/C", command} }

// setGroup does nothing: programs on Windows have no groups of this kind.
func setGroup(*exec.Cmd) {}

func interruptGroup(p *os.Process) error { return p.Kill() }

func killGroup(*os.Process) {}

func groupLives(*os.Process) bool { return false }
