package stackio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// A raster is how one frame lies in a file: segments (strips, tiles, or one for all) of
// rows of samples, each segment perhaps compressed. A frame of a .npy file is one with a single
// plain segment.
type raster struct {
	pixels
	width, height       int
	segWidth, segHeight int // a segment's size; strips are as wide as the frame
	tiled               bool
	planes              int // 1, or the number of samples when each has its own segments
	order               binary.ByteOrder
	compression         int
	predictor           int
	offsets, counts     []uint64 // of the segments' bytes: by rows, plane after plane
}

// pixels says how a pixel in the file becomes one of a stack.
type pixels struct {
	sample  sample
	samples int     // per pixel
	color   bool    // the first three samples are red, green and blue
	lut     []uint8 // gray value of each palette index, or nil
	float   bool    // give float32
}

// outSize gives the bytes of a pixel of the stack.
func (p *pixels) outSize() int {
	if p.float {
		return 4
	}
	return p.sample.size
}

// plain reports whether the stack's pixels are the file's, byte order aside.
func (p *pixels) plain() bool {
	return p.samples == 1 && p.lut == nil && (!p.float || p.sample == sample{'f', 4})
}

// place converts n pixels in the machine's byte order.
func (p *pixels) place(dst, src []byte, n int, s *scratch) error {
	size := p.sample.size
	switch {
	case p.lut != nil:
		one := grow(&s.row, n)
		for i := range n {
			one[i] = p.lut[src[i]]
		}
		src = one
	case p.color:
		one := grow(&s.row, n*size)
		luminance(one, src, p.sample, p.samples, n)
		src = one
	case p.samples > 1: // gray with transparency
		one := grow(&s.row, n*size)
		for i := range n {
			copy(one[i*size:(i+1)*size], src[i*p.samples*size:])
		}
		src = one
	}
	if p.float {
		return toFloat32(dst, src[:n*size], p.sample)
	}
	copy(dst[:n*size], src)
	return nil
}

// scratch is the memory that one goroutine uses again from frame to frame.
type scratch struct {
	packed, segment, plane, row []byte
	window                      []byte // of a tiffParser
	inflate                     io.ReadCloser
	strings                     *[lzwCodes]lzwString
}

// grow gives a slice of n bytes with whatever they hold.
func grow(b *[]byte, n int) []byte {
	if cap(*b) < n {
		*b = make([]byte, n)
	}
	return (*b)[:n]
}

// rowBytes gives the bytes of a row of a segment of one plane.
func (r *raster) rowBytes() int {
	return r.segWidth * r.samples / r.planes * r.sample.size
}

// grid gives the numbers of segments across and down a frame.
func (r *raster) grid() (across, down int) {
	return (r.width-1)/r.segWidth + 1, (r.height-1)/r.segHeight + 1
}

// rowsIn gives the rows that segment k holds: the last strip of a plane may be shorter.
func (r *raster) rowsIn(k int) int {
	across, down := r.grid()
	if r.tiled {
		return r.segHeight
	}
	return min(r.segHeight, r.height-k/across%down*r.segHeight)
}

// name gives segment k's name for an error.
func (r *raster) name(k int) string {
	if r.tiled {
		return fmt.Sprintf("tile %d", k)
	}
	return fmt.Sprintf("strip %d", k)
}

// check refuses a layout that cannot be true of a file of size bytes, before memory is taken for it.
func (r *raster) check(size int64) error {
	if r.width < 1 || r.height < 1 || r.segWidth < 1 || r.segHeight < 1 {
		return fmt.Errorf("frames of %d x %d in segments of %d x %d; each must be 1 or more", r.height, r.width, r.segHeight, r.segWidth)
	}
	const side = math.MaxInt32 // a larger one is a lie in any format here
	if r.width > side || r.height > side || r.segWidth > side || r.segHeight > side ||
		int64(r.segWidth)*int64(r.samples*r.sample.size) > math.MaxInt64/(2*int64(r.segHeight)) ||
		int64(r.width)*int64(max(r.outSize(), 8)) > math.MaxInt64/int64(r.height) {
		return fmt.Errorf("frames of %d x %d are absurdly large", r.height, r.width)
	}
	across, down := r.grid()
	if want := int64(across) * int64(down) * int64(r.planes); int64(len(r.offsets)) != want || len(r.counts) != len(r.offsets) {
		return fmt.Errorf("%d offsets and %d sizes of strips or tiles are given; frames of %d x %d in segments of %d x %d need %d",
			len(r.offsets), len(r.counts), r.height, r.width, r.segHeight, r.segWidth, want)
	}
	for k, off := range r.offsets {
		count := r.counts[k]
		if off > uint64(size) || count > uint64(size)-off {
			return fmt.Errorf("%s should lie at bytes %d to %d, but the file ends at %d: it is truncated or its header wrong", r.name(k), off, off+count, size)
		}
		need := int64(r.rowsIn(k)) * int64(r.rowBytes())
		if most := maxRatio(r.compression); uint64(need-1)/most >= count {
			return fmt.Errorf("%s claims %d bytes of pixels but holds %d bytes in the file, too few", r.name(k), need, count)
		}
	}
	return nil
}

// merge joins strips that follow each other without gap, so that a frame is one read.
func (r *raster) merge() {
	if r.compression != packNone || r.predictor > 1 || r.tiled || r.planes != 1 || len(r.offsets) < 2 {
		return
	}
	row := uint64(r.rowBytes())
	for k := range len(r.offsets) - 1 {
		if r.offsets[k]+uint64(r.segHeight)*row != r.offsets[k+1] {
			return
		}
	}
	r.offsets = r.offsets[:1]
	r.counts = []uint64{uint64(r.height) * row}
	r.segHeight = r.height
}

// following gives the layout of the i-th frame after this one in a file where frames of one plain
// segment follow each other without gap.
func (r *raster) following(i int) *raster {
	f := *r
	f.offsets = []uint64{r.offsets[0] + uint64(i)*uint64(r.height)*uint64(r.rowBytes())}
	return &f
}

// scratchBytes bounds the memory that a goroutine needs to read the frame.
func (r *raster) scratchBytes() int64 {
	if r.direct() {
		return 0
	}
	var packed uint64
	if r.compression != packNone {
		for _, c := range r.counts {
			packed = max(packed, c)
		}
	}
	if packed > 0 {
		packed += packed/8 + 128<<10 // room to grow, and the unpackers' tables
	}
	segment := int64(min(r.segHeight, r.rowsIn(0))) * int64(r.rowBytes())
	total := int64(packed) + segment + int64(r.width*8)
	if r.planes > 1 {
		total += segment * int64(r.planes)
	}
	return total
}

// direct reports whether full rows can be read into the stack as they are.
func (r *raster) direct() bool {
	return r.plain() && r.compression == packNone && r.predictor <= 1 && r.segWidth == r.width
}

// read fills dst with the part of the frame that crop marks.
func (r *raster) read(src io.ReaderAt, crop Rect, dst []byte, s *scratch) error {
	across, _ := r.grid()
	size, pixel := r.outSize(), r.samples*r.sample.size
	for sy := crop.Y / r.segHeight; sy*r.segHeight < crop.Y+crop.Height; sy++ {
		top := sy * r.segHeight
		y0, y1 := max(crop.Y, top), min(crop.Y+crop.Height, top+r.segHeight)
		if r.direct() && crop.Width == r.width {
			out := dst[(y0-crop.Y)*crop.Width*size : (y1-crop.Y)*crop.Width*size]
			if err := readFull(src, out, int64(r.offsets[sy])+int64(y0-top)*int64(r.rowBytes())); err != nil {
				return fmt.Errorf("%s: %w", r.name(sy), err)
			}
			if foreign(r.order) {
				swap(out, r.sample.size)
			}
			continue
		}
		for sx := crop.X / r.segWidth; sx*r.segWidth < crop.X+crop.Width; sx++ {
			left := sx * r.segWidth
			x0, x1 := max(crop.X, left), min(crop.X+crop.Width, left+r.segWidth)
			rows, err := r.rows(src, sy*across+sx, y0-top, y1-top, s)
			if err != nil {
				return err
			}
			for y := y0; y < y1; y++ {
				from := rows[((y-y0)*r.segWidth+x0-left)*pixel:]
				to := dst[((y-crop.Y)*crop.Width+x0-crop.X)*size:]
				if err := r.place(to, from, x1-x0, s); err != nil {
					return fmt.Errorf("row %d: %w", y, err)
				}
			}
		}
	}
	return nil
}

// readFull reads len(b) bytes at off. What is missing was there when the headers were read.
func readFull(src io.ReaderAt, b []byte, off int64) error {
	n, err := src.ReadAt(b, off)
	if n == len(b) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("the file ends at byte %d where %d more are due", off+int64(n), len(b)-n)
	}
	return err
}
