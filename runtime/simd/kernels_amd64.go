package simd

var avx2F32 = Kernels[float32]{
	Level:   AVX2,
	Radices: []int{8, 4, 2, 3, 5, 7},
	Pass: [9]func(x *float32, s, inner, nblk int, tw *float32){
		2: pass2_f32_avx2,
		3: pass3_f32_avx2,
		4: pass4_f32_avx2,
		5: pass5_f32_avx2,
		7: pass7_f32_avx2,
		8: pass8_f32_avx2,
	},
	First: [9]func(x *float32, s, inner int){
		2: first2_f32_avx2,
		3: first3_f32_avx2,
		4: first4_f32_avx2,
		5: first5_f32_avx2,
		7: first7_f32_avx2,
		8: first8_f32_avx2,
	},
	Last: [9]func(x *float32, groups int, tw *float32){
		2: last2_f32_avx2,
		3: last3_f32_avx2,
		4: last4_f32_avx2,
		5: last5_f32_avx2,
		7: last7_f32_avx2,
		8: last8_f32_avx2,
	},
	PassOdd:      passOdd_f32_avx2,
	LoadColumns:  loadColumns_f32_avx2,
	StoreColumns: storeColumns_f32_avx2,
	LoadRows:     loadRows_f32_avx2,
	StoreRows:    storeRows_f32_avx2,
	Planes:       planes_f32_avx2,
	Twist:        twist_f32_avx2,
	Multiply:     multiply_f32_avx2,
	Separate:     separate_f32_avx2,
	Join:         join_f32_avx2,
	StoreReal:    storeReal_f32_avx2,
	Uint8:        Real[float32, uint8]{real_u8_f32_avx2, less_u8_f32_avx2},
	Uint16:       Real[float32, uint16]{real_u16_f32_avx2, less_u16_f32_avx2},
	Float32:      Real[float32, float32]{real_f32_f32_avx2, less_f32_f32_avx2},
}

var avx2F64 = Kernels[float64]{
	Level:   AVX2,
	Radices: []int{8, 4, 2, 3, 5, 7},
	Pass: [9]func(x *float64, s, inner, nblk int, tw *float64){
		2: pass2_f64_avx2,
		3: pass3_f64_avx2,
		4: pass4_f64_avx2,
		5: pass5_f64_avx2,
		7: pass7_f64_avx2,
		8: pass8_f64_avx2,
	},
	First: [9]func(x *float64, s, inner int){
		2: first2_f64_avx2,
		3: first3_f64_avx2,
		4: first4_f64_avx2,
		5: first5_f64_avx2,
		7: first7_f64_avx2,
		8: first8_f64_avx2,
	},
	Last: [9]func(x *float64, groups int, tw *float64){
		2: last2_f64_avx2,
		3: last3_f64_avx2,
		4: last4_f64_avx2,
		5: last5_f64_avx2,
		7: last7_f64_avx2,
		8: last8_f64_avx2,
	},
	PassOdd:      passOdd_f64_avx2,
	LoadColumns:  loadColumns_f64_avx2,
	StoreColumns: storeColumns_f64_avx2,
	LoadRows:     loadRows_f64_avx2,
	StoreRows:    storeRows_f64_avx2,
	Planes:       planes_f64_avx2,
	Twist:        twist_f64_avx2,
	Multiply:     multiply_f64_avx2,
	Separate:     separate_f64_avx2,
	Join:         join_f64_avx2,
	StoreReal:    storeReal_f64_avx2,
	Uint8:        Real[float64, uint8]{real_u8_f64_avx2, less_u8_f64_avx2},
	Uint16:       Real[float64, uint16]{real_u16_f64_avx2, less_u16_f64_avx2},
	Float32:      Real[float64, float32]{real_f32_f64_avx2, less_f32_f64_avx2},
	Float64:      Real[float64, float64]{real_f64_f64_avx2, less_f64_f64_avx2},
}

var avx512F32 = Kernels[float32]{
	Level:   AVX512,
	Radices: []int{8, 4, 2, 3, 5, 7},
	Pass: [9]func(x *float32, s, inner, nblk int, tw *float32){
		2: pass2_f32_avx512,
		3: pass3_f32_avx512,
		4: pass4_f32_avx512,
		5: pass5_f32_avx512,
		7: pass7_f32_avx512,
		8: pass8_f32_avx512,
	},
	First: [9]func(x *float32, s, inner int){
		2: first2_f32_avx512,
		3: first3_f32_avx512,
		4: first4_f32_avx512,
		5: first5_f32_avx512,
		7: first7_f32_avx512,
		8: first8_f32_avx512,
	},
	Last: [9]func(x *float32, groups int, tw *float32){
		2: last2_f32_avx512,
		3: last3_f32_avx512,
		4: last4_f32_avx512,
		5: last5_f32_avx512,
		7: last7_f32_avx512,
		8: last8_f32_avx512,
	},
	PassOdd:      passOdd_f32_avx512,
	LoadColumns:  loadColumns_f32_avx512,
	StoreColumns: storeColumns_f32_avx512,
	LoadRows:     loadRows_f32_avx512,
	StoreRows:    storeRows_f32_avx512,
	Planes:       planes_f32_avx512,
	Twist:        twist_f32_avx512,
	Multiply:     multiply_f32_avx512,
	Separate:     separate_f32_avx512,
	Join:         join_f32_avx512,
	StoreReal:    storeReal_f32_avx512,
	Uint8:        Real[float32, uint8]{real_u8_f32_avx512, less_u8_f32_avx512},
	Uint16:       Real[float32, uint16]{real_u16_f32_avx512, less_u16_f32_avx512},
	Float32:      Real[float32, float32]{real_f32_f32_avx512, less_f32_f32_avx512},
}

var avx512F64 = Kernels[float64]{
	Level:   AVX512,
	Radices: []int{8, 4, 2, 3, 5, 7},
	Pass: [9]func(x *float64, s, inner, nblk int, tw *float64){
		2: pass2_f64_avx512,
		3: pass3_f64_avx512,
		4: pass4_f64_avx512,
		5: pass5_f64_avx512,
		7: pass7_f64_avx512,
		8: pass8_f64_avx512,
	},
	First: [9]func(x *float64, s, inner int){
		2: first2_f64_avx512,
		3: first3_f64_avx512,
		4: first4_f64_avx512,
		5: first5_f64_avx512,
		7: first7_f64_avx512,
		8: first8_f64_avx512,
	},
	Last: [9]func(x *float64, groups int, tw *float64){
		2: last2_f64_avx512,
		3: last3_f64_avx512,
		4: last4_f64_avx512,
		5: last5_f64_avx512,
		7: last7_f64_avx512,
		8: last8_f64_avx512,
	},
	PassOdd:      passOdd_f64_avx512,
	LoadColumns:  loadColumns_f64_avx512,
	StoreColumns: storeColumns_f64_avx512,
	LoadRows:     loadRows_f64_avx512,
	StoreRows:    storeRows_f64_avx512,
	Planes:       planes_f64_avx512,
	Twist:        twist_f64_avx512,
	Multiply:     multiply_f64_avx512,
	Separate:     separate_f64_avx512,
	Join:         join_f64_avx512,
	StoreReal:    storeReal_f64_avx512,
	Uint8:        Real[float64, uint8]{real_u8_f64_avx512, less_u8_f64_avx512},
	Uint16:       Real[float64, uint16]{real_u16_f64_avx512, less_u16_f64_avx512},
	Float32:      Real[float64, float32]{real_f32_f64_avx512, less_f32_f64_avx512},
	Float64:      Real[float64, float64]{real_f64_f64_avx512, less_f64_f64_avx512},
}

func kernels32(l Level) *Kernels[float32] {
	switch l {
	case AVX512:
		return &avx512F32
	case AVX2:
		return &avx2F32
	}
	return &generic32
}

func kernels64(l Level) *Kernels[float64] {
	switch l {
	case AVX512:
		return &avx512F64
	case AVX2:
		return &avx2F64
	}
	return &generic64
}
