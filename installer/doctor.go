package installer

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"talbot/runtime/plan"
)

// A Probe starts a kernel as Jupyter would, runs 1+1 in it and ends it. It gives the version that
// the kernel tells, the time from start to ready, and the result as text.
type Probe func(ctx context.Context, argv []string) (version string, ready time.Duration, result string, err error)

// DoctorSettings say what Doctor compares with. The zero value checks the kernel "talbot" of the
// running program without starting it.
type DoctorSettings struct {
	Name       string        // the kernel's name; "" is talbot
	Version    string        // Talbot's version, to compare with the kernel's
	Executable string        // the program that runs; "" is the running one
	Probe      Probe         // nil leaves the kernel unstarted
	Timeout    time.Duration // for the probe; 0 is 30 s
}

// Faults are what Doctor found wrong, each with what to do about it.
type Faults []string

func (f Faults) Error() string {
	if len(f) == 1 {
		return "1 fault found"
	}
	return fmt.Sprintf("%d faults found", len(f))
}

// Doctor writes to w what Jupyter on this computer knows of Talbot, starts the kernel, and ends
// with "all is well" or with the faults, which it returns as Faults.
func Doctor(ctx context.Context, w io.Writer, s DoctorSettings) error {
	sys, err := thisSystem()
	if err != nil {
		return err
	}
	if s.Name, err = (Settings{Name: s.Name}).kernelName(); err != nil {
		return err
	}
	if s.Executable == "" {
		if s.Executable, err = os.Executable(); err != nil {
			return err
		}
	}
	if s.Timeout == 0 {
		s.Timeout = 30 * time.Second
	}
	d := &doctor{w: w, sys: sys, DoctorSettings: s}
	d.computer()
	d.frontEnds(ctx)
	d.folders()
	if k, ok := d.find(); ok && d.examine(k) && s.Probe != nil {
		d.probe(ctx, k.spec.Argv)
	}
	return d.verdict()
}

type doctor struct {
	DoctorSettings
	w          io.Writer
	sys        system
	path       []string // where Jupyter looks
	unsearched []string // where Talbot would have looked, and the Jupyter on PATH does not
	faults     Faults
}

func (d *doctor) say(format string, args ...any) { fmt.Fprintf(d.w, format+"\n", args...) }

// fault notes what is wrong and, after the colon or full stop, what to do about it.
func (d *doctor) fault(format string, args ...any) {
	d.faults = append(d.faults, fmt.Sprintf(format, args...))
}

func (d *doctor) computer() {
	version := d.Version
	if version == "" {
		version = "unknown version"
	}
	d.say("Talbot    %s, built with %s for %s/%s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	d.say("Program   %s", d.Executable)
	d.say("Computer  %d processors (%s)%s", runtime.NumCPU(), strings.Join(cpuFeatures(), ", "), memoryText())
}

func memoryText() string {
	total, free := plan.Memory()
	if total == 0 {
		return ""
	}
	text := fmt.Sprintf(", %.1f GiB of memory", float64(total)/(1<<30))
	if free != 0 {
		text += fmt.Sprintf(", %.1f free", float64(free)/(1<<30))
	}
	return text
}

// folders prints each folder that Jupyter searches, with the kernels in it.
func (d *doctor) folders() {
	d.say("")
	d.say("Jupyter looks for kernels in, the first match winning:")
	for _, p := range d.path {
		folder := filepath.Join(p, "kernels")
		if !isFolder(folder) {
			d.say("  %s (does not exist)", folder)
			continue
		}
		d.say("  %s", folder)
		for _, k := range kernelsIn(folder) {
			switch {
			case k.err != nil:
				d.say("    %s: %v", k.name, k.err)
			default:
				d.say("    %s: %s", k.name, k.spec.DisplayName)
			}
		}
	}
}

// find gives the kernel that Jupyter starts for the name.
func (d *doctor) find() (installed, bool) {
	var all []installed
	for _, p := range d.path {
		for _, k := range kernelsIn(filepath.Join(p, "kernels")) {
			if k.name == d.Name {
				all = append(all, k)
			}
		}
	}
	d.say("")
	if len(all) == 0 {
		d.say("Kernel    %s is not installed", d.Name)
		d.faultNotFound()
		return installed{}, false
	}
	d.say("Kernel    %s", all[0].folder)
	for _, k := range all[1:] {
		if k.spec.ours() && !all[0].spec.ours() {
			d.fault("Jupyter starts the %s in %s, which hides Talbot's in %s. Remove the first, or install Talbot under another name with --name.", d.Name, all[0].folder, k.folder)
		} else {
			d.say("          hides another one in %s", k.folder)
		}
	}
	return all[0], true
}

func (d *doctor) faultNotFound() {
	for _, p := range d.unsearched {
		if isFile(kernelFile(p, d.Name)) {
			d.fault("the kernel in %s is not where the Jupyter on your PATH looks. Run: %s%s", p, d.install(), prefixFor(d.path))
			return
		}
	}
	d.fault("Jupyter does not know the kernel %s. Run: %s", d.Name, d.install())
}

// prefixFor gives the --prefix that installs into the first folder of the path that has one.
func prefixFor(path []string) string {
	tail := filepath.Join("share", "jupyter")
	for _, p := range path {
		if prefix, ok := strings.CutSuffix(filepath.Clean(p), string(filepath.Separator)+tail); ok {
			return fmt.Sprintf(" --prefix %q", prefix)
		}
	}
	return " with JUPYTER_DATA_DIR set to one of the folders above"
}

// install is the command that mends most faults, as this person has to type it.
func (d *doctor) install() string {
	command := "talbot install"
	if temporary(d.Executable) {
		command = "go run . install"
	}
	if d.Name != DefaultName {
		command += " --name " + d.Name
	}
	return command
}

func (d *doctor) verdict() error {
	d.say("")
	if len(d.faults) == 0 {
		d.say("All is well.")
		return nil
	}
	for i, f := range d.faults {
		d.say("Fault %d: %s", i+1, f)
	}
	return d.faults
}
