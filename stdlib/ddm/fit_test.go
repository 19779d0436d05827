package ddm

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"talbot/runtime/display"
)

// decays makes a result of perfect curves, one per q, with an error of 1 %, less noise of
// that size if r is given.
func decays(q []float64, a, b, d0 float64, r *rand.Rand) *Result {
	res := &Result{Q: q, QUnit: "rad/um", TauUnit: "s"}
	for range q {
		res.Count = append(res.Count, 100)
	}
	for _, l := range LogLags(1000, 40) {
		tau := 0.01 * float64(l)
		res.Tau, res.Lags = append(res.Tau, tau), append(res.Lags, l)
		var d, e []float64
		for _, v := range q {
			x := b - a*math.Expm1(-d0*v*v*tau)
			s := 0.01 * x
			if r != nil {
				x += s * r.NormFloat64()
			}
			d, e = append(d, x), append(e, s)
		}
		res.D, res.Err = append(res.D, d), append(res.Err, e)
	}
	return res
}

func TestFitRecoversPerfectCurves(t *testing.T) {
	q := []float64{0, 0.8, 1, 1.5, 2, 3, 4, 5}
	for _, scale := range []float64{1e-9, 1, 1e12} {
		f, err := FitExponential(decays(q, 500*scale, 30*scale, 0.4, nil), FitSettings{})
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Q) != 7 || f.Rings[0] != 1 {
			t.Fatalf("%d rings from %d, want 7 from 1", len(f.Q), f.Rings[0])
		}
		for i, v := range f.Q {
			// The search ends where its slope is 1e-9 of the least squares, short of the last digits.
			if e := math.Abs(f.Gamma[i]/(0.4*v*v) - 1); !(e < 1e-6) || !f.Resolved[i] {
				t.Errorf("q = %g: rate off by %g, resolved %v", v, e, f.Resolved[i])
			}
			if math.Abs(f.A[i]/(500*scale)-1) > 1e-6 || math.Abs(f.B[i]/(30*scale)-1) > 1e-5 {
				t.Errorf("q = %g: A = %g, B = %g", v, f.A[i], f.B[i])
			}
			if c := f.Curve(i, []float64{0.3})[0]; math.Abs(c/(scale*(30-500*math.Expm1(-0.4*v*v*0.3)))-1) > 1e-6 {
				t.Errorf("q = %g: curve at 0.3 s is %g", v, c)
			}
		}
		d, err := f.Diffusion(0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(d.D-0.4) > 1e-6 || math.Abs(d.Exponent-2) > 1e-5 || d.Rings != 7 || d.Unit != "um²/s" {
			t.Errorf("got %v in %s from %d rings", d.D, d.Unit, d.Rings)
		}
	}
}

// With independent errors of known size, the stated standard errors must be those of the results.
func TestStandardErrorsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	const trials = 300
	var z [5]float64
	var mean float64
	for range trials {
		f, err := FitExponential(decays([]float64{1, 1.3, 1.6, 2, 2.5}, 500, 100, 0.4, r), FitSettings{})
		if err != nil {
			t.Fatal(err)
		}
		d, err := f.Diffusion(0.5, 3)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range []float64{(f.A[2] - 500) / f.AErr[2], (f.B[2] - 100) / f.BErr[2], (f.Gamma[2] - 0.4*1.6*1.6) / f.GammaErr[2],
			(d.D - 0.4) / d.DErr, (d.Exponent - 2) / d.ExponentErr} {
			z[i] += v * v / trials
		}
		mean += (d.D - 0.4) / d.DErr / trials
	}
	// z² averages to 1 ± sqrt(2/300); D and the exponent, whose errors may only be enlarged, to less.
	for i, name := range []string{"A", "B", "Γ", "D", "exponent"} {
		low := 0.7
		if i >= 3 {
			low = 0.4
		}
		if z[i] < low || z[i] > 1.35 {
			t.Errorf("%s: mean square of the deviation in standard errors is %.2f, want about 1", name, z[i])
		}
	}
	if math.Abs(mean) > 0.3 {
		t.Errorf("D is biased by %.2f standard errors", mean)
	}
}

func TestFitSaysWhatIsNotResolved(t *testing.T) {
	// Rates far below, within and far above what lags from 0.01 to 10 s show.
	f, err := FitExponential(decays([]float64{0.05, 2, 40}, 500, 30, 0.4, rand.New(rand.NewPCG(5, 5))), FitSettings{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, true, false} {
		if f.Resolved[i] != want {
			t.Errorf("q = %g: resolved %v, rate %g ± %g", f.Q[i], f.Resolved[i], f.Gamma[i], f.GammaErr[i])
		}
	}
	if _, err := f.Diffusion(0, 0); err == nil || !strings.Contains(err.Error(), "1 rings") {
		t.Errorf("a diffusivity from one ring: %v", err)
	}
}

func TestFitMisuseIsAnError(t *testing.T) {
	r := decays([]float64{1, 2, 3}, 500, 30, 0.4, nil)
	for want, s := range map[string]FitSettings{
		"QMin = 4":       {QMin: 4, QMax: 3},
		"no ring":        {QMin: 10},
		"TauMin = 9":     {TauMin: 9, TauMax: 8},
		"3 lags lie":     {TauMax: 0.03},
		"QMin = NaN":     {QMin: math.NaN()},
		"TauMin = -1 an": {TauMin: -1},
	} {
		if _, err := FitExponential(r, s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	if _, err := FitExponential(nil, FitSettings{}); err == nil {
		t.Error("no error without a result")
	}
	short := *r
	short.D = append([][]float64{{1}}, r.D[1:]...)
	if _, err := FitExponential(&short, FitSettings{}); err == nil || !strings.Contains(err.Error(), "row 0") {
		t.Errorf("a short row: %v", err)
	}
	for _, d := range r.D {
		clear(d)
	}
	if _, err := FitExponential(r, FitSettings{}); err == nil {
		t.Error("no error for D = 0")
	}
}

func TestStokesEinstein(t *testing.T) {
	// 1.380649e-23 x 298.15 / (6π 0.89e-3 x 0.5e-6) = 0.490746 um²/s
	d, err := StokesEinstein(298.15, 0.89e-3, 0.5e-6)
	if err != nil || math.Abs(d-0.490746) > 1e-6 {
		t.Errorf("got %g, %v", d, err)
	}
	for _, bad := range [][3]float64{{0, 1, 1e-6}, {300, -1, 1e-6}, {300, 1e-3, math.NaN()}, {300, 1e-3, 0.5}} {
		if _, err := StokesEinstein(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("no error for %v", bad)
		}
	}
}

func TestResultsShowThemselves(t *testing.T) {
	r := decays([]float64{1, 1.5, 2, 2.5}, 500, 30, 0.4, nil)
	f, err := FitExponential(r, FitSettings{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := f.Diffusion(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		show display.Bundler
		want []string
	}{{r, []string{"4 rings", "τ / s", "q = 1.5 rad/um"}}, {f, []string{"resolved in 4", "1.6 ±"}}, {d, []string{"0.4", "um²/s", "±", "2.0"}}} {
		b, err := c.show.MIMEBundle()
		if err != nil {
			t.Fatal(err)
		}
		page, _ := b.Data["text/html"].(string)
		for _, w := range c.want {
			if !strings.Contains(b.PlainText(), w) {
				t.Errorf("%T: no %q in\n%s", c.show, w, b.PlainText())
			}
		}
		if !strings.Contains(page, "<table>") || strings.Count(page, "<tr>") != strings.Count(page, "</tr>") {
			t.Errorf("%T: page %q", c.show, page)
		}
	}
	for _, c := range []struct {
		v, e float64
		want string
	}{{0.49962, 0.00201, "0.4996 ± 0.0020"}, {12.34, 1.5, "12.3 ± 1.5"}, {1, 0, "1 ± 0"}, {5e6, 2e4, "5e+06 ± 2e+04"}} {
		if got := plusMinus(c.v, c.e); got != c.want {
			t.Errorf("plusMinus(%g, %g) = %q, want %q", c.v, c.e, got, c.want)
		}
	}
}
