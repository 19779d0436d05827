package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"talbot/runtime/display"
	"talbot/runtime/session/assist"
	"talbot/runtime/session/lines"
)

// A succeeded cell can be run again.
type succeeded struct {
	cell int
	code string
}

// keep keeps a cell for %replay, without the lines that leave nothing behind.
func (s *Session) keep(lay layout, cell int, code string) {
	var dropped []lines.Line
	for _, l := range slices.Concat(lay.lead, lay.lines) {
		switch l.Name {
		case "reset", "replay", "who", "doc", "help", "get":
			dropped = append(dropped, l.Line)
		case "timeit":
			if l.Args == "" {
				return
			}
			l.ArgsOff = l.End // with its Go
			dropped = append(dropped, l.Line)
		}
	}
	if code = lines.Blank(code, dropped); strings.TrimSpace(code) == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replay = append(s.replay, succeeded{cell, code})
}

// afresh replaces the process by a new one that has seen no cell.
func (s *Session) afresh() {
	s.mu.Lock()
	p := s.proc
	s.proc, s.state, s.dir = nil, s.newState(), s.settings.Dir
	s.mu.Unlock()
	if p != nil {
		p.close()
	}
	s.start()
}

// lineReset is %reset.
func (s *Session) lineReset(_ context.Context, l lines.Line, _ display.Output) error {
	if l.Args != "" {
		return fmt.Errorf("it takes no argument %q", l.Args)
	}
	s.afresh()
	s.mu.Lock()
	s.replay = nil
	s.mu.Unlock()
	return nil
}

// lineReplay is %replay. What the cells print and show has been seen before, and is not shown
// again unless a cell fails.
func (s *Session) lineReplay(ctx context.Context, l lines.Line, out display.Output) error {
	if l.Args != "" {
		return fmt.Errorf("it takes no argument %q", l.Args)
	}
	s.mu.Lock()
	cells := s.replay
	s.replay = nil
	s.mu.Unlock()
	if len(cells) == 0 {
		return errors.New("no cell has succeeded yet, so there is nothing to run again")
	}
	s.afresh()
	progress := replayProgress{out: out, id: fmt.Sprintf("talbot-replay-%d", s.number()), of: len(cells)}
	for i, c := range cells {
		progress.at(i, c.code)
		quiet := &quietOutput{Output: out}
		r := s.cell(ctx, c.cell, c.code, quiet)
		if ctx.Err() != nil {
			if r.Err == nil {
				i++
			}
			s.keepRest(cells[i:])
			progress.show(fmt.Sprintf("Stopped after %d of %s.", i, countCells(len(cells))))
			return ctx.Err()
		}
		if r.Err != nil {
			s.keepRest(cells[i+1:])
			progress.show(fmt.Sprintf("%d of %s ran again. This one failed, and the next %%replay leaves it out:\n\n%s\n", i, countCells(len(cells)), strings.TrimSpace(c.code)))
			out.Stream("stdout", quiet.String())
			return r.Err
		}
	}
	progress.show(countCells(len(cells)) + " ran again.")
	return nil
}

// keepRest keeps the cells that a replay did not come to.
func (s *Session) keepRest(cells []succeeded) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replay = append(s.replay, cells...)
}

// number gives the number of the cell that runs.
func (s *Session) number() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cells
}

func countCells(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

// A replayProgress shows which cell is run again.
type replayProgress struct {
	out   display.Output
	id    string
	of    int
	shown bool
}

func (p *replayProgress) at(i int, code string) {
	first, _, _ := strings.Cut(strings.TrimSpace(code), "\n")
	const width = 50
	if r := []rune(first); len(r) > width {
		first = string(r[:width-1]) + "…"
	}
	p.show(fmt.Sprintf("Cell %d of %d: %s", i+1, p.of, first))
}

func (p *replayProgress) show(text string) {
	kind := display.UpdateData
	if !p.shown {
		kind, p.shown = display.ShowData, true
	}
	p.out.Event(display.Event{Kind: kind, ID: p.id, Bundle: display.Text(text)})
}

// A quietOutput keeps what a replayed cell prints.
type quietOutput struct {
	display.Output
	mu   sync.Mutex
	text strings.Builder
}

const maxQuiet = 64 << 10

func (q *quietOutput) Stream(_, text string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.text.Len() < maxQuiet {
		q.text.WriteString(text)
	}
}

func (q *quietOutput) Event(display.Event) {}

func (q *quietOutput) String() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.text.String()
}

// lineDoc is %doc.
func (s *Session) lineDoc(_ context.Context, l lines.Line, out display.Output) error {
	if l.Args == "" {
		return errors.New("what is to be looked up? write a name behind it, as in %doc fmt.Println")
	}
	s.mu.Lock()
	b, found := assist.Inspect(s.assistance(), l.Args, len(l.Args), 0)
	s.mu.Unlock()
	if !found {
		return fmt.Errorf("nothing is known of %s: it is no name of this session, and of no package that cells can import", l.Args)
	}
	out.Event(display.Event{Kind: display.ShowData, Bundle: b})
	return nil
}
