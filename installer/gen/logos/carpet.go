package main

import (
	"image/color"
	"math"
	"math/cmplx"
)

// intensity is the light at (u, v) of the unit square, between 0 and 1: about one and a half periods of
// a grating across, one Talbot length down.
//
// Behind a grating of period d lit by a plane wave of wavelength λ the paraxial field is
//
//	E(x, z) = Σ_n c_n exp(2πi n x/d) exp(-2πi n² z/z_T),  z_T = 2d²/λ,
//
// which is periodic in z as well (Lord Rayleigh 1881, doi:10.1080/14786448108626995). The
// Gaussian over n softens the slits' edges to what 32 pixels can show.
func intensity(u, v float64) float64 {
	const periods, opening, orders, soft = 1.6, 0.24, 12, 6.0
	x := periods * (u - 0.5)
	var e complex128
	for n := -orders; n <= orders; n++ {
		k := float64(n)
		c := opening * sinc(k*opening) * math.Exp(-(k/soft)*(k/soft))
		e += complex(c, 0) * cmplx.Rect(1, 2*math.Pi*(k*x-k*k*v))
	}
	i := real(e)*real(e) + imag(e)*imag(e)
	// The power lifts the fine structure between the images.
	return min(math.Pow(i, 0.6), 1)
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// shade runs from night blue over teal to the yellow of old paper.
func shade(t float64) color.NRGBA {
	stops := []struct{ at, r, g, b float64 }{
		{0, 18, 22, 58}, {0.35, 28, 74, 120}, {0.65, 60, 160, 160}, {1, 255, 240, 190},
	}
	t = min(max(t, 0), 1)
	i := 1
	for i < len(stops)-1 && t > stops[i].at {
		i++
	}
	p, q := stops[i-1], stops[i]
	w := (t - p.at) / (q.at - p.at)
	mix := func(x, y float64) uint8 { return uint8(x + (y-x)*w + 0.5) }
	return color.NRGBA{mix(p.r, q.r), mix(p.g, q.g), mix(p.b, q.b), 255}
}
