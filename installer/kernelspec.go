package installer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

const specFile = "kernel.json"

// connectionFile stands in a kernelspec for the path that Jupyter fills in.
const connectionFile = "{connection_file}"

// A kernelspec is the part of kernel.json that Talbot writes and reads.
type kernelspec struct {
	Argv          []string `json:"argv"`
	DisplayName   string   `json:"display_name"`
	Language      string   `json:"language"`
	InterruptMode string   `json:"interrupt_mode,omitempty"`
	Protocol      string   `json:"kernel_protocol_version,omitempty"` // from 5.5 on, the kernel can choose its ports
	Metadata      metadata `json:"metadata"`
}

type metadata struct {
	Debugger bool   `json:"debugger"`
	Talbot   *stamp `json:"talbot,omitempty"`
}

// A stamp marks a kernelspec as one that Talbot wrote.
type stamp struct {
	Version string `json:"version"`
	Copy    string `json:"copy,omitempty"` // the copy of the program that was made for it
}

func (k kernelspec) ours() bool { return k.Metadata.Talbot != nil }

// encode gives the bytes of kernel.json, readable by people.
func (k kernelspec) encode() ([]byte, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(k); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}

// kernelFile is where kernel.json of the named kernel stands in a Jupyter data folder.
func kernelFile(data, name string) string { return filepath.Join(data, "kernels", name, specFile) }

// An installed kernel is a kernelspec with the folder where it was found.
type installed struct {
	name   string
	folder string
	spec   kernelspec
	err    error // kernel.json cannot be read
}

// readSpec reads the kernelspec in folder; a folder without kernel.json is fs.ErrNotExist.
func readSpec(folder string) (kernelspec, error) {
	var k kernelspec
	b, err := os.ReadFile(filepath.Join(folder, specFile))
	if err != nil {
		return k, err
	}
	if err := json.Unmarshal(b, &k); err != nil {
		return k, fmt.Errorf("%s: %w", filepath.Join(folder, specFile), err)
	}
	return k, nil
}

// kernelsIn lists the kernels in a folder of kernels, by name.
func kernelsIn(kernels string) []installed {
	entries, err := os.ReadDir(kernels)
	if err != nil {
		return nil
	}
	var out []installed
	for _, e := range entries {
		folder := filepath.Join(kernels, e.Name())
		spec, err := readSpec(folder)
		if errors.Is(err, fs.ErrNotExist) || isFile(folder) {
			continue
		}
		out = append(out, installed{strings.ToLower(e.Name()), folder, spec, err})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
