// Package plotting draws figures and images for notebooks, over gonum/plot's canvases.
//
// A Figure holds lines, points with error bars, bars and bands over linear or logarithmic
// axes; Image shows a frame or a map of numbers in colours; Grid sets several side by side.
// Each shows itself when it is a cell's last value or is given to display.Show, as a PNG of
// twice the size on the page and as a line of text; SVG and Save give other forms.
//
//	fig := plotting.NewFigure()
//	fig.XLabel, fig.YLabel = "$\\tau$ (s)", "$D(q,\\tau)$"
//	fig.XLog = true
//	fig.Scatter(tau, d, "q = 1.2 µm⁻¹")
//	fig.Line(tau, fit, "fit")
//	fig
//
// Nothing here panics on data: what is wrong with an argument is said when the figure is
// shown. Values that cannot be drawn (NaN, infinities, and on a logarithmic axis all that is
// not positive) are left out, and the figure's text says how many.
//
// Labels may hold Unicode (µm⁻²) and math between dollar signs: ^ and _ with braces, Greek
// and common signs by their LaTeX names. What is not understood is shown as it was written.
package plotting
