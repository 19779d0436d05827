package browser_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"talbot/kernel/client"
	"talbot/kernel/wire"
)

// The cells that widgets.js runs.
var widgetCells = map[string]string{
	"controls": `
import ("fmt"; "talbot/stdlib/widgets")
lag := widgets.IntSlider{Min: 1, Max: 50, Value: 10, Description: "lag"}.New()
said := widgets.Label{}.New()
lag.OnChange(func(v int) { said.Set(fmt.Sprint("lag is ", v)); fmt.Println("printed", v) })
clicks := 0
button := widgets.Button{Description: "click", Style: "primary"}.New()
counted := widgets.Label{}.New()
button.OnClick(func() { clicks++; counted.Set(fmt.Sprint(clicks, " clicks")) })
name := widgets.Text{Description: "name"}.New()
colours := widgets.Dropdown{Options: []string{"viridis", "magma"}, Description: "a longer description"}.New()
check := widgets.Checkbox{Description: "check"}.New()
all := widgets.Label{}.New()
tell := func() { all.Set(fmt.Sprint(name.Value(), " ", colours.Value(), " ", check.Value())) }
name.OnChange(func(_ string) { tell() })
colours.OnChange(func(_ string) { tell() })
check.OnChange(func(_ bool) { tell() })
out := widgets.Output{}.New()
widgets.VBox(lag, said, widgets.HBox(button, counted), name, colours, check, all,
	widgets.FloatSlider{Log: true, Min: 0.01, Max: 100, Value: 1, Layout: widgets.Layout{Width: "400px"}}.New(),
	widgets.IntRangeSlider{}.New(), widgets.FloatRangeSlider{}.New(), widgets.IntText{}.New(), widgets.FloatText{}.New(),
	widgets.IntProgress{Value: 40, Style: "info"}.New(), widgets.FloatProgress{Value: 0.4}.New(), widgets.HTML{Value: "<b>bold</b>"}.New(), out)`,
	"set":      `out.Capture(func() { fmt.Println("captured") }); lag.Set(42); lag.Value()`,
	"interact": `widgets.Interact(func(n int) string { return fmt.Sprint("n = ", n) }, [2]int{0, 100})`,
	"die":      `go func() { select {} }(); import "os/exec"; exec.Command("sh", "-c", "kill -9 $PPID").Run()`,
}

// What widgets.js saw.
type widgetsSeen struct {
	Controls, Set, Interact, Died string
	Views                         []string
	Pictures                      int
	Faults                        []string
}

// The widgets of a session on a page of Jupyter's own widgets library, both ways.
func TestWidgets(t *testing.T) {
	node := peer(t, "node")
	for _, m := range []string{"playwright-core", "@jupyter-widgets/html-manager", "requirejs"} {
		if _, err := os.Stat(filepath.Join(modules, m)); err != nil {
			missing(t, m+" is not in installer/browser/"+modules+" (npm ci --ignore-scripts puts it there)")
		}
	}
	chromium := peer(t, "chromium", "chromium-browser", "google-chrome")
	d := newDesk(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	p, err := client.Start(ctx, []string{d.talbot, "kernel", "{connection_file}"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Stop(ctx) //nolint:errcheck // its session has died on purpose
	c, err := client.Connect(ctx, p.Connection)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	page := httptest.NewServer(bridge(c))
	defer page.Close()

	settings, err := json.Marshal(map[string]string{"url": page.URL, "chromium": chromium, "shots": os.Getenv("TALBOT_BROWSER_SHOTS")})
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("widgets.js")
	if err != nil {
		t.Fatal(err)
	}
	var got widgetsSeen
	out := d.run(5*time.Minute, node, script, string(settings))
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("widgets.js printed %q: %v", out, err)
	}
	t.Logf("views: %q", got.Views)
	for cell, result := range map[string]string{"controls": got.Controls, "set": got.Set, "interact": got.Interact} {
		if result != "ok" {
			t.Errorf("the cell %s gives %s", cell, result)
		}
	}
	if !strings.Contains(got.Died, "session ended") {
		t.Errorf("the cell that kills its process gives %s", got.Died)
	}
	for _, view := range []string{"widget-slider", "widget-text", "widget-dropdown", "widget-checkbox", "widget-button", "widget-hprogress", "widget-html", "widget-vbox", "widget-hbox", "widget-label"} {
		if !slices.Contains(got.Views, view) {
			t.Errorf("no %s is on the page", view)
		}
	}
	if got.Pictures != 1 {
		t.Errorf("%d pictures stand there after 60 moves", got.Pictures)
	}
	if len(got.Faults) != 0 {
		t.Errorf("the page's own faults: %q", got.Faults)
	}
}

// bridge serves the page, and carries messages between it and a kernel.
func bridge(c *client.Client) http.Handler {
	published := make(chan []byte, 10_000)
	c.Watch(func(m *wire.Message) {
		raw, err := json.Marshal(map[string]any{"header": m.Header, "parent_header": m.Parent, "metadata": m.Metadata, "content": m.Content})
		if err == nil {
			published <- raw
		}
	})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "widgets.html") })
	mux.Handle("GET /modules/", http.StripPrefix("/modules/", http.FileServer(http.Dir(modules))))
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		flush := http.NewResponseController(w)
		flush.Flush() //nolint:errcheck // a page that is gone
		for {
			select {
			case raw := <-published:
				fmt.Fprintf(w, "data: %s\n\n", raw)
				flush.Flush() //nolint:errcheck // as above
			case <-r.Context().Done():
				return
			}
		}
	})
	mux.HandleFunc("POST /tell", func(w http.ResponseWriter, r *http.Request) {
		var m struct {
			Kind, ID string
			Content  json.RawMessage
		}
		if json.NewDecoder(r.Body).Decode(&m) == nil {
			c.Tell(m.Kind, m.ID, m.Content) //nolint:errcheck // the page waits in vain, and says so
		}
	})
	mux.HandleFunc("POST /run", func(w http.ResponseWriter, r *http.Request) {
		result, err := c.Execute(r.Context(), client.Cell{Code: widgetCells[r.FormValue("cell")]})
		switch {
		case err != nil:
			fmt.Fprint(w, err)
		case result.Status != "ok":
			fmt.Fprintf(w, "%s: %s", result.Name, result.Value)
		default:
			fmt.Fprint(w, "ok")
		}
	})
	return mux
}
