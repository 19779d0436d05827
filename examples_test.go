package main_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// examplesFolder holds the program while the tests run.
var examplesFolder = filepath.Join(os.TempDir(), fmt.Sprintf("talbot-examples-%d", os.Getpid()))

// builtTalbot builds the program once for the tests of this package.
var builtTalbot = sync.OnceValues(func() (string, error) {
	program := filepath.Join(examplesFolder, "talbot.exe") // Windows wants the ending, the others do not mind
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %v\n%s", err, out)
	}
	return program, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(examplesFolder)
	os.Exit(code)
}

func runTalbot(t *testing.T, args ...string) string {
	t.Helper()
	program, err := builtTalbot()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("talbot %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// update writes what the tests would compare with.
var update = os.Getenv("TALBOT_UPDATE") != ""

// runNotebook gives one of the example notebooks as it is after a run. Each is run once.
func runNotebook(t *testing.T, name string) notebook {
	t.Helper()
	out := filepath.Join(examplesFolder, name)
	if _, err := os.Stat(out); err != nil {
		runTalbot(t, "run", "-o", out, filepath.Join("notebooks", name))
	}
	return readNotebook(t, out)
}

// pictures gives all pictures of a notebook, in base64.
func pictures(nb notebook) []string {
	var all []string
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			if png := joined(o.Data["image/png"]); png != "" {
				all = append(all, png)
			}
		}
	}
	return all
}

// What the README shows must run as it stands there.
func TestReadmeCells(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	cells := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(text, -1)
	if len(cells) == 0 {
		t.Fatal("the README shows no cell")
	}
	nb := notebook{Format: 4, Minor: 4, Metadata: map[string]any{"kernelspec": map[string]any{"name": "talbot", "display_name": "Go (Talbot)", "language": "go"}}}
	for _, c := range cells {
		nb.Cells = append(nb.Cells, nbCell{Kind: "code", Metadata: map[string]any{}, Source: string(c[1]), Outputs: []nbOutput{}})
	}
	b, err := json.Marshal(nb)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "readme.ipynb")
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	runTalbot(t, "run", path)
	done := readNotebook(t, path)
	for i, c := range done.Cells {
		if len(c.Outputs) == 0 {
			t.Errorf("cell %d of the README shows nothing", i+1)
		}
	}
}

// The README's figures are those that the notebooks make now: name-3.png is the third picture of
// name.ipynb. TALBOT_UPDATE=1 writes them anew.
func TestReadmeFigures(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	links := regexp.MustCompile(`\(notebooks/figures/(\w+)-(\d+)\.png\)`).FindAllStringSubmatch(string(text), -1)
	if len(links) == 0 {
		t.Fatal("the README shows no figure of notebooks/figures")
	}
	for _, link := range links {
		number, err := strconv.Atoi(link[2])
		if err != nil {
			t.Fatal(err)
		}
		figures := pictures(runNotebook(t, link[1]+".ipynb"))
		if number < 1 || number > len(figures) {
			t.Fatalf("%s.ipynb has %d pictures, the README wants number %d", link[1], len(figures), number)
		}
		path := filepath.Join("notebooks", "figures", link[1]+"-"+link[2]+".png")
		now, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(figures[number-1], "\n", ""))
		if err != nil {
			t.Fatal(err)
		}
		if update {
			if err := os.WriteFile(path, now, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		figure, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(figure) > 100_000 {
			t.Errorf("%s has %d bytes: too many to keep every version of", path, len(figure))
		}
		if err := samePicture(base64.StdEncoding.EncodeToString(figure), figures[number-1]); err != nil {
			t.Errorf("%s is stale (TALBOT_UPDATE=1 go test . writes it anew): %v", path, err)
		}
	}
}

// The notebooks in the repository hold the outputs that they give now. TALBOT_UPDATE=1 writes them.
func TestNotebooksAreFresh(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every example notebook")
	}
	paths, err := filepath.Glob(filepath.Join("notebooks", "*.ipynb"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no notebooks (%v)", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			now := runNotebook(t, filepath.Base(path))
			if update {
				runTalbot(t, "run", path)
			}
			compareNotebooks(t, readNotebook(t, path), now)
		})
	}
}
