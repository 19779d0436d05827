package array

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestNewAndOf(t *testing.T) {
	for _, dt := range []DType{Uint8, Uint16, Float32, Float64} {
		a, err := New(dt, 2, 3, 4)
		if err != nil {
			t.Fatal(err)
		}
		if a.Len() != 24 || a.Bytes() != int64(24*dt.Size()) || a.DType() != dt || !slices.Equal(a.Shape(), []int{2, 3, 4}) {
			t.Errorf("%v: %v of %d elements, %d bytes", dt, a, a.Len(), a.Bytes())
		}
		if a.At(1, 2, 3) != 0 {
			t.Errorf("%v: a new array holds %v", dt, a.At(1, 2, 3))
		}
	}
	data := []uint16{1, 2, 3, 4, 5, 6}
	a, err := Of(data, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	data[5] = 9 // shared
	if a.At(1, 2) != 9 || a.Value(5) != 9 || a.Uint8s() != nil || len(a.Uint16s()) != 6 {
		t.Errorf("Of copies, or holds more than one type: %v", a)
	}
}

func TestFaults(t *testing.T) {
	for want, err := range map[string]error{
		"unknown element type": second(New(DType(0), 2)),
		"is negative":          second(New(Uint8, 2, -1)),
		"too many elements":    second(New(Uint8, math.MaxInt, 2)),
		"does not fit":         second(New(Float64, math.MaxInt/4)),
		"data is a []int":      second(Of([]int{1}, 1)),
		"needs 6 elements":     second(Of([]uint8{1}, 2, 3)),
		"out of range":         second(must(New(Uint8, 3, 2)).Sub(2, 2)),
		"sub-arrays 0 to -2":   second(must(New(Uint8, 3, 2)).Sub(0, -1)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestSub(t *testing.T) {
	for _, dt := range []DType{Uint8, Uint16, Float32, Float64} {
		a := must(New(dt, 4, 2))
		set(a, 5, 7)
		s := must(a.Sub(2, 2))
		if s.At(0, 1) != 7 || !slices.Equal(s.Shape(), []int{2, 2}) {
			t.Errorf("%v: sub-array %v holds %v", dt, s, s.At(0, 1))
		}
		set(s, 0, 3) // shared
		if row := must(a.Index(2)); row.At(0) != 3 || row.At(1) != 7 || !slices.Equal(row.Shape(), []int{2}) {
			t.Errorf("%v: row %v", dt, row.Float64Copy())
		}
		if none := must(a.Sub(4, 0)); none.Len() != 0 {
			t.Errorf("%v: nothing has %d elements", dt, none.Len())
		}
	}
}

func TestAtPanics(t *testing.T) {
	a := must(New(Uint8, 2, 2))
	for _, index := range [][]int{{0}, {0, 2}, {-1, 0}, {0, 0, 0}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("index %v is taken", index)
				}
			}()
			a.At(index...)
		}()
	}
}

func set(a *Array, i int, v uint8) {
	switch a.DType() {
	case Uint8:
		a.Uint8s()[i] = v
	case Uint16:
		a.Uint16s()[i] = uint16(v)
	case Float32:
		a.Float32s()[i] = float32(v)
	case Float64:
		a.Float64s()[i] = float64(v)
	}
}

func must(a *Array, err error) *Array {
	if err != nil {
		panic(err)
	}
	return a
}

func second(_ *Array, err error) error { return err }
