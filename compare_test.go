package main_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The part of a notebook that these tests look at.
type notebook struct {
	Format   int            `json:"nbformat"`
	Minor    int            `json:"nbformat_minor"`
	Metadata map[string]any `json:"metadata"`
	Cells    []nbCell       `json:"cells"`
}

type nbCell struct {
	Kind     string         `json:"cell_type"`
	Metadata map[string]any `json:"metadata"`
	Source   any            `json:"source"`
	Outputs  []nbOutput     `json:"outputs"`
	Count    *int           `json:"execution_count"`
}

type nbOutput struct {
	Kind string         `json:"output_type"`
	Data map[string]any `json:"data"`
	Text any            `json:"text"`
	Name string         `json:"ename"`
}

func readNotebook(t *testing.T, path string) notebook {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var nb notebook
	if err := json.Unmarshal(b, &nb); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return nb
}

func compareNotebooks(t *testing.T, kept, now notebook) {
	t.Helper()
	if len(kept.Cells) != len(now.Cells) {
		t.Fatalf("%d cells, and %d after a run", len(kept.Cells), len(now.Cells))
	}
	for i, c := range now.Cells {
		was := kept.Cells[i]
		was.Outputs, c.Outputs = withoutProgress(was.Outputs), withoutProgress(c.Outputs)
		if c.Kind == "code" && joined(c.Source) != "" && was.Count == nil {
			t.Errorf("cell %d was never run", i+1)
			continue
		}
		if len(was.Outputs) != len(c.Outputs) {
			t.Errorf("cell %d has %d outputs, and %d after a run", i+1, len(was.Outputs), len(c.Outputs))
			continue
		}
		for j, o := range c.Outputs {
			if err := sameOutput(was.Outputs[j], o); err != nil {
				t.Errorf("cell %d, output %d: %v", i+1, j+1, err)
			}
		}
	}
}

// withoutProgress leaves progress bars out: they tell how long a run took, and come only if it took long.
func withoutProgress(outputs []nbOutput) []nbOutput {
	return slices.DeleteFunc(slices.Clone(outputs), func(o nbOutput) bool {
		return strings.Contains(joined(o.Data["text/html"]), "<progress ")
	})
}

func sameOutput(was, now nbOutput) error {
	if was.Kind != now.Kind || was.Name != now.Name {
		return fmt.Errorf("%s %s became %s %s", was.Kind, was.Name, now.Kind, now.Name)
	}
	if err := sameText(joined(was.Text), joined(now.Text)); err != nil {
		return err
	}
	for _, mime := range slices.Sorted(maps.Keys(now.Data)) {
		before, there := was.Data[mime]
		if !there {
			return fmt.Errorf("%s is new", mime)
		}
		compare := sameText
		if mime == "image/png" {
			compare = samePicture
		}
		if err := compare(joined(before), joined(now.Data[mime])); err != nil {
			return fmt.Errorf("%s: %w", mime, err)
		}
	}
	return nil
}

// joined gives text that a notebook may hold as one string or as lines.
func joined(v any) string {
	lines, ok := v.([]any)
	if !ok {
		s, _ := v.(string)
		return s
	}
	var b strings.Builder
	for _, l := range lines {
		s, _ := l.(string)
		b.WriteString(s)
	}
	return b.String()
}

var numberInText = regexp.MustCompile(`[-+]?\d+(\.\d+)?([eE][-+]?\d+)?`)

// sameText compares the words exactly and the numbers to one part in a thousand: processors differ
// in the last bits (fused multiply-add), and a fit that ends on a tolerance shows that.
func sameText(was, now string) error {
	a, b := numberInText.FindAllString(was, -1), numberInText.FindAllString(now, -1)
	if numberInText.ReplaceAllString(was, "#") != numberInText.ReplaceAllString(now, "#") || len(a) != len(b) {
		return fmt.Errorf("the text was\n%s\nand is now\n%s", was, now)
	}
	for i := range a {
		x, _ := strconv.ParseFloat(a[i], 64)
		y, _ := strconv.ParseFloat(b[i], 64)
		if math.Abs(x-y) > 1e-3*math.Max(math.Abs(x), math.Abs(y)) {
			return fmt.Errorf("%s became %s in\n%s", a[i], b[i], now)
		}
	}
	return nil
}

// samePicture allows one pixel in 500 to change visibly: for the reason that sameText gives an edge
// may fall otherwise here and there. A curve that moves by two pixels changes more than that.
func samePicture(was, now string) error {
	a, err := decoded(was)
	if err != nil {
		return err
	}
	b, err := decoded(now)
	if err != nil {
		return err
	}
	if a.Bounds() != b.Bounds() {
		return fmt.Errorf("the picture was %v and is now %v", a.Bounds(), b.Bounds())
	}
	changed, r := 0, a.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if visiblyOther(a.At(x, y), b.At(x, y)) {
				changed++
			}
		}
	}
	if changed > r.Dx()*r.Dy()/500 {
		return fmt.Errorf("%d of %d pixels changed", changed, r.Dx()*r.Dy())
	}
	return nil
}

// visiblyOther asks for an eighth of the range in one of the colours.
func visiblyOther(a, b color.Color) bool {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > 1<<13 }
	return far(r1, r2) || far(g1, g2) || far(b1, b2)
}

func decoded(text string) (image.Image, error) {
	b, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(strings.TrimSpace(text), "\n", ""))
	if err != nil {
		return nil, err
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	return img, err
}

// A comparison that lets everything pass would keep stale notebooks alive.
func TestComparisonsNotice(t *testing.T) {
	if err := sameText("D = 0.9815 um²/s", "D = 0.9816 um²/s"); err != nil {
		t.Errorf("the last digit: %v", err)
	}
	for _, now := range []string{"D = 0.99 um²/s", "D = 0.9815 m²/s", "D = um²/s", "D = -0.9815 um²/s"} {
		if sameText("D = 0.9815 um²/s", now) == nil {
			t.Errorf("%q passes", now)
		}
	}
	draw := func(y int) string {
		img := image.NewGray(image.Rect(0, 0, 200, 100))
		for x := range 200 {
			for thick := range 2 {
				img.SetGray(x, y+thick, color.Gray{Y: 255})
			}
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(b.Bytes())
	}
	if err := samePicture(draw(50), draw(50)); err != nil {
		t.Error(err)
	}
	if samePicture(draw(50), draw(52)) == nil {
		t.Error("a line that moved passes")
	}
}
