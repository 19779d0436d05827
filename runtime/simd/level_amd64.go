package simd

import "golang.org/x/sys/cpu"

func has(l Level) bool {
	switch l {
	case AVX512:
		return cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && has(AVX2)
	case AVX2:
		return cpu.X86.HasAVX2 && cpu.X86.HasFMA
	}
	return true
}
