package stack

import (
	"context"
	"fmt"
	"math"
	"slices"

	"talbot/runtime/array"
)

// Mean gives the mean over time of each pixel: an array of float64 of shape height x width.
// Sums are kept in float64, which is exact for up to 2^37 frames of uint16. A NaN in any frame makes its pixel NaN.
func (s *Stack) Mean(ctx context.Context) (*array.Array, error) {
	if s.empty() {
		return nil, errNil
	}
	sum := make([]float64, s.Height()*s.Width())
	for t := range s.Frames() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		lo := t * len(sum)
		switch s.DType() {
		case array.Uint8:
			add(sum, s.data.Uint8s()[lo:lo+len(sum)])
		case array.Uint16:
			add(sum, s.data.Uint16s()[lo:lo+len(sum)])
		case array.Float32:
			add(sum, s.data.Float32s()[lo:lo+len(sum)])
		}
	}
	n := float64(s.Frames())
	for i := range sum {
		sum[i] /= n
	}
	return array.Of(sum, s.Height(), s.Width())
}

func add[T uint8 | uint16 | float32](sum []float64, frame []T) {
	for i, v := range frame {
		sum[i] += float64(v)
	}
}

// FrameMeans gives the mean over each frame's pixels: the brightness against time.
func (s *Stack) FrameMeans(ctx context.Context) ([]float64, error) {
	if s.empty() {
		return nil, errNil
	}
	out := make([]float64, s.Frames())
	n := s.Height() * s.Width()
	for t := range out {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		switch s.DType() {
		case array.Uint8:
			out[t] = total(s.data.Uint8s()[t*n:(t+1)*n]) / float64(n)
		case array.Uint16:
			out[t] = total(s.data.Uint16s()[t*n:(t+1)*n]) / float64(n)
		case array.Float32:
			out[t] = total(s.data.Float32s()[t*n:(t+1)*n]) / float64(n)
		}
	}
	return out, nil
}

func total[T uint8 | uint16 | float32](p []T) float64 {
	var sum float64
	for _, v := range p {
		sum += float64(v)
	}
	return sum
}

// MinMax gives the smallest and the largest pixel of all frames, leaving out NaN.
// Both are NaN where no pixel is a number.
func (s *Stack) MinMax(ctx context.Context) (lo, hi float64, err error) {
	if s.empty() {
		return 0, 0, errNil
	}
	lo, hi = math.Inf(1), math.Inf(-1)
	for t := range s.Frames() {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		f, err := s.data.Index(t)
		if err != nil {
			return 0, 0, err
		}
		switch f.DType() {
		case array.Uint8:
			lo, hi = widen(f.Uint8s(), lo, hi)
		case array.Uint16:
			lo, hi = widen(f.Uint16s(), lo, hi)
		case array.Float32:
			lo, hi = widen(f.Float32s(), lo, hi)
		}
	}
	if lo > hi {
		return math.NaN(), math.NaN(), nil
	}
	return lo, hi, nil
}

func widen[T uint8 | uint16 | float32](p []T, lo, hi float64) (float64, float64) {
	for _, v := range p {
		f := float64(v)
		if f < lo {
			lo = f
		}
		if f > hi {
			hi = f
		}
	}
	return lo, hi
}

// Levels gives the pixel values that stand at two percentages (0 to 100) of the sorted pixels
// of frame i: black and white for looking at it. NaN and infinities are left out; where no pixel is
// finite the levels are 0 and 1. Frames beyond a quarter of a million pixels are sampled evenly.
func (s *Stack) Levels(i int, lowPercent, highPercent float64) (black, white float64, err error) {
	if s.empty() {
		return 0, 0, errNil
	}
	if !(lowPercent >= 0 && lowPercent <= highPercent && highPercent <= 100) {
		return 0, 0, fmt.Errorf("stack: levels at %g and %g percent; allowed is 0 to 100, low before high", lowPercent, highPercent)
	}
	f, err := s.Frame(i)
	if err != nil {
		return 0, 0, err
	}
	step := f.Len()/(1<<18) + 1
	var v []float64
	for k := 0; k < f.Len(); k += step {
		if x := f.Value(k); !math.IsNaN(x) && !math.IsInf(x, 0) {
			v = append(v, x)
		}
	}
	if len(v) == 0 {
		return 0, 1, nil
	}
	slices.Sort(v)
	at := func(p float64) float64 { return v[int(math.Round(p/100*float64(len(v)-1)))] }
	return at(lowPercent), at(highPercent), nil
}
