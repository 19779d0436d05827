// Package simd holds the innermost loops of the compute core: butterflies of Fourier transforms
// and what moves numbers to and from them.
//
// All work on blocks of 128 bytes. A block is one complex number of each of 16 sequences in
// float32, or 8 in float64: the real parts in 64 bytes, then the imaginary parts. A sequence thus
// keeps to one lane, and a transform of 16 sequences is that of one with every number a vector.
//
// Each kernel exists in Go, for every processor, and in assembly for AVX-512 (F, BW, DQ, VL) and
// for AVX2 with FMA; the Go twin is what the others are tested against. For chooses the best that
// the processor has, or what the environment variable TALBOT_CPU names: generic, avx2 or avx512.
//
// Kernels take pointers and check nothing: their callers do. Alignment is not needed, though
// blocks at multiples of 64 bytes are faster (Make). Counts of runs, rows, tiles and the like are
// one or more. No call should take more than about 100 µs, since Go cannot preempt assembly.
package simd

//go:generate sh -c "cd gen && go run . -isa avx512 -out ../avx512_amd64.s -stubs ../avx512_amd64.go -pkg simd"
//go:generate sh -c "cd gen && go run . -isa avx2 -out ../avx2_amd64.s -stubs ../avx2_amd64.go -pkg simd"
