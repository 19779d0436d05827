package stackio

import (
	"bytes"
	"compress/zlib"
	"io"
)

func (t tiffSpec) pack(seg []byte) []byte {
	switch t.compression {
	case packLZW:
		return lzwEncode(seg)
	case packDeflate, packDeflate0:
		var b bytes.Buffer
		deflater.Reset(&b)
		deflater.Write(seg)
		deflater.Close()
		return b.Bytes()
	case packBits:
		return packBitsEncode(seg)
	}
	return seg
}

// deflater is used again and again: making one costs more than a small file.
var deflater = zlib.NewWriter(io.Discard)

func packBitsEncode(b []byte) (out []byte) {
	for len(b) > 0 {
		n := 1
		for n < len(b) && n < 128 && b[n] == b[0] {
			n++
		}
		if n > 1 {
			out, b = append(out, byte(1-n), b[0]), b[n:]
			continue
		}
		for n < len(b) && n < 128 && b[n] != b[n-1] {
			n++
		}
		out, b = append(append(out, byte(n-1)), b[:n]...), b[n:]
		if len(b)%3 == 0 {
			out = append(out, 0x80) // a count that stands for nothing
		}
	}
	return out
}

// lzwEncode packs as TIFF 6.0, section 13 has it: codes from 9 to 12 bits, highest bit first, the
// width growing one code early.
func lzwEncode(b []byte) []byte {
	const clear, end = 256, 257
	var out []byte
	var acc uint32
	var have uint
	width := uint(9)
	emit := func(code int) {
		acc, have = acc<<width|uint32(code), have+width
		for have >= 8 {
			out = append(out, byte(acc>>(have-8)))
			have -= 8
		}
	}
	var table map[string]int
	next := 0
	reset := func() { emit(clear); table, next, width = map[string]int{}, 258, 9 }
	code := func(s string) int {
		if len(s) == 1 {
			return int(s[0])
		}
		return table[s]
	}
	reset()
	s := ""
	for _, c := range b {
		t := s + string([]byte{c})
		if _, ok := table[t]; ok || len(t) == 1 {
			s = t
			continue
		}
		emit(code(s))
		table[t] = next
		next++
		if next == 512 || next == 1024 || next == 2048 {
			width++
		}
		if next == 4095 {
			reset()
		}
		s = t[len(t)-1:]
	}
	if s != "" {
		emit(code(s))
		if next++; next == 512 || next == 1024 || next == 2048 {
			width++
		}
	}
	emit(end)
	if have > 0 {
		out = append(out, byte(acc<<(8-have)))
	}
	return out
}
