package stackio

import (
	"context"

	"talbot/runtime/plan"
)

// each calls do for 0 to n-1 on all processors, each with scratch of its own: the first with own, if
// there is one. It stops at the first error, of which it gives the one with the lowest number,
// or when ctx is done.
func each(ctx context.Context, n int, own *scratch, do func(i int, s *scratch) error) error {
	w := plan.Workers(n)
	scratches := make([]*scratch, w)
	scratches[0] = own
	return plan.Work{Items: n, Workers: w}.Run(ctx, func(worker int, b plan.Block) error {
		s := scratches[worker]
		if s == nil {
			s = &scratch{}
			scratches[worker] = s
		}
		return do(b.First, s)
	})
}

// eachFrame calls do for each frame of a block, with its number in the file and where it goes.
func eachFrame(ctx context.Context, b block, do func(i int, dst []byte, s *scratch) error) error {
	return each(ctx, b.n, b.scratch, func(k int, s *scratch) error {
		err := do(b.first+k*b.step, b.frame(k), s)
		if err == nil {
			b.done(1)
		}
		return err
	})
}
