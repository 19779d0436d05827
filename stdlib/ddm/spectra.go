package ddm

import (
	"context"
	"fmt"
	"math"

	"talbot/runtime/array"
	"talbot/runtime/display"
	"talbot/runtime/fft"
	"talbot/runtime/plan"
	"talbot/stdlib/stack"
)

// A spatial takes frames to their spectra.
type spatial struct {
	*blocks
	src      stack.Source
	inMemory *stack.Stack // src, if it is one
	plan     *fft.RealPlan2D128
	workers  []frameWorker
}

type frameWorker struct {
	frames *array.Array
	half   []complex128
}

func (b *blocks) newSpatial(src stack.Source) *spatial {
	inMemory, _ := src.(*stack.Stack)
	// The window goes into the transform, with the numbers' way to float64.
	windowed := fft.RealSettings[float64]{WindowY: b.window.samples(b.ny), WindowX: b.window.samples(b.nx)}
	return &spatial{blocks: b, src: src, inMemory: inMemory, plan: fft.NewRealPlan2D128(b.ny, b.nx, windowed), workers: make([]frameWorker, b.workers)}
}

// spectra fills series with the part's modes of every frame's spectrum. A segment's modes
// stand together, frame after frame, so that the next stage goes through little memory at a time.
func (s *spatial) spectra(ctx context.Context, part []segment, series []complex128, bar *display.Progress) error {
	scale := complex(1/math.Sqrt(float64(s.ny)*float64(s.nx)), 0)
	first := part[0].first
	work := plan.Work{Items: s.frames, Chunk: readBlock(s.info), Workers: s.blocks.workers, Done: bar.Add}
	return work.Run(ctx, func(w int, block plan.Block) error {
		wk := &s.workers[w]
		if wk.half == nil {
			wk.half = make([]complex128, s.ny*s.half)
		}
		frames, err := s.read(ctx, wk, block.First, block.Count)
		if err != nil {
			return err
		}
		for k := range block.Count {
			t := block.First + k
			if err := s.transform(wk.half, frames, t, k*s.ny*s.nx); err != nil {
				return err
			}
			for _, sg := range part {
				width := sg.last - sg.first
				row := series[(sg.first-first)*s.frames+t*width:][:width]
				for m, md := range s.modes[sg.first:sg.last] {
					row[m] = wk.half[md.index] * scale
				}
			}
		}
		return nil
	})
}

// read gives n frames from t0 on: those in memory without a copy, others in the worker's block.
func (s *spatial) read(ctx context.Context, wk *frameWorker, t0, n int) (*array.Array, error) {
	if s.inMemory != nil {
		return s.inMemory.Array().Sub(t0, n)
	}
	var err error
	if wk.frames == nil {
		if wk.frames, err = s.info.NewBlock(readBlock(s.info)); err != nil {
			return nil, err
		}
	}
	frames := wk.frames
	if n < frames.Shape()[0] {
		if frames, err = frames.Sub(0, n); err != nil {
			return nil, err
		}
	}
	if err := s.src.ReadFrames(ctx, t0, frames); err != nil {
		return nil, fmt.Errorf("ddm: reading frames %d to %d: %w", t0, t0+n-1, err)
	}
	return frames, nil
}

// transform gives the spectrum of frame t, whose pixels are those of a from offset on.
func (s *spatial) transform(dst []complex128, a *array.Array, t, offset int) error {
	n := s.ny * s.nx
	switch a.DType() {
	case array.Uint8:
		s.plan.ForwardUint8(dst, a.Uint8s()[offset:][:n])
	case array.Uint16:
		s.plan.ForwardUint16(dst, a.Uint16s()[offset:][:n])
	case array.Float32:
		pixels := a.Float32s()[offset:][:n]
		for i, v := range pixels {
			if v-v != 0 {
				return fmt.Errorf("ddm: frame %d holds %v at row %d, column %d; leave such frames out or mend their pixels",
					t, v, i/s.nx, i%s.nx)
			}
		}
		s.plan.ForwardFloat32(dst, pixels)
	}
	return nil
}
