package fft

import (
	"fmt"
	"sync"
)

// Real2D transforms real images of one size.
type Real2D struct {
	ny, nx   int
	row, col *Plan
	scratch  sync.Pool // of *[]complex128
}

// lanes is how many columns are transformed side by side: 256 bytes of each row.
const lanes = 16

// NewReal2D prepares transforms of images of ny rows and nx columns.
func NewReal2D(ny, nx int) *Real2D {
	if ny < 1 || nx < 1 {
		panic(fmt.Sprintf("fft: image of %d x %d pixels", ny, nx))
	}
	p := &Real2D{ny: ny, nx: nx, row: NewPlan(nx)}
	p.col = p.row
	if ny != nx {
		p.col = NewPlan(ny)
	}
	return p
}

// Half gives the width of the half spectrum, nx/2+1: the image being real, its spectrum at
// (-ky, -kx) is the conjugate of that at (ky, kx).
func (p *Real2D) Half() int { return p.nx/2 + 1 }

// Forward transforms src, ny*nx real values in rows, into the ny*Half() values of the half
// spectrum in dst, which is allocated if nil. Row ky < (ny+1)/2 holds frequency ky, the later rows ky-ny.
func (p *Real2D) Forward(dst []complex128, src []float64) []complex128 {
	half := p.Half()
	if dst == nil {
		dst = make([]complex128, p.ny*half)
	}
	if len(src) != p.ny*p.nx || len(dst) != p.ny*half {
		panic(fmt.Sprintf("fft: source of %d and destination of %d elements for %d x %d pixels", len(src), len(dst), p.ny, p.nx))
	}
	need := max(p.nx, p.ny*min(lanes, half))
	buf, _ := p.scratch.Get().(*[]complex128)
	if buf == nil {
		b := make([]complex128, need)
		buf = &b
	}
	defer p.scratch.Put(buf)
	p.rows(dst, src, (*buf)[:p.nx])
	p.columns(dst, *buf)
	return dst
}

// rows transforms two real rows as one complex row: the even part of the result is the
// first row's spectrum, the odd part i times the second's.
func (p *Real2D) rows(dst []complex128, src []float64, z []complex128) {
	n, half := p.nx, p.Half()
	for y := 0; y < p.ny; y += 2 {
		a := src[y*n:][:n]
		if y+1 == p.ny {
			for x, v := range a {
				z[x] = complex(v, 0)
			}
			p.row.Forward(z, z)
			copy(dst[y*half:], z[:half])
			break
		}
		b := src[(y+1)*n:][:n]
		for x, v := range a {
			z[x] = complex(v, b[x])
		}
		p.row.Forward(z, z)
		da, db := dst[y*half:][:half], dst[(y+1)*half:][:half]
		da[0], db[0] = complex(real(z[0]), 0), complex(imag(z[0]), 0)
		for k := 1; k < half; k++ {
			u, v := z[k], z[n-k]
			da[k] = complex(0.5*(real(u)+real(v)), 0.5*(imag(u)-imag(v)))
			db[k] = complex(0.5*(imag(u)+imag(v)), 0.5*(real(v)-real(u)))
		}
	}
}

func (p *Real2D) columns(dst, work []complex128) {
	half := p.Half()
	for k := 0; k < half; k += lanes {
		w := min(lanes, half-k)
		block := work[:p.ny*w]
		for y := range p.ny {
			copy(block[y*w:][:w], dst[y*half+k:][:w])
		}
		p.col.ForwardBatch(block, block, w)
		for y := range p.ny {
			copy(dst[y*half+k:][:w], block[y*w:][:w])
		}
	}
}
