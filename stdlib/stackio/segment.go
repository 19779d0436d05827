package stackio

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// How a segment is compressed, numbered as in TIFF 6.0 and its supplements.
const (
	packNone     = 1
	packLZW      = 5
	packDeflate  = 8     // Adobe's
	packDeflate0 = 32946 // the same under its older number
	packBits     = 32773
)

// maxRatio gives the most bytes that one packed byte can become.
func maxRatio(compression int) uint64 {
	switch compression {
	case packLZW:
		return 2731 // 12 bits for a string of up to 4096
	case packDeflate, packDeflate0:
		return 1032 // RFC 1951: 2 bits for 258
	case packBits:
		return 64 // 2 for 128
	}
	return 1
}

// rows gives rows lo to hi-1 of segment k of the first plane, with the samples of all planes
// interleaved, in the machine's byte order and without predictor.
func (r *raster) rows(src io.ReaderAt, k, lo, hi int, s *scratch) ([]byte, error) {
	if r.planes == 1 {
		return r.planeRows(src, k, lo, hi, s)
	}
	size, n := r.sample.size, (hi-lo)*r.segWidth
	all := grow(&s.plane, n*r.samples*size)
	across, down := r.grid()
	for p := range r.planes {
		one, err := r.planeRows(src, p*across*down+k, lo, hi, s)
		if err != nil {
			return nil, err
		}
		for i := range n {
			copy(all[(i*r.samples+p)*size:][:size], one[i*size:])
		}
	}
	return all, nil
}

func (r *raster) planeRows(src io.ReaderAt, k, lo, hi int, s *scratch) ([]byte, error) {
	row := r.rowBytes()
	var b []byte
	if r.compression == packNone {
		b = grow(&s.segment, (hi-lo)*row)
		if err := readFull(src, b, int64(r.offsets[k])+int64(lo)*int64(row)); err != nil {
			return nil, fmt.Errorf("%s: %w", r.name(k), err)
		}
	} else {
		// No method makes pixels that much larger: a strip that claims more is not believed.
		most := 2*uint64(r.rowsIn(k))*uint64(row) + 4096
		n := int(min(r.counts[k], most))
		if cap(s.packed) < n {
			grow(&s.packed, n+n/8) // the next one is seldom of the same size
		}
		packed := s.packed[:n]
		if err := readFull(src, packed, int64(r.offsets[k])); err != nil {
			return nil, fmt.Errorf("%s: %w", r.name(k), err)
		}
		// What stands above the wanted rows must be unpacked with them, what is below need not.
		b = grow(&s.segment, hi*row)
		if err := r.unpack(b, packed, s); err != nil {
			return nil, fmt.Errorf("%s: %w", r.name(k), err)
		}
		b = b[lo*row:]
	}
	samples := r.samples / r.planes
	if r.predictor == 3 {
		tmp := grow(&s.row, row)
		for y := range hi - lo {
			undoFloatPredictor(b[y*row:(y+1)*row], tmp, samples, r.sample.size)
		}
		return b, nil
	}
	if foreign(r.order) {
		swap(b, r.sample.size)
	}
	if r.predictor == 2 {
		for y := range hi - lo {
			undoPredictor(b[y*row:(y+1)*row], samples, r.sample.size)
		}
	}
	return b, nil
}

// unpack fills dst; more in the packed bytes than that is left there.
func (r *raster) unpack(dst, packed []byte, s *scratch) error {
	var err error
	var name string
	switch r.compression {
	case packLZW:
		name = "LZW"
		if s.strings == nil {
			s.strings = new([lzwCodes]lzwString)
		}
		err = unpackLZW(dst, packed, s.strings)
	case packDeflate, packDeflate0:
		name = "deflate"
		in := bytes.NewReader(packed)
		if s.inflate == nil {
			s.inflate, err = zlib.NewReader(in)
		} else {
			err = s.inflate.(zlib.Resetter).Reset(in, nil)
		}
		if err == nil {
			_, err = io.ReadFull(s.inflate, dst)
		} else {
			s.inflate = nil
		}
	case packBits:
		name = "packbits"
		err = unpackBits(dst, packed)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the %s data end before %d bytes of pixels are full", name, len(dst))
	}
	if err != nil {
		return fmt.Errorf("the %s data are damaged: %w", name, err)
	}
	return nil
}

// unpackBits undoes Apple's PackBits: a count n >= 0 is followed by n+1 bytes as they are,
// one of -1 to -127 by a byte to be repeated 1-n times, and -128 by nothing.
func unpackBits(dst, src []byte) error {
	for len(dst) > 0 {
		if len(src) < 1 {
			return io.ErrUnexpectedEOF
		}
		n := int(int8(src[0]))
		src = src[1:]
		switch {
		case n >= 0:
			m := min(n+1, len(dst))
			if len(src) < m {
				return io.ErrUnexpectedEOF
			}
			copy(dst, src[:m])
			dst, src = dst[m:], src[m:]
		case n > -128:
			if len(src) < 1 {
				return io.ErrUnexpectedEOF
			}
			m := min(1-n, len(dst))
			for i := range m {
				dst[i] = src[0]
			}
			dst, src = dst[m:], src[1:]
		}
	}
	return nil
}

// undoPredictor turns differences to the pixel on the left into values, modulo the sample's range.
// It goes sample by sample of a pixel, so that the running value stays in a register.
func undoPredictor(row []byte, samples, size int) {
	order := binary.NativeEndian
	step := samples * size
	for k := 0; k < step; k += size {
		switch size {
		case 1:
			var v uint8
			for i := k; i < len(row); i += step {
				v += row[i]
				row[i] = v
			}
		case 2:
			var v uint16
			for i := k; i+2 <= len(row); i += step {
				v += order.Uint16(row[i:])
				order.PutUint16(row[i:], v)
			}
		case 4:
			var v uint32
			for i := k; i+4 <= len(row); i += step {
				v += order.Uint32(row[i:])
				order.PutUint32(row[i:], v)
			}
		case 8:
			var v uint64
			for i := k; i+8 <= len(row); i += step {
				v += order.Uint64(row[i:])
				order.PutUint64(row[i:], v)
			}
		}
	}
}

// undoFloatPredictor undoes predictor 3 of Adobe's TIFF technical note 3 (2005): byte-wise differences
// over a row that holds the samples' most significant bytes first, then the next, and so on.
func undoFloatPredictor(row, tmp []byte, samples, size int) {
	for i := samples; i < len(row); i++ {
		row[i] += row[i-samples]
	}
	copy(tmp, row)
	n := len(row) / size
	big := binary.NativeEndian.Uint16([]byte{1, 2}) == 0x0102
	for i := range n {
		for k := range size {
			at := size - 1 - k
			if big {
				at = k
			}
			row[i*size+at] = tmp[k*n+i]
		}
	}
}
