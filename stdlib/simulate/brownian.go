// Package simulate makes image stacks of which everything is known, to try methods on:
// particles in Brownian motion as a microscope's camera sees them.
//
// The same settings and seed give the same stack, on any number of cores.
package simulate

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"talbot/runtime/array"
	"talbot/runtime/display"
	"talbot/runtime/plan"
	"talbot/stdlib/stack"
)

// BrownianSettings describes point particles that diffuse freely in the plane, each imaged
// as a Gaussian spot. What leaves the image on one side enters on the other. The camera
// counts photons: every pixel is a Poisson number. Zero fields take the value in brackets.
type BrownianSettings struct {
	Width, Height int     // px [256]
	Frames        int     // [500]
	PixelSize     float64 // in the sample, m [0.12e-6]
	FrameInterval float64 // s [0.02]

	Particles   int     // number in the image [500]
	Diffusivity float64 // um²/s; 0: particles at rest
	SpotSigma   float64 // standard deviation of a spot, px [1.5]
	Amplitude   float64 // photons in the pixel at a spot's centre [50]
	Background  float64 // photons in every pixel [0]

	Seed uint64
}

const (
	// spotReach is how many sigma a spot is drawn: beyond it is less than 2e-8 of its height.
	spotReach = 6
	// blockFrames is how many frames' positions are known at once.
	blockFrames = 64
	// Sharper spots would fall between the pixels and alias.
	leastSigma = 0.5
)

func (s *BrownianSettings) complete() error {
	def := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	deff := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	def(&s.Width, 256)
	def(&s.Height, 256)
	def(&s.Frames, 500)
	def(&s.Particles, 500)
	deff(&s.PixelSize, 0.12e-6)
	deff(&s.FrameInterval, 0.02)
	deff(&s.SpotSigma, 1.5)
	deff(&s.Amplitude, 50)
	for _, a := range []struct {
		name string
		v    int
		most int
	}{{"Width", s.Width, 1 << 16}, {"Height", s.Height, 1 << 16}, {"Frames", s.Frames, 1 << 24}, {"Particles", s.Particles, 1 << 24}} {
		if a.v < 1 || a.v > a.most {
			return fmt.Errorf("simulate: %s = %d; allowed are 1 to %d", a.name, a.v, a.most)
		}
	}
	for _, a := range []struct {
		name      string
		v         float64
		low, high float64
		unit      string
	}{
		{"PixelSize", s.PixelSize, 1e-12, 1e-3, "m"},
		{"FrameInterval", s.FrameInterval, 1e-12, 1e9, "s"},
		{"Diffusivity", s.Diffusivity, 0, 1e12, "um²/s"},
		{"SpotSigma", s.SpotSigma, leastSigma, 1e3, "px"},
		{"Amplitude", s.Amplitude, 1e-9, math.MaxUint16, "photons"},
		{"Background", s.Background, 0, math.MaxUint16, "photons"},
	} {
		if !(a.v >= a.low && a.v <= a.high) {
			return fmt.Errorf("simulate: %s = %g %s; allowed are %g to %g", a.name, a.v, a.unit, a.low, a.high)
		}
	}
	return nil
}

// Brownian makes the stack, of uint16 photon numbers.
//
// Its structure function is known: with N particles in an image of side L and q in rad/px,
//
//	D(q,τ) = 2A(1 - exp(-D₀q²τ)) + 2B,   A = N (2πσ² amplitude)² exp(-q²σ²)/L²,   B = mean intensity.
func Brownian(ctx context.Context, s BrownianSettings) (*stack.Stack, error) {
	if err := s.complete(); err != nil {
		return nil, err
	}
	if need, budget := s.memory(), plan.Budget(0); need > float64(budget) {
		return nil, fmt.Errorf("simulate: %d frames of %d x %d with %d particles take %.3g GB and %s may be taken, half of what is free; ask for fewer",
			s.Frames, s.Height, s.Width, s.Particles, need/1e9, plan.Bytes(budget))
	}
	out, err := stack.New(array.Uint16, s.Frames, s.Height, s.Width)
	if err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	out.Meta = stack.Meta{PixelSize: s.PixelSize, FrameInterval: s.FrameInterval,
		Description: fmt.Sprintf("simulated Brownian particles, %g um²/s, seed %d", s.Diffusivity, s.Seed)}
	bar := display.NewProgress(ctx, "simulating", int64(s.Frames))
	err = s.fill(ctx, out.Array().Uint16s(), bar)
	bar.End(err)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// memory gives the bytes that the film takes and that making it takes. They may be more than an
// int64 counts.
func (s *BrownianSettings) memory() float64 {
	const (
		perPoint  = 16 // bytes of a particle's place in one frame
		perWalker = 64 // and of a particle with its random numbers
		perLight  = 8  // and of a pixel's expected photons
	)
	pixels := float64(s.Height) * float64(s.Width)
	return 2*pixels*float64(s.Frames) + float64(s.Particles)*(blockFrames*perPoint+perWalker) +
		perLight*pixels*float64(plan.Workers(blockFrames))
}

// fill draws block after block of frames: first all particles move, then all frames are drawn.
func (s *BrownianSettings) fill(ctx context.Context, pixels []uint16, bar *display.Progress) error {
	um := s.PixelSize * 1e6
	step := math.Sqrt(2*s.Diffusivity*s.FrameInterval) / um // px along each axis
	walkers := make([]walker, s.Particles)
	for i := range walkers {
		walkers[i].start(s, uint64(i))
	}
	path := make([]point, blockFrames*s.Particles) // by frame, then particle
	size := s.Height * s.Width
	drawers := make([]*drawer, plan.Workers(blockFrames))
	for _, block := range plan.Even(s.Frames, blockFrames) {
		moving := plan.Work{Items: s.Particles, Chunk: 256}
		err := moving.Run(ctx, func(_ int, b plan.Block) error {
			for i := b.First; i < b.End(); i++ {
				for t := range block.Count {
					path[t*s.Particles+i] = walkers[i].at
					walkers[i].move(step, s)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		drawing := plan.Work{Items: block.Count, Workers: len(drawers), Done: bar.Add}
		err = drawing.Run(ctx, func(w int, b plan.Block) error {
			if drawers[w] == nil {
				drawers[w] = newDrawer(s)
			}
			t := block.First + b.First
			return drawers[w].frame(pixels[t*size:][:size], path[b.First*s.Particles:][:s.Particles], t)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

type point struct{ x, y float64 }

// A walker has random numbers of its own, so that it does not matter who moves it when.
type walker struct {
	at  point
	rng *rand.Rand
}

func (w *walker) start(s *BrownianSettings, number uint64) {
	w.rng = rand.New(rand.NewPCG(s.Seed, number<<1))
	w.at = point{w.rng.Float64() * float64(s.Width), w.rng.Float64() * float64(s.Height)}
}

func (w *walker) move(step float64, s *BrownianSettings) {
	w.at.x = wrap(w.at.x+step*w.rng.NormFloat64(), float64(s.Width))
	w.at.y = wrap(w.at.y+step*w.rng.NormFloat64(), float64(s.Height))
}

func wrap(x, side float64) float64 {
	if x >= 0 && x < side {
		return x
	}
	x = math.Mod(x, side)
	if x < 0 {
		x += side
	}
	if x >= side { // a tiny negative x rounds up to side
		return 0
	}
	return x
}
