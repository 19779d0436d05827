package ddm

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

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
