package ddm

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"time"

	"talbot/runtime/fft"
	"talbot/runtime/plan"
	"talbot/stdlib/stack"
)

// A Plan says beforehand what a computation will do and take.
type Plan struct {
	Stack   string        // the frames
	Lags    int           // how many
	LastLag int           // in frames
	Rings   int           // how many
	Method  Method        // Direct or WienerKhinchin
	Passes  int           // how often the frames are read: the wave vectors are dealt with in so many parts
	Memory  int64         // bytes beside the stack itself
	Budget  int64         // bytes allowed
	Time    time.Duration // estimated
}

// NewPlan gives the plan by which Compute would go.
func NewPlan(src stack.Source, s Settings) (*Plan, error) {
	info, err := known(src)
	if err != nil {
		return nil, err
	}
	j, err := s.resolve(info)
	if err != nil {
		return nil, err
	}
	b, err := j.split(runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	return b.plan(), nil
}

func (p *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s; %d lags up to %d, %d rings; %s, ", p.Stack, p.Lags, p.LastLag, p.Rings, p.Method)
	if p.Passes > 1 {
		fmt.Fprintf(&b, "%d passes over the frames, ", p.Passes)
	}
	fmt.Fprintf(&b, "%s of memory, about %s", plan.Bytes(p.Memory), roughly(p.Time))
	return b.String()
}

// roughly rounds a duration to what an estimate is good for.
func roughly(d time.Duration) string {
	if d < 50*time.Millisecond {
		return "0.1 s or less"
	}
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// Blocks says how a job is cut to its memory: the modes go in passes of whole segments, a
// segment being what one goroutine takes through time at once.
type blocks struct {
	*job
	method  Method
	modes   []mode
	rings   []ring
	workers int
	segment int // modes
	perPass int // segments
	passes  int
	memory  int64
	seconds float64
}

const (
	complexBytes = 16
	// tile is how many modes are taken through time side by side.
	tile = 8
	// Time of the parts on one core, measured on a 2 GHz server core; ns.
	costTransform = 0.30 // per pixel and log2(pixels) of a frame
	costGather    = 15   // per mode and frame, to store its time series and to fetch it again
	costDirect    = 0.8  // per mode, lag and pair of frames
	costWiener    = 0.9  // per mode and n log2 n of the padded length n
)

func (j *job) split(workers int) (*blocks, error) {
	b := &blocks{job: j, method: j.method, workers: max(1, workers)}
	b.modes, b.rings = j.layout()
	if len(b.rings) == 0 {
		return nil, fmt.Errorf("ddm: no wave vector lies between QMin = %.4g and QMax = %.4g %s", j.lo/j.pixel, j.hi/j.pixel, j.qUnit)
	}
	j.fft = fft.FastLen(j.frames + j.maxLag)
	var pairs float64
	for _, l := range j.lags {
		pairs += float64(j.frames - l)
	}
	n := float64(j.fft)
	direct, wiener := costDirect*pairs, costWiener*n*math.Log2(n)
	if b.method == Auto {
		b.method = Direct
		if wiener < direct {
			b.method = WienerKhinchin
		}
	}
	temporal := direct
	if b.method == WienerKhinchin {
		temporal = wiener
	}

	size := int64(j.ny) * int64(j.nx)
	// A frame's spectrum, the half-way one, and what a group of its columns or rows takes.
	perWorker := (int64(j.ny)*int64(j.half) + int64(j.ny/2+8)*int64(j.nx+24) + 12*8*int64(max(j.nx, j.ny)+8)) * complexBytes
	perWorker += int64(readBlock(j.info)) * j.info.FrameBytes()
	perWorker += int64(tile*complexBytes) * int64(j.frames)
	if b.method == WienerKhinchin {
		perWorker += int64(tile*complexBytes) * 3 * int64(j.fft)
	}
	perWorker += int64(tile*8) * int64(len(j.lags)+j.frames)
	lags := int64(len(j.lags))
	fixed := int64(b.workers)*perWorker + int64(len(b.rings))*lags*4*8 + int64(len(b.modes))*16
	if j.maps {
		fixed += (lags + 2) * int64(j.ny) * int64(j.half) * 8
	}
	// One segment in memory is the least. Smaller ones than 128 modes are for very long stacks.
	for b.segment = 128; ; b.segment /= 2 {
		segments := (len(b.modes)+b.segment-1)/b.segment + len(b.rings)
		one := int64(b.segment) * int64(j.frames) * complexBytes
		partial := lags * 2 * 8
		fit, err := plan.Need{Items: segments, Each: one + partial, Fixed: fixed, Budget: j.memory}.PerBlock()
		var short *plan.Shortage
		if err == nil {
			b.perPass = fit
			b.memory = fixed + int64(b.perPass)*partial + min(int64(b.perPass)*one, int64(len(b.modes))*int64(j.frames)*complexBytes)
			break
		}
		if !errors.As(err, &short) {
			return nil, fmt.Errorf("ddm: %w", err)
		}
		if b.segment <= tile {
			return nil, fmt.Errorf("ddm: Memory = %s is too little; with these frames and lags at least %s are needed",
				plan.Bytes(short.Budget), plan.Bytes(short.Least))
		}
	}
	b.passes = len(b.parts())
	frame := costTransform*float64(size)*math.Log2(float64(size))*float64(b.passes) + costGather*float64(len(b.modes))
	b.seconds = (float64(j.frames)*frame + float64(len(b.modes))*temporal) * 1e-9 / float64(b.workers)
	return b, nil
}

// readBlock is how many frames are read at once: about a megabyte.
func readBlock(i stack.Info) int { return plan.About(i.FrameBytes(), 1<<20, 16) }

func (b *blocks) plan() *Plan {
	return &Plan{Stack: b.info.String(), Lags: len(b.lags), LastLag: b.maxLag, Rings: len(b.rings), Method: b.method,
		Passes: b.passes, Memory: b.memory, Budget: b.job.memory, Time: time.Duration(b.seconds * 1e9)}
}

// A segment is a run of modes of one ring.
type segment struct{ first, last int }

// segments cuts the modes where rings change, and every b.segment modes from there. The cuts
// do not depend on workers or passes, so neither does the order of any sum.
func (b *blocks) segments() []segment {
	var s []segment
	for first := 0; first < len(b.modes); {
		end := len(b.modes)
		if r := b.modes[first].ring; r >= 0 {
			end = b.rings[r].last
		}
		last := min(end, first+b.segment)
		s = append(s, segment{first, last})
		first = last
	}
	return s
}

// parts deals the segments out to the passes: as many modes in each as memory holds.
func (b *blocks) parts() [][]segment {
	var parts [][]segment
	limit := b.perPass * b.segment
	all := b.segments()
	for len(all) > 0 {
		n, modes := 0, 0
		for n < len(all) && modes+all[n].last-all[n].first <= limit {
			modes += all[n].last - all[n].first
			n++
		}
		parts = append(parts, all[:n])
		all = all[n:]
	}
	return parts
}
