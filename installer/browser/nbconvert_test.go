package browser_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestNbconvertExecutes(t *testing.T) {
	nbconvert := peer(t, "jupyter-nbconvert")
	d := newDesk(t)
	path := d.copy("ddm_brownian.ipynb")
	d.run(5*time.Minute, nbconvert, "--execute", "--to", "html", "--ExecutePreprocessor.timeout=240", path)
	html, err := os.ReadFile(strings.TrimSuffix(path, filepath.Ext(path)) + ".html")
	if err != nil {
		t.Fatal(err)
	}
	pictures := len(regexp.MustCompile(`src="data:image/png;base64,[A-Za-z0-9+/]{1000}`).FindAll(html, -1))
	t.Logf("%d bytes of HTML with %d pictures", len(html), pictures)
	if pictures == 0 {
		t.Error("the page has no picture")
	}
}

// nbclient is the executor under most tools that run notebooks. This one stops at the first error.
const throughNbclient = `
import sys, nbformat, nbclient
nb = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(nb, timeout=240, kernel_name="talbot").execute()
kinds = [o.output_type for c in nb.cells if c.cell_type == "code" for o in c.outputs]
pictures = [o for c in nb.cells if c.cell_type == "code" for o in c.outputs if "image/png" in o.get("data", {})]
counts = [c.execution_count for c in nb.cells if c.cell_type == "code" and c.source.strip()]
assert counts == list(range(1, len(counts) + 1)), counts
assert "error" not in kinds, kinds
assert all("text/plain" in o.data and "width" in o.metadata["image/png"] for o in pictures), [o.metadata for o in pictures]
nbformat.validate(nb)
print(len(counts), len(pictures))
`

func TestNbclientExecutes(t *testing.T) {
	python := "/usr/bin/python3"
	if _, err := os.Stat(python); err != nil {
		missing(t, python+" is not there")
	}
	d := newDesk(t)
	if out, err := d.command(t.Context(), python, "-c", "import nbclient, nbformat").CombinedOutput(); err != nil {
		missing(t, "Python has no nbclient: "+string(out))
	}
	script := filepath.Join(d.home, "execute.py")
	if err := os.WriteFile(script, []byte(throughNbclient), 0o644); err != nil {
		t.Fatal(err)
	}
	out := strings.TrimSpace(d.run(5*time.Minute, python, script, d.copy("ddm_brownian.ipynb")))
	t.Logf("cells and pictures: %s", out)
	if f := strings.Fields(out); len(f) != 2 || f[0] == "0" || f[1] == "0" {
		t.Errorf("nbclient saw %q, want cells and pictures", out)
	}
}
