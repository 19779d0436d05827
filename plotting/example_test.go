package plotting_test

import (
	"fmt"
	"math"

	"talbot/plotting"
)

// A figure shows itself in a notebook; elsewhere its text says what it holds.
func Example() {
	var tau, d []float64
	for k := range 20 {
		t := 0.01 * math.Pow(1.5, float64(k))
		tau, d = append(tau, t), append(d, 200*(1-math.Exp(-t/0.3))+12)
	}
	fig := plotting.NewFigure()
	fig.XLabel, fig.YLabel = `$\tau$ (s)`, `$D(q,\tau)$`
	fig.XLog = true
	fig.Scatter(tau, d, "$q$ = 1.2 µm⁻¹")
	fig.Line(tau, d, "fit")
	b, err := fig.MIMEBundle()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.PlainText())
	fmt.Println(b.Metadata["image/png"])
	// Output:
	// figure: D(q, τ) from 10.82 to 219.7 over τ (s) from 0.007348 to 30.17 (logarithmic)
	//   q = 1.2 µm⁻¹: 20 points
	//   fit: line through 20 points
	// map[height:400 width:640]
}

// A frame as a microscopist looks at it.
func ExampleImage() {
	frame := [][]uint16{{100, 120, 90}, {110, 900, 130}}
	p := plotting.Image(frame, plotting.ImageSettings{Map: "gray", PixelSize: 0.12, Unit: "µm", Percentiles: [2]float64{1, 99}, BarLabel: "counts"})
	b, err := p.MIMEBundle()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.PlainText())
	// Output: picture: 3 × 2 pixels of 0.12 µm, counts from 90 to 900 in gray
}
