package plotting

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
	"sync"
)

// colorMapPoints holds 33 evenly spaced points of each map; between them it is linear,
// which stays within 3 of 255 of the full tables (cividis: 6).
//
// viridis, magma, inferno and plasma are by van der Walt and Smith (CC0,
// https://bids.github.io/colormap), cividis by Nuñez, Anderton and Renslow
// (doi:10.1371/journal.pone.0199239), twilight by Bechtold (CC0,
// https://github.com/bastibe/twilight). gray is linear in sRGB.
var colorMapPoints = [...]struct{ name, hex string }{
	{"viridis", "440154470d6048186a482374472d7b4536814240863f49893b528b375a8d33638d2f6a8e2c728e297a8e26818e23898e21908c1f988b1f9f8821a68528ae8031b57b3ebc744cc26c5dc9636ece5882d34c96d83fabdc32c0df24d5e21aeae51afde725"},
	{"magma", "0000040303110a0822130d331d114628115a36106a430f7650127c5d177f691c817621818226818f2a819c2e7fa9327db63779c33b75cf4170db486ae65163ee5c5ef5695cf9785dfb8761fd9668fea571feb47bfec387fed194fde0a2fceeb0fcfdbf"},
	{"inferno", "0000040403120b0724150b37210c4a2e0a5a3c09654a0c6b57106d63146e70196e7d1e6d89226a962766a32b61af315cbb3755c63e4dd14644db4f3be35932eb6528f1711ef67f14f98d0afb9c06fcab0ffbba1ff9ca32f5d949f2e865f3f586fcffa4"},
	{"plasma", "0d08872206903105963f049c4c02a15901a56600a77201a87e03a88909a69511a29f1a9ca92396b22c8ebb3587c33e80cb4778d25071d9596ae06263e66c5ceb7555f07f4ff48a48f89441fb9f3afdab33feb72dfdc328fcd025f9dd25f5eb27f0f921"},
	{"cividis", "00224e00285b002e6a0433711a386f273e6e32436d3b496c434e6c4b546c52596d5a5f6e61656f686a716f70737576767c7b788481798b8778938d789b9376a39a75aba072b3a670bbad6cc3b469ccba64d4c15fddc958e6d051efd748f8df3cfee838"},
	{"twilight", "e2d9e2d6d7ddc2ced4aac2cc94b4c781a6c37296c16886be6275ba5f63b55e50ac5d3da0592a8f511b7745135c3811453014373a113a4b134260184a751e4f882850993550a74550b25752bc6958c37d63c89073cca489d2b6a3d9c7bfdfd4d6e2d9e2"},
	{"gray", "000000ffffff"},
}

// A colorMap gives a colour for each place from 0 to 1.
type colorMap []color.NRGBA

// at clamps to the map's ends; NaN is its start.
func (m colorMap) at(v float64) color.NRGBA {
	f := 0.0
	if v > 0 {
		f = min(v, 1) * float64(len(m)-1)
	}
	i := min(int(f), len(m)-2)
	f -= float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + f*(float64(b)-float64(a)))) }
	a, b := m[i], m[i+1]
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

// table samples n evenly spaced colours.
func (m colorMap) table(n int) []color.NRGBA {
	t := make([]color.NRGBA, n)
	for i := range t {
		t[i] = m.at(float64(i) / float64(n-1))
	}
	return t
}

var colorMaps = sync.OnceValue(func() map[string]colorMap {
	all := map[string]colorMap{}
	for _, p := range colorMapPoints {
		var m colorMap
		for i := 0; i+6 <= len(p.hex); i += 6 {
			v, err := strconv.ParseUint(p.hex[i:i+6], 16, 32)
			if err != nil {
				panic("plotting: colour map " + p.name + ": " + err.Error())
			}
			m = append(m, color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff})
		}
		all[p.name] = m
	}
	return all
})

// missingColor gives a colour that a map does not have, for values that cannot be shown.
func missingColor(name string) color.NRGBA {
	switch base, _ := strings.CutSuffix(strings.ToLower(name), "_r"); base {
	case "gray", "grey", "cividis":
		return color.NRGBA{0xd0, 0x3a, 0x3a, 0xff} // red
	case "twilight":
		return color.NRGBA{0x3c, 0xa0, 0x46, 0xff} // green
	}
	return color.NRGBA{0xc8, 0xc8, 0xc8, 0xff} // grey
}

// ColorMaps names the colour maps, each of which also runs backwards as name_r.
func ColorMaps() []string {
	var names []string
	for _, p := range colorMapPoints {
		names = append(names, p.name)
	}
	return names
}

// lookMap finds a colour map by name.
func lookMap(name string) (colorMap, error) {
	base, back := strings.CutSuffix(strings.ToLower(name), "_r")
	if base == "grey" {
		base = "gray"
	}
	m, ok := colorMaps()[base]
	if !ok {
		return nil, fmt.Errorf("the colour map %q is unknown; there are %s, and each backwards as in \"gray_r\"",
			name, strings.Join(ColorMaps(), ", "))
	}
	if !back {
		return m, nil
	}
	r := make(colorMap, len(m))
	for i, c := range m {
		r[len(m)-1-i] = c
	}
	return r, nil
}
