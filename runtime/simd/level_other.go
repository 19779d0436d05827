//go:build !amd64

package simd

func has(l Level) bool { return l == Generic }

func kernels32(Level) *Kernels[float32] { return &generic32 }
func kernels64(Level) *Kernels[float64] { return &generic64 }
