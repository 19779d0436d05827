package ddm

import (
	"fmt"
	"html"
	"math"
	"strings"

	"talbot/runtime/array"
	"talbot/runtime/display"
)

// A Result holds the structure function averaged over rings of wave vectors.
type Result struct {
	Q    []float64 // mean |q| of each ring, QUnit; the first is 0 if QMin was
	Tau  []float64 // time differences, TauUnit
	Lags []int     // the same in frames

	QUnit   string // "rad/um", or "rad/px" where the pixel size is not known
	TauUnit string // "s", or "frames" where the frame interval is not known

	D      [][]float64 // [lag][ring]: mean over the ring, in squared grey levels
	Spread [][]float64 // [lag][ring]: standard deviation over the ring; NaN for a single wave vector
	Err    [][]float64 // [lag][ring]: standard error of D: Spread/sqrt(Count/2), as q and -q are one
	Count  []int       // wave vectors in each ring of the whole plane

	PowerSpectrum []float64 // [ring]: ⟨|F|²⟩ over time
	Variance      []float64 // [ring]: ⟨|F|²⟩ - |⟨F⟩|²

	// With Settings.Maps, else nil: rows of ky rise from the most negative, ky = 0 is row
	// height/2; columns are kx = 0 … π per pixel, width/2+1 of them.
	Maps        *array.Array // lags x ky x kx
	PowerMap    *array.Array // ky x kx
	VarianceMap *array.Array // ky x kx

	Plan *Plan // how it was computed
}

// Ring gives the index of the ring nearest to q, given in QUnit.
func (r *Result) Ring(q float64) int {
	best := 0
	for i, v := range r.Q {
		if math.Abs(v-q) < math.Abs(r.Q[best]-q) {
			best = i
		}
	}
	return best
}

// AtRing gives D of one ring at all lags, as Tau lists them. An index out of range panics as a slice's does.
func (r *Result) AtRing(ring int) []float64 { return column(r.D, ring) }

// ErrAtRing gives the standard error of AtRing's values.
func (r *Result) ErrAtRing(ring int) []float64 { return column(r.Err, ring) }

func column(rows [][]float64, k int) []float64 {
	c := make([]float64, len(rows))
	for i, row := range rows {
		c[i] = row[k]
	}
	return c
}

func (r *Result) String() string {
	if len(r.Q) == 0 || len(r.Tau) == 0 {
		return "structure function, empty"
	}
	return fmt.Sprintf("structure function D(q,τ): %d rings, q = %.4g to %.4g %s; %d lags, τ = %.4g to %.4g %s",
		len(r.Q), r.Q[0], r.Q[len(r.Q)-1], r.QUnit, len(r.Tau), r.Tau[0], r.Tau[len(r.Tau)-1], r.TauUnit)
}

// MIMEBundle shows what was computed and a table of some values.
func (r *Result) MIMEBundle() (display.Bundle, error) {
	rings, lags := some(len(r.Q), 6), some(len(r.Tau), 8)
	head := []string{"τ / " + r.TauUnit}
	for _, k := range rings {
		head = append(head, fmt.Sprintf("q = %.3g %s", r.Q[k], r.QUnit))
	}
	var rows [][]string
	for _, i := range lags {
		row := []string{fmt.Sprintf("%.4g", r.Tau[i])}
		for _, k := range rings {
			row = append(row, fmt.Sprintf("%.4g", r.D[i][k]))
		}
		rows = append(rows, row)
	}
	caption := r.String()
	if r.Plan != nil {
		caption += "\n" + r.Plan.String()
	}
	return table(caption, head, rows), nil
}

// some picks up to n indices evenly from 0 … count-1, with both ends.
func some(count, n int) []int {
	if count <= n {
		n = count
	}
	list := make([]int, n)
	for i := range list {
		if n > 1 {
			list[i] = i * (count - 1) / (n - 1)
		}
	}
	return list
}

// table gives a bundle of aligned text and of HTML.
func table(caption string, head []string, rows [][]string) display.Bundle {
	width := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, c := range row {
			width[i] = max(width[i], len([]rune(c)))
		}
	}
	var text, page strings.Builder
	text.WriteString(caption + "\n")
	page.WriteString("<div>" + strings.ReplaceAll(html.EscapeString(caption), "\n", "<br>") + "</div>\n<table>")
	for n, row := range append([][]string{head}, rows...) {
		tag := "td"
		if n == 0 {
			tag = "th"
		}
		page.WriteString("<tr>")
		for i, c := range row {
			text.WriteString(strings.Repeat(" ", width[i]-len([]rune(c))+min(i, 1)*2) + c)
			page.WriteString("<" + tag + ">" + html.EscapeString(c) + "</" + tag + ">")
		}
		text.WriteString("\n")
		page.WriteString("</tr>")
	}
	page.WriteString("</table>")
	b := display.Text(strings.TrimRight(text.String(), "\n"))
	b.Data["text/html"] = page.String()
	return b
}
