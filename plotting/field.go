package plotting

import (
	"errors"
	"fmt"
	"image"
	"math"
	"reflect"

	"talbot/runtime/array"
)

// A field is two-dimensional numbers in row order.
type field struct {
	rows, cols int
	v          []float32 // where the data are float32 or shorter
	w          []float64 // otherwise
}

// fieldPixels bounds a picture's size: 2^28 pixels are 1 GiB of float32.
const fieldPixels = 1 << 28

func (f field) at(i int) float64 {
	if f.w != nil {
		return f.w[i]
	}
	return float64(f.v[i])
}

type number interface {
	~uint8 | ~uint16 | ~int | ~float32 | ~float64
}

// fieldOf copies what Image takes.
func fieldOf(data any) (f field, err error) {
	if p := reflect.ValueOf(data); data == nil || p.Kind() == reflect.Pointer && p.IsNil() {
		return f, fmt.Errorf("data is nil; the error of the call that should have made it says why")
	}
	defer func() {
		if r := recover(); r != nil { // a matrix or image whose At fails
			err = fmt.Errorf("the %T cannot be read: %v", data, r)
		}
	}()
	switch d := data.(type) {
	case *array.Array:
		return fieldOfArray(d)
	case [][]float64:
		return fieldOfRows(d)
	case [][]float32:
		return fieldOfRows(d)
	case [][]uint8:
		return fieldOfRows(d)
	case [][]uint16:
		return fieldOfRows(d)
	case [][]int:
		return fieldOfRows(d)
	case interface {
		Dims() (r, c int)
		At(i, j int) float64
	}:
		rows, cols := d.Dims()
		if err := f.size(rows, cols); err != nil {
			return f, err
		}
		f.w = make([]float64, rows*cols)
		for i := range f.w {
			f.w[i] = d.At(i/cols, i%cols)
		}
		return f, nil
	case image.Image:
		return fieldOfImage(d)
	case interface { // a stack, which package plotting does not know by name
		Frames() int
		Frame(i int) (*array.Array, error)
	}:
		return f, fmt.Errorf("data is a stack of %d frames; show one of them, given by its method Frame, or the average of all, given by Mean", d.Frames())
	}
	return f, fmt.Errorf("data is a %T; allowed are a 2-D *array.Array, [][]float64, [][]float32, [][]uint8, [][]uint16, [][]int, a gonum matrix, an image", data)
}

func (f *field) size(rows, cols int) error {
	if rows <= 0 || cols <= 0 {
		return fmt.Errorf("data has no pixels (%d rows, %d columns)", rows, cols)
	}
	if rows > fieldPixels/cols {
		return fmt.Errorf("data has %d × %d pixels; at most %d can be shown, so show a part or reduce it first", rows, cols, fieldPixels)
	}
	f.rows, f.cols = rows, cols
	return nil
}

func fieldOfRows[T number](d [][]T) (f field, err error) {
	if len(d) == 0 {
		return f, errors.New("data has no rows")
	}
	if err := f.size(len(d), len(d[0])); err != nil {
		return f, err
	}
	f.w = make([]float64, 0, f.rows*f.cols)
	for i, row := range d {
		if len(row) != f.cols {
			return f, fmt.Errorf("row %d has %d values and row 0 has %d; all rows need the same length", i, len(row), f.cols)
		}
		for _, x := range row {
			f.w = append(f.w, float64(x))
		}
	}
	return f, nil
}

func fieldOfArray(a *array.Array) (f field, err error) {
	shape := a.Shape()
	if len(shape) != 2 {
		return f, fmt.Errorf("data has shape %v; a picture needs two sides (take one frame of a stack with Index)", shape)
	}
	if err := f.size(shape[0], shape[1]); err != nil {
		return f, err
	}
	switch a.DType() {
	case array.Float64:
		f.w = append([]float64(nil), a.Float64s()...)
	case array.Float32:
		f.v = append([]float32(nil), a.Float32s()...)
	case array.Uint8:
		f.v = widen(a.Uint8s())
	case array.Uint16:
		f.v = widen(a.Uint16s())
	}
	return f, nil
}

func widen[T uint8 | uint16](d []T) []float32 {
	v := make([]float32, len(d))
	for i, x := range d {
		v[i] = float32(x)
	}
	return v
}

// fieldOfImage takes the brightness of each pixel: 0 … 255, or 0 … 65535 of 16-bit gray.
func fieldOfImage(m image.Image) (f field, err error) {
	r := m.Bounds()
	if err := f.size(r.Dy(), r.Dx()); err != nil {
		return f, err
	}
	f.v = make([]float32, f.rows*f.cols)
	for i := range f.v {
		x, y := r.Min.X+i%f.cols, r.Min.Y+i/f.cols
		switch d := m.(type) {
		case *image.Gray:
			f.v[i] = float32(d.GrayAt(x, y).Y)
		case *image.Gray16:
			f.v[i] = float32(d.Gray16At(x, y).Y)
		default:
			// the weights of ITU-R BT.601, as image/color has them
			cr, cg, cb, _ := m.At(x, y).RGBA()
			f.v[i] = float32(0.299*float64(cr)+0.587*float64(cg)+0.114*float64(cb)) / 257
		}
	}
	return f, nil
}

// canShow reports whether a value has a place on a colour scale.
func canShow(v float64, log bool) bool { return drawable(v) && (!log || v >= minLog) }

// extremes gives the smallest and largest value that can be shown.
func (f field) extremes(log bool) (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for i := range f.rows * f.cols {
		if v := f.at(i); canShow(v, log) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return lo, hi, lo <= hi
}

// usable gives the values that can be shown, at most about a million evenly taken.
func (f field) usable(log bool) []float64 {
	n := f.rows * f.cols
	step := n>>20 + 1
	var out []float64
	for i := 0; i < n; i += step {
		if v := f.at(i); canShow(v, log) {
			out = append(out, v)
		}
	}
	return out
}

// missing counts the values that cannot be shown.
func (f field) missing(log bool) int {
	n := 0
	for i := range f.rows * f.cols {
		if !canShow(f.at(i), log) {
			n++
		}
	}
	return n
}
