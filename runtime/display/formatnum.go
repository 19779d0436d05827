package display

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A matrix is what gonum's mat package means by one.
type matrix interface {
	Dims() (rows, cols int)
	At(i, j int) float64
}

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
func (p *printer) numbers(v reflect.Value) bool {
	if !isNumber(v.Type().Elem()) {
		return false
	}
	n := v.Len()
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
	if v.Type().Elem().Kind() == reflect.Uint8 && n >= 4 && n <= formatWhole {
		if s := string(bytesOf(v)); isText(s) {
			p.text(" " + strconv.Quote(s))
		}
	}
	return true
}

func bytesOf(v reflect.Value) []byte {
	b := make([]byte, v.Len())
	for i := range b {
		b[i] = byte(v.Index(i).Uint())
	}
	return b
}

func isText(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return false
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
		if y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64); err == nil {
			x = y // so that the shortest text has no trailing zeros
		}
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	decimals := max(digits-1-int(math.Floor(math.Log10(a))), 0)
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

const (
	tableRows = 20 // rows that are shown without abridging
	tableCols = 12 // columns likewise
)

// table writes a slice of equally long numeric slices as rows, and reports whether v is one.
func (p *printer) table(v reflect.Value) bool {
	row := v.Type().Elem()
	if row.Kind() != reflect.Slice && row.Kind() != reflect.Array || row.NumMethod() > 0 || !isNumber(row.Elem()) {
		return false
	}
	rows := v.Len()
	if rows == 0 {
		return false
	}
	cols := v.Index(0).Len()
	for i := range rows {
		if v.Index(i).Len() != cols {
			return false
		}
	}
	p.rows(rows, cols, func(i, j int) reflect.Value { return v.Index(i).Index(j) })
	return true
}

// matrix writes a gonum matrix.
func (p *printer) matrix(m matrix) {
	rows, cols := m.Dims()
	p.rows(rows, cols, func(i, j int) reflect.Value { return reflect.ValueOf(m.At(i, j)) })
}

// rows writes a table of numbers with its columns aligned to the right.
func (p *printer) rows(rows, cols int, at func(i, j int) reflect.Value) {
	if rows <= 0 || cols <= 0 {
		p.text(fmt.Sprintf("[] (%d × %d values)", rows, cols))
		return
	}
	is, js := shown(rows, tableRows), shown(cols, tableCols)
	var flat []reflect.Value
	for _, i := range is {
		for _, j := range js {
			if i < 0 || j < 0 {
				flat = append(flat, reflect.Value{})
			} else {
				flat = append(flat, at(i, j))
			}
		}
	}
	text := words(flat)
	width := make([]int, len(js))
	for k, s := range text {
		width[k%len(js)] = max(width[k%len(js)], utf8.RuneCountInString(s))
	}
	for r := range is {
		open, end := " [", "]\n"
		if r == 0 {
			open = "[["
		}
		if r == len(is)-1 {
			end = "]]"
		}
		p.text(open)
		for c := range js {
			s := text[r*len(js)+c]
			if c > 0 {
				p.text(" ")
			}
			p.text(strings.Repeat(" ", width[c]-utf8.RuneCountInString(s)) + s)
		}
		p.text(end)
	}
	if rows > tableRows || cols > tableCols {
		p.text(fmt.Sprintf(" (%d × %d values)", rows, cols))
	}
}
