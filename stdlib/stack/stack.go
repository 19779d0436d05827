// Package stack holds image stacks: frames x height x width of uint8, uint16 or float32,
// with what is known of them (pixel size, frame interval), whole in memory as a Stack or
// read by blocks from any Source. Sizes are in metres and seconds.
package stack

import (
	"context"
	"errors"
	"fmt"

	"talbot/runtime/array"
	"talbot/runtime/display"
	"talbot/runtime/plan"
)

// A Stack holds frames in memory. Copying the struct shares the pixels.
type Stack struct {
	Meta Meta
	data *array.Array // of shape frames x height x width
}

// errNil answers what is asked of a nil stack: mostly one whose making failed unnoticed.
var errNil = errors.New("stack: the stack is nil; the error of the call that should have made it says why")

// New gives a stack of zeros.
func New(dtype array.DType, frames, height, width int) (*Stack, error) {
	if err := checkShape(dtype, frames, height, width); err != nil {
		return nil, err
	}
	a, err := array.New(dtype, frames, height, width)
	if err != nil {
		return nil, err
	}
	return &Stack{data: a}, nil
}

// Of makes a stack of a []uint8, []uint16 or []float32 without copying it.
// The pixels stand frame by frame, each row by row.
func Of(data any, frames, height, width int, meta Meta) (*Stack, error) {
	a, err := array.Of(data, frames, height, width)
	if err != nil {
		return nil, fmt.Errorf("stack: %w", err)
	}
	return FromArray(a, meta)
}

// FromArray makes a stack of an array of shape frames x height x width, or height x width
// for a single frame, without copying it.
func FromArray(a *array.Array, meta Meta) (*Stack, error) {
	if a == nil {
		return nil, fmt.Errorf("stack: the array is nil")
	}
	s := a.Shape()
	if len(s) == 2 {
		s = []int{1, s[0], s[1]}
	}
	if len(s) != 3 {
		return nil, fmt.Errorf("stack: the array has shape %v; allowed are frames x height x width and height x width", s)
	}
	if err := checkShape(a.DType(), s[0], s[1], s[2]); err != nil {
		return nil, err
	}
	b, err := array.Of(elements(a), s...)
	if err != nil {
		return nil, err
	}
	return &Stack{Meta: meta, data: b}, nil
}

func checkShape(t array.DType, frames, height, width int) error {
	if t != array.Uint8 && t != array.Uint16 && t != array.Float32 {
		return fmt.Errorf("stack: pixels of type %v; allowed are uint8, uint16 and float32", t)
	}
	if frames < 1 || height < 1 || width < 1 {
		return fmt.Errorf("stack: %d frames of %d x %d; each must be 1 or more", frames, height, width)
	}
	return nil
}

// elements gives the flat slice that an array holds.
func elements(a *array.Array) any {
	switch a.DType() {
	case array.Uint8:
		return a.Uint8s()
	case array.Uint16:
		return a.Uint16s()
	case array.Float32:
		return a.Float32s()
	}
	return a.Float64s()
}

// Read reads all frames of a source into memory. Frames that are in memory already are shared.
func Read(ctx context.Context, src Source) (*Stack, error) {
	if src == nil {
		return nil, errNil
	}
	if s, ok := src.(*Stack); ok {
		if s.empty() {
			return nil, errNil
		}
		return &Stack{Meta: s.Meta, data: s.data}, nil
	}
	info := src.Info()
	s, err := New(info.DType, info.Frames, info.Height, info.Width)
	if err != nil {
		return nil, err
	}
	s.Meta = info.Meta
	const blockBytes = 16 << 20 // between two blocks ctx is asked and the bar moves
	progress := display.NewProgress(ctx, "reading frames", int64(info.Frames))
	work := plan.Work{Items: info.Frames, Chunk: plan.About(info.FrameBytes(), blockBytes, info.Frames),
		Workers: 1, Done: progress.Add} // a source reads a block on all processors by itself
	err = work.Run(ctx, func(_ int, b plan.Block) error {
		dst, err := s.data.Sub(b.First, b.Count)
		if err != nil {
			return err
		}
		return src.ReadFrames(ctx, b.First, dst)
	})
	progress.End(err)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// empty reports whether there are no pixels: s is nil, or not made by this package.
func (s *Stack) empty() bool { return s == nil || s.data == nil }

// Frames gives the number of frames.
func (s *Stack) Frames() int { return s.Info().Frames }

// Height gives the number of rows of a frame.
func (s *Stack) Height() int { return s.Info().Height }

// Width gives the number of columns of a frame.
func (s *Stack) Width() int { return s.Info().Width }

// DType gives the pixels' type.
func (s *Stack) DType() array.DType { return s.Info().DType }

// Bytes gives the size of the pixels.
func (s *Stack) Bytes() int64 { return s.Info().Bytes() }

// Array gives all pixels as one array of shape frames x height x width, without copying.
func (s *Stack) Array() *array.Array {
	if s == nil {
		return nil
	}
	return s.data
}

// Info describes the stack.
func (s *Stack) Info() Info {
	if s.empty() {
		return Info{}
	}
	n := s.data.Shape()
	return Info{Frames: n[0], Height: n[1], Width: n[2], DType: s.data.DType(), Meta: s.Meta}
}

func (s *Stack) String() string {
	if s.empty() {
		return "no stack (nil)"
	}
	return s.Info().String()
}

// Frame gives frame i as an array of shape height x width, without copying.
func (s *Stack) Frame(i int) (*array.Array, error) {
	if s.empty() {
		return nil, errNil
	}
	if i < 0 || i >= s.Frames() {
		return nil, fmt.Errorf("stack: frame i = %d asked of a stack with frames 0 to %d", i, s.Frames()-1)
	}
	return s.data.Index(i)
}

// At gives the pixel in frame t, row y, column x. As with a slice, an index out of range panics.
func (s *Stack) At(t, y, x int) float64 {
	if s.empty() {
		panic(errNil)
	}
	return s.data.At(t, y, x)
}

// Range gives the n frames from first on as a stack that shares their pixels.
func (s *Stack) Range(first, n int) (*Stack, error) {
	if s.empty() {
		return nil, errNil
	}
	if first < 0 || n < 1 || first > s.Frames()-n {
		return nil, fmt.Errorf("stack: a range of n = %d frames from first = %d asked of a stack with frames 0 to %d", n, first, s.Frames()-1)
	}
	a, err := s.data.Sub(first, n)
	if err != nil {
		return nil, err
	}
	return &Stack{Meta: s.Meta, data: a}, nil
}

// Crop gives the rectangle of height x width whose top left pixel is row y, column x, of all
// frames, as a copy.
func (s *Stack) Crop(y, x, height, width int) (*Stack, error) {
	if s.empty() {
		return nil, errNil
	}
	if err := s.Info().CheckCrop(y, x, height, width); err != nil {
		return nil, err
	}
	c, err := New(s.DType(), s.Frames(), height, width)
	if err != nil {
		return nil, err
	}
	c.Meta = s.Meta
	switch s.DType() {
	case array.Uint8:
		crop(c.data.Uint8s(), s.data.Uint8s(), s.Info(), y, x, height, width)
	case array.Uint16:
		crop(c.data.Uint16s(), s.data.Uint16s(), s.Info(), y, x, height, width)
	case array.Float32:
		crop(c.data.Float32s(), s.data.Float32s(), s.Info(), y, x, height, width)
	}
	return c, nil
}

// CheckCrop says what is wrong with cropping to a rectangle, or nil.
func (i Info) CheckCrop(y, x, height, width int) error {
	if y < 0 || x < 0 || height < 1 || width < 1 || y > i.Height-height || x > i.Width-width {
		return fmt.Errorf("stack: a crop of %d x %d from row %d, column %d does not lie in frames of %d x %d", height, width, y, x, i.Height, i.Width)
	}
	return nil
}

func crop[T uint8 | uint16 | float32](dst, src []T, from Info, y, x, height, width int) {
	for t := range from.Frames {
		for r := range height {
			row := src[(t*from.Height+y+r)*from.Width+x:]
			copy(dst[:width], row[:width])
			dst = dst[width:]
		}
	}
}

// ReadFrames copies the frames from first on into dst, which makes a Stack a Source.
func (s *Stack) ReadFrames(ctx context.Context, first int, dst *array.Array) error {
	if s.empty() {
		return errNil
	}
	if err := s.Info().CheckBlock(first, dst); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	lo := first * s.Height() * s.Width()
	switch s.DType() {
	case array.Uint8:
		copy(dst.Uint8s(), s.data.Uint8s()[lo:])
	case array.Uint16:
		copy(dst.Uint16s(), s.data.Uint16s()[lo:])
	case array.Float32:
		copy(dst.Float32s(), s.data.Float32s()[lo:])
	}
	return nil
}
