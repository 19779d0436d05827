package stackio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// An lzwString is what a code stands for: n bytes that were unpacked at offset at. The string that a
// new code gets is the previous one and the byte behind it, which stand side by side already.
type lzwString struct{ at, n int }

const (
	lzwClear = 256
	lzwEnd   = 257
	lzwFirst = 258
	lzwCodes = 4096
)

// unpackLZW undoes LZW as TIFF 6.0 (Aldus, 1992), section 13, has it: codes of 9 to 12 bits, the highest bit first,
// which grow by a bit one code before they must. The table is for its use alone.
func unpackLZW(dst, src []byte, table *[lzwCodes]lzwString) error {
	if len(src) > 1 && src[0] == 0 && src[1]&1 == 1 {
		return errors.New("codes with the lowest bit first, as before TIFF 6.0, are not read")
	}
	var acc uint64 // the lowest have bits are still to be used
	var have uint
	width, next := uint(9), lzwFirst
	out := 0
	last := lzwString{n: -1} // none since the table was cleared
	for out < len(dst) {
		if have < width && len(src) >= 4 {
			acc, src, have = acc<<32|uint64(binary.BigEndian.Uint32(src)), src[4:], have+32
		}
		for have < width {
			if len(src) == 0 {
				return io.ErrUnexpectedEOF
			}
			acc, src, have = acc<<8|uint64(src[0]), src[1:], have+8
		}
		have -= width
		code := int(acc >> have & (1<<width - 1))
		switch {
		case code == lzwClear:
			width, next, last.n = 9, lzwFirst, -1
			continue
		case code == lzwEnd:
			return io.ErrUnexpectedEOF
		case code > next || code >= lzwFirst && last.n < 0:
			return fmt.Errorf("code %d stands before the code %d is made", code, next)
		}
		if last.n >= 0 && next < lzwCodes {
			table[next] = lzwString{last.at, last.n + 1}
			if next++; next == 1<<width-1 && width < 12 {
				width++
			}
		}
		last.at = out
		if code < lzwClear {
			dst[out] = byte(code)
			last.n = 1
		} else {
			s := table[code]
			last.n = s.n
			first := dst[s.at]
			n := s.n
			if n <= 8 && out+8 <= len(dst) { // most are short; what is too much is written over
				binary.NativeEndian.PutUint64(dst[out:], binary.NativeEndian.Uint64(dst[s.at:]))
			} else {
				n = copy(dst[out:], dst[s.at:s.at+n])
			}
			// A code used as soon as it is made ends with the byte that it begins with, not yet there.
			if s.at+s.n > out && n == s.n {
				dst[out+n-1] = first
			}
		}
		out += last.n
	}
	return nil
}
