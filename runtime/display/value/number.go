package value

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// isNumber reports whether values of a type are numbers that do not show themselves in another way.
func isNumber(t reflect.Type) bool {
	if t.NumMethod() > 0 {
		return false
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return true
	}
	return false
}

// numbers writes a slice or array of numbers, and reports whether v is one.
func (p *printer) numbers(v reflect.Value, t *Type) bool {
	if !isNumber(v.Type().Elem()) {
		return false
	}
	n := v.Len()
	if t != nil && t.Elem != nil && t.Elem.Name == "byte" {
		p.bytes(v)
		return true
	}
	at := shown(n, formatWhole)
	items := make([]reflect.Value, len(at))
	for i, k := range at {
		if k >= 0 {
			items[i] = v.Index(k)
		}
	}
	p.text("[" + strings.Join(words(items), " ") + "]")
	if n > formatWhole {
		p.text(fmt.Sprintf(" (%d values)", n))
	}
	if t != nil && t.Elem != nil && t.Elem.Name == "rune" && n <= formatWhole {
		runes := make([]rune, n)
		for i := range runes {
			runes[i] = rune(v.Index(i).Int())
		}
		p.text(" " + strconv.Quote(string(runes)))
	}
	if v.Type().Elem().Kind() == reflect.Uint8 && n >= 4 && n <= formatWhole {
		if s := string(bytesOf(v, n)); isText(s) {
			p.text(" " + strconv.Quote(s))
		}
	}
	return true
}

// words gives numbers as text of one kind; the zero Value stands for the part left out.
func words(items []reflect.Value) []string {
	out := make([]string, len(items))
	whole := true
	for _, v := range items {
		if v.IsValid() && v.CanFloat() && !isWhole(v.Float()) {
			whole = false
		}
	}
	for i, v := range items {
		switch {
		case !v.IsValid():
			out[i] = "…"
		case v.CanInt():
			out[i] = strconv.FormatInt(v.Int(), 10)
		case v.CanUint():
			out[i] = strconv.FormatUint(v.Uint(), 10)
		case v.CanFloat():
			out[i] = short(v.Float(), whole)
		default:
			c := v.Complex()
			im := short(imag(c), false)
			if !strings.HasPrefix(im, "-") && !strings.HasPrefix(im, "+") {
				im = "+" + im
			}
			out[i] = "(" + short(real(c), false) + im + "i)"
		}
	}
	return out
}

func isWhole(x float64) bool {
	return x == math.Trunc(x) && math.Abs(x) < 1e15 || math.IsNaN(x) || math.IsInf(x, 0)
}

// short gives x to six digits, or all digits where all its neighbours are whole numbers.
func short(x float64, whole bool) string {
	if whole && !math.IsNaN(x) && !math.IsInf(x, 0) {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	const digits = 6
	a := math.Abs(x)
	if a < 1e-4 || a >= 1e7 || math.IsNaN(a) {
		// Rounded first, so that the shortest text has no trailing zeros.
		return strconv.FormatFloat(roundTo(x, digits), 'g', -1, 64)
	}
	decimals := max(digits-1-int(math.Floor(math.Log10(a))), 0)
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// aligned gives the numbers of a column as text that lines up at the right: floats with one
// number of decimals, so that the largest has six digits, where that leaves three of the smallest.
func aligned(items []reflect.Value) []string {
	needed, most, least := 0, 0.0, math.Inf(1)
	for _, v := range items {
		if !v.IsValid() {
			continue
		}
		if !v.CanFloat() {
			return words(items)
		}
		x := math.Abs(v.Float())
		if math.IsNaN(x) || math.IsInf(x, 0) || x == 0 {
			continue
		}
		if s := short(x, false); strings.ContainsRune(s, 'e') && !(isWhole(x) && x < 1e12) {
			return words(items)
		} else if k := strings.IndexByte(s, '.'); k >= 0 {
			needed = max(needed, len(s)-k-1)
		}
		most, least = max(most, x), min(least, x)
	}
	decimals := needed
	if most > 0 {
		decimals = max(min(needed, 5-int(math.Floor(math.Log10(most)))), 0)
		if decimals < needed && least*math.Pow(10, float64(decimals)) < 100 {
			return words(items)
		}
	}
	out := make([]string, len(items))
	for i, v := range items {
		if !v.IsValid() {
			out[i] = "…"
			continue
		}
		out[i] = strconv.FormatFloat(v.Float(), 'f', decimals, 64)
	}
	return out
}

func roundTo(x float64, digits int) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64)
	if err != nil {
		return x
	}
	return y
}
