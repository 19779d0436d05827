package ddm

import (
	"context"
	"fmt"
	"math"

	"talbot/runtime/array"
	"talbot/runtime/display"
	"talbot/runtime/fft"
	"talbot/stdlib/stack"
)

// spectra fills series with the part's modes of every frame's spectrum. A segment's modes
// stand together, frame after frame, so that the next stage goes through little memory at a time.
func (b *blocks) spectra(ctx context.Context, src stack.Source, part []segment, series []complex128, bar *display.Progress) error {
	plan := fft.NewReal2D(b.ny, b.nx)
	wy, wx := b.window.samples(b.ny), b.window.samples(b.nx)
	scale := complex(1/math.Sqrt(float64(b.ny)*float64(b.nx)), 0)
	first := part[0].first
	block := int(readBlock(b.info))
	type worker struct {
		frames *array.Array
		image  []float64
		half   []complex128
	}
	workers := make([]worker, b.workers)
	inMemory, _ := src.(*stack.Stack)
	return parallel(ctx, b.workers, (b.frames+block-1)/block, func(w, i int) error {
		wk := &workers[w]
		if wk.image == nil {
			wk.image = make([]float64, b.ny*b.nx)
			wk.half = make([]complex128, b.ny*b.half)
		}
		t0 := i * block
		n := min(block, b.frames-t0)
		frames, err := b.read(ctx, src, inMemory, wk.frames, t0, n)
		if err != nil {
			return err
		}
		if inMemory == nil {
			wk.frames = frames
		}
		for k := range n {
			t := t0 + k
			if bad := toFloat64(wk.image, frames, k*b.ny*b.nx); bad >= 0 {
				return fmt.Errorf("ddm: frame %d holds %v at row %d, column %d; leave such frames out or mend their pixels",
					t, wk.image[bad], bad/b.nx, bad%b.nx)
			}
			apply(wk.image, wy, wx)
			plan.Forward(wk.half, wk.image)
			for _, sg := range part {
				width := sg.last - sg.first
				row := series[(sg.first-first)*b.frames+t*width:][:width]
				for m, md := range b.modes[sg.first:sg.last] {
					row[m] = wk.half[md.index] * scale
				}
			}
			bar.Add(1)
		}
		return nil
	})
}

// read gives n frames from t0 on: those in memory without a copy, others in buf or a new block.
func (b *blocks) read(ctx context.Context, src stack.Source, inMemory *stack.Stack, buf *array.Array, t0, n int) (*array.Array, error) {
	if inMemory != nil {
		return inMemory.Array().Sub(t0, n)
	}
	var err error
	if buf == nil || buf.Shape()[0] != n {
		if buf, err = b.info.NewBlock(n); err != nil {
			return nil, err
		}
	}
	if err := src.ReadFrames(ctx, t0, buf); err != nil {
		return nil, fmt.Errorf("ddm: reading frames %d to %d: %w", t0, t0+n-1, err)
	}
	return buf, nil
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
