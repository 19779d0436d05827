package stackio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"talbot/runtime/array"
)

var allSamples = []sample{{'u', 1}, {'u', 2}, {'f', 4}, {'i', 1}, {'i', 2}, {'u', 4}, {'i', 4}, {'u', 8}, {'i', 8}, {'f', 8}}

// TestTIFFLayouts reads every combination of byte order, size of offsets, type, compression, predictor
// and cut into strips or tiles, whole, by blocks, and in parts.
func TestTIFFLayouts(t *testing.T) {
	const width, height, frames = 37, 23, 5
	for _, spec := range layouts() {
		spec.width, spec.height = width, height
		var pages [][]byte
		for i := range frames {
			pages = append(pages, randomPixels(uint64(i), spec.sample, width*height))
		}
		data := spec.encode(pages...)
		dtype, plain := plainSamples[spec.sample]
		o := Options{Float32: !plain}
		want := bytes.Join(pages, nil)
		if !plain {
			dtype, want = array.Float32, asFloats(pages, spec.sample)
			if _, err := openBytes(data, Options{}); err == nil {
				t.Fatalf("%v: read without Options.Float32", spec)
			}
		}
		f, err := openBytes(data, o)
		if err != nil {
			t.Fatalf("%v: %v", spec, err)
		}
		s := readAll(t, f)
		if s.DType() != dtype || !bytes.Equal(raw(s.Array()), want) {
			t.Fatalf("%v: other pixels of %v", spec, s)
		}
		checkBlocks(t, data, o, s)
		if t.Failed() {
			t.Fatalf("%v", spec)
		}
	}
}

func layouts() []tiffSpec {
	var specs []tiffSpec
	for i, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for k, s := range allSamples {
			for c, compression := range []int{packNone, packLZW, packDeflate, packDeflate0, packBits} {
				for predictor := 1; predictor <= 3; predictor++ {
					if predictor == 3 && s.kind != 'f' {
						continue
					}
					for l, cut := range []tiffSpec{{}, {rowsPerStrip: 4}, {rowsPerStrip: 5, gap: 3}, {tileW: 16, tileH: 16}} {
						cut.order, cut.sample, cut.compression, cut.predictor = order, s, compression, predictor
						cut.big = (i+k+c+predictor+l)%2 == 1
						specs = append(specs, cut)
					}
				}
			}
		}
	}
	return specs
}

func TestTIFFColor(t *testing.T) {
	const width, height = 21, 18
	for _, s := range []sample{{'u', 1}, {'u', 2}, {'f', 4}} {
		for _, planar := range []bool{false, true} {
			for _, samples := range []int{3, 4} {
				for _, predictor := range []int{1, 2} {
					spec := tiffSpec{width: width, height: height, sample: s, samples: samples, planar: planar, compression: packDeflate, predictor: predictor, tileW: 16, tileH: 16, order: binary.BigEndian}
					pages := [][]byte{randomPixels(1, s, width*height*samples), randomPixels(2, s, width*height*samples)}
					data := spec.encode(pages...)
					if _, err := openBytes(data, Options{}); err == nil || !bytes.Contains([]byte(err.Error()), []byte("Options.Gray")) {
						t.Errorf("colour without Options.Gray: %v", err)
					}
					f, err := openBytes(data, Options{Gray: true})
					if err != nil {
						t.Fatal(err)
					}
					got := readAll(t, f)
					checkBlocks(t, data, Options{Gray: true}, got)
					rgb := asFloats(pages, s)
					at := func(i, k int) float64 {
						return float64(math.Float32frombits(binary.NativeEndian.Uint32(rgb[4*(i*samples+k):])))
					}
					for i := range got.Array().Len() {
						want := 0.299*at(i, 0) + 0.587*at(i, 1) + 0.114*at(i, 2)
						tol := 0.5 + 1e-6 // rounding to an integer
						if s.kind == 'f' {
							tol = 1e-4 // float32 of values up to about 1000
						}
						if d := math.Abs(got.Array().Value(i) - want); d > tol {
							t.Fatalf("%v: pixel %d is %g, want %g", spec, i, got.Array().Value(i), want)
						}
					}
				}
			}
		}
	}
}

func TestTIFFPalette(t *testing.T) {
	colors := make([]uint64, 768)
	for i := range 256 {
		colors[i], colors[256+i], colors[512+i] = uint64(257*(255-i)), uint64(257*(255-i)), uint64(257*(255-i))
	}
	spec := tiffSpec{width: 16, height: 16, photometric: photoLUT, fields: []testField{{tagColorMap, 3, colors}}}
	page := make([]byte, 256)
	for i := range page {
		page[i] = byte(i)
	}
	if _, err := openBytes(spec.encode(page), Options{}); err == nil {
		t.Error("a palette is read without Options.Gray")
	}
	f, err := openBytes(spec.encode(page), Options{Gray: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range readAll(t, f).Array().Uint8s() {
		if int(v) != 255-i {
			t.Fatalf("index %d became %d, want %d", i, v, 255-i)
		}
	}
	// ImageJ's false colours: the numbers count.
	spec.description = "ImageJ=1.53t\n"
	if f, err = openBytes(spec.encode(page), Options{}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(readAll(t, f).Array().Uint8s(), page) {
		t.Error("ImageJ's false colours are not read as intensities")
	}
}

func TestTIFFOddities(t *testing.T) {
	page := randomPixels(1, sample{'u', 2}, 12*9)
	second := randomPixels(2, sample{'u', 2}, 12*9)
	base := tiffSpec{width: 12, height: 9, sample: sample{'u', 2}}
	noCounts := base
	noCounts.noCounts, noCounts.rowsPerStrip = true, 2
	hugeRows := base
	hugeRows.fields = []testField{{tagRowsPerStrip, 4, []uint64{math.MaxUint32}}}
	white := base
	white.photometric = -1
	for name, spec := range map[string]tiffSpec{"no strip sizes": noCounts, "rows per strip 2^32-1": hugeRows, "white is zero": white} {
		f, err := openBytes(spec.encode(page, second), Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := readAll(t, f); !bytes.Equal(raw(got.Array()), append(append([]byte(nil), page...), second...)) {
			t.Errorf("%s: other pixels", name)
		}
	}
}

func TestNaNPassesThrough(t *testing.T) {
	nan := math.Float32bits(float32(math.NaN()))
	page := binary.NativeEndian.AppendUint32(nil, nan)
	page = binary.NativeEndian.AppendUint32(page, math.Float32bits(float32(math.Inf(-1))))
	f, err := openBytes(tiffSpec{width: 2, height: 1, sample: sample{'f', 4}, order: binary.BigEndian}.encode(page), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if v := readAll(t, f).Array().Float32s(); !math.IsNaN(float64(v[0])) || !math.IsInf(float64(v[1]), -1) {
		t.Errorf("got %v, want NaN and -Inf", v)
	}
}

// TestLZWLong fills the table of codes, clears it, and meets codes that are used as soon as they are made.
func TestLZWLong(t *testing.T) {
	var table [lzwCodes]lzwString
	for name, want := range map[string][]byte{
		"noise":   randomPixels(1, sample{'u', 8}, 20000),
		"zeros":   make([]byte, 100000),
		"pairs":   bytes.Repeat([]byte{1, 2}, 50000),
		"one":     {7},
		"triples": bytes.Repeat([]byte{1, 1, 2}, 20000),
	} {
		packed := lzwEncode(want)
		for _, n := range []int{len(want), len(want)/2 + 1, 1} { // rows below the wanted ones stay packed
			got := make([]byte, n)
			if err := unpackLZW(got, packed, &table); err != nil || !bytes.Equal(got, want[:n]) {
				t.Errorf("%s, %d bytes: differs or %v", name, n, err)
			}
		}
		if err := unpackLZW(make([]byte, len(want)+1), packed, &table); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s, a byte more than there is: %v", name, err)
		}
	}
	if err := unpackLZW(make([]byte, 9), []byte{0, 1, 2, 3}, &table); err == nil || !strings.Contains(err.Error(), "lowest bit first") {
		t.Errorf("old LZW: %v", err)
	}
}
