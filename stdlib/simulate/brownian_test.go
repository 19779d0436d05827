package simulate

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestSameSeedSameStack(t *testing.T) {
	s := BrownianSettings{Width: 40, Height: 30, Frames: 130, Particles: 300, Diffusivity: 0.5, Seed: 3}
	ctx := context.Background()
	a, err := Brownian(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	old := runtime.GOMAXPROCS(1)
	b, err := Brownian(ctx, s)
	runtime.GOMAXPROCS(old)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Array().Uint16s(), b.Array().Uint16s()) {
		t.Error("one core draws another stack")
	}
	s.Seed++
	if b, err = Brownian(ctx, s); err != nil {
		t.Fatal(err)
	}
	if slices.Equal(a.Array().Uint16s(), b.Array().Uint16s()) {
		t.Error("another seed draws the same stack")
	}
	if a.Meta.PixelSize != 0.12e-6 || a.Meta.FrameInterval != 0.02 {
		t.Errorf("meta %+v", a.Meta)
	}
}

// The mean intensity is background plus light of the spots: 2π sigma² amplitude each.
func TestMeanIntensity(t *testing.T) {
	s := BrownianSettings{Width: 64, Height: 48, Frames: 50, Particles: 100, Diffusivity: 1, Background: 7, Amplitude: 20, SpotSigma: 2, Seed: 1}
	a, err := Brownian(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	p := a.Array().Uint16s()
	for _, v := range p {
		sum += float64(v)
	}
	want := 7 + 100*2*math.Pi*4*20/(64*48.)
	if got := sum / float64(len(p)); math.Abs(got-want) > 5*math.Sqrt(want/float64(len(p))) {
		t.Errorf("mean %g, want %g", got, want)
	}
}

// Without Diffusivity only photons differ from frame to frame.
func TestAtRest(t *testing.T) {
	s := BrownianSettings{Width: 32, Height: 32, Frames: 400, Particles: 5, Amplitude: 100, Seed: 2}
	a, err := Brownian(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 32 * 32 {
		var m, v float64
		for f := range 400 {
			m += a.At(f, i/32, i%32)
		}
		m /= 400
		for f := range 400 {
			v += (a.At(f, i/32, i%32) - m) * (a.At(f, i/32, i%32) - m)
		}
		if v /= 399; m > 1 && math.Abs(v/m-1) > 0.5 { // 7 standard deviations of v/m
			t.Errorf("pixel %d: mean %g, variance %g", i, m, v)
		}
	}
}

func TestPoisson(t *testing.T) {
	r := rand.NewPCG(1, 1)
	for _, mean := range []float64{0.01, 0.5, 3, 9.9, 10, 12, 50, 1000, 40000} {
		const n = 200000
		var m1, m2, m3 float64
		for range n {
			d := float64(poisson(r, mean)) - mean
			m1 += d
			m2 += d * d
			m3 += d * d * d
		}
		m1, m2, m3 = m1/n, m2/n, m3/n
		// Mean, variance and third central moment of a Poisson number are all its mean;
		// their standard errors follow from its higher moments.
		e1 := math.Sqrt(mean / n)
		e2 := math.Sqrt((mean + 2*mean*mean) / n)
		e3 := math.Sqrt((mean + 24*mean*mean + 15*mean*mean*mean) / n)
		if math.Abs(m1) > 5*e1 || math.Abs(m2-mean) > 5*e2 || math.Abs(m3-mean) > 5*e3 {
			t.Errorf("mean %g: moments off by %.1f, %.1f, %.1f standard errors", mean, m1/e1, (m2-mean)/e2, (m3-mean)/e3)
		}
	}
	if poisson(r, 0) != 0 {
		t.Error("photons from nothing")
	}
}

func TestWrap(t *testing.T) {
	for _, c := range [][2]float64{{0, 0}, {9.5, 9.5}, {10, 0}, {-1, 9}, {25, 5}, {-21, 9}, {-1e-300, 0}} {
		if got := wrap(c[0], 10); got != c[1] {
			t.Errorf("wrap(%g, 10) = %g, want %g", c[0], got, c[1])
		}
	}
}

func TestMisuseIsAnError(t *testing.T) {
	for want, s := range map[string]BrownianSettings{
		"Width = -1":        {Width: -1},
		"Frames = -5":       {Frames: -5},
		"Particles = -1":    {Particles: -1},
		"PixelSize = 0.12":  {PixelSize: 0.12},
		"Diffusivity = -1":  {Diffusivity: -1},
		"Diffusivity = NaN": {Diffusivity: math.NaN()},
		"SpotSigma = 0.1":   {SpotSigma: 0.1},
		"Background = -2":   {Background: -2},
		"take 1.31e+03 GB":  {Frames: 10_000_000},
		"take 1.44e+08 GB":  {Frames: 1 << 24, Width: 1 << 16, Height: 1 << 16},
		"16-bit camera":     {Width: 32, Height: 32, Frames: 3, Amplitude: 60000},
	} {
		if a, err := Brownian(context.Background(), s); err == nil || a != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

func TestInterrupt(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if a, err := Brownian(ctx, BrownianSettings{}); a != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v; want context.Canceled", a, err)
	}
}

func BenchmarkBrownian(b *testing.B) {
	for b.Loop() {
		if _, err := Brownian(context.Background(), BrownianSettings{Frames: 200, Diffusivity: 0.5, Background: 20}); err != nil {
			b.Fatal(err)
		}
	}
}
