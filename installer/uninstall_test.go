package installer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestUninstallRemovesExactlyWhatWasInstalled(t *testing.T) {
	home, _ := user(t)
	program := writeProgram(t, filepath.Join(os.TempDir(), "talbot"), "x")
	other := install(t, Settings{Executable: program, Name: "talbot-other"})
	before := files(t, home)
	r := install(t, Settings{Executable: program})
	gone, err := Uninstall(Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if after := files(t, home); !slices.Equal(before, after) {
		t.Errorf("before %v\nafter  %v", before, after)
	}
	if isFolder(r.Folder) || gone.Folder != r.Folder || gone.Copy != r.Copy || len(gone.Kept) != 0 {
		t.Errorf("report %+v", gone)
	}
	if !isFile(other.Copy) || !isFile(filepath.Join(other.Folder, specFile)) {
		t.Error("the other kernel was harmed")
	}
	if _, err := Uninstall(Settings{Name: "talbot-other"}); err != nil {
		t.Fatal(err)
	}
	if isFolder(filepath.Dir(other.Copy)) {
		t.Error("the folder of the copies is left behind")
	}
}

func TestUninstallKeepsWhatIsNotOurs(t *testing.T) {
	_, program := user(t)
	r := install(t, Settings{Executable: program})
	mine := filepath.Join(r.Folder, "kernel.js")
	if err := os.WriteFile(mine, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	gone, err := Uninstall(Settings{})
	if err != nil || !slices.Equal(gone.Kept, []string{mine}) {
		t.Errorf("kept %v, %v", gone.Kept, err)
	}
	if got := files(t, r.Folder); !slices.Equal(got, []string{"kernel.js"}) {
		t.Errorf("left %v", got)
	}
	if !isFile(program) {
		t.Error("the program itself was removed")
	}
}

// A kernel.json that was edited must not lead to the removal of anything else.
func TestUninstallDistrustsAnEditedCopy(t *testing.T) {
	home, program := user(t)
	r := install(t, Settings{Executable: program})
	precious := writeProgram(t, filepath.Join(home, "bin", "precious"), "x")
	spec, err := readSpec(r.Folder)
	if err != nil {
		t.Fatal(err)
	}
	spec.Metadata.Talbot.Copy = precious
	b, err := spec.encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := writeFile(filepath.Join(r.Folder, specFile), b, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Uninstall(Settings{}); err != nil {
		t.Fatal(err)
	}
	if !isFile(precious) {
		t.Error("a file that Talbot did not write was removed")
	}
}

func TestUninstallKeepsACopyThatAnotherKernelStarts(t *testing.T) {
	home, _ := user(t)
	program := writeProgram(t, filepath.Join(os.TempDir(), "talbot"), "x")
	t.Setenv("JUPYTER_DATA_DIR", filepath.Join(home, "second"))
	second := install(t, Settings{Executable: program})
	t.Setenv("JUPYTER_PATH", filepath.Join(home, "second"))
	t.Setenv("JUPYTER_DATA_DIR", filepath.Join(home, "first"))
	first := install(t, Settings{Executable: program})
	if first.Copy != second.Copy {
		t.Fatalf("copies %s and %s", first.Copy, second.Copy)
	}
	gone, err := Uninstall(Settings{})
	if err != nil || !slices.Equal(gone.Kept, []string{second.Copy}) || !isFile(second.Copy) {
		t.Errorf("report %+v, %v", gone, err)
	}
}

func TestUninstallOfNothing(t *testing.T) {
	home, program := user(t)
	if _, err := Uninstall(Settings{}); err == nil || !strings.Contains(err.Error(), "no kernel talbot") {
		t.Errorf("error %v", err)
	}
	t.Setenv("VIRTUAL_ENV", filepath.Join(home, "venv"))
	r := install(t, Settings{Executable: program, SysPrefix: true})
	if _, err := Uninstall(Settings{}); err == nil || !strings.Contains(err.Error(), r.Folder) {
		t.Errorf("error %v does not name %s", err, r.Folder)
	}
}
