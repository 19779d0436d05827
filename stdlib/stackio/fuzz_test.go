package stackio

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"

	"talbot/stdlib/stack"
)

// try reads what claims to be a file. Whatever it holds, there is an error or there are pixels, the same
// whole and cropped, and never more memory than the file can stand for.
func try(t *testing.T, data []byte) {
	for _, o := range []Options{{}, {Gray: true, Float32: true}} {
		f, err := openBytes(data, o)
		if err != nil {
			continue
		}
		info := f.Info()
		if most := int64(len(data)) * int64(maxRatio(packLZW)) * 8; info.Frames < 1 || info.FrameBytes() > most {
			t.Fatalf("%v out of %d bytes", info, len(data))
		}
		if info.Bytes() > 1<<22 || f.Plan().Scratch > 1<<26 {
			continue
		}
		whole, err := stack.Read(context.Background(), f)
		if err != nil {
			continue
		}
		h, w := info.Height/2+1, info.Width/2+1
		o.Crop = Rect{info.Height - h, info.Width - w, h, w}
		if f, err = openBytes(data, o); err != nil {
			t.Fatal(err)
		}
		part, err := stack.Read(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		want, err := whole.Crop(o.Crop.Y, o.Crop.X, h, w)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(raw(part.Array()), raw(want.Array())) {
			t.Fatalf("%v: the crop differs from the whole", info)
		}
	}
}

func FuzzTIFF(f *testing.F) {
	for i, spec := range layouts() {
		if i%29 != 0 {
			continue
		}
		spec.width, spec.height = 7, 5
		if spec.tileW > 0 {
			spec.tileW, spec.tileH = 4, 4
		}
		spec.description = "ImageJ=1.53t\nimages=2\nunit=um\nfinterval=1\n"
		f.Add(spec.encode(randomPixels(1, spec.sample, 35), randomPixels(2, spec.sample, 35)))
	}
	f.Add(tiffSpec{width: 4, height: 4, samples: 3, planar: true}.encode(make([]byte, 48)))
	f.Add(tiffSpec{width: 4, height: 4, samples: 4, order: binary.BigEndian}.encode(make([]byte, 64)))
	f.Fuzz(try)
}

func FuzzNPY(f *testing.F) {
	for _, s := range allSamples {
		f.Add(npyBytes("<"+string(s.kind)+string(rune('0'+s.size)), s.size%4 == 0, make([]byte, 24*s.size), 2, 3, 4))
	}
	f.Add(npyBytes(">u2", true, make([]byte, 12), 2, 3))
	f.Fuzz(try)
}
