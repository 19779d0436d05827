package stack

import (
	"context"
	"fmt"
	"strings"

	"talbot/runtime/array"
	"talbot/runtime/plan"
)

// Meta says what a stack's pixels and frames stand for. A zero field is not known.
type Meta struct {
	PixelSize     float64  // width of a pixel in the sample, m
	PixelAspect   float64  // height of a pixel over its width; 0 means 1, a square pixel
	FrameInterval float64  // time from one frame to the next, s
	Channels      []string // names of the channels of a file that interleaves them, in order
	Slices        int      // depths per time point of a file that interleaves them
	Source        string   // the file or folder that the frames came from
	Description   string   // what the file says of itself, as it stands there
}

// Info is what is known of frames before they are read.
type Info struct {
	Frames, Height, Width int
	DType                 array.DType // uint8, uint16 or float32
	Meta                  Meta
}

// A Source gives frames by blocks, so that a routine can go through more than memory holds.
// A *Stack is a Source that holds all its frames; package stackio opens files as others.
type Source interface {
	Info() Info
	// ReadFrames fills dst, an array of the source's type and of shape n x height x width,
	// with the n frames from first on. It may be called from several goroutines at once.
	ReadFrames(ctx context.Context, first int, dst *array.Array) error
}

// Bytes gives the memory that all the frames take when held at once.
func (i Info) Bytes() int64 {
	return int64(i.Frames) * i.FrameBytes()
}

// FrameBytes gives the memory that one frame takes.
func (i Info) FrameBytes() int64 {
	return int64(i.Height) * int64(i.Width) * int64(i.DType.Size())
}

// NewBlock gives an array for n frames, to be filled by ReadFrames as often as needed.
func (i Info) NewBlock(n int) (*array.Array, error) {
	if n < 1 {
		return nil, fmt.Errorf("stack: a block of n = %d frames; allowed are 1 and more", n)
	}
	return array.New(i.DType, n, i.Height, i.Width)
}

// CheckBlock says what is wrong with reading dst from frame first on, or nil.
func (i Info) CheckBlock(first int, dst *array.Array) error {
	if dst == nil {
		return fmt.Errorf("stack: dst is nil; it must be an array of %v of shape n x %d x %d", i.DType, i.Height, i.Width)
	}
	s := dst.Shape()
	if dst.DType() != i.DType || len(s) != 3 || s[1] != i.Height || s[2] != i.Width {
		return fmt.Errorf("stack: dst is an %v; it must be of %v, shape n x %d x %d", dst, i.DType, i.Height, i.Width)
	}
	if first < 0 || first > i.Frames-s[0] {
		return fmt.Errorf("stack: frames %d to %d asked of a stack with frames 0 to %d", first, first+s[0]-1, i.Frames-1)
	}
	return nil
}

// String gives one line such as
// "1024 frames of 256 x 256 uint8, 43 ms apart, 0.123 um per pixel, 67 MB".
func (i Info) String() string {
	var b strings.Builder
	plural := "s"
	if i.Frames == 1 {
		plural = ""
	}
	fmt.Fprintf(&b, "%d frame%s of %d x %d %v", i.Frames, plural, i.Height, i.Width, i.DType)
	if t := i.Meta.FrameInterval; t > 0 {
		b.WriteString(", " + scaled(t, "s") + " apart")
	}
	if p := i.Meta.PixelSize; p > 0 {
		b.WriteString(", " + scaled(p, "m") + " per pixel")
		if a := i.Meta.PixelAspect; a > 0 && a != 1 {
			fmt.Fprintf(&b, " across and %s down", scaled(p*a, "m"))
		}
	}
	return b.String() + ", " + plan.Bytes(i.Bytes())
}

// scaled writes a quantity with the SI prefix that keeps it between 0.1 and 1000 or so,
// as microscopists write it: 0.123 um, not 123 nm.
func scaled(v float64, unit string) string {
	prefixes := []struct {
		name  string
		scale float64
	}{{"", 1}, {"m", 1e-3}, {"u", 1e-6}, {"n", 1e-9}}
	for _, p := range prefixes {
		low := 0.1 * p.scale
		if unit == "s" {
			low = p.scale
		}
		if v >= low*(1-1e-12) || p.name == "n" {
			return fmt.Sprintf("%.4g %s%s", v/p.scale, p.name, unit)
		}
	}
	return ""
}
