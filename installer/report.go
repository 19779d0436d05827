package installer

import (
	"fmt"
	"strings"
)

// A Report says what Install or Uninstall did.
type Report struct {
	Name     string   // the kernel's name
	Folder   string   // the kernelspec's folder
	Argv     []string // what Jupyter starts
	Copy     string   // the copy of the program that was made or removed, or ""
	Replaced bool     // a kernel of that name was there before
	Removed  bool     // this is Uninstall's report
	Kept     []string // what Uninstall left, since Talbot did not write it or something still needs it
	Notes    []string // what the person should know
}

// String tells the report to a person, in lines.
func (r Report) String() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	switch {
	case r.Removed:
		line("Removed the kernel %s from %s", r.Name, r.Folder)
	case r.Replaced:
		line("Replaced the kernel %s in %s", r.Name, r.Folder)
	default:
		line("Installed the kernel %s in %s", r.Name, r.Folder)
	}
	switch {
	case r.Copy != "" && r.Removed:
		line("Removed the program's copy %s", r.Copy)
	case r.Copy != "":
		line("It starts %s, a copy of this program that stays when the build folder is cleaned", r.Copy)
	case !r.Removed && len(r.Argv) > 0:
		line("It starts %s: leave that where it is, or install again after moving it", r.Argv[0])
	}
	for _, k := range r.Kept {
		line("Left %s", k)
	}
	for _, n := range r.Notes {
		line("Note: %s", n)
	}
	return b.String()
}
