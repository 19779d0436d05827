package installer

import (
	"context"
	"encoding/json"
	"os/exec"
	"slices"
	"time"
)

// frontEnds prints the notebook programs on PATH and settles where Jupyter looks: Jupyter itself
// is asked where there is one, since it may belong to a Python environment of its own.
func (d *doctor) frontEnds(ctx context.Context) {
	d.say("")
	found := 0
	for _, f := range []struct{ program, name string }{
		{"jupyter", "Jupyter"},
		{"jupyter-lab", "JupyterLab"},
		{"jupyter-notebook", "Jupyter Notebook"},
		{"jupyter-nbconvert", "nbconvert"},
		{"code", "Visual Studio Code, which needs its Jupyter extension"},
		{"codium", "VSCodium, which needs its Jupyter extension"},
		{"positron", "Positron"},
	} {
		if path, err := exec.LookPath(f.program); err == nil {
			found++
			d.say("Found     %s (%s)", path, f.name)
		}
	}
	if found == 0 {
		d.say("Found     no notebook program. talbot run needs none; to work in a browser, install")
		d.say("          JupyterLab (pip install jupyterlab), or VS Code with its Jupyter extension.")
	}
	d.path = d.sys.searchPath()
	jupyter, err := exec.LookPath("jupyter")
	if err != nil {
		return
	}
	own, err := askJupyter(ctx, jupyter)
	if err != nil {
		d.say("          jupyter --paths failed (%v); the folders below are Talbot's own guess", err)
		return
	}
	for _, p := range d.path {
		if !slices.Contains(own, p) {
			d.unsearched = append(d.unsearched, p)
		}
	}
	d.path = own
}

// askJupyter gives Jupyter's own search path.
func askJupyter(ctx context.Context, jupyter string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, jupyter, "--paths", "--json").Output()
	if err != nil {
		return nil, err
	}
	var paths struct {
		Data []string `json:"data"`
	}
	if err := json.Unmarshal(out, &paths); err != nil {
		return nil, err
	}
	return paths.Data, nil
}
