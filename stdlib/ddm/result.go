package ddm

import (
	"math"

	"talbot/runtime/array"
)

// A Result holds the structure function averaged over rings of wave vectors.
type Result struct {
	Q    []float64 // mean |q| of each ring, QUnit; the first is 0 if QMin was
	Tau  []float64 // time differences, TauUnit
	Lags []int     // the same in frames

	QUnit   string // "rad/um", or "rad/px" where the pixel size is not known
	TauUnit string // "s", or "frames" where the frame interval is not known

	D      [][]float64 // [lag][ring]: mean over the ring, in squared grey levels
	Spread [][]float64 // [lag][ring]: standard deviation over the ring; NaN for a single wave vector
	Err    [][]float64 // [lag][ring]: standard error of D: Spread/sqrt(Count/2), as q and -q are one
	Count  []int       // wave vectors in each ring of the whole plane

	PowerSpectrum []float64 // [ring]: ⟨|F|²⟩ over time
	Variance      []float64 // [ring]: ⟨|F|²⟩ - |⟨F⟩|²

	// With Settings.Maps, else nil: rows of ky rise from the most negative, ky = 0 is row
	// height/2; columns are kx = 0 … π per pixel, width/2+1 of them.
	Maps        *array.Array // lags x ky x kx
	PowerMap    *array.Array // ky x kx
	VarianceMap *array.Array // ky x kx

	Plan *Plan // how it was computed
}

// Ring gives the index of the ring nearest to q, given in QUnit.
func (r *Result) Ring(q float64) int {
	best := 0
	for i, v := range r.Q {
		if math.Abs(v-q) < math.Abs(r.Q[best]-q) {
			best = i
		}
	}
	return best
}

// AtRing gives D of one ring at all lags, as Tau lists them. An index out of range panics as a slice's does.
func (r *Result) AtRing(ring int) []float64 { return column(r.D, ring) }

// ErrAtRing gives the standard error of AtRing's values.
func (r *Result) ErrAtRing(ring int) []float64 { return column(r.Err, ring) }

func column(rows [][]float64, k int) []float64 {
	c := make([]float64, len(rows))
	for i, row := range rows {
		c[i] = row[k]
	}
	return c
}
