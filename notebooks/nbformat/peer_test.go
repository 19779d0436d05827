package nbformat

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Where Debian keeps Jupyter's own packages.
const (
	debianPython = "/usr/bin/python3"
	debianPeers  = "/usr/lib/python3/dist-packages"
)

// needPeer skips the test where a peer's file is not installed, or fails it where
// TALBOT_REQUIRE_PEERS is set.
func needPeer(t testing.TB, path string) {
	t.Helper()
	if _, err := os.Stat(path); err == nil {
		return
	}
	if os.Getenv("TALBOT_REQUIRE_PEERS") != "" {
		t.Fatalf("%s is not installed (Debian: jupyter-nbconvert python3-nbclient)", path)
	}
	t.Skipf("%s is not installed; install Debian's jupyter-nbconvert and python3-nbclient to run this test", path)
}

// validate checks a notebook against the schema of nbformat 4.5, which the Jupyter
// project publishes and Debian installs with python3-nbformat.
func validate(t *testing.T, notebook []byte) {
	t.Helper()
	t.Run("schema", func(t *testing.T) {
		path := filepath.Join(debianPeers, "nbformat/v4/nbformat.v4.5.schema.json")
		needPeer(t, path)
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		doc, err := jsonschema.UnmarshalJSON(f)
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource("nbformat.json", doc); err != nil {
			t.Fatal(err)
		}
		schema, err := c.Compile("nbformat.json")
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(notebook))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%v\n%s", err, notebook)
		}
	})
}

// jupyterAgrees lets Jupyter's own package validate a notebook, read it and write it: the
// file must come out as it went in.
func jupyterAgrees(t *testing.T, notebook []byte) {
	t.Helper()
	t.Run("jupyter", func(t *testing.T) {
		needPeer(t, filepath.Join(debianPeers, "nbformat"))
		const program = `
import sys, nbformat
nb = nbformat.reads(sys.stdin.buffer.read().decode("utf-8"), as_version=4)
nbformat.validate(nb)
sys.stdout.buffer.write((nbformat.writes(nb) + "\n").encode("utf-8"))`
		cmd := exec.Command(debianPython, "-c", program)
		cmd.Stdin = bytes.NewReader(notebook)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, stderr.Bytes())
		}
		if !bytes.Equal(out, notebook) {
			gone, added := diff(string(notebook), string(out))
			t.Errorf("Jupyter writes it otherwise: %q becomes %q", gone, added)
		}
	})
}

// TestPeerNotebooks reads and writes anew the notebooks that nbclient tests itself with.
func TestPeerNotebooks(t *testing.T) {
	dir := filepath.Join(debianPeers, "nbclient/tests/files")
	needPeer(t, dir)
	names, err := filepath.Glob(filepath.Join(dir, "*.ipynb"))
	if err != nil || len(names) < 10 {
		t.Fatalf("%d notebooks, %v", len(names), err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		nb, err := Parse(src)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
			continue
		}
		forget(nb.root)
		if got := nb.Bytes(); !bytes.Equal(got, src) {
			gone, added := diff(string(src), string(got))
			t.Errorf("%s: %q becomes %q", filepath.Base(name), gone, added)
		}
		if _, ok := nb.Metadata("kernelspec", "name"); !ok {
			continue // JupyterWidgets.ipynb and others are not valid to begin with
		}
		nb.Upgrade()
		validate(t, nb.Bytes())
	}
}
