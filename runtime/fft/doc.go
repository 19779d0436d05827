// Package fft computes discrete Fourier transforms of any length, in float32 and float64.
//
// The forward transform is X[k] = Σ x[j] exp(-2πi jk/n); the inverse has the opposite sign. Which
// of them has which factor is the Norm's, by default 1/n on the inverse, as in SciPy's scipy.fft.
//
//	Plan        complex, one dimension: one sequence, many in rows, many in columns
//	Plan2D      complex, two dimensions: one array or many
//	RealPlan    real to complex and back, one dimension, many in rows or columns
//	RealPlan2D  real to complex and back, two dimensions; from integers and less a constant image
//	Pruned      between a window that is not zero and one of the result; Pruned2D for two dimensions
//	Chirp       samples of the transform at other, equally spaced frequencies (chirp-z)
//
// Each is there for complex64 (NewPlan64 …) and complex128 (NewPlan128 …).
//
// A plan holds tables only, which are made when it is: it may be used by many goroutines at once,
// and its first use is as fast as its last. Destinations come first and are allocated if nil. A
// destination may be the source itself; where the two overlap otherwise, the source is copied
// first. Wrong lengths are mistakes of the calling package and panic.
//
// How it works: 16 sequences of float32 (8 of float64) go side by side through the vector kernels
// of runtime/simd, in place by decimation in frequency, which leaves the result in the order of
// reversed digits; what stores the result puts it in order. J. W. Cooley, J. W. Tukey, Math.
// Comput. 19, 297 (1965), DOI 10.1090/S0025-5718-1965-0178586-1; C. Van Loan, Computational
// Frameworks for the Fast Fourier Transform (1992), DOI 10.1137/1.9781611970999. The relative rms
// error is below 3e-7 in float32 and 1e-14 in float64 for every length.
package fft
