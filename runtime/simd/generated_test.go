package simd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestGeneratedAssembly(t *testing.T) {
	if os.Getenv("TALBOT_CHECK_GENERATED") != "1" {
		t.Skip("needs avo from the module proxy; set TALBOT_CHECK_GENERATED=1 to compare the assembly with what go generate gives")
	}
	dir := t.TempDir()
	for _, isa := range []string{"avx512", "avx2"} {
		s, stubs := filepath.Join(dir, isa+"_amd64.s"), filepath.Join(dir, isa+"_amd64.go")
		gen := exec.Command("go", "run", ".", "-isa", isa, "-out", s, "-stubs", stubs, "-pkg", "simd")
		gen.Dir = "gen"
		if out, err := gen.CombinedOutput(); err != nil {
			t.Fatalf("the generator for %s: %v\n%s", isa, err, out)
		}
		for _, file := range []string{s, stubs} {
			got, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(filepath.Base(file))
			if err != nil {
				t.Fatal(err)
			}
			// The first line holds the command, with its paths.
			if !bytes.Equal(afterLine(got), afterLine(want)) {
				t.Errorf("%s is not what its generator makes: run go generate ./runtime/simd", filepath.Base(file))
			}
		}
	}
}

func afterLine(b []byte) []byte {
	_, rest, _ := bytes.Cut(b, []byte("\n"))
	return rest
}
