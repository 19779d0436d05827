package stackio

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"testing"

	"talbot/stdlib/stack"
)

func TestMetadata(t *testing.T) {
	page := make([]byte, 6)
	read := func(spec tiffSpec, o Options, pages int) stack.Meta {
		t.Helper()
		spec.width, spec.height = 3, 2
		var all [][]byte
		for range pages {
			all = append(all, page)
		}
		f, err := openBytes(spec.encode(all...), o)
		if err != nil {
			t.Fatal(err)
		}
		m := f.Info().Meta
		m.Source, m.Description = "", ""
		return m
	}
	per := func(n, d uint32) [2]uint32 { return [2]uint32{n, d} }
	hyper := "ImageJ=1.53t\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\nunit=nm\nfinterval=120\ntunit=ms\n"
	for name, c := range map[string]struct {
		spec tiffSpec
		o    Options
		n    int
		want stack.Meta
	}{
		"microns":          {tiffSpec{description: "ImageJ=1.53t\nunit=micron\nfinterval=0.043\n", resolution: per(8000000, 1000000)}, Options{}, 2, stack.Meta{PixelSize: 0.125e-6, FrameInterval: 0.043}},
		"escaped mu":       {tiffSpec{description: "ImageJ=1.53t\nunit=\\u00B5m\n", resolution: per(4, 1)}, Options{}, 2, stack.Meta{PixelSize: 0.25e-6}},
		"by steps":         {tiffSpec{description: "ImageJ=1.53t\nfinterval=0.5\n"}, Options{Step: 3}, 7, stack.Meta{FrameInterval: 1.5}},
		"given":            {tiffSpec{description: "ImageJ=1.53t\nfinterval=0.5\nunit=um\n", resolution: per(4, 1)}, Options{Step: 2, FrameInterval: 0.01, PixelSize: 1e-6}, 3, stack.Meta{FrameInterval: 0.02, PixelSize: 1e-6}},
		"screen":           {tiffSpec{resolution: per(72, 1), resolutionUnit: 2}, Options{}, 2, stack.Meta{}},
		"per centimetre":   {tiffSpec{resolution: per(40000, 1), resolutionUnit: 3}, Options{}, 2, stack.Meta{PixelSize: 0.25e-6}},
		"no unit":          {tiffSpec{resolution: per(40000, 1), resolutionUnit: 1}, Options{}, 2, stack.Meta{}},
		"zero resolution":  {tiffSpec{description: "ImageJ=1.53t\nunit=um\n", resolution: per(0, 1)}, Options{}, 2, stack.Meta{}},
		"pixels":           {tiffSpec{description: "ImageJ=1.53t\nunit=pixel\n", resolution: per(1, 1)}, Options{}, 2, stack.Meta{}},
		"negative":         {tiffSpec{description: "ImageJ=1.53t\nfinterval=-1\n"}, Options{}, 2, stack.Meta{}},
		"slices are times": {tiffSpec{description: "ImageJ=1.53t\nimages=2\nslices=2\nfinterval=3\n"}, Options{}, 2, stack.Meta{FrameInterval: 3}},
		"hyperstack":       {tiffSpec{description: hyper, resolution: per(1, 100)}, Options{}, 12, stack.Meta{PixelSize: 100e-9, Channels: []string{"channel 0", "channel 1"}, Slices: 3}},
		"one channel":      {tiffSpec{description: hyper, resolution: per(1, 100)}, Options{First: 1, Step: 6}, 12, stack.Meta{PixelSize: 100e-9, Channels: []string{"channel 1"}, FrameInterval: 0.12}},
	} {
		got := read(c.spec, c.o, c.n)
		// Products of decimal fractions: equal to the last digits.
		if !near(got.PixelSize, c.want.PixelSize) || !near(got.FrameInterval, c.want.FrameInterval) {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
		got.PixelSize, got.FrameInterval = c.want.PixelSize, c.want.FrameInterval
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }

// TestImageJSeries reads many frames behind one directory, as ImageJ writes beyond 4 GB.
func TestImageJSeries(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		spec := tiffSpec{width: 6, height: 5, sample: sample{'u', 2}, order: order, description: "ImageJ=1.53t\nimages=4\nframes=4\nfinterval=2\n"}
		want := randomPixels(8, spec.sample, 4*30)
		data := spec.encode(want[:60])
		rest := bytes.Clone(want[60:])
		if foreign(order) {
			swap(rest, 2)
		}
		// The pixels move behind the directory, where there is room for all.
		at := 8
		body := append(bytes.Clone(data), data[at:at+60]...)
		body = append(body, rest...)
		dir := int(order.Uint32(data[4:]))
		for e := dir + 2; ; e += 12 {
			if order.Uint16(body[e:]) == tagStripOffsets {
				order.PutUint32(body[e+8:], uint32(len(data)))
				break
			}
		}
		f, err := openBytes(body, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s := readAll(t, f)
		if s.Frames() != 4 || s.Meta.FrameInterval != 2 || !bytes.Equal(raw(s.Array()), want) {
			t.Errorf("%v: %v", order, s)
		}
		checkBlocks(t, body, Options{}, s)
	}
}

func TestThumbnailPagesAreLeftOut(t *testing.T) {
	a, b := randomPixels(1, sample{'u', 1}, 6), randomPixels(2, sample{'u', 1}, 6)
	data := tiffSpec{width: 3, height: 2}.encode(a)
	small := tiffSpec{width: 1, height: 1, fields: []testField{{tagSubfile, 4, uints(1)}}}
	joined := joinTIFFs(data, small.encode([]byte{9}), tiffSpec{width: 3, height: 2}.encode(b))
	f, err := openBytes(joined, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s := readAll(t, f); !bytes.Equal(s.Array().Uint8s(), append(bytes.Clone(a), b...)) {
		t.Errorf("got %v", s.Array().Uint8s())
	}
}

// joinTIFFs puts classic little-endian files of one page each behind one another, all offsets moved.
func joinTIFFs(files ...[]byte) []byte {
	le := binary.LittleEndian
	out := bytes.Clone(files[0])
	link := len(out) - 4
	for _, f := range files[1:] {
		f = bytes.Clone(f)
		base := uint32(len(out))
		dir := le.Uint32(f[4:])
		for e := int(dir) + 2; e+12 <= len(f)-4; e += 12 {
			size := typeSize[le.Uint16(f[e+2:])] * uint64(le.Uint32(f[e+4:]))
			if tag := le.Uint16(f[e:]); size > 4 || tag == tagStripOffsets {
				le.PutUint32(f[e+8:], le.Uint32(f[e+8:])+base)
			}
		}
		le.PutUint32(out[link:], base+dir)
		out = append(out, f...)
		link = len(out) - 4
	}
	return out
}
