// Command confocal_ddm asks how fast the colloids of a confocal film diffuse, and whether that is what
// Stokes and Einstein say.
//
//	talbot run notebooks/scripts/confocal_ddm.go FOLDER
//
// FOLDER holds the film's frames as TIFF files; the environment variable TALBOT_DATA may name it
// instead. The numbers below are those of a film of spheres of 508 nm radius in a fluid of
// 1.288 mPa s, 43 ms from frame to frame, 0.123 um per pixel: write your own.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"talbot/stdlib/ddm"
	"talbot/stdlib/stack"
	"talbot/stdlib/stackio"
)

const (
	pixelSize     = 0.123e-6 // m
	frameInterval = 43e-3    // s
	temperature   = 295.0    // K
	viscosity     = 1.288e-3 // Pa s
	radius        = 508e-9   // m

	// Below this range the curves hold slow drift and spheres that leave the focal plane,
	// which look like faster diffusion; above it the spheres feel each other.
	qMin, qMax = 1.5, 3.0 // rad/um
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	folder := os.Getenv("TALBOT_DATA")
	if folder == "" && len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if folder == "" {
		return fmt.Errorf("which film? name its folder after the script, or in TALBOT_DATA")
	}
	film, err := stackio.Open(folder, stackio.Options{PixelSize: pixelSize, FrameInterval: frameInterval})
	if err != nil {
		return err
	}
	defer film.Close()
	fmt.Println(film.Info())

	fit, diffusion, err := measure(ctx, film)
	if err != nil {
		return err
	}
	fmt.Println()
	fmt.Println("q (rad/um)   A        B        rate (1/s)       rate/q² (um²/s)")
	for i, q := range fit.Q {
		if q < 1 || q > 6 || i%2 == 1 {
			continue
		}
		fmt.Printf("%6.2f    %7.1f  %7.1f   %6.3f ± %.3f     %.3f\n",
			q, fit.A[i], fit.B[i], fit.Gamma[i], fit.GammaErr[i], fit.Gamma[i]/(q*q))
	}
	expected, err := ddm.StokesEinstein(temperature, viscosity, radius)
	if err != nil {
		return err
	}
	fmt.Println()
	fmt.Println(diffusion)
	fmt.Printf("Stokes–Einstein at %g K: %.4f um²/s; measured: %.3f of it\n", temperature, expected, diffusion.D/expected)
	return nil
}

// measure takes a film to the diffusivity between qMin and qMax.
func measure(ctx context.Context, film stack.Source) (*ddm.Fit, *ddm.Diffusion, error) {
	result, err := ddm.Compute(ctx, film, ddm.Settings{})
	if err != nil {
		return nil, nil, err
	}
	fit, err := ddm.FitExponential(result, ddm.FitSettings{})
	if err != nil {
		return nil, nil, err
	}
	diffusion, err := fit.Diffusion(qMin, qMax)
	return fit, diffusion, err
}
