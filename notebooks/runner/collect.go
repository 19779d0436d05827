package runner

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"talbot/notebooks/nbformat"
	"talbot/runtime/display"
)

// What one cell keeps of its outputs. Beyond that the first and the last ones stay and a
// note says how many are missing.
const (
	maxStream  = 1 << 20 // bytes of one stretch of printing
	maxOutputs = 1000
	maxBytes   = 256 << 20 // of all outputs of a cell
)

// A run is one pass through a notebook. Its lock guards all outputs, since an update may
// reach those of an earlier cell and a goroutine may print after its cell has ended.
type run struct {
	exec     Executor
	settings Settings

	mu         sync.Mutex
	shown      map[string][]*entry // by display ID
	collectors []*collector
	finished   bool
}

// An entry becomes one output.
type entry struct {
	owner  *collector
	stream *fold // of a stream
	name   string
	bundle display.Bundle
	result bool
	err    *display.Error
	size   int
}

// A collector folds what a cell prints and shows into its outputs.
type collector struct {
	run     *run
	cell    *nbformat.Cell
	count   int
	head    []*entry
	tail    []*entry
	bytes   int
	dropped int
	clear   bool // before the next output
}

func (r *run) collector(c *nbformat.Cell, count int) *collector {
	r.mu.Lock()
	defer r.mu.Unlock()
	col := &collector{run: r, cell: c, count: count}
	r.collectors = append(r.collectors, col)
	return col
}

// finish puts the outputs into the cells. Later ones are dropped.
func (r *run) finish() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.finished = true
	for _, c := range r.collectors {
		c.cell.SetOutputs(c.outputs())
	}
}

// Stream implements display.Output.
func (c *collector) Stream(name, text string) {
	if text == "" {
		return
	}
	c.run.mu.Lock()
	defer c.run.mu.Unlock()
	if c.run.finished {
		return
	}
	c.clearIfDue()
	if name != "stderr" {
		name = "stdout"
	}
	last := c.last()
	if last == nil || last.stream == nil || last.name != name {
		last = &entry{name: name, stream: &fold{limit: maxStream}}
		c.add(last)
	}
	last.stream.write(text)
	c.bytes += last.stream.size() - last.size
	last.size = last.stream.size()
}

// Event implements display.Sink.
func (c *collector) Event(e display.Event) {
	c.run.mu.Lock()
	defer c.run.mu.Unlock()
	if c.run.finished {
		return
	}
	switch e.Kind {
	case display.ClearOutput:
		if c.clear = e.Wait; !e.Wait {
			c.reset()
		}
	case display.ShowData:
		c.clearIfDue()
		c.run.update(e)
		ent := &entry{bundle: e.Bundle, size: bundleSize(e.Bundle)}
		c.add(ent)
		if e.ID != "" {
			c.run.shown[e.ID] = append(c.run.shown[e.ID], ent)
		}
	case display.UpdateData:
		c.run.update(e)
	}
}

// update replaces what was shown as e.ID, in whichever cell.
func (r *run) update(e display.Event) {
	if e.ID != "" {
		for _, ent := range r.shown[e.ID] {
			ent.bundle = e.Bundle
			size := bundleSize(e.Bundle)
			ent.owner.bytes += size - ent.size
			ent.size = size
			ent.owner.trim()
		}
	}
}

// Input implements display.Output: nobody sits at a notebook that is run as a whole.
func (c *collector) Input(context.Context, string, bool) (string, error) {
	return "", display.ErrNoInput
}

func (c *collector) result(b display.Bundle) {
	c.run.mu.Lock()
	defer c.run.mu.Unlock()
	c.clearIfDue()
	c.add(&entry{bundle: b, result: true, size: bundleSize(b)})
}

func (c *collector) fail(e *display.Error) {
	c.run.mu.Lock()
	defer c.run.mu.Unlock()
	c.clearIfDue()
	c.add(&entry{err: e})
}

func (c *collector) clearIfDue() {
	if c.clear {
		c.reset()
	}
}

func (c *collector) reset() {
	for _, list := range [][]*entry{c.head, c.tail} {
		for _, e := range list {
			c.run.forget(e)
		}
	}
	c.head, c.tail, c.bytes, c.dropped, c.clear = nil, nil, 0, 0, false
}

// forget drops an output from those that updates can reach.
func (r *run) forget(gone *entry) {
	for id, list := range r.shown {
		for i, e := range list {
			if e == gone {
				r.shown[id] = append(list[:i:i], list[i+1:]...)
				break
			}
		}
		if len(r.shown[id]) == 0 {
			delete(r.shown, id)
		}
	}
}

func (c *collector) last() *entry {
	if n := len(c.tail); n > 0 {
		return c.tail[n-1]
	}
	if n := len(c.head); n > 0 {
		return c.head[n-1]
	}
	return nil
}

func (c *collector) add(e *entry) {
	e.owner = c
	c.bytes += e.size
	if c.tail == nil && len(c.head) < maxOutputs/2 && c.bytes < maxBytes/2 {
		c.head = append(c.head, e)
		return
	}
	c.tail = append(c.tail, e)
	c.trim()
}

// trim drops outputs between the first and the last ones until the rest is within bounds.
func (c *collector) trim() {
	for len(c.tail) > 1 && (len(c.tail) > maxOutputs/2 || c.bytes > maxBytes) {
		gone := c.tail[0]
		c.tail[0] = nil
		c.tail = c.tail[1:]
		c.bytes -= gone.size
		c.dropped++
		c.run.forget(gone)
	}
}

// outputs gives what the cell has shown in the notebook's form.
func (c *collector) outputs() []nbformat.Output {
	entries := append([]*entry(nil), c.head...)
	if c.dropped > 0 {
		note := &fold{limit: maxStream}
		note.write(fmt.Sprintf("… %d outputs left out …\n", c.dropped))
		entries = append(entries, &entry{name: "stderr", stream: note})
	}
	entries = append(entries, c.tail...)
	var all []nbformat.Output
	for _, e := range entries {
		switch {
		case e.stream != nil:
			if text := e.stream.text(); text != "" {
				all = append(all, nbformat.NewStream(e.name, text))
			}
		case e.err != nil:
			all = append(all, nbformat.NewError(e.err))
		case display.IsCompleteProgress(e.bundle):
			// It told how long the work took here, to who waited; a kept notebook is for readers.
		default:
			var o nbformat.Output
			var err error
			if kept := withoutWidget(e.bundle); e.result {
				o, err = nbformat.NewResult(kept, c.count)
			} else {
				o, err = nbformat.NewDisplay(kept)
			}
			if err != nil {
				o = nbformat.NewStream("stderr", err.Error()+"\n")
			}
			all = append(all, o)
		}
	}
	return all
}

// withoutWidget leaves out the view of a widget, which lives as long as the session: what a kept
// notebook shows is what stands for it.
func withoutWidget(b display.Bundle) display.Bundle {
	const view = "application/vnd.jupyter.widget-view+json"
	if b.Data[view] == nil || len(b.Data) == 1 {
		return b
	}
	data := maps.Clone(b.Data)
	delete(data, view)
	return display.Bundle{Data: data, Metadata: b.Metadata}
}

func bundleSize(b display.Bundle) int {
	n := 0
	for _, v := range b.Data {
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		default:
			n += 1024
		}
	}
	return n
}
