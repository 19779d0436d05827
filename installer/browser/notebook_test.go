package browser_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// What drive.js saw.
type seen struct {
	Kernel struct{ Name, Language, Banner string }
	Cells  int
	Errors []string
	Images []struct {
		Width, Height, Pixels int
		Kind                  string
	}
	Busy             bool
	Interrupted      []output
	InterruptedAfter int // ms
	After            []output
	Completions      []string
	Restarted        []output
	Count            int
	Faults           []string
}

type output struct{ Type, Text string }

func TestClassicNotebook(t *testing.T) {
	s := newServer(t)
	path := s.copy("ddm_brownian.ipynb")
	got := s.drive(path)
	t.Logf("kernel %s; %d cells, %d pictures; interrupted after %d ms: %v", got.Kernel.Banner, got.Cells, len(got.Images), got.InterruptedAfter, got.Interrupted)

	if got.Kernel.Name != "talbot" || got.Kernel.Language != "go" {
		t.Errorf("the page talks to %+v", got.Kernel)
	}
	if len(got.Errors) != 0 {
		t.Errorf("cells failed:\n%s", strings.Join(got.Errors, "\n"))
	}
	if len(got.Images) == 0 {
		t.Error("no picture is on the page")
	}
	for _, i := range got.Images {
		// A picture has two pixels for one of the page.
		if i.Kind != "data:image/png;base64," || i.Width < 100 || i.Height < 50 || i.Pixels < i.Width*3/2 {
			t.Errorf("a picture is %d by %d with %d pixels across, %s", i.Width, i.Height, i.Pixels, i.Kind)
		}
	}
	if !got.Busy {
		t.Error("the endless loop had ended before it was interrupted")
	}
	if len(got.Interrupted) != 1 || got.Interrupted[0].Type != "error" || !strings.Contains(strings.ToLower(got.Interrupted[0].Text), "interrupt") {
		t.Errorf("the interrupted cell shows %+v", got.Interrupted)
	}
	if len(got.After) != 1 || got.After[0] != (output{"execute_result", "2"}) {
		t.Errorf("1+1 after the interrupt shows %+v", got.After)
	}
	if !slices.Contains(got.Completions, "Repeat") && !slices.Contains(got.Completions, "strings.Repeat") {
		t.Errorf("Tab after strings.Rep offers %q", got.Completions)
	}
	if len(got.Restarted) != 1 || got.Restarted[0] != (output{"execute_result", "2"}) || got.Count != 1 {
		t.Errorf("1+1 after the restart shows %+v, with the number %d", got.Restarted, got.Count)
	}
	if len(got.Faults) != 0 {
		t.Errorf("the page's own faults: %q", got.Faults)
	}
}

// A server is Debian's classic notebook, at a free port of this computer alone.
type server struct {
	*desk
	url, token string
}

const modules = "node_modules"

func newServer(t *testing.T) *server {
	jupyter := peer(t, "jupyter-notebook")
	peer(t, "node")
	if _, err := os.Stat(filepath.Join(modules, "playwright-core")); err != nil {
		missing(t, "playwright-core is not in installer/browser/"+modules+" (npm ci --ignore-scripts puts it there)")
	}
	d := newDesk(t)
	if v := strings.TrimSpace(d.run(time.Minute, jupyter, "--version")); !strings.HasPrefix(v, "6.") {
		missing(t, "drive.js knows the classic notebook 6, and jupyter-notebook is "+v)
	}
	port := freePort(t)
	s := &server{desk: d, url: fmt.Sprintf("http://127.0.0.1:%d", port), token: fmt.Sprintf("t%x", time.Now().UnixNano())}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := d.command(ctx, jupyter, "--no-browser", "--allow-root", "--ip=127.0.0.1", fmt.Sprintf("--port=%d", port), "--port-retries=0",
		"--NotebookApp.token="+s.token, "--notebook-dir="+d.work)
	log, err := os.Create(filepath.Join(d.home, "server.log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.shutdown()
		cancel()
		cmd.Wait() // killed just now: its status says nothing
		log.Close()
		if t.Failed() {
			b, _ := os.ReadFile(log.Name())
			t.Logf("the server said:\n%s", b)
		}
	})
	s.await()
	return s
}

func freePort(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (s *server) await() {
	s.t.Helper()
	for range 300 {
		if r, err := http.Get(s.url + "/api/status?token=" + s.token); err == nil {
			io.Copy(io.Discard, r.Body)
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.t.Fatal("the notebook server does not answer")
}

// shutdown asks the server to end, so that its kernels end with it.
func (s *server) shutdown() {
	if r, err := http.Post(s.url+"/api/shutdown?token="+s.token, "application/json", strings.NewReader("{}")); err == nil {
		r.Body.Close()
		time.Sleep(time.Second)
	}
}

// drive opens the notebook in Chromium. TALBOT_BROWSER_SHOTS names a folder for pictures of the page.
func (s *server) drive(path string) seen {
	s.t.Helper()
	node := peer(s.t, "node")
	settings, err := json.Marshal(map[string]any{
		"url":      s.url + "/notebooks/" + url.PathEscape(filepath.Base(path)) + "?token=" + s.token,
		"chromium": peer(s.t, "chromium", "chromium-browser", "google-chrome"),
		"loop":     "for {}", "after": "1+1", "import": `import "strings"`, "complete": "strings.Rep",
		"seconds": 240, "shots": os.Getenv("TALBOT_BROWSER_SHOTS"),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	script, err := filepath.Abs("drive.js")
	if err != nil {
		s.t.Fatal(err)
	}
	var got seen
	out := s.run(8*time.Minute, node, script, string(settings))
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		s.t.Fatalf("drive.js printed %q: %v", out, err)
	}
	return got
}
