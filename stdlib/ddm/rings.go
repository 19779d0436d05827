package ddm

import (
	"fmt"
	"math"
	"sort"
)

func (j *job) setRings(s Settings) error {
	for _, a := range []struct {
		name string
		v    float64
	}{{"QMin", s.QMin}, {"QMax", s.QMax}, {"RingWidth", s.RingWidth}} {
		if a.v < 0 || math.IsNaN(a.v) || math.IsInf(a.v, 0) {
			return fmt.Errorf("ddm: %s = %g %s; it must be 0 or positive", a.name, a.v, j.qUnit)
		}
	}
	most := min(highest(j.ny)/j.aspect, highest(j.nx))
	j.lo, j.hi = s.QMin*j.pixel, s.QMax*j.pixel
	if s.QMax == 0 {
		j.hi = most
	}
	corner := math.Hypot(math.Pi, math.Pi/j.aspect)
	if j.hi > corner*(1+1e-12) {
		return fmt.Errorf("ddm: QMax = %g %s; these images hold wave vectors up to %.4g, and up to %.4g in all directions",
			s.QMax, j.qUnit, corner/j.pixel, most/j.pixel)
	}
	if j.lo >= j.hi {
		return fmt.Errorf("ddm: QMin = %.4g %s is not below QMax = %.4g", j.lo/j.pixel, j.qUnit, j.hi/j.pixel)
	}
	switch {
	case s.Rings < 0 || s.Rings == 1:
		return fmt.Errorf("ddm: Rings = %d; allowed are 2 and more, or 0 for %d", s.Rings, min(j.ny, j.nx)/2)
	case s.Rings > 1<<20:
		return fmt.Errorf("ddm: Rings = %d; at most %d are allowed", s.Rings, 1<<20)
	case s.Rings > 0 && s.RingWidth > 0:
		return fmt.Errorf("ddm: Rings = %d and RingWidth = %g are both given; give one", s.Rings, s.RingWidth)
	case s.RingWidth > 0:
		n := math.Floor((j.hi-j.lo)/(s.RingWidth*j.pixel)*(1+1e-12)) + 1
		if n < 2 || n > 1<<20 {
			return fmt.Errorf("ddm: RingWidth = %g %s makes %g rings between QMin = %.4g and QMax = %.4g; allowed are 2 to %d",
				s.RingWidth, j.qUnit, n, j.lo/j.pixel, j.hi/j.pixel, 1<<20)
		}
		j.edges = int(n)
		j.hi = j.lo + (n-1)*s.RingWidth*j.pixel
	case s.Rings > 0:
		j.edges = s.Rings
	default:
		j.edges = max(2, min(j.ny, j.nx)/2)
	}
	return nil
}

// frequency gives the angular frequency of index i of n, in rad per pixel.
func frequency(i, n int) float64 {
	if i >= (n+1)/2 {
		i -= n
	}
	return float64(i) * (1 / float64(n)) * (2 * math.Pi)
}

// highest gives the largest positive frequency of n.
func highest(n int) float64 { return frequency((n-1)/2, n) }

// A mode is one wave vector of the half spectrum.
type mode struct {
	index int32 // in the half spectrum, ky*half+kx
	ring  int32 // -1: in none
}

// A ring is what modes of about the same |q| share.
type ring struct {
	q      float64 // weighted mean of |q|, rad per pixel width
	weight float64 // number of wave vectors of the full plane
	last   int     // one past its last mode
}

// layout sorts the modes that are asked for by rings, and within each by index. Rings
// without a mode are left out; modes without a ring come last, if maps are asked for.
func (j *job) layout() (modes []mode, rings []ring) {
	edges := make([]float64, j.edges)
	step := (j.hi - j.lo) / float64(j.edges-1)
	for i := range edges {
		edges[i] = float64(float64(i)*step) + j.lo // as numpy.linspace rounds, without a fused multiply-add
	}
	edges[len(edges)-1] = j.hi
	sums := make([]ring, j.edges)
	for y := range j.ny {
		ky := frequency(y, j.ny) / j.aspect
		for x := range j.half {
			kx := frequency(x, j.nx)
			if 2*x == j.nx {
				kx = math.Pi
			}
			k := math.Sqrt(float64(kx*kx) + float64(ky*ky))
			b := sort.SearchFloat64s(edges, k)
			if k < j.lo || b == len(edges) {
				if j.maps {
					modes = append(modes, mode{int32(y*j.half + x), -1})
				}
				continue
			}
			modes = append(modes, mode{int32(y*j.half + x), int32(b)})
			w := j.weight(x)
			sums[b].weight += w
			sums[b].q += w * k
		}
	}
	sort.Slice(modes, func(a, b int) bool {
		m, n := modes[a], modes[b]
		if m.ring != n.ring {
			return uint32(m.ring) < uint32(n.ring) // -1 last
		}
		return m.index < n.index
	})
	number := make([]int32, j.edges)
	for b, s := range sums {
		if s.weight > 0 {
			number[b] = int32(len(rings))
			rings = append(rings, ring{q: s.q / s.weight, weight: s.weight})
		}
	}
	for i := range modes {
		if b := modes[i].ring; b >= 0 {
			modes[i].ring = number[b]
			rings[number[b]].last = i + 1
		}
	}
	return modes, rings
}

// weight counts the wave vectors of the full plane that a column of the half spectrum
// stands for: itself and its mirror image, or only itself where that lies in the same column.
func (j *job) weight(x int) float64 {
	if x == 0 || 2*x == j.nx {
		return 1
	}
	return 2
}
