package ddm

import (
	"fmt"
	"math"

	"talbot/runtime/display"
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

// Diffusion fits D₀ to the rates between qMin and qMax, given in QUnit. With both 0 it takes
// the longest run of rings whose rate is resolved; between given limits, all that are resolved.
// The errors are enlarged by sqrt(ChiSquare) where the rates scatter more than their own errors say.
func (f *Fit) Diffusion(qMin, qMax float64) (*Diffusion, error) {
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

// choose lists the resolved rings between the limits, or the longest run of them without limits.
func (f *Fit) choose(qMin, qMax float64) []int {
	var run, best []int
	limited := qMin > 0 || qMax > 0
	for i, q := range f.Q {
		inside := q >= qMin && (qMax == 0 || q <= qMax)
		switch {
		case inside && f.Resolved[i] && f.GammaErr[i] > 0:
			run = append(run, i)
		case !limited:
			run = nil
		}
		if len(run) > len(best) {
			best = append([]int(nil), run...)
		}
	}
	return best
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

func (d *Diffusion) String() string {
	return fmt.Sprintf("D₀ = %s %s from %d rings, q = %.3g to %.3g %s; Γ ∝ q^p with p = %s",
		plusMinus(d.D, d.DErr), d.Unit, d.Rings, d.QMin, d.QMax, d.QUnit, plusMinus(d.Exponent, d.ExponentErr))
}

// MIMEBundle shows the diffusivity and the exponent as a table.
func (d *Diffusion) MIMEBundle() (display.Bundle, error) {
	return table(fmt.Sprintf("Γ = D₀q² over %d rings, q = %.3g to %.3g %s", d.Rings, d.QMin, d.QMax, d.QUnit),
		[]string{"quantity", "value"}, [][]string{
			{"D₀", plusMinus(d.D, d.DErr) + " " + d.Unit},
			{"p of Γ ∝ qᵖ", plusMinus(d.Exponent, d.ExponentErr)},
			{"χ² per degree of freedom", fmt.Sprintf("%.2f", d.ChiSquare)},
		}), nil
}

// plusMinus writes a value and its error with two digits of the error.
func plusMinus(v, err float64) string {
	if !(err > 0) || math.IsInf(err, 0) || math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Sprintf("%.4g ± %.2g", v, err)
	}
	digits := 1 - int(math.Floor(math.Log10(err)))
	if digits < 0 || digits > 6 {
		return fmt.Sprintf("%.4g ± %.2g", v, err)
	}
	return fmt.Sprintf("%.*f ± %.*f", digits, v, digits, err)
}

// Curve gives the fitted D(τ) of the fit's i-th ring at the times tau, to draw through the
// points. An index out of range panics as a slice's does.
func (f *Fit) Curve(i int, tau []float64) []float64 {
	c := make([]float64, len(tau))
	for k, t := range tau {
		c[k] = f.B[i] - f.A[i]*math.Expm1(-f.Gamma[i]*t)
	}
	return c
}

// Nearest gives the index of the fitted ring nearest to q, given in QUnit.
func (f *Fit) Nearest(q float64) int {
	best := 0
	for i, v := range f.Q {
		if math.Abs(v-q) < math.Abs(f.Q[best]-q) {
			best = i
		}
	}
	return best
}

func (f *Fit) String() string {
	n := 0
	for _, ok := range f.Resolved {
		if ok {
			n++
		}
	}
	return fmt.Sprintf("fit of D(τ) = A(1 - exp(-Γτ)) + B: %d rings, the rate resolved in %d; %d lags, τ = %.4g to %.4g %s",
		len(f.Q), n, f.Points, f.TauMin, f.TauMax, f.TauUnit)
}

// MIMEBundle shows a table of some rings.
func (f *Fit) MIMEBundle() (display.Bundle, error) {
	rate := "1/" + f.TauUnit
	head := []string{"q / " + f.QUnit, "A", "B", "Γ / " + rate, "χ²/ν", "resolved"}
	var rows [][]string
	for _, i := range some(len(f.Q), 12) {
		yes := ""
		if f.Resolved[i] {
			yes = "yes"
		}
		rows = append(rows, []string{fmt.Sprintf("%.3g", f.Q[i]), fmt.Sprintf("%.4g ± %.2g", f.A[i], f.AErr[i]),
			fmt.Sprintf("%.4g ± %.2g", f.B[i], f.BErr[i]), fmt.Sprintf("%.4g ± %.2g", f.Gamma[i], f.GammaErr[i]),
			fmt.Sprintf("%.2f", f.ChiSquare[i]), yes})
	}
	return table(f.String(), head, rows), nil
}

// boltzmann is exact in the SI of 2019, J/K.
const boltzmann = 1.380649e-23

// StokesEinstein gives the diffusivity in um²/s of a sphere of the given radius (m) in a
// fluid of the given viscosity (Pa s) at a temperature (K): D = k_B T/(6π η R).
func StokesEinstein(temperature, viscosity, radius float64) (float64, error) {
	for _, a := range []struct {
		name string
		v    float64
		unit string
	}{{"temperature", temperature, "K"}, {"viscosity", viscosity, "Pa s"}, {"radius", radius, "m"}} {
		if !(a.v > 0) || math.IsInf(a.v, 0) {
			return 0, fmt.Errorf("ddm: %s = %g %s; it must be positive", a.name, a.v, a.unit)
		}
	}
	if radius > 1e-3 {
		return 0, fmt.Errorf("ddm: radius = %g m is over a millimetre; it is given in metres (0.5 um is 0.5e-6)", radius)
	}
	return boltzmann * temperature / (6 * math.Pi * viscosity * radius) * 1e12, nil
}
