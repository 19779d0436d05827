package installer

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// user makes a home folder with a space and letters outside ASCII in its path, a program that
// stands in it for good, and the variables that lead Jupyter there.
func user(t *testing.T) (home, program string) {
	t.Helper()
	root := t.TempDir()
	home = filepath.Join(root, "Zoë Müller", "домой")
	temp := filepath.Join(root, "tmp")
	for _, d := range []string{home, temp} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range map[string]string{
		"HOME": home, "USERPROFILE": home, "APPDATA": filepath.Join(home, "Roaming"), "LOCALAPPDATA": filepath.Join(home, "Local"),
		"PROGRAMDATA": filepath.Join(root, "ProgramData"), "TMPDIR": temp, "TMP": temp, "TEMP": temp, "PATH": filepath.Join(root, "no programs"),
		"XDG_DATA_HOME": "", "JUPYTER_DATA_DIR": "", "JUPYTER_PATH": "", "VIRTUAL_ENV": "", "CONDA_PREFIX": "", "GOTMPDIR": "", "GOCACHE": "",
	} {
		t.Setenv(name, value)
	}
	return home, writeProgram(t, filepath.Join(home, "my programs", "talbot"), "first build")
}

func writeProgram(t *testing.T, path, content string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func install(t *testing.T, s Settings) Report {
	t.Helper()
	r, err := Install(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// files lists all files below folder, with slashes.
func files(t *testing.T, folder string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(folder, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(folder, p)
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestInstallWritesTheKernelspec(t *testing.T) {
	_, program := user(t)
	r := install(t, Settings{Executable: program, Version: "1.2.3"})
	sys, err := thisSystem()
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(sys.dataFolder(), "kernels", "talbot"); r.Folder != want {
		t.Errorf("installed in %s, want %s", r.Folder, want)
	}
	want := []string{"kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"}
	if got := files(t, r.Folder); !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
	b, err := os.ReadFile(filepath.Join(r.Folder, "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var spec map[string]any
	if err := json.Unmarshal(b, &spec); err != nil {
		t.Fatal(err)
	}
	argv, _ := spec["argv"].([]any)
	if len(argv) != 3 || argv[0] != program || argv[1] != "kernel" || argv[2] != "{connection_file}" {
		t.Errorf("argv is %q", argv)
	}
	metadata, _ := spec["metadata"].(map[string]any)
	if spec["language"] != "go" || spec["interrupt_mode"] != "message" || spec["display_name"] != "Go (Talbot)" || metadata["debugger"] != false {
		t.Errorf("kernel.json is %s", b)
	}
	if r.Copy != "" || r.Replaced || len(r.Notes) != 0 {
		t.Errorf("report %+v", r)
	}
}

func TestInstallCopiesATemporaryProgram(t *testing.T) {
	home, _ := user(t)
	for _, dir := range []string{
		filepath.Join(os.TempDir(), "go-build123", "b001", "exe"),
		filepath.Join(home, ".cache", "go-build", "0a", strings.Repeat("0a", 32)+"-d"),
		filepath.Join(home, "go-build77", "exe"),
		os.TempDir(),
	} {
		program := writeProgram(t, filepath.Join(dir, "talbot"), dir)
		r := install(t, Settings{Executable: program})
		if r.Copy == "" || r.Argv[0] != r.Copy || r.Copy == program {
			t.Fatalf("%s: not copied: %+v", program, r)
		}
		if err := os.Remove(program); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(r.Copy); err != nil || string(b) != dir {
			t.Errorf("the copy holds %q, %v", b, err)
		}
		if err := runnable(r.Copy); err != nil {
			t.Error(err)
		}
		if !strings.HasPrefix(r.Copy, home) {
			t.Errorf("the copy %s is outside of the home folder", r.Copy)
		}
	}
}

func TestCacheFoldersOfTheGoCommand(t *testing.T) {
	home, _ := user(t)
	cache := filepath.Join(home, "my cache")
	program := writeProgram(t, filepath.Join(cache, "x", "talbot"), "x")
	if temporary(program) {
		t.Error("a folder of the user counts as temporary")
	}
	t.Setenv("GOCACHE", cache)
	if !temporary(program) {
		t.Error("GOCACHE does not count as temporary")
	}
	for _, p := range []string{filepath.Join(home, "go-builder", "talbot"), filepath.Join(home, "my go-build", "talbot"), cache + "2/talbot"} {
		if temporary(p) {
			t.Errorf("%s counts as temporary", p)
		}
	}
}

func TestTheCopyInstallsItself(t *testing.T) {
	user(t)
	first := install(t, Settings{Executable: writeProgram(t, filepath.Join(os.TempDir(), "talbot"), "x")})
	again := install(t, Settings{Executable: first.Copy})
	if again.Copy != first.Copy || !again.Replaced {
		t.Fatalf("first %+v, again %+v", first, again)
	}
	if _, err := Uninstall(Settings{}); err != nil {
		t.Fatal(err)
	}
	if isFile(first.Copy) {
		t.Error("the copy is left behind")
	}
}

func TestInstallOverAnOlderOne(t *testing.T) {
	_, program := user(t)
	old := install(t, Settings{Executable: writeProgram(t, filepath.Join(os.TempDir(), "talbot"), "old"), Version: "1"})
	now := install(t, Settings{Executable: program, Version: "2", DisplayName: "Go, newer"})
	if !now.Replaced || now.Argv[0] != program {
		t.Errorf("report %+v", now)
	}
	if isFile(old.Copy) {
		t.Error("the copy that nothing starts any more is left behind")
	}
	spec, err := readSpec(now.Folder)
	if err != nil || spec.DisplayName != "Go, newer" || spec.Metadata.Talbot.Version != "2" {
		t.Errorf("kernel.json: %+v, %v", spec, err)
	}
}

func TestForeignKernelNeedsForce(t *testing.T) {
	_, program := user(t)
	sys, err := thisSystem()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(sys.dataFolder(), "kernels", "talbot")
	for _, content := range []string{`{"argv": ["x"], "display_name": "Somebody's", "language": "go"}`, `{broken`} {
		if err := writeFile(filepath.Join(folder, "kernel.json"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Install(Settings{Executable: program}); err == nil || !strings.Contains(err.Error(), "--force") {
			t.Errorf("install over %s: %v", content, err)
		}
		if _, err := Uninstall(Settings{}); err == nil || !strings.Contains(err.Error(), "--force") {
			t.Errorf("uninstall of %s: %v", content, err)
		}
		if b, err := os.ReadFile(filepath.Join(folder, "kernel.json")); err != nil || string(b) != content {
			t.Errorf("the foreign kernel was changed: %s, %v", b, err)
		}
	}
	if r := install(t, Settings{Executable: program, Force: true}); !r.Replaced {
		t.Errorf("report %+v", r)
	}
}

func TestPlaces(t *testing.T) {
	home, program := user(t)
	env := filepath.Join(home, "envs", "bio imaging")
	t.Setenv("CONDA_PREFIX", env)
	r := install(t, Settings{Executable: program, SysPrefix: true})
	if want := filepath.Join(env, "share", "jupyter", "kernels", "talbot"); r.Folder != want {
		t.Errorf("sys-prefix: %s, want %s", r.Folder, want)
	}
	venv := filepath.Join(home, "venv")
	t.Setenv("VIRTUAL_ENV", venv)
	r = install(t, Settings{Executable: program, SysPrefix: true, Name: "Talbot-Dev"})
	if want := filepath.Join(venv, "share", "jupyter", "kernels", "talbot-dev"); r.Folder != want {
		t.Errorf("sys-prefix with a virtual environment: %s, want %s", r.Folder, want)
	}
	prefix := filepath.Join(home, "all of us")
	r = install(t, Settings{Executable: writeProgram(t, filepath.Join(os.TempDir(), "t"), "x"), Prefix: prefix})
	if !strings.HasPrefix(r.Folder, prefix) || !strings.HasPrefix(r.Copy, prefix) {
		t.Errorf("prefix: %+v", r)
	}
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], filepath.Join(prefix, "share", "jupyter")) {
		t.Errorf("prefix: no word on who finds it: %q", r.Notes)
	}
}

func TestShadowedKernelIsNoted(t *testing.T) {
	home, program := user(t)
	t.Setenv("VIRTUAL_ENV", filepath.Join(home, "venv"))
	install(t, Settings{Executable: program, SysPrefix: true})
	r := install(t, Settings{Executable: program})
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], filepath.Join(home, "venv")) {
		t.Errorf("notes %q", r.Notes)
	}
}

func TestInstallRefuses(t *testing.T) {
	home, program := user(t)
	for _, c := range []struct {
		s    Settings
		want string
	}{
		{Settings{Name: "a/b"}, `"a/b"`},
		{Settings{Name: "Ü"}, "letters"},
		{Settings{Name: ".."}, "dots"},
		{Settings{Name: "a b"}, "letters"},
		{Settings{User: true, Prefix: "/x"}, "exclude"},
		{Settings{SysPrefix: true}, "VIRTUAL_ENV"},
		{Settings{Executable: filepath.Join(home, "nothing")}, "does not exist"},
		{Settings{Executable: home}, "folder"},
	} {
		if c.s.Executable == "" {
			c.s.Executable = program
		}
		if r, err := Install(c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Install(%+v) = %+v, %v; want an error with %q", c.s, r, err, c.want)
		}
	}
	blocked := writeProgram(t, filepath.Join(home, "file"), "x")
	if _, err := Install(Settings{Executable: program, Prefix: blocked}); err == nil {
		t.Error("a file passes as a prefix")
	}
}
