package ddm

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
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
	Rings            []int // index in the result
	Q                []float64
	A, B, Gamma      []float64
	AErr, BErr       []float64
	GammaErr         []float64
	ChiSquare        []float64 // per degree of freedom
	Resolved         []bool    // Γ lies well within what the lags can see, with an error below 30 %
	TauMin, TauMax   float64   // lags used
	QUnit, TauUnit   string
	FirstLag, Points int // the first lag used, as index in the result, and how many
}

// FitExponential fits a single exponential decay to each ring of a structure function, by
// least squares weighted with the error of the ring average.
//
// For a given Γ the best A and B follow from linear equations, so that the search is in ln Γ
// alone (variable projection: G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 10, 413 (1973),
// DOI 10.1137/0710036); it starts from the best of a grid and ends with BFGS.
func FitExponential(r *Result, s FitSettings) (*Fit, error) {
	if r == nil || len(r.D) == 0 || len(r.Q) == 0 {
		return nil, fmt.Errorf("ddm: the structure function is nil or empty")
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
			f.add(k, q, p)
		}
	}
	if len(f.Q) == 0 {
		return nil, fmt.Errorf("ddm: no ring between QMin = %g and QMax = %g %s can be fitted: D is 0 or not finite in all of them", s.QMin, qMax, r.QUnit)
	}
	return f, nil
}

func (f *Fit) add(ring int, q float64, p decay) {
	f.Rings = append(f.Rings, ring)
	f.Q = append(f.Q, q)
	f.A, f.AErr = append(f.A, p.a), append(f.AErr, p.aErr)
	f.B, f.BErr = append(f.B, p.b), append(f.BErr, p.bErr)
	gamma := math.Exp(p.u)
	f.Gamma, f.GammaErr = append(f.Gamma, gamma), append(f.GammaErr, gamma*p.uErr)
	f.ChiSquare = append(f.ChiSquare, p.chiSquare)
	f.Resolved = append(f.Resolved, p.a > 3*p.aErr && p.uErr < 0.3 && gamma*f.TauMin < 1 && gamma*f.TauMax > 2)
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

// A projection gives the least squares over A and B at a given u = ln Γ.
type projection struct {
	tau, d, weight []float64 // weight: 1/sigma
	a, b           float64   // of the last solve
}

func newProjection(tau, d, sigma []float64) *projection {
	p := &projection{tau: tau, d: d, weight: make([]float64, len(d))}
	for i, s := range sigma {
		p.weight[i] = 1 / s
	}
	return p
}

// solve sets a and b to their best at u and gives the sum of squares.
func (p *projection) solve(u float64) float64 {
	gamma := math.Exp(u)
	var sw, sg, sd float64
	for i, t := range p.tau {
		w := p.weight[i] * p.weight[i]
		sw += w
		sg -= w * math.Expm1(-gamma*t)
		sd += w * p.d[i]
	}
	g0, d0 := sg/sw, sd/sw
	var gg, gd float64
	for i, t := range p.tau {
		w := p.weight[i] * p.weight[i]
		g := -math.Expm1(-gamma*t) - g0
		gg += w * g * g
		gd += w * g * (p.d[i] - d0)
	}
	p.a = 0
	if gg > 0 {
		p.a = gd / gg
	}
	p.b = d0 - p.a*g0
	var sum float64
	for i, t := range p.tau {
		r := p.weight[i] * (p.d[i] - p.b + p.a*math.Expm1(-gamma*t))
		sum += r * r
	}
	return sum
}

// slope is the derivative of solve: as A and B are at their best, only u itself counts.
func (p *projection) slope(u float64) float64 {
	p.solve(u)
	gamma := math.Exp(u)
	var sum float64
	for i, t := range p.tau {
		w := p.weight[i] * p.weight[i]
		e := math.Exp(-gamma * t)
		sum -= 2 * w * (p.d[i] - p.b - p.a*(1-e)) * p.a * gamma * t * e
	}
	return sum
}

// search takes the best of a grid of rates, from a twentieth of the slowest that the lags
// can show to twenty times the fastest.
func (p *projection) search() float64 {
	lo, hi := p.limits()
	best, at := math.Inf(1), lo
	const points = 80
	for i := range points {
		u := lo + (hi-lo)*float64(i)/(points-1)
		if c := p.solve(u); c < best {
			best, at = c, u
		}
	}
	return p.refine(at)
}

func (p *projection) limits() (lo, hi float64) {
	return math.Log(0.05 / p.tau[len(p.tau)-1]), math.Log(20 / p.tau[0])
}

// refine goes from u to the minimum nearby.
func (p *projection) refine(u float64) float64 {
	start := p.solve(u)
	scale := 1 / math.Max(start, 1e-300)
	problem := optimize.Problem{
		Func: func(x []float64) float64 { return p.solve(x[0]) * scale },
		Grad: func(g, x []float64) { g[0] = p.slope(x[0]) * scale },
	}
	// A line search that can gain nothing more ends with an error; what it found still counts.
	r, _ := optimize.Minimize(problem, []float64{u}, &optimize.Settings{GradientThreshold: 1e-9, MajorIterations: 100}, &optimize.BFGS{})
	if lo, hi := p.limits(); r != nil && r.F <= 1 && r.X[0] >= lo && r.X[0] <= hi {
		u = r.X[0]
	}
	p.solve(u)
	return u
}

// errors gives the standard errors from the inverse of the normal matrix at the last solve.
func (p *projection) errors(u float64) (a, b, du float64) {
	gamma := math.Exp(u)
	normal := mat.NewSymDense(3, nil)
	for i, t := range p.tau {
		e := math.Exp(-gamma * t)
		row := [3]float64{1 - e, 1, p.a * gamma * t * e}
		for j := range 3 {
			for k := j; k < 3; k++ {
				normal.SetSym(j, k, normal.At(j, k)+p.weight[i]*p.weight[i]*row[j]*row[k])
			}
		}
	}
	// A is in grey levels and u a logarithm: bring the matrix to a unit diagonal first.
	var scale [3]float64
	for j := range scale {
		scale[j] = math.Sqrt(normal.At(j, j))
	}
	for j := range 3 {
		for k := j; k < 3; k++ {
			normal.SetSym(j, k, normal.At(j, k)/(scale[j]*scale[k]))
		}
	}
	var c mat.Cholesky
	if !c.Factorize(normal) {
		return math.Inf(1), math.Inf(1), math.Inf(1)
	}
	var inverse mat.SymDense
	if c.InverseTo(&inverse) != nil {
		return math.Inf(1), math.Inf(1), math.Inf(1)
	}
	return math.Sqrt(inverse.At(0, 0)) / scale[0], math.Sqrt(inverse.At(1, 1)) / scale[1], math.Sqrt(inverse.At(2, 2)) / scale[2]
}
