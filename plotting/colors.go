package plotting

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"
)

// cycle holds colours that people with any colour vision can tell apart, after Okabe and
// Ito (2008), https://jfly.uni-koeln.de/color/, without yellow, which is faint on white.
var cycle = []color.NRGBA{
	{0x00, 0x72, 0xb2, 0xff}, // blue
	{0xd5, 0x5e, 0x00, 0xff}, // vermilion
	{0x00, 0x9e, 0x73, 0xff}, // bluish green
	{0xcc, 0x79, 0xa7, 0xff}, // reddish purple
	{0xe6, 0x9f, 0x00, 0xff}, // orange
	{0x56, 0xb4, 0xe9, 0xff}, // sky blue
	{0x59, 0x59, 0x59, 0xff}, // grey
}

func cycleColor(i int) color.NRGBA { return cycle[i%len(cycle)] }

var (
	ink   = color.NRGBA{0x26, 0x26, 0x26, 0xff} // text and axes
	faint = color.NRGBA{0xe4, 0xe4, 0xe4, 0xff} // grid lines
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

var colorNames = map[string]color.NRGBA{
	"black": {0, 0, 0, 0xff}, "white": white, "gray": {0x80, 0x80, 0x80, 0xff}, "grey": {0x80, 0x80, 0x80, 0xff},
	"red": {0xd6, 0x27, 0x28, 0xff}, "green": {0x2c, 0x8c, 0x3c, 0xff}, "blue": {0x1f, 0x5f, 0xb4, 0xff},
	"orange": {0xe6, 0x9f, 0x00, 0xff}, "purple": {0x7b, 0x3f, 0xa0, 0xff}, "cyan": {0x17, 0xa2, 0xb8, 0xff},
	"magenta": {0xc4, 0x3a, 0x9b, 0xff}, "yellow": {0xe8, 0xd2, 0x1d, 0xff}, "brown": {0x8c, 0x56, 0x4b, 0xff},
}

// parseColor reads what Series.Color may hold.
func parseColor(s string) (color.NRGBA, error) {
	if c, ok := colorNames[strings.ToLower(s)]; ok {
		return c, nil
	}
	if h, ok := strings.CutPrefix(s, "#"); ok && len(h) == 6 {
		if v, err := strconv.ParseUint(h, 16, 32); err == nil {
			return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff}, nil
		}
	}
	if n, ok := strings.CutPrefix(s, "C"); ok {
		if i, err := strconv.ParseUint(n, 10, 16); err == nil {
			return cycleColor(int(i)), nil
		}
	}
	if name, at, ok := strings.Cut(s, ":"); ok {
		v, err := strconv.ParseFloat(at, 64)
		m, err2 := lookMap(name)
		if err == nil && err2 == nil && !math.IsNaN(v) {
			return m.at(v), nil
		}
	}
	var names []string
	for n := range colorNames {
		names = append(names, n)
	}
	slices.Sort(names)
	return color.NRGBA{}, fmt.Errorf("the colour %q is unknown; there are %s, \"#rrggbb\", \"C0\" to \"C6\", and \"viridis:0.3\"",
		s, strings.Join(names, ", "))
}
