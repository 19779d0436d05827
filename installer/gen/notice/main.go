// Command notice gathers the licences of all that is linked into the program, on every system
// that it is built for, and refuses those that Talbot cannot be given away under.
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A module is one that the program links, with the folders of the packages that it gives.
type module struct {
	path, version, dir string
	packages           []string
}

func main() {
	log.SetFlags(0)
	out := flag.String("o", "../NOTICE", "file to write")
	program := flag.String("program", "talbot", "the package of the program")
	flag.Parse()
	text, err := notice(*program)
	if err != nil {
		log.Fatal("notice: ", err)
	}
	if err := os.WriteFile(*out, text, 0o644); err != nil {
		log.Fatal(err)
	}
}

func notice(program string) ([]byte, error) {
	modules, err := linked(program)
	if err != nil {
		return nil, err
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	// The version of Go is left out: it is that of whoever builds.
	goItself := module{path: "the Go runtime and standard library", dir: strings.TrimSpace(string(goroot))}
	modules = append([]module{goItself}, modules...)

	var b bytes.Buffer
	b.WriteString("Talbot\nCopyright (c) 2026 The Talbot Authors, licensed as the file LICENSE says.\n\n" +
		"The program contains the software below. This list is made from its build\n" +
		"(go generate ./installer); DO NOT EDIT it.\n\n")
	var texts []document
	for _, m := range modules {
		docs, kind, err := licences(m)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "  %s  (%s)\n", strings.TrimSpace(m.path+" "+m.version), kind)
		texts = append(texts, docs...)
	}
	b.WriteString("\n" + freetypeCredit + "\n")
	for _, t := range merge(texts) {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("-", 80), strings.Join(t.from, "\n"), t.text)
	}
	return b.Bytes(), nil
}

// linked lists the modules of the program's packages on the systems that Talbot is built for.
func linked(program string) ([]module, error) {
	byPath := map[string]*module{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		cmd := exec.Command("go", "list", "-deps", "-f",
			"{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}", program)
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w", system, err)
		}
		for line := range strings.Lines(string(out)) {
			f := strings.Split(strings.TrimSpace(line), "\t")
			if len(f) != 4 {
				continue
			}
			m := byPath[f[0]]
			if m == nil {
				m = &module{path: f[0], version: f[1], dir: f[2]}
				byPath[f[0]] = m
			}
			if !slices.Contains(m.packages, f[3]) {
				m.packages = append(m.packages, f[3])
			}
		}
	}
	var all []module
	for _, m := range byPath {
		all = append(all, *m)
	}
	slices.SortFunc(all, func(a, b module) int { return cmp.Compare(a.path, b.path) })
	return all, nil
}

// folders are those between the module's root and the packages that are linked: a package may
// carry a licence of its own.
func (m module) folders() []string {
	dirs := []string{m.dir}
	if third := filepath.Join(m.dir, "THIRD_PARTY_LICENSES"); isFolder(third) {
		dirs = append(dirs, third)
	}
	var below []string
	for _, p := range m.packages {
		for d := p; len(d) > len(m.dir); d = filepath.Dir(d) {
			if !slices.Contains(below, d) {
				below = append(below, d)
			}
		}
	}
	slices.Sort(below)
	return append(dirs, below...)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
