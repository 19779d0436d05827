package runner

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"talbot/runtime/display"
)

// ScriptSettings say what becomes of what a script shows.
type ScriptSettings struct {
	// Figures is a folder for the pictures: figure-1.png and so on. Where it is "", a
	// picture leaves only its line of text.
	Figures string
	// Input, if not nil, answers where the script asks for a line.
	Input func(ctx context.Context, prompt string, secret bool) (string, error)
}

// RunScript runs a whole Go source file as one cell. What it prints goes to stdout and
// stderr as it comes; what it shows becomes text on stdout, and pictures files in the
// figures' folder. An output that is updated, such as a progress bar, goes to stderr: in
// place on a terminal, elsewhere only its last state. A first line that begins with #!
// is passed over. The error is a *display.Error where the script itself failed.
func RunScript(ctx context.Context, source string, exec Executor, stdout, stderr io.Writer, s ScriptSettings) error {
	if strings.HasPrefix(source, "#!") {
		source = "//" + source // the other lines keep their numbers
	}
	if s.Figures != "" {
		if err := os.MkdirAll(s.Figures, 0o777); err != nil {
			return fmt.Errorf("the figures' folder: %w", err)
		}
	}
	out := &printer{stdout: stdout, stderr: stderr, settings: s, live: Live{W: stderr, Terminal: isTerminal(stderr)}, pictures: map[string]string{}}
	r := &run{exec: exec}
	res, _ := r.execute(ctx, source, out)
	out.mu.Lock()
	defer out.mu.Unlock()
	if res.Err == nil && res.Value != nil {
		out.show(*res.Value, "")
	}
	out.note(out.live.Settle())
	out.ended = true
	if res.Err != nil {
		return res.Err
	}
	return out.err
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// A printer shows a script's outputs on a terminal.
type printer struct {
	stdout, stderr io.Writer
	settings       ScriptSettings

	mu       sync.Mutex
	live     Live              // outputs that are being updated
	pictures map[string]string // file by display ID
	saved    int
	ended    bool
	err      error // the first fault in writing
}

// Stream implements display.Output.
func (p *printer) Stream(name, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	w := p.stdout
	if name == "stderr" {
		w = p.stderr
	}
	p.print(w, text)
}

// Event implements display.Sink.
func (p *printer) Event(e display.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	switch e.Kind {
	case display.ShowData, display.UpdateData:
		if e.ID == "" || picture(e.Bundle) != "" {
			p.show(e.Bundle, e.ID)
			return
		}
		p.note(p.live.Update(e.ID, e.Bundle))
	case display.ClearOutput:
		// What stands on a terminal stays there.
	}
}

// Input implements display.Output.
func (p *printer) Input(ctx context.Context, prompt string, secret bool) (string, error) {
	if p.settings.Input == nil {
		return "", display.ErrNoInput
	}
	p.mu.Lock()
	p.note(p.live.Settle())
	p.mu.Unlock()
	return p.settings.Input(ctx, prompt, secret)
}

// show prints a bundle's text, and saves its picture.
func (p *printer) show(b display.Bundle, id string) {
	line := strings.TrimSuffix(b.PlainText(), "\n")
	if mime := picture(b); mime != "" && p.settings.Figures != "" {
		name, again := p.pictures[id]
		if !again {
			p.saved++
			name = filepath.Join(p.settings.Figures, fmt.Sprintf("figure-%d%s", p.saved, extensions[mime]))
			if id != "" {
				p.pictures[id] = name
			}
		}
		if err := os.WriteFile(name, pictureBytes(b.Data[mime]), 0o666); err != nil {
			p.note(err)
		} else if line = strings.TrimSpace(name + "  " + line); again {
			return // an animation: its file has been named
		}
	}
	if line != "" {
		p.print(p.stdout, line+"\n")
	}
}

var extensions = map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg", "image/gif": ".gif"}

// picture names the type of the picture that a bundle holds, or "".
func picture(b display.Bundle) string {
	for _, mime := range []string{"image/png", "image/svg+xml", "image/jpeg", "image/gif"} {
		if b.Data[mime] != nil {
			return mime
		}
	}
	return ""
}

func pictureBytes(v any) []byte {
	switch v := v.(type) {
	case []byte:
		return v
	case string:
		if b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(v)); err == nil {
			return b
		}
		return []byte(v)
	}
	return nil
}

func (p *printer) print(w io.Writer, s string) { p.note(p.live.Print(w, s)) }

// note keeps the first fault.
func (p *printer) note(err error) {
	if p.err == nil {
		p.err = err
	}
}
