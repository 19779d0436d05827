package installer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"talbot/runtime/plan"
)

func examined(t *testing.T, s DoctorSettings) (string, Faults) {
	t.Helper()
	var out strings.Builder
	err := Doctor(context.Background(), &out, s)
	var faults Faults
	if err != nil && !errors.As(err, &faults) {
		t.Fatal(err)
	}
	for _, f := range faults {
		if !strings.Contains(out.String(), f) {
			t.Errorf("the fault is not printed: %s", f)
		}
	}
	return out.String(), faults
}

func wantFault(t *testing.T, faults Faults, want ...string) {
	t.Helper()
	if len(faults) != 1 {
		t.Fatalf("%d faults: %q", len(faults), []string(faults))
	}
	for _, w := range want {
		if !strings.Contains(faults[0], w) {
			t.Errorf("fault %q does not say %q", faults[0], w)
		}
	}
}

func healthy(_ context.Context, argv []string) (string, time.Duration, string, error) {
	return "1.2.3", 50 * time.Millisecond, "2", nil
}

func TestDoctorFindsAllWell(t *testing.T) {
	_, program := user(t)
	r := install(t, Settings{Executable: program, Version: "1.2.3"})
	var asked []string
	out, faults := examined(t, DoctorSettings{Version: "1.2.3", Executable: program,
		Probe: func(ctx context.Context, argv []string) (string, time.Duration, string, error) {
			asked = argv
			return healthy(ctx, argv)
		}})
	if len(faults) != 0 || !strings.HasSuffix(out, "All is well.\n") {
		t.Errorf("faults %q in\n%s", []string(faults), out)
	}
	if len(asked) != 3 || asked[0] != program || asked[2] != connectionFile {
		t.Errorf("the probe was asked to start %q", asked)
	}
	for _, want := range []string{r.Folder, "1+1 gives 2", "50ms", "does not exist", runtime.Version(), "no notebook program"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestDoctorFaults(t *testing.T) {
	edit := func(change func(k *kernelspec)) func(*testing.T, Report) {
		return func(t *testing.T, r Report) {
			spec, err := readSpec(r.Folder)
			if err != nil {
				t.Fatal(err)
			}
			change(&spec)
			b, err := spec.encode()
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(r.Folder, specFile), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name   string
		damage func(*testing.T, Report)
		want   []string
	}{
		{"not installed", func(t *testing.T, r Report) { os.RemoveAll(r.Folder) }, []string{"does not know", "talbot install"}},
		{"program gone", func(t *testing.T, r Report) { os.Remove(r.Argv[0]) }, []string{"does not exist", "talbot install"}},
		{"relative program", edit(func(k *kernelspec) { k.Argv[0] = "talbot" }), []string{"full path"}},
		{"no connection file", edit(func(k *kernelspec) { k.Argv = k.Argv[:2] }), []string{connectionFile}},
		{"no argv", edit(func(k *kernelspec) { k.Argv = nil }), []string{connectionFile}},
		{"wrong language", edit(func(k *kernelspec) { k.Language = "golang" }), []string{"language go"}},
		{"signal mode", edit(func(k *kernelspec) { k.InterruptMode = "signal" }), []string{"message"}},
		{"older version", edit(func(k *kernelspec) { k.Metadata.Talbot.Version = "1.0.0" }), []string{"1.0.0", "1.2.3", "talbot install"}},
		{"somebody else's", edit(func(k *kernelspec) { k.Metadata.Talbot = nil }), []string{"not a kernel that Talbot installed", "--force"}},
		{"unreadable", func(t *testing.T, r Report) {
			if err := os.WriteFile(filepath.Join(r.Folder, specFile), []byte("{"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, []string{"cannot read", "--force"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			home, _ := user(t)
			r := install(t, Settings{Executable: writeProgram(t, filepath.Join(home, "p", "talbot"), "x"), Version: "1.2.3"})
			c.damage(t, r)
			out, faults := examined(t, DoctorSettings{Version: "1.2.3", Executable: writeProgram(t, filepath.Join(home, "q", "talbot"), "x")})
			wantFault(t, faults, c.want...)
			if strings.Contains(out, "All is well") {
				t.Error("all is well, it says")
			}
		})
	}
}

// Who started Doctor by go run has no talbot to type.
func TestDoctorSaysWhatCanBeTyped(t *testing.T) {
	home, program := user(t)
	_, faults := examined(t, DoctorSettings{Executable: program})
	wantFault(t, faults, "Run: talbot install")
	_, faults = examined(t, DoctorSettings{Executable: filepath.Join(home, "go-build1", "exe", "talbot"), Name: "mine"})
	wantFault(t, faults, "Run: go run . install --name mine")
}

func TestDoctorProbeFaults(t *testing.T) {
	_, program := user(t)
	install(t, Settings{Executable: program, Version: "1.2.3"})
	for _, c := range []struct {
		name  string
		probe Probe
		want  string
	}{
		{"does not start", func(context.Context, []string) (string, time.Duration, string, error) {
			return "", 0, "", errors.New("exit status 3")
		}, "exit status 3"},
		{"does not answer", func(ctx context.Context, _ []string) (string, time.Duration, string, error) {
			<-ctx.Done()
			return "", 0, "", ctx.Err()
		}, "did not answer within 10ms"},
		{"wrong sum", func(context.Context, []string) (string, time.Duration, string, error) { return "1.2.3", 0, "3", nil }, `"3"`},
		{"other version", func(context.Context, []string) (string, time.Duration, string, error) { return "1.2.2", 0, "2", nil }, "1.2.2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, faults := examined(t, DoctorSettings{Version: "1.2.3", Executable: program, Probe: c.probe, Timeout: 10 * time.Millisecond})
			wantFault(t, faults, c.want)
		})
	}
}

func TestDoctorNamesAnotherBuild(t *testing.T) {
	home, program := user(t)
	install(t, Settings{Executable: program, Version: "devel"})
	out, faults := examined(t, DoctorSettings{Version: "devel", Executable: writeProgram(t, filepath.Join(home, "other"), "second build")})
	if len(faults) != 0 || !strings.Contains(out, "another build") {
		t.Errorf("faults %q in\n%s", []string(faults), out)
	}
}

func TestDoctorFindsAHidingKernel(t *testing.T) {
	home, program := user(t)
	front := filepath.Join(home, "front")
	t.Setenv("JUPYTER_PATH", front)
	if err := writeFile(kernelFile(front, "talbot"), []byte(`{"argv": ["x"], "display_name": "X", "language": "go"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	r := install(t, Settings{Executable: program})
	_, faults := examined(t, DoctorSettings{Executable: program})
	if len(faults) != 2 || !strings.Contains(faults[0], front) || !strings.Contains(faults[0], r.Folder) {
		t.Errorf("faults %q", []string(faults))
	}
}

// Jupyter's own answer beats the guess: here it belongs to an environment that is not active.
func TestDoctorAsksJupyter(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in for jupyter is a shell script")
	}
	home, program := user(t)
	bin, data := filepath.Join(home, "bin"), filepath.Join(home, "envs", "share", "jupyter")
	script := func(text string) {
		if err := writeFile(filepath.Join(bin, "jupyter"), []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	script(fmt.Sprintf(`echo '{"data": ["%s"]}'`, data))
	install(t, Settings{Executable: program})
	_, faults := examined(t, DoctorSettings{Executable: program})
	wantFault(t, faults, "not where the Jupyter on your PATH looks", fmt.Sprintf("--prefix %q", filepath.Join(home, "envs")))
	t.Setenv("JUPYTER_DATA_DIR", data)
	install(t, Settings{Executable: program})
	t.Setenv("JUPYTER_DATA_DIR", "")
	if _, err := Uninstall(Settings{}); err != nil {
		t.Fatal(err)
	}
	if out, faults := examined(t, DoctorSettings{Executable: program}); len(faults) != 0 || !strings.Contains(out, data) {
		t.Errorf("faults %q in\n%s", []string(faults), out)
	}
	script("exit 1")
	if out, _ := examined(t, DoctorSettings{Executable: program}); !strings.Contains(out, "jupyter --paths failed") {
		t.Errorf("no word on a broken jupyter in\n%s", out)
	}
}

func TestDoctorTellsTheMemory(t *testing.T) {
	_, program := user(t)
	out, _ := examined(t, DoctorSettings{Executable: program})
	total, _ := plan.Memory()
	if want := fmt.Sprintf("%.1f GiB of memory", float64(total)/(1<<30)); total > 0 && !strings.Contains(out, want) {
		t.Errorf("no %q in\n%s", want, out)
	}
}
