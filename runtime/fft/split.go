package fft

import (
	"math"

	"talbot/runtime/simd"
)

// A split transforms one sequence of length n = n1 n2 with all lanes, as n1 rows and n2 columns:
// columns, factors exp(-2πi k1 j2/n), then rows,
//
//	X[k1 + n1 k2] = Σ_j2 exp(-2πi j2 k2/n2) [exp(-2πi j2 k1/n) Σ_j1 x[n2 j1 + j2] exp(-2πi j1 k1/n1)].
//
// W. M. Gentleman, G. Sande, AFIPS Fall Joint Computer Conf. 29, 563 (1966),
// DOI 10.1145/1464291.1464352; D. H. Bailey, J. Supercomput. 4, 23 (1990), DOI 10.1007/BF00162341.
type split[F simd.Float] struct {
	n1, n2 int
	first  *line[F] // down the columns, of length n1
	second *line[F] // along the rows, of length n2
	index  []int32  // first's, to whole squares
	tw     []F      // blocks: by group of columns, then k1
}

// newSplit gives nil where one lane is as fast.
func newSplit[F simd.Float](n int) *split[F] {
	w := simd.Lanes[F]()
	n1, best := 0, cost(1, n)
	for a := 2; a <= n/2; a++ {
		if n%a != 0 {
			continue
		}
		if c := cost(up(n/a, w)/w, a) + cost(up(a, w)/w, n/a); c < best {
			n1, best = a, c
		}
	}
	if n1 == 0 {
		return nil
	}
	s := &split[F]{n1: n1, n2: n / n1, first: newLine[F](n1), second: newLine[F](n / n1)}
	s.index = append(s.index, s.first.index...)
	for len(s.index)%w != 0 {
		s.index = append(s.index, 0)
	}
	s.tw = simd.Make[F](2 * up(s.n2, w) * len(s.index))
	for k := range s.n1 {
		for j := range s.n2 {
			c := simd.Root(j*k, n)
			re, im := parts(s.tw, j/w*len(s.index)+k, forward)
			re[j%w], im[j%w] = F(real(c)), F(imag(c))
		}
	}
	return s
}

// cost is about proportional to the time for groups of transforms of length n: passes, and moving
// to blocks and back.
func cost(groups, n int) float64 {
	c := 3.0
	radices, _ := factor(n, []int{8})
	for _, r := range radices {
		if r%2 == 1 && r > 5 {
			c += float64(r) / 4
			continue
		}
		c += math.Log2(float64(r)) / 3 * 1.5
	}
	return float64(groups) * (float64(n)*c + 40)
}

func (s *split[F]) tiles() int { return len(s.index) / simd.Lanes[F]() }

// room gives the memory for the columns and the rows, a group of columns and its copy, and work.
func (s *split[F]) room() int {
	w := simd.Lanes[F]()
	return 2 * w * (s.tiles()*up(s.n2, w) + 2*max(up(s.n1, w), s.n2) + max(s.first.work(), s.second.work()))
}

func (s *split[F]) run(dst, src, room []F, d direction, scale F) {
	w := simd.Lanes[F]()
	e := 2 * w
	wide := up(s.n2, w)
	rows, room := room[:s.tiles()*wide*e], room[s.tiles()*wide*e:]
	n := max(up(s.n1, w), s.n2) * e
	x, y, work := room[:n], room[n:][:n], room[2*n:]
	for j := 0; j < s.n2; j += w {
		s.first.loadColumns(x, y, src[2*j:], s.n2, min(w, s.n2-j), d)
		s.first.run(x, work)
		// A call takes up to a tenth of a microsecond for a tile.
		for t := 0; t < s.tiles(); t += grain {
			s.first.kern.Twist(&rows[(t*wide+j)*e], &x[0], &s.index[t*w], &s.tw[(j/w*len(s.index)+t*w)*e], 1, wide, min(grain, s.tiles()-t))
		}
	}
	for t := range s.tiles() {
		row := rows[t*wide*e:][:wide*e]
		s.second.run(row, work)
		s.second.storeColumns(dst[2*t*w:], row, y, s.n1, min(w, s.n1-t*w), d, scale)
	}
}
