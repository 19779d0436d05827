package simd

var (
	generic32 = generic[float32]()
	generic64 = withFloat64(generic[float64]())
)

func generic[F Float]() Kernels[F] {
	passes := [9]func(x *F, s, inner, nblk int, tw *F){2: pass2[F], 3: pass3[F], 4: pass4[F], 5: pass5[F], 7: passBy[F](7), 8: passBy[F](8)}
	k := Kernels[F]{
		Level:        Generic,
		Radices:      []int{4, 2, 3, 5},
		Pass:         passes,
		PassOdd:      passOdd[F],
		LoadColumns:  loadColumns[F],
		StoreColumns: storeColumns[F],
		LoadRows:     loadRows[F],
		StoreRows:    storeRows[F],
		Planes:       planes[F],
		Twist:        twist[F],
		Multiply:     multiply[F],
		Separate:     separate[F],
		Join:         join[F],
		StoreReal:    storeReal[F],
		Uint8:        Real[F, uint8]{realLoad[F, uint8], realLess[F, uint8]},
		Uint16:       Real[F, uint16]{realLoad[F, uint16], realLess[F, uint16]},
		Float32:      Real[F, float32]{realLoad[F, float32], realLess[F, float32]},
	}
	for r, pass := range passes {
		if pass != nil {
			k.First[r], k.Last[r] = first(r, pass), last(pass)
		}
	}
	k.First[4] = first4[F]
	return k
}

func withFloat64(k Kernels[float64]) Kernels[float64] {
	k.Float64 = Real[float64, float64]{realLoad[float64, float64], realLess[float64, float64]}
	return k
}
