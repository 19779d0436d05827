package stackio

import (
	"errors"
	"fmt"
)

// Photometric interpretations.
const (
	whiteIsZero = 0
	blackIsZero = 1
	photoRGB    = 2
	photoLUT    = 3
)

var photometricNames = map[int]string{4: "a transparency mask", 5: "CMYK", 6: "YCbCr colour", 8: "CIE L*a*b* colour", 32803: "a colour filter array", 34892: "linear raw"}

var compressionNames = map[int]string{2: "CCITT", 3: "CCITT fax 3", 4: "CCITT fax 4", 6: "old-style JPEG", 7: "JPEG", 34712: "JPEG 2000", 33003: "JPEG 2000", 33005: "JPEG 2000", 34887: "LERC", 34925: "LZMA", 50000: "Zstandard", 50001: "WebP", 50002: "JPEG XL"}

// raster reads how a page's frame lies in the file.
func (d *directory) raster(o Options) (*raster, error) {
	r := &raster{order: d.p.order, planes: 1}
	var bits, planar, rows, fill int
	var failed error
	get := func(to *int, tag uint16, def int) {
		v, err := d.number(tag, def)
		*to = v
		failed = errors.Join(failed, err)
	}
	get(&r.width, tagWidth, 0)
	get(&r.height, tagHeight, 0)
	get(&r.samples, tagSamples, 1)
	get(&bits, tagBits, 1)
	get(&r.compression, tagCompression, packNone)
	get(&r.predictor, tagPredictor, 1)
	get(&planar, tagPlanar, 1)
	get(&fill, tagFillOrder, 1)
	get(&rows, tagRowsPerStrip, r.height)
	get(&r.segWidth, tagTileWidth, 0)
	get(&r.segHeight, tagTileHeight, 0)
	if failed != nil {
		return nil, failed
	}
	switch r.compression {
	case packNone, packLZW, packDeflate, packDeflate0, packBits:
	default:
		name := compressionNames[r.compression]
		if name == "" {
			name = "an unknown method"
		}
		return nil, fmt.Errorf("compressed by %s (%d); read are none, LZW, deflate and packbits", name, r.compression)
	}
	if r.samples < 1 || r.samples > 8 {
		return nil, fmt.Errorf("%d samples per pixel; allowed are 1 (gray) and, with Options.Gray, up to 8 (colour and extra samples)", r.samples)
	}
	if fill != 1 {
		return nil, fmt.Errorf("bits are filled in order %d; allowed is 1, the highest first", fill)
	}
	if err := d.sample(r, bits); err != nil {
		return nil, err
	}
	if err := d.photometric(r, o); err != nil {
		return nil, err
	}
	r.float = o.Float32
	if _, err := r.sample.dtype(o.Float32); err != nil {
		return nil, err
	}
	switch {
	case planar == 2:
		r.planes = r.samples
	case planar != 1:
		return nil, fmt.Errorf("planar configuration %d; allowed are 1 and 2", planar)
	}
	if err := d.segments(r, rows); err != nil {
		return nil, err
	}
	if err := r.check(d.p.size); err != nil {
		return nil, err
	}
	r.merge()
	return r, nil
}

// sample reads the type of the samples and checks the predictor against it.
func (d *directory) sample(r *raster, bits int) error {
	all, err := d.uints(tagBits)
	if err != nil {
		return err
	}
	for _, b := range all {
		if b != uint64(bits) {
			return fmt.Errorf("samples of %v bits in one pixel; they must be of one size", all)
		}
	}
	formats, err := d.uints(tagSampleFormat)
	if err != nil {
		return err
	}
	format := uint64(1)
	for i, f := range formats {
		if i > 0 && f != format {
			return fmt.Errorf("samples of the formats %v in one pixel; they must be of one", formats)
		}
		format = f
	}
	switch format {
	case 1, 4: // 4: "undefined", in practice unsigned
		r.sample.kind = 'u'
	case 2:
		r.sample.kind = 'i'
	case 3:
		r.sample.kind = 'f'
	default:
		return fmt.Errorf("sample format %d; allowed are 1 (unsigned), 2 (signed) and 3 (float)", format)
	}
	whole := bits == 8 || bits == 16 || bits == 32 || bits == 64
	if !whole || r.sample.kind == 'f' && bits < 32 {
		return fmt.Errorf("%d-bit %s pixels; allowed are 8 and 16 bits unsigned and 32 bits float, other types of 8, 16, 32 or 64 bits with Options.Float32",
			bits, map[byte]string{'u': "unsigned", 'i': "signed", 'f': "float"}[r.sample.kind])
	}
	r.sample.size = bits / 8
	if r.predictor < 1 || r.predictor > 3 || r.predictor == 3 && r.sample.kind != 'f' {
		return fmt.Errorf("predictor %d on %v pixels; allowed are 1 (none), 2 (horizontal) and, for floats, 3", r.predictor, r.sample)
	}
	return nil
}

// photometric tells gray from colour, and refuses what it cannot make gray.
func (d *directory) photometric(r *raster, o Options) error {
	photo, err := d.number(tagPhotometric, blackIsZero)
	if err != nil {
		return err
	}
	switch photo {
	case whiteIsZero, blackIsZero:
		if r.samples == 1 {
			return nil
		}
		extra, err := d.uints(tagExtraSamples)
		if err != nil {
			return err
		}
		if r.samples > 2 || len(extra) == 0 || extra[0] == 0 {
			return fmt.Errorf("%d samples per pixel that are no colours; channels interleaved by pixel are not read", r.samples)
		}
		if !o.Gray {
			return errors.New("gray with transparency; Options.Gray leaves the transparency out")
		}
		return nil
	case photoRGB:
		if r.samples < 3 {
			return fmt.Errorf("RGB with %d samples per pixel; it needs 3 or more", r.samples)
		}
		if !o.Gray {
			return fmt.Errorf("RGB colour with %d samples per pixel; Options.Gray takes the luminance", r.samples)
		}
		if _, err := r.sample.dtype(false); err != nil {
			return fmt.Errorf("the luminance of %v is not taken, only that of uint8, uint16 and float32", r.sample)
		}
		r.color = true
		return nil
	case photoLUT:
		return d.palette(r, o)
	}
	name := photometricNames[photo]
	if name == "" {
		name = "an unknown kind of picture"
	}
	return fmt.Errorf("%s (photometric interpretation %d); read are gray and, with Options.Gray, RGB", name, photo)
}

// palette decides what pixels with a colour map stand for. ImageJ stores a gray picture shown in false
// colour that way: its numbers are intensities. Elsewhere they are indices without an order.
func (d *directory) palette(r *raster, o Options) error {
	if r.samples != 1 {
		return fmt.Errorf("palette colour with %d samples per pixel; allowed is 1", r.samples)
	}
	if isImageJ(d.text(tagDescription)) {
		return nil
	}
	if !o.Gray {
		return errors.New("palette colour; Options.Gray takes the luminance")
	}
	m, err := d.uints(tagColorMap)
	if err != nil {
		return err
	}
	if (r.sample != sample{'u', 1}) || len(m) != 3*256 {
		return fmt.Errorf("palette colour of %v with %d entries; allowed is uint8 with 768", r.sample, len(m))
	}
	r.lut = make([]uint8, 256)
	for i := range r.lut {
		y := (299*m[i] + 587*m[256+i] + 114*m[512+i] + 500) / 1000
		r.lut[i] = uint8(min(y, 65535) * 255 / 65535)
	}
	return nil
}

// segments reads where the strips or tiles lie.
func (d *directory) segments(r *raster, rows int) error {
	offsets, counts := uint16(tagStripOffsets), uint16(tagStripCounts)
	if r.tiled = r.segWidth > 0 || r.segHeight > 0; r.tiled {
		offsets, counts = tagTileOffsets, tagTileCounts
	} else {
		r.segWidth, r.segHeight = r.width, r.height
		if rows > 0 {
			r.segHeight = min(rows, r.height)
		}
	}
	var err error
	if r.offsets, err = d.uints(offsets); err != nil {
		return err
	}
	if r.counts, err = d.uints(counts); err != nil {
		return err
	}
	if len(r.counts) == 0 && r.compression == packNone && r.segWidth > 0 && r.segHeight > 0 {
		// Old writers leave the sizes out, which are plain to see without compression.
		r.counts = make([]uint64, len(r.offsets))
		for k := range r.counts {
			r.counts[k] = uint64(r.rowsIn(k)) * uint64(r.rowBytes())
		}
	}
	return nil
}
