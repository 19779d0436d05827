package stack

import (
	"bytes"
	"context"
	"image/png"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"talbot/runtime/array"
	"talbot/runtime/display"
)

func random(t *testing.T, dtype array.DType, frames, height, width int) *Stack {
	t.Helper()
	s, err := New(dtype, frames, height, width)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, uint64(frames*height*width)))
	for i := range s.Array().Len() {
		switch dtype {
		case array.Uint8:
			s.Array().Uint8s()[i] = uint8(r.Uint32())
		case array.Uint16:
			s.Array().Uint16s()[i] = uint16(r.Uint32())
		case array.Float32:
			s.Array().Float32s()[i] = float32(r.NormFloat64())
		}
	}
	return s
}

var dtypes = []array.DType{array.Uint8, array.Uint16, array.Float32}

func TestSummary(t *testing.T) {
	s, err := New(array.Uint8, 1024, 256, 256)
	if err != nil {
		t.Fatal(err)
	}
	s.Meta = Meta{PixelSize: 0.123e-6, FrameInterval: 43e-3}
	const want = "1024 frames of 256 x 256 uint8, 43 ms apart, 0.123 um per pixel, 67 MB"
	if s.String() != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	for meta, want := range map[*Meta]string{
		{}: "1 frame of 2 x 3 float32, 24 bytes",
		{PixelSize: 2e-6, PixelAspect: 2, FrameInterval: 2}: "1 frame of 2 x 3 float32, 2 s apart, 2 um per pixel across and 4 um down, 24 bytes",
		{PixelSize: 5e-9, FrameInterval: 12e-6}:             "1 frame of 2 x 3 float32, 12 us apart, 5 nm per pixel, 24 bytes",
	} {
		got := Info{Frames: 1, Height: 2, Width: 3, DType: array.Float32, Meta: *meta}.String()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestBadArgumentsAreErrors(t *testing.T) {
	s := random(t, array.Uint16, 4, 5, 6)
	ctx := context.Background()
	u8, _ := array.New(array.Uint8, 1, 5, 6)
	wide, _ := array.New(array.Uint16, 1, 5, 7)
	flat, _ := array.New(array.Uint16, 5, 6)
	five, _ := array.New(array.Uint16, 5, 5, 6)
	one := func(_ any, err error) error { return err }
	levels := func(i int, lo, hi float64) error { _, _, err := s.Levels(i, lo, hi); return err }
	var none *Stack
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"type":        {one(New(array.Float64, 1, 1, 1)), "float64; allowed are uint8"},
		"no frames":   {one(New(array.Uint8, 0, 1, 1)), "1 or more"},
		"too big":     {one(New(array.Uint8, math.MaxInt, 2, 2)), "too many elements"},
		"length":      {one(Of([]uint8{1, 2}, 1, 1, 3, Meta{})), "needs 3 elements, data has 2"},
		"slice type":  {one(Of([]int{1}, 1, 1, 1, Meta{})), "[]int"},
		"nil array":   {one(FromArray(nil, Meta{})), "nil"},
		"frame -1":    {one(s.Frame(-1)), "i = -1"},
		"frame 4":     {one(s.Frame(4)), "0 to 3"},
		"range":       {one(s.Range(2, 3)), "n = 3"},
		"empty range": {one(s.Range(2, 0)), "n = 0"},
		"huge range":  {one(s.Range(1, math.MaxInt)), "asked of"},
		"crop":        {one(s.Crop(0, 1, 5, 6)), "does not lie in frames of 5 x 6"},
		"huge crop":   {one(s.Crop(1, 1, math.MaxInt, 1)), "does not lie"},
		"dst type":    {s.ReadFrames(ctx, 0, u8), "must be of uint16"},
		"dst width":   {s.ReadFrames(ctx, 0, wide), "n x 5 x 6"},
		"dst flat":    {s.ReadFrames(ctx, 0, flat), "n x 5 x 6"},
		"dst long":    {s.ReadFrames(ctx, 0, five), "0 to 3"},
		"dst nil":     {s.ReadFrames(ctx, 0, nil), "dst is nil"},
		"block":       {one(s.Info().NewBlock(0)), "n = 0"},
		"levels":      {levels(0, 50, 20), "low before high"},
		"levels nan":  {levels(0, math.NaN(), 20), "allowed is 0 to 100"},
		"levels i":    {levels(9, 1, 99), "0 to 3"},
		"nil frame":   {one(none.Frame(0)), "is nil"},
		"nil range":   {one(none.Range(0, 1)), "is nil"},
		"nil crop":    {one(none.Crop(0, 0, 1, 1)), "is nil"},
		"nil mean":    {one(none.Mean(ctx)), "is nil"},
		"nil means":   {one(none.FrameMeans(ctx)), "is nil"},
		"nil frames":  {none.ReadFrames(ctx, 0, u8), "is nil"},
		"nil read":    {one(Read(ctx, none)), "is nil"},
		"nil source":  {one(Read(ctx, nil)), "is nil"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", name, c.err, c.want)
		}
	}
}

// What a call that failed gave tells of itself, and has no pixels.
func TestNilStack(t *testing.T) {
	var s *Stack
	if s.Frames() != 0 || s.Height() != 0 || s.Width() != 0 || s.Bytes() != 0 || s.Array() != nil {
		t.Errorf("a nil stack has %v", s.Info())
	}
	b, err := s.MIMEBundle()
	if err != nil || b.PlainText() != "no stack (nil)" || len(b.Data) != 1 {
		t.Errorf("a nil stack is shown as %v, %v", b, err)
	}
}

func TestFrameRangeShareAndCropCopies(t *testing.T) {
	for _, dtype := range dtypes {
		s := random(t, dtype, 5, 7, 9)
		f, err := s.Frame(3)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Range(2, 3)
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Crop(2, 3, 4, 5)
		if err != nil {
			t.Fatal(err)
		}
		for y := range 4 {
			for x := range 5 {
				want := s.At(3, y+2, x+3)
				if f.At(y+2, x+3) != want || r.At(1, y+2, x+3) != want || c.At(3, y, x) != want {
					t.Fatalf("%v: frame, range or crop differ at %d, %d", dtype, y, x)
				}
			}
		}
		if dtype == array.Uint8 {
			before := c.At(3, 0, 0)
			f.Uint8s()[2*9+3]++
			if s.At(3, 2, 3) == before || r.At(1, 2, 3) == before || c.At(3, 0, 0) != before {
				t.Error("a frame and a range share pixels, a crop does not")
			}
		}
	}
}

func TestReadInAnyBlocks(t *testing.T) {
	for _, dtype := range dtypes {
		s := random(t, dtype, 7, 3, 4)
		for n := 1; n <= 7; n++ {
			for first := 0; first < 7; first += n {
				m := min(n, 7-first)
				b, err := s.Info().NewBlock(m)
				if err != nil {
					t.Fatal(err)
				}
				if err := s.ReadFrames(context.Background(), first, b); err != nil {
					t.Fatal(err)
				}
				for i := range b.Len() {
					if b.Value(i) != s.Array().Value(first*12+i) {
						t.Fatalf("%v: block of %d at %d differs at %d", dtype, n, first, i)
					}
				}
			}
		}
	}
}

// hidden makes a Stack an other Source, so that Read copies.
type hidden struct{ s *Stack }

func (h hidden) Info() Info { return h.s.Info() }
func (h hidden) ReadFrames(ctx context.Context, first int, dst *array.Array) error {
	return h.s.ReadFrames(ctx, first, dst)
}

func TestReadSource(t *testing.T) {
	s := random(t, array.Uint16, 50, 700, 800) // 56 MB: several blocks
	s.Meta.Source = "here"
	got, err := Read(context.Background(), hidden{s})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(u16bytes(got), u16bytes(s)) || got.Meta.Source != "here" {
		t.Error("Read gives other pixels or meta")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, hidden{s}); err != context.Canceled {
		t.Errorf("cancelled: %v", err)
	}
	same, err := Read(context.Background(), s)
	if err != nil || &same.Array().Uint16s()[0] != &s.Array().Uint16s()[0] {
		t.Errorf("a Stack is not shared: %v", err)
	}
}

func u16bytes(s *Stack) []byte {
	var b []byte
	for _, v := range s.Array().Uint16s() {
		b = append(b, byte(v), byte(v>>8))
	}
	return b
}

func TestReductions(t *testing.T) {
	ctx := context.Background()
	for _, dtype := range dtypes {
		s := random(t, dtype, 6, 4, 3)
		mean, err := s.Mean(ctx)
		if err != nil {
			t.Fatal(err)
		}
		bright, err := s.FrameMeans(ctx)
		if err != nil {
			t.Fatal(err)
		}
		lo, hi, err := s.MinMax(ctx)
		if err != nil {
			t.Fatal(err)
		}
		wlo, whi := math.Inf(1), math.Inf(-1)
		var all float64
		for y := range 4 {
			for x := range 3 {
				var sum float64
				for f := range 6 {
					v := s.At(f, y, x)
					sum += v
					wlo, whi = min(wlo, v), max(whi, v)
				}
				all += sum
				if got := mean.At(y, x); math.Abs(got-sum/6) > 1e-12*math.Abs(sum) {
					t.Errorf("%v: mean %g, want %g", dtype, got, sum/6)
				}
			}
		}
		var brightAll float64
		for _, v := range bright {
			brightAll += v * 12
		}
		// Both sum the same 72 numbers in another order.
		if lo != wlo || hi != whi || math.Abs(brightAll-all) > 1e-12*(math.Abs(all)+72) {
			t.Errorf("%v: min %g max %g, want %g %g; total %g, want %g", dtype, lo, hi, wlo, whi, brightAll, all)
		}
	}
	nan, _ := Of([]float32{float32(math.NaN()), 2, 1, float32(math.NaN())}, 1, 2, 2, Meta{})
	if lo, hi, _ := nan.MinMax(ctx); lo != 1 || hi != 2 {
		t.Errorf("NaN is not left out: %g %g", lo, hi)
	}
	none, _ := Of([]float32{float32(math.NaN())}, 1, 1, 1, Meta{})
	if lo, hi, _ := none.MinMax(ctx); !math.IsNaN(lo) || !math.IsNaN(hi) {
		t.Errorf("no number: %g %g", lo, hi)
	}
}

func TestLevels(t *testing.T) {
	v := make([]uint16, 1001)
	for i := range v {
		v[i] = uint16((i * 8) % 1001)
	}
	s, _ := Of(v, 1, 7, 143, Meta{})
	if lo, hi, err := s.Levels(0, 1, 99); lo != 10 || hi != 990 || err != nil {
		t.Errorf("levels %g %g %v, want 10 990", lo, hi, err)
	}
}

func TestShowsItself(t *testing.T) {
	for _, shape := range [][2]int{{256, 256}, {3, 1000}, {1000, 3}, {1, 1}, {513, 700}} {
		s := random(t, array.Float32, 2, shape[0], shape[1])
		s.Array().Float32s()[0] = float32(math.NaN())
		b, err := display.Of(s)
		if err != nil {
			t.Fatal(err)
		}
		if b.PlainText() != s.String() || !strings.Contains(b.Data["text/html"].(string), "base64,iVBOR") {
			t.Errorf("text %q", b.PlainText())
		}
		data := b.Data["image/png"].([]byte)
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if r := img.Bounds(); r.Dx() > thumbnailSide || r.Dy() > thumbnailSide || r.Empty() || len(data) > 80<<10 {
			t.Errorf("%v: picture %v of %d bytes", shape, r, len(data))
		}
	}
	ramp := make([]uint16, 1000)
	for i := range ramp {
		ramp[i] = uint16(1000 + i)
	}
	s, _ := Of(ramp, 1, 10, 100, Meta{})
	data, _, _, err := s.thumbnail()
	if err != nil {
		t.Fatal(err)
	}
	img, _ := png.Decode(bytes.NewReader(data))
	first, _, _, _ := img.At(0, 0).RGBA()
	last, _, _, _ := img.At(99, 9).RGBA()
	if first != 0 || last != 0xffff {
		t.Errorf("a ramp is drawn from %d to %d, want 0 to 65535", first, last)
	}
}
