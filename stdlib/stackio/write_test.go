package stackio

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talbot/runtime/array"
	"talbot/stdlib/stack"
)

func sampleStack(t testing.TB, s sample, frames, height, width int) *stack.Stack {
	t.Helper()
	out, err := stack.New(plainSamples[s], frames, height, width)
	if err != nil {
		t.Fatal(err)
	}
	copy(raw(out.Array()), randomPixels(4, s, frames*height*width))
	return out
}

func TestWriteAndReadBack(t *testing.T) {
	dir := t.TempDir()
	for s := range plainSamples {
		in := sampleStack(t, s, 11, 13, 17)
		in.Meta = stack.Meta{PixelSize: 0.123e-6, PixelAspect: 1.5, FrameInterval: 43e-3}
		for _, format := range []string{"npy", "tif"} {
			path := filepath.Join(dir, s.String()+"."+format)
			write := WriteNPY
			if format == "tif" {
				write = WriteTIFF
			}
			if err := write(ctx, path, in); err != nil {
				t.Fatal(err)
			}
			got, err := Read(ctx, path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got.DType() != in.DType() || !bytes.Equal(raw(got.Array()), raw(in.Array())) {
				t.Errorf("%s: other pixels: %v", path, got)
			}
			if format == "tif" && (math.Abs(got.Meta.PixelSize/in.Meta.PixelSize-1) > 1e-8 || math.Abs(got.Meta.PixelAspect-1.5) > 1e-8 || got.Meta.FrameInterval != 43e-3) {
				t.Errorf("meta %+v, want %+v", got.Meta, in.Meta) // rationals of 32 bits hold nine digits
			}
		}
		// From an open file to another, one part of it.
		src, err := Open(filepath.Join(dir, s.String()+".tif"), Options{First: 2, Step: 3, Crop: Rect{1, 2, 5, 6}})
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		path := filepath.Join(dir, "part.npy")
		if err := WriteNPY(ctx, path, src); err != nil {
			t.Fatal(err)
		}
		part, err := Read(ctx, path, Options{})
		if err != nil || part.Frames() != 3 || part.At(1, 2, 3) != in.At(5, 3, 5) {
			t.Errorf("part: %v %v", part, err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 7 {
		t.Errorf("%d files in the folder, want the 7 that were written: %v", len(left), err)
	}
}

// TestBigTIFFLayout reads back a BigTIFF, of a small stack as if it were large.
func TestBigTIFFLayout(t *testing.T) {
	in := sampleStack(t, sample{'u', 2}, 3, 5, 7)
	in.Meta = stack.Meta{PixelSize: 1e-6, FrameInterval: 2}
	l := layTIFF(in.Info(), true)
	var b bytes.Buffer
	b.Write(l.head())
	b.Write(raw(in.Array()))
	b.Write(make([]byte, l.directories-l.pixelsEnd()))
	if err := l.writeDirectories(&b); err != nil {
		t.Fatal(err)
	}
	if int64(b.Len()) != l.end() {
		t.Errorf("%d bytes, planned %d", b.Len(), l.end())
	}
	f, err := openBytes(b.Bytes(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s := readAll(t, f); !bytes.Equal(raw(s.Array()), raw(in.Array())) || s.Meta.FrameInterval != 2 || !near(s.Meta.PixelSize, 1e-6) {
		t.Errorf("got %v", s)
	}
	for frames, big := range map[int]bool{4095: false, 4097: true} {
		info := stack.Info{Frames: frames, Height: 1024, Width: 1024, DType: array.Uint8}
		if got := layTIFF(info, false).end() > math.MaxUint32; got != big {
			t.Errorf("%d MB needs BigTIFF: %v, want %v", frames, got, big)
		}
	}
}

// failing is a source whose second block cannot be read.
type failing struct{ *stack.Stack }

var errDisk = errors.New("the disk is gone")

func (f failing) ReadFrames(ctx context.Context, first int, dst *array.Array) error { return errDisk }

func TestFailedWriteLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := save(t, dir, "a.npy", []byte("old"))
	in := sampleStack(t, sample{'u', 1}, 2, 2, 2)
	if err := WriteNPY(ctx, path, failing{in}); !errors.Is(err, errDisk) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := WriteTIFF(cancelled, path, in); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	left, _ := os.ReadDir(dir)
	if old, _ := os.ReadFile(path); string(old) != "old" || len(left) != 1 {
		t.Errorf("the old file became %q among %d", old, len(left))
	}
	if err := WriteNPY(ctx, path, nil); err == nil || !strings.Contains(err.Error(), "nil") {
		t.Errorf("nil source: %v", err)
	}
	if err := WriteNPY(ctx, dir, in); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("onto a folder: %v", err)
	}
	if err := WriteNPY(ctx, filepath.Join(dir, "no", "such.npy"), in); err == nil {
		t.Error("into a folder that is not there")
	}
}
