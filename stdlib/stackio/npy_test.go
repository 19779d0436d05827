package stackio

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"talbot/runtime/array"
)

// npyBytes makes a version 1 file of data that are in the file's order already.
func npyBytes(descr string, fortran bool, data []byte, shape ...int) []byte {
	sides := strings.Trim(fmt.Sprint(shape), "[]")
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (%s,), }\n", descr, map[bool]string{false: "False", true: "True"}[fortran], strings.ReplaceAll(sides, " ", ", "))
	head := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(dict)))
	return append(append(head, dict...), data...)
}

// TestNPYLayouts reads every type, byte order, index order and version.
func TestNPYLayouts(t *testing.T) {
	const frames, height, width = 7, 6, 5
	for _, s := range allSamples {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			for _, fortran := range []bool{false, true} {
				want := randomPixels(9, s, frames*height*width)
				data := bytes.Clone(want)
				if fortran {
					for f := range frames {
						for y := range height {
							for x := range width {
								copy(data[(f+frames*(y+height*x))*s.size:][:s.size], want[((f*height+y)*width+x)*s.size:])
							}
						}
					}
				}
				if foreign(order) {
					swap(data, s.size)
				}
				mark := "<"
				if order == binary.BigEndian {
					mark = ">"
				}
				file := npyBytes(fmt.Sprintf("%s%c%d", mark, s.kind, s.size), fortran, data, frames, height, width)
				dtype, plain := plainSamples[s]
				if !plain {
					dtype, want = array.Float32, asFloats([][]byte{want}, s)
				}
				o := Options{Float32: !plain}
				f, err := openBytes(file, o)
				if err != nil {
					t.Fatal(err)
				}
				got := readAll(t, f)
				if got.DType() != dtype || !bytes.Equal(raw(got.Array()), want) {
					t.Fatalf("%v %v fortran=%v: other pixels", s, order, fortran)
				}
				checkBlocks(t, file, o, got)
			}
		}
	}
}

func TestNPYVersionsAndHeaders(t *testing.T) {
	for _, dict := range []string{
		`{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 3), }`,
		`{"shape": (2L, 2L, 3L), "fortran_order": False, "descr": "|u1"}`,
		`{'descr':'<u1','fortran_order':False,'shape':(2,2,3)}`,
	} {
		for version := byte(1); version <= 3; version++ {
			head := []byte{0x93, 'N', 'U', 'M', 'P', 'Y', version, 0}
			if version == 1 {
				head = binary.LittleEndian.AppendUint16(head, uint16(len(dict)))
			} else {
				head = binary.LittleEndian.AppendUint32(head, uint32(len(dict)))
			}
			data := append(append(head, dict...), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
			f, err := openBytes(data, Options{})
			if err != nil {
				t.Fatalf("version %d, %s: %v", version, dict, err)
			}
			if s := readAll(t, f); s.At(1, 1, 2) != 11 || s.At(0, 0, 1) != 1 || s.Frames() != 2 {
				t.Errorf("version %d, %s: %v", version, dict, s)
			}
		}
	}
	f, err := openBytes(npyBytes("|u1", true, []byte{1, 3, 5, 2, 4, 6}, 3, 2), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s := readAll(t, f); !bytes.Equal(s.Array().Uint8s(), []byte{1, 2, 3, 4, 5, 6}) || s.Height() != 3 {
		t.Errorf("one frame in Fortran order: %v %v", s, s.Array().Uint8s())
	}
}

// TestFortranTiles has more columns and bytes than a tile, and blocks so few that runs are read singly.
func TestFortranTiles(t *testing.T) {
	const frames, height, width = 700, 50, 150
	s := sample{'u', 2}
	want := randomPixels(5, s, frames*height*width)
	data := make([]byte, len(want))
	for f := range frames {
		for y := range height {
			for x := range width {
				copy(data[(f+frames*(y+height*x))*2:][:2], want[((f*height+y)*width+x)*2:])
			}
		}
	}
	file := npyBytes("<u2", true, data, frames, height, width)
	f, err := openBytes(file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, f); !bytes.Equal(raw(got.Array()), want) {
		t.Error("whole: other pixels")
	}
	few, err := openBytes(file, Options{First: 350, Count: 5, Step: 20, Crop: Rect{3, 7, 40, 120}})
	if err != nil {
		t.Fatal(err)
	}
	got := readAll(t, few)
	for k := range 5 {
		for y := range 40 {
			for x := range 120 {
				i := ((350+20*k)*height+y+3)*width + x + 7
				if got.At(k, y, x) != float64(binary.NativeEndian.Uint16(want[2*i:])) {
					t.Fatalf("frame %d, row %d, column %d differs", k, y, x)
				}
			}
		}
	}
}
