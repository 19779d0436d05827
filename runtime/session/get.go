package session

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"maps"
	"os"
	"strings"
	"sync"
	"time"

	"talbot/runtime/display"
	"talbot/runtime/session/lines"
	"talbot/runtime/session/modules"
	"talbot/runtime/symbols"
)

// getHelp is what %get says without a module.
const getHelp = `%get fetches Go modules, so that cells can import their packages:

  %get github.com/montanaflynn/stats           the version that was fetched before, or the latest
  %get github.com/montanaflynn/stats@v0.7.1    this version; @latest asks whether there is a newer one
  %get ./mymodule                              the module in a folder of yours
  %get -replay …                               where cells have run: begin afresh, and run them again

It belongs into a notebook's first cell. Several modules may stand on one line.`

// lineGet is %get. The modules' packages are compiled into another program for the session's
// process. While no cell has left anything behind, it takes that one's place unnoticed.
func (s *Session) lineGet(ctx context.Context, l lines.Line, out display.Output) error {
	args := strings.Fields(l.Args)
	replay := len(args) > 0 && args[0] == "-replay"
	if replay {
		args = args[1:]
	}
	if len(args) == 0 {
		out.Stream("stdout", getHelp+"\n\n"+s.brought()+"\n")
		return nil
	}
	if s.settings.Source == nil {
		return errors.New("this program was built without what it takes to fetch modules")
	}
	list, err := s.asked(args)
	if err != nil {
		return err
	}
	b := &modules.Builder{Source: s.settings.Source, Cache: s.settings.Cache, Try: func(program string) error { return s.try(ctx, program) }}
	for _, lib := range s.settings.Libraries {
		b.Libraries = append(b.Libraries, lib.Path)
	}
	line := &announcer{out: out, start: time.Now()}
	kit, err := b.Get(ctx, list, line.say)
	if err != nil {
		line.end("")
		return err
	}
	s.mu.Lock()
	same := s.kit != nil && s.kit.Program == kit.Program
	ran, cells := s.proc != nil && s.proc.hasRun(), len(s.replay)
	s.mu.Unlock()
	switch {
	case same:
	case ran && !replay:
		line.end("")
		return fmt.Errorf("the modules are fetched, but to use them the session must begin afresh, and its variables would be gone. Restart the kernel and put %%get into the first cell, or write %%get -replay %s: it begins afresh and runs again the %s that had succeeded", strings.Join(args, " "), countCells(cells))
	default:
		s.adopt(kit)
	}
	line.end(s.brought())
	if !same && ran && cells > 0 {
		return s.lineReplay(ctx, lines.Line{Name: "replay"}, out)
	}
	return nil
}

// asked reads the arguments of %get and adds them to what the session has.
func (s *Session) asked(args []string) ([]modules.Asked, error) {
	s.mu.Lock()
	dir := s.dir
	s.mu.Unlock()
	if dir == "" {
		var err error
		if dir, err = os.Getwd(); err != nil {
			return nil, err
		}
	}
	var more []modules.Asked
	for _, arg := range args {
		a, err := modules.Parse(arg, dir)
		if err != nil {
			return nil, err
		}
		more = append(more, a)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kit == nil {
		return modules.With(nil, more), nil
	}
	return modules.With(s.kit.Modules, more), nil
}

// try starts a program for the session's process, and ends it when it takes cells.
func (s *Session) try(ctx context.Context, program string) error {
	settings := s.settings
	settings.Command = []string{program}
	p := startProcess(settings, s.fault)
	defer p.close()
	select {
	case <-p.ready:
		return nil
	case <-p.dead:
		p.wait()
		words := strings.Join(p.lastWords(), "\n")
		return errors.New(strings.TrimSpace(p.reason(p.err) + "\n" + words))
	case <-time.After(time.Minute):
		return errors.New("it does nothing")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// adopt goes on with a kit's program and what it knows to import.
func (s *Session) adopt(kit *modules.Kit) {
	s.mu.Lock()
	imports := s.state.Imports()
	s.settings.Command, s.kit = []string{kit.Program}, kit
	s.know()
	s.mu.Unlock()
	s.afresh()
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.state.Imports(), imports) // what was there to import still is
}

// know reads what there is to import.
func (s *Session) know() {
	var types, docs [][]byte
	if s.kit == nil || !s.kit.Whole {
		types, docs = [][]byte{symbols.Types}, [][]byte{symbols.Docs}
		for _, l := range s.settings.Libraries {
			types, docs = append(types, l.Types), append(docs, l.Docs)
		}
	}
	if s.kit != nil {
		types, docs = append(types, s.kit.Types...), append(docs, s.kit.Docs...)
		s.fetched = symbols.ReadSources(s.kit.Sources)
	}
	s.importer, s.docs = symbols.NewImporter(token.NewFileSet(), types...), symbols.NewDocs(docs...)
}

// source gives the source files of a package's generics, or nil.
func (s *Session) source(path string) map[string]string {
	if src := s.fetched[path]; src != nil {
		return src
	}
	return symbols.Source(path)
}

// brought tells what %get has brought, and how to import it.
func (s *Session) brought() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kit == nil {
		return "No modules have been fetched here yet."
	}
	var b strings.Builder
	for i, m := range s.kit.Modules {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s: ", m)
		describe(&b, m)
	}
	return b.String()
}

// describe says what of a module can be imported.
func describe(b *strings.Builder, m modules.Module) {
	const most = 4
	if n := len(m.Packages); n > 1 {
		fmt.Fprintf(b, "%d packages, such as ", n)
	}
	fmt.Fprintf(b, "import %q", m.Packages[0])
	for i, l := range m.LeftOut {
		if i == most {
			fmt.Fprintf(b, "\n  and %d more left out", len(m.LeftOut)-i)
			break
		}
		why, _, _ := strings.Cut(l.Why, "\n")
		fmt.Fprintf(b, "\n  left out %s: %s", l.Path, why)
	}
	for _, p := range m.Partial {
		fmt.Fprintf(b, "\n  of %s the parts written in C are missing", p)
	}
}

// An announcer tells in one line under the cell what is being done, and at last what was.
type announcer struct {
	out   display.Output
	start time.Time

	mu   sync.Mutex
	id   string
	last time.Time
}

// say shows the line once the person has waited for a moment, and not too often.
func (a *announcer) say(text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if now.Sub(a.start) < 300*time.Millisecond || now.Sub(a.last) < 100*time.Millisecond {
		return
	}
	a.last = now
	a.show(text)
}

// end leaves text in the line's place; "" means nothing.
func (a *announcer) end(text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if text == "" && a.id == "" {
		return
	}
	a.show(text)
}

func (a *announcer) show(text string) {
	kind := display.UpdateData
	if a.id == "" {
		kind, a.id = display.ShowData, display.NewID()
	}
	a.out.Event(display.Event{Kind: kind, ID: a.id, Bundle: display.Text(text)})
}
