package installer

import "golang.org/x/sys/cpu"

// cpuFeatures names the vector instructions that decide how fast the compute core runs.
func cpuFeatures() []string {
	var out []string
	for _, f := range []struct {
		has  bool
		name string
	}{
		{cpu.X86.HasAVX2 && cpu.X86.HasFMA, "AVX2 and FMA"},
		{cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL, "AVX-512"},
		{cpu.ARM64.HasASIMD, "NEON"},
		{cpu.ARM64.HasSVE, "SVE"},
	} {
		if f.has {
			out = append(out, f.name)
		}
	}
	if out == nil {
		out = append(out, "no vector instructions known")
	}
	return out
}
