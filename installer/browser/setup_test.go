// Package browser_test drives Talbot through other people's programs, as a person would: Debian's
// classic notebook in Chromium, nbconvert and nbclient. Where they are absent the tests skip,
// unless TALBOT_REQUIRE_PEERS is set.
package browser_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// peer gives the path of a program that somebody else wrote.
func peer(t *testing.T, names ...string) string {
	t.Helper()
	for _, n := range names {
		if p, err := exec.LookPath(n); err == nil {
			return p
		}
	}
	missing(t, strings.Join(names, " or ")+" is not on PATH")
	return ""
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("TALBOT_REQUIRE_PEERS") != "" {
		t.Fatal(what + ", and TALBOT_REQUIRE_PEERS is set")
	}
	t.Skip(what)
}

// A desk is a fresh home folder in which Talbot is installed, and where programs run.
type desk struct {
	t      *testing.T
	home   string
	work   string // the folder of notebooks
	talbot string // the program
	env    []string
}

// newDesk builds Talbot and installs it with its own command.
func newDesk(t *testing.T) *desk {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("these tests know the programs as Debian installs them")
	}
	if testing.Short() {
		t.Skip("starts browsers and servers")
	}
	root := t.TempDir()
	d := &desk{t: t, home: filepath.Join(root, "home"), work: filepath.Join(root, "my notebooks"), talbot: filepath.Join(root, "talbot")}
	tmp := filepath.Join(root, "tmp")
	for _, dir := range []string{d.home, d.work, tmp} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-o", d.talbot, "talbot")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	// The servers get Debian's own Python, whatever else is on the tester's PATH.
	d.env = []string{"PATH=/usr/bin:/bin", "HOME=" + d.home, "TMPDIR=" + tmp, "LANG=C.UTF-8", "LC_ALL=C.UTF-8",
		"JUPYTER_DATA_DIR=" + filepath.Join(d.home, "jupyter"), "PYTHONWARNINGS=ignore"}
	d.run(time.Minute, d.talbot, "install")
	return d
}

// command is stopped with all that it started once the test ends.
func (d *desk) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env, cmd.Dir = d.env, d.work
	endTogether(cmd)
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// run gives what a program prints on its standard output; it must succeed.
func (d *desk) run(limit time.Duration, program string, args ...string) string {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := d.command(ctx, program, args...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		d.t.Fatalf("%s %s: %v\n%s%s", filepath.Base(program), strings.Join(args, " "), err, out.String(), errs.String())
	}
	return out.String()
}

// copy puts one of the repository's notebooks into the work folder.
func (d *desk) copy(name string) string {
	d.t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "notebooks", name))
	if err != nil {
		d.t.Fatal(err)
	}
	path := filepath.Join(d.work, name)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		d.t.Fatal(err)
	}
	return path
}
