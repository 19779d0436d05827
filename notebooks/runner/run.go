// Package runner executes notebooks and scripts.
//
// It knows no interpreter: whatever has an Executor's methods runs the cells.
package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"talbot/notebooks/nbformat"
	"talbot/runtime/display"
)

// An Executor runs cells one after another in one session.
type Executor interface {
	// Execute runs a cell and returns when it has ended. Cancelling ctx interrupts it.
	Execute(ctx context.Context, code string, out display.Output) display.Result
	// Interrupt stops a cell that still runs after its ctx was cancelled, at the price of
	// the session if need be.
	Interrupt()
}

// Settings say how a notebook is run. The zero value runs it as it stands, without
// limits of time, and stops at the first error.
type Settings struct {
	AllowErrors bool          // go on after a cell that fails
	Timeout     time.Duration // for each cell; 0 means no limit
	Parameters  []Parameter   // set in a cell of their own, see Inject
	Progress    io.Writer     // takes a line for each cell; nil means none
	RecordTimes bool          // keep when each cell began and ended in its metadata, as JupyterLab does
}

// Tags of cells that the runner obeys, as nbclient and papermill do.
const (
	tagRaises     = "raises-exception"    // the cell may fail, and the notebook goes on
	tagSkip       = "skip-execution"      // the cell is not run
	tagParameters = "parameters"          // the cell holds the parameters' defaults
	tagInjected   = "injected-parameters" // the cell was written by Inject
)

// A Report sums up a run.
type Report struct {
	Cells    int // code cells that are not empty
	Executed int
	Failed   int // without those tagged raises-exception
	Took     time.Duration
}

// A CellError says which cell ended a run, and why.
type CellError struct {
	Index int    // of the cell in the notebook, from 0
	ID    string // of the cell
	Count int    // the number in the cell's prompt
	Cause *display.Error
	ctx   error // what stopped the run from outside, if anything did
}

func (e *CellError) Error() string {
	line, _, _ := strings.Cut(e.Cause.Error(), "\n") // the cell's traceback has the rest
	return fmt.Sprintf("cell [%d]: %s", e.Count, line)
}

// Unwrap gives context.Canceled where the run was interrupted from outside.
func (e *CellError) Unwrap() error { return e.ctx }

// patience is how long a cancelled cell may take to end before Interrupt is called;
// after so many calls the cell is given up.
var patience = 3 * time.Second

const interrupts = 3

// Run executes the code cells of a notebook in order and puts what they show into it.
//
// All earlier outputs are removed first, so that a run that stops leaves nothing stale.
// It stops at the first cell that fails, unless Settings.AllowErrors or the cell's tag
// raises-exception says otherwise, and returns a *CellError. When ctx is cancelled the
// running cell is interrupted and the error wraps ctx's. In each case nb holds all that
// was executed. Cells tagged skip-execution and empty ones are passed over.
func Run(ctx context.Context, nb *nbformat.Notebook, exec Executor, s Settings) (Report, error) {
	start := time.Now()
	if lang := nb.Language(); lang != "" && lang != "go" {
		return Report{}, fmt.Errorf("the notebook is written in %s; only Go is run here", lang)
	}
	nb.Upgrade()
	if err := Inject(nb, s.Parameters, s.Progress); err != nil {
		return Report{}, err
	}
	if nb.Language() == "" {
		if err := nb.SetMetadata(map[string]any{
			"file_extension": ".go", "mimetype": "text/x-go", "name": "go",
			"version": strings.TrimPrefix(runtime.Version(), "go"),
		}, "language_info"); err != nil {
			return Report{}, err
		}
	}
	var rep Report
	cells := nb.Cells()
	for _, c := range cells {
		if c.Type() == nbformat.Code {
			c.SetOutputs(nil)
			c.SetExecutionCount(0)
		}
		if runnable(c) {
			rep.Cells++
		}
	}
	r := &run{exec: exec, settings: s, shown: map[string][]*entry{}}
	err := r.cells(ctx, cells, &rep)
	r.finish()
	rep.Took = time.Since(start)
	return rep, err
}

func runnable(c *nbformat.Cell) bool {
	return c.Type() == nbformat.Code && strings.TrimSpace(c.Source()) != "" && !c.HasTag(tagSkip)
}

func (r *run) cells(ctx context.Context, cells []*nbformat.Cell, rep *Report) error {
	for i, c := range cells {
		if !runnable(c) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("stopped before cell [%d]: %w", rep.Executed+1, err)
		}
		rep.Executed++
		fail, lost := r.cell(ctx, c, rep.Executed, rep.Cells)
		if fail == nil || c.HasTag(tagRaises) && ctx.Err() == nil && !lost {
			continue
		}
		rep.Failed++
		if !r.settings.AllowErrors || ctx.Err() != nil || lost {
			return &CellError{Index: i, ID: c.ID(), Count: rep.Executed, Cause: fail, ctx: ctx.Err()}
		}
	}
	return nil
}

// cell runs one cell. lost means that it never ended, so that no other can be run.
func (r *run) cell(ctx context.Context, c *nbformat.Cell, count, of int) (fail *display.Error, lost bool) {
	progress := r.settings.Progress
	if progress != nil {
		fmt.Fprintf(progress, "[%d/%d] %s … ", count, of, firstLine(c.Source()))
	}
	out := r.collector(c, count)
	c.SetExecutionCount(count)
	start := time.Now()
	res, lost := r.execute(ctx, c.Source(), out)
	end := time.Now()
	if res.Err == nil && res.Value != nil {
		out.result(*res.Value)
	}
	if res.Err != nil {
		out.fail(res.Err)
	}
	if r.settings.RecordTimes {
		const layout = "2006-01-02T15:04:05.000000Z"
		// A map of strings can always be written.
		_ = c.SetMetadata(map[string]string{
			"iopub.execute_input": start.UTC().Format(layout),
			"shell.execute_reply": end.UTC().Format(layout),
		}, "execution")
	}
	if progress != nil {
		fmt.Fprint(progress, seconds(end.Sub(start)))
		if res.Err != nil {
			fmt.Fprintf(progress, "  %s", res.Err.Name)
		}
		fmt.Fprintln(progress)
	}
	return res.Err, lost
}

// execute runs code under the cell's time limit, and sees to it that a cell which does
// not heed its ctx does not hold up the run for ever.
func (r *run) execute(ctx context.Context, code string, out display.Output) (res display.Result, lost bool) {
	limit := r.settings.Timeout
	cellCtx, cancel := ctx, context.CancelFunc(func() {})
	if limit > 0 {
		cellCtx, cancel = context.WithTimeout(ctx, limit)
	}
	defer cancel()
	done := make(chan display.Result, 1)
	go func() { done <- r.exec.Execute(cellCtx, code, out) }()
	select {
	case res = <-done:
	case <-cellCtx.Done():
		for i := 0; ; i++ {
			select {
			case res = <-done:
			case <-time.After(patience):
				if i < interrupts {
					r.exec.Interrupt()
					continue
				}
				lost = true
				res.Err = &display.Error{Name: "interrupted", Value: "the cell did not stop"}
			}
			break
		}
	}
	if res.Err != nil && ctx.Err() == nil && errors.Is(cellCtx.Err(), context.DeadlineExceeded) {
		e := *res.Err
		e.Name = "timeout"
		e.Value = fmt.Sprintf("the cell ran longer than %s and was stopped", limit)
		if e.SessionEnded {
			e.Value += "; variables are gone"
		}
		e.Traceback = append([]string{e.Name + ": " + e.Value}, e.Traceback...)
		res.Err = &e
	}
	return res, lost
}

// firstLine names a cell by its first statement, or failing that its first line of code.
func firstLine(source string) string {
	first := ""
	for _, code := range []string{source, statements(source)} {
		for line := range strings.Lines(code) {
			line = strings.TrimLeft(strings.TrimSpace(line), "; ") // behind an import on the same line
			if first == "" {
				first = line
			}
			if line != "" && !strings.HasPrefix(line, "//") {
				first = line
				break
			}
		}
	}
	const width = 56
	if runes := []rune(first); len(runes) > width {
		first = string(runes[:width-1]) + "…"
	}
	return first
}

func seconds(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	if d < 2*time.Minute {
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}
