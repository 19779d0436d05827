package ddm_test

import (
	"context"
	"fmt"
	"math"

	"talbot/stdlib/ddm"
	"talbot/stdlib/simulate"
)

// From a film to the diffusivity. The film is simulated with 0.5 um²/s.
func Example() {
	ctx := context.Background()
	film, err := simulate.Brownian(ctx, simulate.BrownianSettings{
		Width: 128, Height: 128, Frames: 400, Diffusivity: 0.5, Seed: 1})
	if err != nil {
		panic(err)
	}
	result, err := ddm.Compute(ctx, film, ddm.Settings{})
	if err != nil {
		panic(err)
	}
	fit, err := ddm.FitExponential(result, ddm.FitSettings{})
	if err != nil {
		panic(err)
	}
	diffusion, err := fit.Diffusion(0, 0)
	if err != nil {
		panic(err)
	}
	fmt.Println(result)
	fmt.Println("within 2 %:", math.Abs(diffusion.D/0.5-1) < 0.02)
	// Output:
	// structure function D(q,τ): 64 rings, q = 0 to 25.55 rad/um; 38 lags, τ = 0.02 to 4 s
	// within 2 %: true
}

// A plan says beforehand what a computation takes.
func ExampleNewPlan() {
	film, err := simulate.Brownian(context.Background(), simulate.BrownianSettings{Width: 64, Height: 64, Frames: 100})
	if err != nil {
		panic(err)
	}
	plan, err := ddm.NewPlan(film, ddm.Settings{Lags: ddm.LinearLags(4)})
	if err != nil {
		panic(err)
	}
	fmt.Println(plan.Method, plan.Passes)
	// Output: direct 1
}
