package stack

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"image"
	"image/png"
	"math"

	"talbot/runtime/array"
	"talbot/runtime/display"
)

// thumbnailSide bounds the longer side of the picture that stands for a stack, in pixels.
const thumbnailSide = 256

// MIMEBundle shows the stack: a line of text, and its first frame as a small picture.
func (s *Stack) MIMEBundle() (display.Bundle, error) {
	b := display.Text(s.String())
	if s.empty() {
		return b, nil
	}
	picture, w, h, err := s.thumbnail()
	if err != nil {
		return b, err
	}
	b.Data["image/png"] = picture
	b.Data["text/html"] = fmt.Sprintf(
		`<div style="font:12px sans-serif"><img src="data:image/png;base64,%s" width="%d" height="%d" alt="first frame"><br>%s</div>`,
		base64.StdEncoding.EncodeToString(picture), w, h, html.EscapeString(s.String()))
	b.Metadata = map[string]any{"image/png": map[string]any{"width": w, "height": h}}
	return b, nil
}

// thumbnail draws the first frame, each picture pixel the mean of the frame's pixels
// that it covers, black and white at the 0.5 and 99.5 percentiles.
func (s *Stack) thumbnail() (data []byte, w, h int, err error) {
	black, white, err := s.Levels(0, 0.5, 99.5)
	if err != nil {
		return nil, 0, 0, err
	}
	if white <= black { // a flat frame, or a few bright spots on a flat ground
		if black, white, err = s.Levels(0, 0, 100); err != nil {
			return nil, 0, 0, err
		}
	}
	f, err := s.Frame(0)
	if err != nil {
		return nil, 0, 0, err
	}
	k := (max(s.Height(), s.Width()) + thumbnailSide - 1) / thumbnailSide
	w, h = (s.Width()+k-1)/k, (s.Height()+k-1)/k
	picture := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			picture.Pix[y*picture.Stride+x] = shade(boxMean(f, y*k, x*k, k), black, white)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, 0, 0, err
	}
	return out.Bytes(), w, h, nil
}

// boxMean gives the mean of the pixels of a 2-D array in the k x k box at row y, column x, as
// far as it reaches into the array.
func boxMean(f *array.Array, y, x, k int) float64 {
	side := f.Shape()
	var sum float64
	y1, x1 := min(y+k, side[0]), min(x+k, side[1])
	for r := y; r < y1; r++ {
		for c := x; c < x1; c++ {
			sum += f.Value(r*side[1] + c)
		}
	}
	return sum / float64((y1-y)*(x1-x))
}

// shade maps black to 0 and white to 255. What is no number is drawn black.
func shade(v, black, white float64) uint8 {
	if math.IsNaN(v) || v <= black {
		return 0
	}
	if v >= white {
		return 255
	}
	return uint8((v-black)/(white-black)*255 + 0.5)
}
