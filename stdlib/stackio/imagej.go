package stackio

import (
	"math"
	"strconv"
	"strings"

	"talbot/stdlib/stack"
)

// isImageJ reports whether a page's description was written by ImageJ or in its manner.
func isImageJ(description string) bool { return strings.HasPrefix(description, "ImageJ=") }

// imageJ holds the lines "key=value" of ImageJ's description.
func imageJ(description string) map[string]string {
	if !isImageJ(description) {
		return nil
	}
	m := map[string]string{}
	for line := range strings.Lines(description) {
		if k, v, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "="); ok {
			m[k] = v
		}
	}
	return m
}

// count gives a whole number of a key, at least def.
func count(m map[string]string, key string, def int) int {
	n, err := strconv.Atoi(m[key])
	if err != nil || n < def {
		return def
	}
	return n
}

// metres gives a unit of length as ImageJ writes it, or 0 for one that is not known.
func metres(unit string) float64 {
	switch strings.ToLower(strings.TrimSpace(unit)) {
	case "m", "meter", "metre", "meters", "metres":
		return 1
	case "cm", "centimeter", "centimetre":
		return 1e-2
	case "mm", "millimeter", "millimetre":
		return 1e-3
	case "um", "micron", "microns", "micrometer", "micrometre", `\u00b5m`, `\u03bcm`, "\u00b5m", "\u03bcm", "\xb5m":
		return 1e-6
	case "nm", "nanometer", "nanometre":
		return 1e-9
	case "inch", "in":
		return 0.0254
	}
	return 0
}

// seconds gives a unit of time as ImageJ writes it, or 0 for one that is not known.
func seconds(unit string) float64 {
	switch strings.ToLower(strings.TrimSpace(unit)) {
	case "", "s", "sec", "second", "seconds":
		return 1
	case "ms", "msec", "millisecond", "milliseconds":
		return 1e-3
	case "us", "usec", `\u00b5s`, "\u00b5s", "\xb5s":
		return 1e-6
	case "min", "minute", "minutes":
		return 60
	case "h", "hour", "hours":
		return 3600
	}
	return 0
}

// printResolution is the finest that a printer or screen has, in dots per metre (1200 dpi). A coarser
// one that names only inches or centimetres says how large to print a picture, not how large its pixels
// were in the sample.
const printResolution = 1200 / 0.0254

// meta reads what a page says of the stack.
func (d *directory) meta() stack.Meta {
	m := stack.Meta{Description: d.text(tagDescription)}
	ij := imageJ(m.Description)
	unit := metres(ij["unit"])
	calibrated := unit > 0
	if _, given := ij["unit"]; !given {
		switch u, _ := d.number(tagResolutionUnit, 2); u {
		case 2:
			unit = 0.0254
		case 3:
			unit = 0.01
		}
	}
	x, y := d.ratio(tagXResolution), d.ratio(tagYResolution)
	if other, given := ij["yunit"]; given && other != ij["unit"] {
		unit = 0 // two units: neither size is safe to give
	}
	if unit > 0 && x > 0 && y > 0 && (calibrated || x/unit > printResolution) {
		m.PixelSize = unit / x
		// Rationals of square pixels may differ in the last digits.
		if a := x / y; math.Abs(a-1) > 1e-5 {
			m.PixelAspect = a
		}
	}
	if ij == nil {
		return m
	}
	channels, slices, frames := count(ij, "channels", 1), count(ij, "slices", 1), count(ij, "frames", 1)
	if channels > 1 && channels <= 64 {
		for c := range channels {
			m.Channels = append(m.Channels, "channel "+strconv.Itoa(c))
		}
	}
	// A plain series is often saved as slices without frames: those are its time points.
	if slices > 1 && (frames > 1 || channels > 1) {
		m.Slices = slices
	}
	if t, err := strconv.ParseFloat(ij["finterval"], 64); err == nil && t > 0 && !math.IsInf(t, 1) {
		m.FrameInterval = t * seconds(ij["tunit"])
	}
	return m
}
