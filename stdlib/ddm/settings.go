package ddm

import (
	"fmt"
	"math"

	"talbot/runtime/plan"
	"talbot/stdlib/stack"
)

// A Method is a way to compute the structure function. All give the same numbers.
type Method int

const (
	// Auto takes the method that is estimated to be faster.
	Auto Method = iota
	// Direct sums the squared differences lag by lag: fast for few lags.
	Direct
	// WienerKhinchin takes all lags at once from temporal Fourier transforms: fast for many.
	WienerKhinchin
)

func (m Method) String() string {
	switch m {
	case Auto:
		return "auto"
	case Direct:
		return "direct"
	case WienerKhinchin:
		return "Wiener–Khinchin"
	}
	return fmt.Sprintf("Method(%d)", int(m))
}

// A Window multiplies each frame before its transform. It takes away the cross that the
// frame's borders leave in the spectrum, and blurs the spectrum a little.
type Window int

const (
	NoWindow Window = iota
	Hann            // 0.5 - 0.5 cos x, periodic
	Blackman        // 0.42 - 0.5 cos x + 0.08 cos 2x, periodic
)

func (w Window) String() string {
	switch w {
	case NoWindow:
		return "none"
	case Hann:
		return "Hann"
	case Blackman:
		return "Blackman"
	}
	return fmt.Sprintf("Window(%d)", int(w))
}

// samples gives the periodic window of n points, or nil for none.
func (w Window) samples(n int) []float64 {
	if w == NoWindow {
		return nil
	}
	s := make([]float64, n)
	for i := range s {
		x := 2 * math.Pi * float64(i) / float64(n)
		s[i] = 0.5 - 0.5*math.Cos(x)
		if w == Blackman {
			s[i] = 0.42 - 0.5*math.Cos(x) + 0.08*math.Cos(2*x)
		}
	}
	return s
}

// Settings says what to compute. The zero value is a good start.
type Settings struct {
	Lags   []int  // time differences in frames, rising; nil: LogLags up to half of the frames
	Method Method // Auto, Direct or WienerKhinchin
	Window Window // NoWindow, Hann or Blackman

	PixelSize     float64 // in the sample, m (0.12 um is 0.12e-6); 0: as the stack says, else q is in rad/px
	FrameInterval float64 // s; 0: as the stack says, else tau is in frames

	// The rings are (e₀,e₁], (e₁,e₂] …, with the edges e evenly from QMin to QMax. Wave
	// vectors of length QMin itself (with QMin 0: the mean intensity) are a ring of their own.
	QMin      float64 // rad/um, or rad/px without pixel size; 0: from q = 0
	QMax      float64 // likewise; 0: the largest q that the image holds along both axes
	Rings     int     // number of edges; 0: half of the shorter side of the image
	RingWidth float64 // as QMin, instead of Rings; 0: as Rings says

	Maps   bool  // keep D, power spectrum and variance of every wave vector too
	Memory int64 // bytes to take beside the stack itself; 0: 1 GiB, or half of the free memory if that is less
}

// defaultMemory is the same on most machines, so that they cut to the same passes.
const defaultMemory = 1 << 30

// A job is what settings mean for one stack.
type job struct {
	info        stack.Info
	lags        []int
	method      Method
	window      Window
	pixel       float64 // um, or 1
	interval    float64 // s, or 1
	qUnit, tau  string
	aspect      float64 // height of a pixel over its width
	lo, hi      float64 // rad per pixel width
	edges       int
	maps        bool
	memory      int64
	ny, nx      int
	half        int // width of the half spectrum
	frames      int
	maxLag, fft int // the largest lag, and the length of the padded temporal transform
}

// known refuses a stack that is none, such as a *stack.Stack that another call could not make.
func known(src stack.Source) (stack.Info, error) {
	if src != nil {
		if info := src.Info(); info.Frames > 0 {
			return info, nil
		}
	}
	return stack.Info{}, fmt.Errorf("ddm: the stack is nil; the error of the call that should have made it says why")
}

func (s Settings) resolve(info stack.Info) (*job, error) {
	j := &job{info: info, method: s.Method, window: s.Window, maps: s.Maps, memory: s.Memory,
		ny: info.Height, nx: info.Width, half: info.Width/2 + 1, frames: info.Frames}
	if j.frames < 2 {
		return nil, fmt.Errorf("ddm: the stack has %d frame; at least 2 are needed", j.frames)
	}
	if j.ny < 4 || j.nx < 4 {
		return nil, fmt.Errorf("ddm: the frames are %d x %d; at least 4 x 4 are needed", j.ny, j.nx)
	}
	if s.Method < Auto || s.Method > WienerKhinchin {
		return nil, fmt.Errorf("ddm: Method = %d; allowed are Auto, Direct and WienerKhinchin", int(s.Method))
	}
	if s.Window < NoWindow || s.Window > Blackman {
		return nil, fmt.Errorf("ddm: Window = %d; allowed are NoWindow, Hann and Blackman", int(s.Window))
	}
	if s.Memory < 0 {
		return nil, fmt.Errorf("ddm: Memory = %d bytes is negative; 0 stands for 1 GiB or half of the free memory", s.Memory)
	}
	if s.Memory == 0 {
		j.memory = min(defaultMemory, plan.Budget(0))
	}
	if err := j.setLags(s.Lags); err != nil {
		return nil, err
	}
	if err := j.setUnits(s); err != nil {
		return nil, err
	}
	return j, j.setRings(s)
}

func (j *job) setLags(lags []int) error {
	if lags == nil {
		lags = LogLags(max(1, j.frames/2), 50)
	}
	if len(lags) == 0 {
		return fmt.Errorf("ddm: Lags is empty; leave it nil for a choice by itself")
	}
	for i, l := range lags {
		if l < 1 || l >= j.frames {
			return fmt.Errorf("ddm: Lags[%d] = %d; with %d frames allowed are 1 to %d", i, l, j.frames, j.frames-1)
		}
		if i > 0 && l <= lags[i-1] {
			return fmt.Errorf("ddm: Lags[%d] = %d after %d; lags must rise", i, l, lags[i-1])
		}
	}
	j.lags = append([]int(nil), lags...)
	j.maxLag = lags[len(lags)-1]
	return nil
}

func (j *job) setUnits(s Settings) error {
	j.pixel, j.qUnit, j.interval, j.tau = 1, "rad/px", 1, "frames"
	size, interval := s.PixelSize, s.FrameInterval
	if size == 0 {
		size = j.info.Meta.PixelSize
	}
	if interval == 0 {
		interval = j.info.Meta.FrameInterval
	}
	if size < 0 || math.IsNaN(size) || math.IsInf(size, 0) {
		return fmt.Errorf("ddm: PixelSize = %g m; it must be positive, or 0 if not known", size)
	}
	if size > 1e-3 {
		return fmt.Errorf("ddm: PixelSize = %g m is over a millimetre; it is given in metres (0.12 um is 0.12e-6)", size)
	}
	if interval < 0 || math.IsNaN(interval) || math.IsInf(interval, 0) {
		return fmt.Errorf("ddm: FrameInterval = %g s; it must be positive, or 0 if not known", interval)
	}
	if size > 0 {
		j.pixel, j.qUnit = size*1e6, "rad/um"
	}
	if interval > 0 {
		j.interval, j.tau = interval, "s"
	}
	j.aspect = j.info.Meta.PixelAspect
	if j.aspect == 0 {
		j.aspect = 1
	}
	if !(j.aspect > 0) || math.IsInf(j.aspect, 0) {
		return fmt.Errorf("ddm: the stack's PixelAspect = %g; it must be positive, or 0 for square pixels", j.aspect)
	}
	return nil
}
