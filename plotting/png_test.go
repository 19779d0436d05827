package plotting

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math/rand"
	"testing"
)

// What encode writes, image/png reads back: exactly where 256 colours are enough, within 20
// of 255 in each channel where rare shades were merged, exactly again where that is not possible.
func TestEncode(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	tests := []struct {
		name string
		at   func(x, y int) color.RGBA
		tol  int
	}{
		{"two colours", func(x, y int) color.RGBA { return color.RGBA{uint8(x / 30 * 200), 0, 0, 255} }, 0},
		{"256 greys", func(x, y int) color.RGBA { v := uint8(x + 3*y); return color.RGBA{v, v, v, 255} }, 0},
		{"gradient and rare greys", func(x, y int) color.RGBA {
			if y == 0 {
				v := uint8(4 * x)
				return color.RGBA{v, v, v, 255}
			}
			return color.RGBA{uint8(3 * x), uint8(100 + x), 50, 255}
		}, 20},
		{"noise", func(x, y int) color.RGBA {
			return color.RGBA{uint8(r.Intn(256)), uint8(r.Intn(256)), uint8(r.Intn(256)), 255}
		}, 0},
	}
	for _, tt := range tests {
		page := image.NewRGBA(image.Rect(0, 0, 61, 200))
		for y := range 200 {
			for x := range 61 {
				page.SetRGBA(x, y, tt.at(x, y))
			}
		}
		data, err := encode(page, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		for y := range 200 {
			for x := range 61 {
				a, b := page.RGBAAt(x, y), color.RGBAModel.Convert(got.At(x, y)).(color.RGBA)
				if d := apart([3]uint8{a.R, a.G, a.B}, [3]uint8{b.R, b.G, b.B}); d > tt.tol {
					t.Fatalf("%s: pixel %d, %d is %v, want %v", tt.name, x, y, b, a)
				}
			}
		}
	}
}

// A typical figure stays small.
func TestPNGSize(t *testing.T) {
	x, y := walk(300)
	b, err := NewFigure().Line(x, y, "a").Scatter(x, y, "b").MIMEBundle()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(b.Data["image/png"].([]byte)); n > 100_000 {
		t.Errorf("the PNG takes %d bytes, want less than 100 kB", n)
	}
}
