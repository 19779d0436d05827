package simd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// A slab is memory that a kernel may touch, with numbers around it that it may not.
type slab[F Float] struct {
	r    *rand.Rand
	data [][]F
	at   int
	skew int // numbers by which all pointers miss the alignment
}

const guard = 64

// take gives room for n numbers. Both kernel sets of a trial get the same rooms with the same numbers.
func (s *slab[F]) take(n int) []F {
	if s.at == len(s.data) {
		room := Make[F](n + s.skew + 2*guard)
		for i := range room {
			room[i] = F(s.r.NormFloat64())
		}
		s.data = append(s.data, room)
	}
	room := s.data[s.at]
	s.at++
	return room[guard+s.skew:][:n:n]
}

// A trial calls a kernel with sizes of its choice. It draws all numbers from r, and memory from s.
type trial[F Float] struct {
	name string
	run  func(k *Kernels[F], s *slab[F], r *rand.Rand)
}

func shuffled(r *rand.Rand, n, of int) []int32 {
	index := make([]int32, n)
	for i := range index {
		index[i] = int32(r.IntN(of))
	}
	return index
}

func trials[F Float]() []trial[F] {
	w := Lanes[F]()
	e := 2 * w
	var all []trial[F]
	add := func(name string, run func(k *Kernels[F], s *slab[F], r *rand.Rand)) {
		all = append(all, trial[F]{name, run})
	}
	for _, n := range []int{2, 3, 4, 5, 7, 8} {
		add(fmt.Sprintf("Pass%d", n), func(k *Kernels[F], s *slab[F], r *rand.Rand) {
			inner, runs := 1+r.IntN(9), 1+r.IntN(4)
			x, tw := s.take(e*n*inner*runs), s.take(2*(n-1)*runs)
			k.Pass[n](&x[0], inner, inner, runs, &tw[0])
		})
		add(fmt.Sprintf("Pass%d partly", n), func(k *Kernels[F], s *slab[F], r *rand.Rand) {
			inner, more := 1+r.IntN(9), r.IntN(5)
			x, tw := s.take(e*n*(inner+more)), s.take(2*(n-1))
			k.Pass[n](&x[0], inner+more, inner, 1, &tw[0])
		})
		add(fmt.Sprintf("Last%d", n), func(k *Kernels[F], s *slab[F], r *rand.Rand) {
			groups := 1 + r.IntN(9)
			x, tw := s.take(e*n*groups), s.take(2*(n-1)*groups)
			k.Last[n](&x[0], groups, &tw[0])
		})
		add(fmt.Sprintf("First%d", n), func(k *Kernels[F], s *slab[F], r *rand.Rand) {
			inner, more := 1+r.IntN(9), r.IntN(5)
			x := s.take(e * n * (inner + more))
			k.First[n](&x[0], inner+more, inner)
		})
	}
	add("PassOdd", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		n, inner := 3+2*r.IntN(30), 1+r.IntN(5)
		x, tw, work, roots := s.take(e*n*inner), s.take(2*(n-1)), Make[F](e*n), OddRoots[F](n)
		k.PassOdd(&x[0], inner, inner, 1, &tw[0], 0, n, &roots[0], &work[0])
	})
	add("PassOdd last", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		n, groups := 3+2*r.IntN(30), 1+r.IntN(5)
		x, tw, work, roots := s.take(e*n*groups), s.take(2*(n-1)*groups), Make[F](e*n), OddRoots[F](n)
		k.PassOdd(&x[0], 1, groups, n, &tw[0], 2*(n-1), n, &roots[0], &work[0])
	})
	add("LoadColumns", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		n, stride := 1+r.IntN(20), w+r.IntN(20)
		dst, src := s.take(e*n), s.take(2*((n-1)*stride+w))
		k.LoadColumns(&dst[0], &src[0], stride, n, r.IntN(2))
	})
	add("StoreColumns", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		n, stride, m := 1+r.IntN(20), w+r.IntN(20), 1+r.IntN(9)
		dst, src, index := s.take(2*((n-1)*stride+w)), s.take(e*m), shuffled(r, n, m)
		k.StoreColumns(&dst[0], &src[0], &index[0], stride, n, r.IntN(2), F(r.NormFloat64()))
	})
	add("LoadRows", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		tiles := 1 + r.IntN(4)
		stride := tiles*w + r.IntN(9)
		dst, src := s.take(e*tiles*w), s.take(2*((w-1)*stride+tiles*w))
		from := &src[0]
		if r.IntN(2) == 1 {
			from, stride = &src[2*(w-1)*stride], -stride
		}
		k.LoadRows(&dst[0], from, stride, tiles, r.IntN(2))
	})
	add("StoreRows", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		tiles, m := 1+r.IntN(4), 1+r.IntN(40)
		stride := tiles*w + r.IntN(9)
		dst, src, index := s.take(2*((w-1)*stride+tiles*w)), s.take(e*m), shuffled(r, tiles*w, m)
		to := &dst[0]
		if r.IntN(2) == 1 {
			to, stride = &dst[2*(w-1)*stride], -stride
		}
		k.StoreRows(to, &src[0], &index[0], stride, tiles, r.IntN(2), F(r.NormFloat64()), F(r.NormFloat64()))
	})
	square := func(s *slab[F], r *rand.Rand) (dst, src, tw []F, index []int32, stride, tile, tiles int) {
		tiles, stride = 1+r.IntN(4), 1+r.IntN(3)
		tile = w*stride + r.IntN(9)
		m := 1 + r.IntN(40)
		return s.take(e * tiles * tile), s.take(e * m), s.take(e * tiles * w), shuffled(r, tiles*w, m), stride, tile, tiles
	}
	add("Planes", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		dst, src, _, index, stride, tile, tiles := square(s, r)
		k.Planes(&dst[0], &src[0], &index[0], stride, tile, tiles)
	})
	add("Twist", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		dst, src, tw, index, stride, tile, tiles := square(s, r)
		k.Twist(&dst[0], &src[0], &index[0], &tw[0], stride, tile, tiles)
	})
	add("Multiply", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		n, m := 1+r.IntN(20), 1+r.IntN(9)
		dst, src, f, index := s.take(e*n), s.take(e*m), s.take(2*n), shuffled(r, n, m)
		k.Multiply(&dst[0], &src[0], &index[0], &f[0], n, r.IntN(2), r.IntN(2))
	})
	add("Separate", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		n, stride := 3+r.IntN(40), 2+r.IntN(3)
		count, m := (n-1)/2, 1+r.IntN(9)
		dst, src, index := s.take(e*((count-1)*stride+2)), s.take(e*m), shuffled(r, n, m)
		k.Separate(&dst[0], &src[0], &index[0], n, count, stride, 1)
	})
	add("Join", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		n, stride := 3+r.IntN(40), 2+r.IntN(3)
		count := (n - 1) / 2
		dst, src := s.take(e*n), s.take(e*((count-1)*stride+2))
		k.Join(&dst[0], &src[0], n, count, stride, 1)
	})
	add("StoreReal", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		n, stride, m := 1+r.IntN(20), 2*w+r.IntN(20), 1+r.IntN(9)
		dst, src, index := s.take((n-1)*stride+2*w), s.take(e*m), shuffled(r, n, m)
		k.StoreReal(&dst[0], &dst[w], &src[0], &index[0], stride, n, F(r.NormFloat64()))
	})
	all = append(all, realTrials("Uint8", func(k *Kernels[F]) Real[F, uint8] { return k.Uint8 })...)
	all = append(all, realTrials("Uint16", func(k *Kernels[F]) Real[F, uint16] { return k.Uint16 })...)
	all = append(all, realTrials("Float32", func(k *Kernels[F]) Real[F, float32] { return k.Float32 })...)
	if w == 8 {
		all = append(all, realTrials("Float64", func(k *Kernels[F]) Real[F, float64] { return k.Float64 })...)
	}
	return all
}

func realTrials[F Float, T number](name string, of func(*Kernels[F]) Real[F, T]) []trial[F] {
	w := Lanes[F]()
	return []trial[F]{{name, func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		n, stride := 1+r.IntN(20), 2*w+r.IntN(20)
		src := make([]T, (n-1)*stride+2*w)
		for i := range src {
			src[i] = T(r.Uint32())
		}
		dst, x, y := s.take(2*w*n), s.take(2*w), s.take(n)
		of(k).Load(&dst[0], &src[0], &src[w], stride, n, &x[0], &y[0])
	}}, {name + " less", func(k *Kernels[F], s *slab[F], r *rand.Rand) {
		n, stride, other := 1+r.IntN(20), 2*w+r.IntN(20), 2*w+r.IntN(20)
		src := make([]T, (n-1)*stride+2*w)
		for i := range src {
			src[i] = T(r.Uint32() >> 8)
		}
		dst, x, y, less := s.take(2*w*n), s.take(2*w), s.take(n), s.take((n-1)*other+2*w)
		of(k).Less(&dst[0], &src[0], &src[w], stride, n, &x[0], &y[0], &less[0], &less[w], other)
	}}}
}

// agree runs a trial with both kernel sets and compares all memory, guards included.
func agree[F Float](t *testing.T, level Level, tr trial[F], seed uint64) {
	run := func(level Level) [][]F {
		r := rand.New(rand.NewPCG(seed, 1))
		s := &slab[F]{r: rand.New(rand.NewPCG(seed, 2)), skew: int(seed % 16)}
		tr.run(At[F](level), s, r)
		return s.data
	}
	got, want := run(level), run(Generic)
	// The orders of additions differ, and assembly rounds a product and a sum only once.
	tolerance := 2e-5
	if Lanes[F]() == 8 {
		tolerance = 4e-14
	}
	for i := range want {
		size := 1.0
		for _, v := range want[i] {
			size = max(size, math.Abs(float64(v)))
		}
		for j, v := range want[i] {
			if d := math.Abs(float64(got[i][j]) - float64(v)); !(d <= tolerance*size) {
				t.Fatalf("%s, %v, %d lanes, seed %d: number %d of room %d is %v, in Go %v", tr.name, level, Lanes[F](), seed, j-guard-int(seed%16), i, got[i][j], v)
			}
		}
	}
}

func agreeAll[F Float](t *testing.T, level Level, seeds uint64) {
	for _, tr := range trials[F]() {
		for seed := range seeds {
			agree(t, level, tr, seed)
		}
	}
}

func TestKernelsAgreeWithGo(t *testing.T) {
	if len(Available()) == 1 {
		t.Skip("this processor has neither AVX2 nor AVX-512: only the kernels in Go run here")
	}
	seeds := uint64(80)
	if testing.Short() {
		seeds = 10
	}
	for _, level := range Available() {
		if level != Generic {
			agreeAll[float32](t, level, seeds)
			agreeAll[float64](t, level, seeds)
		}
	}
}

func FuzzKernels(f *testing.F) {
	f.Add(uint64(1), uint8(0))
	f.Fuzz(func(t *testing.T, seed uint64, which uint8) {
		for _, level := range Available() {
			t32, t64 := trials[float32](), trials[float64]()
			agree(t, level, t32[int(which)%len(t32)], seed)
			agree(t, level, t64[int(which)%len(t64)], seed)
		}
	})
}

// The kernels in Go against the definition.
func TestPassesInGoMatchTheDefinition(t *testing.T) {
	const s = 3
	w := Lanes[float64]()
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{2, 3, 4, 5, 7, 8, 9, 11, 13, 31} {
		x := Make[float64](2 * w * n * s)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		tw := make([]float64, 2*(n-1))
		for i := range tw {
			tw[i] = r.NormFloat64()
		}
		value := func(j, lane int) complex128 {
			return complex(span[float64](x).re(j)[lane], span[float64](x).im(j)[lane])
		}
		want := map[[3]int]complex128{}
		for i := range s {
			for k := range n {
				for lane := range w {
					var sum complex128
					for j := range n {
						w := Root(j*k, n)
						if j > 0 {
							w *= complex(tw[2*j-2], tw[2*j-1])
						}
						sum += value(j*s+i, lane) * w
					}
					want[[3]int{i, k, lane}] = sum
				}
			}
		}
		if n < len(generic64.Pass) && generic64.Pass[n] != nil {
			generic64.Pass[n](&x[0], s, s, 1, &tw[0])
		} else {
			generic64.PassOdd(&x[0], s, s, 1, &tw[0], 0, n, &OddRoots[float64](n)[0], &Make[float64](2 * w * n)[0])
		}
		for at, v := range want {
			if d := value(at[1]*s+at[0], at[2]) - v; math.Hypot(real(d), imag(d)) > 3e-13 {
				t.Fatalf("radix %d: output %v is off by %v", n, at, d)
			}
		}
	}
}

func TestChoose(t *testing.T) {
	all, few := []Level{AVX512, AVX2, Generic}, []Level{AVX2, Generic}
	for _, c := range []struct {
		name      string
		available []Level
		want      Level
		err       string
	}{
		{"", all, AVX512, ""},
		{"", few, AVX2, ""},
		{"generic", all, Generic, ""},
		{"avx2", all, AVX2, ""},
		{"avx512", few, 0, "TALBOT_CPU is avx512, which this processor does not have; it has generic, avx2"},
		{"AVX2", all, 0, `TALBOT_CPU is "AVX2"; allowed are generic, avx2, avx512, or nothing for the best of them`},
	} {
		got, err := choose(c.name, c.available)
		if text := fmt.Sprint(err); (err == nil) != (c.err == "") || err != nil && text != c.err {
			t.Errorf("%q: error %v, want %q", c.name, err, c.err)
		}
		if err == nil && got != c.want {
			t.Errorf("%q: level %v, want %v", c.name, got, c.want)
		}
	}
}
