package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"talbot/installer"
	"talbot/kernel"
	"talbot/kernel/client"
	"talbot/kernel/zmq"
)

const kernelHelp = `
Serves one Jupyter front end through the ZeroMQ sockets that the connection file names.
Jupyter starts this by itself once "talbot install" has told it how. Arguments behind the
connection file are ignored, as Jupyter's tools may add some.`

func runKernel(c *command, args []string) error {
	fs := c.flags()
	memory := memoryFlag(fs)
	if err := c.parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return usagef("talbot kernel needs a connection file; to use Talbot in Jupyter say talbot install")
	}
	// The sockets first: a client that finds nobody there tries again only after 100 ms.
	t, err := zmq.Open(fs.Arg(0))
	if err != nil {
		return err
	}
	ses, err := newSession(*memory)
	if err != nil {
		return err
	}
	return t.Run(context.Background(), ses, kernelInfo())
}

func kernelInfo() kernel.Info {
	return kernel.Info{
		Implementation: "talbot", Version: version, HistoryFile: kernel.DefaultHistoryFile(),
		Banner: fmt.Sprintf("Talbot %s: Go notebooks for imaging science (%s)", version, runtime.Version()),
	}
}

const installHelp = `
Tells Jupyter of Talbot: notebooks then offer "Go (Talbot)" as a kernel, in JupyterLab, Notebook,
VS Code and every other front end. Without flags it installs for you alone.`

const uninstallHelp = `Removes what talbot install wrote. Give the flags that you gave there.`

func installFlags(c *command, args []string) (installer.Settings, error) {
	s := installer.Settings{Version: version}
	fs := c.flags()
	fs.BoolVar(&s.User, "user", false, "for this user (the default)")
	fs.StringVar(&s.Prefix, "prefix", "", "in share/jupyter below this `folder`, as /usr/local")
	fs.BoolVar(&s.SysPrefix, "sys-prefix", false, "in the active Python environment")
	fs.StringVar(&s.Name, "name", "", "the kernel's `name`, by which notebooks ask for it (default talbot)")
	if c.name == "install" {
		fs.StringVar(&s.DisplayName, "display-name", "", "the `name` that menus show (default Go (Talbot))")
	}
	fs.BoolVar(&s.Force, "force", false, "touch a kernel of that name also if another program made it")
	if err := c.parse(fs, args); err != nil {
		return s, err
	}
	return s, noArguments(fs)
}

func runInstall(c *command, args []string) error {
	s, err := installFlags(c, args)
	if err != nil {
		return err
	}
	r, err := installer.Install(s)
	if err != nil {
		return err
	}
	fmt.Print(r)
	return nil
}

func runUninstall(c *command, args []string) error {
	s, err := installFlags(c, args)
	if err != nil {
		return err
	}
	r, err := installer.Uninstall(s)
	if err != nil {
		return err
	}
	fmt.Print(r)
	return nil
}

const doctorHelp = `
Prints where Jupyter looks for kernels and what it finds there, starts Talbot's as Jupyter would,
runs 1+1 in it, and says what to do about each fault. The exit status is 1 if there are faults.`

func runDoctor(c *command, args []string) error {
	s := installer.DoctorSettings{Version: version, Probe: probe}
	fs := c.flags()
	fs.StringVar(&s.Name, "name", "", "the kernel's `name` (default talbot)")
	fs.DurationVar(&s.Timeout, "timeout", 30*time.Second, "how long the kernel may take to start")
	if err := c.parse(fs, args); err != nil {
		return err
	}
	if err := noArguments(fs); err != nil {
		return err
	}
	ctx, cancel := interruptible()
	defer cancel()
	err := installer.Doctor(ctx, os.Stdout, s)
	var faults installer.Faults
	if errors.As(err, &faults) {
		return exitError(exitFault)
	}
	return err
}

// probe starts a kernel by its command and has it add.
func probe(ctx context.Context, argv []string) (kernelVersion string, ready time.Duration, result string, err error) {
	start := time.Now()
	p, err := client.Start(ctx, argv, io.Discard)
	if err != nil {
		return "", 0, "", err
	}
	defer p.Stop(ctx) //nolint:errcheck // it is killed if it does not end
	info, err := p.KernelInfo(ctx)
	if err != nil {
		return "", 0, "", err
	}
	ready = time.Since(start)
	r, err := p.Execute(ctx, client.Cell{Code: "1+1", NoHistory: true})
	if err != nil {
		return info.Version, ready, "", err
	}
	if r.Status != "ok" {
		return info.Version, ready, "", fmt.Errorf("1+1 failed: %s: %s", r.Name, r.Value)
	}
	return info.Version, ready, r.Plain(), nil
}

func runVersion(c *command, args []string) error {
	fs := c.flags()
	if err := c.parse(fs, args); err != nil {
		return err
	}
	if err := noArguments(fs); err != nil {
		return err
	}
	fmt.Printf("talbot %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
