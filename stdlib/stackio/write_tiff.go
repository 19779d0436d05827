package stackio

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"

	"talbot/runtime/array"
	"talbot/stdlib/stack"
)

// WriteTIFF writes a stack, whole or open, as an uncompressed multi-page TIFF with pixel size and frame
// interval in ImageJ's manner; as BigTIFF where it would be larger than 4 GB.
func WriteTIFF(ctx context.Context, path string, src stack.Source) error {
	info, err := checkSource(src)
	if err != nil {
		return err
	}
	l := layTIFF(info, false)
	if l.end() > math.MaxUint32 {
		l = layTIFF(info, true)
	}
	if int64(max(info.Height, info.Width)) > math.MaxUint32 {
		return fmt.Errorf("stackio: frames of %d x %d; a TIFF holds sides of up to %d", info.Height, info.Width, math.MaxUint32)
	}
	return writeAtomic(path, func(w *bufio.Writer) error {
		if _, err := w.Write(l.head()); err != nil {
			return err
		}
		if err := writePixels(ctx, w, path, src); err != nil {
			return err
		}
		if _, err := w.Write(make([]byte, l.directories-l.pixelsEnd())); err != nil {
			return err
		}
		return l.writeDirectories(w)
	})
}

// A tiffLayout says where everything goes: head, description, resolution; the pixels of all frames without
// gap, as ImageJ reads fastest; then the directories.
type tiffLayout struct {
	info        stack.Info
	big         bool
	description string
	resolution  [2]uint32 // pixels per micrometre across, as a rational; 0 is unknown
	down        [2]uint32
	pixels      int64 // offset of frame 0
	directories int64
}

func layTIFF(info stack.Info, big bool) *tiffLayout {
	l := &tiffLayout{info: info, big: big, description: describe(info)}
	if p := info.Meta.PixelSize * 1e6; p > 0 {
		aspect := info.Meta.PixelAspect
		if aspect == 0 {
			aspect = 1
		}
		l.resolution, l.down = rational(1/p), rational(1/(p*aspect))
	}
	l.pixels = (l.extra() + 16 + int64(len(l.description)) + 15) / 16 * 16
	l.directories = (l.pixelsEnd() + 15) / 16 * 16
	return l
}

// describe writes what ImageJ looks for in the first page's description.
func describe(info stack.Info) string {
	var b strings.Builder
	fmt.Fprintf(&b, "ImageJ=1.53t\nimages=%d\nframes=%d\n", info.Frames, info.Frames)
	if info.Meta.PixelSize > 0 {
		b.WriteString("unit=um\n")
	}
	if t := info.Meta.FrameInterval; t > 0 {
		fmt.Fprintf(&b, "finterval=%v\ntunit=sec\n", t)
	}
	b.WriteString("loop=false\n\x00")
	return b.String()
}

// rational gives v as a fraction of 32-bit numbers, to nine digits or so.
func rational(v float64) [2]uint32 {
	if !(v > 1.0/math.MaxUint32 && v < math.MaxUint32) {
		return [2]uint32{}
	}
	den := 1.0
	for v*den*10 < math.MaxUint32 && den < 1e9 && v*den != math.Trunc(v*den) {
		den *= 10
	}
	return [2]uint32{uint32(math.Round(v * den)), uint32(den)}
}

// extra gives the offset of the two resolutions, which the description follows.
func (l *tiffLayout) extra() int64 { return 16 }

func (l *tiffLayout) pixelsEnd() int64 { return l.pixels + l.info.Bytes() }

func (l *tiffLayout) end() int64 {
	return l.directories + int64(l.info.Frames)*l.directorySize()
}

// head gives all that stands before the pixels.
func (l *tiffLayout) head() []byte {
	le := binary.LittleEndian
	b := make([]byte, l.pixels)
	copy(b, "II")
	if l.big {
		le.PutUint16(b[2:], 43)
		le.PutUint16(b[4:], 8)
		le.PutUint64(b[8:], uint64(l.directories))
	} else {
		le.PutUint16(b[2:], 42)
		le.PutUint32(b[4:], uint32(l.directories))
	}
	at := l.extra()
	for i, v := range []uint32{l.resolution[0], l.resolution[1], l.down[0], l.down[1]} {
		le.PutUint32(b[at+int64(4*i):], v)
	}
	copy(b[at+16:], l.description)
	return b
}

const tiffFields = 14

func (l *tiffLayout) directorySize() int64 {
	if l.big {
		return 8 + tiffFields*bigEntry + 8
	}
	return 2 + tiffFields*classicEntry + 6 // two bytes more keep the next one even
}

func (l *tiffLayout) writeDirectories(w io.Writer) error {
	for i := range l.info.Frames {
		if _, err := w.Write(l.directory(i)); err != nil {
			return err
		}
	}
	return nil
}

// directory gives frame i's fields, in the order of their tags as the standard wants it.
func (l *tiffLayout) directory(i int) []byte {
	le := binary.LittleEndian
	b := make([]byte, 0, l.directorySize())
	if l.big {
		b = le.AppendUint64(b, tiffFields)
	} else {
		b = le.AppendUint16(b, tiffFields)
	}
	const short, long = 3, 4
	offset := uint16(long)
	if l.big {
		offset = typeLong8
	}
	field := func(tag, kind uint16, count int, value uint64) {
		b = le.AppendUint16(le.AppendUint16(b, tag), kind)
		if l.big {
			b = le.AppendUint64(le.AppendUint64(b, uint64(count)), value)
		} else {
			b = le.AppendUint32(le.AppendUint32(b, uint32(count)), uint32(value))
		}
	}
	format := uint64(1)
	if l.info.DType == array.Float32 {
		format = 3
	}
	frame := l.info.FrameBytes()
	field(tagSubfile, long, 1, 0)
	field(tagWidth, long, 1, uint64(l.info.Width))
	field(tagHeight, long, 1, uint64(l.info.Height))
	field(tagBits, short, 1, uint64(l.info.DType.Size()*8))
	field(tagCompression, short, 1, packNone)
	field(tagPhotometric, short, 1, blackIsZero)
	field(tagDescription, typeASCII, len(l.description), uint64(l.extra()+16))
	field(tagStripOffsets, offset, 1, uint64(l.pixels+int64(i)*frame))
	field(tagRowsPerStrip, long, 1, uint64(l.info.Height))
	field(tagStripCounts, offset, 1, uint64(frame))
	across, down := uint64(l.extra()), uint64(l.extra()+8)
	if l.big { // eight bytes stand in the field itself
		across, down = uint64(l.resolution[0])|uint64(l.resolution[1])<<32, uint64(l.down[0])|uint64(l.down[1])<<32
	}
	field(tagXResolution, typeRational, 1, across)
	field(tagYResolution, typeRational, 1, down)
	field(tagResolutionUnit, short, 1, 1)
	field(tagSampleFormat, short, 1, format)
	next := uint64(0)
	if i+1 < l.info.Frames {
		next = uint64(l.directories + int64(i+1)*l.directorySize())
	}
	if l.big {
		return le.AppendUint64(b, next)
	}
	return append(le.AppendUint32(b, uint32(next)), 0, 0)
}
