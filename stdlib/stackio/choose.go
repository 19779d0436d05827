package stackio

import (
	"fmt"
	"math"

	"talbot/stdlib/stack"
)

// choose applies Options to a format: which frames, which part of them, and what the
// description says of those.
func choose(f format, o Options) (*File, error) {
	info := f.info()
	all := info.Frames
	step := max(1, o.Step)
	switch {
	case o.First < 0 || o.First >= all:
		return nil, fmt.Errorf("Options.First is %d; frames are 0 to %d", o.First, all-1)
	case o.Step < 0:
		return nil, fmt.Errorf("Options.Step is %d; allowed are 0 and more", o.Step)
	case o.Count < 0:
		return nil, fmt.Errorf("Options.Count is %d; allowed are 0 and more", o.Count)
	case o.Memory < 0:
		return nil, fmt.Errorf("Options.Memory is %d bytes; allowed are 0 and more", o.Memory)
	case !amount(o.PixelSize):
		return nil, fmt.Errorf("Options.PixelSize is %g m; allowed are 0 and more", o.PixelSize)
	case !amount(o.FrameInterval):
		return nil, fmt.Errorf("Options.FrameInterval is %g s; allowed are 0 and more", o.FrameInterval)
	}
	there := (all-o.First-1)/step + 1
	info.Frames = there
	if o.Count > there {
		return nil, fmt.Errorf("Options.Count is %d but from frame %d on by steps of %d there are %d of %d frames", o.Count, o.First, step, there, all)
	}
	if o.Count > 0 {
		info.Frames = o.Count
	}
	crop := o.Crop
	if crop == (Rect{}) {
		crop = Rect{0, 0, info.Height, info.Width}
	}
	if err := info.CheckCrop(crop.Y, crop.X, crop.Height, crop.Width); err != nil {
		return nil, fmt.Errorf("Options.Crop: %w", err)
	}
	info.Height, info.Width = crop.Height, crop.Width
	chooseMeta(&info.Meta, o, step)
	return &File{format: f, info: info, first: o.First, step: step, crop: crop, memory: o.Memory}, nil
}

// amount reports whether v can be a size or a time; 0 stands for "not given".
func amount(v float64) bool { return v >= 0 && !math.IsInf(v, 1) }

// chooseMeta corrects what a file says of all its frames to what holds for the chosen ones.
// Meta.FrameInterval comes in as the time between two time points, each of which
// may hold several channels and depths.
func chooseMeta(m *stack.Meta, o Options, step int) {
	perTime := max(1, len(m.Channels)) * max(1, m.Slices)
	switch {
	case o.FrameInterval > 0:
		m.FrameInterval = o.FrameInterval * float64(step)
	case step%perTime == 0:
		m.FrameInterval *= float64(step / perTime)
	default: // channels and depths follow each other: frames are not evenly apart in time
		m.FrameInterval = 0
	}
	if perTime > 1 && step%perTime == 0 {
		if n := len(m.Channels); n > 1 {
			m.Channels = []string{m.Channels[o.First%n]}
		}
		m.Slices = 0
	}
	if o.PixelSize > 0 {
		m.PixelSize = o.PixelSize
	}
}
