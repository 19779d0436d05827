package ddm

import (
	"fmt"
	"html"
	"math"
	"strings"

	"talbot/runtime/display"
)

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

func (f *Fit) String() string {
	n := 0
	for _, ok := range f.Resolved {
		if ok {
			n++
		}
	}
	return fmt.Sprintf("fit of D(τ) = A(1 - exp(-Γτ)) + B: %d rings, the rate resolved in %d; %d lags, τ = %.4g to %.4g %s",
		len(f.Q), n, f.Points, f.TauMin, f.TauMax, f.TauUnit)
}

// MIMEBundle shows a table of some rings.
func (f *Fit) MIMEBundle() (display.Bundle, error) {
	rate := "1/" + f.TauUnit
	head := []string{"q / " + f.QUnit, "A", "B", "Γ / " + rate, "χ²/ν", "resolved"}
	var rows [][]string
	for _, i := range some(len(f.Q), 12) {
		yes := ""
		if f.Resolved[i] {
			yes = "yes"
		}
		rows = append(rows, []string{fmt.Sprintf("%.3g", f.Q[i]), fmt.Sprintf("%.4g ± %.2g", f.A[i], f.AErr[i]),
			fmt.Sprintf("%.4g ± %.2g", f.B[i], f.BErr[i]), fmt.Sprintf("%.4g ± %.2g", f.Gamma[i], f.GammaErr[i]),
			fmt.Sprintf("%.2f", f.ChiSquare[i]), yes})
	}
	return table(f.String(), head, rows), nil
}

func (d *Diffusion) String() string {
	return fmt.Sprintf("D₀ = %s %s from %d rings, q = %.3g to %.3g %s; Γ ∝ q^p with p = %s",
		plusMinus(d.D, d.DErr), d.Unit, d.Rings, d.QMin, d.QMax, d.QUnit, plusMinus(d.Exponent, d.ExponentErr))
}

// MIMEBundle shows the diffusivity and the exponent as a table.
func (d *Diffusion) MIMEBundle() (display.Bundle, error) {
	return table(fmt.Sprintf("Γ = D₀q² over %d rings, q = %.3g to %.3g %s", d.Rings, d.QMin, d.QMax, d.QUnit),
		[]string{"quantity", "value"}, [][]string{
			{"D₀", plusMinus(d.D, d.DErr) + " " + d.Unit},
			{"p of Γ ∝ qᵖ", plusMinus(d.Exponent, d.ExponentErr)},
			{"χ² per degree of freedom", fmt.Sprintf("%.2f", d.ChiSquare)},
		}), nil
}

// plusMinus writes a value and its error with two digits of the error.
func plusMinus(v, err float64) string {
	if !(err > 0) || math.IsInf(err, 0) || math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Sprintf("%.4g ± %.2g", v, err)
	}
	digits := 1 - int(math.Floor(math.Log10(err)))
	if digits < 0 || digits > 6 {
		return fmt.Sprintf("%.4g ± %.2g", v, err)
	}
	return fmt.Sprintf("%.*f ± %.*f", digits, v, digits, err)
}
