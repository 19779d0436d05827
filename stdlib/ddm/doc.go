// Package ddm is differential dynamic microscopy: how a specimen moves, from a stack of
// images in which nothing need be resolved or tracked.
//
// The images' spatial Fourier transforms F(q,t) are compared over time. The image structure
// function
//
//	D(q,τ) = ⟨|F(q,t+τ) - F(q,t)|²⟩ = A(q)[1 - f(q,τ)] + B(q)
//
// holds the intermediate scattering function f(q,τ), known from dynamic light scattering;
// for free diffusion f = exp(-D₀q²τ). Compute gives D averaged over rings of |q|,
// FitExponential A, B and the rate Γ at each q, and Fit.Diffusion the diffusivity D₀.
//
// R. Cerbino, V. Trappe, Phys. Rev. Lett. 100, 188102 (2008), DOI 10.1103/PhysRevLett.100.188102;
// F. Giavazzi et al., Phys. Rev. E 80, 031403 (2009), DOI 10.1103/PhysRevE.80.031403.
//
// Transforms carry the factor 1/sqrt(pixels), so that white noise of variance v adds 2v to D.
// Wave vectors are in rad/um and times in s where pixel size and frame interval are known.
package ddm
