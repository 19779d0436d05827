package stackio

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"talbot/runtime/array"
	"talbot/stdlib/stack"
)

// openAndRead gives the error of opening or, where that passes, of reading.
func openAndRead(data []byte, o Options) error {
	f, err := openBytes(data, o)
	if err != nil {
		return err
	}
	_, err = stack.Read(context.Background(), f)
	return err
}

// patch gives a copy of data with b written at offset at, counted from the end where negative.
func patch(data []byte, at int, b ...byte) []byte {
	out := bytes.Clone(data)
	if at < 0 {
		at += len(out)
	}
	copy(out[at:], b)
	return out
}

func uints(v ...uint64) []uint64 { return v }

func TestMalformedTIFF(t *testing.T) {
	page := randomPixels(1, sample{'u', 1}, 32*32)
	small := randomPixels(1, sample{'u', 1}, 32*16)
	base := tiffSpec{width: 32, height: 32}
	with := func(fields ...testField) tiffSpec { s := base; s.fields = fields; return s }
	field := func(tag int, v ...uint64) testField { return testField{uint16(tag), 4, v} }
	packed := func(c int) tiffSpec { s := base; s.compression = c; return s }
	three := base.encode(page, page, page)
	last := len(three) - 4 // the last directory's link
	firstDir := int(binary.LittleEndian.Uint32(three[4:]))
	mixed := append(bytes.Clone(base.encode(page)), tiffSpec{width: 16, height: 32}.encode(small)...)
	off := len(base.encode(page))
	{ // shift the second file's offsets by hand: link, strip and directory
		binary.LittleEndian.PutUint32(mixed[off-4:], uint32(off)+binary.LittleEndian.Uint32(mixed[off+4:]))
	}
	signed, double, half := base, base, base
	signed.sample, double.sample = sample{'i', 2}, sample{'f', 8}
	half.fields = []testField{field(tagBits, 16), field(tagSampleFormat, 3)}
	big := base
	big.big = true
	bigFile := big.encode(page)

	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"empty":               {nil, "empty"},
		"text":                {[]byte("hello, world, this is text"), `begins with "hello, w"`},
		"head only":           {three[:6], "ends at 6"},
		"no pages":            {patch(three, 4, 0, 0, 0, 0), "without pages"},
		"truncated directory": {three[:last-20], "page 2 (from 0): its header points to"},
		"truncated pixels":    {three[:firstDir-100], "the file ends at"},
		"cycle to page 0":     {patch(three, last, three[4:8]...), "page 2 (from 0) leads back to page 0"},
		"next beyond the end": {patch(three, last, 0xff, 0xff, 0xff, 0x7f), "page 3 (from 0)"},
		"bigtiff offsets":     {patch(big.encode(page), 4, 4), "BigTIFF with offsets of 4"},
		"bigtiff fields":      {patch(bigFile, int(binary.LittleEndian.Uint64(bigFile[8:]))+5, 1), "fields; allowed"},
		"mixed sizes":         {mixed, "page 1 (from 0)"},
		"all thumbnails":      {with(field(tagSubfile, 1)).encode(page), "there is no frame"},
		"zero width":          {with(field(tagWidth, 0)).encode(page), "32 x 0"},
		"zero height":         {with(field(tagHeight, 0)).encode(page), "0 x 32"},
		"absurd size":         {with(field(tagWidth, 1<<31), field(tagHeight, 1<<31)).encode(page), "absurdly large"},
		"larger than file":    {with(field(tagHeight, 4000), field(tagRowsPerStrip, 4000)).encode(page), "claims 128000 bytes of pixels but holds 1024"},
		"bomb":                {tiffSpecWith(packed(packDeflate), field(tagHeight, 1<<20), field(tagRowsPerStrip, 1<<20)).encode(page), "claims 33554432 bytes"},
		"too few strips":      {with(field(tagRowsPerStrip, 8)).encode(page), "need 4"},
		"strip beyond":        {with(field(tagStripOffsets, 1<<20)).encode(page), "truncated or its header wrong"},
		"strip overflow":      {with(testField{tagStripOffsets, typeLong8, uints(1<<63 + 5)}).encode(page), "truncated or its header wrong"},
		"values overflow":     {with(testField{tagStripOffsets, 4, nil}).encode(page), "0 offsets"},
		"unknown type":        {patchKind(with(field(tagWidth, 32)).encode(page), tagWidth, 99), "unknown field type 99"},
		"float width":         {patchKind(with(field(tagWidth, 32)).encode(page), tagWidth, 11), "unsigned integers are due"},
		"jpeg":                {with(field(tagCompression, 7)).encode(page), "compressed by JPEG (7); read are"},
		"unknown packing":     {with(field(tagCompression, 12345)).encode(page), "an unknown method (12345)"},
		"1 bit":               {with(field(tagBits, 1)).encode(page), "1-bit unsigned"},
		"12 bit":              {with(field(tagBits, 12)).encode(page), "12-bit unsigned"},
		"float16":             {half.encode(page), "16-bit float"},
		"complex":             {with(field(tagSampleFormat, 6)).encode(page), "sample format 6"},
		"int16":               {signed.encode(randomPixels(1, signed.sample, 1024)), "the pixels are int16; read as they are: uint8, uint16, float32; Options.Float32"},
		"float64":             {double.encode(randomPixels(1, double.sample, 1024)), "float64"},
		"cmyk":                {with(field(tagPhotometric, 5)).encode(page), "CMYK"},
		"photometric 99":      {with(field(tagPhotometric, 99)).encode(page), "unknown kind of picture"},
		"two channels":        {tiffSpec{width: 16, height: 32, samples: 2}.encode(page), "2 samples per pixel that are no colours"},
		"99 samples":          {with(field(tagSamples, 99)).encode(page), "99 samples"},
		"rgb of 1":            {with(field(tagPhotometric, 2)).encode(page), "RGB with 1 samples"},
		"predictor 5":         {with(field(tagPredictor, 5)).encode(page), "predictor 5 on uint8"},
		"predictor 3":         {with(field(tagPredictor, 3)).encode(page), "predictor 3 on uint8"},
		"planar 7":            {with(field(tagPlanar, 7)).encode(page), "planar configuration 7"},
		"fill order":          {with(field(tagFillOrder, 2)).encode(page), "filled in order 2"},
		"lzw damaged":         {patch(packed(packLZW).encode(page), 9, 0xff, 0xff, 0xff, 0xff), "frame 0: strip 0: the LZW data"},
		"deflate damaged":     {patch(packed(packDeflate).encode(page), 12, 0xff, 0xff, 0xff, 0xff), "frame 0: strip 0: the deflate data"},
		"deflate no head":     {patch(packed(packDeflate).encode(page), 8, 0xff, 0xff), "deflate data are damaged"},
		"packbits short":      {tiffSpecWith(packed(packBits), field(tagHeight, 40), field(tagRowsPerStrip, 40)).encode(page), "the packbits data end before 1280"},
		"deflate short":       {tiffSpecWith(packed(packDeflate), field(tagHeight, 40), field(tagRowsPerStrip, 40)).encode(page), "the deflate data end before 1280"},
		"lzw short":           {tiffSpecWith(packed(packLZW), field(tagHeight, 40), field(tagRowsPerStrip, 40)).encode(page), "the LZW data end before 1280"},
		"imagej truncated":    {described(base, "ImageJ=1.53t\nimages=7\n").encode(page), "counts 7 images, but the file holds pixels for 1"},
	} {
		err := openAndRead(c.data, Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "memory") {
			t.Errorf("%s: got %v, want an error with %q that names the file", name, err, c.want)
		}
	}
}

func tiffSpecWith(s tiffSpec, fields ...testField) tiffSpec { s.fields = fields; return s }

func described(s tiffSpec, text string) tiffSpec { s.description = text; return s }

// patchKind changes the field type of a tag in the first directory.
func patchKind(data []byte, tag, kind uint16) []byte {
	out := bytes.Clone(data)
	for at := int(binary.LittleEndian.Uint32(out[4:])) + 2; at+12 <= len(out); at += 12 {
		if binary.LittleEndian.Uint16(out[at:]) == tag {
			binary.LittleEndian.PutUint16(out[at+2:], kind)
			return out
		}
	}
	panic("no such tag")
}

// TestTruncatedAnywhere cuts files at every byte: an error or, where only padding is lost, the same pixels.
func TestTruncatedAnywhere(t *testing.T) {
	page := randomPixels(1, sample{'u', 1}, 20*10)
	var pic bytes.Buffer
	img := &image.Gray{Pix: page, Stride: 20, Rect: image.Rect(0, 0, 20, 10)}
	if err := png.Encode(&pic, img); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"tiff":    tiffSpec{width: 20, height: 10, rowsPerStrip: 3}.encode(page, page),
		"deflate": tiffSpec{width: 20, height: 10, compression: packDeflate, order: binary.BigEndian}.encode(page, page),
		"big":     tiffSpec{width: 20, height: 10, big: true, compression: packLZW, tileW: 16, tileH: 16}.encode(page, page),
		"npy":     npyBytes("|u1", false, page, 1, 10, 20),
		"png":     pic.Bytes(),
	} {
		for n := range len(data) {
			err := openAndRead(data[:n], Options{})
			if err == nil && !(name == "png" && n >= len(data)-16) { // a PNG's last chunk holds no pixels
				t.Fatalf("%s of %d bytes cut to %d is read", name, len(data), n)
			}
		}
	}
}

func TestMalformedNPY(t *testing.T) {
	ok := npyBytes("<u2", false, make([]byte, 48), 2, 3, 4)
	header := func(dict string) []byte {
		return append([]byte("\x93NUMPY\x01\x00"), append(binary.LittleEndian.AppendUint16(nil, uint16(len(dict))), dict...)...)
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"version":      {patch(ok, 6, 9), "NPY version 9.0"},
		"long header":  {patch(ok, 8, 0xff, 0xff), "claims to be 65535 bytes"},
		"v2 header":    {patch(ok, 6, 2, 0, 0xff, 0xff, 0xff, 0xff), "claims to be 4294967295 bytes"},
		"no dict":      {header("hello"), "lacks descr"},
		"records":      {header("{'descr': [('a', '<u2')], 'fortran_order': False, 'shape': (3,), }"), "records"},
		"four sides":   {npyBytes("|u1", false, make([]byte, 16), 2, 2, 2, 2), "shape [2 2 2 2]"},
		"one side":     {npyBytes("|u1", false, make([]byte, 16), 16), "shape [16]"},
		"zero side":    {npyBytes("|u1", false, nil, 2, 0, 3), "1 or more"},
		"negative":     {header("{'descr': '|u1', 'fortran_order': False, 'shape': (2, -1, 3), }"), "1 or more"},
		"overflow":     {header("{'descr': '<u2', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4294967296), }"), "less than 2^63"},
		"not a number": {header("{'descr': '<u2', 'fortran_order': False, 'shape': (2, x, 3), }"), "no list of whole numbers"},
		"truncated":    {ok[:len(ok)-1], "48 bytes, but 47 follow"},
		"complex":      {npyBytes("<c8", false, make([]byte, 8), 1, 1, 1), `type "<c8"`},
		"bool":         {npyBytes("|b1", false, make([]byte, 8), 1, 1, 8), `type "|b1"`},
		"half":         {npyBytes("<f2", false, make([]byte, 8), 1, 1, 4), `type "<f2"`},
		"int32":        {npyBytes("<i4", false, make([]byte, 8), 1, 1, 2), "the pixels are int32"},
		"float64":      {npyBytes("<f8", false, make([]byte, 8), 1, 1, 1), "Options.Float32 converts"},
	} {
		err := openAndRead(c.data, Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "memory") {
			t.Errorf("%s: got %v, want an error with %q that names the file", name, err, c.want)
		}
	}
	huge := npyBytes("<f8", false, []byte{0, 0, 0, 0, 0, 0, 0xf0, 0x7e}, 1, 1, 1)
	if err := openAndRead(huge, Options{Float32: true}); err == nil || !strings.Contains(err.Error(), "beyond what a float32 holds") {
		t.Errorf("1e301 as float32: %v", err)
	}
}

func TestMalformedPNG(t *testing.T) {
	encode := func(img image.Image) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	ok := encode(image.NewGray(image.Rect(0, 0, 8, 8)))
	rgba := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"rgba":         {encode(rgba), "RGBA colour; Options.Gray"},
		"palette":      {encode(image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black, color.White})), "palette colour"},
		"absurd":       {patch(ok, 16, 0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff), "cannot hold them"},
		"zero":         {patch(ok, 16, 0, 0, 0, 0), "cannot hold them"},
		"depth 4":      {patch(ok, 24, 4), "4-bit gray"},
		"color type 5": {patch(ok, 25, 5), "unknown colour type 5"},
		"no IHDR":      {patch(ok, 12, 'X'), "without its header"},
		"checksum":     {patch(ok, 29, 1, 2, 3), "invalid checksum"},
		"cut":          {ok[:len(ok)-20], "truncated"},
	} {
		err := openAndRead(c.data, Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "memory") {
			t.Errorf("%s: got %v, want an error with %q that names the file", name, err, c.want)
		}
	}
}

func TestBadOptions(t *testing.T) {
	data := npyBytes("|u1", false, make([]byte, 10*4*4), 10, 4, 4)
	for want, o := range map[string]Options{
		"Options.First is -1":                 {First: -1},
		"Options.First is 10; frames are 0":   {First: 10},
		"Options.Count is 4 but from frame 1": {First: 1, Count: 4, Step: 3},
		"Options.Count is -2":                 {Count: -2},
		"Options.Step is -1":                  {Step: -1},
		"Options.Memory is -1":                {Memory: -1},
		"Options.PixelSize is -1":             {PixelSize: -1},
		"Options.FrameInterval is -0.5":       {FrameInterval: -.5},
		"Options.Crop: stack: a crop of 4 x 4 from row 1, column 0 does not lie": {Crop: Rect{1, 0, 4, 4}},
		"Options.Crop: stack: a crop of 0 x 4":                                   {Crop: Rect{0, 0, 0, 4}},
	} {
		if _, err := openBytes(data, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v, want %q", o, err, want)
		}
	}
	f, err := openBytes(data, Options{First: 1, Count: 3, Step: 3})
	if err != nil {
		t.Fatal(err)
	}
	wrong, _ := array.New(array.Uint8, 4, 4, 4)
	if err := f.ReadFrames(context.Background(), 0, wrong); err == nil || !strings.Contains(err.Error(), "frames 0 to 2") {
		t.Errorf("too many frames: %v", err)
	}
}
