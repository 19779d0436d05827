package stackio

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"talbot/runtime/array"
	"talbot/stdlib/stack"
)

// A tiffSpec is a TIFF to be made for a test. Fields left zero take the commonest value.
type tiffSpec struct {
	order          binary.ByteOrder
	big            bool
	width, height  int
	sample         sample
	samples        int
	planar         bool // each sample in segments of its own
	compression    int
	predictor      int
	rowsPerStrip   int // 0: one strip
	tileW, tileH   int
	photometric    int // -1: white is zero
	description    string
	noCounts       bool
	gap            int // bytes between segments
	fields         []testField
	resolution     [2]uint32
	resolutionUnit int
}

type testField struct {
	tag, kind uint16
	values    []uint64
}

func (t tiffSpec) String() string {
	return fmt.Sprintf("%v big=%v %v x%d planar=%v compression %d predictor %d rows %d tile %dx%d", t.order, t.big, t.sample, t.samples, t.planar, t.compression, t.predictor, t.rowsPerStrip, t.tileH, t.tileW)
}

func (t *tiffSpec) defaults() {
	if t.order == nil {
		t.order = binary.LittleEndian
	}
	t.samples = max(t.samples, 1)
	t.compression = max(t.compression, 1)
	t.predictor = max(t.predictor, 1)
	if t.sample.size == 0 {
		t.sample = sample{'u', 1}
	}
	if t.rowsPerStrip == 0 {
		t.rowsPerStrip = t.height
	}
	switch {
	case t.photometric == 0 && t.samples >= 3:
		t.photometric = photoRGB
	case t.photometric == 0:
		t.photometric = blackIsZero
	case t.photometric < 0:
		t.photometric = whiteIsZero
	}
}

// randomPixels gives n samples in the machine's byte order, smooth enough for compression to matter.
func randomPixels(seed uint64, s sample, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 7))
	b := make([]byte, n*s.size)
	v := 0.0
	for i := range n {
		if r.IntN(4) == 0 {
			v += r.NormFloat64() * 20
		}
		p := b[i*s.size:]
		switch {
		case s.kind == 'f' && s.size == 4:
			binary.NativeEndian.PutUint32(p, math.Float32bits(float32(v)))
		case s.kind == 'f':
			binary.NativeEndian.PutUint64(p, math.Float64bits(v))
		case s.size == 1:
			p[0] = byte(int(v))
		case s.size == 2:
			binary.NativeEndian.PutUint16(p, uint16(int(v*97)))
		case s.size == 4:
			binary.NativeEndian.PutUint32(p, uint32(int(v*1e6)))
		default:
			binary.NativeEndian.PutUint64(p, uint64(int(v*1e12)))
		}
	}
	return b
}

// encode makes the file. Each frame holds the samples pixel by pixel in the machine's byte order.
func (t tiffSpec) encode(frames ...[]byte) []byte {
	t.defaults()
	o := t.order
	out := []byte("II")
	if o.Uint16([]byte{0, 1}) == 1 {
		out = []byte("MM")
	}
	appendOffset := func(b []byte, v uint64) []byte {
		if t.big {
			return appendInt(o, b, 8, v)
		}
		return appendInt(o, b, 4, v)
	}
	if t.big {
		out = appendInt(o, appendInt(o, appendInt(o, out, 2, 43), 2, 8), 2, 0)
	} else {
		out = appendInt(o, out, 2, 42)
	}
	link := len(out)
	out = appendOffset(out, 0)
	for page, frame := range frames {
		var offsets, counts []uint64
		for _, seg := range t.cut(frame) {
			packed := t.pack(seg)
			offsets, counts = append(offsets, uint64(len(out))), append(counts, uint64(len(packed)))
			out = append(append(out, packed...), make([]byte, t.gap)...)
		}
		fields := t.pageFields(page, offsets, counts)
		where := make([]uint64, len(fields))
		for i, f := range fields {
			if n := len(f.values) * int(typeSize[f.kind]); n > 4 && !t.big || n > 8 {
				where[i] = uint64(len(out))
				for _, v := range f.values {
					out = appendInt(o, out, int(typeSize[f.kind]), v)
				}
			}
		}
		out = append(out, make([]byte, len(out)%2)...)
		copy(out[link:], appendOffset(nil, uint64(len(out))))
		if t.big {
			out = appendInt(o, out, 8, uint64(len(fields)))
		} else {
			out = appendInt(o, out, 2, uint64(len(fields)))
		}
		for i, f := range fields {
			out = appendInt(o, appendInt(o, out, 2, uint64(f.tag)), 2, uint64(f.kind))
			out = appendOffset(out, uint64(len(f.values)))
			if where[i] != 0 {
				out = appendOffset(out, where[i])
				continue
			}
			var v []byte
			for _, x := range f.values {
				v = appendInt(o, v, int(typeSize[f.kind]), x)
			}
			out = append(out, append(v, make([]byte, 8)...)[:len(appendOffset(nil, 0))]...)
		}
		link = len(out)
		out = appendOffset(out, 0)
	}
	return out
}

func appendInt(o binary.ByteOrder, b []byte, size int, v uint64) []byte {
	a := o.(binary.AppendByteOrder)
	switch size {
	case 1:
		return append(b, byte(v))
	case 2:
		return a.AppendUint16(b, uint16(v))
	case 4:
		return a.AppendUint32(b, uint32(v))
	}
	return a.AppendUint64(b, v)
}

func (t tiffSpec) pageFields(page int, offsets, counts []uint64) []testField {
	format := map[byte]uint64{'u': 1, 'i': 2, 'f': 3}[t.sample.kind]
	bits, formats := make([]uint64, t.samples), make([]uint64, t.samples)
	for i := range bits {
		bits[i], formats[i] = uint64(t.sample.size*8), format
	}
	planar := uint64(1)
	if t.planar {
		planar = 2
	}
	f := []testField{
		{tagWidth, 4, []uint64{uint64(t.width)}}, {tagHeight, 3, []uint64{uint64(t.height)}},
		{tagBits, 3, bits}, {tagCompression, 3, []uint64{uint64(t.compression)}},
		{tagPhotometric, 3, []uint64{uint64(t.photometric)}}, {tagSamples, 3, []uint64{uint64(t.samples)}},
		{tagPlanar, 3, []uint64{planar}}, {tagPredictor, 3, []uint64{uint64(t.predictor)}}, {tagSampleFormat, 3, formats},
	}
	kind := uint16(4)
	if t.big {
		kind = typeLong8
	}
	tags := [2]uint16{tagStripOffsets, tagStripCounts}
	if t.tileW > 0 {
		tags = [2]uint16{tagTileOffsets, tagTileCounts}
		f = append(f, testField{tagTileWidth, 3, []uint64{uint64(t.tileW)}}, testField{tagTileHeight, 3, []uint64{uint64(t.tileH)}})
	} else {
		f = append(f, testField{tagRowsPerStrip, 4, []uint64{uint64(t.rowsPerStrip)}})
	}
	f = append(f, testField{tags[0], kind, offsets})
	if !t.noCounts {
		f = append(f, testField{tags[1], kind, counts})
	}
	if page == 0 && t.description != "" {
		var text []uint64
		for _, c := range []byte(t.description + "\x00") {
			text = append(text, uint64(c))
		}
		f = append(f, testField{tagDescription, typeASCII, text})
	}
	if t.resolution != [2]uint32{} {
		// A rational is two 32-bit numbers; as one of 64 bits their order follows the byte order.
		v := uint64(t.resolution[0]) | uint64(t.resolution[1])<<32
		if t.order.Uint16([]byte{0, 1}) == 1 {
			v = uint64(t.resolution[0])<<32 | uint64(t.resolution[1])
		}
		f = append(f, testField{tagXResolution, typeRational, []uint64{v}}, testField{tagYResolution, typeRational, []uint64{v}})
	}
	if t.resolutionUnit != 0 {
		f = append(f, testField{tagResolutionUnit, 3, []uint64{uint64(t.resolutionUnit)}})
	}
	return append(t.fields[:len(t.fields):len(t.fields)], f...) // a reader takes the first of two
}

// cut gives a frame's segments, tiles padded with a pattern that must never be seen.
func (t tiffSpec) cut(frame []byte) [][]byte {
	planes, per := 1, t.samples
	if t.planar {
		planes, per = t.samples, 1
	}
	w, h := t.width, t.rowsPerStrip
	if t.tileW > 0 {
		w, h = t.tileW, t.tileH
	}
	size := t.sample.size
	var segs [][]byte
	for p := range planes {
		for y0 := 0; y0 < t.height; y0 += h {
			for x0 := 0; x0 < t.width; x0 += w {
				rows := h
				if t.tileW == 0 {
					rows = min(h, t.height-y0)
				}
				seg := bytes.Repeat([]byte{0xA5}, rows*w*per*size)
				for y := y0; y < min(y0+rows, t.height); y++ {
					for x := x0; x < min(x0+w, t.width); x++ {
						copy(seg[((y-y0)*w+x-x0)*per*size:][:per*size], frame[((y*t.width+x)*t.samples+p)*size:])
					}
				}
				segs = append(segs, t.predict(seg, w, per))
			}
		}
	}
	return segs
}

// predict applies the predictor and the byte order.
func (t tiffSpec) predict(seg []byte, width, samples int) []byte {
	size := t.sample.size
	row := width * samples * size
	for y := 0; y+row <= len(seg); y += row {
		line := seg[y : y+row]
		switch t.predictor {
		case 2:
			for i := len(line)/size - 1; i >= samples; i-- {
				a, b := line[i*size:][:size], line[(i-samples)*size:][:size]
				switch size {
				case 1:
					a[0] -= b[0]
				case 2:
					binary.NativeEndian.PutUint16(a, binary.NativeEndian.Uint16(a)-binary.NativeEndian.Uint16(b))
				case 4:
					binary.NativeEndian.PutUint32(a, binary.NativeEndian.Uint32(a)-binary.NativeEndian.Uint32(b))
				case 8:
					binary.NativeEndian.PutUint64(a, binary.NativeEndian.Uint64(a)-binary.NativeEndian.Uint64(b))
				}
			}
		case 3:
			big := append([]byte(nil), line...)
			if foreign(binary.BigEndian) {
				swap(big, size)
			}
			n := len(line) / size
			for i := range n {
				for k := range size {
					line[k*n+i] = big[i*size+k]
				}
			}
			for i := len(line) - 1; i >= samples; i-- {
				line[i] -= line[i-samples]
			}
		}
	}
	if t.predictor != 3 && foreign(t.order) {
		swap(seg, size)
	}
	return seg
}

// openBytes opens a file that is in memory.
func openBytes(data []byte, o Options) (*File, error) {
	f, err := openReader("memory", bytes.NewReader(data), int64(len(data)), io.NopCloser(nil), o)
	if err != nil {
		return nil, err
	}
	return choose(f, o)
}

func readAll(t testing.TB, f *File) *stack.Stack {
	t.Helper()
	s, err := stack.Read(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asFloats gives what samples become with Options.Float32.
func asFloats(frames [][]byte, s sample) []byte {
	all := bytes.Join(frames, nil)
	out := make([]byte, len(all)/s.size*4)
	if err := toFloat32(out, all, s); err != nil {
		panic(err)
	}
	return out
}

// checkBlocks holds a source's blocks, subsets and crops against all its frames.
func checkBlocks(t *testing.T, data []byte, o Options, whole *stack.Stack) {
	t.Helper()
	ctx := context.Background()
	f, err := openBytes(data, o)
	if err != nil {
		t.Fatal(err)
	}
	frame := len(raw(whole.Array())) / whole.Frames()
	for n := 1; n <= whole.Frames(); n++ {
		for first := 0; first+n <= whole.Frames(); first += n {
			b, err := f.Info().NewBlock(n)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.ReadFrames(ctx, first, b); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(raw(b), raw(whole.Array())[first*frame:][:n*frame]) {
				t.Fatalf("a block of %d frames at %d differs from the whole", n, first)
			}
		}
	}
	r := rand.New(rand.NewPCG(3, uint64(len(data))))
	for range 8 {
		o := o
		o.First = r.IntN(whole.Frames())
		o.Step = 1 + r.IntN(3)
		o.Count = 1 + r.IntN((whole.Frames()-o.First-1)/o.Step+1)
		y, x := r.IntN(whole.Height()), r.IntN(whole.Width())
		o.Crop = Rect{y, x, 1 + r.IntN(whole.Height()-y), 1 + r.IntN(whole.Width()-x)}
		g, err := openBytes(data, o)
		if err != nil {
			t.Fatal(err)
		}
		got := readAll(t, g)
		cropped, err := whole.Crop(o.Crop.Y, o.Crop.X, o.Crop.Height, o.Crop.Width)
		if err != nil {
			t.Fatal(err)
		}
		if got.Frames() != o.Count {
			t.Fatalf("%+v: %d frames", o, got.Frames())
		}
		for k := range o.Count {
			a, _ := got.Frame(k)
			b, _ := cropped.Frame(o.First + k*o.Step)
			if !bytes.Equal(raw(a), raw(b)) {
				t.Fatalf("reading %+v differs from cropping what was read, frame %d", o, k)
			}
		}
	}
}

var plainSamples = map[sample]array.DType{{'u', 1}: array.Uint8, {'u', 2}: array.Uint16, {'f', 4}: array.Float32}
