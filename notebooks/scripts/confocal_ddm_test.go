package main

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"

	"talbot/stdlib/ddm"
	"talbot/stdlib/simulate"
	"talbot/stdlib/stackio"
)

// The real film lies beside the repository, not in it.
func TestConfocalFilm(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "data", "confocal")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the confocal film is not beside the repository (../shared/data/confocal)")
	}
	film, err := stackio.Open(folder, stackio.Options{PixelSize: pixelSize, FrameInterval: frameInterval})
	if err != nil {
		t.Fatal(err)
	}
	defer film.Close()
	fit, d, err := measure(context.Background(), film)
	if err != nil {
		t.Fatal(err)
	}
	want, err := ddm.StokesEinstein(temperature, viscosity, radius)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v; Stokes–Einstein %.4f", d, want)
	if math.Abs(d.D/want-1) > 0.15 { // the temperature and the size of the spheres are known no better
		t.Errorf("D = %g um²/s, Stokes–Einstein says %g", d.D, want)
	}
	for i, q := range fit.Q {
		if q > qMin && q < qMax && !fit.Resolved[i] {
			t.Errorf("the rate at q = %g is not resolved", q)
		}
	}
}

// From simulated colloids the whole way gives back what was put in.
func TestSimulatedColloids(t *testing.T) {
	for _, d0 := range []float64{0.2, 1} {
		film, err := simulate.Brownian(context.Background(), simulate.BrownianSettings{
			Frames: 400, Particles: 800, Diffusivity: d0, Background: 10, Seed: 4})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range []ddm.Method{ddm.Direct, ddm.WienerKhinchin} {
			r, err := ddm.Compute(context.Background(), film, ddm.Settings{Method: m})
			if err != nil {
				t.Fatal(err)
			}
			fit, err := ddm.FitExponential(r, ddm.FitSettings{})
			if err != nil {
				t.Fatal(err)
			}
			d, err := fit.Diffusion(0, 0)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%v: %v", m, d)
			if math.Abs(d.D/d0-1) > 0.02 || math.Abs(d.Exponent-2) > 0.05 {
				t.Errorf("%v: %v; put in %g um²/s", m, d, d0)
			}
		}
	}
}
