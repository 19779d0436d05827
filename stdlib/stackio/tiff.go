package stackio

import (
	"context"
	"errors"
	"fmt"
	"io"

	"talbot/stdlib/stack"
)

// A tiffFile is a TIFF whose pages are frames. Pages marked as reduced copies or masks are left out.
type tiffFile struct {
	path   string
	src    io.ReaderAt
	size   int64
	closer io.Closer
	o      Options

	head    stack.Info
	pages   []uint64 // offsets of the frames' directories
	first   *raster  // the first frame's
	big     bool     // BigTIFF
	series  bool     // one directory for all frames, which follow each other (ImageJ)
	packing int64    // scratch bytes of the page that needs most
}

func openTIFF(path string, src io.ReaderAt, size int64, closer io.Closer, o Options) (*tiffFile, error) {
	t := &tiffFile{path: path, src: src, size: size, closer: closer, o: o}
	if err := t.walk(); err != nil {
		return nil, fmt.Errorf("stackio: %s: %w", path, err)
	}
	return t, nil
}

// walk follows the directories from page to page and holds each against the first, so that a fault
// shows now and not in the middle of a long routine.
func (t *tiffFile) walk() error {
	p, off, err := newTIFFParser(t.src, t.size)
	if err != nil {
		return err
	}
	t.big = p.big
	if off == 0 {
		return errors.New("a TIFF without pages")
	}
	seen := map[uint64]int{}
	for page := 0; off != 0; page++ {
		if earlier, again := seen[off]; again {
			return fmt.Errorf("page %d (from 0) leads back to page %d: the file is damaged", page-1, earlier)
		}
		seen[off] = page
		d, err := p.directory(off)
		if err == nil {
			err = t.add(d, off)
		}
		if err != nil {
			return fmt.Errorf("page %d (from 0): %w", page, err)
		}
		off = d.next
	}
	if len(t.pages) == 0 {
		return errors.New("every page is a reduced copy or a mask; there is no frame")
	}
	t.head.Frames = len(t.pages)
	return t.findSeries()
}

// add takes a page as the next frame.
func (t *tiffFile) add(d *directory, off uint64) error {
	if kind, err := d.number(tagSubfile, 0); err != nil {
		return err
	} else if kind&(1|4) != 0 {
		return nil
	}
	r, err := d.raster(t.o)
	if err != nil {
		return err
	}
	if t.first == nil {
		t.first = r
		t.head = stack.Info{Height: r.height, Width: r.width, Meta: d.meta()}
		t.head.Meta.Source = t.path
		if t.head.DType, err = r.sample.dtype(t.o.Float32); err != nil {
			return err
		}
	} else if err := t.first.alike(r); err != nil {
		return fmt.Errorf("%w of page 0", err)
	}
	t.pages = append(t.pages, off)
	t.packing = max(t.packing, r.scratchBytes())
	return nil
}

// alike says how frame b differs from the first one, a, or nil.
func (a *raster) alike(b *raster) error {
	if a.width != b.width || a.height != b.height {
		return fmt.Errorf("%d x %d pixels, unlike the %d x %d", b.height, b.width, a.height, a.width)
	}
	if a.sample != b.sample || a.samples != b.samples {
		return fmt.Errorf("%d x %v a pixel, unlike the %d x %v", b.samples, b.sample, a.samples, a.sample)
	}
	return nil
}

// findSeries recognises ImageJ's way of writing more than 4 GB: one directory, whose description
// counts images that follow each other without gap.
func (t *tiffFile) findSeries() error {
	images := count(imageJ(t.head.Meta.Description), "images", 1)
	r := t.first
	if len(t.pages) > 1 || images < 2 || !r.plain() || len(r.offsets) != 1 || r.compression != packNone {
		return nil
	}
	frame := int64(r.height) * int64(r.rowBytes())
	if have := (t.size - int64(r.offsets[0])) / frame; int64(images) > have {
		return fmt.Errorf("its description counts %d images, but the file holds pixels for %d: it is truncated", images, have)
	}
	t.head.Frames, t.series = images, true
	return nil
}

func (t *tiffFile) info() stack.Info { return t.head }
func (t *tiffFile) Close() error     { return t.closer.Close() }

// scratch counts a directory's bytes too, of which a worker holds one at a time.
func (t *tiffFile) scratch() int64 { return t.packing + 2*tiffWindow }

func (t *tiffFile) read(ctx context.Context, b block) error {
	return eachFrame(ctx, b, func(i int, dst []byte, s *scratch) error {
		r, err := t.frame(i, s)
		if err == nil {
			err = r.read(t.src, b.crop, dst, s)
		}
		if err != nil {
			return fmt.Errorf("stackio: %s, frame %d: %w", t.path, i, err)
		}
		return nil
	})
}

// frame gives frame i's layout. Directories are read again each time: kept, those of a long film in
// many strips would take more memory than the frames that are read.
func (t *tiffFile) frame(i int, s *scratch) (*raster, error) {
	if i == 0 {
		return t.first, nil
	}
	if t.series {
		return t.first.following(i), nil
	}
	p := &tiffParser{src: t.src, size: t.size, order: t.first.order, big: t.big, window: s.window[:0]}
	defer func() { s.window = p.window }()
	d, err := p.directory(t.pages[i])
	if err != nil {
		return nil, err
	}
	r, err := d.raster(t.o)
	if err != nil {
		return nil, err
	}
	if err := t.first.alike(r); err != nil {
		return nil, fmt.Errorf("%w of frame 0", err)
	}
	return r, nil
}
