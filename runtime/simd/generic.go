package simd

var (
	generic32 = generic[float32]()
	generic64 = withFloat64(generic[float64]())
)

func generic[F Float]() Kernels[F] {
	return Kernels[F]{
		Level:   Generic,
		Radices: []int{4, 2, 3, 5},
		Pass:    [9]func(x *F, s, inner, nblk int, tw *F){2: pass2[F], 3: pass3[F], 4: pass4[F], 5: pass5[F], 7: pass7[F], 8: pass8[F]},
		Last: [9]func(x *F, groups int){2: last(2, pass2[F]), 3: last(3, pass3[F]), 4: last(4, pass4[F]),
			5: last(5, pass5[F]), 7: last(7, pass7[F]), 8: last(8, pass8[F])},
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
}

func withFloat64(k Kernels[float64]) Kernels[float64] {
	k.Float64 = Real[float64, float64]{realLoad[float64, float64], realLess[float64, float64]}
	return k
}
