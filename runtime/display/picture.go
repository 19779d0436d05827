package display

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
)

// pictureSide is the longest side that a picture is shown with; image.Uniform, for
// one, has no edges at all.
const pictureSide = 1 << 14

// picture gives the bundle of a Go image: its pixels as PNG and its size as text.
// A picture that cannot be encoded is shown as text that says why.
func picture(m image.Image) (b Bundle) {
	what := fmt.Sprintf("%T", m)
	defer func() {
		if r := recover(); r != nil {
			b = Text(fmt.Sprintf("%s (cannot be shown: %v)", what, r))
		}
	}()
	r := m.Bounds()
	what = fmt.Sprintf("image, %d × %d pixels (%T)", r.Dx(), r.Dy(), m)
	if r.Empty() {
		return Text(what + ", empty")
	}
	if r.Dx() > pictureSide || r.Dy() > pictureSide || r.Dx()*r.Dy() > 1<<26 {
		return Text(what + ", too large to be shown")
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, m); err != nil {
		return Text(fmt.Sprintf("%s (cannot be shown: %v)", what, err))
	}
	b = Text(what)
	b.Data["image/png"] = buf.Bytes()
	return b
}
