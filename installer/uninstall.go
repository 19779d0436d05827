package installer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Uninstall removes what Install wrote for the same Settings: kernel.json, the logos and the copy
// of the program. What else lies in the kernel's folder stays, and Kept names it.
// A kernel that is not Talbot's is left alone, with an error, unless Force is set.
func Uninstall(s Settings) (Report, error) {
	sys, err := thisSystem()
	if err != nil && s.Prefix == "" {
		return Report{}, err
	}
	name, err := s.kernelName()
	if err != nil {
		return Report{}, err
	}
	from, err := s.place(sys)
	if err != nil {
		return Report{}, err
	}
	r := Report{Name: name, Folder: filepath.Join(from.kernels, name), Removed: true}
	spec, err := readSpec(r.Folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Report{}, fmt.Errorf("no kernel %s is installed in %s%s", name, from.kernels, elsewhere(sys, name))
	case (err != nil || !spec.ours()) && !s.Force:
		return Report{}, fmt.Errorf("%s holds a kernel that Talbot did not install: it stays; --force removes its kernel.json and logos", r.Folder)
	}
	r.Argv = spec.Argv
	// kernel.json goes first: without it Jupyter sees no kernel, whatever happens next.
	for _, f := range append([]string{specFile}, logoFiles...) {
		if err := os.Remove(filepath.Join(r.Folder, f)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return r, err
		}
	}
	r.Kept = removeIfEmpty(r.Folder)
	if spec.ours() && spec.Metadata.Talbot.Copy != "" {
		c := spec.Metadata.Talbot.Copy
		if inUse(sys, from, c) || !copyOf(from, c) {
			r.Kept = append(r.Kept, c)
		} else if removeCopy(c) {
			r.Copy = c
		}
	}
	return r, nil
}

// copyOf guards against a kernel.json that was edited by hand: only a file in the folder where
// Install puts copies is one.
func copyOf(p place, path string) bool { return filepath.Dir(path) == p.bin }

// inUse reports whether any kernel that Jupyter could find still starts the program.
func inUse(sys system, p place, program string) bool {
	folders := []string{p.kernels}
	for _, f := range sys.searchPath() {
		folders = append(folders, filepath.Join(f, "kernels"))
	}
	for _, f := range folders {
		for _, k := range kernelsIn(f) {
			if len(k.spec.Argv) > 0 && sameFile(k.spec.Argv[0], program) {
				return true
			}
		}
	}
	return false
}

// removeCopy removes the copy of a program and the folders made for it, and reports whether it
// is gone.
func removeCopy(path string) bool {
	err := os.Remove(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		// Windows does not remove a program that runs, but lets it be renamed.
		err = os.Rename(path, outgoing(path))
	}
	bin := filepath.Dir(path)
	if filepath.Base(bin) == "bin" && os.Remove(bin) == nil {
		if talbot := filepath.Dir(bin); filepath.Base(talbot) == "talbot" {
			os.Remove(talbot) // fails where it holds anything else, as it should
		}
	}
	return err == nil || errors.Is(err, fs.ErrNotExist)
}

// removeIfEmpty removes the folder, or lists what keeps it.
func removeIfEmpty(folder string) []string {
	if os.Remove(folder) == nil {
		return nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return []string{folder}
	}
	var kept []string
	for _, e := range entries {
		kept = append(kept, filepath.Join(folder, e.Name()))
	}
	return kept
}

// elsewhere names the places where a kernel of that name does stand.
func elsewhere(sys system, name string) string {
	for _, p := range sys.searchPath() {
		folder := filepath.Join(p, "kernels", name)
		if isFile(filepath.Join(folder, specFile)) {
			return fmt.Sprintf("; there is one in %s", folder)
		}
	}
	return ""
}
