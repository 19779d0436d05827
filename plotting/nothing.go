package plotting

import (
	"image"
	"image/color"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// nothing is a canvas that keeps nothing: drawing on it tells where the data would lie.
type nothing struct{}

func (nothing) SetLineWidth(vg.Length)                     {}
func (nothing) SetLineDash([]vg.Length, vg.Length)         {}
func (nothing) SetColor(color.Color)                       {}
func (nothing) Rotate(float64)                             {}
func (nothing) Translate(vg.Point)                         {}
func (nothing) Scale(float64, float64)                     {}
func (nothing) Push()                                      {}
func (nothing) Pop()                                       {}
func (nothing) Stroke(vg.Path)                             {}
func (nothing) Fill(vg.Path)                               {}
func (nothing) FillString(font.Face, vg.Point, string)     {}
func (nothing) DrawImage(rect vg.Rectangle, _ image.Image) {}
