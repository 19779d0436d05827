package installer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Install writes the kernelspec and, where the program stands in a folder that is soon cleaned
// (go run builds into one), a copy of the program that stays.
func Install(s Settings) (Report, error) {
	sys, err := thisSystem()
	if err != nil && s.Prefix == "" {
		return Report{}, err
	}
	name, err := s.kernelName()
	if err != nil {
		return Report{}, err
	}
	to, err := s.place(sys)
	if err != nil {
		return Report{}, err
	}
	program, err := s.program()
	if err != nil {
		return Report{}, err
	}
	r := Report{Name: name, Folder: filepath.Join(to.kernels, name)}
	before, err := s.occupant(r.Folder)
	if err != nil {
		return Report{}, err
	}
	r.Replaced = before != nil

	copyHere := filepath.Join(to.bin, sys.executableName(name))
	if temporary(program) || sameFile(program, copyHere) {
		r.Copy = copyHere
		if err := copyProgram(program, r.Copy); err != nil {
			return Report{}, err
		}
		program = r.Copy
	}
	spec := kernelspec{
		Argv:          []string{program, "kernel", connectionFile},
		DisplayName:   s.DisplayName,
		Language:      "go",
		InterruptMode: "message",
		Protocol:      "5.5",
		Metadata:      metadata{Talbot: &stamp{Version: s.Version, Copy: r.Copy}},
	}
	if spec.DisplayName == "" {
		spec.DisplayName = defaultDisplayName
	}
	r.Argv = spec.Argv
	if err := writeSpec(r.Folder, spec); err != nil {
		return Report{}, err
	}
	// A copy that the earlier installation ran and this one does not is of no more use.
	if before != nil && before.ours() {
		if old := before.Metadata.Talbot.Copy; old != "" && old != r.Copy && copyOf(to, old) && !inUse(sys, to, old) {
			removeCopy(old)
		}
	}
	r.Notes = s.shadows(sys, r)
	return r, nil
}

// program is the absolute path of the program to install.
func (s Settings) program() (string, error) {
	p := s.Executable
	if p == "" {
		var err error
		if p, err = os.Executable(); err != nil {
			return "", fmt.Errorf("cannot tell where this program stands: %w", err)
		}
	}
	p, err := filepath.Abs(p)
	if err != nil {
		return "", fmt.Errorf("executable %q: %w", s.Executable, err)
	}
	if err := runnable(p); err != nil {
		return "", err
	}
	return p, nil
}

// occupant gives the kernelspec that stands in the folder already, or nil.
// One that is not Talbot's is an error unless Force is set.
func (s Settings) occupant(folder string) (*kernelspec, error) {
	k, err := readSpec(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && k.ours(), s.Force:
		return &k, nil
	case err != nil:
		return nil, fmt.Errorf("%s is there already and cannot be read (%w): remove it, choose another name with --name, or replace it with --force", folder, err)
	}
	return nil, fmt.Errorf("%s holds a kernel that is not Talbot's (%s): choose another name with --name, or replace it with --force", folder, k.DisplayName)
}

// writeSpec writes the logos first and kernel.json last, each at once and whole, so that Jupyter
// never sees half of a kernel.
func writeSpec(folder string, spec kernelspec) error {
	b, err := spec.encode()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return placeError(folder, err)
	}
	for _, l := range logoFiles {
		data, err := logos.ReadFile("logos/" + l)
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(folder, l), data, 0o644); err != nil {
			return err
		}
	}
	return writeFile(filepath.Join(folder, specFile), b, 0o644)
}

// shadows notes what keeps Jupyter from finding the kernel that was just written.
func (s Settings) shadows(sys system, r Report) []string {
	var notes []string
	seen := false
	for _, p := range sys.searchPath() {
		folder := filepath.Join(p, "kernels", r.Name)
		if sameFile(folder, r.Folder) {
			seen = true
			break
		}
		if isFile(filepath.Join(folder, specFile)) {
			notes = append(notes, fmt.Sprintf("Jupyter will start another kernel of the name %s first: %s. Remove that one, or choose another name with --name.", r.Name, folder))
			seen = true
			break
		}
	}
	if !seen {
		notes = append(notes, fmt.Sprintf("Only a Jupyter installed in that prefix finds the kernel; others do with JUPYTER_PATH=%s.", strings.TrimSuffix(r.Folder, filepath.Join("kernels", r.Name))))
	}
	return notes
}
