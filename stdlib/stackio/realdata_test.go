package stackio

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talbot/runtime/array"
)

// realData gives a path among the recordings that stand beside a checkout, or skips.
func realData(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the recordings are not beside this checkout: %v", err)
	}
	return path
}

// The sums were taken with NumPy from tifffile's and Pillow's arrays.
func TestRealData(t *testing.T) {
	for _, c := range []struct {
		path                  string
		o                     Options
		frames, height, width int
		dtype                 array.DType
		sum                   float64
	}{
		{"confocal", Options{}, 1024, 256, 256, array.Uint8, 2291149695},
		{"pims/stuck.tif", Options{}, 5, 512, 512, array.Uint16, 656438033},
		{"twophoton_sima/example.tif", Options{}, 20, 128, 256, array.Uint16, 718163711},
		{"skimage/_blobs_3d_fiji_skeleton.tif", Options{}, 30, 32, 32, array.Uint8, 1020765},
		{"skimage/cell.png", Options{}, 1, 660, 550, array.Uint8, 24669746},
		{"beads_trackpy", Options{Gray: true}, 15, 424, 640, array.Uint8, 517169009},
	} {
		t.Run(c.path, func(t *testing.T) {
			s, err := Read(context.Background(), realData(t, c.path), c.o)
			if err != nil {
				t.Fatal(err)
			}
			means, err := s.FrameMeans(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			var sum float64
			for _, v := range means {
				sum += math.Round(v * float64(c.height*c.width))
			}
			if sum != c.sum || s.Frames() != c.frames || s.Height() != c.height || s.Width() != c.width || s.DType() != c.dtype {
				t.Errorf("got %v of sum %.0f; want %+v", s, sum, c)
			}
		})
	}
	for path, want := range map[string]string{
		"nuclei_ebimage/cells.tif": "JPEG",
		"beads_trackpy":            "Options.Gray",
		"skimage/simple.fits":      "FITS",
		"pims/cluster.nd2":         "ND2",
		"pims/sample_norpix6.seq":  "NorPix",
		"pims/bulk-water.mov":      "QuickTime",
		"skimage":                  "different kinds",
		"flies_sleap":              "no TIFF or PNG",
	} {
		_, err := Read(context.Background(), realData(t, path), Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}
