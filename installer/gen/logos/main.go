// Command logos draws the kernel's logos: a Talbot carpet, the light behind a grating, which
// after one Talbot length is an image of the grating again.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("o", "logos", "folder to write to")
	flag.Parse()
	for _, size := range []int{32, 64} {
		var b bytes.Buffer
		if err := png.Encode(&b, drawPNG(size)); err != nil {
			log.Fatal(err)
		}
		write(filepath.Join(*dir, fmt.Sprintf("logo-%dx%[1]d.png", size)), b.Bytes())
	}
	write(filepath.Join(*dir, "logo-svg.svg"), []byte(drawSVG()))
}

func write(path string, data []byte) {
	if err := os.WriteFile(path, data, 0o644); err != nil {
		log.Fatal(err)
	}
}

// drawPNG averages 4x4 points in each pixel.
func drawPNG(size int) image.Image {
	const sub = 4
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	n := float64(size * sub)
	for y := range size {
		for x := range size {
			var light, inside float64
			for j := range sub {
				for i := range sub {
					u := (float64(x*sub+i) + 0.5) / n
					v := (float64(y*sub+j) + 0.5) / n
					light += intensity(u, v)
					inside += roundedSquare(u, v)
				}
			}
			c := shade(light / (sub * sub))
			c.A = uint8(255*inside/(sub*sub) + 0.5)
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// roundedSquare is 1 inside the logo's outline on the unit square.
func roundedSquare(u, v float64) float64 {
	const r = 0.14
	dx, dy := max(r-u, u-(1-r), 0), max(r-v, v-(1-r), 0)
	if dx*dx+dy*dy > r*r {
		return 0
	}
	return 1
}

// drawSVG draws the same light in cells of ten shades, one path for each shade.
func drawSVG() string {
	const cells, shades = 48, 10
	var paths [shades]strings.Builder
	for y := range cells {
		for x := 0; x < cells; {
			k, from := level(x, y, cells, shades), x
			for x < cells && level(x, y, cells, shades) == k {
				x++
			}
			fmt.Fprintf(&paths[k], "M%d %dh%dv1H%dz", from, y, x-from, from)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %[1]d" width="64" height="64">`+"\n", cells)
	b.WriteString("<title>Talbot</title>\n")
	fmt.Fprintf(&b, `<clipPath id="talbot"><rect width="%d" height="%[1]d" rx="%.2f"/></clipPath>`+"\n", cells, 0.14*cells)
	b.WriteString(`<g clip-path="url(#talbot)" shape-rendering="crispEdges">` + "\n")
	for k := range paths {
		c := shade((float64(k) + 0.5) / shades)
		fmt.Fprintf(&b, `<path fill="%s" d="%s"/>`+"\n", hex(c), paths[k].String())
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

func level(x, y, cells, shades int) int {
	n := float64(cells)
	i := intensity((float64(x)+0.5)/n, (float64(y)+0.5)/n)
	return min(int(i*float64(shades)), shades-1)
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
