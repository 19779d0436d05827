package installer

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// What go generate makes must be what is committed. That takes the go command and the sources of
// all modules, so it runs only where TALBOT_CHECK_GENERATED is set, as ./test.sh does.
func TestGeneratedFilesAreFresh(t *testing.T) {
	if os.Getenv("TALBOT_CHECK_GENERATED") == "" {
		t.Skip("TALBOT_CHECK_GENERATED is not set")
	}
	dir := t.TempDir()
	for _, args := range [][]string{
		{"run", "./gen/logos", "-o", dir},
		{"run", "./gen/notice", "-o", filepath.Join(dir, "NOTICE")},
	} {
		if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
	for made, committed := range map[string]string{
		"NOTICE": "../NOTICE", "logo-svg.svg": "logos/logo-svg.svg",
		"logo-32x32.png": "logos/logo-32x32.png", "logo-64x64.png": "logos/logo-64x64.png",
	} {
		a, err := os.ReadFile(filepath.Join(dir, made))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(committed); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s is not what go generate ./installer makes (%v)", committed, err)
		}
	}
}
