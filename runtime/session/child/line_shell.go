package child

import (
	"errors"
	"fmt"
	"go/parser"
	"os"
	"os/exec"
	"strings"
	"time"

	"talbot/runtime/session/link"
)

// shell runs a command through the system's shell.
func (h *host) shell(command string) error {
	if command == "" {
		return errors.New("there is no command behind the exclamation mark")
	}
	err := h.program(command, shellCommand(command)...)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == notFound {
		if _, e := parser.ParseExpr(command); e == nil {
			return fmt.Errorf("%w; a line that begins with ! goes to the shell: write (!%s) for Go's not", err, command)
		}
	}
	return err
}

// notFound is the exit status of a shell that does not know the command.
const notFound = 127

// bash runs a script with bash, or where there is none with sh.
func (h *host) bash(args, script string) error {
	path, err := exec.LookPath("bash")
	if err != nil {
		if path, err = exec.LookPath("sh"); err != nil {
			return errors.New("there is no bash and no sh on this computer; on Windows, Git for Windows and WSL bring one")
		}
	}
	return h.program("the script", append(append([]string{path}, strings.Fields(args)...), "-c", script)...)
}

// program runs a program until it ends. It writes straight into the cell's streams. An
// interrupt reaches all that it started, as a terminal's does.
func (h *host) program(what string, argv ...string) error {
	ctx := h.context()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	setGroup(cmd)
	cmd.Cancel = func() error { return interruptGroup(cmd.Process) }
	cmd.WaitDelay = time.Second // then by force
	if err := cmd.Start(); err != nil {
		return err
	}
	h.conn.Send(&link.Report{Group: &link.Group{ID: cmd.Process.Pid}}) //nolint:errcheck // a session that is gone ends nothing
	err := cmd.Wait()
	if ctx.Err() != nil {
		killGroup(cmd.Process)
		halt()
	}
	if !groupLives(cmd.Process) {
		h.conn.Send(&link.Report{Group: &link.Group{ID: cmd.Process.Pid, Gone: true}}) //nolint:errcheck // as above
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &statusError{exit, what}
	}
	return err
}

// A statusError tells with what a program failed.
type statusError struct {
	*exec.ExitError
	what string
}

func (e *statusError) Error() string {
	return fmt.Sprintf("%s ended with %s", firstLine(e.what), e.ExitError.Error())
}

func (e *statusError) Unwrap() error { return e.ExitError }

func firstLine(s string) string {
	if line, _, more := strings.Cut(s, "\n"); more {
		return line + " …"
	}
	return s
}
