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
	plan     *fft.Real2D
	wy, wx   []float64
	workers  []frameWorker
}

type frameWorker struct {
	frames *array.Array
	image  []float64
	half   []complex128
}

func (b *blocks) newSpatial(src stack.Source) *spatial {
	inMemory, _ := src.(*stack.Stack)
	return &spatial{blocks: b, src: src, inMemory: inMemory, plan: fft.NewReal2D(b.ny, b.nx),
		wy: b.window.samples(b.ny), wx: b.window.samples(b.nx), workers: make([]frameWorker, b.workers)}
}

// spectra fills series with the part's modes of every frame's spectrum. A segment's modes
// stand together, frame after frame, so that the next stage goes through little memory at a time.
func (s *spatial) spectra(ctx context.Context, part []segment, series []complex128, bar *display.Progress) error {
	scale := complex(1/math.Sqrt(float64(s.ny)*float64(s.nx)), 0)
	first := part[0].first
	work := plan.Work{Items: s.frames, Chunk: readBlock(s.info), Workers: s.blocks.workers, Done: bar.Add}
	return work.Run(ctx, func(w int, block plan.Block) error {
		wk := &s.workers[w]
		if wk.image == nil {
			wk.image = make([]float64, s.ny*s.nx)
			wk.half = make([]complex128, s.ny*s.half)
		}
		frames, err := s.read(ctx, wk, block.First, block.Count)
		if err != nil {
			return err
		}
		for k := range block.Count {
			t := block.First + k
			if bad := toFloat64(wk.image, frames, k*s.ny*s.nx); bad >= 0 {
				return fmt.Errorf("ddm: frame %d holds %v at row %d, column %d; leave such frames out or mend their pixels",
					t, wk.image[bad], bad/s.nx, bad%s.nx)
			}
			apply(wk.image, s.wy, s.wx)
			s.plan.Forward(wk.half, wk.image)
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

// toFloat64 copies the pixels from offset on, and gives the index of the first that is not
// finite, or -1.
func toFloat64(dst []float64, a *array.Array, offset int) int {
	switch a.DType() {
	case array.Uint8:
		for i, v := range a.Uint8s()[offset:][:len(dst)] {
			dst[i] = float64(v)
		}
	case array.Uint16:
		for i, v := range a.Uint16s()[offset:][:len(dst)] {
			dst[i] = float64(v)
		}
	case array.Float32:
		for i, v := range a.Float32s()[offset:][:len(dst)] {
			dst[i] = float64(v)
			if v-v != 0 {
				return i
			}
		}
	}
	return -1
}

func apply(image, wy, wx []float64) {
	for y, v := range wy {
		row := image[y*len(wx):][:len(wx)]
		for x := range row {
			row[x] *= v * wx[x]
		}
	}
}
