package stackio

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"unsafe"

	"talbot/runtime/array"
)

// A sample is how a file holds one number: an unsigned or signed integer or a float of size bytes.
type sample struct {
	kind byte // 'u', 'i' or 'f'
	size int
}

func (s sample) String() string {
	name := map[byte]string{'u': "uint", 'i': "int", 'f': "float"}[s.kind]
	return fmt.Sprintf("%s%d", name, s.size*8)
}

// dtype gives the element type of a stack of such samples.
func (s sample) dtype(toFloat bool) (array.DType, error) {
	switch {
	case toFloat || s == sample{'f', 4}:
		return array.Float32, nil
	case s == sample{'u', 1}:
		return array.Uint8, nil
	case s == sample{'u', 2}:
		return array.Uint16, nil
	}
	return 0, fmt.Errorf("the pixels are %v; read as they are: uint8, uint16, float32; Options.Float32 converts the others", s)
}

// raw gives an array's memory as bytes, so that a file is read straight into it.
func raw(a *array.Array) []byte {
	n := int(a.Bytes())
	if n == 0 {
		return nil
	}
	switch a.DType() {
	case array.Uint8:
		return a.Uint8s()
	case array.Uint16:
		return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(a.Uint16s()))), n)
	case array.Float32:
		return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(a.Float32s()))), n)
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(a.Float64s()))), n)
}

// foreign reports whether order is not the machine's own.
func foreign(order binary.ByteOrder) bool {
	return order.Uint16([]byte{1, 2}) != binary.NativeEndian.Uint16([]byte{1, 2})
}

// swap reverses the bytes of each sample in place.
func swap(b []byte, size int) {
	i := 0
	switch size {
	case 2:
		const low = 0x00ff00ff00ff00ff
		for ; i+8 <= len(b); i += 8 {
			v := binary.NativeEndian.Uint64(b[i:])
			binary.NativeEndian.PutUint64(b[i:], v&low<<8|v>>8&low)
		}
		for ; i+2 <= len(b); i += 2 {
			b[i], b[i+1] = b[i+1], b[i]
		}
	case 4:
		for ; i+4 <= len(b); i += 4 {
			binary.NativeEndian.PutUint32(b[i:], bits.ReverseBytes32(binary.NativeEndian.Uint32(b[i:])))
		}
	case 8:
		for ; i+8 <= len(b); i += 8 {
			binary.NativeEndian.PutUint64(b[i:], bits.ReverseBytes64(binary.NativeEndian.Uint64(b[i:])))
		}
	}
}

// toFloat32 converts samples in the machine's byte order. A finite number that no float32 can
// stand for is an error; NaN and infinities stay what they are.
func toFloat32(dst, src []byte, s sample) error {
	n := len(src) / s.size
	if s.kind == 'f' && s.size == 4 {
		copy(dst[:4*n], src)
		return nil
	}
	for i := range n {
		p := src[i*s.size:]
		var v float32
		switch s {
		case sample{'u', 1}:
			v = float32(p[0])
		case sample{'u', 2}:
			v = float32(binary.NativeEndian.Uint16(p))
		case sample{'u', 4}:
			v = float32(binary.NativeEndian.Uint32(p))
		case sample{'u', 8}:
			v = float32(binary.NativeEndian.Uint64(p))
		case sample{'i', 1}:
			v = float32(int8(p[0]))
		case sample{'i', 2}:
			v = float32(int16(binary.NativeEndian.Uint16(p)))
		case sample{'i', 4}:
			v = float32(int32(binary.NativeEndian.Uint32(p)))
		case sample{'i', 8}:
			v = float32(int64(binary.NativeEndian.Uint64(p)))
		case sample{'f', 8}:
			f := math.Float64frombits(binary.NativeEndian.Uint64(p))
			v = float32(f)
			if math.IsInf(float64(v), 0) && !math.IsInf(f, 0) {
				return fmt.Errorf("a pixel is %g, beyond what a float32 holds", f)
			}
		}
		binary.NativeEndian.PutUint32(dst[4*i:], math.Float32bits(v))
	}
	return nil
}

// luminance makes one sample of each pixel's first three: Rec. 601, rounded to the nearest
// for integers. A gray pixel keeps its value exactly.
func luminance(dst, src []byte, s sample, samples, n int) {
	const r, g, b = 299, 587, 114
	for i := range n {
		p := src[i*samples*s.size:]
		switch s {
		case sample{'u', 1}:
			dst[i] = uint8((r*uint32(p[0]) + g*uint32(p[1]) + b*uint32(p[2]) + 500) / 1000)
		case sample{'u', 2}:
			order := binary.NativeEndian
			v := r*uint32(order.Uint16(p)) + g*uint32(order.Uint16(p[2:])) + b*uint32(order.Uint16(p[4:]))
			order.PutUint16(dst[2*i:], uint16((v+500)/1000))
		case sample{'f', 4}:
			f := func(k int) float64 {
				return float64(math.Float32frombits(binary.NativeEndian.Uint32(p[4*k:])))
			}
			v := (r*f(0) + g*f(1) + b*f(2)) / 1000
			binary.NativeEndian.PutUint32(dst[4*i:], math.Float32bits(float32(v)))
		}
	}
}
