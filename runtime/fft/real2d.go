package fft

import (
	"fmt"
	"unsafe"

	"talbot/runtime/simd"
)

// A RealPlan2D transforms real images of one size.
type RealPlan2D[C Complex, F simd.Float] struct {
	ny, nx   int
	s        RealSettings[F]
	row, col *line[F]
	wx, wy   []F     // the window, times 1/2
	less     []F     // with rows of whole groups
	planes   []int32 // the blocks of a group of rows of the half-way spectrum
	mirrored []int32 // row's index, read backwards
	padded   []int32 // row's index, to whole squares
	scratch  scratch[F]
}

type (
	RealPlan2D64  = RealPlan2D[complex64, float32]
	RealPlan2D128 = RealPlan2D[complex128, float64]
)

// RealSettings are those of a RealPlan2D. All but Norm is for the forward transform.
type RealSettings[F simd.Float] struct {
	Norm    Norm
	WindowY []F // factors of the rows; nil: 1
	WindowX []F // factors of the columns; nil: 1
	Less    []F // an image to subtract before anything else; nil: none
}

// NewRealPlan2D64 prepares transforms of images of ny rows and nx columns to complex64.
func NewRealPlan2D64(ny, nx int, s RealSettings[float32]) *RealPlan2D64 {
	return newRealPlan2D[complex64](ny, nx, s)
}

// NewRealPlan2D128 prepares transforms of images of ny rows and nx columns to complex128.
func NewRealPlan2D128(ny, nx int, s RealSettings[float64]) *RealPlan2D128 {
	return newRealPlan2D[complex128](ny, nx, s)
}

func newRealPlan2D[C Complex, F simd.Float](ny, nx int, s RealSettings[F]) *RealPlan2D[C, F] {
	if ny < 1 || nx < 1 {
		panic(fmt.Sprintf("fft: image of %d x %d pixels", ny, nx))
	}
	Settings{Norm: s.Norm}.check()
	window := func(name string, given []F, n, room int, factor F) []F {
		w := simd.Make[F](room)
		if given != nil && len(given) != n {
			panic(fmt.Sprintf("fft: %s of %d numbers for %d", name, len(given), n))
		}
		for i := range n {
			w[i] = factor
			if given != nil {
				w[i] *= given[i]
			}
		}
		return w
	}
	w := simd.Lanes[F]()
	wide := up(nx, 2*w)
	p := &RealPlan2D[C, F]{ny: ny, nx: nx, s: s, row: newLine[F](nx)}
	p.col = p.row
	if ny != nx {
		p.col = newLine[F](ny)
	}
	p.wx, p.wy = window("WindowX", s.WindowX, nx, wide, 0.5), window("WindowY", s.WindowY, ny, ny, 1)
	if s.Less != nil {
		if len(s.Less) != ny*nx {
			panic(fmt.Sprintf("fft: Less of %d numbers for %d x %d pixels", len(s.Less), ny, nx))
		}
		p.less = simd.Make[F](ny * wide)
		for y := range ny {
			copy(p.less[y*wide:], s.Less[y*nx:][:nx])
		}
	}
	p.padded = make([]int32, up(nx, w))
	copy(p.padded, p.row.index)
	p.planes = make([]int32, up(nx, w))
	for k := range p.planes {
		p.planes[k] = int32(k%w*p.stride() + k/w)
	}
	p.mirrored = make([]int32, p.Half())
	for k := range p.mirrored {
		p.mirrored[k] = p.row.index[(nx-k)%nx]
	}
	return p
}

// stride is the number of blocks from one row of the half-way spectrum to the next: one more than
// a row has, so that rows do not meet in the same places of the cache.
func (p *RealPlan2D[C, F]) stride() int {
	w := simd.Lanes[F]()
	return up(p.nx, 2*w)/w + 1
}

// lines is the number of those rows: frequencies 1 … (ny-1)/2, then one that packs frequency 0
// and, if ny is even, ny/2, which are both of real columns.
func (p *RealPlan2D[C, F]) lines() int { return (p.ny-1)/2 + 1 }

// Half gives the width of the half spectrum, nx/2+1: the image being real, its spectrum at
// (-ky, -kx) is the conjugate of that at (ky, kx).
func (p *RealPlan2D[C, F]) Half() int { return p.nx/2 + 1 }

// Forward transforms src, ny*nx real numbers in rows, into the ny*Half() numbers of the half
// spectrum in dst, which is allocated if nil. Row ky < (ny+1)/2 holds frequency ky, the later
// rows ky-ny.
func (p *RealPlan2D[C, F]) Forward(dst []C, src []F) []C {
	k := p.col.kern
	if f, ok := any(k).(*simd.Kernels[float64]); ok {
		return forward2D(p, dst, src, any(f.Float64).(simd.Real[F, F]))
	}
	return forward2D(p, dst, src, any(k.Float32).(simd.Real[F, F]))
}

// ForwardUint8 does the same from other numbers, as do the next two.
func (p *RealPlan2D[C, F]) ForwardUint8(dst []C, src []uint8) []C {
	return forward2D(p, dst, src, p.col.kern.Uint8)
}

func (p *RealPlan2D[C, F]) ForwardUint16(dst []C, src []uint16) []C {
	return forward2D(p, dst, src, p.col.kern.Uint16)
}

func (p *RealPlan2D[C, F]) ForwardFloat32(dst []C, src []float32) []C {
	return forward2D(p, dst, src, p.col.kern.Float32)
}

// forward2D goes down the columns first: two groups of columns, as real and imaginary parts, are
// one complex transform, taken apart afterwards. Then it goes along the rows of half the
// frequencies; each row of the result gives two of the half spectrum, the second as the conjugate
// of what lies opposite.
func forward2D[C Complex, F simd.Float, T any](p *RealPlan2D[C, F], dst []C, src []T, load simd.Real[F, T]) []C {
	half := p.Half()
	if dst == nil {
		dst = make([]C, p.ny*half)
	}
	if len(src) != p.ny*p.nx || len(dst) != p.ny*half {
		panic(fmt.Sprintf("fft: source of %d and destination of %d elements for %d x %d pixels", len(src), len(dst), p.ny, p.nx))
	}
	src = apart(src, dst)
	w := simd.Lanes[F]()
	e := 2 * w
	rows := up(p.lines(), w)
	blocks := max(up(p.nx, w), p.ny)
	b := p.scratch.borrow((rows*p.stride() + 2*blocks + max(p.row.work(), p.col.work())) * e)
	defer p.scratch.giveBack(b)
	spectrum, room := (*b)[:rows*p.stride()*e], (*b)[rows*p.stride()*e:]
	x, y, work := room[:blocks*e], room[blocks*e:][:blocks*e], room[2*blocks*e:]
	for group := 0; group < p.nx; group += 2 * w {
		loadReal(p, x, y, src, group, load)
		p.col.run(x, work)
		p.halve(spectrum, x, group/w)
	}
	clear(spectrum[p.lines()*p.stride()*e:]) // rows that only fill the last group
	to, factor := numbers[F](dst), scale[F](p.s.Norm, p.ny*p.nx, forward)
	for first := 0; first < p.lines(); first += w {
		p.alongRows(to, spectrum, x, y, work, first, factor)
	}
	return dst
}

// loadReal takes two groups of columns from the given one on.
func loadReal[C Complex, F simd.Float, T any](p *RealPlan2D[C, F], x, y []F, src []T, group int, load simd.Real[F, T]) {
	w := simd.Lanes[F]()
	stride := p.nx
	from := src[group:]
	if group+2*w > p.nx { // the columns that are there, and zeros
		room := unsafe.Slice((*T)(unsafe.Pointer(&y[0])), 2*w*p.ny)
		for i := range p.ny {
			row := room[2*w*i:][:2*w]
			clear(row[copy(row, from[i*p.nx:][:p.nx-group]):])
		}
		from, stride = room, 2*w
	}
	wide := up(p.nx, 2*w)
	for i := 0; i < p.ny; i += rowsAtOnce {
		n := min(rowsAtOnce, p.ny-i)
		a, b := &from[i*stride], &from[i*stride+w]
		if p.less != nil {
			l := p.less[i*wide+group:]
			load.Less(&x[2*w*i], a, b, stride, n, &p.wx[group], &p.wy[i], &l[0], &l[w], wide)
		} else {
			load.Load(&x[2*w*i], a, b, stride, n, &p.wx[group], &p.wy[i])
		}
	}
}

// halve puts the spectra of two groups of columns to the tile-th block of every row and the next.
func (p *RealPlan2D[C, F]) halve(spectrum, x []F, tile int) {
	w := simd.Lanes[F]()
	e := 2 * w
	if m := p.lines() - 1; m > 0 {
		p.col.kern.Separate(&spectrum[tile*e], &x[0], &p.col.index[0], p.ny, m, p.stride(), 1)
	}
	packed := spectrum[((p.lines()-1)*p.stride()+tile)*e:][:2*e]
	zero := x[int(p.col.index[0])*e:][:e]
	for i := range w {
		packed[i], packed[e+i] = 2*zero[i], 2*zero[w+i]
		packed[w+i], packed[e+w+i] = 0, 0
	}
	if p.ny%2 == 0 {
		most := x[int(p.col.index[p.ny/2])*e:][:e]
		for i := range w {
			packed[w+i], packed[e+w+i] = 2*most[i], 2*most[w+i]
		}
	}
}

// alongRows transforms a group of rows from the given one on, and stores them.
func (p *RealPlan2D[C, F]) alongRows(dst, spectrum, x, y, work []F, first int, scale F) {
	w := simd.Lanes[F]()
	half := p.Half()
	p.row.kern.Planes(&x[0], &spectrum[first*p.stride()*2*w], &p.planes[0], 1, w, len(p.planes)/w)
	p.row.run(x, work)
	single := min(w, p.lines()-1-first) // rows that are not packed
	// Row i of the group holds frequency first+1+i, the mirrored one ny minus that.
	p.row.storeHalf(dst[2*(first+1)*half:], x, y, p.row.index[:half], half, single, scale, scale)
	p.row.storeHalf(dst[2*max(0, p.ny-single-first)*half:], x, y, p.mirrored, -half, single, scale, -scale)
	if single < w {
		p.unpack(dst, x, single, scale)
	}
}

// storeHalf stores the first rows of a group: the elements that index lists, to rows of stride
// complex numbers. dst begins with the lowest of the rows, which is the last if stride is negative.
func (l *line[F]) storeHalf(dst, x, y []F, index []int32, stride, rows int, scaleRe, scaleIm F) {
	if rows < 1 {
		return
	}
	w := simd.Lanes[F]()
	half := len(index)
	at := 0 // of the first row
	if stride < 0 {
		at = -2 * stride * (rows - 1)
	}
	whole := half / w
	if whole > 0 && rows == w {
		l.kern.StoreRows(&dst[at], &x[0], &index[0], stride, whole, 0, scaleRe, scaleIm)
	} else if whole > 0 {
		l.kern.StoreRows(&y[0], &x[0], &index[0], whole*w, whole, 0, scaleRe, scaleIm)
		for i := range rows {
			copy(dst[at+2*i*stride:], y[2*i*whole*w:][:2*whole*w])
		}
	}
	for k := whole * w; k < half; k++ {
		re, im := parts(x, int(index[k]), forward)
		for i := range rows {
			o := at + 2*(i*stride+k)
			dst[o], dst[o+1] = scaleRe*re[i], scaleIm*im[i]
		}
	}
}

// unpack takes the rows of frequency 0 and ny/2 apart, which stand in one lane as Z = A + iB:
// A = (Z[k] + conj Z[-k])/2, B = -i (Z[k] - conj Z[-k])/2.
func (p *RealPlan2D[C, F]) unpack(dst, x []F, lane int, scale F) {
	half, h := p.Half(), scale/2
	for k := range half {
		zr, zi := parts(x, int(p.row.index[k]), forward)
		mr, mi := parts(x, int(p.mirrored[k]), forward)
		dst[2*k], dst[2*k+1] = h*(zr[lane]+mr[lane]), h*(zi[lane]-mi[lane])
		if p.ny%2 == 0 {
			o := 2 * (p.ny/2*half + k)
			dst[o], dst[o+1] = h*(zi[lane]+mi[lane]), h*(mr[lane]-zr[lane])
		}
	}
}
