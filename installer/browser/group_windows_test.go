package browser_test

import "os/exec"

func endTogether(*exec.Cmd) {}
