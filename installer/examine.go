package installer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// examine reads a kernelspec with Jupyter's eyes and reports whether it can be started.
func (d *doctor) examine(k installed) bool {
	again := "Run: " + d.install()
	if k.err != nil {
		d.fault("Jupyter cannot read the kernel: %v. %s --force", k.err, again)
		return false
	}
	argv := k.spec.Argv
	d.say("Starts    %s", strings.Join(argv, " "))
	if !k.spec.ours() {
		d.fault("%s is not a kernel that Talbot installed. Choose another name with --name, or replace it: %s --force", k.folder, again)
		return false
	}
	if k.spec.Language != "go" || k.spec.InterruptMode != "message" || !slices.Contains(argv, connectionFile) {
		d.fault("%s was changed: it needs the language go, the interrupt mode message and an argument %s. %s", filepath.Join(k.folder, specFile), connectionFile, again)
	}
	if len(argv) == 0 {
		return false // said above
	}
	if !filepath.IsAbs(argv[0]) {
		d.fault("the kernel's program %q is not a full path, and a front end that was not started from a terminal will not find it. %s", argv[0], again)
		return false
	}
	if err := runnable(argv[0]); err != nil {
		d.fault("the kernel's program cannot be started: %v. %s", err, again)
		return false
	}
	switch v := k.spec.Metadata.Talbot.Version; {
	case d.Version != "" && v != d.Version:
		d.fault("Jupyter starts Talbot %s, and this is %s. %s", v, d.Version, again)
	case !sameFile(argv[0], d.Executable) && !sameContent(argv[0], d.Executable):
		d.say("          which is another build of Talbot than this one; %s makes them the same", d.install())
	}
	return true
}

// probe starts the kernel.
func (d *doctor) probe(ctx context.Context, argv []string) {
	ctx, cancel := context.WithTimeout(ctx, d.Timeout)
	defer cancel()
	version, ready, result, err := d.Probe(ctx, argv)
	switch {
	case err != nil && ctx.Err() != nil:
		d.fault("the kernel started but did not answer within %v (%v). A security program may hold its connections to 127.0.0.1: allow them for %s", d.Timeout, err, argv[0])
		return
	case err != nil:
		d.fault("the kernel does not start: %v. Try it in a terminal to see what it says: %s version", err, argv[0])
		return
	}
	d.say("          ready after %v, 1+1 gives %s", ready.Round(time.Millisecond), result)
	if strings.TrimSpace(result) != "2" {
		d.fault("the kernel answers 1+1 with %q. Please report this with all that is printed here.", result)
	}
	if d.Version != "" && version != d.Version {
		d.fault("the kernel that started is Talbot %s, and this is %s. Run: %s", version, d.Version, d.install())
	}
}

// sameContent reports whether two files hold the same bytes.
func sameContent(a, b string) bool {
	x, err1 := fileSum(a)
	y, err2 := fileSum(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

func fileSum(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return h.Sum(nil), err
}
