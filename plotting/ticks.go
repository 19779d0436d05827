package plotting

import (
	"math"
	"strconv"
	"strings"
)

// An axis maps values to places from 0 to 1.
type axis struct {
	log      bool
	whole    bool    // labels whole numbers only
	min, max float64 // min may be above max
}

// place may lie outside 0 … 1. On a logarithmic axis v must be positive.
func (a axis) place(v float64) float64 {
	if a.log {
		l := math.Log(a.min)
		return (math.Log(v) - l) / (math.Log(a.max) - l)
	}
	return (v - a.min) / (a.max - a.min)
}

// A tick is a mark on an axis; one without text is short.
type tick struct {
	value float64
	text  string
}

// ticks gives marks of which about n are labelled, and a factor such as "×10⁵" common to all.
func (a axis) ticks(n int) (marks []tick, factor string) {
	lo, hi := min(a.min, a.max), max(a.min, a.max)
	n = min(max(n, 2), 20)
	if a.log {
		if marks := logTicks(lo, hi, n); marks != nil {
			return marks, ""
		}
	}
	return linearTicks(lo, hi, n, a.whole)
}

// niceStep gives the smallest of 1, 2, 2.5, 5 times a power of ten that cuts span into at most
// n parts, and how many short marks fit between two.
func niceStep(span float64, n int) (mantissa float64, power, minor int) {
	raw := span / float64(n)
	power = int(math.Floor(math.Log10(raw)))
	for _, s := range []struct {
		m     float64
		minor int
	}{{1, 5}, {2, 4}, {2.5, 5}, {5, 5}} {
		if s.m*pow10(power) >= raw*(1-1e-9) {
			return s.m, power, s.minor
		}
	}
	return 1, power + 1, 5
}

// pow10 is exact for the powers that have an exact float64.
func pow10(e int) float64 {
	if e < -300 {
		return math.Pow10(-300) * math.Pow10(e+300)
	}
	return math.Pow10(e)
}

func linearTicks(lo, hi float64, n int, whole bool) ([]tick, string) {
	m, power, parts := niceStep(hi-lo, n)
	switch {
	case !whole || power > 0:
	case power < 0:
		m, power, parts = 1, 0, 1
	case m == 2.5:
		m, parts = 5, 5
	case m < 5:
		parts = int(m)
	}
	step := m * pow10(power)
	big := math.Max(math.Abs(lo), math.Abs(hi))
	exp := 0
	if big >= 1e6 || big < 1e-3 {
		exp = int(math.Floor(math.Log10(big)))
	}
	decimals := exp - power
	if m == 2.5 {
		decimals++
	}
	decimals = min(max(decimals, 0), 15)
	var marks []tick
	small := step / float64(parts)
	eps := (hi - lo) * 1e-9
	first := math.Ceil((lo - eps) / small)
	for i := 0; i < 200; i++ {
		k := first + float64(i)
		v := k * small
		if v > hi+eps {
			break
		}
		t := tick{value: v}
		if math.Mod(k, float64(parts)) == 0 {
			v = k / float64(parts) * m // in units of 10^power
			t.value = v * pow10(power)
			if i, f := exp-power, v; i >= 0 && i <= 300 {
				t.text = number10(f/pow10(i), decimals)
			} else {
				t.text = number10(t.value/pow10(exp), decimals)
			}
		}
		marks = append(marks, t)
	}
	factor := ""
	if exp != 0 {
		factor = "×10" + superscript(exp)
	}
	return marks, factor
}

// number10 writes a tick's number with a true minus sign.
func number10(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return strings.Replace(s, "-", "−", 1)
}

func superscript(e int) string {
	var b strings.Builder
	for _, r := range strings.Replace(strconv.Itoa(e), "-", "−", 1) {
		b.WriteRune(raised[r])
	}
	return b.String()
}

// logTicks labels powers of ten, or where few fit between lo and hi, also 2 and 5 times
// them; nil leaves an axis of less than that to linear ticks.
func logTicks(lo, hi float64, n int) []tick {
	const eps = 1e-9
	first, last := int(math.Floor(math.Log10(lo)+eps)), int(math.Ceil(math.Log10(hi)-eps))
	inside := func(v float64) bool { return v >= lo*(1-eps) && v <= hi*(1+eps) }
	decades := 0
	for e := first; e <= last; e++ {
		if inside(pow10(e)) {
			decades++
		}
	}
	labelled := map[int]bool{1: true}
	if decades < 3 {
		labelled[2], labelled[5] = true, true
		count := 0
		for e := first; e <= last; e++ {
			for m := range labelled {
				if inside(float64(m) * pow10(e)) {
					count++
				}
			}
		}
		switch {
		case count < 2 || decades == 0 && count < 3 && hi/lo < 3:
			return nil
		case count > n && decades >= 2:
			labelled = map[int]bool{1: true}
		case count > n:
			labelled = map[int]bool{1: true, 3: true}
		}
	}
	plain := lo >= 0.9e-3 && hi <= 1.1e4
	every := 1
	for _, k := range []int{2, 3, 5, 10, 20, 50, 100, 200, 500} {
		if decades > n*every {
			every = k
		}
	}
	var marks []tick
	for e := first; e <= last; e++ {
		for m := 1; m < 10; m++ {
			v := float64(m) * pow10(e)
			if !inside(v) || every > 1 && m > 1 || every > 5 && mod(e, every) != 0 {
				continue
			}
			t := tick{value: v}
			if labelled[m] && (m > 1 || mod(e, every) == 0) {
				t.text = powerText(m, e, plain)
			}
			marks = append(marks, t)
		}
	}
	return marks
}

func mod(a, b int) int { return ((a % b) + b) % b }

func powerText(m, e int, plain bool) string {
	if plain {
		return strconv.FormatFloat(float64(m)*pow10(e), 'f', max(-e, 0), 64)
	}
	t := "10" + superscript(e)
	if m > 1 {
		t = strconv.Itoa(m) + "×" + t
	}
	return t
}
