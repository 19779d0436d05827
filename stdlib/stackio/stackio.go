// Package stackio reads image stacks from files: a multi-page TIFF (classic or BigTIFF, ImageJ
// hyperstacks), a .npy array, a PNG, or a folder of single-frame TIFFs or PNGs in natural order
// (2 before 10). Read takes all into memory, Open reads by blocks what memory does not hold.
//
// Pixels are given as the file holds them: nothing is scaled, orientation tags and "white is zero" are left
// to the viewer, and NaN and infinities of float files pass through.
package stackio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"

	"talbot/runtime/array"
	"talbot/runtime/display"
	"talbot/runtime/plan"
	"talbot/stdlib/stack"
)

// Options choose what is read and how. The zero value reads everything.
type Options struct {
	First int // first frame, counted from 0
	Count int // number of frames; 0 means all from First on
	Step  int // take every Step-th frame; 0 means 1

	Crop Rect // part of each frame; the zero value means all of it

	Pattern string // which files of a folder, such as "cell_*.tif"; "" means all TIFFs or PNGs in it

	// Gray takes the luminance of colour pixels (Rec. 601: 0.299 R + 0.587 G + 0.114 B) and leaves
	// transparency out. Without it colour is refused.
	Gray bool
	// Float32 gives float32 pixels whatever the file holds: also integers of 32 and 64 bits, signed
	// ones and float64, which are refused without it. Digits beyond the 24 bits of a float32 are rounded.
	Float32 bool

	Memory int64 // bytes that Read may take; 0 means half of the memory that is free

	PixelSize     float64 // width of a pixel, m; 0 takes what the file says
	FrameInterval float64 // time between two frames of the file, s; 0 takes what the file says
}

// A Rect is a rectangle of pixels whose top left one stands in row Y, column X.
type Rect struct{ Y, X, Height, Width int }

// A format is one kind of file or folder: all its frames, before Options choose among them.
type format interface {
	info() stack.Info
	// read fills a block. It may be called from several goroutines at once.
	read(ctx context.Context, b block) error
	// scratch gives the bytes that one goroutine needs beside the frames that it fills.
	scratch() int64
	io.Closer
}

// A block is frames first, first+step, … of a file, cropped, one after the other in dst.
type block struct {
	first, n, step int
	crop           Rect
	dst            []byte // pixels in the machine's byte order
	done           func(frames int64)
	scratch        *scratch // to be used, or nil
}

// frame gives the part of dst that the block's k-th frame fills.
func (b block) frame(k int) []byte {
	size := len(b.dst) / b.n
	return b.dst[k*size : (k+1)*size]
}

// A File is an open stack that is read by blocks. It is a stack.Source.
type File struct {
	format format
	info   stack.Info
	first  int
	step   int
	crop   Rect
	memory int64 // Options.Memory
	closed atomic.Bool
}

// Open reads the headers of a file or folder; frames are read when ReadFrames asks for them.
// Of a folder, the first and the last file are looked at now, the others when their turn comes.
func Open(path string, o Options) (*File, error) {
	f, err := openFormat(path, o)
	if err != nil {
		return nil, err
	}
	file, err := choose(f, o)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("stackio: %s: %w", path, err)
	}
	return file, nil
}

func openFormat(path string, o Options) (format, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("stackio: %w", missing(path, err))
	}
	if st.IsDir() {
		return openFolder(path, o)
	}
	if o.Pattern != "" {
		return nil, fmt.Errorf("stackio: Options.Pattern is %q but %s is a file; a pattern chooses files of a folder", o.Pattern, path)
	}
	return openFile(path, o)
}

// Info describes the frames that Options chose.
func (f *File) Info() stack.Info { return f.info }

func (f *File) String() string { return f.info.Meta.Source + ": " + f.info.String() }

// ReadFrames fills dst with frames, as stack.Source describes it.
func (f *File) ReadFrames(ctx context.Context, first int, dst *array.Array) error {
	if f.closed.Load() {
		return fmt.Errorf("stackio: %s is closed", f.info.Meta.Source)
	}
	if err := f.info.CheckBlock(first, dst); err != nil {
		return err
	}
	return f.readFrames(ctx, first, dst, func(int64) {})
}

func (f *File) readFrames(ctx context.Context, first int, dst *array.Array, done func(int64)) error {
	n := dst.Shape()[0]
	if n == 0 {
		return ctx.Err()
	}
	return f.format.read(ctx, block{
		first: f.first + first*f.step, n: n, step: f.step, crop: f.crop, dst: raw(dst), done: done,
	})
}

// Close frees what the file holds. Closing twice is harmless.
func (f *File) Close() error {
	if f.closed.Swap(true) {
		return nil
	}
	return f.format.Close()
}

// A Plan is the memory that reading a file whole takes, known from its headers.
type Plan struct {
	Info    stack.Info
	Stack   int64 // bytes of the pixels
	Scratch int64 // bytes for decoding, freed at the end
	Budget  int64 // bytes that may be taken
}

// Fits reports whether the file can be read whole.
func (p Plan) Fits() bool { return p.Stack <= p.Budget-p.Scratch }

func (p Plan) String() string {
	verb := "would not fit"
	if p.Fits() {
		verb = "fits"
	}
	return fmt.Sprintf("%v: with %s for decoding this %s in %s", p.Info, plan.Bytes(p.Scratch), verb, plan.Bytes(p.Budget))
}

// Plan says what Read would take.
func (f *File) Plan() Plan {
	return Plan{
		Info: f.info, Stack: f.info.Bytes(), Budget: plan.Budget(f.memory),
		Scratch: f.format.scratch() * int64(plan.Workers(f.info.Frames)),
	}
}

// Read reads a file or folder into memory, decoding frames in parallel straight into the
// stack. Where that would take more than Options.Memory it refuses with the numbers.
func Read(ctx context.Context, path string, o Options) (s *stack.Stack, err error) {
	f, err := Open(path, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if p := f.Plan(); !p.Fits() {
		return nil, fmt.Errorf("stackio: %s: %v; take fewer frames (Options.First, Count, Step) or a part of them (Crop), allow more (Memory), or read by blocks with stackio.Open", path, p)
	}
	if s, err = stack.New(f.info.DType, f.info.Frames, f.info.Height, f.info.Width); err != nil {
		return nil, err
	}
	s.Meta = f.info.Meta
	progress := display.NewProgress(ctx, "reading "+filepath.Base(path), int64(f.info.Frames))
	err = f.readFrames(ctx, 0, s.Array(), progress.Add)
	progress.End(err)
	if err != nil {
		return nil, err
	}
	return s, nil
}
