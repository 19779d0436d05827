package ddm

import (
	"context"
	"math"
	"runtime"
	"sync/atomic"

	"talbot/runtime/array"
	"talbot/runtime/display"
	"talbot/runtime/plan"
	"talbot/stdlib/stack"
)

// Compute gives the image structure function of a stack, whole in memory or read by blocks.
//
// The numbers do not depend on the number of cores, and on the method, the memory and the
// passes only by rounding (some 1e-12).
func Compute(ctx context.Context, src stack.Source, s Settings) (*Result, error) {
	return compute(ctx, src, s, runtime.GOMAXPROCS(0))
}

func compute(ctx context.Context, src stack.Source, s Settings, workers int) (*Result, error) {
	info, err := known(src)
	if err != nil {
		return nil, err
	}
	j, err := s.resolve(info)
	if err != nil {
		return nil, err
	}
	b, err := j.split(workers)
	if err != nil {
		return nil, err
	}
	bar := display.NewProgress(ctx, "structure function", int64(b.passes)*int64(b.frames)*2)
	r, err := b.run(ctx, src, bar)
	bar.End(err)
	return r, err
}

// run takes each part of the modes through space and time, and puts the rings together.
func (b *blocks) run(ctx context.Context, src stack.Source, bar *display.Progress) (*Result, error) {
	rows := len(b.lags) + 2 // with the power spectrum and the variance
	sums := make([]ringSum, len(b.rings))
	var maps []float64
	if b.maps {
		maps = make([]float64, rows*b.ny*b.half)
	}
	parts := b.parts()
	most := 0
	for _, part := range parts {
		most = max(most, part[len(part)-1].last-part[0].first)
	}
	memory := make([]complex128, most*b.frames)
	frames := b.newSpatial(src)
	workers := make([]*temporal, b.workers)
	for _, part := range parts {
		first, last := part[0].first, part[len(part)-1].last
		series := memory[:(last-first)*b.frames]
		if err := frames.spectra(ctx, part, series, bar); err != nil {
			return nil, err
		}
		partial := make([]ringSum, len(part))
		var done atomic.Int64
		work := plan.Work{Items: len(part), Workers: b.workers}
		err := work.Run(ctx, func(w int, turn plan.Block) error {
			if workers[w] == nil {
				workers[w] = b.newTemporal(rows)
			}
			i := turn.First
			sg := part[i]
			workers[w].segment(sg, series[(sg.first-first)*b.frames:][:(sg.last-sg.first)*b.frames], &partial[i], maps)
			modes := int64(sg.last - sg.first)
			before := done.Add(modes) - modes
			total := int64(last - first)
			bar.Add((before+modes)*int64(b.frames)/total - before*int64(b.frames)/total)
			return nil
		})
		if err != nil {
			return nil, err
		}
		for i, sg := range part {
			if r := b.modes[sg.first].ring; r >= 0 {
				sums[r].merge(&partial[i])
			}
		}
	}
	return b.result(sums, maps)
}

func (b *blocks) result(sums []ringSum, maps []float64) (*Result, error) {
	lags, rings := len(b.lags), len(b.rings)
	r := &Result{QUnit: b.qUnit, TauUnit: b.tau, Lags: b.lags, Plan: b.plan()}
	grid := func() [][]float64 {
		flat, g := make([]float64, lags*rings), make([][]float64, lags)
		for i := range g {
			g[i] = flat[i*rings : (i+1)*rings : (i+1)*rings]
		}
		return g
	}
	r.D, r.Spread, r.Err = grid(), grid(), grid()
	for _, l := range b.lags {
		r.Tau = append(r.Tau, float64(l)*b.interval)
	}
	for k, rg := range b.rings {
		s := &sums[k]
		r.Q = append(r.Q, rg.q/b.pixel)
		r.Count = append(r.Count, int(math.Round(s.weight)))
		for i := range lags {
			spread := math.NaN() // of a single wave vector
			if s.weight > 1 {
				spread = math.Sqrt(s.spread[i] / (s.weight - 1))
			}
			r.D[i][k], r.Spread[i][k] = s.mean[i], spread
			r.Err[i][k] = spread / math.Sqrt(s.weight/2)
		}
		r.PowerSpectrum = append(r.PowerSpectrum, s.mean[lags])
		r.Variance = append(r.Variance, s.mean[lags+1])
	}
	if maps == nil {
		return r, nil
	}
	var err error
	n := b.ny * b.half
	if r.Maps, err = array.Of(maps[:lags*n], lags, b.ny, b.half); err != nil {
		return nil, err
	}
	if r.PowerMap, err = array.Of(maps[lags*n:][:n], b.ny, b.half); err != nil {
		return nil, err
	}
	r.VarianceMap, err = array.Of(maps[(lags+1)*n:], b.ny, b.half)
	return r, err
}
