package ddm

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"talbot/runtime/array"
	"talbot/stdlib/stack"
)

// noise gives frames of independent pixels with a static gradient below.
func noise(t testing.TB, frames, ny, nx int, seed uint64) *stack.Stack {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2))
	p := make([]float32, frames*ny*nx)
	for i := range p {
		p[i] = float32(100 + float64(i%nx) + 10*r.NormFloat64())
	}
	s, err := stack.Of(p, frames, ny, nx, stack.Meta{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustCompute(t testing.TB, s stack.Source, set Settings) *Result {
	t.Helper()
	r, err := Compute(context.Background(), s, set)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// differs gives the largest relative difference of D over all lags and rings but q = 0.
func differs(a, b *Result, factor float64) float64 {
	var worst float64
	for i := range a.D {
		for k := range a.D[i] {
			if a.Q[k] == 0 {
				continue
			}
			worst = math.Max(worst, math.Abs(a.D[i][k]*factor/b.D[i][k]-1))
			if a.Count[k] > 1 {
				worst = math.Max(worst, math.Abs(a.Err[i][k]*factor/b.Err[i][k]-1))
			}
		}
	}
	return worst
}

func TestMethodsAgree(t *testing.T) {
	for _, size := range [][3]int{{40, 16, 16}, {33, 15, 24}, {50, 22, 17}, {2, 8, 8}} {
		s := noise(t, size[0], size[1], size[2], 1)
		for _, w := range []Window{NoWindow, Hann, Blackman} {
			set := Settings{Lags: LinearLags(size[0] - 1), Method: Direct, Window: w}
			a := mustCompute(t, s, set)
			set.Method = WienerKhinchin
			if e := differs(mustCompute(t, s, set), a, 1); !(e < 1e-9) {
				t.Errorf("%v, window %v: relative difference %g", size, w, e)
			}
		}
	}
}

// What the memory and the cores are must not show. The order of sums is fixed, so that
// only the pairing of modes in a transform may differ in rounding.
func TestBlocksAndCoresChangeNothing(t *testing.T) {
	s := noise(t, 64, 48, 40, 3)
	for _, m := range bothMethods {
		set := Settings{Lags: LogLags(60, 20), Method: m}
		whole := mustCompute(t, s, set)
		if whole.Plan.Passes != 1 {
			t.Fatalf("%d passes", whole.Plan.Passes)
		}
		for _, workers := range []int{1, 3, 16} {
			r, err := compute(context.Background(), s, set, workers)
			if err != nil {
				t.Fatal(err)
			}
			if e := differs(r, whole, 1); e != 0 {
				t.Errorf("%v with %d workers: relative difference %g, want none", m, workers, e)
			}
		}
		for _, memory := range []int64{700e3, 900e3} {
			set.Memory = memory
			r, err := compute(context.Background(), s, set, 1)
			if err != nil {
				t.Fatal(err)
			}
			if r.Plan.Passes < 2 || r.Plan.Memory > memory {
				t.Errorf("%v in %d bytes: %d passes, %d bytes", m, memory, r.Plan.Passes, r.Plan.Memory)
			}
			if e := differs(r, whole, 1); !(e < 1e-12) {
				t.Errorf("%v in %d passes: relative difference %g", m, r.Plan.Passes, e)
			}
		}
	}
}

// The plan's memory is an upper bound of all that is allocated, not only of what is held at once.
func TestMemoryIsAsPlanned(t *testing.T) {
	s := noise(t, 300, 64, 64, 10)
	for _, m := range bothMethods {
		for _, memory := range []int64{0, 6e6} {
			set := Settings{Lags: LinearLags(100), Method: m, Memory: memory}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r := mustCompute(t, blockwise{s}, set)
			runtime.ReadMemStats(&after)
			took := int64(after.TotalAlloc - before.TotalAlloc)
			t.Logf("%v, budget %d: planned %d bytes in %d passes, allocated %d", m, memory, r.Plan.Memory, r.Plan.Passes, took)
			if took > r.Plan.Memory+r.Plan.Memory/10 {
				t.Errorf("%v, budget %d: planned %d bytes, allocated %d", m, memory, r.Plan.Memory, took)
			}
			if memory > 0 && (r.Plan.Passes < 2 || r.Plan.Memory > memory) {
				t.Errorf("%v, budget %d: planned %d bytes in %d passes", m, memory, r.Plan.Memory, r.Plan.Passes)
			}
		}
	}
}

// blockwise hides that a stack is in memory, as a file does.
type blockwise struct{ stack.Source }

func TestFramesByBlocks(t *testing.T) {
	s := noise(t, 37, 20, 20, 4)
	a := mustCompute(t, s, Settings{})
	if e := differs(mustCompute(t, blockwise{s}, Settings{}), a, 1); e != 0 {
		t.Errorf("relative difference %g, want none", e)
	}
}

func TestAnalyticProperties(t *testing.T) {
	const frames, ny, nx = 24, 18, 20
	s := noise(t, frames, ny, nx, 5)
	pixels := s.Array().Float32s()
	derive := func(f func(t, i int) float32) *stack.Stack {
		p := make([]float32, len(pixels))
		for i := range p {
			p[i] = f(i/(ny*nx), i%(ny*nx))
		}
		d, err := stack.Of(p, frames, ny, nx, stack.Meta{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	at := func(t, i int) float32 { return pixels[t*ny*nx+i] }
	for _, m := range bothMethods {
		set := Settings{Lags: LinearLags(frames - 1), Method: m}
		r := mustCompute(t, s, set)
		still := mustCompute(t, derive(func(_, i int) float32 { return at(0, i) }), set)
		for i := range still.D {
			for k, d := range still.D[i] {
				if d != 0 {
					t.Fatalf("%v: a static stack gives D = %g at lag %d, ring %d", m, d, i+1, k)
				}
			}
		}
		// Integers: adding and scaling are exact in float32.
		whole := derive(func(t, i int) float32 { return float32(math.Round(float64(at(t, i)))) })
		pixels := whole.Array().Float32s()
		r0 := mustCompute(t, whole, set)
		image := derive(func(t, i int) float32 { return pixels[t*ny*nx+i] + float32(i*i%1000) })
		if e := differs(mustCompute(t, image, set), r0, 1); !(e < 1e-11) {
			t.Errorf("%v: a constant image changes D by %g", m, e)
		}
		scaled := derive(func(t, i int) float32 { return 3 * pixels[t*ny*nx+i] })
		if e := differs(mustCompute(t, scaled, set), r0, 1./9); !(e < 1e-12) {
			t.Errorf("%v: three times the intensity is not nine times D, by %g", m, e)
		}
		reversed := derive(func(t, i int) float32 { return at(frames-1-t, i) })
		if e := differs(mustCompute(t, reversed, set), r, 1); !(e < 1e-12) {
			t.Errorf("%v: reversing time changes D by %g", m, e)
		}
		// The last lag is |F(N)-F(1)|²: by Parseval, its sum over the whole plane is that of the images.
		set.Maps = true
		r = mustCompute(t, s, set)
		var sum, want float64
		for i := range ny * nx {
			d := float64(at(frames-1, i)) - float64(at(0, i))
			want += d * d
		}
		for y := range ny {
			for x := range nx/2 + 1 {
				w := 2.
				if x == 0 || 2*x == nx {
					w = 1
				}
				sum += w * r.Maps.At(frames-2, y, x)
			}
		}
		if math.Abs(sum/want-1) > 1e-12 {
			t.Errorf("%v: the last lag sums to %g, the images to %g", m, sum, want)
		}
	}
}

func TestUnits(t *testing.T) {
	s := noise(t, 10, 16, 16, 6)
	px := mustCompute(t, s, Settings{})
	if px.QUnit != "rad/px" || px.TauUnit != "frames" || px.Tau[0] != 1 {
		t.Errorf("without sizes: %s, %s, first lag %g", px.QUnit, px.TauUnit, px.Tau[0])
	}
	s.Meta = stack.Meta{PixelSize: 0.5e-6, FrameInterval: 0.04}
	um := mustCompute(t, s, Settings{})
	if um.QUnit != "rad/um" || um.TauUnit != "s" || um.Tau[0] != 0.04 || math.Abs(um.Q[3]-2*px.Q[3]) > 1e-12 {
		t.Errorf("with sizes: %s, %s, first lag %g, q %g for %g", um.QUnit, um.TauUnit, um.Tau[0], um.Q[3], px.Q[3])
	}
	set := mustCompute(t, s, Settings{PixelSize: 0.25e-6, FrameInterval: 0.1})
	if set.Tau[0] != 0.1 || math.Abs(set.Q[3]-4*px.Q[3]) > 1e-12 {
		t.Errorf("with settings: first lag %g, q %g for %g", set.Tau[0], set.Q[3], px.Q[3])
	}
	s.Meta.PixelAspect = 2
	tall := mustCompute(t, s, Settings{PixelSize: 1e-6, Rings: 8})
	if most := tall.Q[len(tall.Q)-1]; most > highest(16)/2 {
		t.Errorf("pixels twice as high hold q = %g along y, got rings up to %g", highest(16)/2, most)
	}
}

func TestRingSettings(t *testing.T) {
	s := noise(t, 5, 32, 32, 7)
	r := mustCompute(t, s, Settings{QMin: 1, QMax: 2, RingWidth: 0.25})
	for i, q := range r.Q {
		if lo := 1 + 0.25*float64(i); q <= lo || q > lo+0.25 {
			t.Errorf("ring %d at q = %g, want (%g, %g]", i, q, lo, lo+0.25)
		}
	}
	if len(r.Q) != 4 {
		t.Errorf("%d rings, want 4", len(r.Q))
	}
	if n := mustCompute(t, s, Settings{Rings: 9}); len(n.Q) != 9 {
		t.Errorf("%d rings, want 9", len(n.Q))
	}
	if n := r.Ring(1.6); n != 2 {
		t.Errorf("q = 1.6 is in ring %d, want 2", n)
	}
}

func TestMisuseIsAnError(t *testing.T) {
	s := noise(t, 10, 16, 16, 8)
	for want, set := range map[string]Settings{
		"Lags[1] = 10":      {Lags: []int{1, 10}},
		"Lags[0] = 0":       {Lags: []int{0}},
		"Lags[2] = 2":       {Lags: []int{1, 2, 2}},
		"Lags is empty":     {Lags: []int{}},
		"Method = 7":        {Method: 7},
		"Window = -1":       {Window: -1},
		"Memory = -1":       {Memory: -1},
		"Memory = 1.0 kB":   {Memory: 1000},
		"PixelSize = -1":    {PixelSize: -1},
		"PixelSize = 0.12":  {PixelSize: 0.12},
		"FrameInterval = N": {FrameInterval: math.NaN()},
		"QMax = 9":          {QMax: 9},
		"QMin = 4":          {QMin: 4},
		"QMin = -1":         {QMin: -1},
		"Rings = 1":         {Rings: 1},
		"both given":        {Rings: 4, RingWidth: 1},
		"RingWidth = 1e-09": {RingWidth: 1e-9},
		"no wave vector":    {QMin: 0.01, QMax: 0.02},
	} {
		r, err := Compute(context.Background(), s, set)
		if err == nil || r != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
		if _, err := NewPlan(s, set); err == nil {
			t.Errorf("the plan does not find %q", want)
		}
	}
	for _, none := range []stack.Source{nil, (*stack.Stack)(nil), &stack.Stack{}} {
		_, err := Compute(context.Background(), none, Settings{})
		_, planErr := NewPlan(none, Settings{})
		if err == nil || planErr == nil || !strings.Contains(err.Error(), "the stack is nil") {
			t.Errorf("without a stack: %v and %v", err, planErr)
		}
	}
	if _, err := (*Fit)(nil).Diffusion(0, 0); err == nil || !strings.Contains(err.Error(), "the fit is nil") {
		t.Errorf("without a fit: %v", err)
	}
	one, _ := s.Range(0, 1)
	if _, err := Compute(context.Background(), one, Settings{}); err == nil || !strings.Contains(err.Error(), "1 frame") {
		t.Errorf("one frame: %v", err)
	}
	s.Array().Float32s()[7*256+3*16+5] = float32(math.Inf(1))
	if _, err := Compute(context.Background(), s, Settings{}); err == nil || !strings.Contains(err.Error(), "frame 7 holds +Inf at row 3, column 5") {
		t.Errorf("an infinite pixel: %v", err)
	}
}

// stopping cancels after some frames were read.
type stopping struct {
	stack.Source
	stop func()
}

func (s stopping) ReadFrames(ctx context.Context, first int, dst *array.Array) error {
	if first > 30 {
		s.stop()
	}
	return s.Source.ReadFrames(ctx, first, dst)
}

func TestInterrupt(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	r, err := Compute(ctx, stopping{noise(t, 200, 16, 16, 9), stop}, Settings{})
	if r != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v; want context.Canceled", r, err)
	}
}

type broken struct{ stack.Source }

func (broken) ReadFrames(context.Context, int, *array.Array) error { return errors.New("disk on fire") }

func TestReadErrorsAreTold(t *testing.T) {
	_, err := Compute(context.Background(), broken{noise(t, 20, 16, 16, 9)}, Settings{})
	if err == nil || !strings.Contains(err.Error(), "reading frames") || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("got %v", err)
	}
}

func TestLags(t *testing.T) {
	lags := LogLags(500, 30)
	for i, l := range lags {
		if i > 0 && l <= lags[i-1] {
			t.Fatalf("lags do not rise: %v", lags)
		}
	}
	if lags[0] != 1 || lags[len(lags)-1] != 500 || len(lags) < 20 || len(lags) > 30 {
		t.Errorf("LogLags(500, 30) = %v", lags)
	}
	if l := LogLags(1, 10); len(l) != 1 || l[0] != 1 {
		t.Errorf("LogLags(1, 10) = %v", l)
	}
	if l := LinearLags(3); len(l) != 3 || l[2] != 3 {
		t.Errorf("LinearLags(3) = %v", l)
	}
	if len(LinearLags(-1)) != 0 || len(LogLags(0, 3)) != 0 {
		t.Error("no lags are not empty")
	}
}

func TestPlanKnowsTheMethod(t *testing.T) {
	info := stack.Info{Frames: 1024, Height: 256, Width: 256, DType: array.Uint16}
	for _, c := range []struct {
		lags []int
		want Method
	}{{LinearLags(5), Direct}, {LinearLags(1023), WienerKhinchin}} {
		j, err := Settings{Lags: c.lags}.resolve(info)
		if err != nil {
			t.Fatal(err)
		}
		b, err := j.split(2)
		if err != nil {
			t.Fatal(err)
		}
		if b.method != c.want {
			t.Errorf("%d lags: %v, want %v", len(c.lags), b.method, c.want)
		}
	}
}

func BenchmarkCompute(b *testing.B) {
	const frames, side = 1024, 256
	r := rand.New(rand.NewPCG(1, 2))
	p := make([]uint16, frames*side*side)
	for i := range p {
		p[i] = uint16(r.Uint32() >> 24)
	}
	s, err := stack.Of(p, frames, side, side, stack.Meta{})
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		set  Settings
	}{
		{"direct-1-lag", Settings{Lags: []int{1}, Method: Direct}},
		{"direct-50-log-lags", Settings{Lags: LogLags(512, 50), Method: Direct}},
		{"direct-99-lags", Settings{Lags: LinearLags(99), Method: Direct}},
		{"wiener-99-lags", Settings{Lags: LinearLags(99), Method: WienerKhinchin}},
		{"wiener-1023-lags", Settings{Lags: LinearLags(1023), Method: WienerKhinchin}},
		{"default", Settings{}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var plan *Plan
			for b.Loop() {
				r, err := Compute(context.Background(), s, c.set)
				if err != nil {
					b.Fatal(err)
				}
				plan = r.Plan
			}
			b.ReportMetric(plan.Time.Seconds(), "s-estimated")
			b.ReportMetric(float64(plan.Memory)/1e6, "MB-planned")
		})
	}
}
