package stackio

import (
	"context"
	"fmt"
)

// In Fortran order the pixel in frame t, row y, column x stands at t + T (y + H x): a frame is spread over the
// whole file. So a block is read by tiles of columns and rows over all its frames; small
// blocks of such a file cost nearly as much as large ones.
const (
	fortranColumns = 64      // written side by side into the stack
	fortranBytes   = 4 << 20 // of a tile
)

// A fortranTile is how a block of a Fortran-ordered file is cut.
type fortranTile struct {
	start, run    int // frames of the file read of each pixel
	columns, rows int
}

func (f *npyFile) tile(b block) fortranTile {
	all := f.head.Frames
	t := fortranTile{start: 0, run: all, columns: min(fortranColumns, b.crop.Width)}
	if span := (b.n-1)*b.step + 1; span*4 < all {
		t.start, t.run = b.first, span
	}
	bytes := t.run * f.frame.sample.size
	for t.columns > 1 && t.columns*bytes > fortranBytes {
		t.columns /= 2
	}
	t.rows = max(1, min(fortranBytes/(t.columns*bytes), b.crop.Height))
	return t
}

func (f *npyFile) fortranScratch() int64 {
	return max(fortranBytes, int64(f.head.Frames)*int64(f.frame.sample.size)) + fortranColumns*16
}

func (f *npyFile) readFortran(ctx context.Context, b block) error {
	t := f.tile(b)
	across := (b.crop.Width-1)/t.columns + 1
	tiles := across * ((b.crop.Height-1)/t.rows + 1)
	return each(ctx, tiles, b.scratch, func(i int, s *scratch) error {
		part := Rect{Y: i / across * t.rows, X: i % across * t.columns} // within the crop
		part.Height, part.Width = min(t.rows, b.crop.Height-part.Y), min(t.columns, b.crop.Width-part.X)
		if err := f.readTile(b, t, part, s); err != nil {
			return fmt.Errorf("stackio: %s, rows %d to %d: %w", f.path, b.crop.Y+part.Y, b.crop.Y+part.Y+part.Height-1, err)
		}
		b.done(int64(b.n*(i+1)/tiles - b.n*i/tiles))
		return nil
	})
}

// readTile reads the runs of a tile's pixels and turns them into rows of frames.
func (f *npyFile) readTile(b block, t fortranTile, part Rect, s *scratch) error {
	size := f.frame.sample.size
	run := t.run * size
	buf := grow(&s.segment, part.Width*part.Height*run)
	for x := range part.Width {
		col := buf[x*part.Height*run:][:part.Height*run]
		for y, n := 0, 1; y < part.Height; y += n {
			if t.run == f.head.Frames { // rows of a column follow each other
				n = part.Height
			}
			pixel := int64(b.crop.Y+part.Y+y) + int64(f.head.Height)*int64(b.crop.X+part.X+x)
			off := int64(f.frame.offsets[0]) + (pixel*int64(f.head.Frames)+int64(t.start))*int64(size)
			if err := readFull(f.src, col[y*run:(y+n)*run], off); err != nil {
				return err
			}
		}
	}
	if foreign(f.frame.order) {
		swap(buf, size)
	}
	row := grow(&s.plane, part.Width*size)
	out := f.frame.outSize()
	for k := range b.n {
		dst := b.frame(k)
		at := (b.first + k*b.step - t.start) * size
		for y := range part.Height {
			for x := range part.Width {
				from := buf[(x*part.Height+y)*run+at:]
				switch size {
				case 1:
					row[x] = from[0]
				case 2:
					row[2*x], row[2*x+1] = from[0], from[1]
				default:
					copy(row[x*size:(x+1)*size], from)
				}
			}
			if err := f.frame.place(dst[((part.Y+y)*b.crop.Width+part.X)*out:], row, part.Width, s); err != nil {
				return err
			}
		}
	}
	return nil
}
