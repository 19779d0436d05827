package display

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// How a picture's pixels become those of a PNG. A front end blurs what it enlarges, so a small
// picture is enlarged here, each pixel to a square; of a large one each square of pixels becomes
// their mean, and a line below the picture tells its true size. What is wider than pictureTwice
// is drawn with two pixels to a CSS pixel, as figures are.
const (
	pictureSmall = 128     // the longest side below which a picture is enlarged
	pictureTwice = 640     // pixels
	pictureLarge = 1280    // the longest side above which a picture is shrunk
	pictureMost  = 1 << 36 // a picture of more pixels has no edges at all, as image.Uniform
	pictureSlow  = 1 << 21 // of more pixels that can only be asked for one by one, some are taken
)

// picture gives the bundle of a Go image: its pixels as PNG and its size as text. Gray values of
// 16 bits, of which cameras fill a part, are stretched to black and white, but for a thousandth
// at each end; the line below tells to which. A picture that cannot be encoded is shown as text
// that says why.
func picture(m image.Image) (b Bundle) {
	what := fmt.Sprintf("%T", m)
	defer func() {
		if r := recover(); r != nil {
			b = Text(fmt.Sprintf("%s (cannot be shown: %v)", what, r))
		}
	}()
	r := m.Bounds()
	w, h := r.Dx(), r.Dy()
	what = fmt.Sprintf("image, %d × %d pixels (%T)", w, h, m)
	if r.Empty() {
		return Text(what + ", empty")
	}
	if w > pictureMost/h {
		return Text(what + ", too large to be shown")
	}
	note := ""
	long := max(w, h)
	shrink, grow := (long+pictureLarge-1)/pictureLarge, 1
	if shrink > 1 {
		note = fmt.Sprintf("%d × %d pixels, shown at 1/%d", w, h, shrink)
	}
	if long < pictureSmall {
		grow = min((pictureSmall+long-1)/long, 32)
	}
	var out draw.Image
	if rows := grayRows(m); rows != nil {
		lo, hi := 0, 255
		if m.ColorModel() == color.Gray16Model {
			lo, hi = grayRange(r, rows)
			if note != "" {
				note += "; "
			}
			note += fmt.Sprintf("gray values %d to %d", lo, hi)
		}
		out = shrinkGray(r, rows, shrink, lo, hi)
	} else {
		out = shrinkColor(m, shrink)
	}
	out = enlarged(out, grow)
	size := out.Bounds().Size()
	scale := 1
	if max(size.X, size.Y) > pictureTwice {
		scale = 2
	}
	if note != "" {
		what += ": " + note
		out = captioned(out, note, scale)
		size = out.Bounds().Size()
	}
	var buf bytes.Buffer
	enc := png.Encoder{}
	if size.X*size.Y > 1<<18 {
		enc.CompressionLevel = png.BestSpeed
	}
	if err := enc.Encode(&buf, out); err != nil {
		return Text(fmt.Sprintf("%s (cannot be shown: %v)", what, err))
	}
	b = Text(what)
	b.Data["image/png"] = buf.Bytes()
	b.Metadata = map[string]any{"image/png": map[string]any{"width": (size.X + scale - 1) / scale, "height": (size.Y + scale - 1) / scale}}
	return b
}

// grayRows gives what copies the gray values of line y, or nil for a picture that has colours.
func grayRows(m image.Image) func(y int, row []uint16) {
	r := m.Bounds()
	switch m := m.(type) {
	case *image.Gray:
		return func(y int, row []uint16) {
			for x, v := range m.Pix[m.PixOffset(r.Min.X, y):][:len(row)] {
				row[x] = uint16(v)
			}
		}
	case *image.Gray16:
		return func(y int, row []uint16) {
			pix := m.Pix[m.PixOffset(r.Min.X, y):]
			for x := range row {
				row[x] = uint16(pix[2*x])<<8 | uint16(pix[2*x+1])
			}
		}
	}
	switch m.ColorModel() {
	case color.GrayModel:
		return func(y int, row []uint16) {
			for x := range row {
				row[x] = uint16(m.At(r.Min.X+x, y).(color.Gray).Y)
			}
		}
	case color.Gray16Model:
		return func(y int, row []uint16) {
			for x := range row {
				row[x] = m.At(r.Min.X+x, y).(color.Gray16).Y
			}
		}
	}
	return nil
}

// grayRange gives the values between which all but a thousandth at each end lie, looking at
// some millions of pixels at most.
func grayRange(r image.Rectangle, rows func(int, []uint16)) (lo, hi int) {
	var count [1 << 16]int
	row := make([]uint16, r.Dx())
	step := 1 + r.Dx()*r.Dy()/(1<<22)
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y += step {
		rows(y, row)
		for _, v := range row {
			count[v]++
		}
		n += len(row)
	}
	spare := n / 1000
	for k := 0; k <= spare && lo < len(count); lo++ {
		k += count[lo]
	}
	hi = len(count) - 1
	for k := 0; k <= spare && hi >= 0; hi-- {
		k += count[hi]
	}
	return lo - 1, hi + 1
}

// shrinkGray gives the means over squares of n pixels, with lo as black and hi as white.
func shrinkGray(r image.Rectangle, rows func(int, []uint16), n, lo, hi int) draw.Image {
	out := image.NewGray(image.Rect(0, 0, (r.Dx()+n-1)/n, (r.Dy()+n-1)/n))
	row, sum := make([]uint16, r.Dx()), make([]uint64, out.Rect.Dx())
	gain := 255 / float64(max(hi-lo, 1))
	for y := range out.Rect.Dy() {
		clear(sum)
		lines := min(n, r.Dy()-y*n)
		for k := range lines {
			rows(r.Min.Y+y*n+k, row)
			for x := range sum {
				for _, v := range row[x*n : min(x*n+n, len(row))] {
					sum[x] += uint64(v)
				}
			}
		}
		for x, s := range sum {
			mean := float64(s) / float64(lines*(min(x*n+n, len(row))-x*n))
			out.Pix[out.PixOffset(x, y)] = uint8(min(max((mean-float64(lo))*gain+0.5, 0), 255))
		}
	}
	return out
}

// shrinkColor gives the means over squares of n pixels.
func shrinkColor(m image.Image, n int) draw.Image {
	r := m.Bounds()
	if n > 1 && r.Dx()*r.Dy() > pictureSlow && !drawsFast(m) {
		m, n = every{m, n}, 1
		r = m.Bounds()
	}
	out := image.NewRGBA(image.Rect(0, 0, (r.Dx()+n-1)/n, (r.Dy()+n-1)/n))
	if n == 1 {
		draw.Draw(out, out.Rect, m, r.Min, draw.Src)
		return out
	}
	band := image.NewRGBA(image.Rect(0, 0, r.Dx(), n))
	sum := make([]uint64, 4*out.Rect.Dx())
	for y := range out.Rect.Dy() {
		lines := min(n, r.Dy()-y*n)
		draw.Draw(band, image.Rect(0, 0, r.Dx(), lines), m, image.Pt(r.Min.X, r.Min.Y+y*n), draw.Src)
		clear(sum)
		for k := range lines {
			row := band.Pix[k*band.Stride:][:4*r.Dx()]
			for x := range r.Dx() {
				s := sum[x/n*4:]
				for c := range 4 {
					s[c] += uint64(row[4*x+c])
				}
			}
		}
		for x := range out.Rect.Dx() {
			area := uint64(lines * min(n, r.Dx()-x*n))
			for c := range 4 {
				out.Pix[out.PixOffset(x, y)+c] = uint8((sum[4*x+c] + area/2) / area)
			}
		}
	}
	return out
}

// drawsFast reports whether package draw knows a picture's pixels in memory.
func drawsFast(m image.Image) bool {
	switch m.(type) {
	case *image.RGBA, *image.NRGBA, *image.YCbCr, *image.CMYK, *image.Gray, *image.Paletted, *image.RGBA64, *image.NRGBA64:
		return true
	}
	return false
}

// every is a picture of one pixel out of each square of n.
type every struct {
	image.Image
	n int
}

func (e every) Bounds() image.Rectangle {
	r := e.Image.Bounds()
	return image.Rect(0, 0, (r.Dx()+e.n-1)/e.n, (r.Dy()+e.n-1)/e.n)
}

func (e every) At(x, y int) color.Color {
	r := e.Image.Bounds()
	return e.Image.At(r.Min.X+x*e.n, r.Min.Y+y*e.n)
}

// enlarged makes a square of n pixels of each.
func enlarged(m draw.Image, n int) draw.Image {
	if n == 1 {
		return m
	}
	r := m.Bounds()
	size := image.Rect(0, 0, r.Dx()*n, r.Dy()*n)
	var out draw.Image = image.NewRGBA(size)
	if _, gray := m.(*image.Gray); gray {
		out = image.NewGray(size)
	}
	for y := range r.Dy() {
		for x := range r.Dx() {
			at := image.Rect(x*n, y*n, x*n+n, y*n+n)
			draw.Draw(out, at, image.NewUniform(m.At(r.Min.X+x, r.Min.Y+y)), image.Point{}, draw.Src)
		}
	}
	return out
}

// captioned puts a line of text under a picture, gray on nothing: it is read on white and on black.
func captioned(m draw.Image, text string, scale int) draw.Image {
	face, err := opentype.NewFace(captionFont(), &opentype.FaceOptions{Size: float64(12 * scale), DPI: 72})
	if err != nil {
		return m // what is told stands in the text too
	}
	defer face.Close()
	r := m.Bounds()
	line := image.Rect(0, 0, font.MeasureString(face, text).Ceil(), 18*scale)
	out := image.NewNRGBA(image.Rect(0, 0, max(r.Dx(), line.Dx()), r.Dy()+line.Dy()))
	draw.Draw(out, image.Rect(0, 0, r.Dx(), r.Dy()), m, r.Min, draw.Src)
	mask := image.NewAlpha(line)
	d := font.Drawer{Dst: mask, Src: image.Opaque, Face: face, Dot: fixed.P(0, 14*scale)}
	d.DrawString(text)
	for y := range line.Dy() {
		for x := range line.Dx() {
			out.SetNRGBA(x, r.Dy()+y, color.NRGBA{0x80, 0x80, 0x80, mask.AlphaAt(x, y).A})
		}
	}
	return out
}

var captionFont = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		panic(err) // it is compiled in
	}
	return f
})
