package simulate

import (
	"context"
	"math"
	"testing"

	"talbot/runtime/fft"
)

// The structure function of the simulated stack, taken here as its definition says, must be the
// one that theory gives without any free parameter, as Brownian's comment states it.
func TestStructureFunctionIsTheTruth(t *testing.T) {
	s := BrownianSettings{Width: 128, Height: 128, Frames: 1500, Particles: 400, PixelSize: 0.2e-6, FrameInterval: 0.05,
		Diffusivity: 0.16, SpotSigma: 1.5, Amplitude: 60, Background: 5, Seed: 11}
	film, err := Brownian(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	const n, half = 128, 65
	um := s.PixelSize * 1e6
	d0 := s.Diffusivity * s.FrameInterval / (um * um) // px² per frame: 0.2
	spot := 2 * math.Pi * s.SpotSigma * s.SpotSigma * s.Amplitude
	noise := s.Background + float64(s.Particles)*spot/(n*n)

	plan := fft.NewRealPlan2D128(n, n, fft.RealSettings[float64]{})
	spectra := make([][]complex128, s.Frames)
	image := make([]float64, n*n)
	pixels := film.Array().Uint16s()
	for f := range spectra {
		for i, v := range pixels[f*n*n:][:n*n] {
			image[i] = float64(v)
		}
		spectra[f] = plan.Forward(nil, image)
	}
	var worst float64 // of q > 0.8
	for _, lag := range []int{1, 3, 10, 30} {
		// |q| in rings of 0.2 rad/px; D over its theory is averaged, as both vary within a ring.
		var ratio, count [12]float64
		for y := range n {
			for x := 1; x < half-1; x++ { // each stands for itself and its mirror image alike
				ky, kx := float64((y+n/2)%n-n/2), float64(x)
				q2 := (ky*ky + kx*kx) * 4 * math.Pi * math.Pi / (n * n)
				ring := int(math.Sqrt(q2) / 0.2)
				if ring >= len(ratio) {
					continue
				}
				var d float64
				for f := 0; f+lag < s.Frames; f++ {
					v := spectra[f+lag][y*half+x] - spectra[f][y*half+x]
					d += real(v)*real(v) + imag(v)*imag(v)
				}
				d /= float64(s.Frames-lag) * n * n
				a := float64(s.Particles) * spot * spot * math.Exp(-q2*s.SpotSigma*s.SpotSigma) / (n * n)
				ratio[ring] += d / (-2*a*math.Expm1(-d0*q2*float64(lag)) + 2*noise)
				count[ring]++
			}
		}
		for ring := 2; ring < len(ratio); ring++ {
			// A ring's average fluctuates by 1/sqrt(modes x independent times); the times are
			// independent after about 1/(D₀q²) and not more often than once in lag frames.
			q := (float64(ring) + 0.5) * 0.2
			times := float64(s.Frames) / math.Max(float64(lag), math.Min(1+2/(d0*q*q), 200))
			tolerance := 5 / math.Sqrt(count[ring]*times)
			r := ratio[ring] / count[ring]
			if q > 0.8 {
				worst = math.Max(worst, math.Abs(r-1))
			}
			if math.Abs(r-1) > tolerance {
				t.Errorf("lag %d, q = %.1f rad/px: D is %.4f of the theory, tolerance %.4f", lag, q, r, tolerance)
			}
			if tolerance > 0.08 {
				t.Errorf("lag %d, q = %.1f: a tolerance of %.3f shows little", lag, q, tolerance)
			}
		}
	}
	t.Logf("largest deviation beyond q = 0.8 rad/px: %.4f", worst)
}
