// Command talbot runs Go notebooks and scripts for imaging science: alone, from a terminal, or
// as a Jupyter kernel.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	plotting "talbot/plotting/symbols"
	"talbot/runtime/session"
	"talbot/runtime/simd"
	stdlib "talbot/stdlib/symbols"
)

// version is Talbot's version.
const version = "0.1.0"

// Exit codes. A script that calls os.Exit gives its own.
const (
	exitOK    = 0
	exitFault = 1 // the notebook, the script or the computer is at fault
	exitUsage = 2 // the command line is
)

// A command is what the first argument names.
type command struct {
	name, args, summary string
	run                 func(c *command, args []string) error
	help                string // what -h says besides the flags
}

func commands() []*command {
	return []*command{
		{name: "run", args: "[flags] FILE.ipynb | FILE.go [arguments]", summary: "execute a notebook or a script", run: runFile, help: runHelp},
		{name: "repl", args: "[flags]", summary: "type cells at a prompt", run: runREPL, help: replHelp},
		{name: "install", args: "[flags]", summary: "make Talbot a kernel of Jupyter", run: runInstall, help: installHelp},
		{name: "uninstall", args: "[flags]", summary: "undo install", run: runUninstall, help: uninstallHelp},
		{name: "doctor", args: "[flags]", summary: "check the installation and say what to do", run: runDoctor, help: doctorHelp},
		{name: "kernel", args: "CONNECTION_FILE", summary: "serve a Jupyter front end, which starts this itself", run: runKernel, help: kernelHelp},
		{name: "version", summary: "print the version", run: runVersion, help: "Prints Talbot's version, the Go version that built it and the system."},
	}
}

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	if len(args) == 0 {
		usage(os.Stderr)
		return exitUsage
	}
	if _, err := simd.Chosen(); err != nil {
		fmt.Fprintln(os.Stderr, "talbot:", err)
		return exitUsage
	}
	switch args[0] {
	case childCommand:
		if err := session.RunChild(libraries()); err != nil {
			fmt.Fprintln(os.Stderr, "talbot:", err)
			return exitFault
		}
		return exitOK
	case "-h", "-help", "--help", "help":
		usage(os.Stdout)
		return exitOK
	}
	for _, c := range commands() {
		if c.name == args[0] || "--"+c.name == args[0] {
			return status(c.run(c, args[1:]))
		}
	}
	fmt.Fprintf(os.Stderr, "talbot: there is no command %q\n\n", args[0])
	usage(os.Stderr)
	return exitUsage
}

// A usageError is a fault of the command line.
type usageError struct{ error }

func usagef(format string, a ...any) error { return usageError{fmt.Errorf(format, a...)} }

// An exitError ends the program with a status; what was to be said has been said.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

func status(err error) int {
	var exit exitError
	var use usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &exit):
		return int(exit)
	case errors.As(err, &use):
		fmt.Fprintln(os.Stderr, "talbot:", err)
		return exitUsage
	}
	fmt.Fprintln(os.Stderr, "talbot:", err)
	return exitFault
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Talbot runs Go notebooks and scripts for imaging science.\n\nusage: talbot COMMAND [arguments]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\ntalbot COMMAND -h tells more. To begin: talbot run notebooks/ddm_brownian.ipynb\n")
}

// flags gives a command's flag set. It prints nothing by itself: parse does.
func (c *command) flags() *flag.FlagSet {
	fs := flag.NewFlagSet("talbot "+c.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

// parse reads a command's flags. For -h it prints what the command is for and gives flag.ErrHelp.
func (c *command) parse(fs *flag.FlagSet, args []string) error {
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Printf("usage: %s\n\n%s\n", strings.TrimSpace(fs.Name()+" "+c.args), strings.TrimSpace(c.help))
		some := false
		fs.VisitAll(func(*flag.Flag) { some = true })
		if some {
			fmt.Println("\nflags:")
			fs.SetOutput(os.Stdout)
			fs.PrintDefaults()
		}
		return err
	}
	if err != nil {
		return usagef("%s: %w; see %s -h", fs.Name(), err, fs.Name())
	}
	return nil
}

// noArguments refuses arguments that a command does not take.
func noArguments(fs *flag.FlagSet) error {
	if fs.NArg() > 0 {
		return usagef("%s takes no argument %q; see %s -h", fs.Name(), fs.Arg(0), fs.Name())
	}
	return nil
}

// childCommand is the argument with which a session starts its own process.
const childCommand = "session-process"

func libraries() []session.Library {
	return []session.Library{
		{Path: "talbot/stdlib/symbols", Packages: stdlib.Packages, Types: stdlib.Types, Docs: stdlib.Docs},
		{Path: "talbot/plotting/symbols", Packages: plotting.Packages, Types: plotting.Types, Docs: plotting.Docs},
	}
}

// newSession starts a session; args are what cells see in os.Args.
func newSession(memory memorySize, args ...string) (*session.Session, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("the program cannot find itself: %w", err)
	}
	return session.New(session.Settings{Command: []string{self, childCommand}, Memory: uint64(memory), Args: args, Libraries: libraries(), Source: source}), nil
}

// interruptible gives a context that Ctrl-C or a request to end cancels.
func interruptible() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}
