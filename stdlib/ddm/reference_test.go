package ddm

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"talbot/stdlib/stack"
)

// reference reads a file of fastDDM 0.3.14's results in float64, which lie beside the repository.
func reference(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "reference", "ddm", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the reference arrays are not beside the repository (../shared/reference/ddm)")
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var npyShape = regexp.MustCompile(`'shape': \(([^)]*)\)`)

// npy reads a C-ordered array of uint16 or float64.
func npy(t *testing.T, data []byte) (values []float64, shape []int) {
	t.Helper()
	n := int(binary.LittleEndian.Uint16(data[8:])) + 10
	head, data := string(data[:n]), data[n:]
	for _, s := range strings.Split(npyShape.FindStringSubmatch(head)[1], ",") {
		if s = strings.TrimSpace(s); s != "" {
			v, _ := strconv.Atoi(s)
			shape = append(shape, v)
		}
	}
	switch {
	case strings.Contains(head, "'<u2'"):
		for ; len(data) > 0; data = data[2:] {
			values = append(values, float64(binary.LittleEndian.Uint16(data)))
		}
	case strings.Contains(head, "'<f8'"):
		for ; len(data) > 0; data = data[8:] {
			values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(data)))
		}
	default:
		t.Fatalf("npy header %q", head)
	}
	return values, shape
}

func npz(t *testing.T, data []byte) map[string][]float64 {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	arrays := map[string][]float64{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		arrays[strings.TrimSuffix(f.Name, ".npy")], _ = npy(t, b)
	}
	return arrays
}

func referenceStack(t *testing.T) *stack.Stack {
	t.Helper()
	v, shape := npy(t, reference(t, "stack_u16.npy"))
	u := make([]uint16, len(v))
	for i := range v {
		u[i] = uint16(v[i])
	}
	s, err := stack.Of(u, shape[0], shape[1], shape[2], stack.Meta{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var bothMethods = []Method{Direct, WienerKhinchin}

// The reference's own direct sums are right to some 1e-13; 1e-10 is the tolerance agreed on.
func TestMapsMatchReference(t *testing.T) {
	s := referenceStack(t)
	want, shape := npy(t, reference(t, "D_u16_fastddm_cpp_diff.npy"))
	lags := []int{1, 2, 3, 5, 8, 13, 21, 34, 55, 63}
	n := shape[1] * shape[2]
	for _, m := range bothMethods {
		r, err := Compute(context.Background(), s, Settings{Lags: lags, Method: m, Maps: true})
		if err != nil {
			t.Fatal(err)
		}
		got := append(append(append([]float64(nil), r.Maps.Float64s()...), r.PowerMap.Float64s()...), r.VarianceMap.Float64s()...)
		if len(got) != len(want) {
			t.Fatalf("%d values, want %d", len(got), len(want))
		}
		var worst float64
		for i := range got {
			if i%n == 64*shape[2] {
				continue // q = 0
			}
			worst = math.Max(worst, math.Abs(got[i]-want[i])/math.Abs(want[i]))
		}
		t.Logf("%v: largest relative error %.2g", m, worst)
		if !(worst < 1e-10) {
			t.Errorf("%v: largest relative error %g, want below 1e-10", m, worst)
		}
	}
}

func TestRingsMatchReference(t *testing.T) {
	s := referenceStack(t)
	z := npz(t, reference(t, "aa_u16_fastddm.npz"))
	for _, m := range bothMethods {
		r, err := Compute(context.Background(), s, Settings{Lags: LinearLags(63), Method: m})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Q) != 64 || r.Q[0] != 0 {
			t.Fatalf("%d rings from q = %g, want 64 from 0", len(r.Q), r.Q[0])
		}
		var worstD, worstErr, worstQ float64
		for k := 1; k < 64; k++ {
			worstQ = math.Max(worstQ, math.Abs(r.Q[k]/z["k"][k]-1))
			for l := range 65 {
				var d float64
				switch l {
				case 63:
					d = r.PowerSpectrum[k]
				case 64:
					d = r.Variance[k]
				default:
					d = r.D[l][k]
					worstErr = math.Max(worstErr, math.Abs(r.Spread[l][k]/z["err"][k*65+l]-1))
				}
				worstD = math.Max(worstD, math.Abs(d/z["data"][k*65+l]-1))
			}
		}
		t.Logf("%v: largest relative errors: D %.2g, spread %.2g, q %.2g", m, worstD, worstErr, worstQ)
		if !(worstD < 1e-9 && worstErr < 1e-9 && worstQ < 1e-14) {
			t.Errorf("%v: largest relative errors: D %g, spread %g, q %g; want below 1e-9, 1e-9, 1e-14", m, worstD, worstErr, worstQ)
		}
	}
}
