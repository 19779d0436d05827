package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// A drawer draws frames. Each goroutine has its own.
type drawer struct {
	*BrownianSettings
	light  []float64 // expected photons
	gx, gy []float64 // a spot is the product of two profiles
	ix     []int     // columns of gx, wrapped
	rng    *rand.PCG
}

func newDrawer(s *BrownianSettings) *drawer {
	return &drawer{BrownianSettings: s, light: make([]float64, s.Width*s.Height), rng: rand.NewPCG(0, 0)}
}

// frame draws the spots and counts photons.
func (d *drawer) frame(dst []uint16, at []point, number int) error {
	for i := range d.light {
		d.light[i] = d.Background
	}
	for _, p := range at {
		d.spot(p)
	}
	// Odd, where the walkers' streams are even: no two are the same.
	d.rng.Seed(d.Seed, uint64(number)<<1|1)
	for i, mean := range d.light {
		k := poisson(d.rng, mean)
		if k > math.MaxUint16 {
			return fmt.Errorf("simulate: a pixel of frame %d counts %d photons, more than the %d of a 16-bit camera; take a lower Amplitude (%g) or Background (%g), or fewer particles",
				number, k, math.MaxUint16, d.Amplitude, d.Background)
		}
		dst[i] = uint16(k)
	}
	return nil
}

func (d *drawer) spot(p point) {
	reach := int(math.Ceil(spotReach * d.SpotSigma))
	d.gx, d.gy, d.ix = d.gx[:0], d.gy[:0], d.ix[:0]
	cx, cy := int(math.Round(p.x)), int(math.Round(p.y))
	f := -1 / (2 * d.SpotSigma * d.SpotSigma)
	for k := -reach; k <= reach; k++ {
		dx, dy := float64(cx+k)-p.x, float64(cy+k)-p.y
		d.gx = append(d.gx, math.Exp(f*dx*dx))
		d.gy = append(d.gy, d.Amplitude*math.Exp(f*dy*dy))
		d.ix = append(d.ix, modulo(cx+k, d.Width))
	}
	inside := cx-reach >= 0 && cx+reach < d.Width
	for k, gy := range d.gy {
		row := d.light[modulo(cy-reach+k, d.Height)*d.Width:][:d.Width]
		if inside {
			row = row[cx-reach:][:len(d.gx)]
			for i, g := range d.gx {
				row[i] += gy * g
			}
			continue
		}
		for i, g := range d.gx {
			row[d.ix[i]] += gy * g
		}
	}
}

func modulo(i, n int) int {
	if i %= n; i < 0 {
		i += n
	}
	return i
}

// poisson draws a Poisson number: by counting arrivals for a small mean, and by W. Hörmann's
// transformed rejection PTRS for others, Insurance: Math. Econ. 12, 39 (1993),
// DOI 10.1016/0167-6687(93)90997-4.
func poisson(r *rand.PCG, mean float64) int {
	if mean <= 0 {
		return 0
	}
	if mean < 10 {
		k, p, limit := 0, uniform(r), math.Exp(-mean)
		for ; p > limit; k++ {
			p *= uniform(r)
		}
		return k
	}
	b := 0.931 + 2.53*math.Sqrt(mean)
	a := -0.059 + 0.02483*b
	top := 0.9277 - 3.6224/(b-2)
	for {
		u, v := uniform(r)-0.5, uniform(r)
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + mean + 0.43)
		if us >= 0.07 && v <= top {
			return int(k)
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		inverse := 1.1239 + 1.1328/(b-3.4)
		if math.Log(v*inverse/(a/(us*us)+b)) <= k*math.Log(mean)-mean-logFactorial(int(k)) {
			return int(k)
		}
	}
}

// uniform gives a number in [0, 1), without the calls through an interface of rand.Rand.
func uniform(r *rand.PCG) float64 { return float64(r.Uint64()>>11) / (1 << 53) }

// small holds ln k! for the numbers of photons that most pixels have.
var small = func() (t [256]float64) {
	for k := 2; k < len(t); k++ {
		t[k] = t[k-1] + math.Log(float64(k))
	}
	return t
}()

func logFactorial(k int) float64 {
	if k < len(small) {
		return small[k]
	}
	f, _ := math.Lgamma(float64(k) + 1)
	return f
}
