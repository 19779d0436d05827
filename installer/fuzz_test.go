package installer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever name is given, the kernel's folder is one below the folder of kernels.
func FuzzKernelName(f *testing.F) {
	for _, s := range []string{"", "talbot", "..", "a/../b", `a\b`, "ÄÖ", ".hidden", "a\x00b", "c:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got, err := Settings{Name: name}.kernelName()
		if err != nil {
			return
		}
		if filepath.Dir(filepath.Join("kernels", got)) != "kernels" || strings.ToLower(got) != got {
			t.Errorf("name %q gives the folder %q", name, got)
		}
	})
}

// Whatever stands in kernel.json, doctor says something about it and does not fall over.
func FuzzDoctorReadsAnyKernelspec(f *testing.F) {
	f.Add(`{"argv": ["/x", "kernel", "{connection_file}"], "language": "go", "metadata": {"talbot": {}}}`)
	f.Add(`{"argv": [], "metadata": {"talbot": {"version": "1"}}}`)
	f.Add(`{"argv": [""], "interrupt_mode": "message", "language": "go", "metadata": {"talbot": {}}}`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, text string) {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, specFile), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		spec, err := readSpec(folder)
		var out strings.Builder
		d := &doctor{w: &out, DoctorSettings: DoctorSettings{Name: "talbot", Version: "1", Executable: "/x"}}
		if d.examine(installed{"talbot", folder, spec, err}) == false && len(d.faults) == 0 {
			t.Errorf("no fault for %q, which cannot be started", text)
		}
	})
}
