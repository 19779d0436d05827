package runner

import (
	"context"
	"errors"
	"fmt"

	"talbot/notebooks/nbformat"
)

// RunFile runs the notebook in and saves it as out, or in its own place where out is "".
// What was executed is saved also when the run fails or is interrupted; the notebook is
// nil only where it could not be read.
func RunFile(ctx context.Context, in, out string, exec Executor, s Settings) (*nbformat.Notebook, Report, error) {
	nb, err := nbformat.ReadFile(in)
	if err != nil {
		return nil, Report{}, err
	}
	if out == "" {
		out = in
	}
	if err := nbformat.Writable(out); err != nil {
		return nb, Report{}, fmt.Errorf("the notebook could not be saved: %w", err)
	}
	rep, err := Run(ctx, nb, exec, s)
	if err != nil && rep.Executed == 0 {
		return nb, rep, fmt.Errorf("%s: %w", in, err) // refused or stopped at once: the file stays as it is
	}
	if saving := nbformat.WriteFile(out, nb); saving != nil {
		err = errors.Join(err, fmt.Errorf("saving the notebook: %w", saving))
	}
	return nb, rep, err
}
