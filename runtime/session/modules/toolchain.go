package modules

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A toolchain is the user's go command.
type toolchain struct {
	command string
	version string // as go1.26.8
	env     []string
}

// A ToolchainError says that there is no go command to build with, and what to do.
type ToolchainError struct {
	Need  string // the oldest Go that will do, as 1.26
	Found string // the command that is too old, "" if there is none
	Is    string // its version
}

func (e *ToolchainError) Error() string {
	const site = "https://go.dev/dl/"
	if e.Found == "" {
		return "fetching modules needs the Go toolchain, and there is none on this computer: install Go " + e.Need + " or newer from " + site + ", then run this cell again. Everything else works without it"
	}
	return fmt.Sprintf("fetching modules needs Go %s or newer, and %s is Go %s: install a newer one from %s, then run this cell again. Everything else works without it", e.Need, e.Found, strings.TrimPrefix(e.Is, "go"), site)
}

// findGo finds a go command that is at least as new as need, as 1.26.0.
func findGo(ctx context.Context, need string) (*toolchain, error) {
	fault := &ToolchainError{Need: strings.TrimSuffix(need, ".0")}
	tried := map[string]bool{}
	for _, command := range goCommands() {
		real, err := filepath.EvalSymlinks(command)
		if err != nil || tried[real] {
			continue
		}
		tried[real] = true
		t, err := newToolchain(ctx, command)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			continue // no go command after all
		}
		if version.Compare(t.version, "go"+need) >= 0 {
			return t, nil
		}
		if fault.Is == "" || version.Compare(t.version, fault.Is) > 0 {
			fault.Found, fault.Is = command, t.version
		}
	}
	return nil, fault
}

// goCommands lists where a go command may be. A notebook server that was started from a desktop
// has a short PATH.
func goCommands() []string {
	exe := "go"
	if runtime.GOOS == "windows" {
		exe = "go.exe"
	}
	var out []string
	if p, err := exec.LookPath("go"); err == nil {
		if p, err = filepath.Abs(p); err == nil {
			out = append(out, p)
		}
	}
	if root := os.Getenv("GOROOT"); root != "" {
		out = append(out, filepath.Join(root, "bin", exe))
	}
	dirs := usualFolders()
	if home, err := os.UserHomeDir(); err == nil {
		dirs = append(dirs, filepath.Join(home, "sdk", "go*", "bin"), filepath.Join(home, ".local", "go", "bin"), filepath.Join(home, "go", "bin"))
	}
	for _, d := range dirs {
		found, _ := filepath.Glob(filepath.Join(d, exe))
		slices.Reverse(found) // newer versions first, nearly always
		out = append(out, found...)
	}
	return out
}

func usualFolders() []string {
	switch runtime.GOOS {
	case "windows":
		return []string{`C:\Program Files\Go\bin`, `C:\Go\bin`, filepath.Join(os.Getenv("LOCALAPPDATA"), "Programs", "Go", "bin")}
	case "darwin":
		return []string{"/usr/local/go/bin", "/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin"}
	}
	return []string{"/usr/local/go/bin", "/usr/lib/go*/bin", "/usr/local/bin", "/usr/bin", "/snap/bin"}
}

// newToolchain asks a go command what it is and what its user has set.
func newToolchain(ctx context.Context, command string) (*toolchain, error) {
	t := &toolchain{command: command, env: append(os.Environ(), "GO111MODULE=on", "GOWORK=off", "CGO_ENABLED=0", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)}
	if !toolchainSet() {
		t.env = append(t.env, "GOTOOLCHAIN=local")
	}
	out, err := t.run(ctx, os.TempDir(), nil, "env", "-json", "GOVERSION", "GOFLAGS")
	if err != nil {
		return nil, err
	}
	var is struct{ GOVERSION, GOFLAGS string }
	if err := json.Unmarshal(out, &is); err != nil || !version.IsValid(is.GOVERSION) {
		return nil, fmt.Errorf("%s is no go command: it says %.100q", command, out)
	}
	t.version = is.GOVERSION
	t.env = append(t.env, "GOFLAGS="+ownFlags(is.GOFLAGS))
	return t, nil
}

// toolchainSet reports whether the user chose what go does where a module wants a newer Go. Left
// alone, it would fetch one of 200 MB.
func toolchainSet() bool {
	if os.Getenv("GOTOOLCHAIN") != "" {
		return true
	}
	file := os.Getenv("GOENV")
	if file == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return false
		}
		file = filepath.Join(dir, "go", "env")
	}
	set, _ := os.ReadFile(file)
	return bytes.HasPrefix(set, []byte("GOTOOLCHAIN=")) || bytes.Contains(set, []byte("\nGOTOOLCHAIN="))
}

// ownFlags keeps of the user's flags those that choose files or the cache, not how to build.
func ownFlags(flags string) string {
	keep := slices.DeleteFunc(strings.Fields(flags), func(f string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), "=")
		return !slices.Contains([]string{"tags", "modcacherw", "p", "trimpath"}, name)
	})
	return strings.Join(append(keep, "-mod=mod"), " ")
}

// A goError is a go command that failed, with its words.
type goError struct {
	args []string
	said string
	err  error
}

func (e *goError) Error() string { return "go " + strings.Join(e.args, " ") + ": " + e.said }
func (e *goError) Unwrap() error { return e.err }

// run runs the go command in a folder and gives what it prints; said, if not nil, is told every
// line that it writes to its standard error.
func (t *toolchain) run(ctx context.Context, dir string, said func(line string), args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, t.command, args...)
	cmd.Dir = dir
	cmd.Env = append(slices.Clip(t.env), "PWD="+dir)
	cmd.Cancel = func() error {
		if runtime.GOOS == "windows" {
			return cmd.Process.Kill()
		}
		return cmd.Process.Signal(os.Interrupt) // it ends what it has begun and leaves its caches whole
	}
	cmd.WaitDelay = 5 * time.Second
	var out bytes.Buffer
	words := &words{said: said}
	cmd.Stdout, cmd.Stderr = &out, words
	err := cmd.Run()
	if err == nil {
		return out.Bytes(), nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return nil, fmt.Errorf("%s cannot be run: %w", t.command, err)
	}
	return nil, &goError{args, strings.TrimSpace(string(words.all)), err}
}

// words keeps what is written to it and passes on each whole line.
type words struct {
	all  []byte
	line int // where the line begins that is not yet whole
	said func(string)
}

func (w *words) Write(p []byte) (int, error) {
	w.all = append(w.all, p...)
	for {
		i := bytes.IndexByte(w.all[w.line:], '\n')
		if i < 0 {
			return len(p), nil
		}
		if w.said != nil {
			w.said(string(w.all[w.line : w.line+i]))
		}
		w.line += i + 1
	}
}
