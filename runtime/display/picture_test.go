package display

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
)

// wave is a picture that can only be asked for its pixels one by one.
type wave struct{ image.Rectangle }

func (w wave) Bounds() image.Rectangle { return w.Rectangle }
func (w wave) ColorModel() color.Model { return color.NRGBAModel }
func (w wave) At(x, y int) color.Color { return color.NRGBA{uint8(x), uint8(y), 7, 255} }

func shownPicture(t *testing.T, m image.Image) (image.Image, map[string]any, string) {
	t.Helper()
	b, err := Of(m)
	if err != nil {
		t.Fatal(err)
	}
	data, ok := b.Data["image/png"].([]byte)
	if !ok {
		t.Fatalf("no PNG of %T: %v", m, b.Data)
	}
	out, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	size, _ := b.Metadata["image/png"].(map[string]any)
	return out, size, b.PlainText()
}

func TestOfImage(t *testing.T) {
	at := func(m image.Image, x, y int) color.NRGBA { return color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA) }

	small := image.NewGray(image.Rect(2, 2, 6, 5))
	small.SetGray(3, 2, color.Gray{200})
	m, size, text := shownPicture(t, small)
	if m.Bounds().Dx() != 128 || m.Bounds().Dy() != 96 || size["width"] != 128 || text != "image, 4 × 3 pixels (*image.Gray)" {
		t.Errorf("a small picture is %v, %v, %q", m.Bounds(), size, text)
	}
	if at(m, 32, 0).R != 200 || at(m, 63, 31).R != 200 || at(m, 31, 0).R != 0 || at(m, 64, 0).R != 0 {
		t.Error("a small picture's pixels are no squares")
	}

	deep := image.NewGray16(image.Rect(0, 0, 200, 200))
	for i := range 200 * 200 {
		deep.SetGray16(i%200, i/200, color.Gray16{uint16(100 + i/10)})
	}
	m, _, text = shownPicture(t, deep)
	if at(m, 0, 0).R > 2 || at(m, 199, 199).R < 253 || !strings.Contains(text, ": gray values 103 to 4096") && !strings.Contains(text, ": gray values 104 to 4095") {
		t.Errorf("16-bit gray from %d to %d, %q", at(m, 0, 0).R, at(m, 199, 199).R, text)
	}
	if m.Bounds().Dx() != 200 || m.Bounds().Dy() <= 200 {
		t.Errorf("no line below: %v", m.Bounds())
	}

	flat := image.NewGray16(image.Rect(0, 0, 300, 2))
	shownPicture(t, flat)

	for _, large := range []image.Image{image.NewRGBA(image.Rect(0, 0, 5000, 3000)), image.NewYCbCr(image.Rect(0, 0, 5000, 3000), image.YCbCrSubsampleRatio420),
		image.NewGray(image.Rect(0, 0, 5000, 3000)), wave{image.Rect(10, 10, 5010, 3010)}} {
		m, size, text = shownPicture(t, large)
		if m.Bounds().Dx() != 1250 || size["width"] != 625 || !strings.Contains(text, "5000 × 3000 pixels") || !strings.Contains(text, "shown at 1/4") {
			t.Errorf("%T: a large picture is %v, %v, %q", large, m.Bounds(), size, text)
		}
	}
	if c := at(m, 3, 5); c.R != 22 || c.G != 30 {
		t.Errorf("a pixel of the large picture is %v", c)
	}

	half := image.NewNRGBA(image.Rect(0, 0, 2000, 10))
	for x := range 2000 {
		for y := range 10 {
			half.SetNRGBA(x, y, color.NRGBA{uint8(x % 2 * 200), 0, 0, 255})
		}
	}
	if m, _, _ := shownPicture(t, half); at(m, 5, 3).R != 100 {
		t.Errorf("the mean of 0 and 200 is %d", at(m, 5, 3).R)
	}

	for _, m := range []image.Image{image.NewUniform(image.White.C), image.NewGray(image.Rectangle{}), (*image.Gray)(nil)} {
		b, err := Of(m)
		if err != nil || b.Data["image/png"] != nil || b.PlainText() == "" {
			t.Errorf("Of(%T) = %v, %v; want text alone", m, b.Data, err)
		}
	}
}

func BenchmarkPicture(b *testing.B) {
	gray16 := image.NewGray16(image.Rect(0, 0, 2048, 2048))
	for i := range gray16.Pix {
		gray16.Pix[i] = byte(i * i >> 5)
	}
	for name, m := range map[string]image.Image{
		"gray16-2048": gray16, "rgba-1000": image.NewRGBA(image.Rect(0, 0, 1000, 1000)),
		"ycbcr-4000": image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420), "gray-8": image.NewGray(image.Rect(0, 0, 8, 8)),
		"wave-4000": wave{image.Rect(0, 0, 4000, 3000)},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				picture(m)
			}
		})
	}
}
