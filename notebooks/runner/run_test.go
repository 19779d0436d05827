package runner

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"talbot/notebooks/nbformat"
	"talbot/runtime/display"
)

// impatient makes cells be given up soon.
func impatient(t *testing.T) {
	old := patience
	patience = 20 * time.Millisecond
	t.Cleanup(func() { patience = old })
}

func TestOutputs(t *testing.T) {
	for _, c := range []struct {
		name  string
		cells []string
		want  []string // outputs of each cell
	}{
		{"streams merge", []string{`print a\n
print b\n
warn c\n
print d`}, []string{`stdout "a\nb\n" | stderr "c\n" | stdout "d"`}},
		{"value last", []string{"show s\nvalue v\nprint p"}, []string{`display_data "s" | stdout "p" | execute_result "v"`}},
		{"update in place", []string{"as x 1\nprint p\nupdate x 2"}, []string{`display_data "2" | stdout "p"`}},
		{"update across cells", []string{"as x 1", "update x 2\nprint p"}, []string{`display_data "2"`, `stdout "p"`}},
		{"shown again", []string{"as x 1", "as x 2"}, []string{`display_data "2"`, `display_data "2"`}},
		{"update of nothing", []string{"update x 2"}, []string{``}},
		{"clear", []string{"print a\nas x 1\nclear\nprint b", "update x 2"}, []string{`stdout "b"`, ``}},
		{"clear and wait", []string{"print a\nclear wait\nprint b"}, []string{`stdout "b"`}},
		{"clear and wait in vain", []string{"print a\nclear wait"}, []string{`stdout "a"`}},
		{"clear, then a value", []string{"print a\nclear wait\nvalue v"}, []string{`execute_result "v"`}},
		{"a widget", []string{"widget slider"}, []string{`display_data "slider"`}},
		{"no input", []string{"# tags: raises-exception\ninput"}, []string{`error panic: this front end takes no input`}},
		{"progress bar", []string{`print 10%\r
print 20%\r
print done\n`}, []string{`stdout "done\n"`}},
	} {
		nb := notebook(t, c.cells...)
		if _, err := Run(t.Context(), nb, newFake(), Settings{}); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		for i, cell := range nb.Cells() {
			for _, o := range cell.Outputs() {
				if _, lives := o.Data("application/vnd.jupyter.widget-view+json"); lives {
					t.Errorf("%s, cell %d: the view of a widget is kept", c.name, i)
				}
			}
			if got := outputs(cell); got != c.want[i] {
				t.Errorf("%s, cell %d: %s\nwant %s", c.name, i, got, c.want[i])
			}
		}
	}
}

func TestErrors(t *testing.T) {
	source := []string{"print a", "", "# tags: raises-exception\nfail expected", "# tags: skip-execution\nfail skipped", `fail real\ncell[3]:1`, "print b"}
	nb, exec := notebook(t, source...), newFake()
	nb.Cells()[5].SetOutputs([]nbformat.Output{nbformat.NewStream("stdout", "stale")})
	rep, err := Run(t.Context(), nb, exec, Settings{})
	var fail *CellError
	if !errors.As(err, &fail) || fail.Index != 4 || fail.Count != 3 || fail.ID != nb.Cells()[4].ID() || fail.Cause.Value != "real\ncell[3]:1" {
		t.Errorf("error %v", err)
	}
	if err.Error() != "cell [3]: panic: real" {
		t.Errorf("error %q", err)
	}
	if rep.Cells != 4 || rep.Executed != 3 || rep.Failed != 1 {
		t.Errorf("report %+v", rep)
	}
	last := nb.Cells()[5]
	if outputs(last) != "" || last.ExecutionCount() != 0 {
		t.Errorf("the cell after the failure holds %s", outputs(last))
	}
	if got := nb.Cells()[4].Outputs()[0].Traceback(); len(got) != 1 || got[0] != "panic: real\ncell[3]:1" {
		t.Errorf("traceback %q", got)
	}

	nb, exec = notebook(t, source...), newFake()
	rep, err = Run(t.Context(), nb, exec, Settings{AllowErrors: true})
	if err != nil || rep.Executed != 4 || rep.Failed != 1 || outputs(nb.Cells()[5]) != `stdout "b"` || nb.Cells()[5].ExecutionCount() != 4 {
		t.Errorf("%v, %+v", err, rep)
	}
}

func TestTimeout(t *testing.T) {
	impatient(t)
	nb := notebook(t, "block", "print b")
	rep, err := Run(t.Context(), nb, newFake(), Settings{AllowErrors: true, Timeout: 10 * time.Millisecond})
	if err != nil || rep.Failed != 1 {
		t.Fatalf("%v, %+v", err, rep)
	}
	if got, want := outputs(nb.Cells()[0]), "error timeout: the cell ran longer than 10ms and was stopped"; got != want {
		t.Errorf("got %s", got)
	}
	if outputs(nb.Cells()[1]) != `stdout "b"` {
		t.Error("the next cell was not run")
	}

	nb = notebook(t, "hang")
	if _, err = Run(t.Context(), nb, newFake(), Settings{Timeout: 10 * time.Millisecond}); err == nil || !strings.Contains(err.Error(), "variables are gone") {
		t.Errorf("a cell that ended its session: %v", err)
	}

	nb = notebook(t, "deaf", "print b")
	exec := newFake()
	if _, err = Run(t.Context(), nb, exec, Settings{AllowErrors: true, Timeout: 10 * time.Millisecond}); err == nil || len(exec.interrupts) != interrupts {
		t.Errorf("a cell that never ends: %v after %d interrupts", err, len(exec.interrupts))
	}
}

func TestCancel(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.ipynb"), filepath.Join(dir, "out.ipynb")
	before := notebook(t, "print a", "block", "print c").Bytes()
	if err := os.WriteFile(in, before, 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(30*time.Millisecond, cancel)
	_, rep, err := RunFile(ctx, in, out, newFake(), Settings{AllowErrors: true})
	if !errors.Is(err, context.Canceled) || rep.Executed != 2 {
		t.Errorf("%v, %+v", err, rep)
	}
	nb, err := nbformat.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := outputs(nb.Cells()[0]), outputs(nb.Cells()[1]); a != `stdout "a"` || !strings.HasPrefix(b, "error interrupted") {
		t.Errorf("saved: %s; %s", a, b)
	}
	if after, _ := os.ReadFile(in); !bytes.Equal(after, before) {
		t.Error("the notebook that was read has changed")
	}
	// Refused before hours go into it.
	exec := newFake()
	if _, _, err := RunFile(t.Context(), in, filepath.Join(dir, "none", "out.ipynb"), exec, Settings{}); err == nil || len(exec.ran) > 0 {
		t.Errorf("%v after %d cells", err, len(exec.ran))
	}
	// Cancelled before it begins: nothing is written.
	if _, _, err := RunFile(ctx, in, "", newFake(), Settings{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if after, _ := os.ReadFile(in); !bytes.Equal(after, before) {
		t.Error("a run that never began has changed the notebook")
	}
}

func TestProgress(t *testing.T) {
	var w bytes.Buffer
	nb := notebook(t, "// A comment.\nprint a", "", "fail x")
	_, _ = Run(t.Context(), nb, newFake(), Settings{Progress: &w, AllowErrors: true})
	want := `^\[1/2\] print a … 0\.\d s\n\[2/2\] fail x … 0\.\d s  panic\n$`
	if !regexp.MustCompile(want).MatchString(w.String()) {
		t.Errorf("got %q", w.String())
	}
}

func TestFirstLine(t *testing.T) {
	for source, want := range map[string]string{
		"\n// A comment.\nx := 1\ny := 2":                             "x := 1",
		"import (\n\t\"fmt\"\n)\n\nimport \"os\"\nfunc f() {\n}\nf()": "f()",
		"import \"fmt\"; fmt.Println()":                               "fmt.Println()",
		"// Doc.\nfunc f() {}":                                        "func f() {}",
		"// only this":                                                "// only this",
		strings.Repeat("µ", 80):                                       strings.Repeat("µ", 55) + "…",
		"a := `":                                                      "a := `",
		"":                                                            "",
	} {
		if got := firstLine(source); got != want {
			t.Errorf("%q is named %q, want %q", source, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	nb := notebook(t, "print a")
	if err := nb.SetMetadata("python", "kernelspec", "language"); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), nb, newFake(), Settings{}); err == nil || !strings.Contains(err.Error(), "written in python") {
		t.Errorf("got %v", err)
	}
}

func TestTimes(t *testing.T) {
	nb := notebook(t, "print a")
	if _, err := Run(t.Context(), nb, newFake(), Settings{RecordTimes: true}); err != nil {
		t.Fatal(err)
	}
	v, _ := nb.Cells()[0].Metadata("execution", "shell.execute_reply")
	s, _ := v.(string)
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		t.Errorf("time %v", v)
	}
}

// TestLate prints after the cell and after the run have ended.
func TestLate(t *testing.T) {
	nb, exec := notebook(t, "print a", "print b"), newFake()
	first := &firstOutput{fake: exec}
	if _, err := Run(t.Context(), nb, first, Settings{}); err != nil {
		t.Fatal(err)
	}
	if got := outputs(nb.Cells()[0]); got != `stdout "alate"` {
		t.Errorf("the first cell holds %s", got)
	}
	before := nb.Bytes()
	first.out.Stream("stdout", "too late")
	first.out.Event(display.Event{Bundle: display.Text("too late")})
	if !bytes.Equal(nb.Bytes(), before) {
		t.Error("output after the run has changed the notebook")
	}
}

// firstOutput prints to the first cell's output when the second one runs.
type firstOutput struct {
	*fake
	out display.Output
}

func (f *firstOutput) Execute(ctx context.Context, code string, out display.Output) display.Result {
	if f.out == nil {
		f.out = out
	} else {
		f.out.Stream("stdout", "late")
	}
	return f.fake.Execute(ctx, code, out)
}

// TestJupyterReads lets Jupyter's own package validate what a run leaves.
func TestJupyterReads(t *testing.T) {
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import nbformat").Run(); err != nil {
		if os.Getenv("TALBOT_REQUIRE_PEERS") != "" {
			t.Fatal("python3-nbformat is not installed")
		}
		t.Skip("Debian's python3-nbformat is not installed")
	}
	nb := notebook(t, "# tags: parameters\nprint a", "picture x PNG\nvalue v", "fail x")
	if _, err := Run(t.Context(), nb, newFake(), Settings{AllowErrors: true, RecordTimes: true, Parameters: []Parameter{{"n", "3"}}}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", "import sys, nbformat; nbformat.validate(nbformat.reads(sys.stdin.read(), as_version=4))")
	cmd.Stdin = bytes.NewReader(nb.Bytes())
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
