package ddm

import (
	"fmt"
	"math"
	"sort"
)

// A Diffusion is what the rates Γ(q) of a fit say about free diffusion, Γ = D₀q².
type Diffusion struct {
	D, DErr               float64 // D₀ and its standard error, Unit
	Exponent, ExponentErr float64 // p of Γ ∝ qᵖ fitted freely: 2 if the motion is diffusion
	QMin, QMax            float64 // of the rings used, QUnit
	Rings                 int     // number of rings used
	ChiSquare             float64 // per degree of freedom; well above 1: Γ is not D₀q², or its errors are underestimated
	Unit                  string  // "um²/s", or what the stack's units make it
	QUnit, TauUnit        string
}

// Diffusion fits D₀ to the resolved rates between qMin and qMax, given in QUnit. With both 0
// it takes the longest run of rings that agree on D₀ within 15 %: look at Γ(q) and the
// exponent before you believe that the motion is free diffusion.
// The errors are enlarged by sqrt(ChiSquare) where the rates scatter more than their own errors
// say. What all rings share, such as a few hundred particles that happened to move far, does
// not show in that scatter: simulated films differ by 1.5 to 2 times the error stated.
func (f *Fit) Diffusion(qMin, qMax float64) (*Diffusion, error) {
	if f == nil {
		return nil, fmt.Errorf("ddm: the fit is nil; the error of the call that should have made it says why")
	}
	if !(qMin >= 0) || !(qMax >= 0) || qMax != 0 && qMin >= qMax {
		return nil, fmt.Errorf("ddm: qMin = %g and qMax = %g %s; allowed are 0 and positive values that rise", qMin, qMax, f.QUnit)
	}
	use := f.choose(qMin, qMax)
	if len(use) < 3 {
		return nil, fmt.Errorf("ddm: %d rings between qMin = %g and qMax = %g %s have a rate that the lags resolve; 3 are needed. "+
			"Choose lags that reach from below 1/Γ to well above it, or other limits", len(use), qMin, qMax, f.QUnit)
	}
	d := &Diffusion{QMin: f.Q[use[0]], QMax: f.Q[use[len(use)-1]], Rings: len(use), QUnit: f.QUnit, TauUnit: f.TauUnit, Unit: "um²/s"}
	length, time := "um", "s"
	if f.QUnit != "rad/um" {
		length = "px"
	}
	if f.TauUnit != "s" {
		time = "frame"
	}
	d.Unit = length + "²/" + time

	var q4, q2g float64
	for _, i := range use {
		q2, w := f.Q[i]*f.Q[i], 1/(f.GammaErr[i]*f.GammaErr[i])
		q4 += w * q2 * q2
		q2g += w * q2 * f.Gamma[i]
	}
	d.D = q2g / q4
	for _, i := range use {
		z := (f.Gamma[i] - d.D*f.Q[i]*f.Q[i]) / f.GammaErr[i]
		d.ChiSquare += z * z / float64(len(use)-1)
	}
	d.DErr = math.Sqrt(math.Max(1, d.ChiSquare) / q4)
	d.Exponent, d.ExponentErr = f.exponent(use)
	return d, nil
}

// choose lists the resolved rings between the limits. Without limits it is the longest run
// of resolved rings whose Γ/q² lies within 15 % or three standard errors of the median over
// all, weighted by what each ring knows.
func (f *Fit) choose(qMin, qMax float64) []int {
	usable := func(i int) bool { return f.Resolved[i] && f.GammaErr[i] > 0 }
	var best, run []int
	if qMin > 0 || qMax > 0 {
		for i, q := range f.Q {
			if usable(i) && q >= qMin && (qMax == 0 || q <= qMax) {
				best = append(best, i)
			}
		}
		return best
	}
	middle := f.median(usable)
	for i, q := range f.Q {
		away := math.Abs(f.Gamma[i]/(q*q) - middle)
		if usable(i) && away <= math.Max(0.15*middle, 3*f.GammaErr[i]/(q*q)) {
			run = append(run, i)
		} else {
			run = nil
		}
		if len(run) > len(best) {
			best = append([]int(nil), run...)
		}
	}
	return best
}

// median gives the weighted median of Γ/q².
func (f *Fit) median(usable func(i int) bool) float64 {
	type ratio struct{ d, weight float64 }
	var list []ratio
	var total float64
	for i, q := range f.Q {
		if usable(i) {
			w := f.Gamma[i] * f.Gamma[i] / (f.GammaErr[i] * f.GammaErr[i])
			list = append(list, ratio{f.Gamma[i] / (q * q), w})
			total += w
		}
	}
	sort.Slice(list, func(a, b int) bool { return list[a].d < list[b].d })
	var sum float64
	for _, r := range list {
		if sum += r.weight; sum >= total/2 {
			return r.d
		}
	}
	return 0
}

// exponent fits the straight line ln Γ = c + p ln q.
func (f *Fit) exponent(use []int) (p, err float64) {
	var sw, sx, sy float64
	weight := func(i int) float64 { return f.Gamma[i] * f.Gamma[i] / (f.GammaErr[i] * f.GammaErr[i]) }
	for _, i := range use {
		w := weight(i)
		sw += w
		sx += w * math.Log(f.Q[i])
		sy += w * math.Log(f.Gamma[i])
	}
	x0, y0 := sx/sw, sy/sw
	var xx, xy float64
	for _, i := range use {
		x := math.Log(f.Q[i]) - x0
		xx += weight(i) * x * x
		xy += weight(i) * x * (math.Log(f.Gamma[i]) - y0)
	}
	p = xy / xx
	var chi float64
	for _, i := range use {
		z := math.Log(f.Gamma[i]) - y0 - p*(math.Log(f.Q[i])-x0)
		chi += weight(i) * z * z / float64(len(use)-2)
	}
	return p, math.Sqrt(math.Max(1, chi) / xx)
}

// Rates gives D₀q² at each q, the line to draw through Γ.
func (d *Diffusion) Rates(q []float64) []float64 {
	r := make([]float64, len(q))
	for i, v := range q {
		r[i] = d.D * v * v
	}
	return r
}
