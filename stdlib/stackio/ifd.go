package stackio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// TIFF tags, as numbered in TIFF 6.0 (Aldus, 1992).
const (
	tagSubfile          = 254
	tagWidth            = 256
	tagHeight           = 257
	tagBits             = 258
	tagCompression      = 259
	tagPhotometric      = 262
	tagFillOrder        = 266
	tagDescription      = 270
	tagStripOffsets     = 273
	tagSamples          = 277
	tagRowsPerStrip     = 278
	tagStripCounts      = 279
	tagXResolution      = 282
	tagYResolution      = 283
	tagPlanar           = 284
	tagResolutionUnit   = 296
	tagPredictor        = 317
	tagColorMap         = 320
	tagTileWidth        = 322
	tagTileHeight       = 323
	tagTileOffsets      = 324
	tagTileCounts       = 325
	tagExtraSamples     = 338
	tagSampleFormat     = 339
	typeASCII           = 2
	typeRational        = 5
	typeLong8           = 16
	classicEntry        = 12
	bigEntry            = 20
	tiffWindow          = 8 << 10
	maxDescriptionBytes = 1 << 20
)

// typeSize gives the bytes of one value of a field type; 0 marks an unknown one.
var typeSize = [...]uint64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}

var errNotTIFF = errors.New("not a TIFF")

// A tiffParser reads the directories of a TIFF, classic or BigTIFF, through a window of the file,
// so that one directory is one read. It is for one goroutine.
type tiffParser struct {
	src    io.ReaderAt
	size   int64
	order  binary.ByteOrder
	big    bool
	window []byte
	at     int64 // where the window starts
}

// A directory is an IFD: the fields of one page.
type directory struct {
	p      *tiffParser
	fields []field
	next   uint64 // offset of the next directory, or 0
}

type field struct {
	tag, kind uint16
	count     uint64
	value     []byte // the 4 or 8 bytes that hold the values or their offset
}

// newTIFFParser reads the file's head and gives the offset of the first directory.
func newTIFFParser(src io.ReaderAt, size int64) (*tiffParser, uint64, error) {
	p := &tiffParser{src: src, size: size}
	h, err := p.bytes(0, 8)
	if err != nil {
		return nil, 0, err
	}
	switch string(h[:2]) {
	case "II":
		p.order = binary.LittleEndian
	case "MM":
		p.order = binary.BigEndian
	default:
		return nil, 0, errNotTIFF
	}
	switch p.order.Uint16(h[2:]) {
	case 42:
		return p, uint64(p.order.Uint32(h[4:])), nil
	case 43:
		if h, err = p.bytes(0, 16); err != nil {
			return nil, 0, err
		}
		if n, zero := p.order.Uint16(h[4:]), p.order.Uint16(h[6:]); n != 8 || zero != 0 {
			return nil, 0, fmt.Errorf("a BigTIFF with offsets of %d bytes; allowed are 8", n)
		}
		p.big = true
		return p, p.order.Uint64(h[8:]), nil
	}
	return nil, 0, errNotTIFF
}

// bytes gives n bytes of the file, valid until the next call.
func (p *tiffParser) bytes(off uint64, n uint64) ([]byte, error) {
	if off > uint64(p.size) || n > uint64(p.size)-off {
		return nil, fmt.Errorf("its header points to bytes %d to %d, but the file ends at %d: it is truncated or damaged", off, satAdd(off, n), p.size)
	}
	if n > tiffWindow {
		b := make([]byte, n)
		return b, readFull(p.src, b, int64(off))
	}
	if int64(off) < p.at || int64(off+n) > p.at+int64(len(p.window)) {
		p.at = int64(off)
		p.window = grow(&p.window, int(min(tiffWindow, p.size-p.at)))
		if err := readFull(p.src, p.window, p.at); err != nil {
			p.window = p.window[:0]
			return nil, err
		}
	}
	return p.window[int64(off)-p.at:][:n], nil
}

func satAdd(a, b uint64) uint64 {
	if a > math.MaxUint64-b {
		return math.MaxUint64
	}
	return a + b
}

// directory reads the IFD at an offset.
func (p *tiffParser) directory(off uint64) (*directory, error) {
	head, entry, tail := uint64(2), uint64(classicEntry), uint64(4)
	if p.big {
		head, entry, tail = 8, bigEntry, 8
	}
	b, err := p.bytes(off, head)
	if err != nil {
		return nil, err
	}
	n := uint64(p.order.Uint16(b))
	if p.big {
		n = p.order.Uint64(b)
	}
	if n == 0 || n > math.MaxUint16 {
		return nil, fmt.Errorf("its directory at byte %d has %d fields; allowed are 1 to %d: the file is damaged", off, n, math.MaxUint16)
	}
	b, err = p.bytes(off+head, n*entry+tail)
	if err != nil {
		return nil, err
	}
	d := &directory{p: p, fields: make([]field, n)}
	b = append([]byte(nil), b...) // the window moves on
	for i := range d.fields {
		e := b[uint64(i)*entry:]
		f := field{tag: p.order.Uint16(e), kind: p.order.Uint16(e[2:])}
		if p.big {
			f.count, f.value = p.order.Uint64(e[4:]), e[12:20]
		} else {
			f.count, f.value = uint64(p.order.Uint32(e[4:])), e[8:12]
		}
		d.fields[i] = f
	}
	if d.next = uint64(p.order.Uint32(b[n*entry:])); p.big {
		d.next = p.order.Uint64(b[n*entry:])
	}
	return d, nil
}

// values gives the bytes and count of a tag's values, or nil if it has none. They are valid until
// the next call.
func (d *directory) values(tag uint16) (f field, b []byte, err error) {
	for _, f = range d.fields {
		if f.tag != tag {
			continue
		}
		if int(f.kind) >= len(typeSize) || typeSize[f.kind] == 0 {
			return f, nil, fmt.Errorf("tag %d has the unknown field type %d", tag, f.kind)
		}
		size := typeSize[f.kind]
		if f.count > uint64(d.p.size)/size {
			return f, nil, fmt.Errorf("tag %d claims %d values, more than the file of %d bytes can hold", tag, f.count, d.p.size)
		}
		n := f.count * size
		if n <= uint64(len(f.value)) {
			return f, f.value[:n], nil
		}
		off := uint64(d.p.order.Uint32(f.value))
		if d.p.big {
			off = d.p.order.Uint64(f.value)
		}
		if b, err = d.p.bytes(off, n); err != nil {
			return f, nil, fmt.Errorf("tag %d: %w", tag, err)
		}
		return f, b, nil
	}
	return field{}, nil, nil
}

// uints gives a tag's unsigned values; nil if it has none.
func (d *directory) uints(tag uint16) ([]uint64, error) {
	f, b, err := d.values(tag)
	if err != nil || b == nil {
		return nil, err
	}
	order := d.p.order
	out := make([]uint64, f.count)
	for i := range out {
		switch f.kind {
		case 1, 7:
			out[i] = uint64(b[i])
		case 3:
			out[i] = uint64(order.Uint16(b[2*i:]))
		case 4, 13:
			out[i] = uint64(order.Uint32(b[4*i:]))
		case typeLong8, 18:
			out[i] = order.Uint64(b[8*i:])
		default:
			return nil, fmt.Errorf("tag %d has field type %d where unsigned integers are due", tag, f.kind)
		}
	}
	return out, nil
}

// number gives a tag's first value as an int, or def if it has none.
func (d *directory) number(tag uint16, def int) (int, error) {
	v, err := d.uints(tag)
	if err != nil {
		return 0, err
	}
	if len(v) == 0 {
		return def, nil
	}
	if v[0] > math.MaxInt64 {
		return 0, fmt.Errorf("tag %d is %d, absurdly large", tag, v[0])
	}
	return int(v[0]), nil
}

// ratio gives a tag's rational value, or 0 if it has none that is positive and finite.
func (d *directory) ratio(tag uint16) float64 {
	f, b, err := d.values(tag)
	if err != nil || f.kind != typeRational || len(b) < 8 {
		return 0
	}
	v := float64(d.p.order.Uint32(b)) / float64(d.p.order.Uint32(b[4:]))
	if !(v > 0) || math.IsInf(v, 1) {
		return 0
	}
	return v
}

// text gives a tag's text up to its first NUL.
func (d *directory) text(tag uint16) string {
	f, b, err := d.values(tag)
	if err != nil || f.kind != typeASCII {
		return ""
	}
	b = b[:min(len(b), maxDescriptionBytes)]
	for i, c := range b {
		if c == 0 {
			b = b[:i]
			break
		}
	}
	return string(b)
}
