package stackio

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"testing"

	"golang.org/x/image/tiff/lzw"

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

// FuzzTIFF changes, besides bytes anywhere, one field of the first directory as a whole, which single
// bytes seldom do.
func FuzzTIFF(f *testing.F) {
	add := func(data []byte) { f.Add(data, uint8(255), uint16(0), uint16(0), uint32(0), uint32(0)) }
	for i, spec := range layouts() {
		if i%29 != 0 {
			continue
		}
		spec.width, spec.height = 7, 5
		if spec.tileW > 0 {
			spec.tileW, spec.tileH = 4, 4
		}
		spec.description = "ImageJ=1.53t\nimages=2\nunit=um\nfinterval=1\n"
		add(spec.encode(randomPixels(1, spec.sample, 35), randomPixels(2, spec.sample, 35)))
	}
	add(tiffSpec{width: 4, height: 4, samples: 3, planar: true}.encode(make([]byte, 48)))
	add(tiffSpec{width: 4, height: 4, samples: 4, order: binary.BigEndian}.encode(make([]byte, 64)))
	f.Add(tinyTIFF(1), uint8(3), uint16(tagCompression), uint16(3), uint32(1), uint32(packLZW))
	f.Fuzz(func(t *testing.T, data []byte, field uint8, tag, kind uint16, count, value uint32) {
		if p, off, err := newTIFFParser(bytes.NewReader(data), int64(len(data))); err == nil && !p.big && field < 255 {
			if at := int64(off) + 2 + 12*int64(field); at+12 <= int64(len(data)) {
				var e []byte
				e = appendInt(p.order, appendInt(p.order, e, 2, uint64(tag)), 2, uint64(kind))
				e = appendInt(p.order, appendInt(p.order, e, 4, uint64(count)), 4, uint64(value))
				data = patch(data, int(at), e...)
			}
		}
		try(t, data)
	})
}

func FuzzNPY(f *testing.F) {
	for _, s := range allSamples {
		f.Add(npyBytes("<"+string(s.kind)+string(rune('0'+s.size)), s.size%4 == 0, make([]byte, 24*s.size), 2, 3, 4))
	}
	f.Add(npyBytes(">u2", true, make([]byte, 12), 2, 3))
	f.Fuzz(try)
}

// FuzzLZW holds our decoder against golang.org/x/image's.
func FuzzLZW(f *testing.F) {
	f.Add(lzwEncode(randomPixels(1, sample{'u', 2}, 3000)), uint16(6000))
	f.Add(lzwEncode(make([]byte, 9000)), uint16(9000))
	f.Add([]byte{0x80, 0x00, 0x60, 0x30, 0x18}, uint16(3))
	var table [lzwCodes]lzwString
	f.Fuzz(func(t *testing.T, packed []byte, n uint16) {
		got, want := make([]byte, n), make([]byte, n)
		if unpackLZW(got, packed, &table) != nil {
			return
		}
		if _, err := io.ReadFull(lzw.NewReader(bytes.NewReader(packed), lzw.MSB, 8), want); err == nil && !bytes.Equal(got, want) {
			t.Fatalf("% x differs", packed)
		}
	})
}

// FuzzTIFFLayout makes directories that fit together more often than changed bytes do: sides, cuts,
// types and packings at will over pixels at will.
func FuzzTIFFLayout(f *testing.F) {
	page := randomPixels(1, sample{'u', 1}, 64)
	f.Add(uint16(8), uint16(8), uint16(8), uint16(0), uint16(0), uint32(0x0000_0000), uint8(1), page)
	f.Add(uint16(8), uint16(8), uint16(3), uint16(0), uint16(0), uint32(0x0000_0001), uint8(3), lzwEncode(page))
	f.Add(uint16(4), uint16(4), uint16(4), uint16(4), uint16(4), uint32(0x0011_1312), uint8(3), packBitsEncode(page))
	f.Add(uint16(4), uint16(4), uint16(4), uint16(0), uint16(0), uint32(0x0002_2200), uint8(1), page)
	f.Fuzz(func(t *testing.T, w, h, rows, tileW, tileH uint16, kinds uint32, n uint8, pixels []byte) {
		pick := func(shift int, of ...uint64) uint64 { return of[int(kinds>>shift&15)%len(of)] }
		samples := pick(16, 1, 3, 4, 2)
		spec := tiffSpec{width: 1, height: 1, big: kinds>>31 == 1}
		if kinds>>30&1 == 1 {
			spec.order = binary.BigEndian
		}
		with := func(start int) []byte {
			var offsets, counts []uint64
			for k := range int(n) {
				size := len(pixels) / int(n)
				offsets, counts = append(offsets, uint64(start+k*size)), append(counts, uint64(size))
			}
			one := func(tag uint16, v uint64) testField { return testField{tag, 4, []uint64{v}} }
			spec.fields = []testField{
				one(tagWidth, uint64(w)), one(tagHeight, uint64(h)), one(tagRowsPerStrip, uint64(rows)), one(tagSamples, samples),
				one(tagCompression, pick(0, packNone, packLZW, packBits, packDeflate)), one(tagPredictor, pick(4, 1, 2, 3)),
				one(tagBits, pick(8, 8, 16, 32, 64)), one(tagSampleFormat, pick(12, 1, 2, 3)), one(tagPlanar, pick(20, 1, 2)),
				one(tagPhotometric, pick(24, 1, 2, 0, 3)), {tagExtraSamples, 3, []uint64{2}},
				{tagStripOffsets, 4, offsets}, {tagStripCounts, 4, counts}, {tagTileOffsets, 4, offsets}, {tagTileCounts, 4, counts},
			}
			if tileW > 0 && tileH > 0 {
				spec.fields = append(spec.fields, one(tagTileWidth, uint64(tileW)), one(tagTileHeight, uint64(tileH)))
			}
			return spec.encode([]byte{0})
		}
		head := with(0)
		try(t, append(with(len(head)), pixels...))
	})
}
