package ddm

import (
	"fmt"
	"math"
)

// FitSettings limits what is fitted. The zero value takes all lags and all rings but q = 0.
type FitSettings struct {
	QMin, QMax     float64 // QUnit of the result; 0: no limit
	TauMin, TauMax float64 // TauUnit of the result; 0: no limit
}

// A Fit holds, for each ring that was fitted, the parameters of
//
//	D(τ) = A (1 - exp(-Γτ)) + B
//
// and their standard errors. The errors take the lags as independent, which those of one
// film are not quite: the scatter of Γ between neighbouring rings tells more.
type Fit struct {
	Rings       []int // index in the result
	Q           []float64
	A, B, Gamma []float64
	AErr, BErr  []float64
	GammaErr    []float64
	ChiSquare   []float64 // per degree of freedom
	// Resolved tells which rates can be believed: 1/Γ lies between the first lag and half the
	// last, Γ is known to 30 % and A to a third, χ² is below 10, and the ring has at least 20 wave
	// vectors, so that its spread says something about its error.
	Resolved         []bool
	TauMin, TauMax   float64 // lags used
	QUnit, TauUnit   string
	FirstLag, Points int // lags used: the first, as index in the result, and how many
}

// FitExponential fits a single exponential decay to each ring of a structure function, by
// least squares weighted with the error of the ring average.
//
// For a given Γ the best A and B follow from linear equations, so that the search is in ln Γ
// alone (variable projection: G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 10, 413 (1973),
// DOI 10.1137/0710036); it starts from the best of a grid and ends with BFGS.
func FitExponential(r *Result, s FitSettings) (*Fit, error) {
	if r == nil || len(r.D) == 0 || len(r.Q) == 0 || len(r.Count) != len(r.Q) {
		return nil, fmt.Errorf("ddm: the structure function is nil or not complete")
	}
	if len(r.D) != len(r.Tau) || len(r.Err) != len(r.Tau) {
		return nil, fmt.Errorf("ddm: the structure function has %d lags, %d rows of D and %d of Err; they must be as many", len(r.Tau), len(r.D), len(r.Err))
	}
	for i := range r.D {
		if len(r.D[i]) != len(r.Q) || len(r.Err[i]) != len(r.Q) {
			return nil, fmt.Errorf("ddm: row %d of the structure function has %d values and %d errors for %d rings", i, len(r.D[i]), len(r.Err[i]), len(r.Q))
		}
	}
	qMax, tauMax := s.QMax, s.TauMax
	if qMax == 0 {
		qMax = math.Inf(1)
	}
	if tauMax == 0 {
		tauMax = math.Inf(1)
	}
	if !(s.QMin >= 0 && s.QMin < qMax) {
		return nil, fmt.Errorf("ddm: QMin = %g and QMax = %g %s; allowed are 0 and positive values that rise", s.QMin, s.QMax, r.QUnit)
	}
	if !(s.TauMin >= 0 && s.TauMin < tauMax) {
		return nil, fmt.Errorf("ddm: TauMin = %g and TauMax = %g %s; allowed are 0 and positive values that rise", s.TauMin, s.TauMax, r.TauUnit)
	}
	var tau []float64
	first := 0
	for i, v := range r.Tau {
		if v < s.TauMin || v > tauMax {
			continue
		}
		if len(tau) == 0 {
			first = i
		}
		tau = append(tau, v)
	}
	if len(tau) < 4 {
		return nil, fmt.Errorf("ddm: %d lags lie between TauMin = %g and TauMax = %g %s; a fit of 3 parameters needs 4 or more",
			len(tau), s.TauMin, tauMax, r.TauUnit)
	}
	f := &Fit{TauMin: tau[0], TauMax: tau[len(tau)-1], QUnit: r.QUnit, TauUnit: r.TauUnit, FirstLag: first, Points: len(tau)}
	for k, q := range r.Q {
		if q == 0 || q < s.QMin || q > qMax {
			continue
		}
		d, e := r.AtRing(k)[first:][:len(tau)], r.ErrAtRing(k)[first:][:len(tau)]
		if p, ok := fitDecay(tau, d, e); ok {
			f.add(k, q, r.Count[k], p)
		}
	}
	if len(f.Q) == 0 {
		return nil, fmt.Errorf("ddm: no ring between QMin = %g and QMax = %g %s can be fitted: D is 0 or not finite in all of them", s.QMin, qMax, r.QUnit)
	}
	return f, nil
}

func (f *Fit) add(ring int, q float64, wavevectors int, p decay) {
	f.Rings = append(f.Rings, ring)
	f.Q = append(f.Q, q)
	f.A, f.AErr = append(f.A, p.a), append(f.AErr, p.aErr)
	f.B, f.BErr = append(f.B, p.b), append(f.BErr, p.bErr)
	gamma := math.Exp(p.u)
	f.Gamma, f.GammaErr = append(f.Gamma, gamma), append(f.GammaErr, gamma*p.uErr)
	f.ChiSquare = append(f.ChiSquare, p.chiSquare)
	f.Resolved = append(f.Resolved, f.resolved(p, wavevectors))
}

func (f *Fit) resolved(p decay, wavevectors int) bool {
	gamma := math.Exp(p.u)
	return wavevectors >= 20 && p.chiSquare < 10 && p.a > 3*p.aErr && p.uErr < 0.3 && gamma*f.TauMin < 1 && gamma*f.TauMax > 2
}

// A decay is one ring's parameters, with u = ln Γ.
type decay struct {
	a, b, u          float64
	aErr, bErr, uErr float64
	chiSquare        float64
}

func fitDecay(tau, d, err []float64) (decay, bool) {
	sigma := make([]float64, len(d))
	measured := true
	for i, v := range d {
		if !(v > 0) || math.IsInf(v, 0) {
			return decay{}, false
		}
		measured = measured && err[i] > 0 && !math.IsInf(err[i], 0)
	}
	for i, v := range d {
		sigma[i] = v // all points alike, where the ring is too small to tell
		if measured {
			sigma[i] = err[i]
		}
	}
	p := newProjection(tau, d, sigma)
	u := p.search()
	// A point that happens to be low has a low error too, and would pull the curve down. So
	// the errors are taken relative to the curve, not to the points, and the fit repeated.
	for range 2 {
		for i := range d {
			if m := p.a - p.a*math.Exp(-math.Exp(u)*tau[i]) + p.b; m > 0 {
				p.weight[i] = d[i] / (m * sigma[i])
			}
		}
		u = p.refine(u)
	}
	chi := p.solve(u) / float64(len(d)-3)
	r := decay{a: p.a, b: p.b, u: u, chiSquare: chi}
	r.aErr, r.bErr, r.uErr = p.errors(u)
	if !measured {
		s := math.Sqrt(chi)
		r.aErr, r.bErr, r.uErr = r.aErr*s, r.bErr*s, r.uErr*s
	}
	return r, true
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
