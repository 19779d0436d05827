package ddm

import (
	"fmt"
	"math"
)

// boltzmann is exact in the SI of 2019, J/K.
const boltzmann = 1.380649e-23

// StokesEinstein gives the diffusivity in um²/s of a sphere of the given radius (m) in a
// fluid of the given viscosity (Pa s) at a temperature (K): D = k_B T/(6π η R).
func StokesEinstein(temperature, viscosity, radius float64) (float64, error) {
	for _, a := range []struct {
		name string
		v    float64
		unit string
	}{{"temperature", temperature, "K"}, {"viscosity", viscosity, "Pa s"}, {"radius", radius, "m"}} {
		if !(a.v > 0) || math.IsInf(a.v, 0) {
			return 0, fmt.Errorf("ddm: %s = %g %s; it must be positive", a.name, a.v, a.unit)
		}
	}
	if radius > 1e-3 {
		return 0, fmt.Errorf("ddm: radius = %g m is over a millimetre; it is given in metres (0.5 um is 0.5e-6)", radius)
	}
	return boltzmann * temperature / (6 * math.Pi * viscosity * radius) * 1e12, nil
}
