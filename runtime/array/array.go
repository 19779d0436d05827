// Package array holds n-dimensional numeric data in host memory: a shape, an element
// type and one flat slice in C order (last index fastest). It knows no device.
package array

import (
	"fmt"
	"math"
)

// A DType is an element type.
type DType uint8

const (
	Uint8 DType = iota + 1
	Uint16
	Float32
	Float64
)

var dtypes = [...]struct {
	name string
	size int
}{Uint8: {"uint8", 1}, Uint16: {"uint16", 2}, Float32: {"float32", 4}, Float64: {"float64", 8}}

// Valid reports whether t is one of the types above.
func (t DType) Valid() bool { return t >= Uint8 && int(t) < len(dtypes) }

func (t DType) String() string {
	if !t.Valid() {
		return fmt.Sprintf("DType(%d)", uint8(t))
	}
	return dtypes[t].name
}

// Size gives the bytes of one element.
func (t DType) Size() int {
	if !t.Valid() {
		return 0
	}
	return dtypes[t].size
}

// An Array is n-dimensional data. Copying the struct shares the elements.
type Array struct {
	dtype DType
	shape []int
	u8    []uint8
	u16   []uint16
	f32   []float32
	f64   []float64
}

// Count gives the number of elements of a shape, or an error that names what is wrong with it.
func Count(shape ...int) (int, error) {
	n := 1
	for i, s := range shape {
		if s < 0 {
			return 0, fmt.Errorf("array: side %d of shape %v is negative", i, shape)
		}
		if s != 0 && n > math.MaxInt/s {
			return 0, fmt.Errorf("array: shape %v has too many elements", shape)
		}
		n *= s
	}
	return n, nil
}

// New gives an array of zeros.
func New(t DType, shape ...int) (*Array, error) {
	if !t.Valid() {
		return nil, fmt.Errorf("array: unknown element type %v; allowed are uint8, uint16, float32, float64", t)
	}
	n, err := Count(shape...)
	if err != nil {
		return nil, err
	}
	if n > math.MaxInt/t.Size() {
		return nil, fmt.Errorf("array: shape %v of %v does not fit in memory", shape, t)
	}
	a := &Array{dtype: t, shape: append([]int(nil), shape...)}
	switch t {
	case Uint8:
		a.u8 = make([]uint8, n)
	case Uint16:
		a.u16 = make([]uint16, n)
	case Float32:
		a.f32 = make([]float32, n)
	case Float64:
		a.f64 = make([]float64, n)
	}
	return a, nil
}

// Of wraps a []uint8, []uint16, []float32 or []float64 without copying.
func Of(data any, shape ...int) (*Array, error) {
	a := &Array{shape: append([]int(nil), shape...)}
	var have int
	switch d := data.(type) {
	case []uint8:
		a.dtype, a.u8, have = Uint8, d, len(d)
	case []uint16:
		a.dtype, a.u16, have = Uint16, d, len(d)
	case []float32:
		a.dtype, a.f32, have = Float32, d, len(d)
	case []float64:
		a.dtype, a.f64, have = Float64, d, len(d)
	default:
		return nil, fmt.Errorf("array: data is a %T; allowed are []uint8, []uint16, []float32, []float64", data)
	}
	n, err := Count(shape...)
	if err != nil {
		return nil, err
	}
	if n != have {
		return nil, fmt.Errorf("array: shape %v needs %d elements, data has %d", shape, n, have)
	}
	return a, nil
}

// DType gives the element type.
func (a *Array) DType() DType { return a.dtype }

// Shape gives a copy of the sides' lengths, slowest index first.
func (a *Array) Shape() []int { return append([]int(nil), a.shape...) }

// Len gives the number of elements.
func (a *Array) Len() int { return len(a.u8) + len(a.u16) + len(a.f32) + len(a.f64) }

// Bytes gives the elements' size in bytes.
func (a *Array) Bytes() int64 { return int64(a.Len()) * int64(a.dtype.Size()) }

// Uint8s gives the elements without copying, or nil if the type is another.
func (a *Array) Uint8s() []uint8 { return a.u8 }

// Uint16s gives the elements without copying, or nil if the type is another.
func (a *Array) Uint16s() []uint16 { return a.u16 }

// Float32s gives the elements without copying, or nil if the type is another.
func (a *Array) Float32s() []float32 { return a.f32 }

// Float64s gives the elements without copying, or nil if the type is another.
func (a *Array) Float64s() []float64 { return a.f64 }

// Value gives the element at flat index i as a float64.
func (a *Array) Value(i int) float64 {
	switch a.dtype {
	case Uint8:
		return float64(a.u8[i])
	case Uint16:
		return float64(a.u16[i])
	case Float32:
		return float64(a.f32[i])
	}
	return a.f64[i]
}

// At gives the element at an index of each side. An index out of range panics.
func (a *Array) At(index ...int) float64 {
	if len(index) != len(a.shape) {
		panic(fmt.Sprintf("array: %d indices for an array of shape %v", len(index), a.shape))
	}
	k := 0
	for i, x := range index {
		if x < 0 || x >= a.shape[i] {
			panic(fmt.Sprintf("array: index %v out of range for shape %v", index, a.shape))
		}
		k = k*a.shape[i] + x
	}
	return a.Value(k)
}

// Sub gives the sub-arrays first … first+n-1 along the slowest side, sharing the elements.
func (a *Array) Sub(first, n int) (*Array, error) {
	if len(a.shape) == 0 || first < 0 || n < 0 || first > a.shape[0]-n {
		return nil, fmt.Errorf("array: sub-arrays %d to %d of shape %v are out of range", first, first+n-1, a.shape)
	}
	step := 1
	for _, s := range a.shape[1:] {
		step *= s
	}
	lo, hi := first*step, (first+n)*step
	b := &Array{dtype: a.dtype, shape: a.Shape()}
	b.shape[0] = n
	switch a.dtype {
	case Uint8:
		b.u8 = a.u8[lo:hi:hi]
	case Uint16:
		b.u16 = a.u16[lo:hi:hi]
	case Float32:
		b.f32 = a.f32[lo:hi:hi]
	case Float64:
		b.f64 = a.f64[lo:hi:hi]
	}
	return b, nil
}

// Index gives sub-array i along the slowest side, with that side dropped, sharing the elements.
func (a *Array) Index(i int) (*Array, error) {
	b, err := a.Sub(i, 1)
	if err != nil {
		return nil, err
	}
	b.shape = b.shape[1:]
	return b, nil
}

// Float64Copy gives the elements as a new []float64.
func (a *Array) Float64Copy() []float64 {
	out := make([]float64, a.Len())
	for i := range out {
		out[i] = a.Value(i)
	}
	return out
}

func (a *Array) String() string { return fmt.Sprintf("array of %v, shape %v", a.dtype, a.shape) }
